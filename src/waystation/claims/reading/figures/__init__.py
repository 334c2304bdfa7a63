"""Figures in a text, in every script and in words, with where they stand; and those that count nothing."""

from __future__ import annotations

from waystation.claims.reading.figures.find import Figure, find_figures, find_numbers, qualifier_before, ratios
from waystation.claims.reading.figures.plain import plain_text
from waystation.claims.reading.figures.sums import spelled
from waystation.claims.reading.figures.unread import (
    LeftOut,
    Unread,
    in_words,
    numbers_left_out,
    numbers_not_read,
    reasons_in_words,
)

__all__ = [
    "Figure",
    "LeftOut",
    "Unread",
    "find_figures",
    "find_numbers",
    "in_words",
    "numbers_left_out",
    "numbers_not_read",
    "plain_text",
    "qualifier_before",
    "ratios",
    "reasons_in_words",
    "spelled",
]

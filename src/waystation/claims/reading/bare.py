"""Figures that name no unit: "2,350 since Friday: 900 on Saturday, 1,050 on Sunday"."""

from __future__ import annotations

import re

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.figures import Figure

__all__ = ["stands_for_people"]

_NEAR = 400
_REACH = 16.0
_MONEY = re.compile(r"[$€£]|\b(?:dollars|euros|usd|eur|dinars|pesos|francs|pounds|budget)\b", re.IGNORECASE)
_MANY = 100
_OLDEST = 110
# "Omar, 9,", "Fatima (35)"
_AGED = re.compile(r"[A-ZÀ-Þ][\w’'-]+(?:,\s|\s\()$")
# "Theatre 2 is closed": a sentence may begin with the name of a thing.
_NAME_FIRST = re.compile(r"(?!(?:Another|Only|All|These|Those|In|On|At|By|Of|Yesterday|Today)\b)[A-Z][a-z]+ ")
_LABEL = re.compile(r"[^:;\n]{1,50}:\s*(?:about\s+|some\s+|abt\s+|approx\.?\s+)?$", re.IGNORECASE)
_NO_LABEL = re.compile(
    r"water|fund|diesel|fuel|hotline|phone|t[eé]l|contact|mobile|eau|agua|bread|toilet|generator|rice|budget|price|caja|time"
    r"|distance|information|renseignements|permanence|line\b|desk\b|number|numéro|ref\b|page",
    re.IGNORECASE,
)
# What may follow a figure that counts people without naming them.
_FREE = re.compile(
    r"\s*(?:$|[\n,.;:)(\"”»!?—–-]|(?:in|at|on|from|to|of|since|by|and|or|now|there|here|with|so|today|yesterday|tonight|more|went"
    r"|came|left|arrived|are|were|was|is|have|had|has|put|sent|stuck|waiting|seen|inj|wounded|still|et|dont|en|à|y|de|a|se|han)\b)",
    re.IGNORECASE,
)


def stands_for_people(
    text: str, figure: Figure, far: float | None, sentence: tuple[int, int], before: Drawn | None, *, told: bool
) -> bool:
    """Whether a figure that names no unit is one of people all the same.

    Parameters
    ----------
    text : the report
    figure : the figure
    far : how far the words stand that say what happened; None if none do
    sentence : offsets of its sentence
    before : the figure read before it, if any
    told : whether the same figure was read before, or its sentence goes on with what was
    """
    words = text[figure.start : figure.end]
    value = figure.high or figure.low or 0
    led_by = text[max(sentence[0], figure.start - 30) : figure.start]
    if value < 100 and re.search(r"\b(?:under|aged?|over|age\s+of|be|every|per)\s+$", led_by):
        return False
    if value < _OLDEST and _AGED.search(led_by):
        return False
    if _MONEY.search(text, *sentence) or (value < _MANY and _NAME_FIRST.fullmatch(text, sentence[0], figure.start)):
        return False
    if words.isalpha() and (figure.high or 0) < 20 and figure.qualifier == "exact":
        return False
    if re.match(r"\s\d|\s*(?:[-/–]\s*)?[A-Za-z]*\d|\s*[%°]|:\d", text[figure.end : figure.end + 6]):
        return False
    if told:
        return True
    led = re.search(
        r"\b(?:was|is|it|be|to|saw|call\s+it|than|says?|another|from|closer\s+to)\s+(?:\w+\s+){0,2}$",
        led_by,
        re.IGNORECASE,
    )
    if led and before and figure.start - before.counted.end < _NEAR:
        return True
    near = far is not None and far < _REACH
    listed = before is not None and before.sentence == sentence
    labelled = _LABEL.search(text[sentence[0] : figure.start])
    if labelled and not _NO_LABEL.search(labelled[0]) and _FREE.match(text, figure.end):
        return True
    free = value >= _MANY and before is not None and _FREE.match(text, figure.end) is not None
    return near or free or (listed and far is not None)

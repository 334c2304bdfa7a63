"""Names of months and of days of the week in the languages that tables are written in: from the Unicode locale data."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import product
from types import MappingProxyType
from typing import Literal

from babel.dates import get_day_names, get_month_names

from waystation.claims.take.words import folded, other_months

__all__ = ["month_names", "weekday_names", "weekdays_by_name"]

_LOCALES = ("en", "fr", "es", "pt", "de", "it", "tr", "ar", "ar_SY", "ar_IQ", "ar_DZ", "ar_TN", "ar_MA", "ru", "uk")
_CONTEXTS: tuple[Literal["format", "stand-alone"], ...] = ("format", "stand-alone")
_WIDTHS: tuple[Literal["wide", "abbreviated"], ...] = ("wide", "abbreviated")


@cache
def month_names() -> Mapping[str, int]:
    """The months by their names, long and short, as `folded` writes them.

    Examples
    --------
    >>> month_names()["janv"], month_names()["شباط"]
    (1, 2)
    """
    found = dict(other_months())
    for context, width, locale in product(_CONTEXTS, _WIDTHS, _LOCALES):
        for month, name in get_month_names(width, context, locale).items():
            found[folded(name).rstrip(".")] = month
    return MappingProxyType(found)


@cache
def weekdays_by_name() -> Mapping[str, frozenset[int]]:
    """The days of the week a name may mean, Monday 0, by their names, long and short, as `folded` writes them.

    Examples
    --------
    >>> sorted(weekdays_by_name()["lundi"]), sorted(weekdays_by_name()["fri"])
    ([0], [4])
    """
    found: dict[str, frozenset[int]] = {}
    for context, width, locale in product(_CONTEXTS, _WIDTHS, _LOCALES):
        for weekday, name in get_day_names(width, context, locale).items():
            key = folded(name).rstrip(".")
            found[key] = found.get(key, frozenset()) | {weekday}
    return MappingProxyType(found)


@cache
def weekday_names() -> frozenset[str]:
    """The days of the week, long and short, as `folded` writes them."""
    return frozenset(weekdays_by_name())

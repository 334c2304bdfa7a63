"""How a planning figure is written: "1 toilet per 50 people", "15 litres per day per person per day".

A figure says how much of something goes with how many people. The words after "per" are kept as the
handbooks write them and read here, once, into an exact ratio.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

__all__ = ["Per", "read_per", "unit_days"]

_DAYS = {"day": 1, "month": 30, "year": 365}
_PERIOD = r"(?: per (?:(?P<days>\d+) days|(?P<period>day|month|year)))?"
_PER = re.compile(rf"(?:(?P<number>\d+(?:\.\d+)?) )?(?P<base>person|people|family|families){_PERIOD}")
_UNIT = re.compile(rf".*?{_PERIOD}")


@dataclass(frozen=True)
class Per:
    """What a figure is for: ``number`` people (or families), in ``days`` days if it is a rate."""

    number: Fraction
    families: bool
    days: int | None


def read_per(text: str) -> Per:
    """Read "person", "50 people", "family", "10 families", each with or without a period.

    Parameters
    ----------
    text : the words after "per"; periods are "per day", "per month" (30 days), "per year" (365 days)
        and "per N days"

    Raises
    ------
    ValueError
        If the words are not understood or the number or period is 0.

    Examples
    --------
    >>> read_per("1000 people per month")
    Per(number=Fraction(1000, 1), families=False, days=30)
    >>> read_per("family").families
    True
    """
    found = _PER.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" is not a number of people or families')
    number = Fraction(found["number"] or 1)
    days = _days(found)
    if number == 0 or days == 0:
        raise ValueError(f'"{text}" divides by 0')
    return Per(number, found["base"].startswith("famil"), days)


def unit_days(unit: str) -> int | None:
    """Days over which an amount in this unit is counted; None for a plain amount.

    Examples
    --------
    >>> unit_days("tonnes per month"), unit_days("toilets")
    (30, None)
    """
    found = _UNIT.fullmatch(unit)
    return None if found is None else _days(found)


def _days(found: re.Match[str]) -> int | None:
    if found["days"] is not None:
        return int(found["days"])
    return _DAYS.get(found["period"]) if found["period"] else None

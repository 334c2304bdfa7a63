"""What a person may say about a table, over what the table itself says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from waystation.claims.take.words import folded
from waystation.world.scenario_model import Place

__all__ = ["TakeSettings", "names_of_places"]


@dataclass(frozen=True)
class TakeSettings:
    """What a person says about the tables taken.

    Parameters
    ----------
    place : where, if the table does not say
    publisher : who published it
    published : day it came out
    term : what the figures count, over what the layout says
    since : first day of a running total; with a term of a flow
    decimal : sign before decimals, ``.`` or ``,``
    dates : ``dmy`` or ``mdy``, where dates are written in numbers only
    all_rounds : whether older rounds are taken too
    encoding : of text files
    hidden : whether hidden sheets and rows are read
    skip_bad_rows : whether rows that cannot be read are left out, instead of refusing the file
    places : other names and codes of places, each with the name to use
    today : day of taking; used as day of publication where nothing says another
    """

    place: str = ""
    publisher: str = ""
    published: date | None = None
    term: str = ""
    since: date | None = None
    decimal: str = ""
    dates: str = ""
    all_rounds: bool = False
    encoding: str = ""
    hidden: bool = False
    skip_bad_rows: bool = False
    places: Mapping[str, str] = field(default_factory=dict)
    today: date = field(default_factory=date.today)


def names_of_places(places: Iterable[Place]) -> dict[str, str]:
    """Names, other names and codes of places, each with the name to use, for `TakeSettings.places`.

    Parameters
    ----------
    places : rows of a scenario's ``places.csv``
    """
    found: dict[str, str] = {}
    for each in places:
        for name in (each.name, *each.other_names.split(";"), getattr(each, "pcode", "")):
            if name.strip():
                found.setdefault(folded(name), each.name)
    return found

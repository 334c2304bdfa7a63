"""How a forecast was computed: what its run records, as lines of a table, and how steady its headline figures are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from waystation.forecast.scenario.steadiness import HOURS_AS_DAYS, Headline, Steadiness
from waystation.share.language import Language
from waystation.share.result_names import headline_said, moves_said
from waystation.share.rounding import Interval

__all__ = ["SteadyRow", "record_lines", "steady_rows"]

_SHOWN_APART = "steadiness"
"""Of a run's record: it has a table of its own."""


class SteadyRow(NamedTuple):
    """A headline figure: its name, its middle and range, and how far another run would move the middle."""

    name: str
    figure: str
    moves: str


def record_lines(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a run records of itself, a name and a text a line, in the program's own words.

    Parameters
    ----------
    record : the settings of a forecast; all but how steady it is, which `steady_rows` shows
    """
    return [(_words(name), _flat(value)) for name, value in record.items() if name != _SHOWN_APART]


def steady_rows(found: Steadiness, words: Language) -> list[SteadyRow]:
    """The headline figures with how far each would move in another run.

    Parameters
    ----------
    found : what the fit tells about itself
    words : the reader's language
    """
    rows = []
    for figure in map(_in_days, found.headlines):
        people = figure.unit == "people"
        unit = "" if people else figure.unit
        interval = Interval(figure.median, figure.low, figure.high, unit=unit, people=people)
        rows.append(
            SteadyRow(headline_said(figure.name, words), words.text(interval), moves_said(*figure.moves, words))
        )
    return rows


def _in_days(figure: Headline) -> Headline:
    """A long wait in days, as the first page has it."""
    if figure.unit != "hours" or figure.median < HOURS_AS_DAYS:
        return figure
    in_days = {name: getattr(figure, name) / 24 for name in ("median", "low", "high", "between_runs", "standard_error")}
    return replace(figure, unit="days", **in_days)


def _words(name: object) -> str:
    return str(name).replace("_", " ")


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{_words(name)} {_flat(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_flat(each) for each in value)
    return f"{value:.3g}" if isinstance(value, float) else str(value)

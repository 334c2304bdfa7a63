"""What will be published next, shown: scenario, counts alone and their average side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.claims import vocabulary
from waystation.files import write_csv
from waystation.share.disclosure import public_count
from waystation.share.language import Language, language
from waystation.share.rounding import Interval

if TYPE_CHECKING:
    from waystation.forecast.averaging import PublishedForecast

__all__ = ["PublishedTable", "published_lines", "published_tables", "write_published"]

_AHEAD = (1, 3, 7, 14)
_ENDS = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class PublishedTable:
    """Intervals of one total: ``heads`` name the models, ``rows`` a day and an interval of each."""

    name: str
    heads: tuple[str, ...]
    rows: list[tuple[str, list[str]]]


def published_tables(found: Sequence[PublishedForecast], words: Language | None = None) -> list[PublishedTable]:
    """A table a total, on a few days ahead; default: in English."""
    from waystation.forecast.averaging import MODELS

    words = words or language("en")
    shown = MODELS[::-1]  # the average first
    tables = []
    for each in found:
        title = words.titled(vocabulary().terms[each.term].published_title, each.place)
        rows = [
            (words.day(day), [words.text(_interval(each, model, index)) for model in shown])
            for index, day in enumerate(each.days)
            if (day - each.as_of).days in _AHEAD
        ]
        tables.append(PublishedTable(title, tuple(words.say(model).capitalize() for model in shown), rows))
    return tables


def published_lines(found: Sequence[PublishedForecast]) -> list[str]:
    """A line on the first total a week ahead, scenario and counts alone averaged; none where it is not forecast."""
    from waystation.forecast.averaging import AVERAGE

    if not found or found[0].as_of + timedelta(days=7) not in found[0].days:
        return []
    first = found[0]
    day = first.as_of + timedelta(days=7)
    return [f"Reports in 7 days may say: {_interval(first, AVERAGE, first.days.index(day)).text}"]


def _interval(found: PublishedForecast, model: str, index: int) -> Interval:
    low, middle, high = (float(value) for value in found.quantiles(model, _ENDS)[index])
    return Interval(middle, low, high)


def write_published(found: Sequence[PublishedForecast], path: Path | str) -> None:
    """Write all models' quantiles as CSV, in the hubverse layout with ``model_id`` first.

    Parameters
    ----------
    found : as from `waystation.forecast.averaging.pool_forecasts`
    path : CSV file; its folder must exist

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    from waystation.forecast.averaging import published_table

    table = published_table(found)
    write_csv(table.assign(value=[public_count(float(value)) for value in table["value"]]), path)

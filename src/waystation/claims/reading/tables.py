"""Rows and columns of figures inside a report: bulletins that list sites with their counts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from waystation.claims.reading.lexicon import Lexicon, lexicon
from waystation.claims.reading.counts import Counted
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.figures import Figure
from waystation.claims.reading.speakers import Attribution
from waystation.claims.reading.when import When, periods
from waystation.claims.reading.whereabouts import Spot
from waystation.claims.vocabulary import vocabulary

__all__ = ["Cell", "cells", "tabled"]

_GAP = re.compile(r"\s*\|\s*|\t+|\s{2,}")
_NUMBER = re.compile(r"\d{1,3}(?:[,. ]\d{3})+|\d+")
_TOTAL = re.compile(r"\b(?:grand\s+)?(?:total|totals|sum|all)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
    """A figure in a table.

    Parameters
    ----------
    value : the figure
    start, end : its offsets in the text
    label, label_start : what its row is about, and where that stands
    heading : the heading of its column
    column : number of the column, from 0
    total : whether its row is the sum of the others
    row : offsets of its row
    """

    value: float
    start: int
    end: int
    label: str
    label_start: int
    heading: str
    column: int
    total: bool
    row: tuple[int, int]


def _lines(text: str) -> Iterator[tuple[int, list[tuple[str, int]]]]:
    """Each line's offset and its cells with their offsets."""
    at = 0
    for line in text.split("\n"):
        parts, start = list[tuple[str, int]](), 0
        for gap in _GAP.finditer(line):
            if gap.start() > start:
                parts.append((line[start : gap.start()], at + start))
            start = gap.end()
        if line[start:].strip():
            parts.append((line[start:], at + start))
        yield at, parts
        at += len(line) + 1


def cells(text: str) -> list[Cell]:
    """The figures of the tables of a report; none where a row of words does not head them.

    Examples
    --------
    >>> table = "Site    Families  Persons\\nDebaga  120       700\\n"
    >>> [(cell.label, cell.heading, cell.value) for cell in cells(table)]
    [('Debaga', 'Families', 120.0), ('Debaga', 'Persons', 700.0)]
    """
    found = list[Cell]()
    heading: list[tuple[str, int]] = []
    for at, parts in _lines(text):
        numbers = [bool(_NUMBER.fullmatch(cell.strip())) for cell, _ in parts]
        if len(parts) > 1 and not any(numbers) and _heads(parts):
            heading = parts
        elif heading and len(parts) > 1 and not numbers[0] and any(numbers[1:]):
            label, label_start = parts[0]
            row = (at, parts[-1][1] + len(parts[-1][0]))
            for column, (cell, start) in enumerate(parts[1 : len(heading)], start=1):
                if _NUMBER.fullmatch(cell.strip()):
                    value = float(re.sub(r"[,. ]", "", cell.strip()))
                    place = (start, start + len(cell.rstrip()))
                    of_all = bool(_TOTAL.search(label))
                    found.append(
                        Cell(value, *place, label.strip(), label_start, heading[column][0].strip(), column, of_all, row)
                    )
        else:
            heading = []
    return found


@cache
def _dated(words: Lexicon) -> re.Pattern[str]:
    months, weekdays = (words.values(f"dates.{name}")[0].pattern for name in ("months", "weekdays"))
    return re.compile(rf"\d{{1,2}}\s+{months}|{weekdays}", re.IGNORECASE)


def _heads(parts: list[tuple[str, int]]) -> bool:
    """Whether a row of words names what its columns count."""
    counted = (*(words for name, words in lexicon().patterns("units").items() if name != "other"), *lexicon().terms.values())
    return any(words.search(cell) for cell, _ in parts[1:] for words in counted) or all(
        _dated(lexicon()).search(cell) for cell, _ in parts[1:]
    )


def tabled(
    text: str, home: Spot | None, standing: When | None, source: Attribution | None, published: date
) -> list[Drawn]:
    """The figures of a report's tables: the row says where, the column what.

    Parameters
    ----------
    text : the report
    home : place of the whole report, to which a row of totals belongs
    standing : period of the whole report
    source : source of the whole report
    published : day of the report, for columns that are headed by days
    """
    drawn, totals = list[Drawn](), dict[tuple[int, str], Drawn]()
    for cell in sorted(cells(text), key=lambda each: not each.total):
        figure = Figure(cell.value, cell.value, "exact", cell.start, cell.end)
        unit, term = _unit(cell.heading), _term(cell.heading) or _term(_title(text, cell.row[0])) or "camp_population"
        dated = periods(cell.heading, published)
        row = Spot(cell.label, cell.label_start, cell.label_start + len(cell.label), "there", None)
        count = Counted(figure, unit, cell.end, cell.end)
        spot, key = home if cell.total else row, (cell.column, cell.heading)
        each = Drawn(
            count, cell.row, (term, 0, 0), unit, dated[0] if dated else standing, spot, source, totals.get(key)
        )
        if cell.total:
            totals[key] = each
        drawn.append(each)
    return sorted(drawn, key=lambda each: each.counted.figure.start)


def _unit(heading: str) -> str:
    named = (name for name, words in lexicon().patterns("units").items() if name != "other" and words.search(heading))
    return next(named, "people")


def _term(heading: str) -> str:
    named = next((name for name, words in lexicon().terms.items() if words.search(heading)), "")
    return named if named in vocabulary().terms or not named else "context"


def _title(text: str, row: int) -> str:
    """The line above a table."""
    above = text[:row].rstrip().split("\n\n")[-1]
    title = above.split("\n")[0]
    return "" if _GAP.search(title.strip()) else title

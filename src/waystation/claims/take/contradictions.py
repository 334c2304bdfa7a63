"""What a table itself contradicts: an area not named, parts above the whole, figures that differ from the words."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from waystation.claims.take.columns import Bools, so_in_more
from waystation.claims.take.convert import coalesced, figures_of, plain_words
from waystation.claims.take.read_rows import ReadTable
from waystation.claims.vocabulary import vocabulary
from waystation.errors import Problem
from waystation.world.textfile import shown

__all__ = ["check_levels", "check_table"]

_TOLD_FIGURE = re.compile(r":\s*([\d,]*\d)\s+displacements?\b")
_ROUNDING = 0.05
"""Parts that a publisher worked out from shares may exceed the whole by so much."""


def check_levels(read: ReadTable) -> list[Problem]:
    """Rows of a district whose name is not there must not be read as rows of the province."""
    columns = read.columns
    layout = columns.match.layout
    if not layout.place_levels:
        return []
    chosen = np.full(len(columns), -1.0)
    for name, level in zip(layout.place, layout.place_levels, strict=True):
        if name in columns.coded:
            filled = coalesced(columns, (name,)) != ""
            chosen = np.where((chosen < 0) & filled, level, chosen)
    expected = np.zeros(len(columns))
    for code, level in zip(layout.pcode, sorted(set(layout.place_levels), reverse=True), strict=False):
        if code in columns.coded:
            expected = np.maximum(expected, np.where(coalesced(columns, (code,)) != "", level, 0))
    if layout.level in columns.coded:
        expected = np.maximum(expected, np.nan_to_num(_numbers(read, layout.level)))
    bad = np.flatnonzero(chosen < expected)
    if not len(bad):
        return []
    message = "The row is about an area whose name is not in the table: only a larger one is named."
    fix = "Check that the heading of the column with names is as its publisher writes it."
    return [Problem(message, fix, columns.match.grid.name, int(columns.rows[bad[0]]))]


def check_table(read: ReadTable) -> list[Problem]:
    """Everything the table itself contradicts, each at the first row that does."""
    return [*_parts(read), *_calendar(read), *_families(read), *_words(read), *_limits(read)]


def _parts(read: ReadTable) -> Iterator[Problem]:
    columns = read.columns
    parts = [each for each in columns.match.layout.parts if each in columns.coded]
    if len(parts) > 1:
        name = read.figures[0].column
        together = np.sum([_numbers(read, each) for each in parts], axis=0)
        yield from _first(
            read, together > (1 + _ROUNDING) * read.low[name] + 5, name, "is less than its parts together"
        )


def _calendar(read: ReadTable) -> Iterator[Problem]:
    columns = read.columns
    layout = columns.match.layout
    for role, unit in ((layout.day_year, "Y"), (layout.day_month, "M")):
        if role in columns.coded:
            said = _numbers(read, role)
            count = read.start.astype(f"datetime64[{unit}]").astype(np.int64)
            own = count + 1970 if unit == "Y" else count % 12 + 1
            heading = columns.match.names[columns.match.columns[role][0]]
            bad = ~np.isnan(said) & (said != own)
            yield from _first(read, bad, layout.day[0], f'does not fit the column "{shown(heading)}"')


def _families(read: ReadTable) -> Iterator[Problem]:
    units = vocabulary().units
    for figure in read.figures:
        if units[figure.unit].counts != "households":
            continue
        for other in read.figures:
            same = (other.place, other.term) == (figure.place, figure.term)
            if same and units[other.unit].counts == "people":
                many = read.low[figure.column] > read.low[other.column]
                yield from _first(read, many, figure.column, "counts more families than people")


def _words(read: ReadTable) -> Iterator[Problem]:
    """Rows whose words name another number of displacements than the column."""
    columns = read.columns
    words = columns.coded.get(columns.match.layout.excerpt)
    if words is None or not columns.match.layout.trust_words:
        return
    name = read.figures[0].column
    told = [_TOLD_FIGURE.search(plain_words(text)) for text in words.texts()]
    said = words.of([np.nan if each is None else float(each[1].replace(",", "")) for each in told], np.float64)
    figure = np.where(np.isnan(read.low[name]), read.high[name], read.low[name])
    yield from _first(read, ~np.isnan(said) & (said != figure), name, "differs from the figure in the words")


def _limits(read: ReadTable) -> Iterator[Problem]:
    columns = read.columns
    layout = columns.match.layout
    most = vocabulary().most_people
    for figure in read.figures:
        many = np.fmax(read.low[figure.column], read.high[figure.column]) > most
        yield from _first(read, many, figure.column, "is too many people")
    yield from _first(read, read.end < read.start, layout.end or (layout.day or ("day",))[0], "ends before it starts")
    late = np.flatnonzero(read.end > read.published)
    if len(late):
        message = f"It describes {read.end[late[0]]}, which is after it was published on {read.published[late[0]]}."
        fix = "Check both dates, or give a later --published."
        yield Problem(message, fix, columns.match.grid.name, int(columns.rows[late[0]]))


def _numbers(read: ReadTable, name: str) -> npt.NDArray[np.float64]:
    """(rows,) whole numbers of a column, NaN where unknown."""
    found, _ = figures_of(read.columns, name, "")
    numbers: npt.NDArray[np.float64] = read.columns.coded[name].of(
        [np.nan if value is None else value for value in found.low], np.float64
    )
    return numbers


def _first(read: ReadTable, bad: Bools, name: str, what: str) -> Iterator[Problem]:
    """A problem at the first row that is bad, saying how many more are."""
    rows = np.flatnonzero(bad)
    if not len(rows):
        return
    columns = read.columns
    heading = shown(columns.match.names[columns.match.columns[name][0]]) if name in columns.match.columns else name
    cell = shown(columns.coded[name].cells[columns.coded[name].codes[rows[0]]]) if name in columns.coded else ""
    more = so_in_more(len(rows) - 1)
    message = f'"{cell}" {what}{more}.'
    yield Problem(message, "Check the row.", columns.match.grid.name, int(columns.rows[rows[0]]), heading, cell)

"""The tables in a text: lines of cells with bars, tabs, wide gaps or, as pasted, commas between them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from waystation.claims.reading.figures.digits import DIGITS, digits_value
from waystation.claims.reading.figures.sums import numbers_in

__all__ = ["Cell", "Grid", "grids"]

_SEPARATORS = (re.compile(r"\|"), re.compile(r"\t"), re.compile(r" {2,}"), re.compile(";"), re.compile(r",(?=\S)"))
_PASTED = 3
"""Separators from here on stand in sentences too."""
_FEWEST_PASTED, _LONGEST_PASTED = 3, 40
"""Lines of a pasted table, and characters of its cells."""
_SIGNS = {"~": "about", "≈": "about", ">": "more than", "<": "less than", "≥": "at least", "≤": "up to"}
_PLAIN = re.compile(rf"([~≈<>≥≤])?\s*({DIGITS})\s*(\+)?\s*(?:[*†‡]+|\((?:[a-z]|\d[\d.,]*\s?%)\))?")
_IN_WORDS = re.compile(r"(?=[^|]{0,40}\Z)([~≈<>≥≤])?\s*\d[^%/:–-]*[^\W\d]")
_EMPTY = re.compile(r"[-–—.\s]*|n\.?/?a\.?|nil|nd", re.IGNORECASE)
# "|---|:--:|" between the head of a table and its rows.
_RULE = re.compile(r"\s*[|+](?=[^\n]*[-=])[-=:|+ \t]*")
_YEARS = range(1990, 2101)
_LONGEST_LABEL = 120
_LONGEST_CAPTION = 300
_MOST_CELLS = 20_000
_FEWEST_COLUMNS = 2


class Cell(NamedTuple):
    """A cell of a table.

    Parameters
    ----------
    words : what stands in it
    start, end : its offsets in the text
    value : the figure it holds, None if it holds none
    qualifier : as in the claims' vocabulary
    """

    words: str
    start: int
    end: int
    value: float | None
    qualifier: str = "exact"

    @property
    def empty(self) -> bool:
        """Whether it says nothing: blank, a dash, "n/a"."""
        return _EMPTY.fullmatch(self.words) is not None


@dataclass(frozen=True)
class Grid:
    """A table.

    Parameters
    ----------
    rows : cells of each row
    heads : how many rows at its top are headings
    labels : how many columns at its left say what the row is about
    start, end : its offsets in the text
    caption : offsets of the line above it, empty where there is none
    """

    rows: list[list[Cell]]
    heads: int
    labels: int
    start: int
    end: int
    caption: tuple[int, int]
    body: list[list[Cell]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "body", self.rows[self.heads :])

    def heading(self, column: int) -> list[Cell]:
        """The heading cells over a column, from the top down, each wording once."""
        found: dict[str, Cell] = {}
        for row in self.rows[: self.heads]:
            if column < len(row) and not row[column].empty:
                found.setdefault(row[column].words.casefold(), row[column])
        return list(found.values())


def grids(text: str) -> list[Grid]:
    """The tables of a text, in the order they stand.

    Parameters
    ----------
    text : as from `plain_text`

    Examples
    --------
    >>> found = grids("By site\\n\\nSite | Families | People\\nAdre | 120 | 700\\nRenk | 40 | 1,250\\n")[0]
    >>> found.heads, found.labels, [[cell.value for cell in row] for row in found.body]
    (1, 1, [[None, 120.0, 700.0], [None, 40.0, 1250.0]])
    """
    found = list[Grid]()
    for rows, start, end in _blocks(text):
        grid = _grid(text, rows, start, end)
        if grid is not None:
            found.append(grid)
    return found


def _blocks(text: str) -> Iterator[tuple[list[list[Cell]], int, int]]:
    """Lines that stand together and are cut alike, as rows of cells."""
    rows, start, last, kind = list[list[Cell]](), 0, 0, -1
    cells = at = 0
    for line in text.split("\n"):
        end = at + len(line)
        found = _cut(line, at, kind) if cells < _MOST_CELLS else None
        if kind >= _PASTED and (found is None or len(found[1]) != len(rows[-1])):
            if _is_pasted(rows):
                yield rows, start, last
            rows, kind = [], -1
            found = _cut(line, at, kind) if cells < _MOST_CELLS else None
        if found is not None:
            if kind >= 0 and found[0] != kind:
                yield rows, start, last
                rows = []
            if not rows:
                start = at
            kind, last = found[0], end
            rows.append(found[1])
            cells += len(found[1])
        elif rows and not _RULE.fullmatch(line) and (line.strip() or kind > 0):
            yield rows, start, last
            rows, kind = [], -1
        at = end + 1
    if rows and (kind < _PASTED or _is_pasted(rows)):
        yield rows, start, last


def _is_pasted(rows: list[list[Cell]]) -> bool:
    """Whether lines with commas or semicolons are a table: a heading without a figure, and below it rows as wide."""
    alike = len(rows) >= _FEWEST_PASTED and len({len(row) for row in rows}) == 1
    if not alike or any(re.search(r"\d", cell.words) for cell in rows[0]):
        return False
    return all(any(cell.value is not None for cell in row) for row in rows[1:])


def _cut(line: str, at: int, kind: int) -> tuple[int, list[Cell]] | None:
    """How a line is cut into cells, and the cells; None if it is not a row of a table."""
    stripped = line.strip()
    for number, separator in enumerate(_SEPARATORS):
        if kind >= 0 and number != kind:
            continue
        if not separator.search(stripped):
            continue
        inner = stripped.strip("|") if number == 0 else stripped
        offset = at + line.index(inner) if inner else at
        parts = list(separator.finditer(inner))
        edges = [0, *(each.end() for each in parts)], [*(each.start() for each in parts), len(inner)]
        cells = [_cell(inner[first:last], offset + first) for first, last in zip(*edges, strict=True)]
        if number >= _PASTED and any(len(each.words) > _LONGEST_PASTED for each in cells):
            continue
        if len(cells) >= _FEWEST_COLUMNS and not all(set(each.words) <= set("-:= ") for each in cells):
            return number, cells
    return None


def _cell(words: str, start: int) -> Cell:
    bare = words.strip()
    start += len(words) - len(words.lstrip())
    found = _PLAIN.fullmatch(bare)
    if found:
        value = digits_value(found[2])
        sign = _SIGNS.get(found[1] or "", "at least" if found[3] else "exact")
        at = start + found.start(2)
        return Cell(bare, at, at + len(found[2]), value, sign)
    if _IN_WORDS.match(bare):
        numbers = numbers_in(bare, ("en",))
        if len(numbers) == 1 and not re.search(r"[^\W\d_]", bare[: numbers[0].start] + bare[numbers[0].end :]):
            sign = _SIGNS.get(bare[0], "exact")
            return Cell(bare, start + numbers[0].start, start + numbers[0].end, numbers[0].value, sign)
    return Cell(bare, start, start + len(bare), None)


def _grid(text: str, rows: list[list[Cell]], start: int, end: int) -> Grid | None:
    """The rows as a table with headings and labels; None where they hold too few figures to be one."""
    width = max(len(row) for row in rows)
    counts = [[cell.value is not None for cell in row] for row in rows]
    heads = 0
    while heads < len(rows) and not _counts_something(rows[heads], first=heads == 0):
        if (
            len(rows[heads]) < min(width, _FEWEST_COLUMNS)
            or max(len(each.words) for each in rows[heads]) > _LONGEST_LABEL
        ):
            return None
        heads += 1
    if heads == len(rows) or not any(any(each) for each in counts[heads:]):
        return None
    rows = [*rows[:heads], *_filled(rows[heads:], width)]
    body = rows[heads:]
    labels = 0
    while labels < width and not any(row[labels].value is not None for row in body if labels < len(row)):
        labels += 1
    if labels == 0 and _numbered(body):
        labels = 1
        while labels < width and not any(row[labels].value is not None for row in body if labels < len(row)):
            labels += 1
    if labels in {0, width} or any(len(each.words) > _LONGEST_LABEL for row in body for each in row[:labels]):
        return None
    return Grid(rows, heads, labels, start, end, _caption(text, start))


def _filled(body: list[list[Cell]], width: int) -> list[list[Cell]]:
    """Rows with the blank cells that gaps between columns do not show: "Total      295" has its figure in the last."""
    whole = [row for row in body if len(row) == width]
    figures = next((at for at in range(width) if whole and all(row[at].value is not None for row in whole)), 0)
    filled = []
    for row in body:
        blank = width - len(row)
        if blank == figures - 1 > 0 and row[0].value is None and all(cell.value is not None for cell in row[1:]):
            row = [row[0], *[Cell("", row[0].end, row[0].end, None)] * blank, *row[1:]]
        filled.append(row)
    return filled


def _counts_something(row: list[Cell], *, first: bool) -> bool:
    """Whether a row holds figures that are not years at the head of columns."""
    values = [each.value for each in row if each.value is not None]
    return bool(values) and not (first and all(value in _YEARS for value in values))


def _numbered(body: list[list[Cell]]) -> bool:
    """Whether the first column only numbers the rows: 1, 2, 3."""
    values = [row[0].value for row in body if row and row[0].value is not None]
    return len(values) > 1 and values == [float(each) for each in range(1, len(values) + 1)]


def _caption(text: str, start: int) -> tuple[int, int]:
    """Offsets of the line above a table, if it is one that may say what the table is about."""
    end = start
    while end and text[end - 1].isspace():
        end -= 1
    first = text.rfind("\n", 0, end) + 1
    line = text[first:end]
    if len(line) > _LONGEST_CAPTION:  # of a paragraph, its last sentence
        first += max(line.rfind(". "), line.rfind("! "), -2) + 2
    if "|" in line or not 0 < end - first <= _LONGEST_CAPTION:
        return (start, start)
    return (first, end)

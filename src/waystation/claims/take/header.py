"""Finding the header of a table and the layout it belongs to, by the names of columns alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from waystation.claims.take.layout import TableLayout
from waystation.claims.take.raw_grid import RawCell, RawGrid
from waystation.claims.take.words import heading_key

__all__ = ["HEAD_ROWS", "Match", "combined", "find_layout", "is_tag_row", "tag_key"]

HEAD_ROWS = 40
"""So many rows at the top are searched for the header."""

_TAG = re.compile(r"#[A-Za-z][\w]*(?:\s*\+\s*[A-Za-z][\w]*)*")
_NOTE = re.compile(r"\s*[\[(](?:\d{1,2}|[a-z])[\])]$")
_QUIET = {"num", "v_pcodes", "v_pcode", "v_iso3", "v_iso2", "en", "fr", "es", "ar", "text"}


@dataclass(frozen=True)
class Match:
    """A table whose layout is known.

    Parameters
    ----------
    grid : the table
    layout : what its columns mean
    row : row of the header, or the last of its rows
    names : headings by position
    columns : positions of each column of the layout that is there; several if a heading appears twice
    tag_row : row with HXL tags, or 0
    clashes : columns whose heading and whose tag stand over different columns
    """

    grid: RawGrid
    layout: TableLayout
    row: int
    names: tuple[str, ...]
    columns: dict[str, tuple[int, ...]]
    tag_row: int = 0
    clashes: tuple[str, ...] = ()


def find_layout(grids: Sequence[RawGrid], layouts: Iterable[TableLayout]) -> Match | None:
    """The layout a table belongs to: the one most of whose columns are there, all required ones among them.

    Parameters
    ----------
    grids : the ways in which the table may be read
    layouts : those it may have
    """
    best: tuple[int, int, Match] | None = None
    choices = list(layouts)
    for grid in grids:
        head = list(islice(grid.rows(), 2 if grid.records else HEAD_ROWS))
        for at in range(len(head)):
            for layout in choices:
                match = _match(grid, layout, head, at)
                if match is None:
                    continue
                score = len(match.columns), -at
                if best is None or score > best[:2]:
                    best = (*score, match)
    return best[2] if best else None


def _match(grid: RawGrid, layout: TableLayout, head: Sequence[tuple[int, Sequence[RawCell]]], at: int) -> Match | None:
    last = at + layout.header_rows - 1
    if last >= len(head):
        return None
    names = combined([cells for _, cells in head[at : last + 1]], grid, head[at][0])
    if sum(bool(name) for name in names) < 2 - (len(layout.columns) == 1):
        return None
    tags: list[str] = []
    tag_row = 0
    if last + 1 < len(head) and is_tag_row(head[last + 1][1]):
        tag_row, tags = head[last + 1][0], [tag_key(str(cell or "")) for cell in head[last + 1][1]]
    keys = [heading_key(name) for name in names]
    if grid.records or not keys:
        tags, tag_row = [], 0
    # Groups of KoBo stand before a question's name: "site_info/site".
    inner = [heading_key(re.split(r"[/:]", name)[-1]) if re.search(r"\w[/:]\w", name) else "" for name in names]
    keys = _without_notes(names, keys, layout)
    columns: dict[str, tuple[int, ...]] = {}
    clashes = []
    for role, column in layout.columns.items():
        # The first heading of the list that is there holds: "_submission_time" before "end".
        by_name = next((found for name in column.names if (found := _at(heading_key(name), keys, inner))), [])
        asked = {tag_key(tag) for tag in column.tags}
        by_tag = [position for position, tag in enumerate(tags) if tag and tag in asked]
        if by_name and by_tag and not set(by_name) & set(by_tag):
            clashes.append(role)
        found = by_name or by_tag
        if found:
            columns[role] = tuple(found)
        elif column.required:
            return None
    if not columns or not _serves(layout, columns, names, grid.records):
        return None
    return Match(grid, layout, head[last][0], tuple(names), columns, tag_row, tuple(clashes))


def _without_notes(names: Sequence[str], keys: list[str], layout: TableLayout) -> list[str]:
    """Keys of headings, "Asylum-seekers [1]" without the number of its note unless the layout names it so."""
    noted = [at for at, name in enumerate(names) if _NOTE.search(name)]
    if not noted:
        return keys
    named = {heading_key(name) for column in layout.columns.values() for name in column.names}
    bare = {at: heading_key(_NOTE.sub("", names[at])) for at in noted if keys[at] not in named}
    return [bare.get(at, key) for at, key in enumerate(keys)]


def _at(wanted: str, keys: Sequence[str], inner: Sequence[str]) -> list[int]:
    """Positions of a heading; where it stands only within a group, of that."""
    found = [position for position, key in enumerate(keys) if key == wanted]
    return found or [position for position, key in enumerate(inner) if key == wanted]


def _serves(layout: TableLayout, columns: dict[str, tuple[int, ...]], names: Sequence[str], records: bool) -> bool:
    """Whether a figure and a place are among the columns, and no others where none may be."""
    known = {at for each in columns.values() for at in each}
    if layout.only and not records and {at for at, name in enumerate(names) if name} - known:
        return False
    if layout.refuse or layout.reports:
        return True
    figures = [figure for figure in layout.figures if figure.column in columns]
    placed = (
        not layout.place or any(column in columns for column in layout.place) or all(each.place for each in figures)
    )
    return bool(figures) and placed


def combined(rows: Sequence[Sequence[RawCell]], grid: RawGrid, first: int) -> list[str]:
    """Headings of one or several rows; a heading merged over several columns holds for each of them.

    Examples
    --------
    >>> grid = RawGrid("a", lambda: iter(()), merged=((1, 1, 1, 2),))
    >>> combined([["Date", "Joda", None], [None, "People", "Families"]], grid, 1)
    ['Date', 'Joda / People', 'Joda / Families']
    """
    width = max((len(cells) for cells in rows), default=0)
    spread = []
    for number, cells in enumerate(rows, first):
        line = ["" if cell is None else " ".join(str(cell).split()) for cell in cells]
        line += [""] * (width - len(line))
        for top, left, bottom, right in grid.merged:
            if top <= number <= bottom and left < width:
                # The value of merged cells stands in the first of them only.
                value = line[left] if number == top else ""
                for column in range(left, min(right + 1, width)):
                    line[column] = line[column] or value
        spread.append(line)
    if len(spread) > 1 and not grid.merged:
        spread[:-1] = [_carried(line, spread[-1]) for line in spread[:-1]]
    return [" / ".join(dict.fromkeys(part for part in parts if part)) for parts in zip(*spread, strict=True)]


def _carried(line: list[str], below: list[str]) -> list[str]:
    """A text table has no merged cells: a heading holds for the blank cells after it that have one below."""
    carried, last = [], ""
    for cell, under in zip(line, below, strict=True):
        last = cell or (last if under else "")
        carried.append(last)
    return carried


def is_tag_row(cells: Sequence[RawCell]) -> bool:
    """Whether a row holds HXL tags.

    Examples
    --------
    >>> is_tag_row(["#date", "#affected+ind", ""]), is_tag_row(["#1 camp", "300"])
    (True, False)
    """
    filled = [str(cell).strip() for cell in cells if cell not in (None, "")]
    return bool(filled) and sum(bool(_TAG.fullmatch(each)) for each in filled) > 0.5 * len(filled)


def tag_key(tag: str) -> str:
    """A tag as it is compared: the order of attributes and those that say nothing do not matter.

    Examples
    --------
    >>> tag_key("#affected +num+ind +incoming")
    '#affected+incoming+ind'
    """
    if not _TAG.fullmatch(tag.strip()):
        return ""
    first, *rest = re.sub(r"\s", "", tag).casefold().split("+")
    return "+".join([first, *sorted(set(rest) - _QUIET)])

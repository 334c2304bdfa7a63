"""From the rows of a table that count to claims, with their ids, notes and excerpts."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.claims.faults import UNPRINTABLE
from waystation.claims.personal import without_personal
from waystation.claims.take.batch import Batch, derived_id, plain_id
from waystation.claims.take.columns import Columns
from waystation.claims.take.convert import coalesced, plain_words
from waystation.claims.take.layout import FigureColumn
from waystation.claims.take.read_rows import ReadTable
from waystation.claims.take.rules import Groups
from waystation.claims.take.take_settings import TakeSettings
from waystation.claims.take.words import folded
from waystation.claims.vocabulary import vocabulary

__all__ = ["batch_of"]

_EXCERPT = 600
_MOST_ROWS = 20
_AT_ONCE = 20_000
Texts = npt.NDArray[Any]


def batch_of(
    read: ReadTable, figure: FigureColumn, groups: Groups, settings: TakeSettings, left_out: dict[str, list[int]]
) -> Batch:
    """The claims of one column of figures; a sum with an unknown part is not known.

    Parameters
    ----------
    read : the rows that count
    figure : the column
    groups : rows that make one claim together
    settings : what a person says about the table
    left_out : rows that make no claim, by reason; added to
    """
    columns, name = read.columns, figure.column
    layout = columns.match.layout
    several = groups.size > 1
    count = len(groups.first)
    low, high, qualifier = read.low[name], read.high[name], read.qualifier[name]
    if several.any():
        low = np.bincount(groups.of_row, weights=low, minlength=count).astype(np.float64)
        high = np.bincount(groups.of_row, weights=high, minlength=count).astype(np.float64)
        qualifier = qualifier[groups.first]
    known = np.bincount(groups.of_row, weights=read.qualifier[name] != "", minlength=count) == groups.size
    partly = several & ~known & (np.bincount(groups.of_row, weights=read.qualifier[name] != "", minlength=count) > 0)
    if partly.any():
        rows = columns.rows[groups.first[partly]].tolist()
        left_out.setdefault("a part of their sum is not known", []).extend(rows)
    if several.any():
        exact = np.bincount(groups.of_row, weights=read.qualifier[name] == "exact", minlength=count) == groups.size
        qualifier = np.where(several & ~exact, "about", qualifier)
    if layout.qualifier is not None and layout.qualifier.column in columns.coded:
        low, high, qualifier = _qualified(columns, groups, low, high, qualifier)
    at = np.flatnonzero(known)
    # A million rows that all count are looked at where they are, not copied.
    every = len(at) == len(columns) == count
    first: Any = slice(None) if every else groups.first[at]
    chosen: Any = slice(None) if every else at
    term = settings.term or figure.term
    kind = vocabulary().terms[term].kind
    end = read.end[first]
    start = read.start[first]
    since = settings.since or figure.since
    if since is not None:
        start = np.broadcast_to(np.datetime64(since, "D"), len(at))
    elif kind == "stock" and not layout.start:
        start = np.broadcast_to(np.datetime64("NaT", "D"), len(at))
    place = _constant(figure.place, len(at)) if figure.place else read.place[first]
    total_id = _constant("yes" if figure.part else "", len(at))
    if layout.origin in columns.coded:
        total_id = np.where(coalesced(columns, (layout.origin,))[first] != "", "yes", total_id).astype(object)
    role = _constant("", len(at))
    if layout.role is not None and layout.role.column in columns.coded:
        role = columns.coded[layout.role.column].of(
            [
                layout.role.means.get(folded(text), layout.role.otherwise)
                for text in columns.coded[layout.role.column].texts()
            ]
        )[first]
    source = _source(columns, settings)[first]
    fixed = {"unit": figure.unit, "term": term, "category": figure.category}
    ids = _ids(read, figure, groups.first[at], place)
    return Batch(
        columns.match.grid.name, fixed, ids, low[chosen], high[chosen], qualifier[chosen], place, source, total_id,
        role, start, end, read.published[first], columns.rows[first], groups.size[chosen] - 1,
        _words(read, figure, groups, at),
    )  # fmt: skip


def _constant(value: str, count: int) -> Texts:
    return np.broadcast_to(np.array(value, dtype=object), count)


def _qualified(columns: Columns, groups: Groups, low: Any, high: Any, qualifier: Texts) -> tuple[Any, Any, Texts]:
    rule = columns.match.layout.qualifier
    assert rule is not None
    column = columns.coded[rule.column]
    said = column.of([rule.means.get(folded(text), rule.otherwise) for text in column.texts()])[groups.first]
    chosen = np.where(qualifier == "exact", said, qualifier)
    bounds = {name: word.bounds for name, word in vocabulary().qualifiers.items()}
    side = np.array([bounds[each] if each else "both" for each in chosen.tolist()])
    return np.where(side == "high", np.nan, low), np.where(side == "low", np.nan, high), chosen


def _source(columns: Columns, settings: TakeSettings) -> Texts:
    layout = columns.match.layout
    name = settings.publisher or layout.publisher or columns.match.grid.name.split(",")[0]
    fixed = _constant(name, len(columns))
    if "source" not in columns.coded:
        return fixed
    # Rows that differ by who counted must not all be put under one name.
    if "source" not in layout.key and (settings.publisher or layout.publisher):
        return fixed
    said = coalesced(columns, ("source",))
    if any(UNPRINTABLE.search(each) for each in set(said.tolist())):
        said = np.array([UNPRINTABLE.sub(" ", each).strip() for each in said.tolist()], dtype=object)
    return np.where(said != "", said, fixed)


def _ids(read: ReadTable, figure: FigureColumn, first: npt.NDArray[np.int64], place: Texts) -> Texts:
    columns = read.columns
    layout = columns.match.layout
    prefix = layout.name.replace("_", "-")
    end = f"-{figure.column.replace('_', '-')}" if len(layout.figures) > 1 else ""
    if layout.id and layout.id in columns.coded and not layout.sum_over:
        texts = columns.coded[layout.id].texts()
        made = [f"{prefix}-{text}{end}" if plain_id(text) else derived_id(prefix, [text, end]) for text in texts]
        return np.array(made, dtype=object)[columns.coded[layout.id].codes[first]]
    dated = {*layout.day, layout.start, layout.end}
    key = [name for name in (layout.key or layout.place) if name in columns.coded and name not in dated]
    cells = [[folded(text) for text in columns.coded[name].texts()] for name in key]
    found = np.empty(len(first), dtype=object)
    for begin in range(0, len(first), _AT_ONCE):
        some = first[begin : begin + _AT_ONCE]
        parts = [
            [each[code] for code in columns.coded[name].codes[some].tolist()]
            for name, each in zip(key, cells, strict=True)
        ]
        days = [np.datetime_as_string(each[some], unit="D").tolist() for each in (read.start, read.end)]
        where = place[begin : begin + _AT_ONCE].tolist() if not key else [""] * len(some)
        rows = zip(*parts, *days, where, [figure.column] * len(some), strict=True)
        found[begin : begin + _AT_ONCE] = [derived_id(prefix, row) for row in rows]
    return found


def _words(
    read: ReadTable, figure: FigureColumn, groups: Groups, at: npt.NDArray[np.int64]
) -> Callable[[int, int], tuple[list[str], list[str]]]:
    """Gives notes and excerpts of claims: the cells of the row, or the words the table itself has."""
    columns = read.columns
    layout = columns.match.layout
    notes = [_cells_of(columns, name, ".") for name in layout.note if name in columns.coded]
    if layout.origin in columns.coded:
        origins = coalesced(columns, (layout.origin,))
        notes.insert(0, lambda rows: [f"From {each}." if each else "" for each in origins[rows].tolist()])
    shown = [*layout.day, layout.start, layout.end, *layout.place, *layout.sum_over, figure.column]
    cells = [_cells_of(columns, name) for name in dict.fromkeys(shown) if name in columns.coded]
    where = columns.match.grid.name.partition(", ")[2]
    before = f"{where}, row" if where else "row"
    members = _members(groups)
    words = columns.coded.get(layout.excerpt) if layout.excerpt else None
    plain = [_safe(plain_words(text)) for text in words.texts()] if words else []

    def told(rows: npt.NDArray[np.int64]) -> list[str]:
        parts = zip(*(each(rows) for each in cells), strict=True)
        numbers = columns.rows[rows].tolist()
        return [f"{before} {row}: {'; '.join(filter(None, part))}" for row, part in zip(numbers, parts, strict=True)]

    def words_of(begin: int, end: int) -> tuple[list[str], list[str]]:
        chosen = at[begin:end]
        rows = groups.first[chosen]
        noted = [""] * len(rows)
        if notes:
            noted = [_safe(" ".join(filter(None, part))) for part in zip(*(each(rows) for each in notes), strict=True)]
        if words is not None:
            said = [plain[code] for code in words.codes[rows].tolist()]
            return noted, [each or row for each, row in zip(said, told(rows), strict=True)]
        excerpts = told(rows)
        for position in np.flatnonzero(groups.size[chosen] > 1).tolist():
            every = np.array(members[int(chosen[position])][:_MOST_ROWS])
            excerpts[position] = _short(" | ".join(told(every)))
        return noted, excerpts

    return words_of


def _cells_of(columns: Columns, name: str, end: str = "") -> Callable[[npt.NDArray[np.int64]], list[str]]:
    """Gives "heading: cell" of rows, blank where the cell is."""
    heading = columns.match.names[columns.match.columns[name][0]]
    column = columns.coded[name]
    texts = [UNPRINTABLE.sub(" ", text) for text in column.texts()]

    def cells(rows: npt.NDArray[np.int64]) -> list[str]:
        found = [texts[code] for code in column.codes[rows].tolist()]
        return [f"{heading}: {text}{end}" if text else "" for text in found]

    return cells


def _members(groups: Groups) -> dict[int, list[int]]:
    """Rows of each group that has several."""
    members: dict[int, list[int]] = {}
    for row in np.flatnonzero(groups.size[groups.of_row] > 1).tolist():
        members.setdefault(int(groups.of_row[row]), []).append(row)
    return members


@lru_cache(maxsize=10_000)
def _safe(text: str) -> str:
    return _short(without_personal(text)[0])


def _short(text: str) -> str:
    return text if len(text) <= _EXCERPT else f"{text[: _EXCERPT - 3]}..."

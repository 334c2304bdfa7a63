"""Totals of a table against the rows and columns that they add up: what does not add up is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from waystation.claims.take.day_cells import ANY_YEAR, read_days
from waystation.claims.take.numbers import read_figures
from waystation.claims.take.raw_grid import RawCell, RawGrid
from waystation.claims.take.words import is_running, is_total
from waystation.world.textfile import shown

__all__ = ["sums_that_differ"]

_MOST_ROWS = 20_000
_MOST_TOLD = 6
_FEWEST = 2
_USUAL = 0.5
"""A column is the total of others if it is so in this share of the rows at least."""

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Body:
    """The rows below a header: their numbers, (rows, columns) figures with NaN for none, and which rows are totals."""

    names: Sequence[str]
    rows: list[int]
    figures: Numbers
    unsure: npt.NDArray[np.bool_]
    """Cells that say something else than one exact figure, such as "about 300": nothing can be added up with them."""
    total: npt.NDArray[np.bool_]
    label: list[str]

    @property
    def plain(self) -> tuple[Numbers, list[int]]:
        """Figures of the rows that are no totals, and the numbers of those rows in the file."""
        return self.figures[~self.total], [each for each, sums in zip(self.rows, self.total, strict=True) if not sums]


def sums_that_differ(grid: RawGrid, head: int, names: Sequence[str], known: Sequence[int], decimal: str) -> list[str]:
    """Sentences on totals that are not the sum of their parts; none for a table that adds up.

    A column is taken for the total of others, or for their running total, by its heading and by most of its rows.
    Nothing is corrected: the counts of days and places are taken, and the totals are not.

    Parameters
    ----------
    grid : the table
    head : row of its header, or the last of them
    names : headings by position
    known : positions of columns that hold days, places and codes
    decimal : the sign before decimals, where a person has said it

    Examples
    --------
    >>> rows = [["Day", "Joda", "Renk", "Total"], ["a", 1, 2, 3], ["b", 4, 5, 9], ["c", 6, 7, 31]]
    >>> rows += [["Total", 11, 14, 25]]
    >>> for each in sums_that_differ(RawGrid("a", lambda: iter(enumerate(rows, 1))), 1, rows[0], [0], ""):
    ...     print(each)
    Row 4, "Total" says 31, but Joda and Renk add up to 13.
    Row 5 (Total), "Total" says 25, but the rows above add up to 43.
    """
    body = _body(grid, head, names, known, decimal)
    if body is None:
        return []
    said = [*_total_columns(body), *_running_columns(body, grid, known), *_total_rows(body)]
    more = len(said) - _MOST_TOLD
    return [*said[:_MOST_TOLD], *([f"{more} more totals do not add up."] if more > 0 else [])]


def _body(grid: RawGrid, head: int, names: Sequence[str], known: Sequence[int], decimal: str) -> _Body | None:
    rows = [(number, cells) for number, cells in islice(grid.rows(), _MOST_ROWS + head) if number > head]
    if not rows or len(rows) >= _MOST_ROWS:
        return None
    columns, unsure = [], []
    for at in range(len(names)):
        cells = [row[at] if at < len(row) else None for _, row in rows]
        if at in known or not names[at]:
            columns.append([np.nan] * len(rows))
            unsure.append([False] * len(rows))
            continue
        read = read_figures(cells, separator=grid.separator, decimal=decimal)
        columns.append(
            [
                low if quality == "exact" and low is not None else np.nan
                for low, quality in zip(read.low, read.qualifier, strict=True)
            ]
        )
        unsure.append(
            [
                qualifier not in {"", "exact"} or each in read.unreadable or (rows[each][0], at) in grid.doubtful
                for each, qualifier in enumerate(read.qualifier)
            ]
        )
    labels = [next((each for each in row if each not in (None, "")), "") for _, row in rows]
    total = [any(isinstance(each, str) and is_total(each) for each in _texts(row, names)) for _, row in rows]
    return _Body(
        names, [number for number, _ in rows], np.array(columns, dtype=np.float64).T, np.array(unsure, bool).T,
        np.array(total, bool), [shown(each) for each in labels],
    )  # fmt: skip


def _texts(row: Sequence[RawCell], names: Sequence[str]) -> list[RawCell]:
    """The cells before the first figure of a row."""
    found: list[RawCell] = []
    for cell in row[: len(names)]:
        if isinstance(cell, (int, float)):
            break
        found.append(cell)
    return found[:3]


def _parts(name: str) -> list[str]:
    return [each.strip().casefold() for each in name.split(" / ")]


def _is_sum(name: str) -> bool:
    return any(is_total(each) for each in name.split(" / ")) and not is_running(name)


def _total_columns(body: _Body) -> Iterator[str]:
    plain, numbers = body.plain
    counted = [
        at for at in range(len(body.names)) if np.isfinite(plain[:, at]).any() and not is_running(body.names[at])
    ]
    totals = [at for at in counted if _is_sum(body.names[at])]
    for at in totals:
        others = [each for each in counted if each not in totals]
        before = max((each for each in totals if each < at), default=-1)
        last = _parts(body.names[at])[-1]
        alike = [each for each in others if len(_parts(body.names[at])) > 1 and _parts(body.names[each])[-1] == last]
        best: tuple[int, list[int]] = (0, [])
        for parts in (alike, [each for each in others if before < each < at], others):
            if len(parts) > 1:
                agree = int((np.nansum(plain[:, parts], axis=1) == plain[:, at]).sum())
                best = max(best, (agree, parts), key=lambda each: each[0])
        told = np.isfinite(plain[:, at])
        if best[0] < max(_FEWEST, _USUAL * told.sum()):
            continue
        told &= ~body.unsure[~body.total][:, best[1]].any(axis=1)
        wrong = np.flatnonzero(told & (np.nansum(plain[:, best[1]], axis=1) != plain[:, at]))
        named = _listed([body.names[each] for each in best[1]])
        for row in wrong:
            yield (
                f'Row {numbers[row]}, "{shown(body.names[at])}" says {plain[row, at]:,.0f}, but {named} add up to '
                f"{np.nansum(plain[row, best[1]]):,.0f}."
            )


def _running_columns(body: _Body, grid: RawGrid, known: Sequence[int]) -> Iterator[str]:
    """Running totals whose rise is not what the day's column says."""
    plain, numbers = body.plain
    running = [at for at in range(len(body.names)) if is_running(body.names[at]) and np.isfinite(plain[:, at]).any()]
    if not running:
        return
    cells = dict(grid.rows())
    keys = _groups([cells[number] for number in numbers], known)
    for at in running:
        told: dict[object, int] = {}
        steps = []
        for row, key in enumerate(keys):
            if not np.isfinite(plain[row, at]):
                continue
            if key in told:
                steps.append((row, plain[row, at] - plain[told[key], at]))
            told[key] = row
        daily = [each for each in range(len(body.names)) if each != at and not is_running(body.names[each])]
        agree = [sum(plain[row, each] == step for row, step in steps) for each in daily]
        if not steps or not daily or max(agree) < max(_FEWEST, _USUAL * len(steps)):
            continue
        day = daily[int(np.argmax(agree))]
        for row, step in steps:
            if np.isfinite(plain[row, day]) and plain[row, day] != step:
                yield (
                    f'Row {numbers[row]}, "{shown(body.names[at])}" changes by {step:,.0f}, but '
                    f'"{shown(body.names[day])}" says {plain[row, day]:,.0f}.'
                )


def _groups(rows: Sequence[Sequence[RawCell]], known: Sequence[int]) -> list[object]:
    """For each row its place: the columns that hold no day."""
    placed = []
    for at in known:
        cells = [row[at] if at < len(row) else None for row in rows]
        texts = [each for each in cells if each not in (None, "")]
        days = sum(span is not None for span in read_days(texts, order="dmy", until=ANY_YEAR).spans)
        if days * 2 < max(len(texts), 1):
            placed.append(cells)
    return [tuple(cells[row] for cells in placed) for row in range(len(rows))]


def _total_rows(body: _Body) -> Iterator[str]:
    sums = np.flatnonzero(body.total)
    for row in sums:
        before = max((each for each in sums if each < row), default=-1)
        after = min((each for each in sums if each > row), default=len(body.total))
        every = ~body.total
        ways = [
            every & (np.arange(len(every)) > before) & (np.arange(len(every)) < row),
            every & (np.arange(len(every)) < row),
            every & (np.arange(len(every)) > row) & (np.arange(len(every)) < after),
            every & (np.arange(len(every)) > row),
        ]
        for at, name in enumerate(body.names):
            said = body.figures[row, at]
            if not np.isfinite(said) or is_running(name) or body.unsure[~body.total, at].any():
                continue
            added = [np.nansum(body.figures[way, at]) for way in ways if np.isfinite(body.figures[way, at]).any()]
            if added and said not in added:
                yield (
                    f'Row {body.rows[row]} ({body.label[row]}), "{shown(name)}" says {said:,.0f}, but the rows '
                    f"{'above' if np.isfinite(body.figures[ways[1], at]).any() else 'below'} add up to {added[0]:,.0f}."
                )


def _listed(names: Sequence[str]) -> str:
    if len(names) > 4:
        return f"the {len(names)} columns that it adds up"
    return f"{', '.join(map(shown, names[:-1]))} and {shown(names[-1])}"

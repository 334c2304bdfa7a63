"""Which figures of a table stay hidden, so that no small count can be worked out from those that are shown.

Hiding every count of 1 to 9 people is not enough: a row of three with its total shown gives the hidden one away.
So figures are treated as what they are, sums over the smallest cells, and a figure counts as hidden only if the
whole numbers that fit everything shown, now and in earlier releases, still leave several values for it.

References
----------
The attack is the one of Fischetti and Salazar, "Models and algorithms for optimizing cell suppression in tabular
data with linear constraints" (J. Am. Stat. Assoc. 95, 2000): least and largest value of a hidden cell that the
published linear system admits, solved here as whole-number programmes with HiGHS.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from waystation.share.disclosure import THRESHOLD
from waystation.share.release.known_sum import Shown

__all__ = ["TableFigure", "hidden_figures", "possible_values", "with_totals"]


@dataclass(frozen=True)
class TableFigure:
    """One figure of a table of counts.

    Parameters
    ----------
    name : how the table names it, such as ``("Lower Camp", "2030-01-07")``
    parts : names of the smallest cells that it is the sum of; one of its own for a cell that is not a sum
    value : people, 0 or more
    """

    name: tuple[str, ...]
    parts: frozenset[str]
    value: int


def with_totals(counts: dict[tuple[str, ...], int], total: str = "all") -> list[TableFigure]:
    """The figures of a table with every total over every of its columns.

    Parameters
    ----------
    counts : people by name of the cell; all names have as many parts as the table has columns
    total : what stands for a column that was summed over

    Examples
    --------
    >>> table = with_totals({("Camp", "Monday"): 40, ("School", "Monday"): 7})
    >>> [(figure.name, figure.value) for figure in table if "all" in figure.name]
    [(('all', 'Monday'), 47), (('Camp', 'all'), 40), (('School', 'all'), 7), (('all', 'all'), 47)]
    """
    columns = len(next(iter(counts), ()))
    figures: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    # Every choice of columns that keep their own words; in the others stands the total. Cells come first.
    choices = sorted(product((False, True), repeat=columns), key=lambda kept: -sum(kept))
    for kept in choices:
        for cell in counts:
            name = tuple(part if keeps else total for part, keeps in zip(cell, kept, strict=True))
            figures.setdefault(name, []).append(cell)
    return [
        TableFigure(name, frozenset("|".join(cell) for cell in cells), sum(counts[cell] for cell in cells))
        for name, cells in figures.items()
    ]


def hidden_figures(
    figures: Sequence[TableFigure], earlier: Iterable[Shown] = (), *, threshold: int = THRESHOLD
) -> dict[tuple[str, ...], str]:
    """The figures that must not be shown, and why: ``small``, or ``guards another``.

    Parameters
    ----------
    figures : of one release
    earlier : what releases before it have shown of the same cells
    threshold : counts below this, and above zero, are small (people)

    Returns
    -------
    reasons by name; figures that are not among them may be shown

    Notes
    -----
    A hidden figure is safe if at least half as many values as the threshold remain possible for it. Figures
    that guard others are chosen by size, the smallest first: totals are the last to go.
    """
    remain = max(threshold // 2, 2)
    before = list(earlier)
    given = {each.name for each in figures}
    figures = [*figures, *_left_over(figures, threshold)]
    hidden = {each.name: "small" for each in figures if 0 < each.value < threshold}
    # To hide again what is out already would guard nothing.
    out = {each.name for each in figures if before and _spread(each, before) == 0}
    unsafe = [each for each in figures if each.name in hidden]
    while unsafe:
        figure = unsafe.pop()
        known = [*before, *_shown(figures, hidden, threshold)]
        if _spread(figure, known) >= remain - 1:
            continue
        near = _near(figure, figures, before)
        open_ones = sorted(
            (each for each in near if each.name not in hidden and each.name not in out),
            key=lambda each: (each.value, len(each.parts)),
        )
        for guard in open_ones:
            tried = [*before, *_shown(figures, {**hidden, guard.name: "guards another"}, threshold)]
            if _spread(figure, tried) >= remain - 1:
                break
        else:
            if not open_ones:  # what is out already narrows it down: nothing here can guard it better
                continue
            guard = open_ones[0]
            unsafe.append(figure)
        hidden[guard.name] = "guards another"
        unsafe.append(guard)
    return {name: why for name, why in hidden.items() if name in given}


def _left_over(figures: Sequence[TableFigure], threshold: int) -> list[TableFigure]:
    """Small counts that have no line of their own: what a total holds beyond the cells that are listed."""
    known = [Shown(each.parts, each.value, each.value) for each in figures]
    listed = frozenset().union(*(each.parts for each in figures if len(each.parts) == 1))
    found: dict[frozenset[str], TableFigure] = {}
    for rest in {each.parts - listed for each in figures} - {frozenset()}:
        low, high = possible_values(rest, known)
        if low == high and 0 < low < threshold:
            found[rest] = TableFigure(("left over", *sorted(rest)), rest, int(low))
    return [found[rest] for rest in sorted(found, key=sorted)]


def possible_values(parts: frozenset[str], known: Sequence[Shown]) -> tuple[float, float]:
    """Least and largest value of a sum of cells that fits all that is known; cells are whole and not negative.

    Parameters
    ----------
    parts : cells whose sum is asked for
    known : what is known of sums of cells

    Returns
    -------
    least, largest (``inf`` where nothing bounds it)

    Examples
    --------
    >>> known = [Shown(frozenset("ab"), 12, 12), Shown(frozenset("b"), 9, 9)]
    >>> possible_values(frozenset("a"), known)
    (3.0, 3.0)
    """
    about = _connected(parts, known)
    cells = {cell: k for k, cell in enumerate(sorted(parts.union(*(each.parts for each in about))))}
    if not about:
        return 0.0, np.inf
    rows = [k for k, each in enumerate(about) for _ in each.parts]
    columns = [cells[cell] for each in about for cell in sorted(each.parts)]
    matrix = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(about), len(cells)))
    low = np.array([each.low for each in about], float)
    high = np.array([np.inf if each.high is None else each.high for each in about], float)
    target = np.zeros(len(cells))
    target[[cells[cell] for cell in parts]] = 1.0
    ends = []
    for sign in (1.0, -1.0):
        found = milp(
            sign * target,
            integrality=np.ones(len(cells), int),
            bounds=Bounds(0, np.inf),
            constraints=LinearConstraint(matrix, low, high),
        )
        unbounded = 0.0 if sign > 0 else np.inf
        ends.append(sign * round(found.fun) if found.success else unbounded)
    return float(ends[0]), float(ends[1])


def _spread(figure: TableFigure, known: Sequence[Shown]) -> float:
    low, high = possible_values(figure.parts, known)
    return high - low


def _shown(figures: Iterable[TableFigure], hidden: dict[tuple[str, ...], str], threshold: int) -> list[Shown]:
    """What a reader of this release would know: values shown, and that those marked small are small."""
    known = []
    for each in figures:
        if each.name not in hidden:
            known.append(Shown(each.parts, each.value, each.value))
        elif hidden[each.name] == "small":
            known.append(Shown(each.parts, 1, threshold - 1))
    return known


def _near(figure: TableFigure, figures: Sequence[TableFigure], earlier: Iterable[Shown]) -> list[TableFigure]:
    """Figures tied to this one by a sum, of this release or an earlier one; and not the figure itself."""
    sums = [*(each.parts for each in figures), *(each.parts for each in earlier)]
    touching = figure.parts.union(*(parts for parts in sums if parts & figure.parts))
    return [each for each in figures if each.parts & touching and each.name != figure.name]


def _connected(parts: frozenset[str], known: Sequence[Shown]) -> list[Shown]:
    """What is known of any cell that is tied to these by a chain of sums."""
    reached, rest = set(parts), list(known)
    about: list[Shown] = []
    while True:
        tied = [each for each in rest if not reached.isdisjoint(each.parts)]
        if not tied:
            return about
        about += tied
        rest = [each for each in rest if reached.isdisjoint(each.parts)]
        reached.update(*(each.parts for each in tied))

"""Which rows of a table count: repeats, rows that contradict each other, sums over reasons, the newest round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from waystation.claims.take.columns import Bools, Coded, Columns
from waystation.claims.take.convert import coalesced, group_codes
from waystation.claims.take.numbers import read_figures
from waystation.claims.take.words import folded, table_words
from waystation.errors import Problem
from waystation.world.textfile import shown

__all__ = ["Groups", "drop_marked", "drop_older_rounds", "drop_repeats", "grouped", "one_name_a_round"]

REPEATS = "they repeat another row in every cell"


@dataclass(frozen=True)
class Groups:
    """Rows that make one claim together.

    Parameters
    ----------
    first : (groups,) position of the first row of each group
    of_row : (rows,) group of each row
    size : (groups,) rows in it
    """

    first: npt.NDArray[np.int64]
    of_row: npt.NDArray[np.int64]
    size: npt.NDArray[np.int64]


def drop_marked(columns: Columns) -> None:
    """Leave out the rows that the layout says do not count."""
    for rule in columns.match.layout.leave_out:
        if rule.column not in columns.coded:
            continue
        column = columns.coded[rule.column]
        known = {value.casefold() for value in rule.values}
        marks = [_says(text) if rule.filled else text.casefold() in known for text in column.texts()]
        if any(marks):
            columns.leave_out(column.of(marks, bool), rule.why)


def _says(text: str) -> bool:
    words = table_words()
    return bool(text) and text not in words.unknown_signs and folded(text) not in words.unknown


def drop_repeats(columns: Columns) -> None:
    """Leave out rows that are the same as an earlier one in every cell."""
    if not len(columns):
        return
    _, first = np.unique(columns.whole, return_index=True)
    repeated = np.ones(len(columns), bool)
    repeated[first] = False
    columns.leave_out(repeated, REPEATS)


def drop_older_rounds(columns: Columns, known: Bools) -> tuple[Bools, list[Problem]]:
    """Leave out all rounds but the newest; rounds that are not numbers are problems.

    Parameters
    ----------
    columns : the table
    known : (rows,) whether the row has a figure; kept in step with the rows

    Returns
    -------
    the same for the rows that stay, and problems
    """
    rule = columns.match.layout.newest
    if rule is None or rule.of not in columns.coded or not len(columns):
        return known, []
    column = columns.coded[rule.of]
    numbered = _round_numbers(column)
    heading = columns.match.names[columns.match.columns[rule.of][0]]
    problems = []
    for code, value in enumerate(numbered):
        if value is None and (column.codes == code).any():
            row = int(columns.rows[column.codes == code][0])
            message = f'"{shown(column.cells[code])}" is not the number of a round.'
            fix = "Write the whole number of the round: only the newest one counts."
            problems.append(Problem(message, fix, columns.match.grid.name, row, heading, shown(column.cells[code])))
    if problems:
        return known, problems
    numbers = column.of(numbered, np.float64)
    within = group_codes([columns.coded[name] for name in rule.within if name in columns.coded])
    newest = np.zeros(int(within.max()) + 1)
    np.maximum.at(newest, within, numbers)
    older = numbers < newest[within]
    columns.leave_out(older, "they are of an older round (take all rounds with --all-rounds)")
    return known[~older], []


def one_name_a_round(columns: Columns) -> None:
    """Rounds by their numbers, so that "3", "Round 3" and "3 (a)" are one when rows are added up."""
    rule = columns.match.layout.newest
    if rule is not None and rule.of in columns.coded:
        column = columns.coded[rule.of]
        column.cells = [
            cell if number is None else str(int(number))
            for cell, number in zip(column.cells, _round_numbers(column), strict=True)
        ]


def _round_numbers(column: Coded) -> list[float | None]:
    """Numbers of rounds; None where there is none. Rounds are counted, so 3.5 is no round, and surely not round 3."""
    texts = ["".join(each for each in text.casefold() if each not in "round ") for text in column.texts()]
    numbers = read_figures([text.lstrip("#") or None for text in texts], decimal=".").low
    return [number if number is not None and number.is_integer() else None for number in numbers]


def grouped(
    columns: Columns, start: npt.NDArray[np.datetime64], end: npt.NDArray[np.datetime64], figures: list[str]
) -> tuple[Groups, list[Problem]]:
    """Rows that are added up, and problems where two rows say different things of the same.

    Parameters
    ----------
    columns : rows that count, repeats already left out
    start, end : (rows,) days
    figures : columns of the figures
    """
    layout = columns.match.layout
    if not len(columns):
        none = np.empty(0, np.int64)
        return Groups(none, none, none), []
    if layout.id and layout.id in columns.coded and not layout.sum_over:
        names = [columns.coded[layout.id]]
        told = "have the same id"
    else:
        key = layout.key or tuple(dict.fromkeys([*layout.place, *layout.within]))
        dated = {*layout.day, layout.start, layout.end}
        names = [columns.coded[name] for name in key if name in columns.coded and name not in dated]
        told = "speak of the same place and day" if not layout.sum_over else "speak of the same place, round and reason"
    days = [start.astype(np.int64), end.astype(np.int64)]
    group = group_codes([*names, *days]) if told != "have the same id" else group_codes(names)
    parts = [columns.coded[name] for name in layout.sum_over if name in columns.coded]
    single = group_codes([group, *parts]) if parts else group
    problems = _contradictions(columns, single, told, figures)
    _, first, of_row, size = np.unique(group, return_index=True, return_inverse=True, return_counts=True)
    # In the order of the rows, so that claims come out as the table has them.
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return Groups(first[order].astype(np.int64), place[of_row].astype(np.int64), size[order].astype(np.int64)), problems


def _contradictions(columns: Columns, group: npt.NDArray[np.int64], told: str, figures: list[str]) -> list[Problem]:
    _, first, of_row, size = np.unique(group, return_index=True, return_inverse=True, return_counts=True)
    problems = []
    for at in np.flatnonzero(size > 1)[:200]:
        rows = np.flatnonzero(of_row == at)
        values = [
            " and ".join(
                dict.fromkeys(
                    str(columns.coded[name].cells[columns.coded[name].codes[row]]) or "blank" for row in rows[:3]
                )
            )
            for name in figures
        ]
        numbers = " and ".join(str(int(columns.rows[row])) for row in rows[:5])
        heading = columns.match.names[columns.match.columns[figures[0]][0]]
        message = f"The rows {numbers} {told}, and they are not the same ({shown('; '.join(values), 80)})."
        fix = "Keep the one that holds, or name the column that tells them apart (key or sum_over in a mapping)."
        problems.append(
            Problem(
                message, fix, columns.match.grid.name, int(columns.rows[first[at]]), shown(heading), shown(values[0])
            )
        )
    return problems


def places_told_apart(columns: Columns, place: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Places of one name that lie in different areas, with the area in brackets.

    Parameters
    ----------
    columns : the table
    place : (rows,) names
    """
    layout = columns.match.layout
    identity = coalesced(columns, layout.pcode)
    parent = np.full(len(columns), "", dtype=object)
    for name in layout.within:
        text = coalesced(columns, (name,), layout.countries)
        parent = np.where((parent == "") & (text != place), text, parent)
    identity = np.where(identity == "", parent, identity)
    seen: dict[str, set[str]] = {}
    for name, which in set(zip(place.tolist(), identity.tolist(), strict=True)):
        seen.setdefault(name, set()).add(which)
    several = {name for name, which in seen.items() if len(which - {""}) > 1 and name}
    if not several:
        return place
    return np.array(
        [
            f"{name} ({above})" if name in several and above else name
            for name, above in zip(place.tolist(), parent.tolist(), strict=True)
        ],
        dtype=object,
    )

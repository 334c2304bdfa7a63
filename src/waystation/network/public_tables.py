"""Rows of public tables by the names of their columns, with the tolerant opener that takes claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from waystation.claims.take.columns import Columns, read_columns
from waystation.claims.take.header import find_layout
from waystation.claims.take.layout import Column, TableLayout
from waystation.claims.take.numbers import read_figures
from waystation.claims.take.opener import open_tables
from waystation.errors import InputError, Problem
from waystation.world.textfile import shown

__all__ = ["Record", "read_records", "whole_number"]

Record = dict[str, str]
"""Cells of a row as text by the name of its column; ``row`` is its number."""


def layout(name: str, required: Mapping[str, tuple[str, ...]], optional: Mapping[str, tuple[str, ...]]) -> TableLayout:
    """A kind of table: its columns by their headings."""
    columns = {key: Column(names=names, required=True) for key, names in required.items()}
    columns |= {key: Column(names=names) for key, names in optional.items()}
    return TableLayout(name=name, title=name, seen="2026", refuse="x", columns=columns)


def read_records(path: Path | str, layouts: list[TableLayout], what: str) -> tuple[str, Iterator[Record]]:
    """The rows of a file that holds a table of one of these kinds.

    Parameters
    ----------
    path : the file
    layouts : the kinds
    what : they hold, for the refusal

    Returns
    -------
    name of the kind, and its rows

    Raises
    ------
    InputError
        If no table in the file is of these kinds, or it cannot be read.
    """
    opened = open_tables(path)
    for ways in opened.tables:
        match = find_layout(ways, layouts)
        if match is not None:
            columns = read_columns(match)
            if columns.problems:
                raise InputError(columns.problems)
            return match.layout.name, _rows(columns)
    wanted = "; ".join(
        f"{each.name}: {', '.join(column.names[0] for column in each.columns.values() if column.required)}"
        for each in layouts
    )
    raise InputError(Problem(f"There is no table of {what} in it.", f"Known are {wanted}.", shown(Path(path).name)))


def _rows(columns: Columns) -> Iterator[Record]:
    texts = {name: column.texts() for name, column in columns.coded.items()}
    for at, row in enumerate(columns.rows.tolist()):
        yield {name: each[columns.coded[name].codes[at]] for name, each in texts.items()} | {"row": str(row)}


def whole_number(text: str) -> int | None:
    """A count written in a cell, or None where it is not known."""
    value = read_figures([text]).low[0]
    return None if value is None else int(value)

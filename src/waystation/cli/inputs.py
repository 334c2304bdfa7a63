"""What commands read: claims from a file, a scenario folder or a ledger."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

import waystation as ws
from waystation.errors import InputError, Problem
from waystation.names import is_url

__all__ = ["open_ledger", "out_of_place", "read_book"]


_TABLES = {".csv", ".tsv", ".xlsx", ".xlsm", ".ods"}
_OF_CLAIMS = {"published", "source", "quantity_low", "quantity_high", "qualifier", "unit", "term"}
"""Columns by which a faulty table of claims is known from a table of counts."""


def out_of_place(options: Mapping[str, object], message: str, fix: str) -> list[Problem]:
    """A problem for every option that was given and does not fit what it was given with.

    Parameters
    ----------
    options : values by option, None where it was not given
    message : what follows the option in the problem
    fix : what to do
    """
    given = (option for option, value in options.items() if value is not None)
    return [Problem(f"{option} {message}", fix, column=option) for option in given]


def read_book(source: str) -> ws.Book:
    """Claims and decisions of a CSV file, of a scenario folder (its reports included) or of a ledger.

    Raises
    ------
    InputError
        If there is no such thing or it cannot be read. A table of counts is told from a faulty table of claims.
    """
    try:
        return _book(source)
    except InputError:
        counts = None if is_url(source) else _counts_in(Path(source))
        if counts is None:
            raise
    raise InputError(counts)


def _book(source: str) -> ws.Book:
    if is_url(source):
        with open_ledger(source) as ledger:
            return ledger.book()
    path = Path(source)
    if path.suffix.lower() == ".csv":
        if not path.exists():
            raise InputError(Problem("The file is missing.", "Check its name and folder.", path.name))
        return ws.read_book(path)
    if path.is_dir():
        situation = ws.open(path)
        if situation.problems:
            raise InputError(situation.problems)
        return ws.Book(situation.claims, situation.book.decisions, situation.book.notes)
    with open_ledger(source) as ledger:
        return ledger.book()


def _counts_in(path: Path) -> Problem | None:
    """A problem that names the command that makes claims of a file, if it is a table of counts by day."""
    from waystation.claims.take import guess_mapping, take_tables
    from waystation.claims.take.opener import open_tables

    if path.suffix.lower() not in _TABLES or not path.is_file():
        return None
    try:
        head = next(open_tables(path).tables[0][0].rows(), (0, ()))[1]
        if len(_OF_CLAIMS & set(head)) > 1:
            return None
        known = any(each.tables for each in take_tables([path]).files)
        if not known:
            guess_mapping(path)
    except (InputError, IndexError):
        return None
    file = shlex.quote(str(path))
    message = "This looks like a table of counts, not of claims"
    if known:
        return Problem(f"{message}: waystation take {file} --out claims.csv makes claims of it.", file=path.name)
    mapping = shlex.quote(str(path.with_name(f"{path.stem}.mapping.toml")))
    taking = f"waystation take {file} --mapping {mapping} --out claims.csv makes claims of it"
    return Problem(f"{message}: {taking}, once waystation take {file} --guess has written that mapping and you have "
                   "confirmed it.", file=path.name)  # fmt: skip


def open_ledger(target: str, *, make: bool = False) -> ws.Ledger:
    """The ledger of that name, or of that scenario folder; one is made only where that is asked for.

    Raises
    ------
    InputError
        If there is none, or it cannot be opened.
    """
    if not is_url(target) and Path(target).is_dir():
        target = ws.open(target).ledger
    return ws.Ledger(target, make=make)

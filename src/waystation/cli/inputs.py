"""What commands read: claims from a file, a scenario folder or a ledger."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import waystation as ws
from waystation.errors import InputError, Problem
from waystation.names import is_url

__all__ = ["open_ledger", "out_of_place", "read_book"]


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
        If there is no such thing or it cannot be read.
    """
    if is_url(source):
        with open_ledger(source) as ledger:
            return ledger.book()
    path = Path(source)
    if path.suffix.lower() == ".csv":
        return ws.read_book(path)
    if path.is_dir():
        situation = ws.open(path)
        if situation.problems:
            raise InputError(situation.problems)
        return ws.Book(situation.claims, situation.book.decisions, situation.book.notes)
    with open_ledger(source) as ledger:
        return ledger.book()


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

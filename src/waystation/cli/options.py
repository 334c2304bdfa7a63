"""Options that several commands share, worded once."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from waystation.errors import InputError, Problem

__all__ = [
    "AsOf", "Effort", "Folder", "Fresh", "Json", "Members", "Quiet", "Seed", "Standards", "Stock", "WhatIf", "Workers",
    "folder_path", "iso_date", "not_negative", "whole_number", "without_password",
]  # fmt: skip


EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


def whole_number(text: str | int) -> int:
    """A count given as an option.

    Raises
    ------
    InputError
        If it is not a whole number, with the way to write it.

    Examples
    --------
    >>> whole_number("3000")
    3000
    """
    from waystation.world.cells import CellError, read_number

    try:
        return int(read_number(str(text), whole=True))
    except CellError as error:
        raise InputError(Problem(error.message, error.fix, value=str(text))) from None


def not_negative(seed: int) -> int:
    """A seed, refused where no random numbers come from it.

    Raises
    ------
    InputError
        If it is negative.
    """
    if seed < 0:
        raise InputError(Problem(f"The seed {seed} is negative.", "Use 0 or more.", "--seed", value=str(seed)))
    return seed


def iso_date(text: str | date) -> date:
    """A day written as 2019-03-04.

    Raises
    ------
    InputError
        If it is written otherwise, is no day, or lies outside the years 1900 to 2200.

    Examples
    --------
    >>> iso_date("2019-03-04")
    datetime.date(2019, 3, 4)
    """
    if isinstance(text, date):
        return text
    try:
        day = date.fromisoformat(text) if len(text) == len("2019-03-04") else None
        if day is not None and EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            return day
    except ValueError:
        pass
    raise InputError(Problem(f'"{text}" is not a date.', "Write it as 2019-03-04.", value=text))


def without_password(url: str) -> str:
    """A database URL as it may be shown.

    Examples
    --------
    >>> without_password("postgresql://office:secret@host/claims")
    'postgresql://office:***@host/claims'
    """
    return re.sub(r"//([^:/@]*):[^@]*@", r"//\1:***@", url)


def folder_path(text: str | Path) -> Path:
    """A folder's path; the URL of a database is refused, for it would be taken for a strange path.

    Raises
    ------
    InputError
        If it is a URL.
    """
    if isinstance(text, str) and "://" in text:
        shown = without_password(text)
        fix = f'Name the scenario folder. Its scenario.toml may name the database: ledger = "{shown}".'
        raise InputError(Problem(f"{shown} is a database, not a folder.", fix, value=shown))
    return Path(text)


Folder = Annotated[
    Path, typer.Argument(help="Scenario folder.", show_default=False, parser=folder_path, metavar="FOLDER")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but problems.")]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of",
        parser=iso_date,
        metavar="DATE",
        help="Use only what was published by this day.",
        show_default="day of the latest claim",
    ),
]
Members = Annotated[int, typer.Option("--members", help="Possible futures.")]
Seed = Annotated[
    int,
    typer.Option("--seed", help="Random seed: same seed, same result.", callback=not_negative),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", help="Threads. Results do not depend on it.", show_default="one a core"),
]
WhatIf = Annotated[
    Path | None,
    typer.Option(
        "--what-if",
        help="Events assumed to happen after the as-of date; same columns as events.csv.",
        show_default=False,
    ),
]
Standards = Annotated[
    Path | None,
    typer.Option("--standards", help="Your own standards file; it overrides the built-in figures.", show_default=False),
]
Stock = Annotated[
    Path | None,
    typer.Option(
        "--stock", help="CSV of place, item, amount or per_day, available, until, source.", show_default=False
    ),
]
Effort = Annotated[
    float | None,
    typer.Option(
        "--effort",
        metavar="MINUTES",
        help="Search for about so many minutes of one core; two cores take half. Same minutes, same result.",
        show_default="0.25 for Baghouz",
    ),
]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Fit again, even if a fit for this as-of date is saved in the folder.")
]

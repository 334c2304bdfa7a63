"""Reading what Flee printed: the ``out.csv`` of its run script, one row a day."""

from __future__ import annotations

import csv
import gzip
import io
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from waystation.errors import InputError, Problem
from waystation.world.textfile import decoded, read_text, shown

__all__ = ["FleePrinted", "read_flee_output", "read_flee_runs"]

_MOST_BYTES = 50_000_000
_TOTALS = ("total refugees (simulation)", "raw UNHCR refugee count", "refugee_debt")


@dataclass(frozen=True)
class FleePrinted:
    """One run as Flee printed it.

    Parameters
    ----------
    name : of the file
    camps : names, as the columns have them
    simulated, counted : (days, camps) agents: people divided by what one agent stands for
    total_error : (days,) as printed, with day 0 counted twice below the line; nan where the file has no such column
    everyone, raw, debt : (days,) all agents, the denominator of that error, and agents whom falling counts
        still owe; nan where the file has no such column
    """

    name: str
    camps: tuple[str, ...]
    simulated: npt.NDArray[np.float64]
    counted: npt.NDArray[np.float64]
    total_error: npt.NDArray[np.float64]
    everyone: npt.NDArray[np.float64]
    raw: npt.NDArray[np.float64]
    debt: npt.NDArray[np.float64]


def read_flee_output(path: Path | str) -> FleePrinted:
    """Read one run.

    Raises
    ------
    InputError
        If the file cannot be read, lacks a column, or has text where a number belongs; with row and column.
    """
    path = Path(path)
    text = _text(path)
    if isinstance(text, Problem):
        raise InputError(text)
    header, *rows = [row for row in csv.reader(io.StringIO(text)) if row] or [[]]
    camps = [column.removesuffix(" sim") for column in header if column.endswith(" sim")]
    wanted = [*(f"{camp} sim" for camp in camps), *(f"{camp} data" for camp in camps)]
    problems = [
        Problem(f'The column "{shown(column)}" is missing.', "Give the output of Flee's run script.", path.name, 1)
        for column in wanted
        if column not in header
    ]
    if not camps or not rows:
        problems.append(
            Problem("There is no camp or no day in it.", "Give the output of Flee's run script.", path.name)
        )
    if problems:
        raise InputError(problems)
    more = [column for column in ("Total error", *_TOTALS) if column in header]
    table = _numbers(header, rows, [*wanted, *more], path.name)
    totals = {column: table[:, len(wanted) + n] for n, column in enumerate(more)}
    unknown = np.full(len(rows), np.nan)
    middle = len(camps)
    return FleePrinted(
        path.name, tuple(camps), table[:, :middle], table[:, middle : 2 * middle],
        *(totals.get(column, unknown) for column in ("Total error", *_TOTALS)),
    )  # fmt: skip


def _text(path: Path) -> str | Problem:
    """The text of a file, packed by gzip or not."""
    if path.suffix != ".gz":
        return read_text(path, most_bytes=_MOST_BYTES, quoted=True)
    try:
        with gzip.open(path) as file:
            data = file.read(_MOST_BYTES + 1)
    except (OSError, EOFError) as error:
        return Problem(f"The file cannot be read: {error}.", "Check the file.", path.name)
    if len(data) > _MOST_BYTES:
        return Problem("The file is too large.", "Keep only the rows that are needed.", path.name)
    return decoded(data, path.name, quoted=True)


def _numbers(header: list[str], rows: list[list[str]], wanted: list[str], file: str) -> npt.NDArray[np.float64]:
    table = np.empty((len(rows), len(wanted)))
    problems = []
    at = [header.index(column) for column in wanted]
    for n, row in enumerate(rows):
        for k, column in enumerate(at):
            value = row[column] if column < len(row) else ""
            try:
                table[n, k] = float(value)
            except ValueError:
                fault = f'"{shown(value)}" is not a number.'
                problems.append(Problem(fault, "Run it again, or leave it out.", file, n + 2, header[column], value))
    if problems:
        raise InputError(problems)
    return table


def read_flee_runs(folder: Path | str, hasten: int | None = None) -> list[FleePrinted]:
    """The runs kept in a folder, in the order of their names; those with one agent a person, if there are any.

    Parameters
    ----------
    folder : with files such as ``full_run1.csv`` (one agent a person) or ``hasten20_run1.csv.gz``
    hasten : people per agent of the runs wanted; default: those with one, or else all there are

    Returns
    -------
    runs; none where there is no such folder
    """
    files = sorted(
        (*Path(folder).glob("*.csv"), *Path(folder).glob("*.csv.gz")),
        key=lambda file: [int(n) for n in re.findall(r"\d+", file.name)],
    )
    if hasten is not None:
        stem = ("full_", "hasten1_") if hasten == 1 else f"hasten{hasten}_"
        return [read_flee_output(file) for file in files if file.name.startswith(stem)]
    full = [file for file in files if file.name.startswith("full")]
    return [read_flee_output(file) for file in full or files]

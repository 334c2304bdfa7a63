"""Reading a folder of past surges: a table of trusted totals, and one table of claims for each surge."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from waystation.claims import Claim, read_claims
from waystation.errors import InputError, Problem, nearest
from waystation.forecast.surges.history import TrustedTotal
from waystation.world import read_table

__all__ = ["Pair", "PastSurge", "TargetRow", "pairs", "read_surges"]

FEWEST_KNOWN = 3
"""A surge is first forecast when so many totals are known."""

FURTHEST_DAYS = 28


class TargetRow(BaseModel):
    """A line of ``targets.csv``: a trusted running total."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    surge: str = Field(min_length=1, description="Name of the surge, and of its CSV file of claims")
    published: dt.date = Field(description="Day it came out; unknown to any earlier forecast")
    date: dt.date = Field(description="Day it counts up to")
    total: float = Field(ge=0, description="People so far")
    place: str = Field(min_length=1, description="Where, as the claims write it")
    term: str = Field(min_length=1, description="What is counted: arrived, left_pocket, ...")


@dataclass(frozen=True)
class PastSurge:
    """A surge to be forecast again: its trusted totals in order of their days, and all claims about it."""

    name: str
    place: str
    term: str
    totals: tuple[TrustedTotal, ...]
    claims: tuple[Claim, ...]

    @property
    def final(self) -> float:
        """The last trusted total, by which scores are divided."""
        return self.totals[-1].people


@dataclass(frozen=True)
class Pair:
    """An origin, and the days whose totals are forecast from it."""

    as_of: dt.date
    days: tuple[dt.date, ...]
    truths: tuple[float, ...]


def read_surges(targets: Path | str, claims: Path | str) -> list[PastSurge]:
    """Past surges, in order of their names.

    Parameters
    ----------
    targets : table of trusted totals, see `TargetRow`
    claims : folder with a table of claims ``NAME.csv`` for every surge that the targets name

    Raises
    ------
    InputError
        With everything that is wrong with the table and the claims of the surges it names.
    """
    path, folder = Path(targets), Path(claims)
    rows, problems = read_table(path, TargetRow, rows_needed=True)
    by_name: defaultdict[str, list[TargetRow]] = defaultdict(list)
    for row in rows:
        first = by_name[row.value.surge]
        if first and (first[0].place, first[0].term) != (row.value.place, row.value.term):
            message = f'The surge "{row.value.surge}" has totals of more than one place or term.'
            problems.append(Problem(message, "Keep one running total for each.", path.name, row.number, "place"))
        first.append(row.value)
    there = {file.stem for file in folder.glob("*.csv")} if folder.is_dir() else set()
    if not folder.is_dir():
        problems.append(Problem("There is no such folder.", "Name the folder of the claims.", str(folder)))
    surges = []
    for name, lines in sorted(by_name.items()):
        if name not in there:
            if folder.is_dir():
                message = f'There are no claims of the surge "{name}".'
                problems.append(Problem(message, nearest(f"{name}", there), str(folder), value=f"{name}.csv"))
            continue
        try:
            read = read_claims(folder / f"{name}.csv")
        except InputError as error:
            problems += error.problems
            continue
        # A stable sort by day alone, as the scorer has it: lines of one day stay in the order of publication.
        ordered = sorted(lines, key=lambda each: (each.date, each.published))
        totals = tuple(TrustedTotal(each.published, each.date, each.total) for each in ordered)
        surges.append(PastSurge(name, lines[0].place, lines[0].term, totals, tuple(read)))
    if problems:
        raise InputError(problems)
    return surges


def pairs(surge: PastSurge) -> list[Pair]:
    """Origins and the days forecast from them: each day a total came out, and totals 1 to 28 days later."""
    found = []
    for as_of in sorted({total.published for total in surge.totals}):
        if sum(total.published <= as_of for total in surge.totals) < FEWEST_KNOWN:
            continue
        later = [total for total in surge.totals if 1 <= (total.day - as_of).days <= FURTHEST_DAYS]
        if later:
            found.append(Pair(as_of, tuple(each.day for each in later), tuple(each.people for each in later)))
    return found

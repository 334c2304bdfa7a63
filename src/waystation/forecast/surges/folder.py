"""Reading a folder of past surges: a table of trusted totals, and one table of claims for each surge."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from waystation.claims import Claim, sift_claims, vocabulary
from waystation.claims.history import TrustedTotal
from waystation.errors import InputError, Problem, nearest
from waystation.forecast.surges.past import group_of
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
    """A surge to be forecast again: its trusted totals in order of their days, and all claims about it.

    ``left_out`` says what of its tables could not be read; ``group`` which surges it belongs with, see
    `waystation.forecast.surges.past`; if it is not given, that is looked up by name.
    """

    name: str
    place: str
    term: str
    totals: tuple[TrustedTotal, ...]
    claims: tuple[Claim, ...]
    left_out: tuple[Problem, ...] = ()
    group: str = ""

    def __post_init__(self) -> None:
        if not self.group:
            object.__setattr__(self, "group", group_of(self.name))

    @property
    def began(self) -> dt.date:
        """Day of the first trusted total: what had ended before it may teach a forward forecast."""
        return self.totals[0].day

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


def read_surges(targets: Path | str, claims: Path | str, *, strict: bool = False) -> list[PastSurge]:
    """Past surges, in order of their names.

    Parameters
    ----------
    targets : table of trusted totals, see `TargetRow`
    claims : folder with a table of claims ``NAME.csv`` for every surge that the targets name
    strict : whether anything wrong refuses the whole. If not, what cannot be read is left out and named in
        `PastSurge.left_out`: a row, a column nobody knows, the claims of a surge whose table is missing (it is then
        forecast from its trusted totals alone)

    Raises
    ------
    InputError
        If no total can be read, or there is no such folder; if strict, with everything that is wrong with the
        table and the claims of the surges it names.
    """
    path, folder = Path(targets), Path(claims)
    rows, problems = read_table(path, TargetRow, rows_needed=True)
    if not folder.is_dir():
        raise InputError(
            [*problems, Problem("There is no such folder.", "Name the folder of the claims.", str(folder))]
        )
    if not rows:
        raise InputError(problems)
    by_name: defaultdict[str, list[TargetRow]] = defaultdict(list)
    for row in rows:
        by_name[row.value.surge].append(row.value)
    problems += [
        Problem(
            f'The surge "{row.value.surge}" has totals of more than one place or term.',
            "Keep one running total for each.", path.name, row.number, "place",
        )
        for row in rows
        if _total_of(row.value) != _total_of(by_name[row.value.surge][0])
    ]  # fmt: skip
    there = {file.stem for file in folder.glob("*.csv")}
    surges = [_past_surge(name, lines, folder, there) for name, lines in sorted(by_name.items())]
    # What is wrong with the table of totals is told with the first surge: rows may not say whose they are.
    surges[0] = replace(surges[0], left_out=(*problems, *surges[0].left_out))
    left_out = [problem for surge in surges for problem in surge.left_out]
    if strict and left_out:
        raise InputError(left_out)
    return surges


def _total_of(row: TargetRow) -> tuple[str, str]:
    return row.place, row.term


def _past_surge(name: str, lines: list[TargetRow], folder: Path, there: set[str]) -> PastSurge:
    """One surge with all claims about it that can be read, and what cannot."""
    read: list[Claim] = []
    if name in there:
        read, problems = sift_claims(folder / f"{name}.csv")
    else:
        message = f'There are no claims of the surge "{name}".'
        problems = [Problem(message, nearest(f"{name}", there), str(folder), value=f"{name}.csv")]
    # A stable sort by day alone, as the scorer has it: lines of one day stay in the order of publication.
    ordered = sorted(lines, key=lambda each: (each.date, each.published))
    totals = tuple(TrustedTotal(each.published, each.date, each.total) for each in ordered)
    (place, term), _ = Counter(_total_of(each) for each in lines).most_common(1)[0]
    if term not in vocabulary().terms or vocabulary().terms[term].kind == "other":
        fitting = [known for known, each in vocabulary().terms.items() if each.kind != "other"]
        problems.append(Problem(f'"{term}" is no count of people we know.', nearest(term, fitting), value=term))
        term, read = "arrived", []  # its trusted totals are forecast all the same
    return PastSurge(name, place, term, totals, tuple(read), tuple(problems))


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

"""Reading a folder of past surges: a table of trusted totals, and one table of claims for each surge."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from waystation.claims import Claim, sift_claims, vocabulary
from waystation.claims.history import TrustedTotal
from waystation.errors import InputError, Problem, nearest
from waystation.forecast.surges.past import group_of
from waystation.forecast.surges.thin_past import FEWEST_COUNTS
from waystation.world import read_table
from waystation.world.csv_tables import Row

__all__ = ["Pair", "PastSurge", "TargetRow", "pairs", "read_surges"]

FEWEST_KNOWN = FEWEST_COUNTS
"""A surge is first forecast when so many totals are known."""

FURTHEST_DAYS = 28

_ANY_TERM = "arrived"
"""Stands for a term that nobody knows: claims are not read then."""


class TargetRow(BaseModel):
    """A line of ``targets.csv``: a trusted running total."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    surge: str = Field(min_length=1, description="Name of the surge, and of its CSV file of claims")
    published: dt.date = Field(description="Day it came out; unknown to any earlier forecast")
    date: dt.date = Field(description="Day it counts up to")
    total: float = Field(ge=0, description="People so far")
    place: str = Field(min_length=1, description="Where, as the claims write it")
    term: str = Field(min_length=1, description="What is counted: arrived, left, ...")


@dataclass(frozen=True)
class PastSurge:
    """A surge to be forecast again: its trusted totals in order of their days, and all claims about it.

    ``left_out`` says what of its tables could not be read, ``noted`` what was read and looks wrong; ``group`` which
    surges it belongs with, see `waystation.forecast.surges.past`: if it is not given, that is looked up by name.
    """

    name: str
    place: str
    term: str
    totals: tuple[TrustedTotal, ...]
    claims: tuple[Claim, ...]
    left_out: tuple[Problem, ...] = ()
    noted: tuple[Problem, ...] = ()
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
    by_name: defaultdict[str, list[Row[TargetRow]]] = defaultdict(list)
    for row in rows:
        by_name[row.value.surge].append(row)
    problems += [
        Problem(
            f'The surge "{row.value.surge}" has totals of more than one place or term.',
            "Keep one running total for each.", path.name, row.number, "place",
        )
        for row in rows
        if _total_of(row) != _total_of(by_name[row.value.surge][0])
    ]  # fmt: skip
    there = {file.stem for file in folder.glob("*.csv")}
    groups = _stated_groups(folder)
    surges = [_past_surge(name, lines, folder, there, path.name, groups) for name, lines in sorted(by_name.items())]
    # What is wrong with the table of totals is told with the first surge: rows may not say whose they are.
    surges[0] = replace(surges[0], left_out=(*problems, *surges[0].left_out))
    left_out = [problem for surge in surges for problem in surge.left_out]
    if strict and left_out:
        raise InputError(left_out)
    return surges


def _stated_groups(folder: Path) -> dict[str, str]:
    """Groups of surges as ``index.csv`` of their folder states them, in its columns name and group; if it does."""
    index = folder / "index.csv"
    if not index.is_file():
        return {}
    with index.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        rows = list(csv.DictReader(file))
    return {str(row["name"]): str(row["group"]) for row in rows if row.get("name") and row.get("group")}


def _total_of(row: Row[TargetRow]) -> tuple[str, str]:
    return row.value.place, row.value.term


def _past_surge(
    name: str, lines: list[Row[TargetRow]], folder: Path, there: set[str], targets: str,
    groups: Mapping[str, str],
) -> PastSurge:  # fmt: skip
    """One surge with all claims about it that can be read, and what cannot."""
    read: list[Claim] = []
    if name in there:
        read, problems = sift_claims(folder / f"{name}.csv")
    else:
        message = f'There are no claims of the surge "{name}".'
        problems = [Problem(message, nearest(f"{name}", there), str(folder), value=f"{name}.csv")]
    (place, word), _ = Counter(_total_of(each) for each in lines).most_common(1)[0]
    term = vocabulary().term(word)
    if term is None or term.kind == "other":
        fix = nearest(word, vocabulary().people_terms())
        problems.append(Problem(f'"{word}" is not a count of people.', fix, value=word))
        term, read = None, []  # its trusted totals are forecast all the same
    kept, twice = _one_a_day(lines, targets)
    totals = tuple(TrustedTotal(each.value.published, each.value.date, each.value.total) for each in kept)
    noted = _corrected(kept, targets)
    if term is None or term.kind == "flow":
        noted += _falls(list({each.value.date: each for each in kept}.values()), targets)
    name_of_term, left_out = term.name if term else _ANY_TERM, (*problems, *twice)
    group = groups.get(name, "")
    return PastSurge(name, place, name_of_term, totals, tuple(read), left_out, tuple(noted), group)


def _one_a_day(lines: list[Row[TargetRow]], targets: str) -> tuple[list[Row[TargetRow]], list[Problem]]:
    """Totals in order of their days and of publication; of several of one day that came out together, one.

    That is the last in the table, but none below the total before it if another is not. A total that came out later for
    the same day stands beside the first: until then nobody knew it.
    """
    together: defaultdict[tuple[dt.date, dt.date], list[Row[TargetRow]]] = defaultdict(list)
    for each in sorted(lines, key=lambda each: (each.value.date, each.value.published, each.number)):
        together[each.value.date, each.value.published].append(each)
    kept: list[Row[TargetRow]] = []
    problems = []
    for (day, _), told in together.items():
        earlier = [each for each in kept if each.value.date < day]
        before = earlier[-1].value.total if earlier else 0.0
        chosen = ([each for each in told if each.value.total >= before] or told)[-1]
        kept.append(chosen)
        for each in told:
            if each is chosen:
                continue
            falls = each.value.total < before
            fall = f" It is below the {before:,.0f} of {earlier[-1].value.date}." if falls else ""
            message = f"{day} has another total, {chosen.value.total:,.0f} in row {chosen.number}.{fall}"
            fix = f"Keep one row a day. The last published, {chosen.value.total:,.0f}, is used."
            problems.append(Problem(message, fix, targets, each.number, "total", f"{each.value.total:,.0f}"))
    return kept, problems


def _corrected(kept: list[Row[TargetRow]], targets: str) -> list[Problem]:
    """Totals of a day that were published again: the later one is used from its publication on."""
    return [
        Problem(
            f"{first.value.date} has another total, {again.value.total:,.0f} in row {again.number}.",
            f"It is used from {again.value.published} on, and this one until then.",
            targets, first.number, "total", f"{first.value.total:,.0f}",
        )
        for first, again in pairwise(kept)
        if first.value.date == again.value.date
    ]  # fmt: skip


def _falls(kept: list[Row[TargetRow]], targets: str) -> list[Problem]:
    """Running totals that lie below the one before them; they are used, for counts are done again."""
    return [
        Problem(
            f"The running total falls from {before.value.total:,.0f} on {before.value.date} to "
            f"{after.value.total:,.0f} on {after.value.date}.",
            "It is used as written. Check whether it is a new count or a typing error.",
            targets, after.number, "total", f"{after.value.total:,.0f}",
        )
        for before, after in pairwise(kept)
        if after.value.total < before.value.total
    ]  # fmt: skip


def pairs(surge: PastSurge) -> list[Pair]:
    """Origins and the days forecast from them: each day a total came out, and totals 1 to 28 days later."""
    found = []
    for as_of in sorted({total.published for total in surge.totals}):
        if sum(total.published <= as_of for total in surge.totals) < FEWEST_KNOWN:
            continue
        # Of a day whose total was corrected, the last one is the truth.
        later = {total.day: total.people for total in surge.totals if 1 <= (total.day - as_of).days <= FURTHEST_DAYS}
        if later:
            found.append(Pair(as_of, tuple(later), tuple(later.values())))
    return found

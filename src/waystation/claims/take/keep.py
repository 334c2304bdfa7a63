"""Keeping what was taken: as ``claims.csv``, or in a ledger that keeps earlier versions."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from waystation.claims.claim import Claim, changed, content_of
from waystation.claims.claims_csv import ALWAYS, COLUMNS
from waystation.claims.ledger import Ledger
from waystation.claims.take.taking import Taken
from waystation.errors import InputError, Problem
from waystation.files import whole_file
from waystation.world.textfile import shown

__all__ = ["Kept", "keep_in_ledger", "write_taken"]

_AT_ONCE = 5_000


@dataclass
class Kept:
    """Ids of claims that were new, that were there already, and that took the place of an earlier version."""

    new: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    revised: list[str] = field(default_factory=list)


def write_taken(taken: Taken, path: Path | str) -> int:
    """Write claims as ``claims.csv``, a million rows without holding them all; the file is whole or not there.

    Returns
    -------
    number of claims

    Raises
    ------
    InputError
        If two files have claims of one id, or the file cannot be written.
    """
    _refuse_twice(taken)
    columns = [name for name in COLUMNS if name in ALWAYS or name in _used(taken)]
    count = 0
    with whole_file(path) as file:
        text = TextIOWrapper(file, encoding="utf-8", newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        for rows in _rows(taken, columns):
            writer.writerows(rows)
            count += len(rows)
        text.detach()
    return count


def _used(taken: Taken) -> set[str]:
    used = {"total_id", "publisher", "excerpt"} if any(file.tables for file in taken.files) else set()
    for file in taken.files:
        for table in file.tables:
            for batch in table.batches:
                used |= {name for name, value in batch.fixed.items() if value}
                used |= {"role"} if any(batch.role.tolist()) else set()
        for claim in file.read:
            used |= set(content_of(claim))
    return used


def _rows(taken: Taken, columns: list[str]) -> Iterator[Sequence[Sequence[str]]]:
    for file in taken.files:
        for table in file.tables:
            for batch in table.batches:
                for cells in batch.cells():
                    blank = [""] * len(cells["id"])
                    yield list(zip(*(cells.get(name, blank) for name in columns), strict=True))
        if file.read:
            yield [[_cell(getattr(claim, name)) for name in columns] for claim in file.read]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _refuse_twice(taken: Taken) -> None:
    seen: dict[str, str] = {}
    for file in taken.files:
        for table in file.tables:
            for batch in table.batches:
                ids = batch.ids.tolist()
                if len(taken.files) > 1 or len(table.batches) > 1:
                    twice = next((each for each in ids if each in seen), None)
                    if twice is not None and seen[twice] != file.name:
                        message = f"It has rows that are also in {seen[twice]}, such as {twice}."
                        raise InputError(Problem(message, "Take only the newer of the two files.", file.name))
                    seen.update(dict.fromkeys(ids, file.name))


def keep_in_ledger(taken: Taken, ledger: Ledger) -> Kept:
    """Add claims to a ledger. A row that its publisher changed takes the place of the earlier one, which stays.

    Raises
    ------
    InputError
        If a claim cannot stand, holds personal data, or the ledger cannot be written to.
    """
    kept = Kept()
    with ledger.transaction():
        there = {claim.id: claim for claim in ledger.claims()}
        latest = _latest_versions(there)
        claims = _standing(taken)
        while some := list(islice(claims, _AT_ONCE)):
            fresh = []
            for claim in some:
                before = latest.get(claim.id)
                if before is None:
                    fresh.append(claim)
                elif _same(before, claim):
                    kept.already.append(claim.id)
                else:
                    # The ledger only grows: the new version has an id of its own and says what it replaces.
                    number = sum(1 for name in there if name == claim.id or name.startswith(f"{claim.id}.v")) + 1
                    version = changed(claim, id=f"{claim.id}.v{number}")
                    ledger.edit(before.id, version, "The publisher gives another figure in a later file.")
                    latest[claim.id] = there[version.id] = version
                    kept.revised.append(version.id)
            kept.new += ledger.add(fresh).new
            latest.update({claim.id: claim for claim in fresh})
    return kept


def _latest_versions(there: dict[str, Claim]) -> dict[str, Claim]:
    latest: dict[str, Claim] = {}
    for name, claim in there.items():
        first, _, number = name.rpartition(".v")
        latest[first if first and number.isdecimal() else name] = claim
    return latest


def _same(one: Claim, other: Claim) -> bool:
    """Whether two versions say the same; the day they were taken and the row they stand in do not matter."""
    aside = {"published", "excerpt", "note"}
    mine = {name: value for name, value in content_of(one).items() if name not in aside}
    return mine == {name: value for name, value in content_of(other).items() if name not in aside}


def _standing(taken: Taken) -> Iterator[Claim]:
    try:
        yield from taken.claims()
    except ValidationError as error:
        name = taken.files[0].name if taken.files else ""
        message = f"A claim is not valid: {shown(error.errors()[0]['msg'], 200)}"
        raise InputError(Problem(message, "Check the table.", name)) from error

"""One row or file of several is damaged: what the others say stays the same, or the input is refused.

Doors of `tests/fuzzing.py`, each with a sound input of which one part is damaged. A fault is a number of an untouched
part that is lost or changes while nothing is said.
"""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable, Hashable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import waystation as ws
from damaging import damaged
from sound_inputs import EXAMPLES, confirmed_mapping, files_of, ledger_bytes, report_files, table_files
from waystation.errors import InputError

__all__ = ["ROWS"]


def _one_row_damaged(data: bytes, rng: random.Random) -> tuple[bytes, int]:
    """A table with one row after the header damaged, and which: 0 is the first."""
    head, *rows = data.splitlines(keepends=True)
    at = rng.randrange(len(rows))
    rows[at] = damaged(rows[at].rstrip(b"\r\n"), rng) + b"\n"
    return head + b"".join(rows), at


@cache
def _claims_of(example: str) -> tuple[ws.Claim, ...]:
    return tuple(ws.read_claims(EXAMPLES / example / "claims.csv"))


def claim_rows(where: Path, rng: random.Random) -> None:
    """A row of ``claims.csv``."""
    example = rng.choice(["synthetic", "border_post", "baghouz"])
    data, at = _one_row_damaged(files_of(EXAMPLES / example)["claims.csv"], rng)
    (where / "claims.csv").write_bytes(data)
    found = ws.read_claims(where / "claims.csv")
    for number, claim in enumerate(_claims_of(example)):
        assert number == at or claim in found, f"claim {number} is lost as row {at} is damaged"


@cache
def _sound_scenario() -> Any:
    return ws.load_scenario(EXAMPLES / "synthetic")


def scenario_rows(where: Path, rng: random.Random) -> None:
    """A row of ``places.csv``, ``routes.csv`` or ``events.csv``."""
    files = dict(files_of(EXAMPLES / "synthetic"))
    table = rng.choice(["places", "routes", "events"])
    files[f"{table}.csv"], at = _one_row_damaged(files[f"{table}.csv"], rng)
    for name, data in files.items():
        (where / name).write_bytes(data)
    found, sound = ws.load_scenario(where), _sound_scenario()
    for each in ("places", "routes", "events"):
        for number, part in enumerate(getattr(sound, each)):
            assert (each == table and number == at) or part in getattr(found, each), f"{each} {number} is lost"
    assert found.settings == sound.settings


@cache
def _sound_valley() -> ws.FleeCase:
    return ws.load_flee(EXAMPLES / "flee_valley")


def flee_rows(where: Path, rng: random.Random) -> None:
    """A row of a camp's counts or of the places: other camps and places are as before."""
    files = dict(files_of(EXAMPLES / "flee_valley"))
    camp = rng.choice(["north", "south"])
    table = rng.choice([f"source_data/{camp}.csv", "input_csv/locations.csv"])
    files[table], at = _one_row_damaged(files[table], rng)
    for name, data in files.items():
        (where / name).parent.mkdir(exist_ok=True)
        (where / name).write_bytes(data)
    found, sound = ws.load_flee(where), _sound_valley()
    assert found.counts is not None
    assert sound.counts is not None
    counted = [name for name in sound.counts.raw if table.startswith("input") or camp not in name.lower()]
    for name in counted:
        for before, now in zip(sound.counts.raw[name], found.counts.raw[name], strict=True):
            assert before.tolist() == now.tolist(), f"counts of {name} change as {table} is damaged"
    told = {(each.name, each.kind, each.latitude, each.longitude, each.people) for each in found.places}
    for number, each in enumerate(sound.places):
        same = (each.name, each.kind, each.latitude, each.longitude, each.people) in told
        assert same or (table.startswith("input") and number == at), f"{each.name} is lost"


def _figures(read: ws.ReadReport) -> list[Hashable]:
    return [(each.claim.quantity_low, each.claim.quantity_high, each.claim.unit, each.claim.term, each.claim.place,
             each.claim.about_start, each.claim.about_end) for each in read.readings]  # fmt: skip


@cache
def _read_alone(name: str) -> list[Hashable]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, name).write_bytes(report_files()[name])
        return [figure for read in ws.read_each(ws.read_reports([folder]).reports) for figure in _figures(read)]


def report_among_reports(where: Path, rng: random.Random) -> None:
    """A damaged report beside a sound one: what is read from the sound one is as when it is read alone."""
    bad, sound = rng.sample(sorted(report_files()), 2)
    (where / f"1{bad}").write_bytes(damaged(report_files()[bad], rng))
    (where / sound).write_bytes(report_files()[sound])
    found = ws.read_each(ws.read_reports([where]).reports)
    figures = [figure for read in found if Path(read.report.name).name == sound for figure in _figures(read)]
    assert figures == _read_alone(sound), f"what is read from {sound} changes"


def _taken(file: Path) -> Any:
    mapping = file.with_suffix(".mapping.toml")
    mapping.write_text(confirmed_mapping(), encoding="utf-8")
    return ws.take_tables([file], mapping=ws.read_mapping(mapping), settings=ws.TakeSettings(publisher="Desk"))


@cache
def _taken_soundly() -> Mapping[tuple[str, str], tuple[object, ...]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "a.csv")
        file.write_bytes(table_files()["a.csv"])
        return _by_group(_taken(file))


def _by_group(taken: ws.Taken) -> Mapping[tuple[str, str], tuple[object, ...]]:
    groups: dict[tuple[str, str], tuple[object, ...]] = {}
    for claim in taken.claims():
        key = claim.place, str(claim.about_end)
        groups[key] = (*groups.get(key, ()), (claim.quantity_low, claim.quantity_high, claim.unit, claim.term))
    return groups


def table_rows(where: Path, rng: random.Random) -> None:
    """A row of a publisher's table: no other place and day changes, but that which the row names now."""
    file = where / "a.csv"
    file.write_bytes(_one_row_damaged(table_files()["a.csv"], rng)[0])
    taken = _taken(file)
    if taken.problems:
        raise InputError(taken.problems)
    sound, found = _taken_soundly(), _by_group(taken)
    changed = [group for group, figures in sound.items() if found.get(group) != figures]
    assert len(changed) <= 2, f"one row is damaged, and {len(changed)} places and days change: {changed[:4]}"


_STOCK = (
    b"place,item,amount,per_day,available,until,source\nLower Camp,water,5000,,2030-01-08,,Desk\n"
    b"Lower Camp,water,,9000,2030-01-09,2030-02-01,Desk\nLower Camp,water,700,,2030-01-11,,Port\n"
)


def stock_rows(where: Path, rng: random.Random) -> None:
    """A row of a stock file."""
    sound = where / "sound.csv"
    sound.write_bytes(_STOCK)
    data, at = _one_row_damaged(_STOCK, rng)
    (where / "s.csv").write_bytes(data)
    found = ws.read_stock(where / "s.csv", ["Lower Camp"], ["water"])
    for number, row in enumerate(ws.read_stock(sound, ["Lower Camp"], ["water"])):
        assert number == at or row in found, f"row {number} is lost as row {at} is damaged"


def ledger_rows(where: Path, rng: random.Random) -> None:
    """The content of a claim in a ledger."""
    file = where / "ledger.db"
    file.write_bytes(ledger_bytes())
    with ws.Ledger(file) as ledger:
        sound = ledger.book().claims
    connection = sqlite3.connect(file)
    for name, *_ in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    number, content = rng.choice(connection.execute("SELECT rowid, content FROM waystation_claims").fetchall())
    after = damaged(str(content).encode(), rng).decode("utf-8", "replace")
    connection.execute("UPDATE waystation_claims SET content = ? WHERE rowid = ?", (after, number))
    connection.commit()
    connection.close()
    with ws.Ledger(file) as ledger:
        found = ledger.book().claims
    lost = [claim for claim in sound if claim not in found]
    assert len(lost) <= 1, f"one claim is damaged, and {len(lost)} change"


ROWS: dict[str, Callable[[Path, random.Random], None]] = {
    each.__name__: each
    for each in (
        claim_rows, scenario_rows, flee_rows, report_among_reports, table_rows, stock_rows, ledger_rows,
    )
}  # fmt: skip

"""What may happen to a machine, to every command that writes.

    python benchmarks/faults.py [--command forecast] [--points 6]

Each command is run on a folder that an earlier run has filled, in a process of its own, and stopped at the moments at
which it opens, makes, renames or removes a file (`sys.addaudithook` tells them): **killed** there; **full**, the disk
has no room from there on; **refused**, the one file or folder may not be changed; **two**, it waits there while
another run of it with another seed writes into the same place. **large**: no file may be longer than so many bytes.
**read-only**: nothing below the folder may be changed.

A case is well if files, ledger and register are afterwards as before or as after a whole run, of one run and no
mixture (after a kill, which may come while a set of files moves to its place: each file is of one of them); if what
ended with an error said so in words; if nothing half-written is left (a kill may leave a hidden file); and if the same
command, run again after a kill, ends well.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"
sys.path.insert(0, str(ROOT / "tests"))

from commands import write_folder  # noqa: E402
from hurt_processes import (  # noqa: E402
    Ended,
    at_moments,
    count,
    full,
    kill,
    kill_after,
    read_only,
    refused,
    started,
    wait,
)
from sound_inputs import confirmed_mapping  # noqa: E402

SYNTHETIC, VALLEY = EXAMPLES / "synthetic", EXAMPLES / "flee_valley"
LARGEST = (0, 400, 5000)
MOST_WAIT = 8.0
"""Seconds that the second of two runs may take, or wait for the first, before the first goes on."""
_TABLE = "date,place,arrivals,families\n2030-01-05,Upper,{0},1\n2030-01-06,Upper,{0}1,2\n"
_QUICK = "--members 50 --workers 1"
_ALONE = "--workers 1 --seed {seed}"
_SPEED = "--set move_rules.max_move_speed=60:200"


def _inputs(home: Path) -> None:
    """All that the commands read."""
    write_folder(home / "valley")
    shutil.copytree(VALLEY, home / "flee")
    (home / "m.toml").write_text(confirmed_mapping(), encoding="utf-8")
    for seed in (1, 2):
        (home / f"t{seed}.csv").write_text(_TABLE.format(seed), encoding="utf-8")
        (home / f"r{seed}.txt").write_text(
            f"Published: 2030-01-0{seed + 5}\nPublisher: Desk\n\nSome {seed}00 people arrived in Lower Camp.\n"
        )
        (home / f"list{seed}.csv").write_text(
            "Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date\n"
            "#country+code,#geo+admin_level,#adm+code,#adm+name,#adm+code+parent,#date+start\n"
            f"XXA,1,XX0{seed},Upper,XXA,2029-11-17\n",
            encoding="utf-8",
        )
    (home / "surge.csv").write_text(
        "published,source,about_start,about_end,place,quantity_low,quantity_high,qualifier,unit,term,note\n"
        + "".join(
            f"2030-01-0{day},Desk,,2030-01-0{day},Camp,{day}00,{day}00,about,people,arrived,\n" for day in (5, 6, 8)
        )
    )
    (home / "places.csv").write_text("name,role,latitude,longitude\nUpper,town,1,2\n", encoding="utf-8")


@dataclass(frozen=True)
class Command:
    """A command and what must have been run before it; {seed} is 1 or 2, and the outputs of the two differ."""

    words: str
    before: tuple[str, ...] = ()


ANSWERS = ("site=Camp", "distance_km=30", "origin=Hills", "first_day=2030-02-01", "post=Korr", "name=Korr")
LEDGER = "claims import valley/claims.csv --ledger l.db"
COMMANDS: dict[str, Command] = {
    "new": Command("new made{seed} " + " ".join(f"--answer {each}" for each in ANSWERS)),
    "places": Command("places places.csv --from list{seed}.csv --out filled.csv"),
    "read": Command("read r{seed}.txt --scenario valley --out read.csv"),
    "read into a ledger": Command("read r{seed}.txt --scenario valley --ledger l.db"),
    "take": Command("take t{seed}.csv --mapping m.toml --publisher Desk --out taken.csv"),
    "take into a ledger": Command("take t{seed}.csv --mapping m.toml --publisher Desk --ledger l.db"),
    "take --guess": Command("take t{seed}.csv --guess"),
    "claims import": Command(LEDGER),
    "claims accept": Command("claims accept {id} --why Checked{seed}. --ledger l.db", (LEDGER,)),
    "claims export": Command(
        "claims export handed --ledger l.db", (LEDGER, "claims set-aside {id} --why Checked{seed}. --ledger l.db")
    ),
    "claims destroy": Command("claims destroy --yes --ledger l.db", (LEDGER,)),
    "simulate": Command("simulate valley --seed {seed} --out members.nc " + _QUICK),
    "simulate, Flee": Command("simulate flee --seed {seed} --out out --nc " + _QUICK),
    "merge": Command(
        "merge slices --out merged.nc",
        (
            f"simulate valley --seed {{seed}} --slice 1/2 --out slices {_QUICK}",
            f"simulate valley --seed {{seed}} --slice 2/2 --out slices {_QUICK}",
        ),
    ),
    "sweep": Command(f"sweep flee {_SPEED}:3 --members 5 {_ALONE} --out swept"),
    "calibrate": Command(f"calibrate flee {_SPEED} --runs 16 --members 5 {_ALONE} --out fitted"),
    "sensitivity": Command(
        f"sensitivity flee {_SPEED} --set move_rules.camp_movechance=0.001:0.1 --method morris --samples 4 "
        f"--members 1 {_ALONE} --out effects"
    ),
    "needs": Command("needs --people {seed}000 --out needs.csv"),
    "needs, workbook": Command("needs valley --seed {seed} --out needs.xlsx " + _QUICK),
    "forecast": Command("forecast valley --seed {seed} --out out " + _QUICK),
    "report": Command("report valley --seed {seed} --out report.html " + _QUICK),
    "compare": Command("compare valley --set stages.search.lanes=+1 --seed {seed} --out compared.csv " + _QUICK),
    "share make": Command("share make valley --audience public --to Office{seed} --seed {seed} --out told " + _QUICK),
    "share incident": Command("share incident valley --what Page{seed} --to-whom Office --contact Office"),
    "forecast surge": Command("forecast surge surge.csv --place Camp --seed {seed} --out out"),
}  # fmt: skip
COMMANDS |= {"demo": Command("demo --out demo --quiet")} if "--demo" in sys.argv else {}


def _said(words: str, home: Path, seed: int) -> list[str]:
    from waystation.claims import read_claims

    claims = home / "valley" / "claims.csv"
    return [each.format(seed=seed, id=read_claims(claims)[seed].id) for each in words.split()]


# ------------------------------------------------------------------ what is there


State = dict[str, object]


def _state(home: Path) -> State:
    """What stands in the folder, without hidden files: of a ledger its rows, of others their bytes.

    What a long run keeps to be carried on from (`parts`) is meant to stay after a fault: each is whole and bears the
    hash of what it is of. That a run which uses them ends as a whole run does is looked at.
    """
    found: State = {}
    for each in sorted(home.rglob("*")):
        parts = each.relative_to(home).parts
        register = parts[-1].endswith(".jsonl")
        if "parts" in parts:
            continue
        if each.is_file() and (register or not any(part.startswith(".") for part in parts)):
            if each.suffix == ".db":
                connection = sqlite3.connect(each)
                try:
                    tables = [
                        n
                        for (n,) in connection.execute(
                            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'waystation%'"
                        )
                    ]
                    found[each.name] = [
                        len(connection.execute(f"SELECT * FROM {name}").fetchall()) for name in sorted(tables)
                    ]
                finally:
                    connection.close()
            elif not each.name.endswith(("-wal", "-shm", "-journal")):
                found["/".join(parts)] = each.read_bytes()
    return found


def _hidden(home: Path) -> list[str]:
    return [e.name for e in home.rglob("*") if e.name.endswith(".part") or e.name.startswith((".draft-", ".made"))]


def _releases(state: State) -> int:
    """Lines of the registers: each must be whole."""
    registers = [data for name, data in state.items() if name.endswith(".jsonl") and isinstance(data, bytes)]
    return sum(isinstance(json.loads(line), dict) for data in registers for line in data.splitlines())


def _same(one: State, other: State, changing: set[str]) -> bool:
    """Whether two states are one, but for files that differ from run to run (they hold the time)."""
    return one.keys() == other.keys() and all(one[name] == other[name] for name in one.keys() - changing)


@dataclass
class Row:
    """What came of one command."""

    moments: int = 0
    cases: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def walked(command: Command, home: Path, points: int) -> Row:
    """Let everything happen to one command."""
    row, start = Row(), home.parent / "start"
    plain = home.parent / "home"

    def fresh() -> None:
        if plain.exists():
            for each in [plain, *plain.rglob("*")]:
                if each.is_dir():
                    each.chmod(0o755)
            shutil.rmtree(plain)
        shutil.copytree(start, plain)

    def run(words: str, seed: int, hurt: Callable[[], None] | None = None) -> Ended:
        return started(_said(words, plain, seed), plain, hurt).ended(plain)

    def states(seed: int) -> State:
        fresh()
        ended = run(command.words, seed)
        assert ended.well, ended.words
        return _state(plain)

    # An earlier run of seed 2 is there where the command allows it; the run that is looked at has seed 1.
    shutil.rmtree(start, ignore_errors=True)
    start.mkdir()
    _inputs(start)
    for words in command.before:
        fresh()
        ended = run(words, 2)
        assert ended.well, (words, ended.words)
        shutil.rmtree(start)
        shutil.copytree(plain, start)
    earlier = "destroy" not in command.words
    states(2)
    if earlier:
        shutil.rmtree(start)
        shutil.copytree(plain, start)
    if "export" in command.words:  # what is exported must have changed since
        for words in command.before[1:]:
            fresh()
            assert run(words, 1).well
            shutil.rmtree(start)
            shutil.copytree(plain, start)
    before = _state(start)
    after = states(1)
    time.sleep(1.1)  # so that what holds the time differs
    again = states(1)
    changing = {name for name in after.keys() & again.keys() if after[name] != again[name]}
    # A release is kept before it leaves: one that is stopped there, or overwritten by another, stays in the register.
    changing |= {name for name in after if name.endswith(".jsonl") and "make" in command.words}
    fresh()
    begun = time.monotonic()
    row.moments = run(command.words, 1, at_moments(plain, count)).moments
    took, moments_known = time.monotonic() - begun, row.moments > 0

    def judge(what: str, ended: Ended, *, killed: bool = False) -> None:
        kind = what.split()[0]
        row.cases[kind] = row.cases.get(kind, 0) + 1
        now = _state(plain)
        said = ended.words.strip()
        if _releases(now) < _releases(before):
            row.faults.append(f"{what}: what was released before is no longer known")
        if killed:  # while files move to their places: each is whole, some are of the run before
            well = all(
                now.get(name) in (before.get(name), after.get(name))
                for name in now.keys() | before.keys()
                if name not in changing
            )
        else:
            well = _same(now, before, changing) or _same(now, after, changing)
        if not well:
            names = [name for name in now.keys() | before.keys() if now.get(name) != before.get(name)]
            row.faults.append(f"{what}: neither as before nor as after: {sorted(names)}; said: {said[-300:]}")
        if "Traceback" in said:
            row.faults.append(f"{what}: a traceback: {said[-600:]}")
        if not killed:
            if not ended.well and not said:
                row.faults.append(f"{what}: ended with {ended.status} and without a word")
            if not ended.well and os.WIFSIGNALED(ended.status):
                row.faults.append(f"{what}: ended by signal {os.WTERMSIG(ended.status)}")
            if _hidden(plain):
                row.faults.append(f"{what}: left {_hidden(plain)}")
            if ended.well and not _same(now, after, changing):
                row.faults.append(f"{what}: said it went well and did not; said: {said[-300:]}")

    chosen = (
        sorted({round(1 + k * (row.moments - 1) / max(points - 1, 1)) for k in range(points)}) if row.moments else []
    )
    for at in chosen:
        fresh()
        judge(f"killed at {at}", run(command.words, 1, at_moments(plain, kill(at))), killed=True)
        if run(command.words, 1).well and not _same(_state(plain), after, changing):
            row.faults.append(f"killed at {at}: run again, it is not as after a whole run")
        fresh()
        judge(f"full at {at}", run(command.words, 1, at_moments(plain, full(at))))
        fresh()
        judge(f"refused at {at}", run(command.words, 1, at_moments(plain, refused(at))))
    for most in LARGEST:
        fresh()
        judge(
            f"large {most}",
            run(command.words, 1, lambda most=most: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))),
        )  # type: ignore[misc]
    fresh()
    judge("read-only", run(command.words, 1, read_only(plain)))
    if not moments_known:  # a database does its own writing: killed after so much of the time that a whole run takes
        for at in range(1, points + 1):
            fresh()
            judge(f"killed after {at}/{points}", run(command.words, 1, kill_after(took * at / points)), killed=True)
    if not any(word in command.words for word in ("ledger", "incident", "made{seed}", "guess")):
        for at in chosen:
            fresh()
            two(f"two at {at}", command, plain, at, row, before, after, changing)
    return row


def two(
    what: str, command: Command, home: Path, at: int, row: Row, before: State, after: State, changing: set[str]
) -> None:
    """One run waits in the middle while another, whose outcome is that of before, writes."""
    row.cases["two"] = row.cases.get("two", 0) + 1
    waiting = started(_said(command.words, home, 1), home, at_moments(home, wait(at)))
    os.waitpid(waiting.process, os.WUNTRACED)
    other = started(_said(command.words, home, 2), home)
    until = time.monotonic() + MOST_WAIT
    while os.waitid(os.P_PID, other.process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(waiting.process, signal.SIGCONT)
    first, second = waiting.ended(home), other.ended(home)
    now = _state(home)
    row.faults += [f"{what}: ended with {each.words[-300:]}" for each in (first, second) if not each.well]
    if _releases(now) - _releases(before) not in (0, 2 * (_releases(after) - _releases(before))):
        row.faults.append(f"{what}: one of two releases is not kept")
    if not (_same(now, before, changing) or _same(now, after, changing)):
        row.faults.append(f"{what}: a mixture of two runs, or another state")


def _cases(row: Row) -> Iterator[str]:
    for kind in ("killed", "full", "refused", "large", "read-only", "two"):
        yield str(row.cases.get(kind, "")).rjust(len(kind))


def _warm() -> None:
    """Load libraries and compiled loops once, so that every run that is started from here has them."""
    import waystation as ws
    import waystation.cli.app

    ws.simulate(ws.load_scenario(SYNTHETIC), members=2, seed=1, workers=1)
    ws.simulate_movement(ws.load_flee(VALLEY), members=2, seed=1, workers=1)


def main() -> int:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--command", action="append", choices=list(COMMANDS))
    asked.add_argument("--points", type=int, default=6, help="moments at which each thing happens, spread over the run")
    asked.add_argument("--demo", action="store_true", help="the demo, too")
    options = asked.parse_args()
    _warm()
    faults = 0
    print("| Command | Moments | killed | full | refused | large | read-only | two | Faults |")
    print("|---" * 9 + "|")
    with tempfile.TemporaryDirectory() as top:
        for name in options.command or COMMANDS:
            try:
                row = walked(COMMANDS[name], Path(top) / "home", options.points)
            except AssertionError as error:
                print(f"{name}: does not run without any fault: {str(error)[-500:]}", flush=True)
                faults += 1
                continue
            print(f"| {name} | {row.moments} | {' | '.join(_cases(row))} | {len(row.faults)} |", flush=True)
            for each in row.faults:
                print(f"    {each}", flush=True)
            faults += len(row.faults)
    return int(faults > 0)


if __name__ == "__main__":
    sys.exit(main())

"""Damaged input for every door: a mutated copy of something sound goes in, and only a plain refusal may come out.

A door is a function of a folder, made anew for each case, and a random generator. It writes a damaged copy of a sound
input and opens it as a command would. What it may raise is `InputError`; anything else is a fault, and so is a case
that takes longer than `MOST_SECONDS`, or leaves a half-written file.
"""

from __future__ import annotations

import io
import random
import shutil
import signal
import sqlite3
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from urllib.parse import quote

import waystation as ws
from damaging import damaged
from sound_inputs import (
    EXAMPLES,
    confirmed_mapping,
    files_of,
    fitted,
    hub_files,
    ledger_bytes,
    plan_files,
    report_files,
    table_files,
)
from untouched import ROWS
from waystation.errors import InputError

__all__ = ["DOORS", "MOST_SECONDS", "Found", "damaged", "run_case"]

MOST_SECONDS = 5.0
_ANSWERED = 500  # from this status on, an answer of the page is a fault


# ------------------------------------------------------------------ doors


def _write_damaged(files: Mapping[str, bytes], where: Path, rng: random.Random) -> None:
    """The files of a folder, one or two of them damaged, missing, or a folder."""
    chosen = rng.sample(sorted(files), min(len(files), rng.choice([1, 1, 2])))
    for name, data in files.items():
        target = where / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if name in chosen and rng.random() < 0.03:
            if rng.random() < 0.5:
                target.mkdir()
            continue
        target.write_bytes(damaged(data, rng) if name in chosen else data)


def scenario(where: Path, rng: random.Random) -> None:
    """``scenario.toml`` and its tables."""
    files = {name: data for name, data in files_of(EXAMPLES / "synthetic").items() if name != "claims.csv"}
    _write_damaged(files, where, rng)
    situation = ws.open(where)
    _ = situation.scenario


def claims(where: Path, rng: random.Random) -> None:
    """A table of claims, alone and in its scenario."""
    file = where / "claims.csv"
    file.write_bytes(damaged(files_of(EXAMPLES / rng.choice(["synthetic", "border_post"]))["claims.csv"], rng))
    book = ws.read_book(file)
    if book.standing:
        ws.conflicts(book.standing)
        ws.history(book.standing, place=book.standing[0].place, term=book.standing[0].term)


def flee(where: Path, rng: random.Random) -> None:
    """A folder in Flee's format: its tables, counts and settings."""
    _write_damaged(files_of(EXAMPLES / "flee_valley"), where, rng)
    problems = ws.check_flee(where)
    try:
        ws.load_flee(where)
    except InputError:
        assert problems, "what a check finds sound is loaded"
        raise


def reports(where: Path, rng: random.Random) -> None:
    """Reports: text, Markdown, a web page, mail, a chat, a table of excerpts, Arabic, a Word document."""
    name = rng.choice(sorted(report_files()))
    data = report_files()[name]
    (where / name).write_bytes(_damaged_archive(data, rng) if name.endswith("docx") else damaged(data, rng))
    found = ws.read_reports([where])
    ws.read_each(found.reports, ())
    if found.problems:
        raise InputError(found.problems)


def _damaged_archive(data: bytes, rng: random.Random) -> bytes:
    """Of an archive, either its bytes or one of the files in it are damaged."""
    if rng.random() < 0.4:
        return damaged(data, rng)
    made, chosen = io.BytesIO(), ""
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = rng.choice(old.namelist())
        for name in old.namelist():
            new.writestr(name, damaged(old.read(name), rng) if name == chosen else old.read(name))
    return made.getvalue()


def tables(where: Path, rng: random.Random) -> None:
    """Tables of publishers, in text, JSON, workbooks and archives, and the mapping files proposed for them."""
    name = rng.choice(sorted(table_files()))
    data, file = table_files()[name], where / name
    file.write_bytes(_damaged_archive(data, rng) if name[-4:] in {"xlsx", ".zip"} else damaged(data, rng))
    settings = ws.TakeSettings(place="Upper", term="arrived")
    if name[0] in "cd":  # of a layout that is known, or of days and figures alone
        taken = ws.take_tables([file], settings=settings)
    else:
        mapping = where / "m.mapping.toml"
        confirmed = confirmed_mapping().encode()
        mapping.write_bytes(damaged(confirmed, rng) if rng.random() < 0.3 else confirmed)
        taken = ws.take_tables([file], mapping=ws.read_mapping(mapping), settings=settings)
    if taken.problems:
        raise InputError(taken.problems)
    if len(taken):
        ws.write_taken(taken, where / "claims.csv")


def stock(where: Path, rng: random.Random) -> None:
    """Stock, standards, weights, measures and events of a what-if."""
    opened: dict[str, Callable[[Path], object]] = {
        "stock.csv": lambda file: ws.read_stock(file, ["Lower Camp"], ["water"]),
        "standards.csv": ws.read_standards,
        "weights.csv": ws.read_weights,
        "measures.toml": ws.read_measures,
    }
    name = rng.choice(sorted(opened))
    (where / name).write_bytes(damaged(plan_files()[name], rng))
    opened[name](where / name)


def ledger(where: Path, rng: random.Random) -> None:
    """The file of a ledger, its bytes or the rows in it damaged."""
    file = where / "ledger.db"
    if rng.random() < 0.5:
        file.write_bytes(damaged(ledger_bytes(), rng))
    else:
        file.write_bytes(ledger_bytes())
        _damage_rows(file, rng)
    with ws.Ledger(file, make=rng.random() < 0.5, wait_seconds=0.1) as opened:
        book = opened.book()
        ws.conflicts(book.standing)
        opened.add(ws.read_claims(EXAMPLES / "border_post" / "claims.csv")[:3])


def _damage_rows(file: Path, rng: random.Random) -> None:
    connection = sqlite3.connect(file)
    try:
        for name, *_ in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        table, column = rng.choice(
            [("claims", "content"), ("claims", "id"), ("decisions", "status"), ("decisions", "decided"),
             ("decisions", "claim"), ("decisions", "replaced_by"), ("ledger", "format")]
        )  # fmt: skip
        [(number, before)] = connection.execute(f"SELECT rowid, {column} FROM waystation_{table} LIMIT 1").fetchall()
        after: object = damaged(str(before).encode(), rng)
        after = after.decode("utf-8", "replace") if rng.random() < 0.9 else after  # type: ignore[attr-defined]
        connection.execute(f"UPDATE waystation_{table} SET {column} = ? WHERE rowid = ?", (after, number))
        connection.commit()
    except (sqlite3.IntegrityError, OverflowError):
        pass  # the database itself refuses such a row
    finally:
        connection.close()


def hub(where: Path, rng: random.Random) -> None:
    """A hub folder that is there already, to which a forecast is added."""
    _write_damaged(hub_files(), where, rng)
    ws.write_hub(fitted(), where)


_PATHS = [
    "/", "/drop", "/review", "/review/decide", "/review/correct", "/review/undo", "/ledger", "/ledger/claims.csv",
    "/forecast", "/needs", "/stock", "/waits", "/what-if", "/share", "/disagreements", "/set-up", "/language",
    "/static/x", "/chart/people", "/nowhere", "/enter?key=x",
]  # fmt: skip


class _Visitor:
    """A browser that is let in, on a page of its own."""

    def __init__(self) -> None:
        from starlette.testclient import TestClient

        from waystation.web.application import make_app
        from waystation.web.guard import COOKIE, Door

        self.folder = Path(tempfile.mkdtemp(prefix="waystation-fuzz-")) / "valley"
        shutil.copytree(EXAMPLES / "synthetic", self.folder, ignore=shutil.ignore_patterns(".waystation"))
        host = "127.0.0.1:8765"
        door = Door(frozenset({host}))
        self.token = door.form_token
        self.client = TestClient(make_app(self.folder, door), base_url=f"http://{host}", raise_server_exceptions=False)
        self.client.cookies.set(COOKIE, door.session)
        self.client.headers["origin"] = f"http://{host}"
        self.ids = [claim.id for claim in ws.open(self.folder).claims]


_VISITOR: list[_Visitor] = []


def page(where: Path, rng: random.Random) -> None:
    """Requests to the page: addresses, fields and files."""
    del where
    if not _VISITOR:
        _VISITOR.append(_Visitor())
    visitor = _VISITOR[0]
    path = rng.choice(_PATHS)
    if rng.random() < 0.3:
        path = "/" + quote(damaged(path.encode(), rng), safe="/?&=%.")[:20_000].lstrip("/")

    def word() -> str:
        sound = rng.choice(["a", "12", "2030-01-08", "stages.search.lanes", *visitor.ids])
        return damaged(sound.encode(), rng).decode("utf-8", "replace")

    names = [
        "claim", "action", "why", "seen", "as_of", "other", "quantity_low", "unit", "term", "text", "published", "path",
        "value", "audience", "to", "language", "back", "publisher", "place", "about_start", "days",
    ]  # fmt: skip
    if rng.random() < 0.4:
        answer = visitor.client.get(path, params={rng.choice(names): word()}, follow_redirects=False)
    else:
        fields = {rng.choice(names): word() for _ in range(rng.randrange(6))} | {"token": visitor.token}
        if rng.random() < 0.5:
            fields |= {"claim": rng.choice(visitor.ids), "action": rng.choice(["accept", "set aside"])}
        name, data = rng.choice([*report_files().items(), *table_files().items()])
        sent = [("files", (name, damaged(data, rng)))] if rng.random() < 0.3 else None
        answer = visitor.client.post(path, data=fields, files=sent, follow_redirects=False)
    if answer.status_code >= _ANSWERED:
        raise AssertionError(f"{answer.status_code} for {answer.request.method} {path!r}: {answer.text[-600:]}")


DOORS: dict[str, Callable[[Path, random.Random], None]] = {
    each.__name__: each for each in (scenario, claims, flee, reports, tables, stock, ledger, hub, page)
} | ROWS


# ------------------------------------------------------------------ running


@dataclass
class Found:
    """What came of the cases of one door."""

    cases: int = 0
    refused: int = 0
    slowest: float = 0.0
    faults: dict[str, list[int]] = field(default_factory=dict)
    """Seeds of the cases by what went wrong: the last line of the traceback and where it came from."""


class _SlowError(Exception):
    pass


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def late(_number: int, _frame: FrameType | None) -> None:
        raise _SlowError

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def run_case(name: str, seed: int, found: Found, home: Path) -> None:
    """One case of a door; what goes wrong is put into ``found``.

    Seconds are of the processor, so that a busy machine fails nothing.
    """
    where = home / f"{name}-{seed}"
    where.mkdir()
    found.cases += 1
    try:
        with _limited(MOST_SECONDS):
            DOORS[name](where, random.Random(f"{name} {seed}"))
    except InputError as error:
        found.refused += 1
        if not error.problems or any(not each.message.strip() for each in error.problems):
            found.faults.setdefault("a refusal without words", []).append(seed)
    except _SlowError as error:
        found.faults.setdefault(f"took more than {MOST_SECONDS:g} s in {_place(error)}", []).append(seed)
    except Exception as error:
        found.faults.setdefault(f"{type(error).__name__} in {_place(error)}: {str(error)[:700]}", []).append(seed)
    left = [each for each in where.rglob("*") if each.name.endswith(".part") or each.name.startswith(".draft-")]
    if left:
        found.faults.setdefault(f"left half-written: {left[0].name}", []).append(seed)
    shutil.rmtree(where, ignore_errors=True)


def _place(error: BaseException) -> str:
    frames = [each for each in traceback.extract_tb(error.__traceback__) if "waystation" in each.filename]
    last = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"

"""What requests are answered, slices ask for again, and waiting shows, at the lines that these draw; see `outcomes`."""

from __future__ import annotations

import io
import itertools
import random
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stderr
from pathlib import Path
from typing import Any

import pytest

from commands import run, write_folder
from light import HOST
from outcomes import short
from outcomes_of_screens import _words
from waystation.claims.take.guess import propose
from waystation.claims.take.take_settings import TakeSettings
from waystation.errors import InputError, Problem

CLAIM = "c-gccnmoploada"
"""Of the folder of these tests: the ids are drawn from what a claim says."""
METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE")
FIELDS: dict[str, tuple[str, ...]] = {
    "claim": ("", "zz", CLAIM, CLAIM),
    "why": ("", "A slip"), "place": ("", "Lower Camp"), "as_of": ("", "x", "2030-01-08"),
    "what0": ("stages.search.lanes",), "value0": ("", "0", "-1", "+1"), "audience": ("", "public", "x"),
    "to": ("", "Press"),
    "counted": ("1 last", "7 last", "14 first", "2 last"), "dates": ("", "day first"), "key": ("", "x"),
    "mean-0": ("count",),
    "again": ("x",), "what": ("", "A list left"), "to_whom": ("", "Nobody"), "answer": ("", "new"),
    "decision": ("accept", "x"),
    "amount-0": ("-1", "x", "40"), "place-0": ("Lower Camp", "x"), "item-0": ("tents", ""), "language": ("fr", "xx"),
}  # fmt: skip


def requests(only: int | None = None) -> Iterator[str]:
    """With which status and words the page answers drawn requests, and what it would have its worker do."""
    from starlette.testclient import TestClient

    from waystation.web import desk
    from waystation.web.application import make_app
    from waystation.web.guard import COOKIE, Door
    from waystation.web.screens import ROUTES

    def asked(_: object, do: str, tell: object = None, **given: object) -> Any:
        raise InputError(Problem(f"Asked to {do}: {sorted(given)}.", "Go on."))

    paths = [*sorted({each.path for each in ROUTES}), "/language", "/nowhere", "/enter?key=x"]
    usual = {each.path: sorted((each.methods or set()) - {"HEAD"}) for each in ROUTES}
    with tempfile.TemporaryDirectory() as top, pytest.MonkeyPatch.context() as patch:
        folder = write_folder(Path(top, "valley"))
        patch.setattr(desk.Desk, "ask", asked)
        door = Door(frozenset({HOST}))
        made = make_app(folder, door, members=50)
        with TestClient(made, base_url=f"http://{HOST}", follow_redirects=False) as client:
            for number, path in enumerate(path for path in paths for _ in range(6)):
                if only not in (None, number):
                    continue
                draw = random.Random(f"requests {number}")
                method = draw.choice([*METHODS, *usual.get(path, ["POST"]) * 16])
                headers = {"accept": draw.choice(["application/json", "text/html"])}
                headers |= {"host": draw.choice([HOST] * 7 + ["x"])}
                headers |= draw.choice([{"origin": f"http://{HOST}"}] * 6 + [{}, {"origin": "http://x"}])
                headers |= draw.choice([{"cookie": f"{COOKIE}={door.session}"}] * 7 + [{}])
                fields = {name: draw.choice(FIELDS[name]) for name in draw.sample(sorted(FIELDS), 9)}
                fields |= draw.choice([{"token": door.form_token}] * 6 + [{}, {"token": "x"}])
                where = path.format(name="figure", size="wide") if "{" in path else path
                form = {"data": fields} if method in {"POST", "PUT"} else {"params": fields} if "?" not in path else {}
                found = client.request(method, where, headers=headers, **form)  # type: ignore[arg-type]
                while made.app.state.jobs.running:  # what it has begun ends at once, but in a thread of its own
                    time.sleep(0.001)
                text = found.text.partition('<main id="main"')[2] or found.text
                said = _words(f"<main {text}")[:300] if found.status_code >= 400 else ""
                onto = found.headers.get("location", "")
                yield f"{number}: {method} {where} > {found.status_code} {onto} {' '.join(said.split())}"


def mappings(only: int | None = None) -> Iterator[str]:
    """How the form about a table is filled in, by the days between its rows."""
    from waystation.web.screens.mapping_fields import fields_of

    steps = (1, 2, 6, 7, 8, 13, 14, 15)
    headings = (("Site", "Date", "Arrivals"), ("Site", "Week ending", "Arrivals"), ("Camp", "Week starting", "People"),
                ("Place", "From", "To", "Arrivals"), ("Camp", "Date", "Departures"))  # fmt: skip
    with tempfile.TemporaryDirectory() as home:
        for number, (step, heads) in enumerate(itertools.product(steps, headings)):
            if only not in (None, number):
                continue
            path = Path(home, f"{number}.csv")
            ends = [f"{_day(step * k + step - 1)}," if "To" in heads else "" for k in range(4)]
            rows = [f"Adre,{_day(step * k)},{ends[k]}{40 + k}" for k in range(4)]
            path.write_text("\n".join([",".join(heads), *rows]) + "\n", encoding="utf-8")
            try:
                made = fields_of(propose(path, TakeSettings()), ["Adre"])
            except InputError as error:
                yield f"{number}: {step} {heads[1]} > {' '.join(str(error).split())}"
                continue
            told = [
                f"{each.heading}={each.meaning} {each.why} {each.figure.term} {each.figure.place}"
                for each in made.columns
            ]
            yield f"{number}: {step} {heads[1]} > {made.counted} {made.dates} {told}"


def _day(number: int) -> str:
    return f"2031-{1 + number // 28:02}-{1 + number % 28:02}"


def waiting(only: int | None = None) -> Iterator[str]:
    """What is shown of work that goes on, by drawn clocks and shares."""
    from waystation.cli.screen import _Lines
    from waystation.web.background import BackgroundWork

    for number in range(60):
        if only not in (None, number):
            continue
        draw = random.Random(f"waiting {number}")
        now = 100.0
        lines, job = _Lines(lambda: now), BackgroundWork("Forecasting", started=100.0)  # noqa: B023
        told = []
        with pytest.MonkeyPatch.context() as patch, redirect_stderr(io.StringIO()) as said:
            patch.setattr("waystation.web.background.time.monotonic", lambda: now)  # noqa: B023
            for share in sorted(draw.choice([-0.5, 0.0, 0.04, 0.05, 0.06, 0.4, 0.99, 1.0, 1.5]) for _ in range(5)):
                lines(draw.choice(["Trying", "Trying", "Holding"]), share)
                job.tell("Trying", share)
                left = job.seconds_left
                told.append(f"{short(job.share)}:{'-' if left is None else short(left)}")
                now += draw.choice([0.0, 1.0, 4.9, 5.0, 14.9, 15.0, 15.1])
        yield f"{number}: {' '.join(told)} | {said.getvalue()!r}"


def merges(only: int | None = None) -> Iterator[str]:
    """With which arguments a command runs again from its slices, where none, one or more of its inputs have moved."""
    from waystation.cli import backtest_free_run, backtest_past, read, sensitivity, simulate, sweep
    from waystation.cli.merge import merge

    given = {
        "folder": "a", "counts": "b", "settings": "c", "folders": ["a", "b"], "as_of": "2030-01-08", "targets": "a",
        "claims": "b", "page": "c", "files": ["a", "b"], "published": "2030-01-09", "scenario": "d",
    }  # fmt: skip
    runs = {
        "simulate": (simulate, "run_simulate"), "sweep": (sweep, "run_sweep"),
        "sensitivity": (sensitivity, "run_sensitivity"), "backtest surges": (backtest_past, "run_surges"),
        "backtest camps": (backtest_past, "run_camps"), "read": (read, "run_read"),
        "backtest free-run": (backtest_free_run, "run_free_run"), "needs": (read, "run_read"),
    }  # fmt: skip
    cases = itertools.product(runs.items(), range(4), (False, True))
    for number, ((command, (module, name)), moved, bare) in enumerate(cases):
        if only not in (None, number):
            continue
        told: list[str] = []
        nothing = dict.fromkeys(("as_of", "published", "scenario", "counts", "claims", "page"))
        recipe = {**given, **nothing} if bare else given

        def again(found: dict[str, Any], where: Any, told: list[str] = told, **rest: Any) -> None:
            told.append(f"{sorted((key, str(value)) for key, value in found.items())} {rest}")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, name, again)
            patch.setattr("waystation.scale.read_recipe", lambda _, c=command, r=recipe: {"command": c, "arguments": r})
            try:
                merge([Path("part")], folder=[Path(f"new{k}") for k in range(moved)])
            except InputError as error:
                told += map(str, error.problems)
        yield f"{number}: {command} {moved} > {' '.join(told)}"


def widths(only: int | None = None) -> Iterator[str]:
    """How wide what a terminal shows of a reading is, and whether as a table."""
    with tempfile.TemporaryDirectory() as top, pytest.MonkeyPatch.context() as patch:
        patch.chdir(top)
        report = "Published: 2030-01-08\nPublisher: Radio\n\nAbout 310 people came to Lower Camp on 7 January 2030.\n"
        Path("radio.txt").write_text(report, encoding="utf-8")
        patch.setenv("TTY_COMPATIBLE", "1")
        for number, columns in enumerate((1, 19, 20, 21, 40, 79, 80, 99, 100, 101, 119, 120, 121, 200)):
            if only not in (None, number):
                continue
            patch.setenv("COLUMNS", str(columns))
            said = re.sub(r"\x1b\[[0-9;]*m", "", run("read", "radio.txt").out).splitlines()
            table = any("─" in line or "━" in line or "│" in line for line in said)
            yield f"{columns}: {len(said)} lines, longest {max(map(len, said))}, {'a table' if table else 'a list'}"

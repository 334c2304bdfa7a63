"""What commands print, pages show and releases hide, of drawn situations; see `outcomes`."""

from __future__ import annotations

import html
import random
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import waystation as ws
from commands import replace, run, write_folder
from light import HOST, blank_charts, light_fits, light_limits
from outcomes import short
from waystation.errors import InputError
from waystation.share.release.audience import audiences, finer, for_audience
from waystation.share.release.known_sum import Shown
from waystation.share.release.suppression import hidden_figures, possible_values, with_totals

QUICK = ("--members", "50")
REPORT = (
    "Published: 2030-01-08\nPublisher: Valley Radio\n\nAbout {} people arrived at Lower Camp on 7 January 2030. {}\n"
)
STOCK = "place,item,amount,available,source\nLower Camp,{},{},{},Store count\n"
SCREENS = ("/", "/drop", "/review", "/disagreements", "/forecast", "/waits", "/needs", "/what-if", "/share", "/ledger",
           "/nowhere")  # fmt: skip


@contextmanager
def _situation(number: int) -> Iterator[tuple[Path, random.Random]]:
    """A folder with drawn claims, a drawn report and drawn settings, in a world where fits are quick."""
    draw = random.Random(f"situation {number}")
    with tempfile.TemporaryDirectory() as top, pytest.MonkeyPatch.context() as patch:
        for light in (light_fits, light_limits, blank_charts):
            light(patch.setattr)
        patch.setenv("COLUMNS", "120")
        patch.chdir(top)
        folder = write_folder(Path("valley"))
        rows = [
            f"2030-01-0{draw.choice([7, 8, 9])},{draw.choice(['Radio', 'Camp office', 'Council'])},,2030-01-0"
            f"{draw.choice([6, 7])},{draw.choice(['Lower Camp', 'Upper Valley'])},{people},{high},{kind},people,"
            f"{draw.choice(['camp_population', 'arrived', 'left'])},\n"
            for people in (draw.choice([3, 9, 10, 99, 100, 420, 900]) for _ in range(5))
            for kind, high in [
                draw.choice([("exact", people), ("about", people), ("at least", ""), ("range", people + 40)])
            ]
        ]
        with (folder / "claims.csv").open("a", encoding="utf-8") as file:
            file.writelines(rows)
        (folder / "reports").mkdir()
        said = REPORT.format(draw.choice([9, 310, 1200]), draw.choice(["", "12 houses burned.", "It rained 30 mm."]))
        (folder / "reports" / "radio.txt").write_text(said, encoding="utf-8")
        stock = STOCK.format(
            draw.choice(["tents", "water"]), draw.choice([0, 40, 9000]), draw.choice(["", "2030-01-11"])
        )
        Path("stock.csv").write_text(stock, encoding="utf-8")
        replace(folder, "scenario.toml", "open_hours = [6, 18]", f"open_hours = [6, {draw.choice([7, 12, 18])}]")
        yield folder, draw


def commands(only: int | None = None) -> Iterator[str]:
    """What commands say, and with which code they end; a line that was said before is not told again."""
    seen: set[str] = set()
    for number in range(2):
        if only not in (None, number):
            continue
        with _situation(number) as (folder, draw):
            claim = ws.open(folder).claims[0].id
            day = ("--as-of", draw.choice(["2030-01-08", "2030-01-09", "2030-01-11"]))
            lanes, wrong = f"stages.search.lanes={draw.choice(['+1', '+5', 'x2', '1'])}", draw.choice(["0", "-1", "x"])
            ledger = ("--ledger", folder / "ledger.db")
            cheap: list[tuple[object, ...]] = [
                ("check", folder), ("claims", "list", folder), ("claims", "conflicts", folder),
                ("claims", "show", folder, claim[:8]), ("claims", "show", folder, "zz"),
                ("claims", "import", folder / "claims.csv", *ledger),
                ("claims", "import", folder / "claims.csv", *ledger),
                ("claims", "set-aside", claim[:8], *ledger, "--why", "A slip"),
                ("claims", "history", claim[:8], *ledger),
                ("claims", "accept", claim[:8], "zz", *ledger, "--why", "No slip"), ("claims", "list", *ledger[1:]),
                ("claims", "list", folder, "--place", "Lower Cmp"), ("read", folder / "reports"),
                ("needs", "--people", draw.choice([9, 10, 4000])), ("needs", "--people", draw.choice([-1, 0, "x"])),
                ("forecast", folder, "--members", wrong), ("report", folder, "--members", wrong),
                ("compare", folder, *QUICK, "--set", "stages.serch.lanes=+1"), ("share", "log", folder),
                ("share", "make", folder, *QUICK, "--audience", "publik"),
                ("forecast", folder, "--as-of", draw.choice(["2029-01-01", "x", "2031-01-01"])),
                ("needs", folder, *QUICK, "--level", "tarjet"), ("new", "valley"), ("merge", folder, "--out", "m.nc"),
                ("simulate", folder, "--members", wrong), ("take", "stock.csv", "--guess"), ("check", "stock.csv"),
            ]  # fmt: skip
            fitted: list[tuple[object, ...]] = [
                ("needs", folder, *QUICK, *day, "--stock", "stock.csv", "--truck-tonnes", "10"),
                ("limit", folder, *QUICK, *day, "--futures", "1"),
                ("compare", folder, *QUICK, *day, "--set", lanes),
            ]
            for asked in cheap + fitted * (number == 0):
                said = run(*asked)
                yield f"{number}: {' '.join(map(str, asked)).replace(claim[:8], 'CLAIM')} > {said.code}"
                yield from _new(said.out + said.err, seen)


def pages(only: int | None = None) -> Iterator[str]:
    """What the screens of the page show, in two languages; a line that was shown before is not told again."""
    from starlette.testclient import TestClient

    from waystation.web import desk
    from waystation.web.application import make_app
    from waystation.web.guard import COOKIE, Door
    from waystation.web.worker import _Worker

    seen: set[str] = set()
    for number, code in enumerate(("en", "fr")):
        if only not in (None, number):
            continue
        with _situation(number + 10) as (folder, _), pytest.MonkeyPatch.context() as patch:
            told: list[str] = []
            worker = _Worker(folder, 50, lambda doing, share: told.append(f"{doing} {share:.2f}"))  # noqa: B023
            worker.do({"do": "forecast", "day": None, "languages": [code]})
            yield from _new("\n".join(told[-2:]), seen)
            stem = ws.open(folder).as_of(None).saved_file(members=50).stem
            yield f"{number}: another worker has it: {_Worker(folder, 50, print).do({'do': 'load', 'stem': stem})}"
            # In this process: another one takes seconds to start.
            patch.setattr(
                desk.Desk, "ask", lambda _, do, tell=None, worker=worker, **given: worker.do({"do": do, **given})
            )
            door = Door(frozenset({HOST}))
            with TestClient(make_app(folder, door, members=50), base_url=f"http://{HOST}") as client:
                client.cookies.set(COOKIE, door.session)
                client.headers["origin"] = f"http://{HOST}"
                client.headers["accept-language"] = code
                for screen in SCREENS:
                    shown = client.get(screen)
                    yield f"{number}: {screen} > {shown.status_code}"
                    yield from _new(_words(shown.text), seen)
            for each in threading.enumerate():
                if each.name == "load":  # runs on in compiled loops, which a process that ends does not survive
                    each.join(60)


def _words(page: str) -> str:
    bare = re.sub(r"<(style|script|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    broken = re.sub(r"</?(?:p|div|li|tr|h\d|section|summary|table|ul|ol|dl|dt|dd|option|label)\b[^>]*>", "\n", bare)
    return html.unescape(re.sub(r"<[^>]+>", " ", broken))


def _new(text: str, seen: set[str]) -> Iterator[str]:
    """Lines not told yet; random keys and ids, and the day on which this is run, are left out."""
    for each in re.sub(
        r"\b(?=[0-9a-f]*\d)[0-9a-f]{8,64}\b|[\w-]{40,}|\d{4}-\d\d-\d\d[T ]\d\d:[\d:.+Z]+", "ID", text
    ).splitlines():
        line = " ".join(each.split())
        if re.search(r"\w", line) and line not in seen:
            seen.add(line)
            yield f"  {line}"


def releases(only: int | None = None) -> Iterator[str]:
    """Which figures of drawn tables stay hidden beside what was shown before, and who may be told what."""
    for number in range(36):
        if only not in (None, number):
            continue
        draw = random.Random(f"releases {number}")
        shape = draw.choice([(3, 1), (2, 2), (4, 1), (3, 2)])
        cells = {
            (f"s{i}", f"d{j}"): draw.choice([0, 1, 4, 5, 9, 10, 11, 40])
            for i in range(shape[0])
            for j in range(shape[1])
        }
        table, threshold = with_totals(cells), draw.choice([2, 3, 4, 10])
        first = [each for each in table if draw.random() < 0.8]
        hidden = hidden_figures(first, threshold=threshold)
        shown = [Shown(each.parts, each.value, each.value) for each in first if each.name not in hidden]
        again = hidden_figures([each for each in table if draw.random() < 0.8], shown, threshold=threshold)
        left = [[short(each) for each in possible_values(row.parts, shown)] for row in table[: shape[0]]]
        yield f"{number}: {threshold} {list(cells.values())} > {_reasons(hidden)} | {_reasons(again)} | {left}"
    for name in audiences():
        for field, values in CHANGES.items():
            for value in values:
                reason = "x" * random.Random(f"{name} {field} {value}").choice([0, 14, 15])
                try:
                    found = for_audience(name, {field: value}, reason=reason)
                    told = f"{getattr(found, field)} finer: {finer(audiences()[name], found)}"
                except InputError as error:
                    told = " ".join(map(str, error.problems))
                if only is None:
                    yield f"{name} {field}={value} {len(reason)} > {told}"


CHANGES: dict[str, tuple[object, ...]] = {
    "sites": ("each", "together", "eech"), "every_days": (0, 1, 6, 7, 8, 14, 15, 400),
    "round_to": (0, 1, 9, 10, 11, 100, 1000),
    "ahead_days": (-1, 0, 1, 13, 14, 15, 28, 29, 60, 400), "reported": ("none", "offices", "quotes", "x"),
    "capacity": (True, False), "coming": (True, False), "name": ("x",), "level": ("low",), "roundto": (1,),
}  # fmt: skip


def _reasons(hidden: dict[tuple[str, ...], str]) -> str:
    return " ".join(f"{'/'.join(name)}:{why[0]}" for name, why in hidden.items())

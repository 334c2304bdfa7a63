"""The page under load: 50 mixed requests a second on loopback while a forecast runs; and how soon it answers.

Run: python benchmarks/page.py [--seconds 60] [--per-second 50]

Prints, per kind of request, how many were answered, how many failed, and the 50 and 95 % of the time to the whole
answer; the largest memory of the server, and of it together with its workers (resident, and with shared pages counted
once); and the seconds from the command to its first page. Asked: no failure, 95 % under .5 s, at most 400 MB, first
page within 3 s, Today within .3 s. The visitors run in this process, so they share the machine with the server. The
program may keep its compiled modules (`PYTHONDONTWRITEBYTECODE` is not passed on), as an installed one does: without
them every process compiles some 300 modules again.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import httpx2

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "baghouz"
SCREENS = ("/", "/review", "/disagreements", "/forecast", "/waits", "/needs", "/share", "/ledger", "/drop",
           "/static/app.css", "/chart/population/wide.svg", "/forecast/progress")  # fmt: skip


_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _start(folder: Path) -> tuple[subprocess.Popen[str], str, float]:
    begun = time.monotonic()
    command = [
        str(Path(sys.executable).parent / "waystation"),
        "serve",
        str(folder),
        "--no-browser",
        "--members",
        "100",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_ENVIRONMENT)
    assert process.stdout is not None
    address = next(line.split("The page:")[1].strip() for line in process.stdout if "/enter?key=" in line)
    return process, address, begun


def _memory_mb(process: int, what: str) -> float:
    """Resident memory of a process, now (VmRSS) or at its largest (VmHWM); 0 where the system does not tell."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(what)), 0.0)


def _shared_out_mb(process: int) -> float:
    """Proportional memory of a process (PSS): a page that several processes share counts in parts."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _children(process: int) -> list[int]:
    found: list[int] = []
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, file.read_text().split())
    return found


async def _watch(process: int, largest: list[float]) -> None:
    """The largest memory of the server and its workers together, looked at ten times a second."""
    while True:
        await asyncio.sleep(0.1)
        everyone = [process, *_children(process)]
        largest[0] = max(largest[0], sum(_memory_mb(each, "VmRSS") for each in everyone))
        largest[1] = max(largest[1], sum(map(_shared_out_mb, everyone)))


async def _load(client: httpx2.AsyncClient, per_second: int, seconds: float) -> dict[str, list[float | None]]:
    taken: dict[str, list[float | None]] = {screen: [] for screen in SCREENS}
    rng = random.Random(1)

    async def one(screen: str) -> None:
        begun = time.monotonic()
        try:
            answer = await client.get(screen)
            taken[screen].append(time.monotonic() - begun if answer.status_code == 200 else None)
        except httpx2.HTTPError:
            taken[screen].append(None)

    tasks = []
    begun = time.monotonic()
    for k in range(int(per_second * seconds)):
        await asyncio.sleep(max(0.0, begun + k / per_second - time.monotonic()))
        tasks.append(asyncio.create_task(one(rng.choice(SCREENS))))
    await asyncio.gather(*tasks)
    return taken


async def _measure(process: int, address: str, begun: float, per_second: int, seconds: float) -> None:
    home, together = address.split("/enter")[0], [0.0, 0.0]
    watching = asyncio.create_task(_watch(process, together))
    async with httpx2.AsyncClient(base_url=home, timeout=60, follow_redirects=True) as client:
        await client.get(address.removeprefix(home))
        print(f"first page {time.monotonic() - begun:.1f} s after the command")
        await asyncio.sleep(5)
        now = time.monotonic()
        await client.get("/")
        print(f"Today {time.monotonic() - now:.2f} s")
        page = (await client.get("/forecast")).text
        token = page.split('name="token" value="')[1].split('"')[0]
        await client.post("/forecast/run", data={"token": token, "as_of": "2019-02-27"}, headers={"origin": home})
        taken = await _load(client, per_second, seconds)
        watching.cancel()
    print(f"{'request':32} {'answered':>8} {'failed':>6} {'50 %':>7} {'95 %':>7}")
    every = [each for times in taken.values() for each in times]
    for screen, times in [*taken.items(), ("all", every)]:
        known = sorted(each for each in times if each is not None)
        cuts = statistics.quantiles(known, n=20) if len(known) > 1 else [float("nan")] * 19
        print(f"{screen:32} {len(known):8} {len(times) - len(known):6} {cuts[9]:7.3f} {cuts[18]:7.3f}")
    print(
        f"largest memory: server {_memory_mb(process, 'VmHWM'):.0f} MB, with its workers {together[0]:.0f} MB "
        f"({together[1]:.0f} MB with shared pages counted once)"
    )


def main() -> None:
    """Start a server on a copy of the example, load it, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--per-second", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "baghouz"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".waystation"))
        subprocess.run(
            [str(Path(sys.executable).parent / "waystation"), "forecast", str(folder), "--members", "100", "-q",
             "--out", str(Path(place) / "out")],
            check=True, env=_ENVIRONMENT,
        )  # fmt: skip
        process, address, begun = _start(folder)
        try:
            asyncio.run(_measure(process.pid, address, begun, options.per_second, options.seconds))
        finally:
            process.terminate()
            process.wait(20)


if __name__ == "__main__":
    main()

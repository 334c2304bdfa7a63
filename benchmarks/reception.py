"""How fast the reception engine and its limits are, beside a person-by-person model and the least it could take.

Prints tables. The bound is the time to draw, in a tight compiled loop, the same random numbers as the engine draws and
nothing else: those of a few members are noted in the uncompiled twin of the loop and repeated to the full number.
Seconds are processor seconds of the fastest of a few runs after one that does not count, with what is compared run by
turns; futures per second on several workers are by the clock on the wall.
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import time
import tracemalloc
import warnings
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from numba import njit

sys.path.insert(0, str(Path(__file__).parent / "peers"))
from baghouz_simpy import one_future

from waystation.engine import Futures, prior_futures
from waystation.engine.randomness import binomial, start, uniform
from waystation.engine.reception import account, departures, fleet, hourly, queue, site, travel
from waystation.engine.reception import futures as running
from waystation.plan import limits
from waystation.scale import available_workers
from waystation.world import load_scenario
from waystation.world.scenario_model import Scenario, Settings

BAGHOUZ = Path(__file__).parents[1] / "examples" / "baghouz"
PEOPLE = 40_000
CAPACITIES = ("search_lanes", "suar_per_hour", "reception_desks", "trucks")
ALONE = """
import sys, time
from waystation.engine import prior_futures
from waystation.world import load_scenario
futures = prior_futures(load_scenario(sys.argv[1]), members=int(sys.argv[2]), seed=3, workers=1)
times = []
for _ in range(8):
    begun = time.process_time()
    futures.run()
    times.append(time.process_time() - begun)
print(min(times[1:]))
"""
STAGES = (account, fleet, hourly, queue, departures, running, site, travel)
COUNTED = 8
"""Members whose draws are noted."""

Draws = Mapping[str, float]


@njit
def tight(n: Any, p: Any, repeats: Any) -> Any:
    """Draw every number ``repeats`` times, each from a stream of its own as in the engine; n < 0 is a uniform."""
    rng = np.zeros(1, np.uint64)
    total = 0.0
    for again in range(repeats):
        for i in range(n.size):
            start(rng, np.uint64(again), np.uint64(i), 0)
            total += uniform(rng) if n[i] < 0 else binomial(rng, n[i], p[i])
    return total


def _of_the_loop(function: Any) -> bool:
    return getattr(getattr(function, "py_func", None), "__module__", "").startswith("waystation.engine.reception")


def noted(futures: Futures) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Sizes and chances of what members draw; size -1 stands for a uniform number."""
    drawn: list[tuple[int, float]] = []

    def count(rng: npt.NDArray[np.uint64], n: int, p: float) -> int:
        drawn.append((int(n), float(p)))
        return int(binomial(rng, n, p))

    def single(rng: npt.NDArray[np.uint64]) -> float:
        drawn.append((-1, 0.0))
        return float(uniform(rng))

    with contextlib.ExitStack() as stack:
        for module in STAGES:
            twins = {name: loop.py_func for name, loop in vars(module).items() if _of_the_loop(loop)}
            draws = {"binomial": count, "uniform": single}
            drawn_here = {name: draw for name, draw in draws.items() if hasattr(module, name)}
            stack.enter_context(patch.multiple(module, **twins, **drawn_here))
        futures.run()
    sizes, chances = zip(*drawn, strict=True)
    return np.array(sizes, dtype=np.int64), np.array(chances)


def best(*works: Callable[[], object], clock: Callable[[], float] = time.process_time, times: int = 7) -> list[float]:
    """Seconds of the fastest of so many runs of each, by turns, after one that does not count."""
    seconds = [np.inf] * len(works)
    for again in range(times + 1):
        for i, work in enumerate(works):
            begun = clock()
            work()
            if again:
                seconds[i] = min(seconds[i], clock() - begun)
    return seconds


def peak_mb(work: Callable[[], object]) -> float:
    """Most memory that arrays and objects take during a run, in MB."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def row(label: str, seconds: float, members: int, beside: str = "", peak: float | None = None) -> None:
    memory = "" if peak is None else f"{peak:,.0f}"
    print(f"{label:<66}{seconds:>9.3f}{1e6 * seconds / members:>13,.0f}{memory:>9}  {beside}")


def baghouz(days: int) -> Scenario:
    whole = load_scenario(BAGHOUZ)
    end = whole.settings.start + timedelta(days=days - 1)
    return whole.model_copy(update={"settings": whole.settings.model_copy(update={"end": end})})


def prior(scenario: Scenario, members: int, workers: int = 1, draws: Draws | None = None) -> Futures:
    return prior_futures(scenario, members=members, workers=workers, draws=draws)


def chain(stages: int, days: int = 60) -> Scenario:
    """A line of stages, each with a walk before it."""
    names = [f"stage{n}" for n in range(stages)]
    path = ["town", *names, "camp"]
    return made(
        days,
        sources={"town": source(PEOPLE)},
        stages={n: {"place": n, "lanes": 20, "people_per_lane_hour": 10, "open_hours": [8, 18]} for n in names},
        sites={"camp": {"place": "Camp"}},
        legs=[{"from": a, "to": b, "hours": 2} for a, b in pairwise(path)],
        streams={"general": {"path": path}},
    )


def thirty_places() -> Scenario:
    """Two sources and gates, nine transit centres and nine camps with desks, two fleets: sixty days."""
    stages = {f"gate{k}": stage(f"Gate {k}", 14 - 4 * k, 12, (6, 18)) for k in range(2)}
    legs: list[dict[str, Any]] = [{"from": f"town{k}", "to": f"gate{k}", "hours": 3 + k, "spread": 2} for k in range(2)]
    streams: dict[str, Any] = {}
    for i in range(9):
        k = int(i >= 5)
        stages[f"transit{i}"] = stage(f"Transit {i}", 2, 10 + i, (7, 20))
        stages[f"desk{i}"] = stage(f"Camp {i}", 2, 9 + i, (8, 18))
        legs += [
            {"from": f"gate{k}", "to": f"transit{i}", "hours": 4 + i, "fleet": f"trucks{k}"},
            {"from": f"transit{i}", "to": f"desk{i}", "hours": 5 + i},
            {"from": f"desk{i}", "to": f"camp{i}", "hours": 0},
        ]
        path = [f"town{k}", f"gate{k}", f"transit{i}", f"desk{i}", f"camp{i}"]
        streams[f"to{i}"] = {"path": path} if i in (0, 5) else {"path": path, "share": 0.2 if k == 0 else 0.25}
    fleet = {"vehicles": 60, "seats": 40, "loading_hours": 1, "depart_hours": [6, 20], "away_hours": 12}
    return made(
        60,
        sources={f"town{k}": source(30_000) for k in range(2)},
        stages=stages,
        sites={f"camp{i}": {"place": f"Camp {i}"} for i in range(9)},
        legs=legs,
        streams=streams,
        fleets={f"trucks{k}": fleet for k in range(2)},
    )


def stage(place: str, lanes: int, rate: float, hours: tuple[int, int]) -> dict[str, Any]:
    return {"place": place, "lanes": lanes, "people_per_lane_hour": rate, "open_hours": list(hours)}


def source(people: int) -> dict[str, Any]:
    phases = {"open": {"leave_per_day": 0.08, "lasts_days": 100}}
    return {"place": "Town", "people": people, "leave_hours": [6, 18], "starts_in": "open", "phases": phases}


def made(days: int, **settings: Any) -> Scenario:
    first = date(2030, 1, 1)
    period = {"format": 1, "name": "Made up", "start": str(first), "end": str(first + timedelta(days=days - 1))}
    return Scenario(settings=Settings.model_validate(period | settings), places=[], routes=[], events=[])


def beside_simpy() -> None:
    """One future of 30,000 people and thirty days, person by person and in counts."""
    scenario = baghouz(30)
    medians = {name: float(np.median(each)) for name, each in prior(scenario, 999).draws.items()}
    draws = medians | {"people_inside": 30_000.0, "leave_open": 0.2, "day_to_day": 0.5}
    futures = prior(scenario, 1000, draws=draws)
    run = futures.run()
    times, counts = [], []
    for m in range(5):
        begun = time.process_time()
        counts.append(one_future(run, m, seed=m))
        times.append(time.process_time() - begun)
    came = sum(run.outcome.came[:5, :, n].sum() for n in np.flatnonzero(run.network.kind != 0)) / 5
    theirs = sum(people for each in counts for name, people in each.items() if name != "died") / 5
    (seconds,) = best(futures.run)
    row(f"SimPy, person by person: {theirs:,.0f} people received", min(times), 1)
    row(
        f"Waystation, 1,000 futures: {came:,.0f} people received", seconds, 1000, f"{min(times) / seconds * 1000:,.0f}x"
    )


def growth(worlds: Mapping[str, Futures], members: int) -> None:
    """Rows of how the time grows from the first to the last."""
    seconds = best(*(each.run for each in worlds.values()))
    for (name, each), took in zip(worlds.items(), seconds, strict=True):
        row(name, took, members, f"{took / seconds[0]:.2f}x", peak_mb(each.run))


def beside(base: Path, members: int, times: int = 5) -> None:
    """Processor seconds of the same futures in this build and another, process by process by turns."""
    builds = {"other build": base, "this build": Path(__file__).parents[1]}
    seconds = dict.fromkeys(builds, np.inf)
    for _ in range(times):
        for name, build in builds.items():
            command = [str(build / ".venv" / "bin" / "python"), "-c", ALONE, str(BAGHOUZ), str(members)]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds[name] = min(seconds[name], float(done.stdout))
    for name, took in seconds.items():
        row(name, took, members, f"{took / seconds['other build']:.3f}x")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="Time the reception engine and its limits.")
    parser.add_argument(
        "--base", type=Path, help="clone of another build with its own .venv: only the two side by side"
    )
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--days", type=int, default=60)
    given = parser.parse_args()
    members, scenario = given.members, baghouz(given.days)
    print(f"{available_workers()} cores")
    print(f"{'':<66}{'seconds':>9}{'us a future':>13}{'peak MB':>9}")
    if given.base:
        beside(given.base, members)
        return
    print("One future of Baghouz: 30,000 people, 30 days")
    beside_simpy()

    print(f"{members:,} futures of Baghouz, {given.days} days")
    by_workers = best(*(prior(scenario, members, w).run for w in (1, 2)), clock=time.perf_counter)
    for workers, seconds in zip((1, 2), by_workers, strict=True):
        label = f"on the wall, {workers} worker{'s' * (workers > 1)}"
        row(label, seconds, members, f"{members / seconds:,.0f} a second")
    n, p = noted(prior(scenario, COUNTED))
    repeats = -(-members // COUNTED)
    run = prior(scenario, members).run
    drawing, seconds = best(lambda: tight(n, p, repeats), run)
    drawing *= members / (repeats * COUNTED)
    row(f"draws alone: {n.size / COUNTED:,.0f} a future", drawing, members)
    row("all of it", seconds, members, f"{seconds / drawing:.2f}x the draws", peak_mb(run))

    print("The same with more people")
    middle = {name: float(np.median(each)) for name, each in prior(scenario, 999).draws.items()}
    for label, grown in (("people alone", ()), ("people, lanes and trucks", CAPACITIES)):
        worlds = {
            f"{label} x {times}": prior(
                scenario,
                members,
                draws={"people_inside": PEOPLE * times} | {name: middle[name] * times for name in grown},
            )
            for times in (1, 10, 100)
        }
        growth(worlds, members)

    for label, scenarios in (
        ("more places, 200 futures of a line of stages", {f"{n} stages, 60 days": chain(n) for n in (3, 6, 12, 24)}),
        ("more hours", {f"6 stages, {days} days": chain(6, days) for days in (30, 60, 120)}),
    ):
        print(f"The same with {label}")
        growth({name: prior(each, 200) for name, each in scenarios.items()}, 200)

    print("The limit, 3 futures")
    for name, each in (("Baghouz, 60 days", baghouz(60)), ("30 places, 60 days", thirty_places())):
        futures = prior(each, 50, workers=2)
        begun, wall_begun = time.process_time(), time.perf_counter()
        limits(futures)
        row(name, time.process_time() - begun, 3, f"{time.perf_counter() - wall_begun:.1f} s on the wall, 2 workers")


if __name__ == "__main__":
    # The uncompiled twin counts in NumPy's whole numbers, which say when they wrap around.
    warnings.filterwarnings("ignore", "overflow encountered", RuntimeWarning)
    main()

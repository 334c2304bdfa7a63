"""How fast the reception engine runs, side by side with the least it could take.

Prints one table. The bound is the time to draw, in a tight compiled loop, as many binomials of the same
size as the engine draws: those of a few members are counted in the uncompiled twin of the loop and
repeated to the full number of members.
"""

from __future__ import annotations

import argparse
import time
import tracemalloc
import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from numba import njit

from waystation.engine import kernel, moves, reception, simulate
from waystation.engine.randomness import binomial, start
from waystation.scale import available_workers
from waystation.world import load_scenario
from waystation.world.model import Scenario

BAGHOUZ = Path(__file__).parents[1] / "examples" / "baghouz"
UNKNOWN = "people_inside"
PEOPLE = 40_000
COUNTED = 8
"""Members whose draws are counted."""


@njit
def tight(n: Any, p: Any, repeats: Any) -> Any:
    """Draw every binomial ``repeats`` times, each from a stream of its own as in the engine."""
    rng = np.zeros(1, np.uint64)
    total = 0
    for again in range(repeats):
        for i in range(n.size):
            start(rng, np.uint64(again), np.uint64(i), 0)
            total += binomial(rng, n[i], p[i])
    return total


def counted(scenario: Scenario) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Sizes and chances of the binomials that the first members draw."""
    drawn: list[tuple[int, float]] = []

    def noted(rng: npt.NDArray[np.uint64], n: int, p: float) -> int:
        drawn.append((int(n), float(p)))
        return int(binomial(rng, n, p))

    twin = kernel.run_member.py_func
    setting_out = moves._setting_out.py_func
    with (
        patch.object(kernel, "binomial", noted),
        patch.object(moves, "binomial", noted),
        patch.object(kernel, "_setting_out", setting_out),
        patch.object(reception, "run_member", twin),
    ):
        simulate(scenario, members=COUNTED, workers=1)
    sizes, chances = zip(*drawn, strict=True)
    return np.array(sizes, dtype=np.int64), np.array(chances)


def best(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of the fastest of so many runs, after one that does not count."""
    work()
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def peak_mb(work: Callable[[], object]) -> float:
    """Most memory that arrays and objects take during a run, in MB."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def row(label: str, seconds: float, members: int, peak: float | None = None) -> str:
    memory = "" if peak is None else f"{peak:,.0f}"
    return f"{label:<52}{seconds:>9.3f}{members / seconds:>12,.0f}{memory:>10}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time the reception engine on the Baghouz example.")
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--days", type=int, default=60)
    given = parser.parse_args()
    members, days = given.members, given.days
    whole = load_scenario(BAGHOUZ)
    end = whole.settings.start + timedelta(days=days - 1)
    scenario = whole.model_copy(update={"settings": whole.settings.model_copy(update={"end": end})})

    def run(workers: int, people: int | None = None) -> Callable[[], object]:
        fixed = None if people is None else {UNKNOWN: float(people)}
        return lambda: simulate(scenario, members=members, workers=workers, draws=fixed)

    print(
        f"{members:,} members x {days} days of examples/baghouz; {available_workers()} cores; best of 3 after a warm-up"
    )
    print(f"{'':<52}{'seconds':>9}{'members/s':>12}{'peak MB':>10}")
    for workers in (1, 2):
        label = f"simulate, {workers} worker{'s' * (workers > 1)}"
        print(row(label, best(run(workers)), members, peak_mb(run(workers))))
    n, p = counted(scenario)
    repeats = -(-members // COUNTED)
    seconds = best(lambda: tight(n, p, repeats)) * members / (repeats * COUNTED)
    print(row(f"draws alone, 1 worker: {n.size / COUNTED:,.0f} binomials a member", seconds, members))
    for times in (1, 10, 100):
        people = PEOPLE * times
        label = f"simulate, 1 worker, {people:,} people inside"
        print(row(label, best(run(1, people)), members, peak_mb(run(1, people))))


if __name__ == "__main__":
    # The uncompiled twin counts in NumPy's whole numbers, which say when they wrap around.
    warnings.filterwarnings("ignore", "overflow encountered", RuntimeWarning)
    main()

"""How fast movement runs on folders in Flee's format, side by side with Flee and with the least it could take.

    python benchmarks/movement.py CONFLICT_DIR ... [--peer PYTHON] [--members N]

Prints one table; without folders, of the shipped example. ``--peer`` runs each folder once on the `flee` package of
that Python, which takes minutes; `flee_peer.py` compares what comes out as well. All times are processor seconds of one
future on one core but for members per second. The bound is the time to make, in a tight compiled loop, the draws that
one future makes, which the same loops note when they are compiled to do so.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numba import njit

from waystation.engine import MovementModel, simulate_movement
from waystation.engine.movement import choosing, counts
from waystation.engine.movement.agents import run_agents
from waystation.engine.randomness import member_seeds, start, uniform
from waystation.world import FleeCase, load_flee
from waystation.world.flee import CampCounts

EXAMPLE = Path(__file__).parents[1] / "examples" / "flee_valley"
MOST_DRAWS = 12_000_000
"""Room for the draws of one future."""


def scaled(case: FleeCase, times: int) -> FleeCase:
    """The same with so many times the people, everywhere."""
    places = tuple(replace(place, people=place.people * times) for place in case.places)
    final = {name: (when, people * times) for name, (when, people) in case.counts.final.items()}  # type: ignore[union-attr]
    return replace(case, places=places, counts=CampCounts(final, final))


def outcome(model: MovementModel) -> tuple[Any, Any, Any]:
    """Arrays that one run fills."""
    days, places = model.times.movechance.shape
    return np.zeros((days, places)), np.zeros(days), np.zeros((days, places))


def run_once(model: MovementModel) -> Callable[[int], None]:
    """One future in counts; its number chooses it."""
    standing, seeds = counts.new_standing(model.tables), member_seeds(1, 50)

    def work(number: int) -> None:
        counts.run_counts(seeds[number], model.tables, standing, *outcome(model), False)

    return work


def agents_once(model: MovementModel) -> Callable[[int], None]:
    """One future agent by agent."""
    most = model.arrivals.at_most()
    seeds = member_seeds(1, 50)
    return lambda number: run_agents(seeds[number], model.tables, most, False, *outcome(model))


def best(work: Callable[[int], None], times: int = 5) -> float:
    """Processor seconds of the fastest of so many futures, after one that does not count."""
    work(0)
    seconds = []
    for number in range(1, times + 1):
        begun = time.process_time()
        work(number)
        seconds.append(time.process_time() - begun)
    return min(seconds)


@njit
def tight(people: Any, chance: Any, uniforms: Any) -> Any:
    """Make the draws: binomials each from a stream of its own, and single uniform numbers."""
    rng = np.zeros(1, np.uint64)
    total = 0.0
    for i in range(people.size):
        start(rng, np.uint64(i), np.uint64(7), 0)
        total += choosing.draw(rng, people[i], chance[i], False)
    for _ in range(uniforms):
        total += uniform(rng)
    return total


_TAPE = """
_plain_draw, _plain_uniform = draw, uniform


@inner(cache=False)
def uniform(rng):
    rng[2] += np.uint64(1)
    return _plain_uniform(rng)


@inner(cache=False)
def draw(rng, people, chance, mean):
    at = 3 + 2 * np.int64(rng[1])
    rng[at], rng[at + 1] = np.uint64(people), np.uint64(chance * 2.0**52)
    rng[1] += np.uint64(1)
    return _plain_draw(rng, people, chance, mean)
"""
"""Notes each draw behind the generator's state: number of draws, of single uniform numbers, then the draws."""


def taped() -> dict[str, Any]:
    """The loops of `counts`, compiled anew so that they note what they draw."""
    names: dict[str, Any] = {}
    folder = Path(choosing.__file__).parent
    for name in ("choosing", "appearing", "travelling", "counts"):
        text = re.sub(
            r"from waystation\.engine\.movement\.(choosing|appearing|travelling) import .*\n",
            "",
            (folder / f"{name}.py").read_text(),
        )
        text = re.sub(r"@(compiled|inner)\(", r"@\1(cache=False, ", text)
        if name == "choosing":
            part = text.rindex("@", 0, text.index("def part("))
            text = text[:part] + _TAPE + text[part:]
        exec(compile(text, name, "exec"), names)
    return names


def bound(model: MovementModel, loops: dict[str, Any]) -> float:
    """Seconds that the draws of one future take by themselves."""
    rng = np.zeros(3 + 2 * MOST_DRAWS, dtype=np.uint64)
    standing = counts.new_standing(model.tables)._replace(rng=rng)
    loops["run_counts"](member_seeds(1, 2)[1], model.tables, standing, *outcome(model), False)
    noted, single = int(rng[1]), int(rng[2])
    tape = rng[3 : 3 + 2 * noted].reshape(-1, 2)
    people, chance = tape[:, 0].astype(float), tape[:, 1] / 2.0**52
    return best(lambda _: tight(people, chance, single))


def peer_seconds(folder: Path, python: str) -> float:
    """Processor seconds of one run of Flee."""
    command = [python, str(Path(__file__).parent / "peers" / "run_flee.py"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{folder}: Flee did not run. Install it: pip install flee==3.1 beartype\n{done.stderr[-600:]}")
    return float(done.stdout)


def members_per_second(model: MovementModel, members: int, workers: int) -> float:
    simulate_movement(model, members=2, workers=workers, kernel="counts")
    begun = time.perf_counter()
    simulate_movement(model, members=members, workers=workers, kernel="counts")
    return members / (time.perf_counter() - begun)


def peak_mb(model: MovementModel, members: int) -> float:
    """Most memory that arrays take during a run, in MB."""
    tracemalloc.start()
    simulate_movement(model, members=members, workers=1, kernel="counts")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def measured(folder: Path, members: int, peer: str | None, loops: dict[str, Any]) -> list[str]:
    """One row of the table."""
    case = load_flee(folder)
    model = MovementModel.of(case)
    people = int(model.arrivals.initial.sum() + model.arrivals.spread.sum())
    ours, agents = best(run_once(model)), best(agents_once(model), 1)
    growth = [best(run_once(MovementModel.of(scaled(case, times))), 3) / ours for times in (100, 1000)]
    over = ours / bound(model, loops)
    flee = peer_seconds(folder, peer) if peer else float("nan")
    speed = [members_per_second(model, members, workers) for workers in (1, 2)]
    return [
        case.name, f"{people:,}", f"{flee:.1f}" if peer else "-", f"{agents:.2f}", f"{ours:.4f}",
        f"{flee / ours:,.0f}" if peer else "-", f"{agents / ours:.1f}", *(f"{each:.2f}" for each in growth),
        f"{over:.2f}", *(f"{each:.0f}" for each in speed), f"{peak_mb(model, members):.0f}",
    ]  # fmt: skip


HEADS = (
    "folder", "people", "Flee s", "agents s", "counts s", "Flee/counts", "agents/counts", "x100", "x1000",
    "over draws", "/s on 1", "/s on 2", "MB",
)  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Time movement on folders in Flee's format.")
    parser.add_argument("folders", nargs="*", type=Path, default=[EXAMPLE])
    parser.add_argument("--peer", metavar="PYTHON", help="run Flee too, on a Python with flee 3.1 and beartype")
    parser.add_argument("--members", type=int, default=40)
    given = parser.parse_args()
    loops = taped()
    print("x100, x1000: time with so many times the people, over time. Over draws: time over that of the draws alone.")
    print("  ".join(f"{head:>13}" for head in HEADS))
    for folder in given.folders:
        print("  ".join(f"{cell:>13}" for cell in measured(folder, given.members, given.peer, loops)), flush=True)


if __name__ == "__main__":
    main()

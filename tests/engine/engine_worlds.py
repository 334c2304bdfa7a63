"""Small scenarios for tests of the engine, and runs of them that give the bare arrays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.engine.randomness import member_seeds
from waystation.engine.reception import run
from waystation.engine.reception.compiled_network import Layout, compile_network
from waystation.engine.reception.kernel_arrays import Outcome, Parameters
from waystation.engine.reception.parameters import member_parameters
from waystation.engine.unknowns import amount, draw_unknowns
from waystation.world.scenario_model import Event, Scenario, Settings

START = date(2030, 1, 1)

CHAIN: dict[str, Any] = {
    "format": 1,
    "name": "Chain",
    "start": "2030-01-01",
    "end": "2030-01-10",
    # At six o'clock on the first day everyone sets out.
    "sources": {
        "town": {
            "place": "Town",
            "people": 1000,
            "leave_hours": [6, 7],
            "starts_in": "open",
            "phases": {"open": {"leave_per_day": 100, "lasts_days": 100}},
        }
    },
    "stages": {"gate": {"place": "Gate", "lanes": 2, "people_per_lane_hour": 10, "open_hours": [8, 18]}},
    "sites": {"camp": {"place": "Camp"}},
    "legs": [{"from": "town", "to": "gate", "hours": 2}, {"from": "gate", "to": "camp", "hours": 3}],
    "streams": {"general": {"path": ["town", "gate", "camp"]}},
}


def chain(events: Sequence[Event] = (), **changes: Any) -> Scenario:
    """The chain town - gate - camp: 1000 people, 20 an hour from 8 to 18, two hours before and three after.

    Parameters
    ----------
    events : of the scenario
    changes : by setting; tables are merged into those of the chain, other values replace them
    """
    return Scenario(settings=Settings.model_validate(merged(CHAIN, changes)), places=[], routes=[], events=[*events])


def merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Nested tables, the new values over the old."""
    both = dict(old)
    for name, value in new.items():
        nested = isinstance(value, dict) and isinstance(old.get(name), dict)
        both[name] = merged(old[name], value) if nested else value
    return both


def event(kind: str, day: int, place: str = "Gate", published: int | None = None) -> Event:
    """An event on a day of January 2030 (1 is the first)."""
    return Event(
        published=date(2030, 1, day if published is None else published),
        source="Radio",
        start=date(2030, 1, day),
        place=place,
        kind=kind,
    )


def outcome_of(
    scenario: Scenario,
    *,
    members: int = 1,
    seed: int = 1,
    events: Sequence[Event] | None = None,
    planned: npt.NDArray[np.int64] | None = None,
    workers: int | None = 1,
) -> tuple[Outcome, Layout, Parameters]:
    """Run with the hazard of each source's first phase throughout, and no good or bad days."""
    network, layout = compile_network(scenario, events)
    draws = draw_unknowns(scenario, members, seed)
    hazard = np.stack(
        [
            np.repeat(amount(source.phases[source.starts_in].leave_per_day, draws, members)[:, None], layout.days, 1)
            for source in scenario.settings.sources.values()
        ],
        axis=1,
    )
    parameters = member_parameters(network, layout, draws, hazard, member_seeds(seed, members), planned)
    return run(network, parameters, layout.days, workers), layout, parameters


def within(sample: npt.ArrayLike, expected: float, errors: float = 4.0) -> bool:
    """Whether the mean of a sample lies within so many standard errors of what is expected."""
    values = np.asarray(sample, dtype=float)
    return bool(abs(values.mean() - expected) <= errors * values.std(ddof=1) / np.sqrt(values.size) + 1e-12)

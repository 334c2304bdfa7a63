"""Possible futures of a reception scenario as a job, which may run anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import xarray as xr

from waystation.engine.many import LabelledJob
from waystation.engine.reception.futures import no_futures, simulate
from waystation.scale import content_key
from waystation.world.scenario_model import Event, Scenario

__all__ = ["ReceptionJob"]


@dataclass(frozen=True, eq=False)
class ReceptionJob(LabelledJob):
    """Members of `waystation.engine.simulate`.

    Parameters
    ----------
    scenario : a checked scenario
    members : possible futures
    seed : of all randomness
    sketch : whether to keep distributions only, see `waystation.engine.SketchedFutures`
    draws, known_until, what_if : as for `simulate`

    Examples
    --------
    >>> import waystation as ws
    >>> job = ws.ReceptionJob(ws.load_scenario("examples/synthetic"), members=20)
    >>> found = job.futures(ws.run_job(job))
    >>> found.identical(ws.simulate(job.scenario, members=20))
    True
    """

    scenario: Scenario
    members: int = 200
    seed: int = 1
    sketch: bool = False
    draws: Mapping[str, float] = field(default_factory=dict)
    known_until: date | None = None
    what_if: tuple[Event, ...] = ()

    @property
    def name(self) -> str:
        """The scenario's name."""
        return self.scenario.settings.name

    @property
    def described(self) -> Mapping[str, str]:
        """What makes it this job."""
        return {
            "scenario": self.name, "members": str(self.members), "seed": str(self.seed),
            "kept": "sketches" if self.sketch else "members",
        }  # fmt: skip

    @cached_property
    def _frame(self) -> xr.Dataset:
        """No members: what every part looks like."""
        return no_futures(self.scenario, self.draws, self.known_until, self.seed)

    def key(self) -> str:
        """Hash of the scenario and all settings."""
        asked = [dict(self.described), dict(self.draws), self.known_until, self.what_if]
        return content_key("reception", self.scenario, asked)

    def _run(self, first: int, last: int) -> xr.Dataset:
        return simulate(
            self.scenario, members=last - first, first_member=first, seed=self.seed, workers=1, draws=self.draws,
            known_until=self.known_until, what_if=self.what_if,
        )  # fmt: skip

"""Runs of a calibration as a job: at each point of some settings one member, kept day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from waystation.engine.movement.simulating import Kernel, run_arrays
from waystation.scale import content_key
from waystation.study.design import Point
from waystation.study.subjects import MovementSubject

__all__ = ["CalibrationRuns"]

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CalibrationRuns:
    """One run of a Flee folder at each of some points.

    Parameters
    ----------
    subject : the folder
    points : settings of each run; ``{}`` as they are
    numbers : member of each run
    kernel : not "auto"
    camps : whose people are kept
    """

    subject: MovementSubject
    points: tuple[Point, ...]
    numbers: tuple[int, ...]
    kernel: Kernel
    camps: tuple[str, ...]

    @property
    def name(self) -> str:
        """For people."""
        return "Calibrating"

    @property
    def members(self) -> int:
        """How many runs."""
        return len(self.points)

    @property
    def most_at_once(self) -> int:
        """What is kept of a run is small."""
        return max(self.members, 1)

    @property
    def described(self) -> Mapping[str, str]:
        """What makes it this job, in words."""
        return {**self.subject.described, "kernel": self.kernel, "runs": str(self.members)}

    def key(self) -> str:
        """Hash of all that the results depend on."""
        return self._key

    @cached_property
    def _key(self) -> str:
        return content_key("calibration", self.subject.key(), self.points, self.numbers, self.kernel, self.camps)

    def run(self, first: int, last: int) -> dict[str, Floats]:
        """People in camps, (runs, days, camps), of runs ``first`` to ``last - 1``."""
        case = self.subject.case
        camps = [case.index(camp) for camp in self.camps]
        people = np.empty((last - first, case.days, len(camps)))
        for row, n in enumerate(range(first, last)):
            model = self.subject.model(self.points[n])
            found, *_ = run_arrays(model, 1, self.numbers[n], self.subject.seed, 1, self.kernel)
            people[row] = found[0][:, camps] * model.case.settings.optimisations.hasten
        return {"people": people}

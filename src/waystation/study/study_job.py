"""All runs of a study as one job of numbered members: subject by subject, point by point, member by member."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from waystation.scale import Engine, Threads, content_key, run_job
from waystation.study.design import Point
from waystation.study.subjects import Subject

__all__ = ["StudyJob", "run_study"]

Floats = npt.NDArray[np.float64]
Tell = Callable[[str, float], None]

_AT_ONCE = 200
"""Members of one point that are held in memory at a time."""
_SLICES = 32


@dataclass(frozen=True)
class StudyJob:
    """The members of every subject at every point.

    Parameters
    ----------
    name : for people
    subjects : what is run
    points : settings, the same for every subject
    each : members at one point; fewer for a subject that has fewer
    """

    name: str
    subjects: tuple[Subject, ...]
    points: tuple[Point, ...]
    each: int

    @cached_property
    def _sizes(self) -> list[int]:
        """Members at one point, by subject."""
        return [min(self.each, subject.most_members or self.each) for subject in self.subjects]

    @property
    def members(self) -> int:
        """Of all subjects and points."""
        return len(self.points) * sum(self._sizes)

    @property
    def most_at_once(self) -> int:
        """One call holds the members of one point at a time."""
        return max(self.members, 1)

    @property
    def described(self) -> Mapping[str, str]:
        """What makes it this job, in words."""
        found = {f"{key} {n}" if n > 1 else key: value for n, subject in enumerate(self.subjects, 1)
                 for key, value in subject.described.items()}  # fmt: skip
        return {**found, "points": str(len(self.points)), "members": str(self.each)}

    def key(self) -> str:
        """Hash of all that the results depend on."""
        return content_key("study", [subject.key() for subject in self.subjects], self.points, self.each)

    def run(self, first: int, last: int) -> dict[str, Floats]:
        """Targets of members ``first`` to ``last - 1``: (members, most targets), nan where a subject has fewer."""
        width = max(len(subject.targets) for subject in self.subjects)
        values = np.full((last - first, width), np.nan)
        for subject, point, rows, one, after in self._blocks(first, last):
            values[rows, : len(subject.targets)] = subject.run(point, one, after)
        return {"values": values}

    def _blocks(self, first: int, last: int) -> Iterator[tuple[Subject, Point, slice, int, int]]:
        """Runs of members of one subject at one point: both, rows of the result, first member, one past the last."""
        at = 0
        for subject, size in zip(self.subjects, self._sizes, strict=True):
            for point in self.points:
                begin, end = max(first - at, 0), min(last - at, size)
                for one in range(begin, end, _AT_ONCE):
                    after = min(one + _AT_ONCE, end)
                    yield subject, point, slice(at + one - first, at + after - first), one, after
                at += size

    def parted(self, values: Floats) -> list[Floats]:
        """By subject: (points, members, targets) of it."""
        found, at = [], 0
        for subject, size in zip(self.subjects, self._sizes, strict=True):
            count = len(self.points) * size
            part = values[at : at + count].reshape(len(self.points), size, -1)
            found.append(part[:, :, : len(subject.targets)])
            at += count
        return found


def run_study(
    subjects: Sequence[Subject], points: Sequence[Point], members: int, *, name: str = "Study",
    engine: Engine | None = None, workers: int | None = None, keep: Path | str | None = None, tell: Tell | None = None,
) -> list[Floats]:  # fmt: skip
    """Run everything, wherever it is to run: by subject (points, members, targets).

    Parameters
    ----------
    subjects, points, members, name : see `StudyJob`
    engine, keep, tell : see `waystation.scale.run_job`
    workers : threads, where no engine is named
    """
    job = StudyJob(name, tuple(subjects), tuple(points), members)
    # Cut between points: each is compiled once.
    blocks = len(job.subjects) * len(job.points)
    slices = min(blocks * -(-_SLICES // blocks), job.members)
    found = run_job(job, engine or Threads(workers), keep=keep, slices=slices, tell=tell)["values"]
    assert isinstance(found, np.ndarray)
    return job.parted(found)

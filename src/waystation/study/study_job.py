"""All runs of a study as one job of numbered members: subject by subject, point by point, member by member."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from waystation.scale import Values, content_key
from waystation.study.design import Point
from waystation.study.subjects import Subject

__all__ = ["StudyJob"]

Floats = npt.NDArray[np.float64]

_AT_ONCE = 200
"""Members of one point that are held in memory at a time."""
_SLICES, _MOST_SLICES = 32, 1000


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
    def slices(self) -> int:
        """Into how many slices it is best cut: between points, since each is made ready once, while points are few."""
        blocks = len(self.subjects) * len(self.points)
        return min(blocks * -(-_SLICES // blocks), self.members, _MOST_SLICES)

    @property
    def bytes_kept(self) -> int:
        """Bytes that all results take."""
        return 8 * self.members * max(len(subject.targets) for subject in self.subjects)

    @property
    def described(self) -> Mapping[str, str]:
        """What makes it this job, in words."""
        found = {f"{key} {n}" if n > 1 else key: value for n, subject in enumerate(self.subjects, 1)
                 for key, value in subject.described.items()}  # fmt: skip
        first, last = self.points[0], self.points[-1]
        ends = {path: f"{first[path]} to {last[path]}" for path in first}
        return {**found, "points": str(len(self.points)), **ends, "members": str(self.each)}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What must be said beside the results, see `Subject`."""
        return tuple(dict.fromkeys(each for subject in self.subjects for each in subject.warnings))

    def key(self) -> str:
        """Hash of all that the results depend on."""
        return self._key

    @cached_property
    def _key(self) -> str:
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
            count = len(self.points)
            from_point, to_point = (min(max(-(-(each - at) // size), 0), count) for each in (first - size + 1, last))
            for n in range(from_point, to_point):
                begins = at + n * size
                begin, end = max(first - begins, 0), min(last - begins, size)
                for one in range(begin, end, _AT_ONCE):
                    after = min(one + _AT_ONCE, end)
                    yield subject, self.points[n], slice(begins + one - first, begins + after - first), one, after
            at += count * size

    def parted(self, results: Mapping[str, Values]) -> list[Floats]:
        """What all members came to, by subject: (points, members, targets) of it.

        Parameters
        ----------
        results : of `waystation.scale.run_job`
        """
        found, at = [], 0
        values = results["values"]
        assert isinstance(values, np.ndarray)
        for subject, size in zip(self.subjects, self._sizes, strict=True):
            count = len(self.points) * size
            part = values[at : at + count].reshape(len(self.points), size, -1)
            found.append(part[:, :, : len(subject.targets)])
            at += count
        return found

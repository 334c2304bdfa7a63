"""A job: work in numbered members, cut into slices that may run anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from waystation.errors import InputError, Problem
from waystation.scale.parts import Part

__all__ = ["Job", "Slice", "read_slice", "slices_of"]

_SLICES = 32
"""Into so many a job is cut at least, wherever it runs: enough for every worker to have some, whichever is slow."""


class Job(Protocol):
    """Work in numbered members, each of which depends on the job and its own number alone.

    What a job needs is in it: it is pickled to reach the workers of a cluster, so it holds data, not open files.

    Attributes
    ----------
    name : what people call it
    members : how many there are
    most_at_once : members that one call may hold in memory
    described : what makes it this job and no other, in words, for messages: seed, members, kernel, ...
    """

    @property
    def name(self) -> str: ...

    @property
    def members(self) -> int: ...

    @property
    def most_at_once(self) -> int: ...

    @property
    def described(self) -> Mapping[str, str]: ...

    def key(self) -> str:
        """Hash of all that its results depend on, see `waystation.scale.content_key`."""
        ...

    def run(self, first: int, last: int) -> Part:
        """Members ``first`` to ``last - 1``, in this thread: whole (members along the first axis) or as sketches."""
        ...


@dataclass(frozen=True, order=True)
class Slice:
    """One of the slices that a job is cut into.

    Parameters
    ----------
    number : from 1
    of : how many slices there are

    Examples
    --------
    >>> Slice(3, 40).bounds(1000)
    (50, 75)
    >>> str(Slice(3, 40))
    '3/40'
    """

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def bounds(self, members: int) -> tuple[int, int]:
        """First member, and the one after the last."""
        return members * (self.number - 1) // self.of, members * self.number // self.of


def read_slice(text: str) -> Slice:
    """A slice written as 3/40: the third of forty.

    Raises
    ------
    InputError
        If it is written otherwise, or there is no such slice.

    Examples
    --------
    >>> read_slice("3/40")
    Slice(number=3, of=40)
    """
    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal()):
        raise InputError(Problem(f'"{text}" is not a slice.', "Write 3/40 for the third of forty.", value=text))
    found = Slice(int(number), int(of))
    if not 1 <= found.number <= found.of:
        fix = f"Use 1/{found.of} to {found.of}/{found.of}." if found.of else "Use 1/1 for all."
        raise InputError(Problem(f"There is no slice {text}.", fix, value=text))
    return found


def slices_of(job: Job, count: int | None = None) -> list[Slice]:
    """The slices of a job.

    Parameters
    ----------
    job : cut so that each slice fits in memory
    count : how many; default: ``slices`` of a job that says into how many it is best cut, else at least 32, or as many
        as there are members. It does not depend on where the job runs, so that finished slices can be used by another
        machine.

    Raises
    ------
    InputError
        If there are no members, fewer members than slices, or less than one slice.
    """
    if job.members < 1:
        message = f"The number of members is {job.members}."
        raise InputError(Problem(message, "Use 1 or more.", value=str(job.members)))
    if count is None:
        least = max(min(job.members, _SLICES), -(-job.members // max(1, job.most_at_once)))
        count = getattr(job, "slices", least)
    if not 1 <= count <= job.members:
        message = f"{job.members} members cannot be cut into {count} slices."
        raise InputError(Problem(message, f"Use 1 to {job.members} slices.", value=str(count)))
    return [Slice(number, count) for number in range(1, count + 1)]

"""What is odd in a Flee folder although Flee runs it: where it stands, what Flee makes of it, how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from waystation.errors import Problem

__all__ = ["FOLLOWED", "FleeNote"]

FOLLOWED = "Flee's current source (May 2026)"
"""Which Flee is followed. The release on PyPI differs: it never ends a conflict of an intensity below 1."""


@dataclass(frozen=True)
class FleeNote:
    """One remark on a folder that runs.

    Parameters
    ----------
    problem : what is odd and how to mend it; what a strict check refuses
    reading : what Flee makes of it, as a sentence; "" for plain remarks
    loud : whether the result is hardly what was meant
    strict : whether a strict check refuses it

    Examples
    --------
    >>> odd = Problem("3 is more than 1.", "Write an intensity from 0 to 1.", "conflicts.csv", 4, "Mill", "3")
    >>> print(FleeNote(odd, "Flee takes it as it is."))
    conflicts.csv, row 4, column "Mill": 3 is more than 1. Flee takes it as it is.
    """

    problem: Problem
    reading: str = ""
    loud: bool = False
    strict: bool = True

    def __str__(self) -> str:
        return str(replace(self.problem, fix=self.reading)) if self.reading else str(self.problem)

    @classmethod
    def plain(cls, sentence: str, *, loud: bool = False) -> FleeNote:
        """A remark that no check refuses."""
        return cls(Problem(sentence), loud=loud, strict=False)

"""What is odd in a Flee folder although Flee runs it: where it stands, what Flee makes of it, how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from waystation.errors import Problem

__all__ = ["FOLLOWED", "FleeNote", "loud_notes", "note_lines"]

_MOST_ALIKE = 3
"""So many notes of one kind of a file are told one by one."""

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


def note_lines(notes: Iterable[FleeNote]) -> list[tuple[bool, str]]:
    """Notes as sentences, the loud ones first, many of one kind of a file as one.

    Returns
    -------
    whether it is loud, and the sentence

    Examples
    --------
    >>> rows = [Problem("The row is blank.", "", "routes.csv", row) for row in range(2, 9)]
    >>> blank = [FleeNote(each, "Flee ends here.") for each in rows]
    >>> note_lines([*blank, FleeNote.plain("Nobody flees.", loud=True)])[-1]
    (False, 'routes.csv: 4 more rows or columns of that kind.')
    """
    kinds: dict[tuple[bool, str, str], list[FleeNote]] = {}
    for note in notes:
        kinds.setdefault((not note.loud, note.problem.file, note.reading), []).append(note)
    lines = []
    for (quiet, file, _), alike in sorted(kinds.items(), key=lambda item: item[0][0]):
        few = alike if len(alike) <= _MOST_ALIKE or not file else alike[:_MOST_ALIKE]
        lines += [(not quiet, str(note)) for note in few]
        if len(few) < len(alike):
            lines.append((not quiet, f"{file}: {len(alike) - len(few):,} more rows or columns of that kind."))
    return lines


def loud_notes(name: str, notes: Iterable[FleeNote]) -> tuple[str, ...]:
    """What must stand beside any figure made from a folder: its loud notes, each after the folder's name.

    Examples
    --------
    >>> loud_notes("valley", [FleeNote.plain("Nobody flees.", loud=True), FleeNote.plain("A remark.")])
    ('valley: Nobody flees.',)
    """
    return tuple(f"{name}: {line}" for loud, line in note_lines(notes) if loud)

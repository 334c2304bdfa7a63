"""What Flee reads in its own way in a folder, as lines; loads nothing that computes."""

from __future__ import annotations

from waystation.world import FleeCase
from waystation.world.flee import FOLLOWED, note_lines

__all__ = ["reading_note_lines"]


def reading_note_lines(case: FleeCase) -> list[str]:
    """What Flee reads in its own way in a folder: the loud ones first, many of one kind as one."""
    lines = [f"{'Warning' if loud else 'Note'}: {line}" for loud, line in note_lines(case.notes)]
    if any(note.reading for note in case.notes):
        lines.append(f"The reference is {FOLLOWED}. To refuse such folders instead: waystation check FOLDER --strict.")
    return lines

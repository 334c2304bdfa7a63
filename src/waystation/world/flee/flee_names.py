"""Places by name as Flee finds them: exactly as written, and where a name appears twice now the first, now the last."""

from __future__ import annotations

from collections.abc import Sequence

from waystation.errors import nearest
from waystation.world.flee.flee_case import FleePlace
from waystation.world.flee.rows import FleeRow

__all__ = ["FleeNames"]

_MOST_ADVISED = 20
"""So many unknown names of one file are offered the nearest right one; finding it is slow in large networks."""


class FleeNames:
    """Where names lead.

    Parameters
    ----------
    places : rows of ``locations.csv``
    """

    def __init__(self, places: Sequence[FleePlace]):
        self.places = list(places)
        self.every: dict[str, list[int]] = {}
        for number, place in enumerate(self.places):
            self.every.setdefault(place.written, []).append(number)
        self._stripped = {name.strip(): name for name in self.every}
        self._advised = 0

    def first(self, name: str) -> int | None:
        """Number of the first place of a name."""
        return self.every[name][0] if name in self.every else None

    def last(self, name: str) -> int | None:
        """Number of the last place of a name, on which routes hang."""
        return self.every[name][-1] if name in self.every else None

    def but_for_blanks(self, name: str) -> int | None:
        """The last place of a name that differs only by blanks at its ends."""
        return self.last(self._stripped.get(name.strip(), ""))

    def advice(self, name: str) -> str:
        """A sentence offering the nearest right name."""
        self._advised += 1
        if name.strip() in self._stripped:
            return f'It is written "{self._stripped[name.strip()]}" in locations.csv, blanks included.'
        return nearest(name, self.every) if self._advised <= _MOST_ADVISED else "Check the name."

    def needed(self, row: FleeRow, at: int, column: str) -> int | None:
        """The last place a cell names; a problem where there is none, as Flee ends there."""
        name = row.named(at, column)
        if not name:
            return None
        found = self.last(name)
        if found is None and (found := self.but_for_blanks(name)) is not None:
            row.odd(
                f'"{name}" differs from a place of locations.csv by blanks.',
                "Flee ends here; it is taken for that place.", self.advice(name), column, name,
            )  # fmt: skip
        if found is None:
            row.wrong(f'"{name}" is not a place of locations.csv.', self.advice(name), column, name)
        return found

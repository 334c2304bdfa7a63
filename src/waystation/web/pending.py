"""Tables that wait for a person to say what their columns mean."""

from __future__ import annotations

import secrets

from waystation.errors import InputError, Problem

__all__ = ["Pending"]

_MOST = 20


class Pending:
    """Tables that wait for their mapping, in memory and few."""

    def __init__(self) -> None:
        self._tables: dict[str, tuple[str, bytes]] = {}

    def keep(self, name: str, data: bytes) -> str:
        """Keep a table; the key to get it back by."""
        key = secrets.token_urlsafe(12)
        self._tables[key] = (name, data)
        while len(self._tables) > _MOST:
            self._tables.pop(next(iter(self._tables)))
        return key

    def get(self, key: str) -> tuple[str, bytes]:
        """The name and bytes of a table.

        Raises
        ------
        InputError
            If it is not kept any more.
        """
        if key not in self._tables:
            raise InputError(Problem("The table is not kept any more.", "Drop it again.", column="key"))
        return self._tables[key]

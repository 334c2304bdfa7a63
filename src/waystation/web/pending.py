"""Tables that wait for a person to say what their columns mean, and reports that wait for their day."""

from __future__ import annotations

import secrets

from waystation.errors import InputError, Problem

__all__ = ["MOST_PENDING", "Pending"]

MOST_PENDING = 20
"""Files kept at a time, the latest ones."""


class Pending:
    """Files that wait for an answer, in memory and few."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[str, bytes]] = {}

    def keep(self, name: str, data: bytes) -> str:
        """Keep a file; the key to get it back by."""
        key = secrets.token_urlsafe(12)
        self._files[key] = (name, data)
        while len(self._files) > MOST_PENDING:
            self._files.pop(next(iter(self._files)))
        return key

    def has(self, key: str) -> bool:
        """Whether a file is still kept."""
        return key in self._files

    def get(self, key: str) -> tuple[str, bytes]:
        """The name and bytes of a file.

        Raises
        ------
        InputError
            If it is not kept any more.
        """
        if key not in self._files:
            raise InputError(Problem("The file is not kept any more.", "Drop it again.", column="key"))
        return self._files[key]

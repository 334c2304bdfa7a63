"""Tables that wait for a person to say what their columns mean, and reports that wait for their day."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from waystation.errors import InputError, Problem

__all__ = ["MOST_PENDING", "Pending", "SentFile"]

MOST_PENDING = 20
"""Files kept at a time, the latest ones."""


@dataclass(frozen=True)
class SentFile:
    """A file as it was sent, and what is known of it besides.

    Parameters
    ----------
    name, data : its name from outside, and what it holds
    asks : what it waits for: "day", "publisher"; nothing: for an answer about its table
    published, publisher : as a person gave them already; empty where nobody did
    """

    name: str
    data: bytes
    asks: tuple[str, ...] = ()
    published: str = ""
    publisher: str = ""


class Pending:
    """Files that wait for an answer, in memory and few."""

    def __init__(self) -> None:
        self._files: dict[str, SentFile] = {}

    def keep(self, file: SentFile) -> str:
        """Keep a file; the key to get it back by."""
        key = secrets.token_urlsafe(12)
        self._files[key] = file
        while len(self._files) > MOST_PENDING:
            self._files.pop(next(iter(self._files)))
        return key

    def has(self, key: str) -> bool:
        """Whether a file is still kept."""
        return key in self._files

    def get(self, key: str) -> SentFile:
        """A file.

        Raises
        ------
        InputError
            If it is not kept any more.
        """
        if key not in self._files:
            raise InputError(Problem("The file is not kept any more.", "Drop it again.", column="key"))
        return self._files[key]

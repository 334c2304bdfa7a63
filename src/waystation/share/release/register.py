"""What has been released of a situation: kept, so that a later release does not give away what an earlier one hid.

The register stands beside the scenario, readable by its owner only. It holds what was shown, for that is what a reader
can subtract; the log beside it, of who was told what and why, holds no figures.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from waystation.errors import InputError, Problem
from waystation.files import one_at_a_time
from waystation.share.release.known_sum import Shown

__all__ = ["Entry", "Register"]

FOLDER = "releases"
REGISTER, LOG, INCIDENTS = "register.jsonl", "log.jsonl", "incidents.jsonl"
_LOCK = ".lock"


@dataclass(frozen=True)
class Entry:
    """One release, without figures.

    Parameters
    ----------
    when : UTC, to the second
    audience : name of the audience
    to : who was told: offices, no persons
    as_of : as-of date of what was told
    finer : in which ways more than the default was told
    reason : why, if it was
    delete_after : day after which it should be deleted everywhere
    files : names of what was written
    """

    when: str
    audience: str
    to: str
    as_of: str
    finer: Sequence[str] = ()
    reason: str = ""
    delete_after: str = ""
    files: Sequence[str] = ()


class Register:
    """Releases of one scenario folder.

    Parameters
    ----------
    folder : scenario folder
    """

    def __init__(self, folder: Path):
        self.folder = folder / FOLDER

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the register from looking at earlier releases until this one is kept.

        Two releases at once would each be checked without the other, and could together give away what both hide.

        Raises
        ------
        InputError
            If it cannot be written, or another release still holds it after ten seconds.
        """
        with self._opened(_LOCK) as handle, one_at_a_time(self.folder / _LOCK, handle):
            yield

    def shown(self) -> list[Shown]:
        """What all earlier releases have shown, as sums of cells."""
        return [Shown(frozenset(row["parts"]), row["low"], row["high"]) for row in self._rows(REGISTER)]

    def entries(self) -> list[Entry]:
        """All releases, in order."""
        return [Entry(**row) for row in self._rows(LOG)]

    def add(self, entry: Entry, shown: Iterable[Shown]) -> None:
        """Keep a release: the log first, so that nothing is ever released without a trace.

        Raises
        ------
        InputError
            If it cannot be written: then nothing may be released.
        """
        self._append(LOG, [asdict(entry)])
        self._append(REGISTER, [{"parts": sorted(e.parts), "low": e.low, "high": e.high} for e in shown])

    def incidents(self) -> list[dict[str, str]]:
        """What was exposed, as recorded."""
        return self._rows(INCIDENTS)

    def record_incident(self, what: str, to_whom: str, when: date, contact: str) -> None:
        """Keep what was exposed, to whom and when, and who follows it up.

        Raises
        ------
        InputError
            If something is missing, or it cannot be written.
        """
        given = {"what": what, "to_whom": to_whom, "contact": contact}
        missing = [name for name, text in given.items() if not text.strip()]
        if missing:
            raise InputError([Problem("There is no answer.", "Write it in a sentence.", column=n) for n in missing])
        self._append(INCIDENTS, [{**given, "when": when.isoformat(), "recorded": stamp()}])

    def due(self, today: date) -> list[Entry]:
        """Releases whose day of deletion has passed."""
        return [each for each in self.entries() if each.delete_after and date.fromisoformat(each.delete_after) < today]

    def _rows(self, name: str) -> list[dict[str, Any]]:
        file = self.folder / name
        if not file.exists():
            return []
        rows = []
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            try:
                rows.append(json.loads(line))
            except (ValueError, RecursionError):
                fix = "Restore it from a copy. Without it, releases cannot be checked against earlier ones."
                raise InputError(Problem("The line cannot be read.", fix, f"{FOLDER}/{name}", number)) from None
        return rows

    def _append(self, name: str, rows: Sequence[Mapping[str, object]]) -> None:
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        with self._opened(name) as handle, one_at_a_time(self.folder / name, handle), _in_words(name):
            _add_whole(handle, text.encode())

    @contextmanager
    def _opened(self, name: str) -> Iterator[int]:
        """A file of the register, open to add to it; made if need be."""
        with _in_words(name):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self.folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            yield handle
        finally:
            os.close(handle)


@contextmanager
def _in_words(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        fix = "Make the folder writable: nothing is released that is not kept in the register."
        raise InputError(Problem(f"It cannot be written: {error.strerror}.", fix, f"{FOLDER}/{name}")) from None


def _add_whole(handle: int, data: bytes) -> None:
    """Add to the end of a file, whole or not at all: half a line would make the register unreadable."""
    before = os.fstat(handle).st_size
    try:
        left = data
        while left:  # a disk that is nearly full takes a part
            left = left[os.write(handle, left) :]
        os.fsync(handle)
    except OSError:
        os.ftruncate(handle, before)
        raise


def stamp() -> str:
    """Now, in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def delete_after(days: int, today: date | None = None) -> str:
    """Day after which a release should be gone."""
    return ((today or date.today()) + timedelta(days=days)).isoformat()

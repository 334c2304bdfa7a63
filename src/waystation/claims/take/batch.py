"""Claims of one column of figures, kept as arrays: a million of them fit on a laptop."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.claims.claim import Claim

__all__ = ["Batch", "derived_id", "plain_id"]

_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_CHUNK = 5_000


@dataclass
class Batch:
    """Claims that differ in figure, place and days only.

    Parameters
    ----------
    table : file and sheet they come from
    fixed : columns of a claim that are the same for all: unit, term, category, ...
    ids : (claims,) text
    low, high : (claims,) floats, NaN where there is no bound
    qualifier, place, publisher, total_id, role, terms : (claims,) text
    start, end, published : (claims,) days, NaT where unknown
    rows : (claims,) row of the table; the first one where rows were added up
    more : (claims,) how many other rows were added to it
    words : gives notes and excerpts of the claims from one position up to another
    """

    table: str
    fixed: dict[str, str]
    ids: npt.NDArray[Any]
    low: npt.NDArray[np.float64]
    high: npt.NDArray[np.float64]
    qualifier: npt.NDArray[Any]
    place: npt.NDArray[Any]
    source: npt.NDArray[Any]
    total_id: npt.NDArray[Any]
    role: npt.NDArray[Any]
    start: npt.NDArray[np.datetime64]
    end: npt.NDArray[np.datetime64]
    published: npt.NDArray[np.datetime64]
    rows: npt.NDArray[np.int64]
    more: npt.NDArray[np.int64]
    words: Callable[[int, int], tuple[list[str], list[str]]]

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self) -> Iterator[dict[str, Sequence[str]]]:
        """The claims as columns of text, as ``claims.csv`` has them, in pieces."""
        for begin in range(0, len(self), _CHUNK):
            part = slice(begin, min(begin + _CHUNK, len(self)))
            count = part.stop - part.start
            notes, excerpts = self.words(part.start, part.stop)
            found: dict[str, Sequence[str]] = {
                "id": self.ids[part].tolist(),
                "published": _days(self.published[part]),
                "source": self.source[part].tolist(),
                "about_start": _days(self.start[part]),
                "about_end": _days(self.end[part]),
                "place": self.place[part].tolist(),
                "quantity_low": _figures(self.low[part]),
                "quantity_high": _figures(self.high[part]),
                "qualifier": self.qualifier[part].tolist(),
                "note": notes,
                "total_id": self.total_id[part].tolist(),
                "publisher": self.source[part].tolist(),
                "role": self.role[part].tolist(),
                "excerpt": excerpts,
            }
            yield {**found, **{name: [value] * count for name, value in self.fixed.items()}}

    def claims(self) -> Iterator[Claim]:
        """The claims one by one.

        Raises
        ------
        pydantic.ValidationError
            If one cannot stand, as for `Claim`.
        """
        for columns in self.cells():
            names = list(columns)
            for values in zip(*columns.values(), strict=True):
                yield Claim.model_validate(
                    {name: value for name, value in zip(names, values, strict=True) if value != ""}
                )


def _days(days: npt.NDArray[np.datetime64]) -> list[str]:
    return ["" if day == "NaT" else day for day in np.datetime_as_string(days, unit="D").tolist()]


def _figures(values: npt.NDArray[np.float64]) -> list[str]:
    return ["" if value != value else str(int(value)) for value in values.tolist()]


def derived_id(prefix: str, parts: Sequence[str]) -> str:
    """An id that is the same whenever the same row is taken.

    Examples
    --------
    >>> derived_id("iom-dtm", ["Haiti", "8"]) == derived_id("iom-dtm", ["Haiti", "8"])
    True
    """
    # Letters only: a run of digits reads like an identity number.
    digest = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()
    return f"{prefix}-{digest.translate(_LETTERS)}"


def plain_id(text: str) -> bool:
    """Whether a publisher's own id can stand in a claim as it is: short, and not like an identity number.

    Examples
    --------
    >>> plain_id("126716"), plain_id("00000000-0000-0000-0000-000000000001")
    (True, False)
    """
    return bool(re.fullmatch(r"[A-Za-z0-9]{1,8}", text)) and not re.fullmatch(r"[A-Za-z]{1,2}\d{6,8}", text)

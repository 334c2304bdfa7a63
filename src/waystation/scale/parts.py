"""What some members of a job came to, put together with what the others came to."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.scale.sketch import Sketch, merge_sketches

__all__ = ["Gathered", "Part", "Values", "packed", "same_parts", "unpacked"]

Values = npt.NDArray[Any] | Sketch
"""Whole members, along the first axis of an array (of ``object`` for texts, one a member), or a sketch of them."""

Part = Mapping[str, Values]
"""Results of some members by name."""

_PENDING = 2
"""Sketches that wait to be merged with what was merged before. More of them take memory and, measured, as much time."""


class Gathered:
    """Parts of one job put together, in whatever order they come.

    Whole members are written to their rows, sketches merged: at any time there is one copy of the result, and
    a few parts.

    Examples
    --------
    >>> import numpy as np
    >>> gathered = Gathered(5)
    >>> gathered.add(3, {"people": np.array([30, 40])})
    >>> gathered.add(0, {"people": np.array([0, 10, 20])})
    >>> gathered.result()["people"].tolist()
    [0, 10, 20, 30, 40]
    """

    def __init__(self, members: int) -> None:
        self._members = members
        self._whole: dict[str, npt.NDArray[Any]] = {}
        self._sketches: dict[str, list[Sketch]] = {}

    def add(self, first: int, part: Part) -> None:
        """Add what the members from ``first`` on came to; each member once."""
        for name, values in part.items():
            if isinstance(values, Sketch):
                pending = self._sketches.setdefault(name, [])
                pending.append(values)
                if len(pending) > _PENDING:
                    pending[:] = [merge_sketches(pending)]
                continue
            if name not in self._whole:
                self._whole[name] = np.empty((self._members, *values.shape[1:]), values.dtype)
            self._whole[name][first : first + len(values)] = values

    def result(self) -> dict[str, Values]:
        """The whole: arrays of all members in their order, and one sketch a name."""
        return {**self._whole, **{name: merge_sketches(each) for name, each in self._sketches.items()}}


def packed(part: Part, record: Mapping[str, object]) -> bytes:
    """A part and a record about it as one ``.npz`` of plain numbers and text: nothing in it is ever run."""
    arrays: dict[str, npt.NDArray[Any]] = {}
    units: dict[str, float] = {}
    for name, values in part.items():
        if isinstance(values, Sketch):
            units[name] = values.unit
            arrays[f"sketch/{name}/shape"] = np.array(values.shape, dtype=np.int64)
            # Steps between keys and most counts are small: as small numbers they take a quarter of the room.
            arrays[f"sketch/{name}/steps"] = _small(np.diff(values.keys, prepend=0))
            arrays[f"sketch/{name}/counts"] = _small(values.counts)
            arrays[f"sketch/{name}/sums"] = values.sums
        elif values.dtype.kind == "O":
            each = [str(text).encode() for text in values]
            arrays[f"texts/{name}/lengths"] = np.array([len(text) for text in each], dtype=np.int64)
            arrays[f"texts/{name}/bytes"] = np.frombuffer(b"".join(each), dtype=np.uint8)
        else:
            arrays[f"whole/{name}"] = values
    data = io.BytesIO()
    text = np.array(json.dumps({**record, "units": units, "arrays": list(arrays)}))
    np.savez_compressed(data, allow_pickle=False, record=text, **arrays)
    return data.getvalue()


def unpacked(data: bytes, *, record_only: bool = False) -> tuple[dict[str, Values], dict[str, Any]]:
    """What `packed` wrote: the part and its record.

    Raises
    ------
    ValueError
        If the data are not that, or are damaged.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise ValueError("not a whole file of --slice")  # numpy would advise to load it unsafely
    try:
        if not record_only and (damaged := zipfile.ZipFile(io.BytesIO(data)).testzip()) is not None:
            raise ValueError(f"{damaged} is not as it was written")  # numpy does not look at the checksums
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            record = json.loads(str(file["record"]))
            held = set(file.files)
            # One byte of the list of contents can hide an array, and what is left is then as it was written.
            if not held.issuperset(record.get("arrays", held)):
                raise ValueError("a part of it cannot be found")
            return ({} if record_only else dict(_values(file, record["units"]))), record
    except (OSError, KeyError, TypeError, EOFError, NotImplementedError, zlib.error, zipfile.BadZipFile) as error:
        raise ValueError(str(error)) from error


def _values(file: Any, units: Mapping[str, float]) -> Iterator[tuple[str, Values]]:
    for key in file.files:
        kind, _, rest = key.partition("/")
        if kind == "whole":
            yield rest, file[key]
        elif kind == "texts" and rest.endswith("/lengths"):
            name = rest.removesuffix("/lengths")
            yield name, _texts(file[key], file[f"texts/{name}/bytes"].tobytes())
        elif kind == "sketch" and rest.endswith("/shape"):
            name = rest.removesuffix("/shape")
            keys = np.cumsum(file[f"sketch/{name}/steps"], dtype=np.int64)
            counts = file[f"sketch/{name}/counts"].astype(np.int64)
            shape = tuple(file[key].tolist())
            yield name, Sketch(shape, units[name], keys, counts, file[f"sketch/{name}/sums"])


def _texts(lengths: npt.NDArray[np.int64], data: bytes) -> npt.NDArray[Any]:
    ends = np.cumsum(lengths)
    found = np.empty(len(lengths), dtype=object)
    found[:] = [data[end - size : end].decode() for end, size in zip(ends.tolist(), lengths.tolist(), strict=True)]
    return found


def _small(numbers: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
    most = int(numbers.max()) if numbers.size else 0
    return numbers.astype(np.min_scalar_type(most))


def same_parts(one: Part, other: Part) -> bool:
    """Whether two parts hold the same, bit for bit."""
    if list(one) != list(other):
        return False
    for name, values in one.items():
        beside = other[name]
        if isinstance(values, Sketch) or isinstance(beside, Sketch):
            if not (isinstance(values, Sketch) and isinstance(beside, Sketch) and values.same_as(beside)):
                return False
        elif (values.dtype, values.shape) != (beside.dtype, beside.shape) or _bits(values) != _bits(beside):
            return False
    return True


def _bits(values: npt.NDArray[Any]) -> object:
    return values.tolist() if values.dtype.kind == "O" else values.tobytes()

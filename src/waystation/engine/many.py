"""Members by the million: a run's labelled results cut into slices, and put together again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from waystation.scale import Gathered, Part, Sketch, Values

__all__ = [
    "UNIT", "AnyFutures", "LabelledJob", "SketchedFutures", "frame_of", "members_of", "part_of", "quantiles_of",
]  # fmt: skip

UNIT = 2.0**-20
"""What numbers that are not whole (hours, shares) are rounded to in a sketch: a millionth, nearly."""

_BLOCK_BYTES = 500_000
"""Of whole members that are held at a time: the run works on some ten times as much."""

_BLOCKS_IN_SLICE = 20
"""Of a sketched slice, so that handing it out and merging it costs little beside running it."""


def part_of(futures: xr.Dataset, *, sketch: bool) -> Part:
    """Labelled members as a part of a job, see `waystation.scale`.

    Parameters
    ----------
    futures : every variable with ``member`` as its first dimension
    sketch : whether only distributions are kept. Days are then counted from the first date; a day that lies beyond the
        last one is infinite
    """
    if not sketch:
        return {str(name): each.values for name, each in futures.items()}
    return {str(name): _sketch(each.values, futures) for name, each in futures.items()}


def _sketch(values: npt.NDArray[Any], futures: xr.Dataset) -> Sketch:
    if values.dtype.kind == "M":
        days = (values - futures["date"].values[0]) / np.timedelta64(1, "D")
        return Sketch.of(np.where(np.isnat(values), np.inf, days))
    return Sketch.of(values, 1.0 if values.dtype.kind in "iu" else UNIT)


def _bytes_of_member(frame: xr.Dataset) -> int:
    """Bytes that one whole member takes."""
    each = (v for v in frame.variables.values() if "member" in v.dims)
    return sum(int(v.dtype.itemsize) * int(np.prod(v.shape[1:], dtype=np.int64)) for v in each)


def _block(frame: xr.Dataset) -> int:
    return max(1, _BLOCK_BYTES // _bytes_of_member(frame))


def run_part(run: Callable[[int, int], xr.Dataset], frame: xr.Dataset, first: int, last: int, *, sketch: bool) -> Part:
    """Run the members of a slice: in one go where they are kept, else block by block, each forgotten once sketched.

    Parameters
    ----------
    run : gives members ``first`` to ``last - 1``, labelled
    frame : such results, with or without members
    first, last : of the slice
    sketch : whether only distributions are kept
    """
    if not sketch:
        return part_of(run(first, last), sketch=False)
    gathered, block = Gathered(last - first), _block(frame)
    for begins in range(first, last, block):
        gathered.add(begins - first, part_of(run(begins, min(begins + block, last)), sketch=True))
    return gathered.result()


def futures_of(frame: xr.Dataset, found: Mapping[str, Values]) -> xr.Dataset | SketchedFutures:
    """What all parts of a job came to, labelled again.

    Parameters
    ----------
    frame : the same results with any members: gives names, dimensions, coordinates and attributes
    found : from `waystation.scale.run_job`
    """
    sketches = {name: each for name, each in found.items() if isinstance(each, Sketch)}
    if sketches:
        return SketchedFutures(frame.isel(member=slice(0, 0)), sketches)
    arrays = {name: (frame[name].dims, values, frame[name].attrs) for name, values in found.items()}
    members = len(next(iter(found.values())))  # type: ignore[arg-type]
    coords = frame.coords.assign(member=("member", np.arange(members), frame["member"].attrs))
    return xr.Dataset(arrays, coords=coords, attrs=frame.attrs)


@dataclass(frozen=True, eq=False)
class SketchedFutures:
    """Distributions of possible futures whose members were not kept.

    Quantiles lie within .5 % of those of the members (`waystation.scale.RELATIVE_ERROR`), means are exact, for counts
    of people; numbers that are not whole are rounded to 2**-20 first.

    Parameters
    ----------
    frame : the run's names, dimensions, coordinates and attributes, without members
    sketches : by variable, over its dimensions but ``member``
    """

    frame: xr.Dataset
    sketches: Mapping[str, Sketch]

    @property
    def members(self) -> int:
        """How many members there were."""
        return int(next(iter(self.sketches.values())).members.flat[0])

    @property
    def attrs(self) -> dict[str, Any]:
        """Attributes of the run."""
        return dict(self.frame.attrs)

    def quantiles(self, levels: Sequence[float]) -> xr.Dataset:
        """Every variable with ``quantile`` in the place of ``member``; days beyond the last are missing (NaT)."""
        found = {name: each.quantiles(levels) for name, each in self.sketches.items()}
        return self._labelled(found, {"quantile": list(levels)})

    def means(self) -> xr.Dataset:
        """Mean of every variable over the members; of days only where every member has one."""
        return self._labelled({name: each.mean()[None] for name, each in self.sketches.items()}, None)

    def _labelled(
        self, found: Mapping[str, npt.NDArray[np.float64]], levels: Mapping[str, list[float]] | None
    ) -> xr.Dataset:
        variables = {}
        for name, values in found.items():
            shown = _days(values, self.frame) if self.frame[name].dtype.kind == "M" else values
            variables[name] = (("quantile", *self.frame[name].dims[1:]), shown)
        coords = {str(name): each for name, each in self.frame.coords.items() if "member" not in each.dims}
        whole = xr.Dataset(variables, {**coords, **(levels or {})}, {**self.frame.attrs, "members": self.members})
        return whole if levels is not None else whole.isel(quantile=0)


class LabelledJob(ABC):
    """What all jobs have in common that give labelled members, or their distributions; see `waystation.scale.Job`.

    A job is a frozen dataclass with ``members`` and ``sketch``; what it works out on the way is a cached property.
    """

    members: int
    sketch: bool

    @property
    @abstractmethod
    def _frame(self) -> xr.Dataset:
        """What every part looks like, with or without members."""

    @abstractmethod
    def _run(self, first: int, last: int) -> xr.Dataset:
        """Members ``first`` to ``last - 1``, labelled, in this thread."""

    @property
    def most_at_once(self) -> int:
        """Members that one slice may hold."""
        # Few where they are kept, more where only a block of them is held at a time.
        return _block(self._frame) * (_BLOCKS_IN_SLICE if self.sketch else 1)

    @property
    def bytes_kept(self) -> int:
        """Bytes of all members, where they are kept; 0 where only distributions are."""
        return 0 if self.sketch else self.members * _bytes_of_member(self._frame)

    def run(self, first: int, last: int) -> Part:
        """Members ``first`` to ``last - 1``, see `waystation.scale.Job`."""
        return run_part(self._run, self._frame, first, last, sketch=self.sketch)

    def futures(self, found: Mapping[str, Values]) -> xr.Dataset | SketchedFutures:
        """What `waystation.scale.run_job` came to, labelled as one run of all members labels it."""
        return futures_of(self._frame, found)

    def __getstate__(self) -> dict[str, object]:
        """Without what was worked out on the way: every worker does that once."""
        fields: Mapping[str, object] = getattr(self, "__dataclass_fields__")  # noqa: B009
        return {name: getattr(self, name) for name in fields}


def _days(values: npt.NDArray[np.float64], frame: xr.Dataset) -> npt.NDArray[np.datetime64]:
    beyond = ~np.isfinite(values)
    nanoseconds = np.where(beyond, 0.0, values * 86_400e9).astype("timedelta64[ns]")
    dates = frame["date"].values[0] + nanoseconds
    dates[beyond] = np.datetime64("NaT")
    return np.asarray(dates)


AnyFutures = xr.Dataset | SketchedFutures
"""Possible futures, whole or as their distributions."""


def members_of(futures: AnyFutures) -> int:
    """How many members there are, or were."""
    return futures.members if isinstance(futures, SketchedFutures) else int(futures.sizes["member"])


def frame_of(futures: AnyFutures) -> xr.Dataset:
    """Names, dimensions, coordinates and attributes of a run; the members are there only where they were kept."""
    return futures.frame if isinstance(futures, SketchedFutures) else futures


def quantiles_of(futures: AnyFutures, name: str, levels: Sequence[float]) -> xr.DataArray:
    """Quantiles of one variable over the members: exact where they were kept, else within .5 %.

    Parameters
    ----------
    futures : whole or sketched
    name : of a variable of numbers
    levels : shares of the members below

    Returns
    -------
    xr.DataArray
        ``quantile`` in the place of ``member``
    """
    if isinstance(futures, SketchedFutures):
        one = SketchedFutures(futures.frame, {name: futures.sketches[name]})
        return one.quantiles(levels)[name]
    return futures[name].quantile(list(levels), dim="member")

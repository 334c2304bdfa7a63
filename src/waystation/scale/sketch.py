"""Many members in little room: how many fell into each bucket, and their exact sum.

Everything is kept as whole numbers, so that it does not matter in which order, or how often in between, sketches are
merged: the same members give the same bytes.

References
----------
Masson, Rim, Lee (2019), DDSketch: a fast and fully-mergeable quantile sketch with relative-error guarantees, PVLDB
12(12): buckets of constant relative width. Here their edges are whole numbers, found without a logarithm, so that no
two machines can differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

__all__ = ["RELATIVE_ERROR", "Sketch", "merge_sketches"]

RELATIVE_ERROR = 0.005
"""A quantile lies within this share of that of the whole members, plus half a ``unit`` where values are not whole."""

Ints = npt.NDArray[np.int64]

_LARGEST = 2**62
_ORDINALS = 8192
"""More than there are buckets on both sides of zero. A key is cell x this + the bucket's place in the order."""

_ZERO = 4096
_INFINITE, _MISSING = _ORDINALS - 2, _ORDINALS - 1
_SPLIT = 32
_LOW = (1 << _SPLIT) - 1


@cache
def _edges() -> tuple[Ints, npt.NDArray[np.float64]]:
    """First whole number of each bucket, and the value that stands for it: within .5 % of all that fall into it."""
    starts, middles = [], []
    start = 0
    while start <= _LARGEST:
        end = start * 101 // 100
        starts.append(start)
        middles.append((start + end) / 2)
        start = end + 1
    return np.array(starts, dtype=np.int64), np.array(middles)


@cache
def _bucket_of_small() -> npt.NDArray[np.int16]:
    """Bucket of each number below 2**17: looked up, as most counts of people are so small."""
    return (np.searchsorted(_edges()[0], np.arange(1 << 17), side="right") - 1).astype(np.int16)


def _buckets(sizes: Ints) -> npt.NDArray[np.int16]:
    small = _bucket_of_small()
    if sizes.size == 0 or sizes.max() < small.size:
        return np.asarray(small[sizes])
    return (np.searchsorted(_edges()[0], sizes, side="right") - 1).astype(np.int16)


@dataclass(frozen=True, eq=False)
class Sketch:
    """Distributions over members of one or many cells (days, places, ...).

    Parameters
    ----------
    shape : of the cells; () for a single number a member
    unit : values are rounded to whole multiples of it; 1 for people, where nothing is lost
    keys : (entries,) rising; cell x 8192 + place of the bucket in the order of all buckets
    counts : (entries,) members in that bucket of that cell
    sums : (2, cells) sum of the finite values in units: how many times 2**32, and what is left of it

    Examples
    --------
    >>> import numpy as np
    >>> people = np.random.default_rng(1).poisson(5000, size=(1000, 3))       # members, places
    >>> first, second = Sketch.of(people[:200]), Sketch.of(people[200:])
    >>> both = merge_sketches([second, first])
    >>> bool(np.all(both.mean() == people.mean(axis=0)))
    True
    >>> off = both.quantiles([0.1, 0.5, 0.9]) / np.quantile(people, [0.1, 0.5, 0.9], axis=0) - 1
    >>> bool(np.abs(off).max() <= RELATIVE_ERROR)
    True
    """

    shape: tuple[int, ...]
    unit: float
    keys: Ints
    counts: Ints
    sums: Ints

    @classmethod
    def of(cls, values: npt.ArrayLike, unit: float = 1.0) -> Sketch:
        """Sketch of members.

        Parameters
        ----------
        values : (members, cells...) numbers; NaN where a member has none, ``inf`` for "beyond the end"
        unit : values are rounded to whole multiples of it: 1 for whole people, a small part of the least that matters
            for hours or errors. A power of two is exact.

        Raises
        ------
        ValueError
            If a finite value is larger than 2**62 units.
        """
        given = np.asarray(values)
        members, shape = given.shape[0], given.shape[1:]
        flat = given.reshape(members, -1)
        whole, infinite, missing = _whole(flat, unit)
        ordinals = _buckets(np.abs(whole)).astype(np.int16)
        ordinals = np.where(whole < 0, _ZERO - ordinals, _ZERO + ordinals)
        ordinals[infinite] = _INFINITE
        ordinals[missing] = _MISSING
        cells = flat.shape[1]
        # By cell, rising within each: then the keys rise, and equal ones stand side by side.
        rising = np.sort(np.ascontiguousarray(ordinals.T), axis=1).astype(np.int64)
        keys = (rising + _ORDINALS * np.arange(cells, dtype=np.int64)[:, None]).ravel()
        begins = np.flatnonzero(np.diff(keys, prepend=-1))
        counts = np.diff(begins, append=keys.size)
        sums = np.stack([(whole >> _SPLIT).sum(axis=0), (whole & _LOW).sum(axis=0)])
        return cls(shape, float(unit), keys[begins], counts.astype(np.int64), _carried(sums))

    @property
    def members(self) -> Ints:
        """(cells...) how many members each cell holds, those without a value included."""
        return self._in_cells(self.counts)

    @property
    def missing(self) -> Ints:
        """(cells...) members without a value."""
        return self._in_cells(np.where(self.keys % _ORDINALS == _MISSING, self.counts, 0))

    def _in_cells(self, counts: Ints) -> Ints:
        found = np.zeros(self._cells, dtype=np.int64)
        np.add.at(found, self.keys // _ORDINALS, counts)
        return found.reshape(self.shape)

    @property
    def _cells(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64))

    def mean(self) -> npt.NDArray[np.float64]:
        """(cells...) mean of the members that have a value, exact; NaN without any, ``inf`` if one is infinite."""
        places = self.keys % _ORDINALS
        infinite = self._in_cells(np.where(places == _INFINITE, self.counts, 0)).ravel()
        finite = self._in_cells(np.where(places < _INFINITE, self.counts, 0)).ravel()
        high, low = self.sums.tolist()
        found = [
            (((h << _SPLIT) + k) / n) * self.unit if n else float("nan")
            for h, k, n in zip(high, low, finite.tolist(), strict=True)
        ]
        return np.where(infinite > 0, np.inf, np.array(found, dtype=np.float64)).reshape(self.shape)

    def quantiles(self, levels: Sequence[float]) -> npt.NDArray[np.float64]:
        """Quantiles over the members that have a value, on a line between neighbours as `numpy.quantile` has them.

        Parameters
        ----------
        levels : shares of the members below, 0 to 1

        Returns
        -------
        (levels, cells...) each within `RELATIVE_ERROR` of that of the whole members, plus half a unit where values
        are not whole multiples of it; NaN in a cell without values
        """
        some = self.keys % _ORDINALS != _MISSING
        keys, so_far = self.keys[some], np.cumsum(self.counts[some])
        ends = np.searchsorted(keys // _ORDINALS, np.arange(self._cells), side="right")
        upto = np.concatenate([[0], so_far])[ends]
        before = np.concatenate([[0], upto[:-1]])
        many = upto - before
        worth = _worth(keys % _ORDINALS) * self.unit
        found = np.full((len(levels), self._cells), np.nan)
        there = many > 0
        for row, level in enumerate(levels):
            at = (many[there] - 1) * float(level)
            below = np.floor(at).astype(np.int64)
            above = np.minimum(below + 1, many[there] - 1)
            low, high = (worth[np.searchsorted(so_far, before[there] + rank, side="right")] for rank in (below, above))
            share = at - below
            with np.errstate(invalid="ignore"):
                between = low + (high - low) * share
            found[row, there] = np.where((share == 0.0) | (low == high), low, between)
        return found.reshape(len(levels), *self.shape)

    def same_as(self, other: Sketch) -> bool:
        """Whether two sketches hold the same members, bit for bit."""
        return (self.shape, self.unit) == (other.shape, other.unit) and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in ("keys", "counts", "sums")
        )


def merge_sketches(sketches: Iterable[Sketch]) -> Sketch:
    """One sketch of the members of all; the order does not matter.

    Parameters
    ----------
    sketches : at least one, of the same cells and unit, each of other members

    Raises
    ------
    ValueError
        If their cells or units differ, or there is none.
    """
    each = list(sketches)
    if not each or any((one.shape, one.unit) != (each[0].shape, each[0].unit) for one in each):
        raise ValueError("only sketches of the same cells and unit can be merged")
    if len(each) == 1:
        return each[0]
    keys = np.concatenate([one.keys for one in each])
    counts = np.concatenate([one.counts for one in each])
    order = np.argsort(keys, kind="stable")  # which merges runs that rise already
    keys, counts = keys[order], counts[order]
    begins = np.flatnonzero(np.diff(keys, prepend=-1))
    sums = _carried(np.sum([one.sums for one in each], axis=0))
    return Sketch(each[0].shape, each[0].unit, keys[begins], np.add.reduceat(counts, begins), sums)


def _whole(values: npt.NDArray[np.generic], unit: float) -> tuple[Ints, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Values in whole units, which are infinite, which are missing; those two are 0 units."""
    if values.dtype.kind in "iub" and unit == 1.0:
        none = np.zeros(values.shape, dtype=np.bool_)
        return values.astype(np.int64), none, none
    reals = values.astype(np.float64) / unit
    missing, infinite = np.isnan(reals), np.isinf(reals)
    reals = np.where(missing | infinite, 0.0, np.rint(reals))
    if reals.size and np.abs(reals).max() > _LARGEST:
        raise ValueError(f"values beyond {_LARGEST} units of {unit}")
    return reals.astype(np.int64), infinite, missing


def _carried(sums: Ints) -> Ints:
    """The same sums with less than 2**32 in the second row: one way to write each number."""
    return np.stack([sums[0] + (sums[1] >> _SPLIT), sums[1] & _LOW])


def _worth(places: Ints) -> npt.NDArray[np.float64]:
    """The value in units that stands for each bucket."""
    middles = _edges()[1]
    size = middles[np.minimum(np.abs(places - _ZERO), len(middles) - 1)]
    return np.where(places == _INFINITE, np.inf, np.where(places < _ZERO, -size, size))

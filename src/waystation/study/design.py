"""Points of a study: which values of its settings go together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np

from waystation.errors import InputError, Problem, nearest
from waystation.study.setting_ranges import Varied

__all__ = ["MOST_POINTS", "Design", "Point", "points_of"]

Design = Literal["grid", "sobol", "latin"]
Point = dict[str, Any]
"""Value by path."""

MOST_POINTS = 1_000_000


def points_of(
    varying: Sequence[Varied], design: Design = "grid", points: int | None = None, seed: int = 1
) -> list[Point]:
    """The points of a design.

    Parameters
    ----------
    varying : what is varied
    design : "grid": every value of each with every value of the others; "sobol": points of a scrambled Sobol sequence,
        which fill the space evenly; "latin": a Latin hypercube
    points : how many, for "sobol" (a power of 2 fills best) and "latin"
    seed : of the scrambling; the same seed gives the same points

    Raises
    ------
    InputError
        If a grid lacks values or is given a number of points, another design lacks the number, or there are too many.

    References
    ----------
    Owen (1998), Scrambling Sobol' and Niederreiter-Xing points, J. Complexity 14; McKay, Beckman, Conover (1979), A
    comparison of three methods for selecting values of input variables, Technometrics 21. Both by `scipy.stats.qmc`.

    Examples
    --------
    >>> from waystation.study.setting_ranges import varied
    >>> points_of(varied(["a=1,2", "b=true,false"]))[1]
    {'a': 1, 'b': False}
    >>> len(points_of(varied(["a=0:1", "b=true,false"]), "latin", 5))
    5
    """
    problems = _problems(varying, design, points)
    if problems:
        raise InputError(problems)
    paths = [each.path for each in varying]
    if design == "grid":
        return [
            dict(zip(paths, values, strict=True)) for values in itertools.product(*(each.values for each in varying))
        ]
    assert points is not None
    from scipy.stats import qmc  # slow to load, and a grid does without

    rng = np.random.default_rng(seed)
    if design == "latin":
        shares = qmc.LatinHypercube(len(paths), rng=rng).random(points)
    else:
        # Of a whole power of 2, which is what the sequence is made for, the first so many.
        shares = qmc.Sobol(len(paths), rng=rng).random_base2(max(points - 1, 1).bit_length())[:points]
    columns = [each.at(shares[:, k]) for k, each in enumerate(varying)]
    return [dict(zip(paths, values, strict=True)) for values in zip(*columns, strict=True)]


def _problems(varying: Sequence[Varied], design: str, points: int | None) -> list[Problem]:
    if design not in get_args(Design):
        return [Problem(f'There is no design "{design}".', nearest(design, get_args(Design)), value=str(design))]
    if design != "grid":
        if points is None:
            return [Problem(f"The design {design} needs a number of points.", "Add --points 64.")]
        if not 1 <= points <= MOST_POINTS:
            return [Problem(f"{points} points cannot be run.", f"Use 1 to {MOST_POINTS:,}.", value=str(points))]
        return []
    found = [
        Problem("A grid needs values, and this is a range.",
                f"Write {each.path}={each.low:g}:{each.high:g}:7, or use --design sobol --points 64.", "--set", None,
                each.path, f"{each.low:g}:{each.high:g}")
        for each in varying if each.is_range
    ]  # fmt: skip
    if points is not None:
        found.append(Problem("A grid has as many points as its values make.", "Leave out --points.", value=str(points)))
    many = int(np.prod([len(each.values) or 1 for each in varying], dtype=float))
    if many > MOST_POINTS:
        found.append(
            Problem(f"The grid has {many:,} points.", "Give fewer values, or use --design sobol --points 256.")
        )
    return found

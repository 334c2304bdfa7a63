"""How much of a function's variation each of its settings is behind: Sobol' and Morris indices, with intervals.

References
----------
Sobol' (2001), Global sensitivity indices for nonlinear mathematical models, Math. Comput. Simul. 55; Saltelli et al.
(2010), Variance based sensitivity analysis of model output, Comput. Phys. Commun. 181; Morris (1991), Factorial
sampling plans for preliminary computational experiments, Technometrics 33; Campolongo, Cariboni, Saltelli (2007), An
effective screening design, Environ. Model. Softw. 22. Samples and the estimates of Sobol' indices by SALib (Herman,
Usher 2017; Iwanaga et al. 2022).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.engine.randomness import generator
from waystation.errors import InputError, Problem, nearest
from waystation.study.design import MOST_POINTS, Point
from waystation.study.setting_ranges import Varied, Varying, varied

__all__ = ["Method", "indices_from", "sensitivity_of", "sensitivity_points"]

Method = Literal["sobol", "morris"]
Floats = npt.NDArray[np.float64]

LEVEL = 0.95
_LEVELS = 4
_RESAMPLES = 1000


def sensitivity_of(
    function: Callable[[list[Point]], npt.ArrayLike],
    settings: Varying,
    *,
    method: Method = "sobol",
    samples: int = 256,
    seed: int = 1,
) -> pd.DataFrame:
    """Sensitivity indices of any function of some settings.

    Parameters
    ----------
    function : gives (points,) values for a list of points, each a value by path
    settings : ranges or lists of values, see `waystation.sweep`; a value of a list is as likely as any other
    method : "sobol": shares of variance; "morris": effects along paths through the space, far cheaper
    samples : base samples of "sobol", a power of 2: samples x (settings + 2) values are asked for; paths of "morris":
        samples x (settings + 1)
    seed : of samples and intervals

    Returns
    -------
    DataFrame
        Columns ``setting``, ``index``, ``value``, ``low``, ``high``: a 95 % interval by bootstrap. Indices of "sobol":
        ``first order`` (share of the variance that goes with this setting alone), ``total`` (that it has a part in); of
        "morris", in the unit of the function: ``mean absolute effect`` of moving the setting over its range, ``mean
        effect``, ``spread of effects`` (not the same everywhere, or not without the other settings)

    Raises
    ------
    InputError
        If settings cannot be read, SALib is not installed, a value is not a number, or all are alike.

    Examples
    --------
    >>> found = sensitivity_of(lambda points: [p["a"] + 3 * p["b"] for p in points], {"a": "0:1", "b": "0:1"})
    >>> found.query("index == 'total'").set_index("setting")["value"].round(1).to_dict()       # 1/10 and 9/10
    {'a': 0.1, 'b': 0.9}
    """
    varying = varied(settings)
    points = sensitivity_points(varying, method, samples, seed)
    return indices_from(np.asarray(function(points), dtype=float), varying, method, samples, seed)


def sensitivity_points(varying: Sequence[Varied], method: Method, samples: int, seed: int) -> list[Point]:
    """The points at which a function must be known; parameters and errors as for `sensitivity_of`."""
    problems = []
    if method not in get_args(Method):
        problems.append(
            Problem(f'There is no method "{method}".', nearest(method, get_args(Method)), value=str(method))
        )
    elif method == "sobol" and (samples < 8 or samples & (samples - 1)):
        near = 2 ** max(3, round(np.log2(max(samples, 1))))
        problems.append(
            Problem(f"{samples} samples are no power of 2 of 8 or more.", f"Use {near}.", value=str(samples))
        )
    elif samples < 4:
        problems.append(Problem(f"{samples} paths are too few.", "Use 4 or more; 20 is usual.", value=str(samples)))
    many = samples * (len(varying) + (2 if method == "sobol" else 1))
    if many > MOST_POINTS:
        fix = f"Use fewer samples: {MOST_POINTS:,} points at most."
        problems.append(Problem(f"{samples} samples come to {many:,} points.", fix, value=str(samples)))
    problems += [
        Problem("One value alone has no effect.", "Give a range, or two or more values.", "--set", None, each.path)
        for each in varying if len(each.values) == 1
    ]  # fmt: skip
    if problems:
        raise InputError(problems)
    shares = _shares(len(varying), method, samples, seed)
    # A list's last value ends below 1; a range includes both ends.
    columns = [
        each.at(np.minimum(shares[:, k], 1 - 1e-12) if each.values else shares[:, k]) for k, each in enumerate(varying)
    ]
    return [dict(zip([each.path for each in varying], row, strict=True)) for row in zip(*columns, strict=True)]


def indices_from(values: Floats, varying: Sequence[Varied], method: Method, samples: int, seed: int) -> pd.DataFrame:
    """Indices from the values at the points of `sensitivity_points`, in their order.

    Raises
    ------
    InputError
        If a value is missing or infinite, or all are alike.
    """
    lost = np.flatnonzero(~np.isfinite(values))
    if lost.size:
        # SALib would say that no setting matters: one lost value makes every index 0.
        message = (
            f"The target has no value at {lost.size} of {len(values)} points, the first of them point {lost[0] + 1}."
        )
        raise InputError(Problem(message, "Choose a target that every member has, or narrower ranges."))
    if np.ptp(values) == 0:
        message = f"The target is {values[0]:g} at every point: none of these settings changes it."
        raise InputError(Problem(message, "Choose another target, or wider ranges."))
    paths = [each.path for each in varying]
    rows = _sobol(values, paths, seed) if method == "sobol" else _morris(values, paths, samples, seed)
    return pd.DataFrame(rows, columns=["setting", "index", "value", "low", "high"])


def _salib(module: str) -> Any:
    try:
        return import_module(f"SALib.{module}")
    except ImportError:
        fix = 'Install it with: pip install "waystation[sensitivity]"'
        raise InputError(Problem("Sensitivity indices need the package SALib, which is not installed.", fix)) from None


def _problem(count: int) -> dict[str, Any]:
    return {"num_vars": count, "names": [str(k) for k in range(count)], "bounds": [[0.0, 1.0]] * count}


def _shares(count: int, method: Method, samples: int, seed: int) -> Floats:
    """(points, settings) shares of the way over each range."""
    if method == "sobol":
        found = _salib("sample.sobol").sample(_problem(count), samples, calc_second_order=False, seed=seed)
    else:
        found = _salib("sample.morris").sample(_problem(count), samples, num_levels=_LEVELS, seed=seed)
    return np.asarray(found, dtype=float)


def _sobol(values: Floats, paths: Sequence[str], seed: int) -> list[list[Any]]:
    # Centred: the estimate of shares loses digits where the mean is large beside the spread.
    found = _salib("analyze.sobol").analyze(
        _problem(len(paths)), (values - values.mean()) / values.std(), calc_second_order=False, conf_level=LEVEL,
        num_resamples=_RESAMPLES, seed=seed,
    )  # fmt: skip
    return [
        [path, name, found[key][k], found[key][k] - found[f"{key}_conf"][k], found[key][k] + found[f"{key}_conf"][k]]
        for k, path in enumerate(paths)
        for key, name in (("S1", "first order"), ("ST", "total"))
    ]


def _morris(values: Floats, paths: Sequence[str], samples: int, seed: int) -> list[list[Any]]:
    """From the effects of single steps, one of each setting on each path; intervals by drawing paths again."""
    shares = _shares(len(paths), "morris", samples, seed).reshape(samples, len(paths) + 1, len(paths))
    steps = np.diff(shares, axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]
    effects = np.empty((samples, len(paths)))
    np.put_along_axis(effects, moved, np.diff(values.reshape(samples, -1), axis=1) / size, axis=1)
    again = generator(seed, "paths drawn again").integers(0, samples, (_RESAMPLES, samples))
    rows = []
    for k, path in enumerate(paths):
        once, drawn = _figures(effects[:, k]), _figures(effects[again, k])
        for name, value in once.items():
            low, high = np.quantile(drawn[name], [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
            rows.append([path, name, float(value), float(low), float(high)])
    return rows


def _figures(effects: Floats) -> dict[str, Floats]:
    """Of effects along the last axis."""
    return {
        "mean absolute effect": np.abs(effects).mean(axis=-1),
        "mean effect": effects.mean(axis=-1),
        "spread of effects": effects.std(axis=-1, ddof=1),
    }

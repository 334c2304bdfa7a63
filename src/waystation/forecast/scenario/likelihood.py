"""How likely the claims are, given a simulated past: the likelihood follows the wording.

On the logarithm of the count (plus a floor, so that zero and few are comparable), a claim of
``x`` about a true count ``y`` by a reporter with bias ``b`` is

- about, exact, a range: normal around ``b y``, with the wording's spread;
- at least, more than: ``b y`` less an exponential understatement, plus the wording's spread: the
  count behind it is seldom below, and may well lie above;
- up to: the mirror image;

and in a small share of cases an outlier: stale, misprinted or about something else, and then only
loosely tied to ``b y``. Each is a proper distribution of ``x``, so claims can be drawn from it, and
the inference be tested on what it drew (simulation-based calibration).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr

from waystation.forecast.scenario.evidence import Form, Observation, Series
from waystation.world.scenario_model import Reporter, Reporting

__all__ = ["Statements", "draw_figures", "log_densities", "outlier_share", "statements"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_RANGE_ENDS = 1.6448536269514722
"""A stated range is taken as the central 90 % of what its author thought."""
_OPENING_DAYS = 7
"""A flow that begins in the scenario's first days, and goes on for longer, is a running total and keeps its start."""


@dataclass(frozen=True)
class Statements:
    """Observations as arrays over claims (C,)."""

    series: list[Series]
    """The distinct series the claims speak of."""
    reporters: list[Reporter | None]
    """The distinct reporters."""
    row: Ints
    """Which series."""
    reporter: Ints
    """Which reporter."""
    first: Ints
    """First day of a flow; -1 for a stock."""
    last: Ints
    opening: npt.NDArray[np.bool_]
    """Whether the flow is a running total from the scenario's start."""
    claimed: Floats
    """The figure on the logarithmic scale."""
    spread: Floats
    side: Ints
    """1 at least, -1 up to, 0 two-sided."""


def statements(seen: Sequence[Observation], reporting: Reporting) -> Statements:
    """Observations as arrays. A range is its middle, with its width in the spread."""
    series = list(dict.fromkeys(each.series for each in seen))
    names = list(dict.fromkeys(each.reporter.name if each.reporter else "" for each in seen))
    by_name = {each.reporter.name if each.reporter else "": each.reporter for each in seen}
    low = np.log(np.array([each.low for each in seen]) + reporting.floor_people)
    high = np.log(np.array([each.high for each in seen]) + reporting.floor_people)
    side = {Form.TWO_SIDED: 0, Form.AT_LEAST: 1, Form.UP_TO: -1}
    return Statements(
        series=series,
        reporters=[by_name[name] for name in names],
        row=np.array([series.index(each.series) for each in seen], dtype=np.int64),
        reporter=np.array([names.index(each.reporter.name if each.reporter else "") for each in seen], dtype=np.int64),
        first=np.array([-1 if each.first_day is None else each.first_day for each in seen], dtype=np.int64),
        last=np.array([each.last_day for each in seen], dtype=np.int64),
        opening=np.array([_running(each) for each in seen], dtype=bool),
        claimed=(low + high) / 2,
        spread=np.hypot([each.spread for each in seen], (high - low) / 2 / _RANGE_ENDS),
        side=np.array([side[each.form] for each in seen], dtype=np.int64),
    )


def _running(seen: Observation) -> bool:
    """Whether a flow is counted from the scenario's opening; one of a few days is a window like any other."""
    first = seen.first_day
    return first is not None and first <= _OPENING_DAYS <= seen.last_day - first


def draw_figures(stated: Statements, counts: Floats, reporting: Reporting, rng: np.random.Generator) -> Floats:
    """(claims,) figures drawn from the likelihood for one simulated past; people, not rounded.

    Parameters
    ----------
    counts : (claims,) the count each reporter would see
    """
    centre = np.log(counts + reporting.floor_people)
    understated = rng.exponential(reporting.bound_slack, size=centre.shape)
    plain = rng.normal(centre - stated.side * understated, stated.spread)
    outlier = rng.normal(centre, np.hypot(stated.spread, reporting.outlier_spread))
    figures = np.where(rng.random(centre.shape) < reporting.outlier_share, outlier, plain)
    return np.asarray(np.exp(figures) - reporting.floor_people)


def log_densities(stated: Statements, reporting: Reporting, logs: Floats) -> Floats:
    """Log density of each claim by itself; the twin of ``kernel.claims_log_likelihood``.

    Parameters
    ----------
    logs : (members, claims) logarithm of the count each reporter would see, plus the floor
    """
    plain, outlier = _log_parts(stated, reporting, logs)
    return np.asarray(np.logaddexp(plain, outlier))


def outlier_share(stated: Statements, reporting: Reporting, logs: Floats) -> Floats:
    """(members, claims) chance that a claim is an outlier, given the count behind it."""
    plain, outlier = _log_parts(stated, reporting, logs)
    return np.asarray(np.exp(outlier - np.logaddexp(plain, outlier)))


def _log_parts(stated: Statements, reporting: Reporting, logs: Floats) -> tuple[Floats, Floats]:
    off, spread, rate = stated.claimed - logs, stated.spread, 1.0 / reporting.bound_slack
    above = -stated.side * off
    bound = np.log(rate) + rate * (rate * spread**2 / 2 - above) + log_ndtr(above / spread - rate * spread)
    with np.errstate(divide="ignore"):  # a share of 0 is an outlier that never is
        usual, rare = np.log1p(-reporting.outlier_share), np.log(reporting.outlier_share)
    plain = usual + np.where(stated.side == 0, _log_normal(off, spread), bound)
    return plain, rare + _log_normal(off, np.hypot(spread, reporting.outlier_spread))


def _log_normal(off: Floats, spread: Floats) -> Floats:
    return np.asarray(-0.5 * (off / spread) ** 2 - np.log(spread) - 0.5 * np.log(2 * np.pi))

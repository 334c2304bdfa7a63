"""Is the surge model what it claims to be? Two checks of the filter alone, before any score.

*Simulation-based calibration*: surges are drawn from what past surges teach, counted as the filter takes counts to
be, and forecast. If the filter is right, the rank of the truth among its members is uniform, for every parameter and
every day ahead. *Posterior predictive check*: the filter is run through all totals of a past surge, and whole surges
are drawn again from the parameters it kept. If the model is right, what was seen is nothing unusual among them.

References
----------
Talts, Betancourt, Simpson, Vehtari, Gelman (2018), Validating Bayesian inference algorithms with simulation-based
calibration, arXiv 1804.06788. Gelman, Meng, Stern (1996), Posterior predictive assessment of model fitness via
realized discrepancies, Statistica Sinica 6.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.claims.history import History, history
from waystation.engine.randomness import generator
from waystation.forecast.scenario.calibration import Calibration
from waystation.forecast.surges.filter_kernel import PARAMETERS, carry_on, counted, start, weigh
from waystation.forecast.surges.folder import PastSurge
from waystation.forecast.surges.forecast_surge import first_rate_total
from waystation.forecast.surges.priors import Priors, shipped_priors

__all__ = ["STATISTICS", "calibrate_surges", "predictive_checks"]

Floats = npt.NDArray[np.float64]

_DAYS = np.array([0.0, 1.0, 2.0, 4.0, 7.0, 10.0, 14.0, 19.0])
"""Days of the counts of a made-up surge, after its first."""

_AHEAD = np.array([1, 7, 28], dtype=np.int64)
_NEXT_DAYS = 3
_FIRST_TOTALS = (500.0, 50_000.0)
_OLDEST_FIRST_COUNT = 6

_QUIET = 0.1


def calibrate_surges(
    *, replicates: int = 500, members: int = 999, seed: int = 1, priors: Priors | None = None
) -> Calibration:
    """Ranks of true values among the filter's members.

    Parameters
    ----------
    replicates : surges made up
    members : of the filter; a rank is among these
    seed : of all randomness
    priors : what surges are drawn from, and what the filter is given; default: those that ship with the package

    Returns
    -------
    Calibration, for the people who come within 1, 7 and 28 days after the last count, the next count, and each of
    the model's parameters
    """
    known = priors or shipped_priors()
    names = [*(f"came within {days} days" for days in _AHEAD.tolist()), "next count", *PARAMETERS]
    ranks = np.empty((replicates, len(names)), dtype=np.int64)
    for replicate in range(replicates):
        rng = generator(seed, f"calibrate surges {replicate}")
        low, high = np.log(_FIRST_TOTALS)
        first = float(np.exp(low + (high - low) * rng.random()))
        days = _DAYS + float(rng.integers(1, _OLDEST_FIRST_COUNT))
        truth, totals = _made_up(days, first, known, rng)
        found = _filtered(days, totals, known, members, rng)
        below = (found < truth).sum(axis=1)
        # With a fair coin for ties, as between nobody and nobody.
        ranks[replicate] = below + rng.integers(0, (found == truth).sum(axis=1) + 1)
    return Calibration(names, ranks, members)


def _made_up(days: Floats, first: float, priors: Priors, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """A surge drawn from the priors: (names, 1) true values, and its totals as counted."""
    theta = priors.draw(1, rng)
    level, spell = np.empty(1), np.empty(1)
    totals = np.empty((1, len(days)))
    start(first_rate_total(first), days[0], theta, rng, level, spell)
    counted(days, first, theta, rng, level, spell, totals)
    last = totals[0, -1]
    following = np.empty((1, 2))
    state = level.copy(), spell.copy()
    counted(days[-1] + np.array([0.0, _NEXT_DAYS]), last, theta, rng, *state, following)
    _, true = _carried(days[-1], last, _AHEAD, theta, rng, level, spell)
    return np.concatenate([true - last, following[:, 1:] - last, theta.T]), totals[0]


def _filtered(days: Floats, totals: Floats, priors: Priors, members: int, rng: np.random.Generator) -> Floats:
    """(names, members) what the filter makes of it."""
    theta = priors.draw(members, rng)
    level, spell = np.empty(members), np.empty(members)
    start(first_rate_total(totals[0]), days[0], theta, rng, level, spell)
    weigh(days, totals, theta, rng, level, spell)
    ahead = np.unique(np.append(_AHEAD, _NEXT_DAYS))
    told, true = _carried(days[-1], totals[-1], ahead, theta, rng, level, spell)
    following = told[ahead == _NEXT_DAYS]
    return np.concatenate([true[np.isin(ahead, _AHEAD)] - totals[-1], following - totals[-1], theta.T])


def _carried(
    age: float, total: float, ahead: npt.NDArray[np.int64], theta: Floats, rng: np.random.Generator,
    level: Floats, spell: Floats,
) -> tuple[Floats, Floats]:  # fmt: skip
    members = len(level)
    told, true = np.empty((len(ahead), members)), np.empty((len(ahead), members))
    carry_on(age, total, ahead, np.full(members, np.inf), theta, rng, level, spell, told, true)
    return told, true


def _rates(days: Floats, totals: Floats) -> Floats:
    return np.asarray(np.diff(totals, axis=-1) / np.diff(days))


def _busiest(days: Floats, totals: Floats) -> Floats:
    rates = _rates(days, totals)
    mean = (totals[..., -1] - totals[..., 0]) / (days[-1] - days[0])
    return np.asarray(rates.max(axis=-1) / np.maximum(mean, 1e-9))


def _growth(days: Floats, totals: Floats) -> Floats:
    return np.asarray(np.maximum(totals[..., -1], 1.0) / totals[..., 0])


def _quiet_days(days: Floats, totals: Floats) -> Floats:
    rates = _rates(days, totals)
    quiet = rates < _QUIET * rates.max(axis=-1, keepdims=True)
    return np.asarray((quiet * np.diff(days)).sum(axis=-1) / (days[-1] - days[0]))


def _second_half(days: Floats, totals: Floats) -> Floats:
    at = int(np.searchsorted(days, (days[0] + days[-1]) / 2))
    whole = np.maximum(totals[..., -1] - totals[..., 0], 1e-9)
    return np.asarray((totals[..., -1] - totals[..., at]) / whole)


STATISTICS: dict[str, Callable[[Floats, Floats], Floats]] = {
    "last total over the first": _growth,
    "busiest rate over the mean": _busiest,
    "share of days that are quiet": _quiet_days,
    "share that came in the second half": _second_half,
}
"""What is looked at in the posterior predictive check: functions of days (counts,) and totals (..., counts)."""


def predictive_checks(
    surges: Sequence[PastSurge], *, members: int = 4000, seed: int = 1, priors: Priors | None = None
) -> pd.DataFrame:
    """Where past surges lie among surges drawn from the model that was fitted to them.

    Parameters
    ----------
    surges : those with fewer than five totals are left out
    members : of the filter, and surges drawn
    seed : of all randomness
    priors : each surge is left out of them; default: those that ship with the package

    Returns
    -------
    a row a surge and statistic: surge, statistic, seen, low, median, high (of the drawn, 80 %), and ``share``: of the
    drawn that lie below what was seen, ties counted half
    """
    known = priors or shipped_priors()
    rows = []
    for surge in surges:
        last = max(total.published for total in surge.totals)
        past = history(surge.claims, last, place=surge.place, term=surge.term, trusted=surge.totals)
        if len(past.days) < 5:
            continue
        drawn = _again(past, known, members, generator(seed, f"check {surge.name}"), surge.name)
        for name, statistic in STATISTICS.items():
            seen, others = float(statistic(past.days, past.totals)), statistic(past.days, drawn)
            low, middle, high = (float(each) for each in np.quantile(others, [0.1, 0.5, 0.9]))
            share = float(np.mean(others < seen) + 0.5 * np.mean(others == seen))
            rows.append([surge.name, name, seen, low, middle, high, share])
    return pd.DataFrame(rows, columns=["surge", "statistic", "seen", "low", "median", "high", "share"])


def _again(past: History, priors: Priors, members: int, rng: np.random.Generator, leave_out: str) -> Floats:
    """(members, counts) totals of whole surges drawn from the parameters that the filter kept."""
    theta = priors.draw(members, rng, [leave_out])
    level, spell = np.empty(members), np.empty(members)
    first = first_rate_total(past.totals[0], [leave_out])
    start(first, past.days[0], theta, rng, level, spell)
    weigh(past.days, past.totals, theta, rng, level, spell)
    totals = np.empty((members, len(past.days)))
    start(first, past.days[0], theta, rng, level, spell)
    counted(past.days, past.totals[0], theta, rng, level, spell, totals)
    return totals

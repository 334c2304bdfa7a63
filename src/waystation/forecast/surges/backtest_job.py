"""Forecasts of past surges as a job, which may run anywhere: a member is one forecast from one origin."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from waystation.claims import known_rows
from waystation.claims.history import TrustedTotal, history
from waystation.engine.randomness import generator
from waystation.errors import InputError, Problem
from waystation.forecast.scoring import pit
from waystation.forecast.surges.folder import FURTHEST_DAYS, Pair, PastSurge, pairs
from waystation.forecast.surges.forecast_surge import MEMBERS, chance_of_passing, every_day, is_stock, surge_members
from waystation.forecast.surges.past import PROTOCOLS, left_out
from waystation.forecast.surges.priors import Priors, shipped_priors
from waystation.forecast.table import QUANTILES
from waystation.scale import Part, content_key

__all__ = ["THRESHOLD_FACTORS", "Asked", "SurgeBacktestJob", "forecast_pairs", "known_totals"]

Floats = npt.NDArray[np.float64]

THRESHOLD_FACTORS = (1.1, 1.25, 1.5, 2.0, 3.0)
"""Thresholds whose passing is forecast, as multiples of the last total known."""

Asked = tuple[str, PastSurge, Pair]
"""One forecast: by which protocol, of which surge, from which origin."""


@dataclass(frozen=True, eq=False)
class SurgeBacktestJob:
    """Every forecast of `backtest_surges`; a part holds quantiles, PIT values and chances, not possible totals.

    Parameters
    ----------
    surges : see `waystation.forecast.surges.read_surges`
    futures : possible totals of each forecast
    seed : of all randomness
    priors : of the filter; default: those that ship with the package
    protocols : with what each surge is forecast

    Raises
    ------
    InputError
        If there is no total to forecast.
    """

    surges: tuple[PastSurge, ...]
    futures: int = MEMBERS
    seed: int = 1
    priors: Priors | None = None
    protocols: tuple[str, ...] = tuple(PROTOCOLS)

    name = "Surges forecast again"
    most_at_once = 1000

    def __post_init__(self) -> None:
        if not self.asked:
            message = "No surge has three totals and a later one within four weeks: there is nothing to forecast."
            raise InputError(Problem(message, "Add trusted totals of more days.", column="total"))

    @cached_property
    def asked(self) -> Sequence[Asked]:
        """The forecasts, in the order of the members."""
        return [
            (protocol, surge, pair) for protocol in self.protocols for surge in self.surges for pair in pairs(surge)
        ]

    @property
    def members(self) -> int:
        """How many forecasts there are."""
        return len(self.asked)

    @property
    def described(self) -> Mapping[str, str]:
        """What makes it this job."""
        return {
            "surges": str(len(self.surges)), "protocols": ", ".join(self.protocols), "futures": str(self.futures),
            "seed": str(self.seed),
        }  # fmt: skip

    def key(self) -> str:
        """Hash of the surges, the priors and all settings."""
        surges = [replace(surge, left_out=(), noted=()) for surge in self.surges]
        return content_key("backtest surges", surges, self.priors or shipped_priors(), dict(self.described))

    def run(self, first: int, last: int) -> Part:
        """Forecasts ``first`` to ``last - 1``: days beyond those of a forecast are NaN.

        ``quantiles`` (forecasts, days, levels), ``pit`` (forecasts, days), ``chances`` (forecasts, days, factors) of
        passing each of `THRESHOLD_FACTORS` times the last total.
        """
        days = max(len(pair.days) for _, _, pair in self.asked)
        many = last - first
        quantiles = np.full((many, days, len(QUANTILES)), np.nan)
        pits, chances = np.full((many, days), np.nan), np.full((many, days, len(THRESHOLD_FACTORS)), np.nan)
        priors = self.priors or shipped_priors()
        for row, (protocol, surge, pair) in enumerate(self.asked[first:last]):
            out = left_out(protocol, surge.group, surge.began)
            totals = forecast_pairs(surge, pair, priors, self.futures, self.seed, out)
            there = slice(0, len(pair.days))
            quantiles[row, there] = np.quantile(totals, QUANTILES, axis=1).T
            pits[row, there] = [pit(*each) for each in zip(totals, pair.truths, strict=True)]
            latest = known_totals(surge, pair)[-1].people
            chances[row, there] = [
                [chance_of_passing(of_day, factor * latest) for factor in THRESHOLD_FACTORS] for of_day in totals
            ]
        return {"quantiles": quantiles, "pit": pits, "chances": chances}

    def __getstate__(self) -> dict[str, object]:
        """Without what was worked out on the way: every worker does that once."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def forecast_pairs(
    surge: PastSurge, pair: Pair, priors: Priors, members: int, seed: int, leave_out: Collection[str]
) -> Floats:
    """(days, members) possible totals on the days of a pair, from what was known at its origin."""
    past = history(surge.claims, pair.as_of, place=surge.place, term=surge.term, trusted=surge.totals)
    ahead = every_day(past, pair.as_of + timedelta(days=FURTHEST_DAYS))
    rng = generator(seed, f"surge {surge.place} {surge.term} {pair.as_of}")
    told, _ = surge_members(past, ahead, priors, members, rng, leave_out, stock=is_stock(surge.term))
    return told[[ahead.index(day) for day in pair.days]]


def known_totals(surge: PastSurge, pair: Pair) -> list[TrustedTotal]:
    """Trusted totals that had come out by the origin of a pair, in order of their days."""
    return sorted(known_rows(surge.totals, pair.as_of), key=lambda each: each.day)

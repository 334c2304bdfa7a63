"""What a scenario's forecast expects to be *published*: its counts as its reporters would tell them.

A forecast speaks of people; the next report speaks of what somebody counted, with a bias, some days late, in round
numbers, and now and then astray. Whoever compares the two must add the reporting, by the very law that the
claims were read by (see `waystation.forecast.scenario.likelihood`): the posterior predictive distribution of a claim.

References
----------
Gelman, Meng, Stern (1996), Posterior predictive assessment of model fitness via realized discrepancies, Statistica
Sinica 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from waystation.claims import vocabulary
from waystation.engine.unknowns import amount
from waystation.forecast.scenario.evidence import Observation, observations
from waystation.forecast.scenario.forecast_scenario import Forecast

__all__ = ["published_members", "published_terms"]

Floats = npt.NDArray[np.float64]

_FIRST_DAYS = 7
"""A count of arrivals that begins within so many days of the scenario's start is the running total."""


def published_terms() -> list[str]:
    """Terms whose totals at a place a scenario can forecast as published: people there, then people who came.

    Examples
    --------
    >>> published_terms()
    ['camp_population', 'arrived']
    """
    found = [term for term in vocabulary().terms.values() if term.published]
    return [term.name for term in sorted(found, key=lambda term: term.kind == "flow")]


def published_members(
    found: Forecast, *, place: str, term: str, days: Sequence[date], rng: np.random.Generator
) -> Floats | None:
    """(days, members) totals of a place as they would be published about each day.

    Each member's totals are told by the reporter, and as loosely, as a claim picked among those of that total that
    the forecast used. Who speaks in bounds ("more than") is taken to have a figure in mind like any other.

    Parameters
    ----------
    found : as from `waystation.forecast.forecast`
    place, term : such as "Al-Hol camp" and one of `published_terms`
    days : within the scenario's period
    rng : draws who tells, and their errors

    Returns
    -------
    array, or None if no claim of that total was used: then nobody's habits are known
    """
    used = [each.claim for each in found.evidence if each.used]
    moulds = [each for each in observations(found.scenario, used)[0] if _is_total(each, place, term)]
    if not moulds or found.futures is None:
        return None
    counts = _counts(found, place, term)
    members, reporting, draws = len(counts), found.scenario.settings.reporting, found.futures.draws
    picked = rng.integers(0, len(moulds), members)
    reporters = [mould.reporter for mould in moulds]
    which = np.arange(members)

    def habit(of_each: Sequence[float | str]) -> npt.NDArray[np.float64]:
        """A habit of the reporter picked for each member, as that member has it."""
        return np.stack([amount(value, draws, members) for value in of_each])[picked, which]

    delay = habit([each.delay_days if each else 0.0 for each in reporters])
    bias = habit([each.bias if each else 1.0 for each in reporters])
    spread = np.array([mould.spread for mould in moulds])[picked]
    start = found.scenario.settings.start
    published = np.empty((len(days), members))
    for row, day in enumerate(days):
        at = np.clip((day - start).days - delay, 0.0, counts.shape[1] - 1.0)
        before = np.floor(at).astype(np.int64)
        after = np.minimum(before + 1, counts.shape[1] - 1)
        seen = counts[which, before] + (at - before) * (counts[which, after] - counts[which, before])
        outlier = rng.random(members) < reporting.outlier_share
        wide = np.where(outlier, np.hypot(spread, reporting.outlier_spread), spread)
        centre = np.log(bias * seen + reporting.floor_people)
        published[row] = np.exp(centre + wide * rng.standard_normal(members)) - reporting.floor_people
    return np.maximum(published, 0.0)


def _is_total(told: Observation, place: str, term: str) -> bool:
    claim = told.claim
    running = told.first_day is None or told.first_day <= _FIRST_DAYS < told.last_day
    return claim.place == place and claim.term == term and claim.counts == "people" and running


def _counts(found: Forecast, place: str, term: str) -> Floats:
    """(members, days) people there at each day's end, or who came since the scenario began."""
    if vocabulary().terms[term].kind == "stock":
        return np.asarray(found.members["population"].sel(place=place), dtype=np.float64)
    return np.cumsum(np.asarray(found.members["arrivals"].sel(place=place), dtype=np.float64), axis=1)

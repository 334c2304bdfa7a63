"""Two kinds of knowledge side by side, and averaged: the scenario's forecast and the one from counts alone.

The scenario knows what stands there and what was reported to have happened; counts alone know how past surges
went on. Both say what will be *published* of a total. Their average is the linear pool: half of the members of
the one, half of the other. No past crisis has a scenario of its own, so there is nothing to learn weights from, and
equal weights are the choice that needs no argument from the crisis being forecast. The pool, rather than
averaged quantiles, because it is not known which of the two is right: where they disagree the pool is wide, while
averaged quantiles would be surest just there.

References
----------
Geweke, Amisano (2011), Optimal prediction pools, J. Econometrics 164. Lichtendahl, Grushka-Cockayne, Winkler (2013),
Is it better to average probabilities or quantiles?, Management Science 59.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.claims import Claim, vocabulary
from waystation.engine.randomness import generator
from waystation.errors import InputError
from waystation.forecast.scenario.forecast_scenario import Forecast
from waystation.forecast.scenario.published import published_members, published_terms
from waystation.forecast.surges.forecast_surge import END_DAYS, forecast_surge
from waystation.forecast.table import COLUMNS, QUANTILES

__all__ = ["AVERAGE", "MODELS", "PublishedForecast", "pool_forecasts", "published_table"]

Floats = npt.NDArray[np.float64]

SCENARIO, COUNTS, AVERAGE = "scenario", "counts alone", "average"
MODELS = (SCENARIO, COUNTS, AVERAGE)

WEIGHT_OF_SCENARIO = 0.5

_FEWEST_COUNTS = 3
"""With fewer totals known, counts alone say too little to stand beside a scenario."""


@dataclass(frozen=True)
class PublishedForecast:
    """What will be published of one total, by each of `MODELS`.

    Parameters
    ----------
    place, term, as_of : which total, and what was known
    days : days forecast
    members : (days, members) for the scenario and for counts alone
    """

    place: str
    term: str
    as_of: date
    days: tuple[date, ...]
    members: dict[str, Floats]

    def quantiles(self, model: str, levels: Sequence[float] = QUANTILES) -> Floats:
        """(days, levels) of a model.

        Parameters
        ----------
        model : one of `MODELS`
        levels : between 0 and 1
        """
        if model != AVERAGE:
            return np.asarray(np.quantile(self.members[model], levels, axis=1).T)
        parts = [self.members[name] for name in (SCENARIO, COUNTS)]
        counts = [part.shape[1] for part in parts]
        weights = np.repeat(np.array([WEIGHT_OF_SCENARIO, 1.0 - WEIGHT_OF_SCENARIO]) / counts, counts)
        pooled = np.concatenate(parts, axis=1)
        return np.array([np.quantile(row, levels, weights=weights, method="inverted_cdf") for row in pooled])


def pool_forecasts(
    found: Forecast, claims: Sequence[Claim], *, days: Sequence[date] | None = None
) -> list[PublishedForecast]:
    """Both forecasts of every total of a scenario's places that three days or more were counted of.

    Parameters
    ----------
    found : the scenario's forecast
    claims : the claims it was made from; only those published by its as-of date are seen
    days : after the as-of date and within the scenario; default: each of the next 14, then every week

    Returns
    -------
    list of PublishedForecast; empty where no total has enough counts
    """
    settings, as_of = found.scenario.settings, found.as_of
    last = min(settings.end, as_of + timedelta(days=END_DAYS))
    ahead = list(days) if days is not None else [as_of + timedelta(days=n) for n in [*range(1, 15), *range(21, 57, 7)]]
    ahead = [day for day in ahead if as_of < day <= last]
    seed = int(str(found.settings["seed"]))
    made = []
    for place in dict.fromkeys(site.place for site in settings.sites.values()):
        for term in published_terms():
            rng = generator(seed, f"published {place} {term} {as_of}")
            by_scenario = published_members(found, place=place, term=term, days=ahead, rng=rng)
            if by_scenario is None or not ahead:
                continue
            try:
                by_counts = forecast_surge(claims, place=place, term=term, as_of=as_of, dates=ahead, seed=seed)
            except InputError:  # no total of that place and term is known yet
                continue
            if len(by_counts.history.totals) >= _FEWEST_COUNTS:
                both = {SCENARIO: by_scenario, COUNTS: by_counts.published}
                made.append(PublishedForecast(place, term, as_of, tuple(ahead), both))
    return made


def published_table(found: Sequence[PublishedForecast]) -> pd.DataFrame:
    """The hubverse's columns after ``model_id``: targets "published population" and "published arrivals in all"."""
    rows: list[list[object]] = []
    for each in found:
        for model in MODELS:
            for day, values in zip(each.days, each.quantiles(model), strict=True):
                for level, value in zip(QUANTILES, values, strict=True):
                    target, horizon = vocabulary().terms[each.term].published, (day - each.as_of).days
                    rows.append(
                        [model, each.as_of, target, horizon, each.place, day, "quantile", level,
                         round(float(value))]
                    )  # fmt: skip
    return pd.DataFrame(rows, columns=["model_id", *COLUMNS])

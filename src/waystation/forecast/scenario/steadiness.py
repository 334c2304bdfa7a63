"""How steady a forecast is: what its headline figures would do in another run.

Two independent runs and the chains within them are the only witnesses. The standard error of a median is found by
drawing whole chains again (members of one chain hang together), and is never taken to be less than half of what lies
between the medians of both runs.

References
----------
Davison, Hinkley (1997), Bootstrap Methods and their Application, ch. 2 and 3.8: drawing clusters again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from waystation.forecast.scenario.sampler import Fit
from waystation.world.scenario_model import Scenario

__all__ = ["HOURS_AS_DAYS", "Headline", "Steadiness", "headlines", "steadiness_of"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

HOURS_AS_DAYS = 48
"""Hours from which a planner counts in days."""
STEADY = 0.1
"""Standard error of a median over the width of its 80 % range: up to this the figure is steady."""
_AGAIN = 200
_DAYS_AHEAD = (7, 14)


@dataclass(frozen=True)
class Headline:
    """A figure a planner reads first: median and 80 % range, and how far the median would move in another run."""

    name: str
    unit: str
    median: float
    low: float
    high: float
    between_runs: float
    """Difference of the medians of both runs."""
    standard_error: float
    """Of the median, over runs and chains."""

    @property
    def steady(self) -> bool:
        """Whether the median is sure to a tenth of the range."""
        return self.standard_error <= STEADY * max(self.high - self.low, 1.0)

    @property
    def moves(self) -> tuple[float, str]:
        """How far the median moves from run to run, and the unit of that."""
        far = max(self.between_runs, self.standard_error)
        if self.unit == "hours" and far >= HOURS_AS_DAYS:
            return far / 24, "days"
        return far, self.unit

    @property
    def times_more(self) -> float:
        """How many times the members, and with them the effort, would make it steady."""
        return max(1.0, (self.standard_error / (STEADY * max(self.high - self.low, 1.0))) ** 2)


@dataclass(frozen=True)
class Steadiness:
    """What a fit tells about itself.

    ``effective_members`` are the independent members that the median of the log likelihood is worth, by its scatter
    over chains; ``largest_ancestor`` is the largest share of members that stem from one point of the prior;
    ``weight_share`` and ``surrogate_error`` are those of `waystation.forecast.scenario.sampler.Fit`;
    ``log_likelihood_by_run`` are the means of both runs.
    """

    members: int
    headlines: tuple[Headline, ...]
    effective_members: float
    largest_ancestor: float
    weight_share: float
    surrogate_error: float
    log_likelihood_by_run: tuple[float, ...]

    @property
    def steady(self) -> bool:
        """Whether every headline figure is."""
        return all(each.steady for each in self.headlines)

    @property
    def members_wanted(self) -> int:
        """Members that would make every headline figure steady, by the law of the square root."""
        times = max((each.times_more for each in self.headlines), default=1.0)
        return self.members if times <= 1 else math.ceil(self.members * times / 100) * 100

    def worst(self) -> tuple[Headline, float, str]:
        """The least steady headline figure, by how much it moves from run to run, and the unit of that."""
        worst = max(self.headlines, key=lambda each: each.times_more)
        return worst, *worst.moves

    def sentence(self) -> str:
        """One plain sentence for a page or screen."""
        if self.steady:
            return "Steady: as a rule, runs differ by no more than a tenth of a figure's range."
        worst, moves, unit = self.worst()
        return (
            f"Not steady: {worst.name} moves by about {_rounded(moves)} {unit} from run to run; "
            f"about {self.members_wanted:,} members (possible futures) are needed."
        )

    def record(self) -> dict[str, Any]:
        """The same as plain numbers and text, for ``run.json``; figures to three digits."""
        own = asdict(self)
        own["headlines"] = [
            {name: _three_digits(each) if isinstance(each, float) else each for name, each in headline.items()}
            for headline in own["headlines"]
        ]
        own["log_likelihood_by_run"] = list(self.log_likelihood_by_run)
        return own | {
            "steady": self.steady, "members_wanted": self.members_wanted, "sentence": self.sentence(),
        }  # fmt: skip

    @classmethod
    def read(cls, record: Mapping[str, Any]) -> Steadiness:
        """From what `record` wrote."""
        own = {name: record[name] for name in cls.__dataclass_fields__}
        own["headlines"] = tuple(Headline(**each) for each in record["headlines"])
        own["log_likelihood_by_run"] = tuple(record["log_likelihood_by_run"])
        return cls(**own)


def headlines(scenario: Scenario, members: xr.Dataset, as_of: date) -> list[tuple[str, str, Floats]]:
    """Name, unit and (members,) values of the figures a planner reads first.

    They are of the place with a site that most people come to: people there that evening, in 7 and 14 days, and still
    to come; and the longest mean wait of a day at any stage.
    """
    found: list[tuple[str, str, Floats]] = []
    places = list(dict.fromkeys(site.place for site in scenario.settings.sites.values() if site.place))
    day = (as_of - scenario.settings.start).days
    if places:
        came = members["arrivals"].sel(place=places).values[:, day + 1 :].astype(np.float64)
        place = places[int(came.sum(axis=1).mean(axis=0).argmax())]
        there = members["population"].sel(place=place).values.astype(np.float64)
        found.append((f"People at {place} on that day", "people", there[:, day]))
        for ahead in _DAYS_AHEAD:
            if day + ahead < there.shape[1]:
                found.append((f"People at {place} in {ahead} days", "people", there[:, day + ahead]))
        found.append((f"Still to come to {place}", "people", came[:, :, places.index(place)].sum(axis=1)))
    if members.sizes["stage"]:
        # Not the longest single wait: one unlucky person makes it, so it hardly settles with more members.
        longest = np.nan_to_num(members["wait_hours"].values.astype(np.float64)).max(axis=(1, 2))
        found.append(("Longest mean wait of a day", "hours", longest))
    return found


def steadiness_of(fit: Fit, figures: Sequence[tuple[str, str, Floats]], seed: int) -> Steadiness:
    """How steady figures of a fit's members are.

    Parameters
    ----------
    fit : whose members they are
    figures : name, unit and (members,) values, see `headlines`
    seed : of the chains drawn again
    """
    rng = np.random.default_rng(seed)
    likelihood = fit.log_likelihood
    error = _standard_error(likelihood, fit.run, fit.chain, rng)
    # Of a median of normal numbers: 1.2533 standard deviations over the root of their number.
    worth = (1.2533 * float(likelihood.std()) / error) ** 2 if error > 0 else float(len(likelihood))
    _, counts = np.unique(np.stack([fit.run, fit.ancestor]), axis=1, return_counts=True)
    return Steadiness(
        members=len(likelihood),
        headlines=tuple(_headline(*figure, fit, rng) for figure in figures),
        effective_members=round(min(worth, float(len(likelihood))), 1),
        largest_ancestor=round(float(counts.max() / len(likelihood)), 3),
        weight_share=round(fit.weight_share, 3),
        surrogate_error=round(fit.surrogate_error, 3),
        log_likelihood_by_run=tuple(round(float(likelihood[fit.run == r].mean()), 3) for r in np.unique(fit.run)),
    )


def _headline(name: str, unit: str, values: Floats, fit: Fit, rng: np.random.Generator) -> Headline:
    low, median, high = (float(each) for each in np.quantile(values, (0.1, 0.5, 0.9)))
    medians = [float(np.median(values[fit.run == run])) for run in np.unique(fit.run)]
    between = max(medians) - min(medians)
    error = _standard_error(values, fit.run, fit.chain, rng)
    return Headline(name, unit, median, low, high, round(between, 3), round(error, 3))


def _standard_error(values: Floats, run: Ints, chain: Ints, rng: np.random.Generator) -> float:
    """Of the median, by drawing chains again within each run; half the difference of the runs at least."""
    runs = np.unique(run)
    groups = [[values[(run == r) & (chain == c)] for c in np.unique(chain[run == r])] for r in runs]
    again = np.empty(_AGAIN)
    for i in range(_AGAIN):
        drawn = [group[k] for group in groups for k in rng.integers(len(group), size=len(group))]
        again[i] = np.median(np.concatenate(drawn))
    medians = [float(np.median(np.concatenate(group))) for group in groups]
    return max(float(again.std()), (max(medians) - min(medians)) / 2)


def _rounded(value: float) -> str:
    digits = -math.floor(math.log10(value)) + 1 if value > 0 else 0
    return f"{round(value, digits):,.0f}" if value >= 10 else f"{value:.1f}"


def _three_digits(value: float) -> float:
    return float(f"{value:.3g}")

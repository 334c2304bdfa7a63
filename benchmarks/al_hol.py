"""Al-Hol camp in February 2019: the scenario's forecast, counts alone and their average, held against what came out.

As of 20 and 25 February and 1 March 2019, from what was published by then. Every total for the camp published
later and up to 4 March, about days after the origin, is a case: people in the camp, and arrivals counted from
early December. Beside the three forecasts of what will be published stand two simple ones (the recent rate
goes on, or fades over a week), made from the same counts, and the scenario's interval for the true count, which
says nothing of how reports scatter.

"inside" counts cases that the 80 % interval holds: "more than" holds if the interval reaches the figure. The score is
the weighted interval score in people, bounds taken as said; "two-sided" leaves bounds out. Behind it stands how far the
mean would move with other totals: its 90 % interval when they are drawn anew, one total as of all evenings together.

    python benchmarks/al_hol.py --members 400 --seed 1
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

import waystation as ws
from waystation.claims.history import history
from waystation.forecast.averaging import AVERAGE, MODELS, SCENARIO, pool_forecasts
from waystation.forecast.scenario.published import published_terms
from waystation.forecast.scoring import bootstrap_interval, weighted_interval_score
from waystation.forecast.surges import TrustedTotal
from waystation.forecast.surges.surge_baselines import baseline
from waystation.forecast.table import QUANTILES

BAGHOUZ = Path(__file__).parents[1] / "examples" / "baghouz"
CAMP = "Al-Hol camp"
ORIGINS = (date(2019, 2, 20), date(2019, 2, 25), date(2019, 3, 1))
LAST_PUBLISHED = date(2019, 3, 4)
COUNTED_FROM = (date(2018, 12, 1), date(2018, 12, 4))
"""Running totals of arrivals begin within these days, by UN agencies and the camp alike."""

TRUE = "scenario, true count"
SIMPLE = {"recent rate": "rate", "fading rate": "fading"}
METHODS = (*MODELS, TRUE, *SIMPLE)

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """A total published later, and (levels,) quantiles of every method for it."""

    origin: date
    claim: ws.Claim
    quantiles: dict[str, Floats]

    @property
    def figure(self) -> float:
        """The figure as said, people; the middle of a range."""
        ends = [end for end in (self.claim.quantity_low, self.claim.quantity_high) if end is not None]
        return sum(ends) / len(ends)

    @property
    def two_sided(self) -> bool:
        """Whether it is no bound."""
        return self.claim.quantity_low is not None and self.claim.quantity_high is not None

    def inside(self, method: str) -> bool:
        """Whether a method's 80 % interval holds it."""
        low, high = (self.quantiles[method][QUANTILES.index(level)] for level in (0.1, 0.9))
        return bool(
            (low <= self.figure or self.claim.quantity_high is None)
            and (self.figure <= high or self.claim.quantity_low is None)
        )

    def score(self, method: str) -> float:
        """Weighted interval score, people."""
        return float(weighted_interval_score(self.quantiles[method][None], np.array([self.figure]))[0])


def later_totals(claims: Sequence[ws.Claim], origin: date) -> list[ws.Claim]:
    """Totals for the camp published after the origin, about days after it."""
    return [
        claim
        for claim in sorted(claims, key=lambda claim: (claim.term, claim.published, claim.until, claim.id))
        if claim.place == CAMP and claim.term in published_terms() and claim.counts == "people" and not claim.total_id
        and origin < claim.published <= LAST_PUBLISHED and claim.until > origin
        and (claim.term == "camp_population" or _from_the_start(claim))
    ]  # fmt: skip


def _from_the_start(claim: ws.Claim) -> bool:
    first, last = COUNTED_FROM
    return claim.about_start is not None and first <= claim.about_start <= last


def cases_of(found: ws.Forecast, claims: Sequence[ws.Claim]) -> list[Case]:
    """All cases of one origin, with every method's quantiles."""
    origin = found.as_of
    later = later_totals(claims, origin)
    days = sorted({claim.until for claim in later})
    cases = []
    for each in pool_forecasts(found, claims, days=days):
        past = history(claims, origin, place=CAMP, term=each.term)
        known = [
            TrustedTotal(origin, date.fromordinal(past.began.toordinal() + int(day)), float(people))
            for day, people in zip(past.days, past.totals, strict=True)
        ]
        stock = each.term == "camp_population"
        true = np.asarray(found.members["population" if stock else "arrivals"].sel(place=CAMP), dtype=np.float64)
        true = true if stock else np.cumsum(true, axis=1)
        start = found.scenario.settings.start
        for claim in (claim for claim in later if claim.term == each.term):
            quantiles = {model: each.quantiles(model)[each.days.index(claim.until)] for model in MODELS}
            quantiles[TRUE] = np.quantile(true[:, (claim.until - start).days], QUANTILES)
            quantiles |= {name: baseline(kind, known, claim.until) for name, kind in SIMPLE.items()}
            cases.append(Case(origin, claim, quantiles))
    return cases


def tell(cases: Sequence[Case]) -> None:
    """Print every case with the averaged interval, then the table of methods."""
    for case in cases:
        low, middle, high = (case.quantiles[AVERAGE][QUANTILES.index(level)] for level in (0.1, 0.5, 0.9))
        held, alone = ("inside" if case.inside(method) else "OUTSIDE" for method in (AVERAGE, SCENARIO))
        print(
            f"  as of {case.origin}: {case.claim.term:<15} {case.claim.until} {case.claim.figure:<24} 80 %: "
            f"{low:7,.0f} to {high:7,.0f}, median {middle:7,.0f}  {held} (scenario {alone}) [{case.claim.source[:34]}]"
        )
    print(
        f"\n{'':<22}{'inside 80 %':>12}  {'by origin':<24}{'WIS':>7}{'90 % of its mean':>18}{'two-sided':>11}"
        "  WIS by origin"
    )
    for term in (*published_terms(), "all"):
        some = [case for case in cases if term in (case.claim.term, "all")]
        if not some:
            continue
        print(f"{term} ({len(some)})")
        for method in METHODS:
            by_origin = [[case for case in some if case.origin == origin] for origin in ORIGINS]
            held = [f"{sum(case.inside(method) for case in each)} of {len(each)}" for each in by_origin]
            scores = [np.mean([case.score(method) for case in each]) if each else np.nan for each in by_origin]
            whole, mean = sum(case.inside(method) for case in some), np.mean([case.score(method) for case in some])
            exact = np.mean([case.score(method) for case in some if case.two_sided])
            spread = bootstrap_interval(
                np.array([case.score(method) for case in some]), groups=[case.claim.id for case in some]
            )
            noise = " to ".join(f"{end:,.0f}" for end in spread)
            by_day = " ".join(f"{score:7,.0f}" for score in scores)
            print(f"  {method:<20}{f'{whole} of {len(some)}':>9} {whole / len(some):.2f}  {', '.join(held):<24}"
                  f"{mean:>7,.0f}{noise:>18}{exact:>11,.0f}  {by_day}")  # fmt: skip


def main() -> None:
    """Forecast from each origin and print how the methods did."""
    parser = argparse.ArgumentParser(description="Al-Hol camp, February 2019: three forecasts and two simple ones.")
    parser.add_argument("--members", type=int, default=400, help="possible futures (default: 400)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=None, help="threads (default: one a core)")
    asked = parser.parse_args()
    scenario, claims = ws.load_scenario(BAGHOUZ), ws.read_claims(BAGHOUZ / "claims.csv")
    cases: list[Case] = []
    began = time.process_time()
    for origin in ORIGINS:
        found = ws.forecast(
            scenario, claims, as_of=origin, members=asked.members, seed=asked.seed, workers=asked.workers
        )
        cases += cases_of(found, claims)
    print(f"{asked.members} members, seed {asked.seed}; {time.process_time() - began:.0f} processor seconds")
    tell(cases)


if __name__ == "__main__":
    main()

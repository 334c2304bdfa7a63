"""Trying to leak the future into forecasts from counts: every door, with everything that is published later changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import waystation as ws
from waystation.claims import Claim
from waystation.forecast.surges import (
    LEAVE_ONE_OUT,
    PastSurge,
    SurgeForecast,
    TrustedTotal,
    backtest_surges,
    forecast_surge,
)

BAGHOUZ = Path(__file__).parents[2] / "examples" / "baghouz"
FIRST = date(2030, 1, 1)


def same(one: SurgeForecast, other: SurgeForecast) -> bool:
    """Whether two forecasts say the same, to the last bit."""
    return (
        np.array_equal(one.members, other.members)
        and np.array_equal(one.published, other.published)
        and np.array_equal(one.still_to_come, other.still_to_come)
        and one.table.equals(other.table)
        and [(each.claim.id, each.used, each.why) for each in one.evidence]
        == [(each.claim.id, each.used, each.why) for each in other.evidence]
    )


@pytest.mark.parametrize("as_of", [date(2019, 2, 8), date(2019, 2, 20), date(2019, 2, 25), date(2019, 3, 1)])
@pytest.mark.parametrize("term", ["camp_population", "arrived"])
def test_rows_published_later_and_every_note_change_nothing(as_of: date, term: str) -> None:
    claims = ws.read_claims(BAGHOUZ / "claims.csv")
    known = [claim for claim in claims if claim.published <= as_of]
    # What comes later is thrice as high, tells of days already past, and stands first in the table.
    later = [
        claim.model_copy(
            update={
                "quantity_low": claim.quantity_low and 3 * claim.quantity_low,
                "quantity_high": claim.quantity_high and 3 * claim.quantity_high,
                "about_end": as_of - timedelta(days=2),
                "about_start": None if claim.about_start is None else min(claim.about_start, as_of - timedelta(days=3)),
            }
        )
        for claim in claims
        if claim.published > as_of
    ]
    noted = [claim.model_copy(update={"note": "Hindsight: 73,000 were there in the end"}) for claim in known]
    ways = [
        forecast_surge(rows, place="Al-Hol camp", term=term, as_of=as_of, members=300)
        for rows in (known, [*later, *known], noted)
    ]
    assert same(ways[0], ways[1])
    assert same(ways[0], ways[2])


def total(day: int, people: float, published: int | None = None) -> TrustedTotal:
    return TrustedTotal(FIRST + timedelta(days=day if published is None else published), FIRST + timedelta(day), people)


def claim(day: int, people: float, published: int | None = None, **changed: object) -> Claim:
    row: dict[str, object] = {
        "published": FIRST + timedelta(days=day if published is None else published), "source": "Border police",
        "about_start": FIRST, "about_end": FIRST + timedelta(days=day), "place": "Border", "quantity_low": people,
        "quantity_high": people, "qualifier": "about", "unit": "people", "term": "arrived",
    }  # fmt: skip
    return Claim.model_validate(row | changed)


def test_a_backtest_of_early_origins_does_not_hang_on_what_was_published_after_them() -> None:
    totals = [total(1, 4000), total(2, 9000), total(3, 15000), total(5, 22000), total(8, 30000), total(12, 33000)]
    claims = [claim(day, people) for day, people in ((1, 4100), (3, 15300), (8, 31000), (12, 33500))]
    surge = PastSurge("made_up", "Border", "arrived", tuple(totals), tuple(claims))
    told = replace(
        surge,
        totals=(
            *(each for each in totals if each.day <= FIRST + timedelta(days=5)),
            total(4, 21999, published=9),  # a day between two known counts, told later
            total(8, 99000), total(12, 400000),
        ),
        claims=(
            *(each for each in claims if each.published <= FIRST + timedelta(days=5)),
            claim(2, 60000, published=6),  # a correction
            claim(5, 90000, published=6, term="population_before", place="Valley", about_start=None),
            claim(5, 100, published=6, term="remaining", place="Valley", about_start=None),
        ),
    )  # fmt: skip
    early, late = (
        backtest_surges([each], members=300, workers=1, protocols=[LEAVE_ONE_OUT]).forecasts for each in (surge, told)
    )
    shown = [
        table[(table["as_of"] <= FIRST + timedelta(days=5)) & (table["date"].isin([FIRST + timedelta(days=8)]))]
        for table in (early, late)
    ]
    assert len(shown[0]) == 2 * 7
    assert shown[0].reset_index(drop=True).equals(shown[1].reset_index(drop=True))


def test_a_total_between_two_counts_is_never_filled_in_from_the_later_one() -> None:
    # Forecast on day 3 from counts of days 1 and 2; the count of day 9 would tell the rate if it leaked.
    known = [claim(1, 1000), claim(2, 2000), claim(3, 3000)]
    ways = [
        forecast_surge([*known, claim(9, people)], place="Border", as_of=FIRST + timedelta(days=3), members=300)
        for people in (3001, 300_000)
    ]
    assert same(*ways)

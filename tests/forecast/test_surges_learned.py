"""What past surges teach of release, pauses and how figures scatter: measured by hand, shipped, and used."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

import waystation as ws
from waystation.claims import Claim
from waystation.claims.history import history
from waystation.forecast.surges import PastSurge, TrustedTotal, forecast_surge
from waystation.forecast.surges.release import learned_ranges, measure_release
from waystation.forecast.surges.scatter import draw_scatter, draw_slack, measure_bounds, measure_scatter

FIRST = date(2030, 1, 1)
BAGHOUZ = Path(__file__).parents[2] / "examples" / "baghouz"


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def count(number: int, low: float, *, high: float | None = -1.0, **changed: object) -> Claim:
    row: dict[str, object] = {
        "published": day(number), "source": "UNHCR", "about_start": FIRST, "about_end": day(number), "place": "Border",
        "quantity_low": low, "quantity_high": low if high == -1.0 else high, "qualifier": "about", "unit": "people",
        "term": "arrived",
    }  # fmt: skip
    return Claim.model_validate(row | changed)


def surge(totals: dict[int, float], claims: tuple[Claim, ...] = ()) -> PastSurge:
    trusted = tuple(TrustedTotal(day(number), day(number), people) for number, people in totals.items())
    return PastSurge("made_up", "Border", "arrived", trusted, claims)


def test_release_is_measured_as_by_hand() -> None:
    # 1,000 a day for four days, nearly none for six, then 1,000 a day again. 11,000 would have come in all.
    totals = {0: 1000.0, 1: 2000.0, 2: 3000.0, 4: 5000.0, 10: 5060.0, 12: 7060.0, 15: 10000.0}
    found = measure_release(surge(totals))
    by_name = dict(found)
    moving = [(11 - 1, 11 - 2, 1), (11 - 2, 11 - 3, 1), (11 - 3, 11 - 5, 2), (11 - 5.06, 11 - 7.06, 2), (3.94, 1.0, 3)]
    shares = [(math.log(before / after) / days, days) for before, after, days in moving]
    logs = [math.log(share) for share, _ in shares]
    weighted = sum(log * days for log, (_, days) in zip(logs, shares, strict=True)) / sum(d for _, d in shares)
    assert by_name["moving_share_per_day"] == pytest.approx(math.exp(weighted))
    assert by_name["quiet_share_per_day"] == pytest.approx(math.log(6.0 / 5.94) / 6)
    assert by_name["day_to_day"] == pytest.approx(np.std(logs, ddof=1))
    assert [each for each in found if each[0].endswith("days")] == [
        ("moving_days", 4.0), ("quiet_days", 6.0), ("moving_days", 5.0),
    ]  # fmt: skip


def test_a_surge_of_two_totals_teaches_nothing_of_release() -> None:
    assert measure_release(surge({0: 1000.0, 5: 2000.0})) == []


def test_a_past_surge_that_is_left_out_is_not_looked_at() -> None:
    every, fewer = learned_ranges(), learned_ranges(["karabakh_to_armenia_2023"])
    assert fewer["moving_share_per_day"].cases == every["moving_share_per_day"].cases - 1
    assert fewer["moving_share_per_day"].high < every["moving_share_per_day"].high


def test_the_example_takes_release_and_pauses_from_past_surges() -> None:
    settings = ws.load_scenario(BAGHOUZ).settings
    learned = learned_ranges()
    for name, measure in (
        ("leave_halt", "moving_share_per_day"), ("leave_assault", "quiet_share_per_day"), ("day_to_day", "day_to_day"),
    ):  # fmt: skip
        unknown = settings.unknowns[name]
        assert (unknown.low, unknown.high) == pytest.approx((learned[measure].low, learned[measure].high), rel=0.03)
    phases = settings.sources["pocket"].phases
    for phase, measure in (("halt", "moving_days"), ("assault", "quiet_days")):
        spread = (learned[measure].high / learned[measure].low) ** (1 / (2 * 1.96))
        assert phases[phase].lasts_days == pytest.approx(learned[measure].middle, rel=0.03)
        assert phases[phase].lasts_spread == pytest.approx(spread, rel=0.05)


def test_scatter_is_measured_about_the_series_that_the_counts_make_up() -> None:
    claims = (
        count(1, 4000), count(3, 8000), count(5, 12000),
        count(4, 5000, source="Old page"),  # the series has 9,000 that day, the only figure not below an earlier one
        count(5, 900, total_id="yes"),
        count(4, 9000, high=None, qualifier="more than"),
    )  # fmt: skip
    found = sorted(measure_scatter(claims, place="Border", term="arrived").tolist())
    assert found == pytest.approx([math.log(5 / 9), 0.0, 0.0, 0.0])
    bounds = measure_bounds(surge({1: 4000.0, 3: 8000.0, 5: 12000.0}, claims))
    assert bounds.tolist() == pytest.approx([math.log(0.9)])


def test_scatter_and_slack_are_drawn_from_past_surges_each_counting_the_same() -> None:
    rng = np.random.default_rng(1)
    drawn = draw_scatter((20000,), rng)
    assert (draw_slack((20000,), rng) >= 0.0).all()
    # Gaza's shelters have one official counter: leaving them out must move the share of exact agreement down by 1/12.
    without = draw_scatter((20000,), rng, ["gaza_unrwa_shelters_2014"])
    agree, fewer = (np.mean(np.abs(each) < 1e-9) for each in (drawn, without))
    assert agree - fewer == pytest.approx((1.0 - fewer) / 12, abs=4 * 2 * 0.5 / np.sqrt(20000))


def test_more_than_lifts_what_is_expected_and_a_plain_count_does_not() -> None:
    counts = [count(1, 4000), count(3, 8000)]
    ways = [[*counts, count(5, 12000)], [*counts, count(5, 12000, high=None, qualifier="more than")]]
    assert [history(each, day(5), place="Border", term="arrived").ends_in_bound for each in ways] == [False, True]
    plain, bound = (
        forecast_surge(each, place="Border", as_of=day(5), dates=[day(6)], members=4000).members[0] for each in ways
    )
    assert np.quantile(bound, 0.9) > np.quantile(plain, 0.9)
    assert np.quantile(bound, 0.1) == pytest.approx(np.quantile(plain, 0.1), rel=0.02)

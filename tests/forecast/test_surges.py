"""Sudden arrivals from claims alone: what is read, what cannot leak, and whether members are what they claim."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from waystation.claims import Claim
from waystation.claims.history import history
from waystation.errors import InputError
from waystation.forecast.scoring import bootstrap_interval, inside, pit, weighted_interval_score
from waystation.forecast.surges import FORWARD, PastSurge, TrustedTotal, backtest_surges, forecast_surge, shipped_priors
from waystation.forecast.surges import filter_kernel as compiled
from waystation.forecast.surges.folder import pairs

FIRST = date(2030, 1, 1)


def count(day: int, people: float, *, published: int | None = None, **changed: object) -> Claim:
    row: dict[str, object] = {
        "published": FIRST + timedelta(days=day if published is None else published),
        "source": "UNHCR", "about_start": FIRST, "about_end": FIRST + timedelta(days=day), "place": "Border",
        "quantity_low": people, "quantity_high": people, "qualifier": "about", "unit": "people", "term": "arrived",
    }  # fmt: skip
    return Claim.model_validate(row | changed)


COUNTS = [count(1, 4000), count(2, 9000), count(3, 15000), count(5, 22000), count(8, 30000), count(12, 33000)]


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def test_nothing_published_later_changes_a_forecast() -> None:
    known = [claim for claim in COUNTS if claim.published <= day(5)]
    later = [
        *COUNTS,
        count(4, 19000, published=6),  # a correction of a day before the origin
        count(5, 90000, published=9),  # the origin's own day, told later
        count(2, 50000, published=6, term="remaining", place="Valley", about_start=None),
    ]
    alone = forecast_surge(known, place="Border", as_of=day(5), members=300)
    told = forecast_surge(later, place="Border", as_of=day(5), members=300)
    assert np.array_equal(alone.members, told.members)
    assert {each.claim.id for each in told.evidence} == {claim.id for claim in known}


def test_trusted_totals_published_later_change_nothing_either() -> None:
    totals = [TrustedTotal(day(n), day(n), 5000.0 * n) for n in (1, 2, 3)]
    late = [*totals, TrustedTotal(day(9), day(2), 90000.0), TrustedTotal(day(4), day(4), 1.0)]
    ways = [
        forecast_surge(COUNTS, place="Border", as_of=day(3), members=300, trusted=each).members
        for each in (totals, late)
    ]
    assert np.array_equal(*ways)


def test_no_note_reaches_the_forecast() -> None:
    noted = [claim.model_copy(update={"note": "Hindsight: 99,000 came in the end"}) for claim in COUNTS]
    ways = [forecast_surge(each, place="Border", as_of=day(5), members=300) for each in (COUNTS, noted)]
    assert np.array_equal(ways[0].members, ways[1].members)


def test_the_surge_being_forecast_is_left_out_of_what_is_learned() -> None:
    priors = shipped_priors()
    name = priors.surges[0]
    index = priors.surges.index(name)
    changed = priors.scores.copy()
    changed[:, index] = changed[::-1, index]
    other = type(priors)(priors.sets, changed, priors.surges)
    assert np.array_equal(priors.weights([name]), other.weights([name]))
    assert not np.allclose(priors.weights(), other.weights())


def test_the_answer_is_the_same_for_any_number_of_workers() -> None:
    totals = tuple(TrustedTotal(claim.published, claim.until, claim.quantity_low or 0.0) for claim in COUNTS)
    surge = PastSurge("made_up", "Border", "arrived", totals, tuple(COUNTS))
    one, two = (backtest_surges([surge], members=300, workers=workers, protocols=[FORWARD]) for workers in (1, 2))
    assert one.forecasts.equals(two.forecasts)
    assert not one.forecasts.equals(backtest_surges([surge], members=300, seed=2, protocols=[FORWARD]).forecasts)
    assert len(one.forecasts) == 7 * sum(len(pair.days) for pair in pairs(surge))


def test_people_at_the_origin_bound_who_can_still_come() -> None:
    bound = count(3, 40000, term="population_before", place="Valley", about_start=None)
    ways = [
        forecast_surge(each, place="Border", as_of=day(5), members=2000, dates=[day(33)]).members[0]
        for each in (COUNTS, [*COUNTS, bound])
    ]
    assert np.quantile(ways[1], 0.95) < np.quantile(ways[0], 0.95)
    assert np.quantile(ways[1], 0.95) < 70000


def test_parts_bounds_copies_and_stale_figures_are_set_aside_with_a_reason() -> None:
    odd = [
        count(3, 6000, place="Camp", published=3),
        count(5, 12000, published=5, source="Old page"),
        count(5, 20000, quantity_high=None, qualifier="more than", source="Radio"),
        count(5, 400, unit="families"),
        count(5, 900, total_id="yes"),
    ]
    past = history([*COUNTS, *odd], day(5), place="Border", term="arrived")
    assert past.totals.tolist() == [4000, 9000, 15000, 22000]
    reasons = {claim.figure: past.unused[claim.id].text for claim in odd}
    assert "not about Border" in reasons["about 6,000 people"]
    assert "earlier day" in reasons["about 12,000 people"]
    assert "bound" in reasons["more than 20,000 people"]
    assert "not people" in reasons["about 400 families"]
    assert "Part" in reasons["about 900 people"]


def test_a_place_nobody_spoke_of_is_refused_and_the_right_name_offered() -> None:
    with pytest.raises(InputError, match='Did you mean "Border"'):
        forecast_surge(COUNTS, place="Bordr", as_of=day(5))
    with pytest.raises(InputError, match="not within half a year"):
        forecast_surge(COUNTS, place="Border", as_of=day(5), dates=[day(5)])


def test_the_filter_finds_a_steady_rate_within_its_own_error() -> None:
    # No fading, wandering, jumps or spells: the rate is an unknown constant, and counts tell it.
    members = 4000
    theta = np.tile([1e-9, 1.0, 0.0, 0.02, 0.0, 0.0, 0.0, 1.0, 0.5, 0.0, 0.0, 0.0], (members, 1))
    level, spell, rng = np.empty(members), np.empty(members), np.random.default_rng(3)
    days = np.arange(1.0, 9.0)
    compiled.start(1500.0, 1.0, theta, rng, level, spell)
    compiled.weigh(days, 1000.0 * days + 500.0, theta, rng, level, spell)
    # Seven increments of 1000 with a relative error near 0.02 each: four standard errors.
    assert abs(np.exp(level).mean() - 1000.0) < 4 * 20.0 * np.sqrt(3.0) / np.sqrt(7)


def test_the_compiled_loop_and_its_plain_twin_draw_the_same() -> None:
    found = []
    for weigh, begin in ((compiled.weigh, compiled.start), (compiled.weigh.py_func, compiled.start.py_func)):
        theta = shipped_priors().draw(50, np.random.default_rng(1))
        level, spell, rng = np.empty(50), np.empty(50), np.random.default_rng(2)
        begin(4000.0, 1.0, theta, rng, level, spell)
        weigh(np.array([1.0, 2.0, 4.0]), np.array([4000.0, 9000.0, 15000.0]), theta, rng, level, spell)
        found.append(level)
    assert np.allclose(*found)


def test_the_weighted_interval_score_is_the_sum_over_intervals_by_hand() -> None:
    # Bracher et al.: (|y - m| / 2 + sum of alpha / 2 x interval score) / (K + 1/2), with one interval of alpha 0.2.
    levels, quantiles, truth = (0.1, 0.5, 0.9), np.array([[10.0, 20.0, 40.0]]), 50.0
    interval = (40 - 10) + 2 / 0.2 * (50 - 40)
    expected = (0.5 * 30 + 0.2 / 2 * interval) / 1.5
    assert weighted_interval_score(quantiles, np.array([truth]), levels)[0] == pytest.approx(expected)


def test_coverage_pit_and_bootstrap_say_what_they_should() -> None:
    quantiles = np.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]])
    assert inside(quantiles, np.array([3.0]), 0.5)[0]
    assert not inside(quantiles, np.array([2.5]), 0.5)[0]
    assert pit(np.array([1.0, 2.0, 2.0, 3.0]), 2.0) == 0.5
    assert bootstrap_interval(np.full(5, 0.1)) == pytest.approx((0.1, 0.1))


def test_counts_of_the_days_right_after_the_last_total_carry_it_on() -> None:
    flows = [
        count(6, 1500, published=6, about_start=day(6)),
        count(8, 900, published=8, about_start=day(7)),
        count(11, 5000, published=11, about_start=day(11)),  # a gap of days lies before it
        count(8, 800, published=8, about_start=day(7), qualifier="more than", quantity_high=None),
    ]
    past = history([*COUNTS[:4], *flows], day(11), place="Border", term="arrived")
    assert past.days.tolist() == [1, 2, 3, 5, 6, 8]
    assert past.totals.tolist() == [4000, 9000, 15000, 22000, 23500, 24400]
    assert past.used[flows[1].id] == f"Gives the count of {day(7)} to {day(8)}."
    assert flows[2].id in past.unused
    assert history([*COUNTS[:4], *flows], day(7), place="Border", term="arrived").totals[-1] == 23500


def test_the_first_count_alone_is_taken_to_be_followed_by_more_a_day_than_before_it() -> None:
    one = forecast_surge(COUNTS[:1], place="Border", as_of=day(1), dates=[day(2)], members=4000)
    # 4,000 in the day before; past surges went on three times as fast after their first count, in the median.
    assert 4000 < float(np.median(one.members[0])) - 4000 < 16000


def test_no_quantile_of_a_running_total_falls_with_time() -> None:
    found = forecast_surge(COUNTS, place="Border", as_of=day(12), members=1000)
    levels = found.table[(found.table["target"] == "running total")].pivot(
        index="target_end_date", columns="output_type_id", values="value"
    )
    assert (np.diff(levels.to_numpy(np.float64), axis=0) >= 0.0).all()
    assert (np.diff(found.members, axis=0) >= 0.0).all()


def test_the_chance_of_passing_a_threshold_is_the_share_of_members_there() -> None:
    dates = [day(15), day(30)]
    found = forecast_surge(COUNTS, place="Border", as_of=day(12), dates=dates, thresholds=[34000, 60000], members=1000)
    assert found.chances["chance"].tolist() == [
        float((row >= threshold).mean()) for row in found.members for threshold in (34000, 60000)
    ]
    cdf = found.table[found.table["output_type"] == "cdf"]
    assert cdf["value"].tolist() == pytest.approx([1.0 - chance for chance in found.chances["chance"]], abs=1e-4)
    assert found.chances["chance"].is_monotonic_increasing or found.chances["chance"].iloc[2] >= 0.5
    with pytest.raises(InputError, match="threshold 0 is not above 0"):
        forecast_surge(COUNTS, place="Border", as_of=day(12), thresholds=[0.0])


def test_still_to_come_reaches_four_times_as_far_as_was_seen() -> None:
    assert forecast_surge(COUNTS, place="Border", as_of=day(12), members=300).still_to_come_days == 48
    early = forecast_surge(COUNTS[:2], place="Border", as_of=day(2), members=300)
    assert early.still_to_come_days == 8
    assert early.base_rate.middle > 1.0

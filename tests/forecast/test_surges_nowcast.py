"""Counts that are raised in the days after: what is still to be added, where the truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pytest

from waystation.claims import Claim, Reason, Unused
from waystation.claims.history import History, history
from waystation.forecast.surges import forecast_surge
from waystation.forecast.surges.chain_ladder import chain_ladder
from waystation.forecast.surges.nowcast import Nowcast, nowcast
from waystation.share.surge_shown import surge_lines

FIRST = date(2033, 5, 1)
DAYS, LAST_LAG = 20, 6
SHARE_BY_LAG = np.array([0.5, 0.7, 0.82, 0.9, 0.95, 0.98, 1.0])


def claim(people: float, day: int, lag: int, start: int | None = None) -> Claim:
    return Claim(
        published=FIRST + timedelta(days=day + lag),
        about_start=FIRST + timedelta(days=day if start is None else start),
        about_end=FIRST + timedelta(days=day), source="Tracking office", place="Ford", quantity_low=people,
        quantity_high=people, qualifier="exact", unit="people", term="arrived",
    )  # fmt: skip


def told_late(seed: int, shares: npt.NDArray[np.float64] = SHARE_BY_LAG) -> tuple[npt.NDArray[np.int64], list[Claim]]:
    """People who came each day, and what an office says of each day in the bulletins of the days after.

    Each person is counted after a delay of their own; the delays of a day are longer or shorter together. The same
    people are in all versions, so none but the last is complete.
    """
    rng = np.random.default_rng(seed)
    came = rng.poisson(rng.gamma(20.0, 30.0, DAYS))
    claims = []
    for day, people in enumerate(came):
        late = rng.dirichlet(80.0 * np.diff(np.concatenate([[0.0], shares])) + 1e-9)
        known = np.cumsum(rng.multinomial(people, late))
        claims += [claim(float(known[lag]), day, lag) for lag in range(LAST_LAG + 1) if day + lag < DAYS]
    return came, claims


def path_of(claims: list[Claim], windows: bool) -> History:
    """The last version of each count as a history, as `history` gives it."""
    last = {each.until: each for each in sorted(claims, key=lambda each: each.published)}
    figures = np.array([last[day].quantity_low for day in sorted(last)], dtype=np.float64)
    ids = {each.id: "" for each in last.values()}
    old = {each.id: Reason(Unused.CORRECTED, "") for each in claims if each.id not in ids}
    of_windows = frozenset(ids) if windows else frozenset()
    began = FIRST - timedelta(days=1) if windows else FIRST
    days = np.array([(day - began).days for day in sorted(last)], dtype=np.float64)
    return History(began, days, np.cumsum(figures) if windows else figures, used=ids, unused=old, windows=of_windows)


def as_known(seed: int, shares: npt.NDArray[np.float64] = SHARE_BY_LAG) -> tuple[float, float, Nowcast | None]:
    """People not yet counted, and what is expected of them."""
    came, claims = told_late(seed, shares)
    past = path_of(claims, windows=True)
    return float(came.sum()) - past.total, past.total, nowcast(claims, past)


def as_totals(daily: list[Claim]) -> list[Claim]:
    """The same bulletins as running totals: each tells those of the last days, with all that is known by then."""
    known: dict[int, float] = {}
    found = []
    for published in range(DAYS):
        for each in daily:
            if (each.published - FIRST).days == published:
                known[(each.until - FIRST).days] = float(each.quantity_low or 0.0)
        for day in range(max(0, published - LAST_LAG), published + 1):
            people = sum(known[earlier] for earlier in range(day + 1))
            found.append(claim(people, day, published - day, start=0))
    return found


def check(missing: Sequence[float], found: Sequence[Nowcast | None]) -> None:
    ranges = np.array([each.of_last for each in found if each is not None])
    assert len(ranges) == len(found)
    off = ranges[:, 1] - missing
    assert abs(np.mean(off)) < 3 * np.std(off) / np.sqrt(len(off))
    inside = np.mean((ranges[:, 0] <= missing) & (missing <= ranges[:, 2]))
    assert abs(inside - 0.8) < 3 * np.sqrt(0.8 * 0.2 / len(off))
    assert np.mean(np.abs(off)) < 0.35 * np.mean(missing)  # 1 if counts are taken as they are


def test_what_is_not_yet_counted_is_right_in_the_mean_and_within_its_range_as_often_as_it_says() -> None:
    missing, _, found = zip(*(as_known(seed) for seed in range(60)), strict=True)
    check(missing, found)


def test_running_totals_of_a_day_that_are_raised_later_are_grown_too() -> None:
    missing, found = [], []
    for seed in range(40):
        came, daily = told_late(seed)
        totals = as_totals(daily)
        past = path_of(totals, windows=False)
        late = nowcast(totals, past)
        assert late is not None
        assert (np.diff(past.totals + late.later) >= 0).all()
        missing.append(float(came.sum()) - past.total)
        found.append(late)
    check(missing, found)


def test_the_history_of_such_claims_is_raised_as_that_made_by_hand() -> None:
    _, claims = told_late(4)
    past = history(claims, FIRST + timedelta(days=DAYS - 1), place="Ford")
    by_hand = path_of(claims, windows=True)
    late, expected = nowcast(claims, past), nowcast(claims, by_hand)
    assert late is not None
    assert expected is not None
    assert late.of_last == pytest.approx(expected.of_last, rel=0.02)  # the first day of a history is a total of its own


def test_counts_told_in_full_at_once_are_left_as_they_are() -> None:
    assert all(as_known(seed, np.ones(LAST_LAG + 1))[2] is None for seed in range(5))


def test_the_forecast_holds_what_is_not_yet_counted_and_says_so() -> None:
    came, claims = told_late(1)
    found = forecast_surge(claims, place="Ford", as_of=FIRST + timedelta(days=DAYS - 1), members=400)
    once = {each.until: each for each in sorted(claims, key=lambda each: each.published)}
    plain = forecast_surge(list(once.values()), place="Ford", as_of=FIRST + timedelta(days=DAYS - 1), members=400)
    a_day = came.sum() / DAYS
    expected = came.sum() + a_day
    late, as_counted = (float(np.median(each.members[0])) for each in (found, plain))
    assert abs(late - expected) < abs(as_counted - expected)
    assert (found.members >= found.history.total).all()
    assert "and the forecast holds them" in " ".join(surge_lines(found))


def test_nothing_published_later_changes_what_is_added() -> None:
    _, claims = told_late(2)
    then = FIRST + timedelta(days=12)
    known = [each for each in claims if each.published <= then]
    later = [*claims, claim(90_000.0, 12, 20)]
    now, with_later = (forecast_surge(each, place="Ford", as_of=then, members=200) for each in (known, later))
    assert now.nowcast is not None
    assert with_later.nowcast is not None
    assert now.nowcast.later.tolist() == with_later.nowcast.later.tolist()
    assert now.members.tolist() == with_later.members.tolist()


def test_the_order_of_rows_does_not_decide_whose_counts_are_grown() -> None:
    _, claims = told_late(1)
    other = claim(400.0, DAYS - 1, 0).model_copy(update={"id": "other", "source": "Another office"})
    past = path_of(claims, windows=True)
    past = replace(past, used=past.used | {other.id: ""}, windows=past.windows | {other.id})
    found = [nowcast(rows, past) for rows in ([*claims, other], [other, *claims])]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].of_last == found[1].of_last


def test_the_chain_ladder_agrees_with_macks_published_example() -> None:
    """Mack (1993): the claims of Taylor and Ashe (1983), what is still to be paid, and its standard error."""
    paid = [
        [357848, 1124788, 1735330, 2218270, 2745596, 3319994, 3466336, 3606286, 3833515, 3901463],
        [352118, 1236139, 2170033, 3353322, 3799067, 4120063, 4647867, 4914039, 5339085],
        [290507, 1292306, 2218525, 3235179, 3985995, 4132918, 4628910, 4909315],
        [310608, 1418858, 2195047, 3757447, 4029929, 4381982, 4588268],
        [443160, 1136350, 2128333, 2897821, 3402672, 3873311],
        [396132, 1333217, 2180715, 2985752, 3691712],
        [440832, 1288463, 2419861, 3483130],
        [359480, 1421128, 2864498],
        [376686, 1363294],
        [344014],
    ]
    triangle = np.array([[*row, *[np.nan] * (10 - len(row))] for row in paid], dtype=np.float64)
    end, covariance = chain_ladder(triangle, fewest=1)
    assert end.sum() - sum(row[-1] for row in paid) == pytest.approx(18_680_856, abs=1)
    # Mack guesses the variance of the last factor, for which there is one pair. Here it is 0, so the error is less.
    assert 0.97 * 2_447_095 < np.sqrt(covariance.sum()) < 2_447_095

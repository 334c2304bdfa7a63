"""The next evening from the last one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from forecast_parts import AS_OF, a_claim, valley, valley_claims

import waystation as ws
from waystation.forecast import Effort, Posterior

YESTERDAY = date(2030, 1, 13)
MODEST = Effort(chains=30, tempered=10, settling=8, rounds=12, moves=12)


def evening(day, claims=None, **settings):
    settings = {"members": 200, "seed": 1, "workers": 1, "effort": MODEST, **settings}
    return ws.forecast(valley(), valley_claims() if claims is None else claims, as_of=day, **settings)


@pytest.fixture(scope="module")
def yesterday():
    return evening(YESTERDAY)


@pytest.fixture(scope="module")
def carried(yesterday):
    return evening(AS_OF, start=yesterday.posterior)


def test_the_next_evening_starts_from_the_last_one_and_says_so(carried):
    assert carried.settings["full_fit"] == YESTERDAY.isoformat()
    assert carried.settings["full_fit_because"] == ""
    assert carried.posterior.points.paths.shape[2] == 14
    changes = carried.settings["changes"]
    assert changes["since"] == YESTERDAY.isoformat()
    assert len(changes["new_claims"]) == 1
    assert changes["reason"] == "1 more claims are used and 1 more day known; the past is unchanged."
    assert {"before", "now", "name", "unit"} == set(changes["headlines"][0])


def test_it_agrees_with_a_full_fit(carried):
    full = evening(AS_OF, seed=2, members=400, effort=Effort(chains=40, tempered=15, settling=12, rounds=20))
    for name in full.unknowns.index:
        width = full.unknowns.loc[name, "high"] - full.unknowns.loc[name, "low"]
        off = [abs(carried.unknowns.loc[name, case] - full.unknowns.loc[name, case]) / width
               for case in ("low", "median", "high")]  # fmt: skip
        # Two samples worth some 60 and 80 independent members each: four standard errors of a quantile.
        assert max(off) < 4 * 0.67 * np.sqrt(1 / 60 + 1 / 80)


def test_a_changed_past_is_fitted_anew_and_says_why(yesterday):
    claims = [each.model_copy(update={"quantity_high": 1000.0}) if each.term == "remaining" else each
              for each in valley_claims()]  # fmt: skip
    found = evening(AS_OF, claims, start=yesterday.posterior)
    assert "has changed since" in found.settings["full_fit_because"]
    assert found.settings["full_fit"] == AS_OF.isoformat()


def test_claims_that_yesterdays_members_cannot_meet_are_fitted_anew(yesterday):
    surprise = a_claim(60_000, published="2030-01-14", about_start="2030-01-14", about_end="2030-01-14",
                       qualifier="exact", source="Camp office", term="arrived", place="Lower Camp")  # fmt: skip
    surprises = [surprise.model_copy(update={"id": f"s{i}"}) for i in range(1)]
    found = evening(AS_OF, [*valley_claims(), *surprises], start=yesterday.posterior)
    assert found.settings["full_fit_because"] or found.posterior.full_fit == YESTERDAY


def test_the_same_evening_again_or_other_members_are_fitted_in_full(yesterday):
    again = evening(YESTERDAY, start=yesterday.posterior)
    assert "not from an earlier day" in again.settings["full_fit_because"]
    other = evening(AS_OF, members=100, start=yesterday.posterior)
    assert "has 200 members, not 100" in other.settings["full_fit_because"]


def test_a_posterior_is_read_back_from_its_arrays(yesterday):
    arrays = yesterday.posterior.arrays()
    again = Posterior.read(arrays)
    for name in ("unknowns", "paths", "seeds"):
        np.testing.assert_array_equal(getattr(again.points, name), getattr(yesterday.posterior.points, name))
    assert replace(again, points=None, run=None, chain=None, lineage=None, headlines=()) == replace(
        yesterday.posterior, points=None, run=None, chain=None, lineage=None, headlines=()
    )
    with pytest.raises(ValueError, match="different lengths"):
        Posterior.read(arrays | {"run": arrays["run"][:-1]})

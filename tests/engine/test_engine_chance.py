"""Means and spreads of the engine's random parts against theory, and what a seed decides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr
from engine_worlds import chain, event, outcome_of, within

from waystation.engine import simulate
from waystation.errors import InputError
from waystation.world.scenario_model import Scenario

OPEN_GATE = {"gate": {"lanes": 1, "people_per_lane_hour": 1_000_000, "open_hours": [0, 24]}}
WAYS: dict[str, Any] = {
    "stages": OPEN_GATE,
    "exits": {"hospital": {}, "hills": {}, "relatives": {}},
    "legs": [
        {"from": "town", "to": "gate", "hours": 2},
        {"from": "town", "to": "hills", "hours": 1},
        {"from": "gate", "to": "camp", "hours": 3},
        {"from": "gate", "to": "hospital", "hours": 1},
        {"from": "gate", "to": "relatives", "hours": 1},
    ],
    "streams": {
        # Written against their order on the way: who parts first is decided by the path.
        "sick": {"path": ["town", "gate", "hospital"], "share": 0.3},
        "kin": {"path": ["town", "gate", "relatives"], "share": 0.1},
        "walkers": {"path": ["town", "hills"], "share": 0.25},
    },
}
SHARES = {"hospital": 0.3, "relatives": 0.1, "hills": 0.25}


def test_people_part_by_the_shares_wherever_the_paths_part() -> None:
    members, people = 600, 1000
    future = simulate(chain(**WAYS), members=members)
    gone = {name: future.gone.sel(exit=name).sum("date").values.astype(float) for name in SHARES}
    gone["camp"] = future.population.sel(place="Camp").isel(date=-1).values.astype(float)
    for name, share in (SHARES | {"camp": 0.35}).items():
        assert within(gone[name], people * share), name
        assert within((gone[name] - people * share) ** 2, people * share * (1 - share)), name
    together = (gone["hospital"] - 300) * (gone["hills"] - 250)
    assert within(together, -people * 0.3 * 0.25)
    assert (sum(gone.values()) == people).all()


def test_shares_of_more_than_the_whole_leave_nobody_for_the_general_stream() -> None:
    greedy = WAYS["streams"] | {"kin": {"path": ["town", "gate", "relatives"], "share": 0.9}}
    future = simulate(chain(**WAYS | {"streams": greedy}), members=5)
    assert not future.arrivals.sel(place="Camp").any()
    assert (future.gone.sum(["date", "exit"]) == 1000).all()


def test_two_streams_on_one_path_are_one() -> None:
    twin = chain(streams={"twin": {"path": ["town", "gate", "camp"], "share": 0.5}})
    assert_same(simulate(twin, members=3), simulate(chain(), members=3))


def test_deaths_on_the_way_come_at_the_rate_given() -> None:
    legs = [{"from": "town", "to": "gate", "hours": 2, "deaths_per_10000": 300}, WAYS["legs"][2]]
    future = simulate(chain(stages=OPEN_GATE, legs=legs), members=800)
    died = future.died.sum("date").values.astype(float)
    assert within(died, 30.0)
    assert within((died - 30) ** 2, 1000 * 0.03 * 0.97)
    assert (future.arrivals.sel(place="Gate").sum("date") == 1000 - died).all()


def test_a_constant_hazard_empties_the_town_exponentially() -> None:
    town = {"town": {"leave_hours": [6, 18], "phases": {"open": {"leave_per_day": 0.15}}}}
    left = simulate(chain(sources=town), members=500).left.values[:, :, 0].cumsum(axis=1)
    for day in (0, 1, 4, 9):
        share = 1 - np.exp(-0.15 * (day + 1))
        assert within(left[:, day], 1000 * share)
        assert within((left[:, day] - 1000 * share) ** 2, 1000 * share * (1 - share))


def test_a_share_moves_on_from_a_site_each_day() -> None:
    town = {"town": {"people": 0}}
    camp = {"camp": {"people_at_start": 1000, "onward_per_day": 0.1, "onward_to": "kin"}}
    legs = [*chain().settings.model_dump(by_alias=True)["legs"], {"from": "camp", "to": "kin", "hours": 0}]
    future = simulate(chain(sources=town, sites=camp, exits={"kin": {}}, legs=legs), members=500)
    for day in (0, 4, 9):
        assert within(future.population.sel(place="Camp").values[:, day], 1000 * 0.9 ** (day + 1))


UNSURE: dict[str, Any] = WAYS | {
    "sources": {
        "town": {
            "people": "inside",
            "leave_hours": [6, 18],
            "day_to_day": 0.5,
            "phases": {
                "open": {"leave_per_day": "hazard", "lasts_days": 2, "then": ["shut", "rush"]},
                "shut": {"begins_with": ["closure"], "leave_per_day": 0.01, "lasts_days": 1, "then": ["open", "rush"]},
                "rush": {"leave_per_day": 0.5, "lasts_days": 1, "then": ["open", "shut"]},
            },
        }
    },
    "stages": {"gate": {"lanes": 3}},
    "unknowns": {
        "inside": {"prior": "lognormal", "low": 500, "high": 5000, "unit": "people", "why": "Made up."},
        "hazard": {"prior": "lognormal", "low": 0.05, "high": 0.5, "unit": "share per day", "why": "Made up."},
    },
}
EVENTS = [event("closure", 2, "Town")]


def unsure(**changes: Any) -> Scenario:
    """The chain with all kinds of chance at work."""
    return chain(EVENTS, **{**UNSURE, **changes})


def assert_same(one: xr.Dataset, other: xr.Dataset, *names: str) -> None:
    for name in names or one.data_vars:
        np.testing.assert_array_equal(one[name].values, other[name].values, err_msg=str(name))


def test_the_number_of_workers_changes_nothing() -> None:
    alone = simulate(unsure(), members=23, seed=5, workers=1)
    for workers in (2, 5, None):
        assert_same(alone, simulate(unsure(), members=23, seed=5, workers=workers))


@pytest.mark.parametrize("what_if", [[], [event("closure", 5, "Town"), event("closure", 8, "Town")]])
def test_a_member_does_not_depend_on_how_many_members_there_are(what_if: list[Any]) -> None:
    few = simulate(unsure(), members=10, seed=5, what_if=what_if)
    many = simulate(unsure(), members=50, seed=5, what_if=what_if)
    assert_same(few, many.isel(member=slice(10)))


def test_another_seed_gives_other_members_of_like_size() -> None:
    one, other = (simulate(unsure(), members=400, seed=seed).left.sum(["date", "source"]) for seed in (5, 6))
    assert (one != other).mean() > 0.95
    spread = np.hypot(one.std() / 20, other.std() / 20)
    assert abs(one.mean() - other.mean()) < 4 * spread


def test_a_slower_stage_leaves_the_departures_as_they_are() -> None:
    plain = simulate(unsure(), members=20)
    slower = simulate(unsure(stages={"gate": {"lanes": 1}}), members=20)
    assert_same(plain, slower, "left")
    assert (plain.gone.sel(exit="hills") == slower.gone.sel(exit="hills")).all()
    assert (plain.peak_waiting < slower.peak_waiting).any()


def test_an_unknown_more_reshuffles_nothing() -> None:
    idle = {"aside": {"prior": "uniform", "low": 0, "high": 1, "unit": "share", "why": "Made up."}}
    more = unsure(unknowns=idle | UNSURE["unknowns"])
    assert_same(simulate(unsure(), members=20), simulate(more, members=20))


def test_an_exit_nobody_takes_reshuffles_nothing() -> None:
    more = unsure(
        exits={"abroad": {}} | UNSURE["exits"],
        legs=[{"from": "gate", "to": "abroad", "hours": 9}, *UNSURE["legs"]],
        streams={"leavers": {"path": ["town", "gate", "abroad"], "share": 0}} | UNSURE["streams"],
    )
    future = simulate(more, members=20)
    assert not future.gone.sel(exit="abroad").any()
    plain = simulate(unsure(), members=20)
    assert_same(plain, future.sel(exit=plain.exit))


def test_a_site_that_sends_people_on_does_not_change_who_comes() -> None:
    onward = {
        "sites": {"camp": {"onward_per_day": 0.2, "onward_to": "relatives"}},
        "legs": [*UNSURE["legs"], {"from": "camp", "to": "relatives", "hours": 5, "spread": 2}],
    }
    assert_same(simulate(unsure(), members=20), simulate(unsure(**onward), members=20), "left", "arrivals", "waiting")


def test_an_unknown_can_be_held_at_a_value() -> None:
    future = simulate(unsure(), members=20, draws={"inside": 1234, "hazard": 100})
    assert (future.left.isel(date=0, source=0) == 1234).all()


def test_what_cannot_be_simulated_is_refused_with_all_reasons() -> None:
    with pytest.raises(InputError) as refused:
        simulate(unsure(), members=0, draws={"insid": 3.0, "zzz": 1.0})
    assert [str(problem) for problem in refused.value.problems] == [
        "The number of members is 0. Use 1 or more.",
        '"insid" is not an unknown of this scenario. Did you mean "inside"?',
        '"zzz" is not an unknown of this scenario. Use one of: hazard, inside.',
    ]


@pytest.mark.parametrize("workers", [0, -2])
def test_less_than_one_worker_is_refused(workers: int) -> None:
    with pytest.raises(InputError, match=rf"^{workers} workers cannot work\. Use 1 or more\.$"):
        simulate(unsure(), members=2, workers=workers)


def test_events_before_the_first_day_decide_how_it_begins() -> None:
    early = event("closure", 1, "Town").model_copy(update={"start": event("x", 1).start.replace(year=2029)})
    begun = simulate(chain([early], **UNSURE), members=200, draws={"inside": 10_000, "hazard": 100})
    # Shut lasts a day or more; but for the day's factor a hundredth leaves. Nobody would be left had it begun open.
    assert begun.left.isel(date=0, source=0).median() < 300


def test_a_member_alone_equals_itself_among_others_in_the_bare_arrays() -> None:
    one, _, _ = outcome_of(unsure(), members=1)
    many, _, _ = outcome_of(unsure(), members=8, workers=3)
    for name in one._fields:
        np.testing.assert_array_equal(getattr(one, name)[0], getattr(many, name)[0], err_msg=name)

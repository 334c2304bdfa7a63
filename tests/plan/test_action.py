"""The first thing to ask for: against the arithmetic of a queue that is worked off, and only where it helps."""

from __future__ import annotations

import dataclasses
from datetime import date

import numpy as np
import pytest
from test_outlook import CHAIN, futures

from waystation.plan import Action, first_action, outlook

SINCE = date(2030, 1, 4)


def test_the_desks_asked_for_spare_what_the_arithmetic_of_a_queue_says() -> None:
    """A queue of N worked off by r a day costs N^2 / (2 r) nights, off by N at most for counting whole nights."""
    made = futures()
    found = first_action(made, outlook(made, SINCE))
    assert found is not None
    assert (found.name, found.unit) == ("tight", "lane")
    lane = 10 * 24
    people = 8000 - 3 * 2 * lane
    for lanes, nights in ((2, found.nights_before), (2 + found.more, found.nights_after)):
        assert np.abs(nights - people**2 / (2 * lanes * lane)).max() <= people
    assert found.share()[0] >= 0.5  # the least that halves the nights; one less does not
    assert found.more / (2 + found.more) >= 0.5 > (found.more - 2) / found.more


def test_nothing_is_asked_for_where_nothing_holds_people_up_or_the_authorities_run_it() -> None:
    wide = {name: {**stage, "lanes": 500} for name, stage in CHAIN["stages"].items()}
    theirs = {**CHAIN["stages"], "tight": {**CHAIN["stages"]["tight"], "run_by": "authority"}}
    for stages in (wide, theirs):
        made = futures(stages=stages)
        assert first_action(made, outlook(made, SINCE)) is None


@pytest.mark.parametrize("kind", ["worse in two of ten", "little"])
def test_nothing_is_asked_for_where_the_comparison_does_not_hold(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = futures()
    before = np.full(40, 1000.0)
    after = np.where(np.arange(40) < 8, 1100.0, 400.0) if kind.startswith("worse") else before - 50
    ahead = outlook(made, SINCE)
    best, *others = ahead.reliefs
    ahead = dataclasses.replace(
        ahead, reliefs=[dataclasses.replace(best, nights_before=before, nights_after=after), *others]
    )
    monkeypatch.setattr("waystation.plan.action.nights_waiting", lambda run, day: after)
    assert first_action(made, ahead) is None


def test_the_share_spared_leaves_out_futures_in_which_nobody_waits() -> None:
    action = Action("desk", "lane", 1, SINCE, np.array([0.0, 100.0, 200.0]), np.array([0.0, 50.0, 100.0]))
    assert action.share() == (0.5, 0.5, 0.5)
    assert dataclasses.replace(action, nights_before=np.zeros(3), nights_after=np.zeros(3)).share() == (0.0, 0.0, 0.0)

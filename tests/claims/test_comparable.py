"""Pairs that could disagree are found by days and figures: nothing is lost beside setting each claim against each."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from unittest.mock import patch

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from waystation.claims import Claim, conflicts
from waystation.claims.comparable import comparable_flows, comparable_stocks
from waystation.claims.covered import covered
from waystation.claims.figure_range import likely_range

FIRST = date(2030, 5, 1)
MODULE = "waystation.claims.conflicts"


def _claim(name: str, last: int, length: int | None, low: int | None, high: int | None, **changes: object) -> Claim:
    """A claim about Adre of so many days up to one; no length: its first day is not stated."""
    end = FIRST + timedelta(days=last)
    row: dict[str, object] = {
        "id": name, "published": end + timedelta(days=1), "source": "Border office", "place": "Adre", "about_end": end,
        "about_start": None if length is None else end - timedelta(days=length - 1), "quantity_low": low,
        "quantity_high": high, "qualifier": "exact", "unit": "people", "term": "arrived",
    }  # fmt: skip
    return Claim.model_validate(row | changes)


@st.composite
def _claims(draw: st.DrawFn) -> list[Claim]:
    """Claims of one place that look alike in many ways: stocks, days, weeks and totals, bounds and ranges."""
    found = []
    for number in range(draw(st.integers(2, 14))):
        low = draw(st.sampled_from([0, 90, 100, 112, 130, 200, 700, 3000]))
        high = low + draw(st.sampled_from([0, 0, 30, 900]))
        qualifier = draw(st.sampled_from(["exact", "about", "range", "at least", "more than", "up to", "vague"]))
        found.append(
            _claim(
                f"c-{'abcdefghijklmn'[number]}",
                draw(st.one_of(st.integers(0, 6), st.integers(0, 60))),
                draw(st.sampled_from([None, 1, 1, 2, 7, 14, 15, 20, 31, 40])),
                None if qualifier == "up to" else low,
                None if qualifier in {"at least", "more than"} else high if qualifier in {"range", "vague"} else low,
                qualifier=qualifier,
                source=draw(st.sampled_from(["Border office", "IOM", "OCHA"])),
                term=draw(st.sampled_from(["arrived", "arrived", "left", "remaining", "camp_population"])),
                location_accuracy=draw(st.sampled_from(["", "", "ADM0", "point"])),
            )
        )
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_claims())
@example([_claim("c-a", 40, 41, 100, 100), _claim("c-b", 38, 34, 900, 900, source="IOM")])  # long, nearly the same days
@example(
    [
        _claim("c-a", 35, None, 100, 100, term="camp_population"),
        _claim("c-b", 30, 31, 9, 9, term="camp_population", source="IOM"),
    ]
)  # a stock that speaks of a month
def test_the_same_disagreements_are_found_as_where_every_claim_is_set_against_every_other(claims: list[Claim]) -> None:
    found = conflicts(claims)

    def all_pairs(among: list[Claim], *_: int) -> list[tuple[Claim, Claim]]:
        return list(combinations(among, 2))

    with patch(f"{MODULE}.comparable_flows", all_pairs), patch(f"{MODULE}.comparable_stocks", all_pairs):
        assert conflicts(claims) == found


def test_claims_that_agree_or_are_far_apart_in_days_are_not_set_against_each_other() -> None:
    days = [_claim(f"c-{day}", day, 1, 100 + day, 100 + day) for day in range(400)]
    totals = [_claim(f"t-{day}", day, day + 1, 100 * (day + 1), 100 * (day + 1)) for day in range(20, 400)]
    assert len(comparable_flows([*days, *totals])) < 400  # young totals grow by more than a tenth in two days
    camp = [_claim(f"p-{day}", day, None, 100 + day, 100 + day, term="camp_population") for day in range(400)]
    assert len(comparable_stocks(camp, 2)) < 2 * 400  # each beside the two days after it


@st.composite
def _bound_and_counts(draw: st.DrawFn) -> tuple[Claim, list[Claim], int]:
    length = draw(st.integers(2, 9))
    bound = _claim("bound", length - 1, length, None, 9_000_000, qualifier="up to")
    counts = []
    for number in range(draw(st.integers(0, 7))):
        last = draw(st.integers(0, length - 1))
        people = draw(st.sampled_from([1, 2, 3, 4]))
        counts.append(_claim(f"c-{number}", last, draw(st.integers(1, last + 1)), people, people, source="IOM"))
    return bound, counts, length


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_bound_and_counts())
def test_an_upper_bound_is_set_beside_the_fewest_counts_that_cover_its_days(
    drawn: tuple[Claim, list[Claim], int],
) -> None:
    bound, counts, length = drawn

    def days_of(claim: Claim) -> set[int]:
        assert claim.about_start is not None
        return set(range((claim.about_start - FIRST).days, (claim.until - FIRST).days + 1))

    usable = [claim for claim in counts if len(days_of(claim)) < length]
    choices = [choice for size in range(1, len(usable) + 1) for choice in combinations(usable, size)]
    covering = [choice for choice in choices if len(set().union(*map(days_of, choice))) == length]
    found = covered([(claim, "adre") for claim in (bound, *counts)])
    if not covering:
        assert found == []
        return
    fewest = min(map(len, covering))
    most = max(sum(likely_range(claim).high for claim in choice) for choice in covering if len(choice) == fewest)
    assert len(found[0].counts) == fewest
    assert abs(found[0].most - most) < 1e-9
    assert set().union(*map(days_of, found[0].counts)) == set(range(length))

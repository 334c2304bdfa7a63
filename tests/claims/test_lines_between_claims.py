"""Both sides of every line that the manual draws: so many days, so many per cent, so many words."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from waystation.claims import Category, Claim, Ledger, conflicts, lineage, same_story
from waystation.claims.decisions import Standing
from waystation.claims.ledger import _words_of

DAY = date(2030, 3, 10)


def _back(days: int) -> date:
    return DAY - timedelta(days=days)


def _claim(low: float | None = 3000, high: float | None = -1, **changes: Any) -> Claim:
    values: dict[str, Any] = {
        "published": DAY, "source": "Camp office", "about_start": DAY, "about_end": DAY, "place": "Sur",
        "quantity_low": low, "quantity_high": low if high == -1 else high, "qualifier": "exact", "unit": "people",
        "term": "arrived",
    }  # fmt: skip
    return Claim.model_validate(values | changes)


def _between(low: float, high: float, **changes: Any) -> Claim:
    """From so many to so many: read as it stands, nothing added either way."""
    return _claim(low, high, qualifier="range", **changes)


def _stock(low: float | None, high: float | None = -1, *, ago: int = 0, **changes: Any) -> Claim:
    stock = {"term": "camp_population", "about_start": None, "about_end": _back(ago), "published": _back(ago)}
    return _claim(low, high, **{**stock, **changes})


def _left(low: float, high: float, *, ago: int, source: str, **changes: Any) -> Claim:
    return _stock(low, high, ago=ago, qualifier="range", term="remaining", source=source, **changes)


OTHER = {"source": "Red Crescent"}


# ------------------------------------------------------------------ one story, or two


STORIES = {
    "published so many days apart": (10, lambda days: (_claim(published=_back(-days)), _claim(**OTHER))),
    "stocks of two offices, so many days apart": (2, lambda days: (_stock(900), _stock(900, ago=days, **OTHER))),
    "a stock that one office repeats": (10, lambda days: (_stock(900), _stock(900, ago=days, published=_back(5)))),
    "short counts that begin so many days apart": (
        2, lambda days: (_claim(about_start=_back(8)), _claim(about_start=_back(8 - days), **OTHER)),
    ),
    "short counts that end so many days apart": (
        2,
        lambda days: (_claim(about_start=_back(8)), _claim(about_start=_back(8), about_end=_back(days), **OTHER)),
    ),
    "long counts that begin so many days apart": (
        7, lambda days: (_claim(about_start=_back(40)), _claim(about_start=_back(40 - days), **OTHER)),
    ),
    "long counts of two offices that end so many days apart": (
        2,
        lambda days: (_claim(about_start=_back(40)), _claim(about_start=_back(40), about_end=_back(days), **OTHER)),
    ),
    "a long count that one office repeats": (
        10, lambda days: (_claim(about_start=_back(40)), _claim(about_start=_back(40), about_end=_back(days))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", STORIES)
def test_a_story_is_one_up_to_the_last_day_and_two_from_the_next(what: str) -> None:
    most, told = STORIES[what]
    assert [len(same_story(told(days))) for days in (most - 1, most, most + 1)] == [1, 1, 2]


@pytest.mark.parametrize(("days", "stories"), [(14, 1), (13, 2)])
def test_a_count_is_long_from_a_fortnight_on(days: int, stories: int) -> None:
    assert len(same_story([_claim(about_start=_back(days)), _claim(about_start=_back(days + 5), **OTHER)])) == stories


def test_short_counts_that_share_one_day_may_be_one_story_and_others_not() -> None:
    first = _claim(about_start=_back(2), about_end=_back(1))
    assert len(same_story([first, _claim(about_start=_back(1), **OTHER)])) == 1
    assert len(same_story([first, _claim(**OTHER)])) == 2


# ------------------------------------------------------------------ a disagreement, or none


def _rivals(first: Claim, second: Claim) -> set[Category]:
    return {found.category for found in conflicts([first, second])}


CONFLICTS = {
    "ranges of one day": (
        501, Category.CONTRADICTION, lambda low: (_between(300, 500), _between(low, 700, **OTHER)),
    ),
    "exact figures may be 1 % off, both of them": (
        1021, Category.CONTRADICTION, lambda figure: (_claim(1000), _claim(figure, **OTHER)),
    ),
    "a day may hold as many as all the days around it": (
        501, Category.CONTRADICTION,
        lambda low: (_between(400, 500, about_start=_back(4)), _between(low, 600, about_start=_back(0), **OTHER)),
    ),
    # Of 21 days, ending a day apart: what two average days add, 2 / 21, and 1 % either way.
    "running totals that end a day apart": (
        11174, Category.CONTRADICTION,
        lambda figure: (
            _claim(10000, about_start=_back(20), about_end=_back(1), published=_back(1)),
            _claim(figure, about_start=_back(20), **OTHER),
        ),
    ),
    # Those left behind may be a quarter a day more than an earlier estimate, for it was one: three days on 1,750.
    "a later estimate of those left behind": (
        1751, Category.CONTRADICTION,
        lambda low: (_left(900, 1000, ago=3, source="Mayor"), _left(low, 5000, ago=0, source="Monitor")),
    ),
    # More than a tenth: 1.1 x 1,000 at most, and an exact figure may be 1 % too high.
    "an at least below what another counted": (
        1112, Category.BOUND,
        lambda figure: (_stock(figure), _stock(1000, None, qualifier="at least", **OTHER)),
    ),
    "an at least a tenth below, to the figure": (
        12, Category.BOUND,
        lambda low: (_stock(low, 20, qualifier="range"), _stock(10, None, qualifier="at least", **OTHER)),
    ),
    "exits that come to as many as were left": (
        1001, Category.OVERTAKEN,
        lambda low: (
            _left(900, 1000, ago=3, source="Mayor"), _between(low, 9000, term="left", about_start=_back(2), **OTHER),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", CONFLICTS)
def test_a_disagreement_begins_with_the_figure_that_no_reading_allows(what: str) -> None:
    first, category, told = CONFLICTS[what]
    assert [_rivals(*told(figure)) for figure in (first - 1, first)] == [set(), {category}]


def test_an_up_to_is_misleading_where_counts_stay_below_four_fifths_of_it() -> None:
    def said(high: int) -> set[Category]:
        return _rivals(_between(100, high), _claim(None, 10000, qualifier="up to", **OTHER))

    assert [said(high) for high in (8000, 7999)] == [set(), {Category.BOUND}]


def test_counts_that_together_cover_an_up_to_are_held_against_four_fifths_of_it() -> None:
    def said(high: int) -> set[Category]:
        days = [_between(100, 4000, about_start=_back(1), about_end=_back(1)), _between(100, high)]
        bound = _claim(None, 10000, qualifier="up to", about_start=_back(1), **OTHER)
        return {found.category for found in conflicts([bound, *days])}

    assert [said(high) for high in (4000, 3999)] == [set(), {Category.BOUND}]


DAYS = {
    "those left behind, estimated again": (
        5, lambda days: (_left(9, 10, ago=days, source="Mayor"), _left(99, 100, ago=0, source="Monitor")),
    ),
    "a stock of a month as a whole": (
        30,
        lambda days: (_stock(10, about_start=_back(days)), _stock(99, ago=20, **OTHER)),
    ),
    "running totals that begin so many days apart": (
        7,
        lambda days: (
            _claim(9000, about_start=_back(60)), _claim(100, about_start=_back(60 - days), **OTHER),
        ),
    ),
    "running totals that end so many days apart": (
        2,
        lambda days: (
            _claim(100, about_start=_back(60)), _claim(9000, about_start=_back(61), about_end=_back(days), **OTHER),
        ),
    ),
    "exits beside arrivals elsewhere": (
        3,
        lambda days: (
            _claim(9000, term="left", about_start=_back(60)),
            _claim(100, place="Tal", about_start=_back(60), about_end=_back(days), **OTHER),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", DAYS)
def test_claims_are_compared_up_to_the_last_day_and_not_on_the_next(what: str) -> None:
    most, told = DAYS[what]
    assert [bool(_rivals(*told(days))) for days in (most, most + 1)] == [True, False]


@pytest.mark.parametrize(("days_apart", "drift"), [(0, 1.0), (1, 1.05), (3, 1.15)])
def test_exits_may_drift_by_a_twentieth_a_day_before_arrivals_are_called_apart(days_apart: int, drift: float) -> None:
    out = _claim(9000, term="left", about_start=_back(60))
    came = _claim(100, place="Tal", about_start=_back(60), about_end=_back(days_apart), **OTHER)
    [found] = conflicts([out, came])
    assert found.factor == pytest.approx(9000 * 0.99 / drift / (100 * 1.01))


@pytest.mark.parametrize(("gap", "found"), [(1, set()), (2, {Category.OVERTAKEN})])
def test_exits_that_share_a_day_are_not_both_held_against_an_estimate(gap: int, found: set[Category]) -> None:
    estimate = _left(900, 1000, ago=9, source="Mayor")
    first = _between(600, 700, term="left", about_start=_back(6), about_end=_back(5))
    second = _between(601, 700, term="left", about_start=_back(6 - gap), about_end=_back(3))
    assert {each.category for each in conflicts([estimate, first, second])} == found


# ------------------------------------------------------------------ how far apart, in words


@pytest.mark.parametrize(
    ("less", "more", "words"),
    [
        (0, 40, "40 people apart"),
        (1000, 1003, "one figure is about 1 % more than the other, 3 people apart"),
        (1000, 1031, "one figure is about 3 % more than the other, 31 people apart"),
        (2000, 2099, "one figure is about 5 % more than the other, 99 people apart"),
        (2000, 2999, "one figure is about 50 % more than the other, 1,000 people apart"),
        (2000, 3000, "one figure is about 1.5 times as many as the other, 1,000 people apart"),
        (1000, 1128, "one figure is about 13 % more than the other, 130 people apart"),
        (1, 2, "one figure is about 2.0 times as many as the other, 1 people apart"),
        (15, 12_361, "one figure is about 824.1 times as many as the other, 12,000 people apart"),
    ],
)
def test_how_far_apart_two_figures_are_is_said_in_rounded_figures(less: int, more: int, words: str) -> None:
    [found] = conflicts([_between(less, less), _between(more, more, **OTHER)])
    assert found.text.endswith(f": {words}.")


# ------------------------------------------------------------------ who copied whom


def _copies(first: Claim, second: Claim) -> bool:
    return bool(lineage([first, second]))


def _words(shared: int, own: str, count: int = 12) -> str:
    return " ".join([*(f"w{n}" for n in range(shared)), *(f"{own}{n}" for n in range(count - shared))])


@pytest.mark.parametrize(("shared", "copied"), [(8, True), (7, False)])
def test_six_in_ten_runs_of_three_words_make_a_copy(shared: int, copied: bool) -> None:
    # Twelve words have ten runs of three; eight words in common have six of them.
    told = [_claim(excerpt=_words(shared, own), report=own, source=own) for own in "ab"]
    assert _copies(*told) is copied


@pytest.mark.parametrize(("count", "copied"), [(6, True), (5, False)])
def test_a_sentence_of_few_words_is_no_proof_of_a_copy(count: int, copied: bool) -> None:
    told = [_claim(excerpt=_words(count, "", count), report=own, source=own) for own in "ab"]
    assert _copies(*told) is copied


@pytest.mark.parametrize(("published", "days", "copied"), [(10, 0, True), (11, 0, False), (0, 2, True), (0, 3, False)])
def test_a_copy_comes_within_ten_days_and_its_days_end_within_two(published: int, days: int, copied: bool) -> None:
    text = _words(12, "")
    first = _claim(excerpt=text, report="a", source="A", about_start=_back(8), about_end=_back(days))
    second = _claim(excerpt=text, report="b", source="B", about_start=_back(8), published=_back(-published))
    assert _copies(first, second) is copied


@pytest.mark.parametrize(("place", "copied"), [(5, True), (6, False)])
def test_of_one_report_the_first_five_figures_alike_are_looked_at(place: int, copied: bool) -> None:
    many = [_claim(id=f"a{n}", report="a", source="A", excerpt=_words(0, f"from{n}-")) for n in range(1, 7)]
    second = _claim(id="b", report="b", source="B", excerpt=_words(0, f"from{place}-"), published=_back(-1))
    assert ("b" in lineage([*many, second])) is copied


# ------------------------------------------------------------------ one or many, in words


@pytest.mark.parametrize(
    ("drafts", "counted", "said"),
    [
        ("a", False, "1 figure read from reports is a draft and not counted until somebody accepts it."),
        ("ab", False, "2 figures read from reports are drafts and not counted until somebody accepts them."),
        (
            "ab",
            True,
            "2 figures read from reports are drafts and counted, as nobody has entered or accepted any figure yet.",
        ),
        ("", False, ""),
    ],
)
def test_how_drafts_are_treated_is_said_of_one_and_of_many(drafts: str, counted: bool, said: str) -> None:
    assert Standing([], drafts=frozenset(drafts), drafts_count=counted).rule() == said


# ------------------------------------------------------------------ one draft read twice


@pytest.mark.parametrize(("spans", "start", "same"), [("figure 110-114", 100, True), ("figure 111-115", 100, False)])
def test_a_draft_is_of_the_same_words_where_its_figure_stands_at_the_same_place_of_them(
    spans: str, start: int, same: bool
) -> None:
    def draft(spans: str, start: int) -> Claim:
        return _claim(excerpt="About 3,000 people came, 3,000 of them today.", spans=spans, excerpt_start=start)

    assert (_words_of(draft("figure 10-14", 0)) == _words_of(draft(spans, start))) is same


def test_an_empty_ledger_and_one_with_its_first_claim_are_told_apart(tmp_path: Path) -> None:
    with Ledger(tmp_path / "ledger.db") as ledger:
        marks = [ledger.mark]
        added = _claim(id="a")
        ledger.add([added])
        marks.append(ledger.mark)
        ledger.decide("a", "accepted", "Checked.")
        marks.append(ledger.mark)
    assert len(set(marks)) == 3

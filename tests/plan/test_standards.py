from __future__ import annotations

import csv
import re
from collections import Counter
from fractions import Fraction
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from waystation.errors import InputError
from waystation.plan import Standard, choose_standards, defaults, read_standards
from waystation.plan.planning_figure import read_per, unit_days

PEOPLE = st.integers(0, 50_000_000)
FIGURE = st.decimals("0.001", 1000, places=3).filter(bool)
PER = st.sampled_from(["person", "50 people", "7 people", "family", "10 families"])


def toilets(**changes: object) -> Standard:
    values = {
        "item": "toilets", "figure": "1", "unit": "toilets", "per": "50 people", "level": "emergency",
        "rounding": "up", "group": "sanitation", "source": "Sphere",
    }  # fmt: skip
    return Standard.model_validate(values | changes)


def default_of(item: str) -> Standard:
    return next(standard for standard in defaults(read_standards()) if standard.item == item)


def of_item(item: str) -> dict[str, float]:
    return {s.source: s.need(10_000) for s in read_standards() if s.item == item}


@pytest.mark.parametrize(
    ("item", "need"),
    [
        ("water", 150_000),  # 15 litres
        ("taps", 40),  # 1 per 250
        ("toilets", 200),  # 1 per 50
        ("covered space", 35_000),  # 3.5 m2
        ("site area", 450_000),  # 45 m2
        ("tents", 2_000),  # families of five
        ("food", 5_550),  # 555 g
        ("soap", 4_500),  # 450 g a month
        ("blankets", 10_000),
        ("jerrycans", 2_000),
        ("hospital beds", 18),
        ("skilled birth staff", 23),
        ("registration desks", 84),  # 10,000 / 120 = 83.3
    ],
)
def test_ten_thousand_people_need_what_the_handbooks_say(item: str, need: float) -> None:
    assert default_of(item).need(10_000) == need


def test_visits_to_the_clinic_spread_over_the_year_to_sixty_a_day_per_ten_thousand() -> None:
    assert default_of("clinic visits").exact(10_000) == Fraction(10_000 * 22, 10 * 365)
    assert default_of("clinic visits").need(10_000) == pytest.approx(60.27, abs=0.01)


def test_both_sides_of_the_conflict_over_taps_are_kept() -> None:
    needs = sorted(s.need(10_000) for s in read_standards() if s.item == "taps")
    assert needs == [40, 100, 125]


def test_a_month_of_food_weighs_thirty_days_of_rations() -> None:
    (tonnes,) = of_item("food for a month").values()
    assert tonnes * 1000 == pytest.approx(30 * default_of("food").need(10_000))


def test_the_parts_of_the_ration_add_up_to_it() -> None:
    parts = ("cereal", "pulses", "oil", "blended food", "sugar", "salt")
    for ration in (s for s in read_standards() if s.item == "food"):
        same = [s.figure for s in read_standards() if s.item in parts and s.source == ration.source]
        assert sum(same) == ration.figure


def test_clinicians_follow_from_visits_and_their_load() -> None:
    visits = default_of("clinic visits").exact(1)
    assert default_of("clinicians").ratio() == visits / 50


def test_toilets_for_women_and_men_share_one_per_twenty_at_three_to_one() -> None:
    women, men = (next(s for s in read_standards() if s.item == f"toilets for {who}") for who in ("women", "men"))
    assert women.ratio() == 3 * men.ratio()
    assert women.ratio() + men.ratio() == Fraction(1, 20)


def test_every_packaged_item_has_at_most_one_default() -> None:
    assert max(Counter(standard.item for standard in defaults(read_standards())).values()) == 1


def test_every_packaged_row_names_its_source_and_says_how_sure_it_is() -> None:
    for standard in read_standards():
        assert len(standard.source) > 3
        assert standard.confidence in ("read", "quoted", "unconfirmed", "derived")


def test_the_packaged_table_has_the_columns_of_the_model_in_order() -> None:
    text = (resources.files("waystation.data") / "standards.csv").read_text(encoding="utf-8")
    assert tuple(next(csv.reader([text.partition("\n")[0]]))) == tuple(Standard.model_fields)


def test_seven_people_in_families_of_five_need_kits_for_two_families() -> None:
    kit = toilets(item="mats", figure="2", per="family")
    assert kit.need(7) == 4
    assert kit.exact(7) == Fraction(14, 5)


def test_a_family_size_is_taken_as_written() -> None:
    assert toilets(per="family").need(53, household_size=5.3) == 10


def test_a_rate_needs_a_period_in_both_unit_and_per() -> None:
    with pytest.raises(ValidationError, match="must both have a period, or neither"):
        toilets(unit="litres per day", per="person")
    assert unit_days("kg per 14 days") == 14
    assert read_per("100 people per 14 days").days == 14


@pytest.mark.parametrize("per", ["fifty people", "0 people", "person per week", "", "person per 0 days", "-3 people"])
def test_a_ratio_that_is_none_is_refused(per: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f'"{per}"')):
        read_per(per)


def test_fewer_than_no_people_are_refused_in_words() -> None:
    with pytest.raises(InputError, match=r"-1 is negative\. Give 0 or more\."):
        toilets().need(-1)
    with pytest.raises(InputError, match=r"nan people per family is not a possible family size\."):
        toilets().need(1, household_size=float("nan"))


@given(PEOPLE, PEOPLE, FIGURE, PER, st.sampled_from(["up", "none"]))
def test_more_people_never_need_less(one: int, other: int, figure: object, per: str, rounding: str) -> None:
    standard = toilets(figure=figure, per=per, rounding=rounding)
    fewer, more = sorted((one, other))
    assert standard.need(fewer) <= standard.need(more)


@given(PEOPLE, FIGURE, st.sampled_from(["person", "50 people", "7 people"]))
def test_rounding_up_covers_the_exact_need_by_less_than_one(people: int, figure: object, per: str) -> None:
    standard = toilets(figure=figure, per=per)
    assert 0 <= standard.need(people) - standard.exact(people) < 1


@given(PEOPLE, PEOPLE, FIGURE, PER)
def test_two_sites_never_need_fewer_whole_things_than_one(one: int, other: int, figure: object, per: str) -> None:
    standard = toilets(figure=figure, per=per)
    assert standard.need(one) + standard.need(other) >= standard.need(one + other)


@given(FIGURE, PER, st.sampled_from(["up", "none"]))
def test_nobody_needs_nothing(figure: object, per: str, rounding: str) -> None:
    assert toilets(figure=figure, per=per, rounding=rounding).need(0) == 0


@given(st.integers(1, 10**6), st.integers(1, 10**4))
def test_a_need_that_comes_out_whole_is_not_rounded_past_it(units: int, per: int) -> None:
    assert toilets(per=f"{per} people").need(units * per) == units
    assert toilets(per=f"{per} people").need(units * per + 1) == units + 1


def test_choosing_a_level_moves_the_default_only_where_there_is_one() -> None:
    chosen = {s.item: s for s in defaults(choose_standards(read_standards(), level="target"))}
    assert chosen["water"].need(10_000) == 200_000
    assert chosen["toilets"].need(10_000) == 2_000
    assert chosen["food"] == default_of("food")
    assert "handpumps" not in chosen


def test_a_later_phase_takes_over_the_figures_it_has() -> None:
    def toilets_in(phase: str) -> float:
        return next(s for s in defaults(choose_standards(read_standards(), phase=phase)) if s.item == "toilets").need(
            10_000
        )

    assert [toilets_in(phase) for phase in ("first days", "first weeks", "months")] == [200, 500, 500]


def test_a_choice_that_does_not_exist_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        choose_standards(read_standards(), level="minimun", items=["watr"])
    assert str(caught.value) == (
        'There is no level "minimun" of standards. Did you mean "minimum"?\n'
        'No standard is about "watr". Did you mean "water"?'
    )

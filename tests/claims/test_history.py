"""One history of many claims: however a true path is told, the same history comes out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from told import FIRST, Telling, day, tellings, told

from waystation.claims import Claim, History, Unused, history
from waystation.errors import InputError

QUICK = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(QUICK, max_examples=1500)


def totals_of(found: History) -> dict[int, float]:
    """The total by number of day."""
    return {(each - FIRST).days + 1: float(people) for each, people in zip(found.dates, found.totals, strict=True)}


def of(*claims: Claim, **asked: object) -> History:
    return history(claims, **({"place": "Adre"} | asked))  # type: ignore[arg-type]


def agrees_with_the_path(telling: Telling) -> None:
    """Each day has its true rise since the history began, but for days said to be estimates or to hold nobody."""
    assume(telling.claims)
    found = history(telling.claims, place="Adre")
    began = (found.began - FIRST).days
    for number, people in totals_of(found).items():
        true = telling.path[number] - telling.path[began]
        if day(number) not in found.estimated:
            assert people == true or (found.uncounted and people < true), f"day {number}"
    if began == 0 and not found.uncounted:
        assert telling.settled() <= totals_of(found).keys()


@given(tellings())
@QUICK
def test_a_path_told_in_any_way_gives_the_same_history(telling: Telling) -> None:
    agrees_with_the_path(telling)


@pytest.mark.slow
@given(tellings())
@LONG
def test_fifteen_hundred_paths_told_in_any_way_give_the_same_history(telling: Telling) -> None:
    agrees_with_the_path(telling)


@given(tellings())
@QUICK
def test_corrections_change_a_history_exactly_as_they_say(telling: Telling) -> None:
    assume(telling.claims)
    # Every office first told its figures wrong by a tenth more, and corrects them later.
    wrong = [
        claim.model_copy(update={
            "id": f"wrong {claim.id}", "quantity_low": round(1.1 * claim.quantity_low + 7),
            "quantity_high": round(1.1 * claim.quantity_high + 7),
        })
        for claim in telling.claims
    ]  # fmt: skip
    late = [claim.model_copy(update={"published": claim.published + timedelta(days=40)}) for claim in telling.claims]
    known = max(claim.published for claim in telling.claims)
    corrected = history([*wrong, *late], place="Adre")
    plain = history(telling.claims, place="Adre")
    assert totals_of(corrected) == totals_of(plain)
    assert all(corrected.unused[claim.id].code is Unused.CORRECTED for claim in wrong)
    before = history([*wrong, *late], known, place="Adre")
    assert before.unused.keys() <= {claim.id for claim in wrong}


@given(tellings())
@QUICK
def test_running_totals_never_fall_and_every_claim_is_used_or_named(telling: Telling) -> None:
    assume(telling.claims)
    found = history(telling.claims, place="Adre")
    assert (found.totals[1:] >= found.totals[:-1]).all()
    assert found.used.keys() | found.unused.keys() == {claim.id for claim in telling.claims}
    assert not found.used.keys() & found.unused.keys()


def test_counts_of_single_days_are_added() -> None:
    counts = [told(n, n, people) for n, people in [(1, 820), (2, 940), (3, 310), (4, 0), (5, 205)]]
    assert totals_of(of(*counts)) == {1: 820, 2: 1760, 3: 2070, 4: 2070, 5: 2275}


def test_a_total_and_its_last_day_in_one_bulletin_agree() -> None:
    found = of(told(3, 3, 650), told(1, 3, 3100), told(4, 4, 480), told(1, 4, 3580))
    assert totals_of(found) == {2: 2450, 3: 3100, 4: 3580}
    assert not found.unused


def test_a_day_without_a_count_holds_nobody_and_is_said() -> None:
    found = of(told(1, 1, 300), told(2, 2, 200), told(4, 4, 100))
    assert found.total == 600
    assert found.uncounted == (day(3),)
    assert "Nobody counted 1 of the days (2030-05-03)." in found.notes[0]


def test_a_table_of_days_goes_on_after_a_gap_and_a_running_total_does_not() -> None:
    table = [told(1, 1, 300), told(1, 2, 500), told(4, 4, 100), told(5, 5, 120)]
    found = of(*table)
    assert (found.total, found.uncounted) == (720, (day(3),))
    late = told(9, 9, 400)
    totals = of(*[told(1, n, 1000 * n) for n in (2, 4, 6)], late)
    assert totals.total == 6000
    assert totals.unused[late.id].code is Unused.GAP


def test_after_weeks_without_a_count_the_newer_counts_are_taken() -> None:
    old = told(1, 1, 300)
    found = of(old, told(30, 30, 500), told(31, 31, 400))
    assert found.total == 900
    assert "the newer counts are taken" in found.unused[old.id].text


def test_counts_without_a_start_that_fall_are_counts_of_days_and_this_is_said() -> None:
    falling = [told(None, n, people) for n, people in [(1, 700), (2, 900), (3, 850), (4, 400)]]
    found = of(*falling)
    assert found.total == 2850
    assert "each is read as the count of its own day" in found.notes[0]
    rising = of(*falling[:2])
    assert rising.total == 900
    assert "Read as running totals" in rising.notes[0]


def test_a_first_day_alone_is_the_day_counted_where_every_row_has_another_one() -> None:
    rows = [told(n, n, people, about_end=None) for n, people in [(1, 500), (2, 600), (3, 300)]]
    assert totals_of(of(*rows)) == {1: 500, 2: 1100, 3: 1400}
    since = [told(1, n, people, about_end=None, published=n) for n, people in [(1, 500), (2, 600), (3, 900)]]
    assert totals_of(of(*since)) == {1: 500, 2: 600, 3: 900}


def test_lower_bounds_count_on_days_that_nothing_else_settles_and_this_is_said() -> None:
    bound = {"quantity_high": None, "qualifier": "more than"}
    found = of(told(1, 1, 500), told(2, 2, 600, **bound), told(3, 3, 300))
    assert found.total == 1400
    assert not found.ends_in_bound
    assert "The total is this many or more." in found.notes[0]
    assert of(*[told(n, n, 400, **bound) for n in (1, 2, 3)]).ends_in_bound
    assert of(told(1, 3, 3000), told(1, 4, 3500), told(5, 5, 900, **bound)).total == 3500


def test_the_later_figure_of_an_office_for_the_same_days_stands_up_or_down() -> None:
    first, down = told(1, 4, 7400, published=5), told(1, 4, 6900, published=6)
    found = of(told(1, 2, 4000), first, down, told(1, 6, 7100))
    assert totals_of(found) == {2: 4000, 4: 6900, 6: 7100}
    assert found.unused[first.id] == (
        Unused.CORRECTED, "Border monitors gave 6,900 people for the same days on 2030-05-06."
    )  # fmt: skip


def test_an_office_that_later_counts_less_took_its_total_back_but_a_slip_did_not() -> None:
    counts = [told(1, 2, 4000), told(1, 4, 7400), told(1, 6, 7100), told(1, 8, 7300)]
    assert totals_of(of(*counts)) == {2: 4000, 6: 7100, 8: 7300}
    slip = [told(1, 2, 4000), told(1, 4, 7400), told(1, 6, 740), told(1, 8, 7900)]
    assert totals_of(of(*slip)) == {2: 4000, 4: 7400, 8: 7900}


def test_an_office_that_counted_too_many_for_long_is_believed_once_two_totals_say_so() -> None:
    high = [told(1, n, 1000 * n) for n in range(2, 12)]  # up to 11,000
    lower = [told(1, 11 + n, 8000 + 300 * n) for n in (1, 2)]
    found = of(*high, *lower)
    assert found.total == 8600
    assert totals_of(found)[8] == 8000
    assert all(found.unused[each.id].code is Unused.CORRECTED for each in high[-3:])
    assert of(*high, lower[0]).total == 11_000  # one lower total after so many may be an older figure
    radio = [each.model_copy(update={"source": "Radio", "id": f"radio {each.id}"}) for each in lower]
    assert of(*high, *radio).total == 11_000  # another office takes nothing back


@pytest.mark.parametrize(("too_many", "lower", "total"), [(19, 2, 17_010), (20, 2, 21_900), (20, 3, 17_020)])
def test_the_longer_an_office_counted_too_many_the_more_lower_totals_it_takes(
    too_many: int, lower: int, total: int
) -> None:
    high = [told(1, 1 + n, 20_000 + 100 * n) for n in range(too_many)]
    assert of(*high, *[told(1, 1 + too_many + n, 17_000 + 10 * n) for n in range(lower)]).total == total


def test_a_figure_far_above_all_later_ones_is_left_out() -> None:
    high = told(1, 3, 60_000, source="A newspaper")
    found = of(told(1, 2, 5000), high, *[told(1, n, 5000 + 500 * n) for n in (4, 5, 6)])
    assert found.total == 8000
    assert found.unused[high.id].code is Unused.SLIP


def test_counts_that_begin_anew_are_added_and_this_is_said() -> None:
    found = of(told(1, 3, 900), told(1, 5, 1500), told(6, 7, 300), told(6, 9, 700), told(6, 11, 900))
    assert totals_of(found) == {3: 900, 5: 1500, 7: 1800, 9: 2200, 11: 2400}
    assert "started again from zero on 2030-05-06" in found.notes[0]


def test_an_office_that_counts_a_part_is_not_mixed_in() -> None:
    whole = [told(n, n, 600 + n) for n in range(1, 6)]
    part = [told(n, n, 150 + n, source="An association") for n in range(1, 8)]
    found = of(*whole, *part)
    assert found.total == sum(600 + n for n in range(1, 6))
    assert {found.unused[claim.id].code for claim in part} == {Unused.OTHER_COUNT}
    weekly = of(told(1, 7, 4300), *part)
    assert totals_of(weekly) == {7: 4300}


def test_households_of_a_stated_size_are_people_and_others_are_named() -> None:
    sized = told(1, 2, 300, unit="HH", household_size=6)
    bare = told(1, 4, 500, unit="ménages")
    found = of(sized, bare)
    assert found.total == 1800
    assert found.unused[bare.id].code is Unused.NO_HOUSEHOLD_SIZE
    assert of(sized, bare, household_size=5.0).total == 2500
    with pytest.raises(InputError, match="does not say how large they are: fill household_size"):
        of(bare)


def test_a_window_that_begins_between_counts_is_placed_between_them_and_said() -> None:
    found = of(told(1, 7, 700), told(4, 10, 900))
    assert found.estimated == (day(10),)
    assert totals_of(found) == {7: 700, 10: 300 + 900}
    assert "placed in proportion" in found.notes[0]


def test_stocks_may_fall_and_an_office_of_a_part_is_left_out() -> None:
    def there(number: int, people: float, source: str = "Camp office") -> Claim:
        return told(None, number, people, source=source, term="camp_population", published=number)

    found = of(there(1, 9000), there(3, 7000), there(5, 7000), term="camp_population")
    assert totals_of(found) == {1: 9000, 3: 7000, 5: 7000}
    part = [there(2, 2000, "A clinic"), there(4, 1900, "A clinic")]
    again = of(there(1, 9000), there(3, 7000), there(5, 7000), *part, term="camp_population")
    assert totals_of(again) == totals_of(found)


def test_a_place_is_the_same_however_its_accents_and_blanks_are_written() -> None:
    found = of(told(1, 1, 500, place="Adre\u0301"), told(2, 2, 600, place="adr\u00e9"), place="Adr\u00e9\u00a0")
    assert found.total == 1100


def test_what_is_asked_in_vain_is_refused_with_advice_that_helps() -> None:
    with pytest.raises(InputError, match='Did you mean "Adre"'):
        of(told(1, 1, 500), place="Adree")
    with pytest.raises(InputError, match=r"Claims of that place and term: 1\. Counts trucks, not people"):
        of(told(1, 1, 500, unit="trucks"))
    with pytest.raises(InputError, match="Use one of: arrived"):
        of(told(1, 1, 500), term="registered")
    with pytest.raises(InputError, match='"context" is not a count of people'):
        of(told(1, 1, 500), term="context")

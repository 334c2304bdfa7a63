"""Where a history draws its lines: the last figure on one side of each, and the first on the other.

The lines are those that `waystation.claims.history` states: a fortnight without a count, a quarter of the figure, 3 %
for rounding, 80 % for a part. Each case has a figure that lies on the line and one just beyond.
"""

from __future__ import annotations

import pytest
from test_history import day, of, told, totals_of

from waystation.claims import Claim, Unused
from waystation.claims.history.flow_path import _one_after_another


def there(number: int, people: float, source: str = "Camp office", **changed: object) -> Claim:
    return told(None, number, people, **({"source": source, "term": "camp_population", "published": number} | changed))


@pytest.mark.parametrize(("next_day", "total"), [(16, 800), (17, 500)])
def test_counts_go_on_after_a_fortnight_without_one_and_not_after_fifteen_days(next_day: int, total: int) -> None:
    assert of(told(1, 1, 300), told(next_day, next_day, 500)).total == total


@pytest.mark.parametrize(("next_day", "total"), [(20, 1500), (21, 1000)])
def test_a_table_of_days_beside_a_total_goes_on_after_a_fortnight_too(next_day: int, total: int) -> None:
    days = [told(1, 4, 800), told(1, 5, 1000), told(3, 3, 90), told(4, 4, 100), told(5, 5, 200)]
    assert of(*days, told(next_day, next_day, 500)).total == total


@pytest.mark.parametrize(("people", "agrees"), [(3000, True), (2999, False), (5333, True), (5334, False)])
def test_two_offices_agree_within_a_quarter_of_the_larger_figure(people: int, agrees: bool) -> None:
    other = told(1, 7, people, source="Port office")
    found = of(told(1, 7, 4000), other)
    said = list(found.used.values())
    assert (len(said) == 2) is agrees
    assert ("Agrees with the counts of 2030-05-01 to 2030-05-07." in said) is agrees
    if not agrees:
        [reason] = found.unused.values()
        assert reason.code is Unused.DISAGREES
        assert reason.text == f"The other counts give {found.total:,.0f} for the same days."


@pytest.mark.parametrize(("one", "other", "agree"), [(3, 4, True), (2, 3, False), (1, 2, False), (5, 6, True)])
def test_of_a_few_people_one_more_is_another_count_unless_it_is_within_a_quarter(
    one: int, other: int, agree: bool
) -> None:
    found = of(told(1, 7, one), told(1, 7, other, source="Port office"))
    assert (len(found.used) == 2) is agree


def test_a_count_of_one_day_is_named_by_its_day() -> None:
    found = of(told(3, 3, 500), told(3, 3, 480, source="Port office"))
    assert set(found.used.values()) == {"Gives the count of 2030-05-03.", "Agrees with the counts of 2030-05-03."}


@pytest.mark.parametrize(("share", "part"), [(0.80, False), (0.79, True)])
def test_an_office_that_counts_less_than_four_fifths_counts_a_part(share: float, part: bool) -> None:
    whole = [told(n, n, 1000) for n in range(1, 6)]
    other = [told(n, n, 1000 * share, source="An association") for n in range(1, 6)]
    found = of(*whole, *other)
    assert found.total == 5000
    assert all((claim.id in found.unused) is part for claim in other)
    if part:
        text = "Its office counts about 79 % of what the others do: a part only."
        assert {found.unused[claim.id] for claim in other} == {(Unused.OTHER_COUNT, text)}


@pytest.mark.parametrize(("share", "days", "part"), [(0.80, (2, 4), False), (0.79, (2, 4), True), (0.5, (4,), False)])
def test_running_totals_of_a_part_are_known_by_two_days_or_more(
    share: float, days: tuple[int, ...], part: bool
) -> None:
    whole = [told(1, n, 1000 * n) for n in (2, 4, 6)]
    other = [told(1, n, 1000 * n * share, source="An association") for n in days]
    found = of(*whole, *other)
    assert totals_of(found) == {2: 2000, 4: 4000, 6: 6000}
    assert all(("a part only" in found.unused[claim.id].text) is part for claim in other)


@pytest.mark.parametrize(("highest", "total"), [(1500, 1500), (1501, 1000)])
def test_of_three_totals_of_a_day_one_more_than_half_above_the_middle_is_another_count(
    highest: int, total: int
) -> None:
    day_four = [told(1, 4, people, source=name) for people, name in [(990, "A"), (1000, "B"), (highest, "C")]]
    assert of(told(1, 2, 500), *day_four).total == total


def test_of_two_totals_of_a_day_the_higher_stands_however_far_above() -> None:
    assert of(told(1, 2, 500), told(1, 4, 1000, source="A"), told(1, 4, 2600, source="B")).total == 2600


@pytest.mark.parametrize(
    ("counts", "total"),
    [
        ([(1, 1000), (2, 970), (3, 1200)], 1200),  # within 3 % of rounding nothing falls: running totals
        ([(1, 1000), (2, 969), (3, 1200)], 3169),  # day by day one fall is enough
        ([(1, 1000), (2, 900)], 900),  # of two figures nobody can tell: a total, corrected
        ([(1, 1000), (3, 849), (5, 1200), (7, 1300), (9, 1400)], 5749),  # with gaps it has to be deep,
        ([(1, 1000), (3, 850), (5, 1200), (7, 1300), (9, 1400)], 1400),
        ([(1, 1000), (3, 900), (5, 1200), (7, 1100), (9, 1400)], 5600),  # or one of two
        ([(1, 1000), (3, 900), (5, 1200), (7, 1300), (9, 1400)], 1400),
        ([(1, 100), (3, 80), *[(n, 50 * n) for n in range(5, 17, 2)]], 750),  # of seven steps, two,
        ([(1, 100), (3, 80), (5, 300), (7, 250), *[(n, 50 * n) for n in range(9, 17, 2)]], 3130),
    ],
)
def test_counts_without_a_start_are_of_days_if_they_fall_as_no_total_does(
    counts: list[tuple[int, int]], total: int
) -> None:
    assert of(*[told(None, n, people) for n, people in counts]).total == total


@pytest.mark.parametrize(
    ("first", "last", "totals", "loose"),
    [
        (4, 16, (10, 12, 14), True),
        (5, 16, (10, 12, 14), False),  # four days beside the common start
        (4, 14, (6, 8, 10), True),
        (4, 13, (6, 8, 10), False),  # nine days long: no more than three times as long as it is off
        (4, 16, (10, 14), False),  # two totals do not tell
    ],
)
def test_a_count_that_starts_three_days_beside_the_others_may_be_a_loosely_dated_total(
    first: int, last: int, totals: tuple[int, ...], loose: bool
) -> None:
    people = 100 * totals[-1] + 100
    late = told(first, last, people, source="Port office", qualifier="about")
    found = of(*[told(1, n, 100 * n) for n in totals], late)
    assert (totals_of(found).get(last) == people) is loose
    exact = late.model_copy(update={"qualifier": "exact", "id": "exact"})
    assert totals_of(of(*[told(1, n, 100 * n) for n in totals], exact)).get(last) != people


@pytest.mark.parametrize(("lower", "total"), [(2, 5000), (3, 1300)])
def test_one_high_total_goes_before_three_lower_ones_but_not_before_two(lower: int, total: int) -> None:
    low = [told(1, 3 + n, 1000 + 100 * n, source=f"Office {n}") for n in range(1, lower + 1)]
    assert of(told(1, 2, 1000), told(1, 3, 5000, source="A newspaper"), *low).total == total


@pytest.mark.parametrize(("later", "total"), [(3700, 3700), (3699, 7400)])
def test_an_office_takes_back_its_own_total_by_one_that_is_half_of_it_or_more(later: int, total: int) -> None:
    assert of(told(1, 2, 1000), told(1, 4, 7400), told(1, 6, later)).total == total


@pytest.mark.parametrize(
    ("later", "total"),
    [
        ([2010], 10_000),
        ([1990], 1990),
        ([2010, 2300], 2300),
        ([4990, 4995], 4995),
        ([5010, 5020], 5020),
        ([900, 950], 10_000),
    ],
)
def test_a_total_far_above_those_of_its_office_before_and_after_is_a_slip(later: list[int], total: int) -> None:
    found = of(told(1, 2, 1000), told(1, 4, 10_000), *[told(1, 6 + n, people) for n, people in enumerate(later)])
    assert found.total == total
    assert (10_000 in found.totals) is (total == 10_000)


@pytest.mark.parametrize(("later", "used"), [(970, True), (969, False)])
def test_a_total_that_is_three_in_a_hundred_lower_is_rounding(later: int, used: bool) -> None:
    low = told(1, 4, later, source="Port office")
    found = of(told(1, 2, 1000), low, told(1, 6, 1500))
    assert (low.id in found.used) is used


@pytest.mark.parametrize(("people", "fits"), [(971, True), (970, False)])
def test_a_longer_window_may_be_lower_by_rounding_only(people: int, fits: bool) -> None:
    longer = told(1, 6, people, source="Port office")  # 1,000 in the last four days of them: 29 is within 3 % of 971
    found = of(told(3, 6, 1000), longer)
    assert (longer.id in found.used) is fits
    if not fits:
        assert found.unused[longer.id].text == "It would make the total fall: an older count, or a different one."


def test_a_total_that_equals_an_earlier_one_is_not_called_below_it() -> None:
    equal, low = told(1, 4, 1000, source="Port office"), told(1, 4, 999, source="Harbour")
    found = of(told(1, 2, 1000), told(1, 4, 1400), told(1, 6, 1500), equal, low)
    assert found.unused[equal.id].text.startswith("A higher total of that day is taken")
    assert found.unused[low.id].code is Unused.OLDER_COUNT


def test_of_the_bounds_of_a_flow_each_says_what_it_lacks() -> None:
    at_most = told(1, 3, 900, source="A", quantity_low=None, qualifier="up to")
    low = told(1, 6, 900, source="B", quantity_high=None, qualifier="at least")
    found = of(told(1, 2, 500), told(1, 4, 1000), at_most, low)
    assert found.unused[at_most.id].text == "Gives an upper bound only."
    assert found.unused[low.id].text == "A lower bound below an earlier count adds nothing."
    more = told(1, 6, 1001, source="B", quantity_high=None, qualifier="at least")
    assert of(told(1, 2, 500), told(1, 4, 1000), more).total == 1001


@pytest.mark.parametrize(("share", "kept"), [(0.80, True), (0.79, False), (1.25, True), (1.26, False)])
def test_an_office_far_from_the_one_that_counts_most_counts_other_people(share: float, kept: bool) -> None:
    main = [there(n, 1000) for n in (1, 3, 5)]
    other = [there(n, 1000 * share, "A clinic") for n in (2, 4)]
    found = of(*main, *other, term="camp_population")
    assert (2 in totals_of(found)) is kept
    if not kept:
        text = f"Its office counts about {100 * share:.0f} % of what another does: something else."
        assert {found.unused[claim.id] for claim in other} == {(Unused.OTHER_COUNT, text)}
    once = of(*main, other[0], term="camp_population")
    assert 2 in totals_of(once), "one day does not tell what an office counts"


@pytest.mark.parametrize(("other", "people"), [(800, 900), (799, 1000)])
def test_of_two_figures_of_a_day_far_apart_the_higher_stands(other: int, people: int) -> None:
    found = of(there(1, 1000), there(1, other, "A clinic"), term="camp_population")
    assert found.total == people


def test_bounds_of_a_stock_count_where_nothing_else_does_and_say_why_not_elsewhere() -> None:
    low = there(2, 700, quantity_high=None, qualifier="at least")
    high = there(3, 2000, quantity_low=None, qualifier="up to")
    beside = there(1, 1500, "A clinic", quantity_high=None, qualifier="at least")
    found = of(there(1, 1000), low, high, beside, term="camp_population")
    assert {found.unused[each.id].text for each in (low, high, beside)} == {
        "A lower bound below an earlier count adds nothing.", "Gives an upper bound only.", "Gives a bound only.",
    }  # fmt: skip
    assert totals_of(found) == {1: 1000}
    more = there(2, 1000, quantity_high=None, qualifier="at least")
    assert totals_of(of(there(1, 1000), more, term="camp_population")) == {1: 1000, 2: 1000}
    assert day(2) == more.until


@pytest.mark.parametrize("bounds", [1, 2])
def test_lower_bounds_among_counts_are_counted_in_the_note(bounds: int) -> None:
    least = [told(n, n, 100, quantity_high=None, qualifier="more than") for n in range(3, 3 + bounds)]
    found = of(told(1, 1, 500), told(2, 2, 500), *least)
    assert found.total == 1000 + 100 * bounds
    [note] = [each for each in found.notes if each.startswith("Lower bounds")]
    assert note.endswith(f"among the counts: {bounds}. The total is this many or more.")


@pytest.mark.parametrize(("newest", "first"), [(34, 1), (35, 15)])
def test_a_longer_line_of_counts_is_the_history_if_it_ends_within_a_fortnight_of_the_newest(
    newest: int, first: int
) -> None:
    longer = {day(n): 0.0 for n in (-10, 20)}
    newer = {day(n): 0.0 for n in (15, newest)}
    [line] = _one_after_another([longer, newer])
    assert line is (longer if first == 1 else newer)


@pytest.mark.parametrize(("more", "said"), [(0, "1 count does"), (1, "2 counts do")])
def test_counts_without_a_first_day_are_counted_in_the_note(more: int, said: str) -> None:
    days = [told(1, 1, 500), told(2, 2, 400), *(told(None, n, 300 - n) for n in range(3, 4 + more))]
    assert any(note.startswith(f"{said} not say since when.") for note in of(*days).notes)


@pytest.mark.parametrize(
    ("figures", "kept"),
    [
        ([4000, 12_600, 4200], [4000, 4200]),
        ([4000, 12_500, 4200], [4000, 12_500, 4200]),  # less than three times 4,200
        ([4000, 1300, 4200], [4000, 4200]),
        ([4000, 1400, 4200], [4000, 1400, 4200]),
        ([4000, 45_000, 5001], [4000, 45_000, 5001]),  # those beside it differ by more than a quarter
        ([4000, 4200, 42_000], [4000, 4200, 42_000]),  # the last one: nobody can tell yet
        ([0, 0, 0, 0], [0, 0, 0, 0]),
        ([0, 700, 0, 0], [0, 700, 0, 0]),  # a site that was empty before and after
        ([4000, 0, 4200], [4000, 4200]),
    ],
)
def test_a_stock_far_from_those_before_and_after_it_is_a_slip(figures: list[int], kept: list[int]) -> None:
    found = of(*[there(n, people) for n, people in enumerate(figures, start=2)], term="camp_population")
    assert found.totals.tolist() == kept
    assert {reason.code for reason in found.unused.values()} == (set() if kept == figures else {Unused.SLIP})

"""What is said of counts beside the forecast: offices left out, and counts that were raised later."""

from __future__ import annotations

from datetime import date, timedelta

from waystation.claims import Claim
from waystation.forecast.surges import forecast_surge
from waystation.forecast.surges.revisions import raised_later
from waystation.share.surge_shown import surge_lines

FIRST = date(2032, 3, 1)


def claim(people: float, day: int, *, start: int | None = None, late: int = 0, source: str = "Post") -> Claim:
    begins = day if start is None else start
    return Claim(
        published=FIRST + timedelta(days=day + late), about_start=FIRST + timedelta(days=begins),
        about_end=FIRST + timedelta(days=day), source=source, place="Gate", quantity_low=people, quantity_high=people,
        qualifier="exact", unit="people", term="arrived",
    )  # fmt: skip


def test_an_office_left_out_is_named_with_its_last_figure() -> None:
    claims = [claim(400 * (day + 1), day, start=0, source="Gate office") for day in range(0, 9, 2)]
    claims += [claim(240 * (day + 1), day, start=0, source="Police") for day in range(9)]
    shown = " ".join(surge_lines(forecast_surge(claims, place="Gate", as_of=FIRST + timedelta(days=8), members=200)))
    assert "Police is not used. It last said 2,160 people for 9 March 2032." in shown


def test_what_an_office_said_last_is_named_where_it_lies_below_an_earlier_count_of_another() -> None:
    claims = [claim(900, 1, start=0), claim(1400, 2, start=0), claim(3300, 1, start=0, source="Police")]
    shown = " ".join(surge_lines(forecast_surge(claims, place="Gate", as_of=FIRST + timedelta(days=4), members=200)))
    assert "Post is not used. It last said 1,400 people for 3 March 2032." in shown


def test_a_count_far_above_the_others_of_its_office_is_named_as_one_count() -> None:
    claims = [claim(400 * (day + 1), day, start=0) for day in range(0, 8, 2)] + [claim(40_000, 3, start=0)]
    shown = " ".join(surge_lines(forecast_surge(claims, place="Gate", as_of=FIRST + timedelta(days=8), members=200)))
    assert "A count of Post is not used: 40,000 people for 4 March 2032. Far above what the same office gave" in shown
    assert "last total 2,800 for 7 March 2032" in shown


def test_counts_raised_later_warn_that_the_last_ones_may_be_raised_too() -> None:
    late = [
        claim(share * 500, day, late=lag) for day in range(8) for lag, share in ((0, 0.6), (2, 0.9)) if day + lag < 8
    ]
    found = forecast_surge(late, place="Gate", as_of=FIRST + timedelta(days=7), members=200)
    assert found.nowcast is not None
    assert found.nowcast.later[-2:].tolist() == [150.0, 300.0]  # each day is raised from 300 to 450
    assert "the last total is expected to be raised by about 300 people (80 %: " in " ".join(surge_lines(found))
    few = forecast_surge(late[:-3], place="Gate", as_of=FIRST + timedelta(days=4), members=200)
    assert few.nowcast is None
    assert "3 counts were published again, 50 % higher in the median" in " ".join(surge_lines(few))


def test_counts_published_once_raised_little_or_too_few_are_no_ground_for_a_warning() -> None:
    assert raised_later([claim(300, day) for day in range(6)]) is None
    small = [claim(300 + 3 * lag, day, late=lag) for day in range(6) for lag in (0, 1)]
    assert raised_later(small) is None
    assert raised_later([claim(300 + 90 * lag, day, late=lag) for day in range(2) for lag in (0, 1)]) is None


def test_counts_that_a_slip_of_the_keyboard_could_have_made_are_asked_about() -> None:
    def shown(*claims: Claim) -> str:
        as_of = FIRST + timedelta(days=7)
        return " ".join(
            surge_lines(forecast_surge(claims, place="Gate", term=claims[0].term, as_of=as_of, members=200))
        )

    days = [claim(people, day) for day, people in enumerate([400, 430, 445, 470, 4900, 520, 510])]
    assert "4,900 people are counted for 5 March 2032, 9 times the days before and after." in shown(*days)
    assert "days before and after" not in shown(*days[:4], claim(2599, 4), *days[5:])  # less than five times 520

    def there(*figures: float) -> list[Claim]:
        changed = {"term": "camp_population", "about_start": None}
        return [
            Claim.model_validate(claim(people, day).model_dump() | changed | {"id": ""})
            for day, people in enumerate(figures)
        ]

    up = shown(*there(4000, 4300, 4450, 13_350))
    assert "The last count is 3 times the one before it, which was 4,450." in up
    assert "last count 13,400 for 4 March 2032" in up
    assert "The last count is one in 10 of the one before it" in shown(*there(4000, 4300, 4450, 445))
    assert "The last count is" not in shown(*there(4000, 4300, 4450, 13_300))

"""Numbers and days of a column are read in the one way the column leaves open, or not at all."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from babel.dates import format_date, format_skeleton

from waystation.claims.take.day_cells import DATE_ORDER, NO_YEAR, read_days
from waystation.claims.take.numbers import read_figures


@pytest.mark.parametrize(
    ("cells", "figures"),
    [
        (["1,234", "987"], [1234, 987]),
        (["1.234", "12.500"], [1234, 12500]),
        (["1 234", "1\u00a0234", "1\u202f234", "1'234", "1’234"], [1234] * 5),
        (["12,34,567", "1,00,000"], [1234567, 100000]),
        (["1.234.567,0", "15,0"], [1234567, 15]),
        (["1,234.0", "12.0"], [1234, 12]),
        (["١٢٣٤", "१२३"], [1234, 123]),
        (["1٬234"], [1234]),
        (["12.000", "850"], [12000, 850]),
        ([1234.0, 7], [1234, 7]),
        (["12,500²", "300 *", "41 (a)", "7[1]"], [12500, 300, 41, 7]),
        (["0", "0000", "007"], [0, 0, 7]),
        (["'300", "’1,250"], [300, 1250]),
        (["~300²", "about 1,250¹", "≥40[2]"], [300, 1250, 40]),
        (["5,210²,³", "6,500¹⁾", "n.a.*"], [5210, 6500, None]),
    ],
)
def test_the_column_decides_what_separates_thousands(cells: list[object], figures: list[float]) -> None:
    assert read_figures(cells, separator=",").low == figures


@pytest.mark.parametrize(
    "cell",
    [
        "-",
        "–",
        "*",
        "N/A",
        "n.a.",
        "nan",
        "null",
        "…",
        "s/d",
        "н/д",
        "غير متوفر",
        "unknown",
        "",
        None,
        "  ",
        "(not available)",
        float("nan"),
    ],
)
def test_what_says_not_known_is_never_zero(cell: object) -> None:
    read = read_figures([cell, "5"])
    assert read.low == [None, 5]
    assert read.unreadable == {}


@pytest.mark.parametrize(
    ("cells", "bad"),
    [
        (["1,234", "1.234"], {0, 1}),  # one of the two is a decimal
        (["12,5"], {0}),
        (["12.000", "3.000"], {0, 1}),
        (["1.2E+05"], {0}),
        (["-5", "−5"], {0, 1}),
        (["(500)"], {0}),
        (["200-100", "250-250", "8-", "3-4-5", "07-120"], {0, 1, 2, 3, 4}),
        (["45%"], {0}),
        (["#REF!", "#DIV/0!"], {0, 1}),
        (["300 families"], {0}),
        (["12,34,56"], {0}),
        (["1 23"], {0}),
        (["4,310", "2,180", "7,4401"], {2}),  # the last digit may be that of a note
        (["4.310", "7.44012"], {1}),
        (["4 310 1"], {0}),
        (["310a", "310 1/"], {0, 1}),
        ([True], {0}),
        ([12.5], {0}),
        (["١٢٫٥"], {0}),
    ],
)
def test_what_can_be_read_in_two_ways_or_in_none_is_refused(cells: list[object], bad: set[int]) -> None:
    assert set(read_figures(cells, separator=",").unreadable) == bad


def test_a_person_can_say_which_sign_stands_before_decimals() -> None:
    assert read_figures(["12.000", "3.000"], decimal=",").low == [12000, 3000]
    assert read_figures(["12.000", "3.000"], decimal=".").low == [12, 3]


def test_a_figure_without_the_separator_that_most_others_have_is_pointed_out() -> None:
    # "290" with the digit of a note beside it is "2901": nothing but the missing comma tells.
    assert read_figures(["5,210", "6,100", "2901"]).unlike == [2]
    assert read_figures(["5,210", "4100", "2901"]).unlike == []


@pytest.mark.parametrize(
    ("cell", "low", "high", "qualifier"),
    [
        ("~300", 300, 300, "about"), ("≈ 1,200", 1200, 1200, "about"), (">5,200", 5200, None, "more than"),
        ("≥500", 500, None, "at least"), ("<5", None, 5, "less than"), ("up to 400", None, 400, "up to"),
        ("plus de 300", 300, None, "more than"), ("300+", 300, None, "at least"), ("حوالي 300", 300, 300, "about"),
        ("250-300", 250, 300, "range"), ("ca. 1 200 – 1 500*", 1200, 1500, "range"), ("0-5", 0, 5, "range"),
    ],
)  # fmt: skip
def test_words_and_signs_before_a_figure_are_kept(cell: str, low: float, high: float, qualifier: str) -> None:
    read = read_figures([cell])
    assert (read.low[0], read.high[0], read.qualifier[0]) == (low, high, qualifier)


@pytest.mark.parametrize(
    ("cells", "day"),
    [
        (["2030-01-08"], "2030-01-08"), (["2030-01-08T00:00:00"], "2030-01-08"), (["2030/1/8"], "2030-01-08"),
        (["08.01.2030"], "2030-01-08"), (["08/01/2030", "25/01/2030"], "2030-01-08"), (["01/08/2030", "01/25/2030"], "2030-01-08"),
        (["8 January 2030"], "2030-01-08"), (["January 8, 2030"], "2030-01-08"), (["8-Jan-30"], "2030-01-08"),
        (["8 janvier 2030"], "2030-01-08"), (["8 de enero de 2030"], "2030-01-08"), (["8 января 2030"], "2030-01-08"),
        (["8 يناير 2030"], "2030-01-08"), (["٨ يناير ٢٠٣٠"], "2030-01-08"), (["47491"], "2030-01-08"), ([47491], "2030-01-08"), (["20300108"], "2030-01-08"),
        (["8² January 2030"], "2030-01-08"), (["8º de janeiro de 2030"], "2030-01-08"), (["2030-01-08¹"], "2030-01-08"),
        (["Tue, 8 Jan 2030 18:04:35 GMT"], "2030-01-08"), (["08/01/2030 14:30", "25/01/2030 10:00"], "2030-01-08"),
    ],
)  # fmt: skip
def test_days_are_read_as_people_write_them(cells: list[object], day: str) -> None:
    read = read_days(cells)
    assert read.unreadable == {}
    assert str(read.spans[0].start) == day  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "cells",
    [
        ["03/04/2030"],
        ["03/25/2030", "25/03/2030", "03/04/2030"],
        ["32/13/2030"],
        ["soon"],
        ["8x March 2030"],
        [float("inf")],
        [75_000],  # a day number of the year 2105
        ["0008-01-01"],
        ["2030-02-30"],
    ],
)
def test_days_that_cannot_be_told_are_refused(cells: list[object]) -> None:
    assert len(cells) - 1 in read_days(cells).unreadable


@pytest.mark.parametrize("cell", ["3 May", "3-May", "May 3", "03 mai", "Fri 3 May", "ven. 3 mai", "3 مايو", "3/5"])
def test_a_day_without_its_year_is_the_last_such_day_up_to_one_that_is_named(cell: str) -> None:
    told = read_days([cell, "20/5"], order="dmy")
    assert [told.unreadable[at].code for at in (0, 1)] == [NO_YEAR, NO_YEAR]
    assert told.spans == [None, None]
    for until, day in ((date(2030, 5, 3), "2030-05-03"), (date(2030, 5, 2), "2029-05-03")):
        read = read_days([cell], order="dmy", until=until)
        assert read.spans == [(date.fromisoformat(day),) * 2]
        assert read.without_year == [0]


@pytest.mark.parametrize(
    "locale", ["en_US", "en_GB", "fr", "es", "pt", "de", "it", "tr", "ar_EG", "ar_SY", "ar_DZ", "ru", "uk"]
)
def test_days_are_read_back_as_a_library_writes_them_in_many_languages(locale: str) -> None:
    """With weekdays, short months, and the marks of direction that Arabic dates have."""
    drawn = random.Random(4)
    days = [date(2030, 1, 31), *(date(2030, 1, 1) + timedelta(days=drawn.randrange(360)) for _ in range(30))]
    for form in ("short", "medium", "long", "full"):
        written = [format_date(day, form, locale=locale) for day in days]
        assert [span and span.start for span in read_days(written).spans] == days, written
    for form in ("MMMd", "MMMMd", "MMMEd"):
        written = [format_skeleton(form, day, locale=locale) for day in days]
        read = read_days(written, until=date(2030, 12, 31))
        assert [span and span.start for span in read.spans] == days, written


def test_days_without_a_year_are_not_guessed_from_names_and_doubtful_forms() -> None:
    """A block has a number, a spreadsheet writes "May-30" for a month, and 29 February comes every fourth year."""
    cells = ["Block 3 May", "May-30", "30 Feb", "3/5", "3.5", "29 Feb"]
    read = read_days(cells, until=date(2031, 1, 1))
    assert [span and span.start for span in read.spans] == [None] * 5 + [date(2028, 2, 29)]
    assert read.unreadable[3].code == DATE_ORDER
    assert set(read.unreadable) == set(range(5))


def test_a_month_and_a_year_are_spans() -> None:
    [month, year] = read_days(["March 2030", "2030"]).spans
    assert [str(each) for each in (*month, *year)] == ["2030-03-01", "2030-03-31", "2030-01-01", "2030-12-31"]  # type: ignore[misc]


def test_a_long_run_of_note_signs_is_no_burden() -> None:
    # Each sign more took twice the time: forty would have taken hours.
    assert read_figures(["1" + "*" * 40 + "x", "1" + "*" * 40]).low == [None, 1]


def test_a_decimal_with_many_digits_is_told_to_be_no_whole_number() -> None:
    # Without its sign it would be a hundred thousand people.
    assert "not a whole number" in read_figures(["12.3456"], decimal=".").unreadable[0].message
    assert "thousands have 3" in read_figures(["12.3456"]).unreadable[0].message


def test_words_behind_a_figure_qualify_it_and_k_stands_for_thousands() -> None:
    read = read_figures(["300 (est.)", "410 approx", "1,5k", "2k", "0.25 k", "1,234"])
    assert read.low == [300, 410, 1500, 2000, 250, 1234]
    assert read.qualifier == ["about"] * 5 + ["exact"]
    assert set(read_figures(["12 persons", "1,500k", "(est.)"]).unreadable) == {0, 1, 2}

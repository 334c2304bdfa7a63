"""Numbers and dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.world.cells import CellError, read_date, read_number, read_yes


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("12,5", "Write 12.5."),
        ("0,123", "Write 0.123."),
        ("1,200", "Write 1200, or 1.200 if the comma stands for the decimal point."),
        ("1,200,000", "Write 1200000."),
        ("1,200.5", "Write 1200.5."),
        ("1.200,5", "Write 1200.5."),
        ("1 200", "Write 1200."),
        ("1\u202f200\u00a0000", "Write 1200000."),
        ("1'200", "Write 1200."),
        ("about 300", "Write 300."),
        ("300 km", "Write 300."),
        ("~1,200,000 people", "Write 1200000."),
        ("٣٠٠", "Write 300."),
        ("−5", "Write -5."),
        ("300-400", "Write digits only, such as 12.5."),
        ("many", "Write digits only, such as 12.5."),
        ("nan", "Write a number."),
    ],
)
def test_a_figure_that_is_no_number_is_refused_with_the_right_writing(text: str, fix: str):
    with pytest.raises(CellError) as caught:
        read_number(text)
    assert caught.value.message.endswith("is not a number.")
    assert caught.value.fix == fix


@pytest.mark.parametrize("text", ["nan", "NaN", "inf", "-inf", "n/a", "-", "?", "unknown"])
def test_words_for_not_known_advise_to_leave_the_cell_blank_where_it_may_be(text: str):
    with pytest.raises(CellError, match="Leave the cell blank if it is not known"):
        read_number(text, blank_allowed=True)


@pytest.mark.parametrize(("text", "value"), [("12.5", 12.5), ("+3", 3.0), ("-4.", -4.0), (".5", 0.5), ("1e3", 1000.0)])
def test_plain_numbers_are_read(text: str, value: float):
    assert read_number(text) == value


def test_whole_numbers_come_as_int_and_a_dot_for_thousands_is_not_guessed():
    assert read_number("400.0", whole=True) == 400
    assert isinstance(read_number("400.0", whole=True), int)
    with pytest.raises(CellError, match="Write 6000 if the dot separates thousands, or 6 if not"):
        read_number("6.000", whole=True)
    with pytest.raises(CellError, match=r'"600.5" is not a whole number. Write 600 or 601'):
        read_number("600.5", whole=True)


@pytest.mark.parametrize("text", ["1e999", "9" * 400, "1e16"])
def test_a_number_beyond_all_counts_is_refused(text: str):
    with pytest.raises(CellError, match="is too large"):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("31/12/2018", "Write 2018-12-31."),
        ("12/31/2018", "Write 2018-12-31."),
        ("31.12.18", "Write 2018-12-31."),
        ("2018/12/31", "Write 2018-12-31."),
        ("2018-2-3", "Write 2018-02-03."),
        ("20181231", "Write 2018-12-31."),
        ("2018-12-31T00:00:00", "Write 2018-12-31."),
        ("31 December 2018", "Write 2018-12-31."),
        ("Dec 31, 2018", "Write 2018-12-31."),
        ("3/4/2019", "Write 2019-04-03 if it means 3 April, or 2019-03-04 if it means 4 March."),
        ("5/5/2019", "Write 2019-05-05."),
        ("43465", "Write 2018-12-31 if this is the day number of a spreadsheet."),
        ("yesterday", "Write it as year-month-day, such as 2018-12-31."),
        ("31/02/2018", "Write it as year-month-day, such as 2018-12-31."),
    ],
)
def test_a_date_in_another_form_is_refused_with_the_day_it_seems_to_mean(text: str, fix: str):
    with pytest.raises(CellError) as caught:
        read_date(text)
    assert caught.value.message == f'"{text}" is not a date written year-month-day.'
    assert caught.value.fix == fix


def test_a_day_that_does_not_exist_is_refused_with_the_last_of_its_month():
    with pytest.raises(CellError, match=r"there is no such day\. The last day of that month is 2018-02-28"):
        read_date("2018-02-30")
    with pytest.raises(CellError, match="such as 2018-12-31"):
        read_date("2018-13-01")


def test_years_far_away_are_refused():
    with pytest.raises(CellError, match='The year in "0218-12-31" is probably wrong'):
        read_date("0218-12-31")
    assert read_date("2019-03-04") == date(2019, 3, 4)


def test_yes_and_no_are_read_and_maybe_is_refused():
    assert read_yes("Yes") is True
    assert read_yes("0") is False
    with pytest.raises(CellError, match=r'"maybe" is neither yes nor no\. Write yes or no'):
        read_yes("maybe")

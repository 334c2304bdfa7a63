"""How a forecast was computed, as its page tells: plain words, and a warning where figures are not steady."""

from __future__ import annotations

from dataclasses import replace

import pytest
from share_fakes import FakeForecast, needed

from waystation.forecast.scenario.steadiness import Headline, Steadiness
from waystation.share import ReportParts, report_html
from waystation.share.language import language
from waystation.share.report.computed_shown import record_lines, steady_rows

STEADY = Headline("People at Shore Camp on that day", "people", 5000.0, 4000.0, 6000.0, 40.0, 60.0)
LONG_WAIT = Headline("Longest mean wait of a day", "hours", 500.0, 300.0, 700.0, 130.0, 96.0)


def _told(*figures: Headline) -> Steadiness:
    return Steadiness(400, figures, 117.0, 0.36, 0.3, 1.2, (-61.7, -62.0))


def test_a_record_is_told_in_words_without_names_of_the_program() -> None:
    record = {"members": 400, "log_likelihood_mean": -61.84, "accepted": {"held_days": 0.3456}, "steadiness": {"a": 1}}
    assert record_lines(record) == [
        ("members", "400"), ("log likelihood mean", "-61.8"), ("accepted", "held days 0.346"),
    ]  # fmt: skip


def test_each_headline_figure_says_how_far_it_moves() -> None:
    people, wait = steady_rows(_told(STEADY, LONG_WAIT), language("en"))
    assert people == ("People at Shore Camp on that day", "about 5,000 (80 %: 4,000 to 6,000)", "60 people")
    # The larger of both witnesses, and days where a planner counts in days: 130 hours are 5.4 days.
    assert (wait.figure, wait.moves) == ("about 20 days (80 %: 12 to 30 days)", "5.4 days")
    short = Headline("Longest mean wait of a day", "hours", 30.0, 20.0, 60.0, 3.0, 2.0)
    assert steady_rows(_told(short), language("en"))[0].moves == "3.0 hours"


@pytest.mark.parametrize(("figures", "warned"), [((STEADY,), False), ((STEADY, LONG_WAIT), True)])
def test_figures_that_are_not_steady_are_told_before_the_answers(
    forecast: FakeForecast, figures: tuple[Headline, ...], warned: bool
) -> None:
    page = report_html(replace(forecast, steadiness=_told(*figures)), needed(forecast), [], ReportParts())
    first = page.index("steady:") if warned else len(page)
    assert ("Not steady: Longest mean wait of a day moves by about 5.4 days" in page) == warned
    assert (first < page.index("In short")) == warned
    assert "Moves from run to run by about" in page

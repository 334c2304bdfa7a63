"""The report in words: what it must say, and what it must never say."""

from __future__ import annotations

import dataclasses
import html
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from share_fakes import FakeForecast, fake_forecast, needed

from waystation.claims import Claim, Conflict
from waystation.errors import InputError
from waystation.plan import Outlook, read_standards
from waystation.plan.needs import needs
from waystation.share import ReportParts, report_html, write_report
from waystation.share.report.needs_shown import needs_tables
from waystation.share.report.sections import claim_rows, withheld
from waystation.world.scenario_model import Scenario


@pytest.fixture(scope="session")
def text(report: str) -> str:
    """What a reader sees: no drawings, no style, no marks."""
    bare = re.sub(r"<(style|svg|head)\b.*?</\1>", " ", report, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\u00a0", " "))


def test_the_report_is_one_small_page_that_asks_nothing_of_any_network(report: str) -> None:
    assert len(report.encode()) <= 1_500_000
    assert report.startswith("<!DOCTYPE html>")
    assert "default-src 'none'" in report
    assert "<script" not in report
    assert not re.findall(r"(?:src|href)=\"(?!#|data:,)", report)
    assert not re.search(r"https?://|url\((?!#)|@import", report)


def test_the_report_is_the_same_twice_and_written_whole(
    forecast: FakeForecast, disagreements: list[Conflict], ahead: Outlook, stocks: pd.DataFrame, report: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    path = tmp_path / "report.html"
    write_report(
        forecast,
        needed(forecast),
        disagreements,
        path,
        ReportParts(outlook=ahead, standards=read_standards(), stockouts=stocks),
    )
    assert path.read_text("utf-8") == report


@pytest.mark.usefixtures("blank")
def test_a_report_that_cannot_be_written_is_refused(forecast: FakeForecast, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the folder does not exist"):
        write_report(forecast, needed(forecast), [], tmp_path / "no" / "report.html")


def test_every_name_in_the_page_is_used_once(report: str) -> None:
    names = re.findall(r'\bid="([^"]+)"', report)
    assert len(names) == len(set(names))
    for target in re.findall(r'href="#([^"]+)"', report):
        assert target in names


def test_the_page_says_level_owner_draft_and_that_it_is_made_up(text: str) -> None:
    assert "Sensitivity: moderate Restricted: share within the response only. Draft for coordination." in text
    assert "Synthetic: made-up data." in text
    assert "Owner: Test desk." in text


def test_what_the_user_typed_is_escaped(report: str) -> None:
    assert "Made-up coast &lt;2030&gt;" in report
    assert "<2030>" not in report


@pytest.mark.usefixtures("blank")
def test_the_foot_of_a_printed_page_cannot_end_the_style(scenario: Scenario, claims: list[Claim]) -> None:
    settings = scenario.settings.model_copy(update={"name": "'; } </style><b>x"})
    odd = fake_forecast(scenario.model_copy(update={"settings": settings}), claims, date(2030, 2, 10), members=20)
    page = report_html(odd, needs(odd), [])
    foot = page[page.index("@bottom-left") :][:200]
    assert "</style><b>" not in page
    assert foot.index(" } @bottom-right") == foot.index("}") - 1


@pytest.mark.parametrize(
    "word",
    ["posterior", "prior", "smc", "likelihood", "quantile", "ensemble", "members", "stochastic", "bayesian"],
)
def test_the_page_uses_plain_words(text: str, word: str) -> None:
    told = text[: text.index("How this was computed")]
    assert not re.search(rf"\b{word}\b", told, flags=re.IGNORECASE)


@pytest.mark.parametrize(
    "word", ["evacuate everyone", "militant", "fighters among", "trapped", "safe route", "safe passage"]
)
def test_the_page_never_says(text: str, word: str) -> None:
    assert word not in text.lower()


def test_safe_is_said_only_to_deny_it(text: str) -> None:
    said = [text[max(0, found.start() - 50) : found.end()] for found in re.finditer(r"\bsafe\b", text)]
    assert said
    assert all(re.search(r"not mean that a way is safe|Nothing here says that a route is safe", each) for each in said)


def test_an_opening_is_listed_with_who_reported_it_and_when(text: str) -> None:
    assert "from 1 January 2030, end not stated" in text
    assert "Passage reported open, Old Town Coast Radio, 2 January 2030" in text


def test_figures_on_armed_people_are_counted_but_not_shown(forecast: FakeForecast, text: str) -> None:
    assert withheld(forecast) == 1
    assert "deaths in fighting or detention are kept in the claims file and not shown here: 1." in text
    assert not any("60 " in row.figure for row in claim_rows(forecast, True) + claim_rows(forecast, False))


def test_people_left_behind_are_never_forecast_as_one_number(forecast: FakeForecast) -> None:
    (row,) = [each for each in claim_rows(forecast, True) if each.what == "Remaining"]
    assert re.fullmatch(r"[\d,]+ to [\d,]+", row.forecast)


def test_people_taken_aside_are_a_bare_count_with_a_range(text: str) -> None:
    found = re.search(r"Taken aside by the authorities (.*?\))", text)
    assert found is not None
    assert re.fullmatch(r"about [\d,]+ \(80 %: [\d,]+ to [\d,]+\)", found[1].strip())


def test_each_claim_known_stands_with_its_source_or_is_withheld(forecast: FakeForecast, text: str) -> None:
    shown = claim_rows(forecast, True) + claim_rows(forecast, False)
    assert len(shown) + withheld(forecast) == len(forecast.evidence)
    for row in shown:
        assert row.figure in text
        assert row.source in text


def test_each_unknown_stands_with_its_argument(scenario: Scenario, text: str) -> None:
    for unknown in scenario.settings.unknowns.values():
        assert unknown.why in text


def test_no_forecast_figure_stands_without_its_range(text: str) -> None:
    for found in re.finditer(r"\b(?:about|around) (\d[\d,]*|\d+ \w+)(?= |\b)", text):
        after = text[found.end() : found.end() + 60]
        reported = re.search(r"\b(people|buses)\b", after[:12])
        assert "80 %" in after or reported, text[found.start() - 60 : found.end() + 60]


def test_needs_are_shown_for_few_days_with_ranges(forecast: FakeForecast) -> None:
    (table, *others) = needs_tables(needed(forecast), forecast.as_of)
    assert table.place == "Shore Camp"
    assert table.days == ["17 February", "12 March", "More than now, by 12 March"]
    first = table.groups[0][0]
    assert first.item == "Water, m\u00b3 per day"
    assert first.standard == "15 litres per person per day (minimum; Sphere Handbook 2018)"
    assert all(re.fullmatch(r"[\d,]+( to [\d,]+)?", shown) for _, shown in first.cells)
    assert len(others) <= 1


def test_needs_of_fewer_than_ten_people_are_not_shown(forecast: FakeForecast) -> None:
    table = needed(forecast)
    few = table["date"] == table["date"].max()
    small = table.assign(people=table["people"].where(few, 5), need=table["need"].where(few, 75.0))
    (shown, *_) = needs_tables(small[small["place"] == "Shore Camp"], forecast.as_of) or [None]
    assert shown is None or all(cell[0] == "for fewer than 10 people" for cell in shown.groups[0][0].cells)


def test_what_holds_people_up_is_said_with_its_evidence_and_what_would_help(text: str) -> None:
    assert "no single desk, lane or fleet holds people up: which one does depends on how many come" in text
    for stage in ("Gate", "Ferry", "Shore Camp, desk"):
        assert f"One more lane: {stage}" in text or f"One more desk: {stage}" in text
    assert "Fewer people waiting on the worst night" in text
    assert "run by the authorities" in text
    assert "How soon everyone could be received" in text


def test_waits_are_told_by_mean_nine_tenths_longest_and_by_night(text: str) -> None:
    for head in ("Mean wait, worst day", "Nine tenths wait at most", "Longest wait", "Most waiting by night"):
        assert head in text


def test_deaths_have_a_range_a_rate_and_a_threshold_with_its_source(text: str) -> None:
    found = re.search(r"On the way to Ferry ([\d,]+|fewer than 10) ?([\d,]+ to [\d,]+)?", text)
    assert found is not None
    assert "above 1 very serious, above 2 out of control" in text
    assert "CDC and MSF, in Conflict and Health 2008" in text


def test_the_day_on_which_stock_runs_out_stands_in_the_table_of_needs(text: str) -> None:
    assert re.search(r"Tents .{0,200}?Stock runs out: (around|after) \d+ \w+ \((80 %: |the same day in 80 %)", text)
    assert text.count("Stock runs out") == 2  # of the one item that is in stock, on the first pages and in the table


def test_what_other_standards_say_stands_beside_the_one_used(text: str) -> None:
    assert "1 per 80 people (target; UNHCR Handbook 2nd ed." in text
    assert "4 per family (planning; Shelter Cluster Pakistan 2011)" in text


@pytest.mark.usefixtures("blank")
def test_without_needs_the_page_says_so(forecast: FakeForecast) -> None:
    empty = pd.DataFrame(columns=["place", "date", "quantile"])
    assert "No needs were worked out." in report_html(forecast, empty, [])


@pytest.mark.usefixtures("blank")
def test_without_disagreements_the_page_says_so(forecast: FakeForecast) -> None:
    page = report_html(forecast, needed(forecast), [])
    assert "No two reports contradict each other." in page
    assert 'id="held-up"' not in page  # nor what holds people up, where nobody worked it out


@pytest.mark.usefixtures("blank")
def test_assumed_events_are_marked_as_assumed(forecast: FakeForecast, scenario: Scenario) -> None:
    later = scenario.events[1].model_copy(update={"published": date(2030, 2, 10)})
    page = report_html(dataclasses.replace(forecast, what_if=[later]), needed(forecast), [])
    assert "These events are assumed, not reported: assault at Old Town from 19 February 2030" in page

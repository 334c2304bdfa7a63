"""The first two pages: an action first where one helps, in four languages, on two sheets of paper."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from share_fakes import FakeForecast, needed

from waystation.errors import InputError
from waystation.plan import Action, Outlook
from waystation.plan.stock import Stock, stockout_dates
from waystation.share import Interval, ReportParts, report_html
from waystation.share.language import LANGUAGES, Language
from waystation.share.report import report_answers
from waystation.share.report.needs_shown import needs_tables
from waystation.share.report.reception_shown import bottleneck_sentence
from waystation.share.report.report_answers import first_sentences
from waystation.share.table_rows import SiteToday

pytestmark = pytest.mark.usefixtures("blank")
ENGLISH = re.compile(r"\b(the|people|waiting|needs|may|about|fewer|chance)\b", re.IGNORECASE)


def _text(page: str) -> str:
    bare = re.sub(r"<(style|svg|head)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)).replace("\u00a0", " "))


def _action(forecast: FakeForecast, ahead: Outlook, before: float, after: float) -> Action:
    members = np.linspace(0.9, 1.1, 60)
    since = forecast.as_of + timedelta(days=1)
    return Action(ahead.reliefs[0].name, "lane", 2, since, before * members, after * members)


@given(
    ends=st.lists(st.one_of(st.just(0.0), st.floats(0.01, 2e5)), min_size=3, max_size=3).map(sorted),
    people=st.booleans(), whole=st.booleans(), fixed=st.booleans(), unit=st.sampled_from(["", "hours", "days"]),
)  # fmt: skip
def test_english_says_an_interval_as_the_interval_says_itself(
    ends: list[float], people: bool, whole: bool, fixed: bool, unit: str
) -> None:
    low, median, high = ends
    interval = Interval(median, low, high, people=people, whole=whole, fixed=fixed, unit=unit)
    words = Language("en")
    assert words.about(interval) == interval.about
    assert words.text(interval) == interval.text


def test_the_action_stands_first_and_half_the_nights_are_called_half(forecast: FakeForecast, ahead: Outlook) -> None:
    page = _text(
        report_html(
            forecast, needed(forecast), [], ReportParts(outlook=ahead, action=_action(forecast, ahead, 4000, 2000))
        )
    )
    assert page.index("would about halve the nights that people spend waiting") < page.index("In short")
    assert re.search(r"2 more (desks|lanes) at .+ from Monday 11 February would about halve", page)
    assert "waiting: about 2,000 nights fewer (80 %: 1,800 to 2,200)" in page
    third = first_sentences(forecast, ahead, _action(forecast, ahead, 3000, 2000))[0]
    assert "would spare about 33\u00a0% of the nights" in third


def test_without_an_action_what_is_known_stands_first(forecast: FakeForecast, ahead: Outlook) -> None:
    first = first_sentences(forecast, ahead, None)
    assert "may be full around" in first[0] or "people may be at Shore Camp on 17 February 2030 (80 %:" in first[0]
    assert not any("would" in each for each in first)


def test_needs_are_those_of_the_sites_asked_for(forecast: FakeForecast) -> None:
    page = report_html(forecast, needed(forecast), [], ReportParts(sites=["Shore Camp"]))
    assert "Needs at" not in _text(page)
    with pytest.raises(InputError, match=r'"Shore Cmp" is not a site\. Did you mean "Shore Camp"\?'):
        report_html(forecast, needed(forecast), [], ReportParts(sites=["Shore Cmp"]))


def test_stock_is_typed_beside_needs_in_the_units_of_stock(forecast: FakeForecast) -> None:
    tables = (needs_tables(needed(forecast), forecast.as_of, planned=planned) for planned in (True, False))
    large, small = (table[0].groups[0][0] for table in tables)
    assert (large.item, small.item) == ("Water, m\u00b3 per day", "Water, litres per day")
    litres, cubic = (float(row.cells[0][0].replace(",", "")) for row in (small, large))
    assert abs(litres / 1000 - cubic) <= 0.05 * cubic


def test_what_is_in_stock_is_told_in_the_units_of_stock_and_the_rest_in_planners_units(
    forecast: FakeForecast, stocks: pd.DataFrame
) -> None:
    def names(ends: pd.DataFrame) -> list[str]:
        shown = needs_tables(needed(forecast), forecast.as_of, stockouts=ends)[0].groups
        return [row.item for group in shown for row in group]

    held = [Stock(place="Shore Camp", item="water", amount=2e6, source="Store list")]
    watered = stockout_dates(needed(forecast), held)
    assert names(watered)[0] == "Water, litres per day"
    assert names(stocks)[0] == "Water, m\u00b3 per day"
    assert names(watered)[1:] == names(stocks)[1:]


def test_a_language_that_is_not_spoken_is_refused(forecast: FakeForecast) -> None:
    with pytest.raises(InputError, match='There is no report in the language "de"'):
        report_html(forecast, needed(forecast), [], ReportParts(language="de", short=True))


@pytest.mark.parametrize("code", [each for each in LANGUAGES if each != "en"])
def test_the_two_pages_hold_no_english_but_names_and_what_the_owner_wrote(
    code: str, forecast: FakeForecast, ahead: Outlook
) -> None:
    action = _action(forecast, ahead, 4000, 2000)
    page = report_html(
        forecast, needed(forecast), [], ReportParts(outlook=ahead, action=action, language=code, short=True)
    )
    assert f'<html lang="{code}" dir="{"rtl" if code == "ar" else "ltr"}">' in page
    told = _text(page)
    for owned in (forecast.scenario.settings.name, forecast.scenario.settings.description):
        told = told.replace(owned, "")
    assert not ENGLISH.findall(told)


def test_the_short_edition_is_printed_on_two_sheets_and_the_full_one_begins_on_the_third(
    browser: Any, forecast: FakeForecast, ahead: Outlook, tmp_path: Path
) -> None:
    pdfplumber = pytest.importorskip("pdfplumber", reason="pdfplumber is not installed")
    action, table = _action(forecast, ahead, 4000, 2000), needed(forecast)
    for code, short in (("en", True), ("fr", True), ("ar", True), ("en", False)):
        page = report_html(forecast, table, [], ReportParts(outlook=ahead, action=action, language=code, short=short))
        file = tmp_path / "page.html"
        file.write_text(page, encoding="utf-8")
        opened = browser.new_page(viewport={"width": 390, "height": 844})
        opened.goto(file.as_uri())
        assert opened.evaluate("document.documentElement.scrollWidth") <= 390
        opened.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
        opened.close()
        with pdfplumber.open(tmp_path / "page.pdf") as pdf:
            sheets = [each.extract_text() for each in pdf.pages[:4]]
        if short:
            assert len(sheets) <= 2, (code, len(sheets))
        else:
            assert [n for n, text in enumerate(sheets) if "Every claim, and why" in text] == [2]


def test_a_chance_is_never_certain_in_the_report_either(
    forecast: FakeForecast, monkeypatch: pytest.MonkeyPatch
) -> None:
    people, day = Interval(5000, 4500, 5600), forecast.as_of + timedelta(days=2)
    full = SiteToday("Shore Camp", people, [], 4000, 1.0, day)
    monkeypatch.setattr(report_answers, "sites_today", lambda _: [full])
    (alarm,) = report_answers.alarm_sentences(forecast, Language("en"))
    assert "chance more than 99\u00a0%" in alarm
    (line,) = report_answers._room(forecast, Language("en"))
    assert "In more than 99\u00a0% of cases Shore Camp holds more" in line.sentence


def test_where_the_worst_night_stays_as_it_is_no_zero_is_told(forecast: FakeForecast, ahead: Outlook) -> None:
    night, nights = np.full(60, 600.0), np.full(60, 4000.0)
    best = replace(
        ahead.reliefs[0], saved_hours=np.full(60, 900.0), sooner_days=np.zeros(60), night_before=night,
        night_after=night, nights_before=nights, nights_after=nights - 50,
    )  # fmt: skip
    others = [replace(each, saved_hours=np.zeros(60)) for each in ahead.reliefs[1:]]
    said = bottleneck_sentence(replace(ahead, reliefs=[best, *others]), forecast, queue=False)
    assert "On the worst night about as many people would wait." in said
    assert "0 fewer" not in said
    fewer = replace(best, night_after=night - 100)
    said = bottleneck_sentence(replace(ahead, reliefs=[fewer, *others]), forecast, queue=False)
    assert "On the worst night 100 (" in said
    perhaps = np.where(np.arange(60) < 40, night, night - 300)
    said = bottleneck_sentence(
        replace(ahead, reliefs=[replace(best, night_after=perhaps), *others]), forecast, queue=False
    )
    assert "as many people" not in said, "in a third of cases half of them would be spared the wait"

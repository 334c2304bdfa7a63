"""Charts: real text, no addresses, the same bytes every time, two drawings, words beside them."""

from __future__ import annotations

import dataclasses
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date

import matplotlib as mpl
import pytest
from share_fakes import FakeForecast, fake_forecast

from waystation.claims import Claim, Conflict
from waystation.share import charts
from waystation.share.charts.style import NARROW, WIDE, Chart
from waystation.share.language import language
from waystation.share.report.reception_shown import _of_ten
from waystation.share.reported_shown import topics
from waystation.world.scenario_model import Scenario

DRAW: dict[str, Callable[[FakeForecast], Chart | None]] = {
    "population": charts.population_chart,
    "daily": charts.daily_chart,
    "since": charts.since_chart,
    "ending": charts.ending_chart,
    "waits": charts.waits_chart,
    "map": charts.map_chart,
}


@pytest.fixture(scope="module", params=list(DRAW))
def chart(request: pytest.FixtureRequest, forecast: FakeForecast) -> Chart:
    drawn = DRAW[request.param](forecast)
    assert drawn is not None
    return drawn


def words(svg: str) -> list[str]:
    return [text.strip() for text in ET.fromstring(svg).itertext() if text.strip()]


def test_a_chart_is_drawn_wide_and_narrow_with_a_role_and_words_of_its_own(chart: Chart) -> None:
    for svg, size in ((chart.wide, WIDE), (chart.narrow, NARROW)):
        root = ET.fromstring(svg)
        assert root.get("role") == "img"
        assert root.get("class") == size.name
        assert len(root.get("aria-label") or "") > 40
        assert float((root.get("viewBox") or "").split()[2]) == pytest.approx(size.width)


def test_letters_are_text_and_at_least_eleven_pixels(chart: Chart) -> None:
    for svg in (chart.wide, chart.narrow):
        sizes = [float(each) for each in re.findall(r"font-size: ([\d.]+)px", svg)]
        assert len(sizes) == len(re.findall("<text", svg)) > 3
        assert min(sizes) >= 11
        assert "font-family" not in svg
        assert "DejaVu" not in svg


def test_a_chart_holds_no_address_and_no_date_of_making(chart: Chart) -> None:
    for svg in (chart.wide, chart.narrow):
        assert "http" not in svg
        assert "metadata" not in svg
        assert "<style" not in svg  # it would restyle the whole page
        assert "<!" not in svg
        assert "<image" not in svg


def test_names_inside_a_chart_are_its_own(chart: Chart) -> None:
    for svg, size in ((chart.wide, WIDE), (chart.narrow, NARROW)):
        names = re.findall(r'\bid="([^"]+)"', svg)
        assert len(names) == len(set(names))
        used = set(re.findall(r'href="#([^"]+)"', svg)) | set(re.findall(r"url\(#([^)]+)\)", svg))
        assert used == set(names)
        assert all(name.startswith(f"{chart.key}-{size.name}-") for name in names)


def test_a_chart_is_the_same_twice_whatever_the_user_has_set(chart: Chart, forecast: FakeForecast) -> None:
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.hashsalt": "other"}):
        assert DRAW[chart.key](forecast) == chart


def test_drawing_leaves_the_users_settings_alone(forecast: FakeForecast) -> None:
    with mpl.rc_context({"font.size": 17.0}):
        charts.ending_chart(forecast)
        assert mpl.rcParams["font.size"] == 17.0


def test_the_population_chart_tells_the_kinds_of_statement_apart(forecast: FakeForecast) -> None:
    kept = {each.claim.qualifier: each for each in forecast.evidence if each.claim.term == "camp_population"}
    drawings = {
        qualifier: charts.population_chart(dataclasses.replace(forecast, evidence=[each])).wide
        for qualifier, each in kept.items()
    }
    assert set(drawings) == {"exact", "at least", "up to", "range", "about"}
    assert len(set(drawings.values())) == len(drawings)


def test_reports_not_used_are_hollow_and_the_legend_says_so(forecast: FakeForecast) -> None:
    unused = [dataclasses.replace(each, used=False) for each in forecast.evidence]
    assert "Hollow: reported, not used" not in words(charts.population_chart(forecast).wide)
    drawn = charts.population_chart(dataclasses.replace(forecast, evidence=unused))
    assert "Hollow: reported, not used" in words(drawn.wide)


def test_of_a_hundred_futures_the_bars_of_the_end_count_a_hundred(forecast: FakeForecast) -> None:
    drawn = charts.ending_chart(forecast)
    assert sum(float(share.split()[0]) for _, share in drawn.rows) == pytest.approx(100, abs=len(drawn.rows) / 2)
    assert drawn.rows[-1][0] == "After 31 March 2030"


def test_the_map_shows_places_with_coordinates_but_none_of_detention(forecast: FakeForecast) -> None:
    drawn = charts.map_chart(forecast)
    assert drawn is not None
    for svg in (drawn.wide, drawn.narrow):
        shown = words(svg)
        assert {"Old Town", "Gate", "Ferry", "Shore Camp", "Clinic", "N"} <= set(shown)
        assert "Cells" not in shown
        assert "Nowhere" not in shown
        assert any(re.fullmatch(r"\d+ km", each) for each in shown)


def test_the_map_calls_no_route_safe(forecast: FakeForecast) -> None:
    drawn = charts.map_chart(forecast)
    assert drawn is not None
    assert "Nothing here says that a route is safe." in drawn.caption
    assert "safe" not in f"{drawn.wide}{drawn.narrow}".lower()


def test_where_people_come_from_is_drawn_rounded_to_a_tenth_of_a_degree(
    forecast: FakeForecast, scenario: Scenario
) -> None:
    moved = [
        place.model_copy(update={"latitude": 10.0}) if place.name == "Old Town" else place for place in scenario.places
    ]
    nudged = dataclasses.replace(forecast, scenario=scenario.model_copy(update={"places": moved}))
    assert charts.map_chart(nudged) == charts.map_chart(forecast)


def test_no_map_is_drawn_of_a_single_place(forecast: FakeForecast, scenario: Scenario) -> None:
    alone = scenario.model_copy(update={"places": scenario.places[:1]})
    assert charts.map_chart(dataclasses.replace(forecast, scenario=alone)) is None


def test_disagreements_stand_side_by_side_with_their_sources(
    forecast: FakeForecast, disagreements: list[Conflict]
) -> None:
    drawn = charts.disagreements_chart(forecast, disagreements)
    assert drawn is not None
    shown = words(drawn.wide)
    assert any("Camp office" in each for each in shown)
    assert any("harbour office" in each for each in shown)
    assert {"3,000", "1,000"} <= set(shown)


def test_figures_on_armed_people_and_vehicles_are_not_charted(disagreements: list[Conflict]) -> None:
    for topic in topics(disagreements):
        assert {claim.unit for claim in topic.claims} == {"people"}
        assert not {claim.term for claim in topic.claims} & {"detained", "remaining", "killed"}


def test_without_disagreements_there_is_no_chart_of_them(forecast: FakeForecast) -> None:
    assert charts.disagreements_chart(forecast, []) is None


def test_a_dollar_in_a_name_is_a_dollar(forecast: FakeForecast, scenario: Scenario) -> None:
    places = [
        place.model_copy(update={"name": "$x$ & <b>"}) if place.name == "Ferry" else place for place in scenario.places
    ]
    odd = dataclasses.replace(forecast, scenario=scenario.model_copy(update={"places": places}))
    drawn = charts.map_chart(odd)
    assert drawn is not None
    assert "$x$ & <b>" in words(drawn.wide)


@pytest.mark.parametrize(("day", "drawn"), [("2030-01-15", 1), ("2030-01-14", 0)])
def test_a_report_is_on_the_chart_of_arrivals_if_its_last_day_is(scenario: Scenario, day: str, drawn: int) -> None:
    """The chart begins 45 days before the as-of date, 1 March."""
    came = Claim(
        published="2030-01-16", source="Camp office", place="Shore Camp", quantity_low=300, quantity_high=300,
        qualifier="exact", unit="people", term="arrived", about_start=day, about_end=day,
    )  # fmt: skip
    chart = charts.daily_chart(fake_forecast(scenario, [came], date(2030, 3, 1), members=20))
    label = ET.fromstring(chart.wide).get("aria-label") or ""
    assert f"from 15 January 2030 to 31 March 2030, with {drawn} reported figures." in label


@pytest.mark.parametrize(
    ("share", "said"), [(0, "none of the"), (0.04, "fewer than 1 of 10"), (0.5, "5 of 10"), (0.96, "nearly all")]
)
def test_shares_of_cases_are_said_of_ten(share: float, said: str) -> None:
    assert _of_ten(share, language("en")) == said

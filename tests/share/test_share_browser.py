"""The report in a real browser with the network cut: wide, on a phone, and printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

CHARTS = ("population", "disagreements", "since", "daily", "ending", "waits", "limit", "map")
WIDTHS = {"wide": 1280, "narrow": 390}


@pytest.fixture(scope="module")
def saved(report: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report, encoding="utf-8")
    return path


class Opened:
    """The page at one width, with all it asked for and complained about."""

    def __init__(self, browser: Any, path: Path, width: int) -> None:
        self.asked: list[str] = []
        self.complaints: list[str] = []
        context = browser.new_context(offline=True, viewport={"width": width, "height": 844})
        self.page = context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(path.as_uri())

    def box(self, selector: str) -> dict[str, float] | None:
        found: dict[str, float] | None = self.page.locator(selector).bounding_box()
        return found


@pytest.fixture(scope="module", params=list(WIDTHS))
def opened(request: pytest.FixtureRequest, browser: Any, saved: Path) -> Iterator[tuple[str, Opened]]:
    page = Opened(browser, saved, WIDTHS[request.param])
    yield request.param, page
    page.page.context.close()


def test_nothing_is_asked_of_the_network_and_nothing_goes_wrong(opened: tuple[str, Opened]) -> None:
    _, page = opened
    assert [url for url in page.asked if not url.startswith(("file:", "data:"))] == []
    assert page.complaints == []


def test_every_chart_is_shown_once_in_the_drawing_for_that_width(opened: tuple[str, Opened]) -> None:
    name, page = opened
    other = "narrow" if name == "wide" else "wide"
    for chart in CHARTS:
        box = page.box(f"#chart-{chart} svg.{name}")
        assert box is not None, chart
        assert box["width"] > 300
        assert box["height"] > 100
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= WIDTHS[name]
        assert page.box(f"#chart-{chart} svg.{other}") is None


def test_letters_in_charts_are_at_least_eleven_pixels_on_screen(opened: tuple[str, Opened]) -> None:
    name, page = opened
    smallest = page.page.evaluate(
        """name => Math.min(...[...document.querySelectorAll(`svg.${name} text`)].map(text =>
        parseFloat(getComputedStyle(text).fontSize) * text.getCTM().d))""",
        name,
    )
    assert abs(smallest) >= 11


def test_no_letter_of_a_chart_lies_outside_the_page(opened: tuple[str, Opened]) -> None:
    name, page = opened
    outside = page.page.evaluate(
        """name => [...document.querySelectorAll(`svg.${name} text`)].filter(text => {
        const box = text.getBoundingClientRect(), page = document.documentElement.clientWidth;
        return box.left < 0 || box.right > page; }).map(text => text.textContent)""",
        name,
    )
    assert outside == []


def test_the_page_never_has_to_be_moved_sideways(opened: tuple[str, Opened]) -> None:
    name, page = opened
    page.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert page.page.evaluate("document.documentElement.scrollWidth") <= WIDTHS[name]


def test_the_page_has_one_heading_of_the_first_rank_and_skips_none(opened: tuple[str, Opened]) -> None:
    _, page = opened
    ranks = page.page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(each => +each.tagName[1])")
    assert ranks.count(1) == 1
    assert ranks[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(ranks))


def test_the_answers_come_first(opened: tuple[str, Opened]) -> None:
    name, page = opened
    box = page.box(".answers")
    assert box is not None
    assert box["y"] < 844
    if name == "wide":
        assert box["y"] + box["height"] < 1.5 * 844


def test_it_prints_to_a4_with_what_is_folded_laid_open(browser: Any, saved: Path) -> None:
    page = Opened(browser, saved, 1280)
    data: bytes = page.page.pdf(format="A4", prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", data)
    assert boxes
    assert all(abs(float(wide) - 595) < 2 and abs(float(high) - 842) < 2 for wide, high in boxes)
    page.page.emulate_media(media="print")
    for chart in CHARTS:
        assert page.box(f"#chart-{chart} svg.wide") is not None
        assert page.box(f"#chart-{chart} svg.narrow") is None
    opened_up = page.page.evaluate("CSS.supports('selector(::details-content)')")
    table = page.box("#sources details:first-of-type table")
    assert not opened_up or (table is not None and table["height"] > 100)
    page.page.context.close()

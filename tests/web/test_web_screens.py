"""Every screen in a real browser, wide and narrow: accessible, nothing wider than the phone, keyboard alone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "synthetic"
SCREENS = ("/", "/drop", "/review", "/disagreements", "/forecast", "/waits", "/needs", "/what-if", "/share", "/ledger")
REPORT = "Published: 2030-01-19\nPublisher: Valley Radio\n\nAbout 300 people arrived at Lower Camp on Saturday."


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up example with a report to review and a forecast saved beside it."""
    import waystation as ws

    folder = tmp_path_factory.mktemp("screens") / "valley"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(".waystation"))
    (folder / "reports").mkdir()
    (folder / "reports" / "radio.txt").write_text(REPORT)
    ws.open(folder).as_of().forecast(members=50)
    return folder


@pytest.fixture(scope="module")
def entered(browser, serving, valley):
    """A server of that page, and the cookie of who entered: its key opens once."""
    server = serving(valley)
    context = browser.new_context()
    context.new_page().goto(server.address)
    yield server, context.storage_state()
    context.close()


@pytest.fixture
def page(browser, entered):
    """A visitor of that page; the policy is set aside for the accessibility checker alone."""
    server, cookies = entered
    context = browser.new_context(bypass_csp=True, storage_state=cookies)
    visited = context.new_page()
    visited.goto(server.home)
    yield visited, server
    context.close()


def test_no_screen_has_a_serious_barrier_or_runs_over_the_edge_of_a_phone(page) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the accessibility checker is absent")
    visited, server = page
    found = []
    for width in (1280, 390):
        visited.set_viewport_size({"width": width, "height": 900})
        for screen in SCREENS:
            visited.goto(server.home + screen)
            wide = visited.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{screen} at {width}: {wide} wide")
            if width == 1280:
                for each in axe.Axe().run(visited).response["violations"]:
                    if each["impact"] in {"serious", "critical"}:
                        found.append(f"{screen}: {each['id']}: {each['nodes'][0]['html'][:160]}")
    assert found == []


def test_a_page_from_right_to_left_mirrors_and_stays_within_the_screen(page) -> None:
    visited, server = page
    visited.set_viewport_size({"width": 390, "height": 900})
    visited.goto(server.home)
    visited.select_option("#language", "ar")
    with visited.expect_navigation():
        visited.click(".language button")
    assert visited.evaluate("getComputedStyle(document.body).direction") == "rtl"
    assert visited.evaluate("document.documentElement.scrollWidth") <= 390
    assert visited.locator("h1").inner_text() == "اليوم"


def test_the_slider_says_its_day_in_words_and_arrow_keys_replay_earlier_evenings(page) -> None:
    visited, server = page
    visited.goto(server.home + "/forecast")
    slider = visited.locator("input[type=range]")
    assert slider.get_attribute("aria-valuetext") == "the latest day"
    assert visited.locator("[data-evenings] select").is_hidden()
    slider.focus()
    with visited.expect_navigation():
        visited.keyboard.press("ArrowLeft")
    latest = slider.get_attribute("aria-valuetext")
    with visited.expect_navigation():
        visited.keyboard.press("ArrowLeft")
    assert re.fullmatch(r"\d+ January 2030", slider.get_attribute("aria-valuetext"))
    assert slider.get_attribute("aria-valuetext") != latest
    assert "as_of=2030-01-" in visited.url
    assert visited.evaluate("document.activeElement.type") == "range"


def test_without_a_script_the_evenings_are_a_list(browser, entered) -> None:
    server, cookies = entered
    context = browser.new_context(java_script_enabled=False, storage_state=cookies)
    visited = context.new_page()
    visited.goto(server.home + "/forecast")
    assert visited.locator("select#as_of").is_visible()
    assert visited.locator("input[type=range]").count() == 0
    context.close()


def test_the_keyboard_alone_reaches_and_decides(page) -> None:
    visited, server = page
    visited.goto(server.home + "/review")
    assert visited.locator("[data-claim]").count() == 1
    reached = []
    for _ in range(40):
        visited.keyboard.press("Tab")
        reached.append(visited.evaluate("document.activeElement.textContent.trim()"))
        if reached[-1] == "Accept":
            break
    assert reached[0] == "Skip to the content"
    assert reached[-1] == "Accept"
    with visited.expect_navigation():
        visited.keyboard.press("Enter")
    assert visited.locator("[data-claim]").count() == 0
    with visited.expect_navigation():
        visited.click("text=Undo")
    assert visited.locator("[data-claim]").count() == 1

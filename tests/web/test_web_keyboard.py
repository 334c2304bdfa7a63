"""The whole round with the keyboard alone: no pointer is ever used."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")

ANSWERS = {
    "name": "Korr crossing", "post": "Korr post", "site": "Tela camp", "distance_km": "25", "capacity": "3000",
    "desks": "3", "buses": "4", "origin": "Northern plain", "days": "60", "most_people": "20000",
}  # fmt: skip
REPORT = "Some 640 people arrived at Korr post yesterday. Since Monday 3,450 people have arrived at Korr post."
MOST_TABS = 160


class Keys:
    """A person at a keyboard."""

    def __init__(self, page) -> None:
        self.page = page

    def tab_to(self, what: str) -> None:
        """Press Tab until an element has the focus whose name, link or words are these."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            found = self.page.evaluate(
                "(() => { const e = document.activeElement;"
                " return [e.name || '', e.getAttribute('href') || '', (e.textContent || '').trim()]; })()"
            )
            if what in found:
                return
        raise AssertionError(f"Tab never reached {what!r}")

    def fill(self, name: str, text: str) -> None:
        """Go to a field, clear it and type."""
        self.tab_to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def press(self, what: str) -> None:
        """Go to a button or link and press Enter; wait for the page it loads."""
        self.tab_to(what)
        with self.page.expect_navigation(timeout=120_000):
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state("load")


@pytest.mark.slow
def test_the_whole_round_is_done_with_the_keyboard_alone(browser, serving, tmp_path: Path) -> None:
    folder = tmp_path / "korr"
    server = serving(folder)
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    keys = Keys(page)

    page.goto(server.address)
    order = page.evaluate("[...document.querySelectorAll('main [name]')].map((each) => each.name)")
    for name in sorted(ANSWERS, key=order.index):
        keys.fill(name, ANSWERS[name])
    keys.press("Make the scenario")
    assert (folder / "scenario.toml").exists()

    keys.press("/drop")
    day = page.evaluate("new Date().toISOString().slice(0, 10)")
    values = {"text": REPORT, "publisher": "Border office", "published": day}
    order = page.evaluate("[...document.querySelectorAll('main [name]')].map((each) => each.name)")
    for name in sorted(values, key=order.index):
        typed = values[name]
        if name == "published" and page.get_attribute("[name=published]", "type") == "date":
            typed = f"{day[5:7]}{day[8:]}{day[:4]}"  # a field of a day takes month, day, year
            keys.tab_to(name)
            page.keyboard.type(typed)
        else:
            keys.fill(name, typed)
    keys.press("Take them in")
    assert list((folder / "reports").iterdir())

    keys.press("/review")
    while page.locator("[data-claim]").count():
        left = page.locator("[data-claim]").count()
        with page.expect_navigation(timeout=60_000):
            page.keyboard.press("a")
        page.wait_for_load_state("load")
        assert page.locator("[data-claim]").count() < left

    keys.press("/forecast")
    keys.tab_to(page.locator("main button.main").inner_text())
    page.keyboard.press("Enter")
    page.wait_for_selector("picture img", timeout=300_000)

    page.goto(f"{server.home}/needs")
    item = page.locator("#items option").first.get_attribute("value")
    order = page.evaluate("[...document.querySelectorAll('main [name]')].map((each) => each.name)")
    stock = {"place-0": "Tela camp", "item-0": item, "amount-0": "5000", "source-0": "Store"}
    for name in sorted(stock, key=order.index):
        keys.fill(name, stock[name])
    page.keyboard.press("Escape")
    keys.press("Keep the stock")
    assert "5000" in (folder / "stock.csv").read_text()

    keys.press("/what-if")
    keys.tab_to("what0")
    for _ in range(40):
        if page.evaluate("document.activeElement.value") == "stages.registration.lanes":
            break
        page.keyboard.press("ArrowDown")
    keys.fill("value0", "+1")
    with page.expect_navigation(timeout=120_000):
        page.keyboard.press("Enter")
    assert page.locator("text=The difference").count() or page.locator("text=It makes no difference").count()

    keys.press("/share")
    keys.tab_to("audience")  # the sensitivity of a first scenario allows named partners only
    for _ in range(3):
        if page.evaluate("document.activeElement.value") == "partners":
            break
        page.keyboard.press("ArrowDown")
    keys.fill("to", "Coordination cluster")
    keys.tab_to("Make the page to share")
    with page.expect_download(timeout=120_000) as download:
        page.keyboard.press("Enter")
    assert "Coordination cluster" in Path(download.value.path()).read_text("utf-8")

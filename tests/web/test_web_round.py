"""A morning's round in a real browser: from nothing to a page to share, and nothing lost when the server dies."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")

REPORTS = {
    "border.txt": "Published: 2030-02-06\nPublisher: Border office\n\n"
    "Some 640 people arrived at Korr post on 5 February. On 6 February 820 people arrived at Korr post.",
    "radio.txt": "Published: 2030-02-06\nPublisher: Valley Radio\n\nSome 900 people arrived at Korr post on Wednesday.",
}
PASTED = "Telephone 0999 123 456. By 7 February 3,450 people had arrived at Korr post since 1 February."
ANSWERS = {
    "name": "Korr crossing", "post": "Korr post", "site": "Tela camp", "distance_km": "25", "capacity": "3000",
    "desks": "3", "buses": "4", "origin": "Northern plain", "first_day": "2030-02-01", "days": "60",
    "most_people": "20000",
}  # fmt: skip


def _visit(browser, width: int = 1280):
    """A visitor cut off from everything but this machine, who keeps what the console says."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.set_default_timeout(120_000)  # the machine may be busy: what is asked anew starts a process
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    return page, said, asked


def _left(page, count: int) -> None:
    """Wait until so many figures wait for a decision."""
    for _ in range(600):
        if page.locator("[data-claim]").count() == count:
            page.wait_for_load_state("load")  # keys are heard from then on
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.locator('[data-claim]').count()} figures wait, not {count}")


def _press(page, what: str) -> None:
    """Press something that loads a page, and wait for it."""
    with page.expect_navigation(timeout=120_000):
        page.click(what)


def test_the_whole_round_from_nothing_to_a_shared_page(browser, serving, tmp_path: Path) -> None:
    folder = tmp_path / "korr"
    server = serving(folder)
    page, said, asked = _visit(browser)

    page.goto(server.address)  # set up
    for name, value in ANSWERS.items():
        page.fill(f"[name={name}]", value)
    _press(page, "text=Make the scenario")
    assert page.locator("h1").inner_text() == "Today", page.locator("main").inner_text()
    assert (folder / "scenario.toml").exists()

    _press(page, "nav >> text=Drop")  # two files and a pasted text
    files = []
    for name, text in REPORTS.items():
        (tmp_path / name).write_text(text)
        files.append(str(tmp_path / name))
    page.set_input_files("[name=files]", files)
    _press(page, "text=Take them in")
    page.fill("[name=text]", PASTED)
    page.fill("[name=published]", "2030-02-07")
    page.fill("[name=publisher]", "Camp office")
    _press(page, "text=Take them in")
    assert "Struck out as personal data" in page.locator("main").inner_text()
    kept = [each.read_text() for each in (folder / "reports").iterdir()]
    assert len(kept) == 3
    assert not any("0999" in text for text in kept)

    _press(page, "nav >> text=Review")  # by keys alone
    waiting = page.locator("[data-claim]").count()
    assert waiting >= 4
    page.keyboard.press("a")
    _left(page, waiting - 1)
    page.keyboard.press("j")
    page.keyboard.press("s")
    _left(page, waiting - 2)
    _press(page, "text=Undo")
    _left(page, waiting - 1)
    while page.locator("[data-claim]").count():
        left = page.locator("[data-claim]").count()
        page.keyboard.press("a")
        _left(page, left - 1)

    _press(page, "nav >> text=Forecast")  # run, with progress; stop; run
    _press(page, "text=Run the forecast")
    page.wait_for_selector("#running progress")
    _press(page, "#running >> text=Stop")
    page.wait_for_selector("#running progress", state="detached", timeout=180_000)
    page.goto(f"{server.home}/forecast")
    _press(page, "text=Run the forecast")
    page.wait_for_selector("picture img", timeout=300_000)
    loaded = "[...document.images].every((image) => image.complete && image.naturalWidth > 0)"
    for _ in range(600):
        if page.evaluate(loaded):
            break
        page.wait_for_timeout(100)
    assert page.evaluate(loaded)

    _press(page, "nav >> text=Needs and stock")
    item = page.locator("#items option").first.get_attribute("value")
    for column, value in {"place": "Tela camp", "item": item, "amount": "5000", "source": "Store"}.items():
        page.fill(f"[name={column}-0]", value)
    _press(page, "text=Keep the stock")
    assert "5000" in (folder / "stock.csv").read_text()

    _press(page, "nav >> text=What if")
    page.select_option("[name=what0]", "stages.registration.lanes")
    page.fill("[name=value0]", "+3")
    _press(page, "text=Compare")
    assert page.locator("text=The difference").count() or page.locator("text=It makes no difference").count()

    _press(page, "nav >> text=Share")
    page.fill("[name=to]", "Coordination cluster")
    page.check("[value=partners]")
    with page.expect_download() as download:
        page.click("text=Make the page to share")
    shared = Path(download.value.path()).read_text("utf-8")
    assert "Coordination cluster" in shared
    assert "Tela camp" in shared

    page.goto(server.home)
    assert "Tela camp" in page.locator(".cards").inner_text()
    assert said == []
    assert all(url.startswith(server.home) for url in asked)

    ledger = page.goto(f"{server.home}/ledger")
    assert ledger is not None
    before = page.locator("tbody tr").count()
    server.end(signal.SIGKILL)  # the server dies; nothing is lost
    server.start()
    page.goto(server.address)
    assert "Tela camp" in page.locator(".cards").inner_text()
    page.goto(f"{server.home}/ledger")
    assert page.locator("tbody tr").count() == before
    page.goto(f"{server.home}/share")
    assert "Coordination cluster" in page.locator("main").inner_text()

"""Puts this folder on the path, so that every test can ``import scenarios``; what is slow is light but where tested."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from light import blank_charts, light_fits, light_limits

KERNEL_ROOMS = {"engine", "forecast", "plan", "scale", "share", "situation", "web"}
LIGHT = {"forecast": light_fits, "plan": light_limits, "share": blank_charts}
KERNEL_FILES = ("test_demo", "test_docs", "test_cli_")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes a browser or compiled loops, and the rest as fast."""
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        elif KERNEL_ROOMS & set(item.path.parts) or item.path.name.startswith(KERNEL_FILES):
            item.add_marker("kernel")
        elif not {"slow", "kernel"} & marks:
            item.add_marker("fast")


@pytest.fixture(scope="module", autouse=True)
def _quick_fits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Outside the rooms that test them fits are quick, no future is held to its limit, and charts are blank.

    A module that asks what a chart shows says so: ``pytestmark = pytest.mark.charts``.
    """
    printed = {"share"} if request.node.get_closest_marker("charts") else set()
    with pytest.MonkeyPatch.context() as patch:
        for room, light in LIGHT.items():
            if room not in printed.union(request.path.parts):
                light(patch.setattr)
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Headless Chromium, as the machine has it: one for all rooms, as Playwright starts once in a process."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    where = next(filter(None, map(shutil.which, names)), None)
    if where is None:
        pytest.skip("no Chromium on this machine")
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
    with sync.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=where, args=arguments)
        yield started
        started.close()

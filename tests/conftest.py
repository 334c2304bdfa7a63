"""Puts this folder on the path, so that every test can ``import scenarios``; fits are quick but in `tests/forecast`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from light import light_fits

KERNEL_ROOMS = {"engine", "forecast", "plan", "scale", "share", "situation", "web"}
KERNEL_FILES = ("test_demo", "test_docs", "test_cli_")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes a browser or compiled loops, and the rest as fast."""
    for item in items:
        marks = {mark.name for mark in item.iter_markers()}
        if {"browser", "chromium"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        elif KERNEL_ROOMS & set(item.path.parts) or item.path.name.startswith(KERNEL_FILES):
            item.add_marker("kernel")
        elif "slow" not in marks:
            item.add_marker("fast")


@pytest.fixture(scope="module", autouse=True)
def _quick_fits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Outside `tests/forecast`, a forecast that is not told how hard to try tries a tenth as hard."""
    with pytest.MonkeyPatch.context() as patch:
        if "forecast" not in request.path.parts:
            light_fits(patch.setattr)
        yield

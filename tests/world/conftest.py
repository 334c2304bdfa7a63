"""Fixtures for a small valid folder and what is said of it once spoilt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import write_scenario
from waystation.world import check_folder


@pytest.fixture
def said(tmp_path: Path) -> Callable[..., list[str]]:
    """What `check_folder` says of the small folder after changes, as printed."""

    def problems(*changes: tuple[str, str], **files: str | bytes | None) -> list[str]:
        return [str(each) for each in check_folder(write_scenario(tmp_path, *changes, **files))]

    return problems

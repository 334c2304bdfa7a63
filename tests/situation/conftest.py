"""A small folder with claims that every test may change, and a quick fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid scenario folder with three claims."""
    return write_folder(tmp_path / "valley")

"""No published figure moves unless the change signs it."""

from __future__ import annotations

import pytest

from published_figures import TABLES, signed


@pytest.mark.parametrize("name", TABLES)
def test_a_published_figure_moves_only_if_the_change_signs_it(name: str) -> None:
    assert TABLES[name]() == signed()[name], (
        "If this is meant: python tests/published_figures.py, and say so in CHANGELOG.md"
    )

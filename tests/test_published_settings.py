"""No default and no bound of a setting moves unless the change signs it."""

from __future__ import annotations

import pytest

from published_settings import current, signed


@pytest.mark.parametrize("group", ["files", "calls", "commands"])
def test_a_default_or_bound_moves_only_if_the_change_signs_it(group: str) -> None:
    assert current()[group] == signed()[group], (
        "If this is meant: python tests/published_settings.py, and say so in CHANGELOG.md"
    )

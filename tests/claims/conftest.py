"""What the tests of the claims room share: where the data lie, and a claim to vary."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from waystation.claims import Claim

HOME = Path(__file__).parents[2]


@pytest.fixture
def claim() -> Callable[..., Claim]:
    """Makes a claim: about 3,000 people evacuated from Baghouz on 20 February, unless told otherwise."""

    def make(low: float | None = 3000, high: float | None = -1, **changes: Any) -> Claim:
        values: dict[str, Any] = {
            "published": "2019-02-21",
            "source": "SDF",
            "about_start": "2019-02-20",
            "about_end": "2019-02-20",
            "place": "Baghouz",
            "quantity_low": low,
            "quantity_high": low if high == -1 else high,
            "qualifier": "about",
            "unit": "people",
            "term": "evacuated",
        }
        return Claim.model_validate({**values, **changes})

    return make


@pytest.fixture
def stock(claim: Callable[..., Claim]) -> Callable[..., Claim]:
    """Makes a claim of a camp's population on one day."""

    def make(day: str, low: float | None, high: float | None = -1, **changes: Any) -> Claim:
        values = {"about_start": None, "about_end": day, "published": day, "place": "Al-Hol camp"}
        return claim(low, high, **{**values, "term": "camp_population", **changes})

    return make


@pytest.fixture(scope="session")
def example() -> Path:
    """The claims of the Baghouz example."""
    return HOME / "examples" / "baghouz" / "claims.csv"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data; skips where it is absent."""
    folder = HOME / ".." / "shared"
    if not folder.is_dir():
        pytest.skip("the shared data are not beside this checkout")
    return folder.resolve()

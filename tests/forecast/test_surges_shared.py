"""Past surges of the shared folder: forecasts with what others taught beat the fading rate and hold their ranges."""

from __future__ import annotations

from pathlib import Path

import pytest

from waystation.forecast.surges import FORWARD, LEAVE_ONE_OUT, backtest_surges, read_surges
from waystation.forecast.surges.backtest_surges import OURS

SURGES = Path(__file__).resolve().parents[3] / "shared" / "surges"


@pytest.mark.slow
@pytest.mark.skipif(not SURGES.is_dir(), reason="../shared/surges is not here")
def test_forecasts_of_surges_that_taught_nothing_beat_the_fading_rate_and_hold_what_they_promise() -> None:
    found = backtest_surges(read_surges(SURGES / "targets.csv", SURGES), members=800)
    for protocol, most, least_skill, fewest in ((LEAVE_ONE_OUT, 0.074, 0.21, 20), (FORWARD, 0.076, 0.18, 18)):
        ours = found.overall(protocol).set_index("method").loc[OURS]
        by_surge = found.by_surge(protocol)
        assert ours["score"] <= most
        assert ours["skill"] >= least_skill
        assert ours["skill_low"] > 0.0
        assert 0.76 <= ours["in80"] <= 0.85
        assert ours["in95"] >= 0.92
        assert abs(ours["error"]) <= 0.03
        assert (by_surge[OURS] < by_surge["fading"]).sum() >= fewest

"""Camp registrations over months: each camp's count some weeks ahead, with errors pooled over other conflicts.

A camp is expected to keep its last count, and a little of its trend and of the trend of all. How far off that may be is
learned: from what the same would have missed in the camp's own past, and from what it missed in other conflicts, in
proportion to how much the camp changes, its size and the conflict's. Crises differ too much for their means to be
pooled, but their errors are alike. A camp that nobody has counted yet is expected to hold a part of the people who are
in the total but in no camp's count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.forecast.camps.backtest_camps import BASELINES, OURS, CampBacktest
    from waystation.forecast.camps.camp_backtest_job import CampBacktestJob, backtest_camps
    from waystation.forecast.camps.forecast_camps import CampForecast, forecast_camps

__all__ = [
    "BASELINES", "OURS", "CampBacktest", "CampBacktestJob", "CampForecast", "backtest_camps", "forecast_camps",
]  # fmt: skip

hand_out(__name__, {
    "backtest_camps": ("BASELINES", "OURS", "CampBacktest"),
    "camp_backtest_job": ("CampBacktestJob", "backtest_camps"),
    "forecast_camps": ("CampForecast", "forecast_camps"),
})  # fmt: skip

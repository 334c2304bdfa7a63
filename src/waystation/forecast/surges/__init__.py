"""Sudden arrivals forecast from dated, conflicting counts alone, with what past surges teach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.claims.history import TrustedTotal
from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.forecast.surges.backtest_job import SurgeBacktestJob
    from waystation.forecast.surges.backtest_surges import SurgeBacktest, backtest_surges, surge_backtest
    from waystation.forecast.surges.folder import PastSurge, read_surges
    from waystation.forecast.surges.forecast_surge import SurgeForecast, forecast_surge
    from waystation.forecast.surges.past import FORWARD, LEAVE_ONE_OUT
    from waystation.forecast.surges.past_errors import PastError, past_error
    from waystation.forecast.surges.priors import Priors, shipped_priors

__all__ = [
    "FORWARD",
    "LEAVE_ONE_OUT",
    "PastError",
    "PastSurge",
    "Priors",
    "SurgeBacktest",
    "SurgeBacktestJob",
    "SurgeForecast",
    "TrustedTotal",
    "backtest_surges",
    "forecast_surge",
    "past_error",
    "read_surges",
    "shipped_priors",
    "surge_backtest",
]

hand_out(__name__, {
    "backtest_surges": ("SurgeBacktest", "backtest_surges", "surge_backtest"),
    "backtest_job": ("SurgeBacktestJob",),
    "folder": ("PastSurge", "read_surges"),
    "forecast_surge": ("SurgeForecast", "forecast_surge"),
    "past": ("FORWARD", "LEAVE_ONE_OUT"),
    "past_errors": ("PastError", "past_error"),
    "priors": ("Priors", "shipped_priors"),
})  # fmt: skip

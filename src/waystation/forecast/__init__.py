"""What to expect: members fitted to the claims known by a date, carried on to the horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.forecast.calibration import Calibration, calibrate
    from waystation.forecast.day_by_day import Posterior
    from waystation.forecast.effort import Effort
    from waystation.forecast.forecasting import Evidence, Forecast, forecast, forecast_of
    from waystation.forecast.table import QUANTILES, quantile_table

__all__ = [
    "QUANTILES",
    "Calibration",
    "Effort",
    "Evidence",
    "Forecast",
    "Posterior",
    "calibrate",
    "forecast",
    "forecast_of",
    "quantile_table",
]

hand_out(__name__, {
    "calibration": ("Calibration", "calibrate"),
    "day_by_day": ("Posterior",),
    "effort": ("Effort",),
    "forecasting": ("Evidence", "Forecast", "forecast", "forecast_of"),
    "table": ("QUANTILES", "quantile_table"),
})  # fmt: skip

"""What to expect: a scenario fitted to claims (`scenario`), surges from counts alone (`surges`), camps (`camps`).

Here is what they share: the table of quantiles, scores, and the pooling of a scenario's forecast with that of counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.forecast.scenario.calibration import Calibration, calibrate
    from waystation.forecast.scenario.day_by_day import Posterior
    from waystation.forecast.scenario.effort import Effort
    from waystation.forecast.scenario.forecast_scenario import Evidence, Forecast, forecast, forecast_of
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
    "scenario.calibration": ("Calibration", "calibrate"),
    "scenario.day_by_day": ("Posterior",),
    "scenario.effort": ("Effort",),
    "scenario.forecast_scenario": ("Evidence", "Forecast", "forecast", "forecast_of"),
    "table": ("QUANTILES", "quantile_table"),
})  # fmt: skip

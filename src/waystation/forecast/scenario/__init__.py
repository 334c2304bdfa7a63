"""A scenario fitted to the claims known by a date, and carried on to the horizon.

What a claim says of the simulation (`evidence`, `likelihood`); members as points with densities by the hourly engine
(`points`, `model`, `fit`) and by a flow in its place (`surrogate`); the search for them (`sampler`, `moves`,
`whitening`, `effort`) and the next evening from the last (`day_by_day`); the forecast itself (`forecast_scenario`), how
steady it is (`steadiness`), what will be published (`published`), and whether ranks of truths are even
(`calibration`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.forecast.scenario.calibration import Calibration, calibrate
    from waystation.forecast.scenario.day_by_day import Posterior
    from waystation.forecast.scenario.effort import Effort
    from waystation.forecast.scenario.forecast_scenario import Evidence, Forecast, forecast, forecast_of

__all__ = ["Calibration", "Effort", "Evidence", "Forecast", "Posterior", "calibrate", "forecast", "forecast_of"]

hand_out(__name__, {
    "calibration": ("Calibration", "calibrate"),
    "day_by_day": ("Posterior",),
    "effort": ("Effort",),
    "forecast_scenario": ("Evidence", "Forecast", "forecast", "forecast_of"),
})  # fmt: skip

"""The modeller's bench: settings varied, fitted and weighed, on folders in Flee's format and on scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.study.calibrating import Calibration, calibrate
    from waystation.study.indices import sensitivity_of
    from waystation.study.sensitivity import Sensitivity, SensitivityPlan, plan_sensitivity, sensitivity
    from waystation.study.sweep import Sweep, SweepPart, SweepPlan, plan_sweep, sweep

__all__ = [
    "Calibration", "Sensitivity", "SensitivityPlan", "Sweep", "SweepPart", "SweepPlan", "calibrate", "plan_sensitivity",
    "plan_sweep", "sensitivity", "sensitivity_of", "sweep",
]  # fmt: skip

hand_out(__name__, {
    "calibrating": ("Calibration", "calibrate"),
    "indices": ("sensitivity_of",),
    "sensitivity": ("Sensitivity", "SensitivityPlan", "plan_sensitivity", "sensitivity"),
    "sweep": ("Sweep", "SweepPart", "SweepPlan", "plan_sweep", "sweep"),
})  # fmt: skip

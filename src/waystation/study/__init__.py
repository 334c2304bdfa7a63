"""The modeller's bench: settings varied, fitted and weighed, on folders in Flee's format and on scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.study.calibrating import Calibration, calibrate
    from waystation.study.indices import sensitivity_of
    from waystation.study.sensitivity import Sensitivity, sensitivity
    from waystation.study.sweep import Sweep, SweepPart, sweep

__all__ = [
    "Calibration", "Sensitivity", "Sweep", "SweepPart", "calibrate", "sensitivity", "sensitivity_of", "sweep",
]  # fmt: skip

hand_out(__name__, {
    "calibrating": ("Calibration", "calibrate"),
    "indices": ("sensitivity_of",),
    "sensitivity": ("Sensitivity", "sensitivity"),
    "sweep": ("Sweep", "SweepPart", "sweep"),
})  # fmt: skip

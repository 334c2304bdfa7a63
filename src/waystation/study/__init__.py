"""The modeller's bench: settings varied, fitted and weighed, on folders in Flee's format and on scenarios."""

from __future__ import annotations

from waystation.study.sweep import Sweep, SweepPart, sweep

__all__ = ["Sweep", "SweepPart", "sweep"]

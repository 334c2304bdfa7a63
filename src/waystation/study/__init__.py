"""The modeller's bench: settings varied, fitted and weighed, on folders in Flee's format and on scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.study.sweep import Sweep, SweepPart, sweep

__all__ = ["Sweep", "SweepPart", "sweep"]

hand_out(__name__, {"sweep": ("Sweep", "SweepPart", "sweep")})

"""What could happen: fast count-based simulation of many futures."""

from __future__ import annotations

from waystation.engine.movement import MovementModel, simulate_movement
from waystation.engine.reception import run, simulate
from waystation.engine.results import labelled

__all__ = ["MovementModel", "labelled", "run", "simulate", "simulate_movement"]

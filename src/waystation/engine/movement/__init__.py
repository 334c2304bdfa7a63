"""Day by day: where people go on a graph of places, under Flee's rules."""

from waystation.engine.movement.simulating import KERNELS, MovementModel, simulate_movement

__all__ = ["KERNELS", "MovementModel", "simulate_movement"]

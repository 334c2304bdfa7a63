"""What could happen: fast count-based simulation of many futures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.engine.many import SketchedFutures
    from waystation.engine.movement.camp_errors import (
        flee_printed_error,
        movement_errors,
        registered_people,
        total_error,
    )
    from waystation.engine.movement.comparing import MovementComparison, change_case, compare_movement
    from waystation.engine.movement.free_run_job import free_run_scores
    from waystation.engine.movement.job import MovementJob
    from waystation.engine.movement.simulating import MovementModel, simulate_movement
    from waystation.engine.movement.waystation_rules import MovementRules, shipped_rules, simulate_free_run
    from waystation.engine.reception import Branch, Futures, Run, prior_futures, run, simulate
    from waystation.engine.reception.reception_job import ReceptionJob
    from waystation.engine.reception.results import labelled

__all__ = [
    "Branch",
    "Futures",
    "MovementComparison",
    "MovementJob",
    "MovementModel",
    "MovementRules",
    "ReceptionJob",
    "Run",
    "SketchedFutures",
    "change_case",
    "compare_movement",
    "flee_printed_error",
    "free_run_scores",
    "labelled",
    "movement_errors",
    "prior_futures",
    "registered_people",
    "run",
    "shipped_rules",
    "simulate",
    "simulate_free_run",
    "simulate_movement",
    "total_error",
]

hand_out(__name__, {
    "many": ("SketchedFutures",),
    "movement.comparing": ("MovementComparison", "change_case", "compare_movement"),
    "movement.camp_errors": ("flee_printed_error", "movement_errors", "registered_people", "total_error"),
    "movement.free_run_job": ("free_run_scores",),
    "movement.job": ("MovementJob",),
    "movement.simulating": ("MovementModel", "simulate_movement"),
    "movement.waystation_rules": ("MovementRules", "shipped_rules", "simulate_free_run"),
    "reception": ("Branch", "Futures", "Run", "prior_futures", "run", "simulate"),
    "reception.reception_job": ("ReceptionJob",),
    "reception.results": ("labelled",),
})  # fmt: skip

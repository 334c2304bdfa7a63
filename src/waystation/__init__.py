"""Waystation: from reports to readiness.

The table of contents. Every public name is looked up when it is first used, so that
``import waystation`` costs nothing and ``waystation --help`` answers at once.

Examples
--------
>>> import waystation as ws
>>> scenario = ws.load_scenario("examples/synthetic")
>>> scenario.settings.name
'Synthetic valley'
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from waystation.claims import (
        Claim,
        Conflict,
        History,
        Kind,
        Ledger,
        Reading,
        ReadReport,
        Report,
        check_claims,
        conflicts,
        edited,
        history,
        kind_of,
        known_by,
        known_events,
        lineages,
        read,
        read_claims,
        read_each,
        read_report,
        read_reports,
        same_story,
        scenario_claims,
        used_and_unused,
        write_claims,
    )
    from waystation.engine import (
        Futures,
        MovementModel,
        MovementRules,
        Run,
        free_run_scores,
        prior_futures,
        shipped_rules,
        simulate,
        simulate_free_run,
        simulate_movement,
    )
    from waystation.errors import (
        InputError,
        Problem,
        WaystationError,
    )
    from waystation.forecast import (
        Evidence,
        Forecast,
        forecast,
    )
    from waystation.plan import (
        Comparison,
        Limit,
        Limits,
        Measure,
        Outlook,
        Standard,
        Weight,
        compare,
        deaths_by_hazard,
        less_stock,
        limit_of,
        limits,
        loads,
        mortality_thresholds,
        needs,
        needs_of_people,
        needs_summary,
        outlook,
        rank,
        read_measures,
        read_standards,
        read_stock,
        read_weights,
        run_out,
    )
    from waystation.share import (
        write_forecast,
        write_known_claims,
        write_members,
        write_needs,
        write_needs_hxl,
        write_needs_workbook,
        write_report,
        write_run,
    )
    from waystation.world import (
        Event,
        FleeCase,
        Place,
        Route,
        Scenario,
        check_flee,
        check_folder,
        load_flee,
        load_scenario,
    )

__version__ = "0.1.0"

# Room by room, in the order the work flows.
_ROOMS = {
    "errors": (
        "InputError", "Problem", "WaystationError",
    ),
    "world": (
        "Event", "FleeCase", "Place", "Route", "Scenario", "check_flee", "check_folder", "load_flee",
        "load_scenario",
    ),
    "claims": (
        "Claim", "Conflict", "History", "Kind", "Ledger", "ReadReport", "Reading", "Report", "check_claims",
        "conflicts", "edited", "history", "kind_of", "known_by", "known_events", "lineages", "read", "read_claims",
        "read_each", "read_report", "read_reports", "same_story", "scenario_claims", "used_and_unused",
        "write_claims",
    ),
    "engine": (
        "Futures", "MovementModel", "MovementRules", "Run", "free_run_scores", "prior_futures",
        "shipped_rules", "simulate", "simulate_free_run", "simulate_movement",
    ),
    "forecast": (
        "Evidence", "Forecast", "forecast",
    ),
    "plan": (
        "Comparison", "Limit", "Limits", "Measure", "Outlook", "Standard", "Weight", "compare",
        "deaths_by_hazard", "less_stock", "limit_of", "limits", "loads", "mortality_thresholds",
        "needs", "needs_of_people", "needs_summary", "outlook", "rank", "read_measures",
        "read_standards", "read_stock", "read_weights", "run_out",
    ),
    "share": (
        "write_forecast", "write_known_claims", "write_members", "write_needs", "write_needs_hxl",
        "write_needs_workbook", "write_report", "write_run",
    ),
}  # fmt: skip

_ROOM_OF = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "Claim", "Comparison", "Conflict", "Event", "Evidence", "FleeCase", "Forecast", "Futures",
    "History", "InputError", "Kind", "Ledger", "Limit", "Limits", "Measure", "MovementModel", "MovementRules",
    "Outlook", "Place", "Problem", "ReadReport", "Reading", "Report", "Route", "Run", "Scenario",
    "Standard", "WaystationError", "Weight", "check_claims", "check_flee", "check_folder", "compare",
    "conflicts", "deaths_by_hazard", "edited", "forecast", "free_run_scores", "history", "kind_of", "known_by",
    "known_events", "less_stock", "limit_of", "limits", "lineages", "load_flee", "load_scenario",
    "loads", "mortality_thresholds", "needs", "needs_of_people", "needs_summary", "outlook",
    "prior_futures", "rank", "read", "read_claims", "read_each", "read_measures", "read_report",
    "read_reports", "read_standards", "read_stock", "read_weights", "run_out", "same_story",
    "scenario_claims", "shipped_rules", "simulate", "simulate_free_run", "simulate_movement",
    "used_and_unused", "write_claims", "write_forecast", "write_known_claims", "write_members", "write_needs",
    "write_needs_hxl", "write_needs_workbook", "write_report", "write_run",
]  # fmt: skip


class _Package(ModuleType):
    """This package, where the function `forecast` keeps its name beside the room `waystation.forecast`."""

    def __setattr__(self, name: str, value: object) -> None:
        # Python binds a room to its name here when the room is imported; the function's name comes first.
        if not (name in _ROOM_OF and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __getattr__(name: str) -> object:
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

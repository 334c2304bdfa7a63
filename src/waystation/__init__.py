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

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.claims import (
        Book,
        Claim,
        Conflict,
        Decision,
        History,
        Kind,
        Ledger,
        Piece,
        Reading,
        ReadingJob,
        ReadReport,
        Report,
        SecondReader,
        SecondReading,
        Status,
        Taken,
        TakeSettings,
        check_claims,
        conflicts,
        drafts_beside,
        edited,
        full_ids,
        guess_mapping,
        history,
        keep_in_ledger,
        kind_of,
        known_by,
        known_events,
        lineages,
        pieces,
        read,
        read_book,
        read_claims,
        read_each,
        read_excerpts,
        read_mapping,
        read_report,
        read_reports,
        same_story,
        scenario_claims,
        second_reading,
        sentence_pieces,
        status_named,
        take_tables,
        used_and_unused,
        write_claims,
        write_taken,
    )
    from waystation.engine import (
        Branch,
        Futures,
        MovementComparison,
        MovementJob,
        MovementModel,
        MovementRules,
        ReceptionJob,
        Run,
        SketchedFutures,
        change_case,
        compare_movement,
        flee_printed_error,
        free_run_scores,
        movement_errors,
        prior_futures,
        registered_people,
        shipped_rules,
        simulate,
        simulate_free_run,
        simulate_movement,
        total_error,
    )
    from waystation.errors import (
        InputError,
        Problem,
        WaystationError,
    )
    from waystation.files import (
        staged_folder,
        write_bytes,
        write_csv,
        write_text,
    )
    from waystation.forecast import (
        Evidence,
        Forecast,
        forecast,
    )
    from waystation.forecast.camps import (
        forecast_camps,
    )
    from waystation.forecast.surges import (
        SurgeForecast,
        forecast_surge,
    )
    from waystation.names import (
        normal_name,
    )
    from waystation.network import (
        build_network,
        fill_places,
        read_known_places,
        write_flee_folder,
    )
    from waystation.plan import (
        Action,
        Comparison,
        Limit,
        Limits,
        Measure,
        Outlook,
        Standard,
        Stock,
        Weight,
        check_changes,
        check_payload,
        choose_standards,
        compare,
        deaths_by_hazard,
        first_action,
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
        stockout_dates,
        subtract_stock,
    )
    from waystation.scale import (
        DaskCluster,
        Job,
        Sketch,
        Slice,
        SliceFiles,
        Threads,
        merge_sketches,
        run_job,
        write_slice,
    )
    from waystation.share import (
        ReportParts,
        bare_rows,
        forecast_lines,
        forecast_summary,
        load_lines,
        needs_lines,
        plain_needs_lines,
        population_lines,
        population_rows,
        stock_lines,
        write_forecast,
        write_hub,
        write_known_claims,
        write_members,
        write_needs,
        write_needs_workbook,
        write_places_geojson,
        write_report,
        write_run,
    )
    from waystation.share.backtests import (
        table_lines,
    )
    from waystation.share.camps_shown import (
        camp_forecast_rows,
        write_camp_forecast,
    )
    from waystation.share.charts.flow_map import (
        write_flow_map,
    )
    from waystation.share.movement.animation import (
        write_animation,
    )
    from waystation.share.study import (
        write_calibration,
        write_sensitivity,
        write_sensitivity_figure,
        write_sweep,
        write_sweep_figure,
    )
    from waystation.share.surge_shown import (
        surge_lines,
        write_surge,
    )
    from waystation.situation import (
        Assessment,
        Situation,
        View,
        open,
    )
    from waystation.study import (
        Calibration,
        Sensitivity,
        SensitivityPlan,
        Sweep,
        SweepPart,
        SweepPlan,
        calibrate,
        plan_sensitivity,
        plan_sweep,
        sensitivity,
        sensitivity_of,
        sweep,
    )
    from waystation.world import (
        Event,
        FleeCase,
        Place,
        Route,
        Scenario,
        Settings,
        check_flee,
        check_folder,
        is_flee_folder,
        load_flee,
        load_scenario,
        read_supposed_events,
    )

__version__ = "0.2.0"

# Room by room, in the order the work flows.
_ROOMS = {
    "errors": (
        "InputError", "Problem", "WaystationError",
    ),
    "names": (
        "normal_name",
    ),
    "files": (
        "staged_folder", "write_bytes", "write_csv", "write_text",
    ),
    "scale": (
        "DaskCluster", "Job", "Sketch", "Slice", "SliceFiles", "Threads", "merge_sketches", "run_job", "write_slice",
    ),
    "world": (
        "Event", "FleeCase", "Place", "Route", "Scenario", "Settings", "check_flee", "check_folder",
        "is_flee_folder", "load_flee", "load_scenario", "read_supposed_events",
    ),
    "claims": (
        "Book", "Claim", "Conflict", "Decision", "History", "Kind", "Ledger", "Piece", "ReadReport", "Reading",
        "ReadingJob", "Report", "SecondReader", "SecondReading", "Status", "TakeSettings", "Taken", "check_claims",
        "conflicts", "drafts_beside", "edited", "full_ids", "guess_mapping", "history", "keep_in_ledger",
        "kind_of", "known_by", "known_events", "lineages", "pieces", "read", "read_book", "read_claims",
        "read_each", "read_excerpts", "read_mapping", "read_report", "read_reports", "same_story",
        "scenario_claims", "second_reading", "sentence_pieces", "status_named", "take_tables",
        "used_and_unused", "write_claims", "write_taken",
    ),
    "network": (
        "build_network", "fill_places", "read_known_places", "write_flee_folder",
    ),
    "engine": (
        "Branch", "Futures", "MovementComparison", "MovementJob", "MovementModel", "MovementRules", "ReceptionJob",
        "Run",
        "SketchedFutures", "change_case", "compare_movement", "flee_printed_error", "free_run_scores",
        "movement_errors", "prior_futures", "registered_people", "shipped_rules", "simulate",
        "simulate_free_run", "simulate_movement", "total_error",
    ),
    "forecast": (
        "Evidence", "Forecast", "forecast",
    ),
    "forecast.surges": (
        "SurgeForecast", "forecast_surge",
    ),
    "forecast.camps": (
        "forecast_camps",
    ),
    "plan": (
        "Action", "Comparison", "Limit", "Limits", "Measure", "Outlook", "Standard", "Stock", "Weight", "check_changes",
        "check_payload", "choose_standards", "compare", "deaths_by_hazard", "first_action", "limit_of",
        "limits", "loads", "mortality_thresholds", "needs", "needs_of_people", "needs_summary", "outlook", "rank",
        "read_measures", "read_standards", "read_stock", "read_weights", "stockout_dates", "subtract_stock",
    ),
    "study": (
        "Calibration", "Sensitivity", "SensitivityPlan", "Sweep", "SweepPart", "SweepPlan", "calibrate",
        "plan_sensitivity", "plan_sweep", "sensitivity", "sensitivity_of", "sweep",
    ),
    "share": (
        "ReportParts", "bare_rows", "forecast_lines", "forecast_summary", "load_lines", "needs_lines",
        "plain_needs_lines", "population_lines", "population_rows", "stock_lines", "write_forecast", "write_hub",
        "write_known_claims", "write_members", "write_needs", "write_needs_workbook", "write_places_geojson",
        "write_report", "write_run",
    ),
    "share.surge_shown": (
        "surge_lines", "write_surge",
    ),
    "share.study": (
        "write_calibration", "write_sensitivity", "write_sensitivity_figure", "write_sweep",
        "write_sweep_figure",
    ),
    "share.camps_shown": (
        "camp_forecast_rows", "write_camp_forecast",
    ),
    "share.movement.animation": (
        "write_animation",
    ),
    "share.charts.flow_map": (
        "write_flow_map",
    ),
    "share.backtests": (
        "table_lines",
    ),
    "situation": (
        "Assessment", "Situation", "View", "open",
    ),
}  # fmt: skip

__all__ = [
    "Action", "Assessment", "Book", "Branch", "Calibration", "Claim", "Comparison", "Conflict", "DaskCluster",
    "Decision", "Event", "Evidence", "FleeCase", "Forecast", "Futures", "History", "InputError", "Job", "Kind",
    "Ledger", "Limit", "Limits", "Measure", "MovementComparison", "MovementJob", "MovementModel", "MovementRules",
    "Outlook", "Piece", "Place", "Problem", "ReadReport", "Reading", "ReadingJob", "ReceptionJob", "Report",
    "ReportParts", "Route", "Run", "Scenario", "SecondReader",
    "SecondReading", "Sensitivity", "SensitivityPlan", "Settings", "Situation",
    "Sketch", "SketchedFutures", "Slice", "SliceFiles", "Standard", "Status", "Stock", "SurgeForecast", "Sweep",
    "SweepPart", "SweepPlan", "TakeSettings", "Taken", "Threads", "View", "WaystationError", "Weight", "bare_rows",
    "build_network", "calibrate", "camp_forecast_rows", "change_case", "check_changes", "check_claims", "check_flee",
    "check_folder", "check_payload", "choose_standards", "compare", "compare_movement", "conflicts", "deaths_by_hazard",
    "drafts_beside", "edited", "fill_places", "first_action", "flee_printed_error", "forecast", "forecast_camps",
    "forecast_lines", "forecast_summary", "forecast_surge", "free_run_scores", "full_ids", "guess_mapping", "history",
    "is_flee_folder", "keep_in_ledger", "kind_of", "known_by", "known_events", "limit_of", "limits", "lineages",
    "load_flee", "load_lines", "load_scenario", "loads", "merge_sketches", "mortality_thresholds", "movement_errors",
    "needs", "needs_lines", "needs_of_people", "needs_summary", "normal_name", "open", "outlook", "pieces",
    "plain_needs_lines", "plan_sensitivity", "plan_sweep", "population_lines", "population_rows", "prior_futures",
    "rank", "read", "read_book", "read_claims", "read_each", "read_excerpts", "read_known_places", "read_mapping",
    "read_measures", "read_report", "read_reports", "read_standards", "read_stock", "read_supposed_events",
    "read_weights", "registered_people", "run_job", "same_story", "scenario_claims", "second_reading", "sensitivity",
    "sensitivity_of", "sentence_pieces", "shipped_rules", "simulate", "simulate_free_run", "simulate_movement",
    "staged_folder", "status_named", "stock_lines", "stockout_dates", "subtract_stock", "surge_lines", "sweep",
    "table_lines", "take_tables", "total_error", "used_and_unused", "write_animation", "write_bytes",
    "write_calibration", "write_camp_forecast", "write_claims", "write_csv", "write_flee_folder", "write_flow_map",
    "write_forecast", "write_hub", "write_known_claims", "write_members", "write_needs", "write_needs_workbook",
    "write_places_geojson", "write_report", "write_run", "write_sensitivity", "write_sensitivity_figure", "write_slice",
    "write_surge", "write_sweep", "write_sweep_figure", "write_taken", "write_text",
]  # fmt: skip

hand_out(__name__, _ROOMS)

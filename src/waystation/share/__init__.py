"""What is shown: the report, its charts, exchange files, and disclosure control over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.files import staged_folder, write_bytes, write_csv, write_text
from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.share.disclosure import Banner, banner, highest
    from waystation.share.exports.forecast_files import write_forecast, write_known_claims, write_members, write_needs
    from waystation.share.exports.geojson import write_places_geojson
    from waystation.share.exports.needs_workbook import write_needs_workbook
    from waystation.share.hub import write_hub
    from waystation.share.published_next import write_published
    from waystation.share.report.report_page import report_html, write_report
    from waystation.share.report.report_parts import ReportParts
    from waystation.share.rounding import DateInterval, Interval
    from waystation.share.run import run_record, write_run
    from waystation.share.screen_lines import (
        bare_rows,
        forecast_lines,
        forecast_summary,
        load_lines,
        needs_lines,
        plain_needs_lines,
        population_lines,
        population_rows,
        stock_lines,
    )

__all__ = [
    "Banner",
    "DateInterval",
    "Interval",
    "ReportParts",
    "banner",
    "bare_rows",
    "forecast_lines",
    "forecast_summary",
    "highest",
    "load_lines",
    "needs_lines",
    "plain_needs_lines",
    "population_lines",
    "population_rows",
    "report_html",
    "run_record",
    "staged_folder",
    "stock_lines",
    "write_bytes",
    "write_csv",
    "write_forecast",
    "write_hub",
    "write_known_claims",
    "write_members",
    "write_needs",
    "write_needs_workbook",
    "write_places_geojson",
    "write_published",
    "write_report",
    "write_run",
    "write_text",
]

hand_out(__name__, {
    "disclosure": ("Banner", "banner", "highest"),
    "exports.forecast_files": ("write_forecast", "write_known_claims", "write_members", "write_needs"),
    "exports.geojson": ("write_places_geojson",),
    "hub": ("write_hub",),
    "published_next": ("write_published",),
    "report.report_page": ("report_html", "write_report"),
    "report.report_parts": ("ReportParts",),
    "rounding": ("DateInterval", "Interval"),
    "run": ("run_record", "write_run"),
    "screen_lines": (
        "bare_rows", "forecast_lines", "forecast_summary", "load_lines", "needs_lines", "plain_needs_lines",
        "population_lines", "population_rows", "stock_lines",
    ),
    "exports.needs_workbook": ("write_needs_workbook",),
})  # fmt: skip

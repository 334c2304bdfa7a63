"""How reports come in: files, folders and standard input made into plain text with a day and a publisher."""

from __future__ import annotations

from waystation.claims.reading.intake.files import STANDARD_INPUT, Intake, read_reports
from waystation.claims.reading.intake.report import MOST_CHARACTERS, Report

__all__ = ["MOST_CHARACTERS", "STANDARD_INPUT", "Intake", "Report", "read_reports"]

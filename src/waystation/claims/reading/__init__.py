"""Reading reports: from text to figures of people and homes, each found at its place in the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.claims.reading.excerpt_facts import Fact, read_facts
    from waystation.claims.reading.highlight import Piece, pieces, sentence_pieces
    from waystation.claims.reading.intake import Intake, Report, read_reports
    from waystation.claims.reading.jsonl import predictions, read_excerpts
    from waystation.claims.reading.read import Reading, read, read_report
    from waystation.claims.reading.reading_job import ReadingJob
    from waystation.claims.reading.reported import ReadReport, read_each
    from waystation.claims.reading.scenario import (
        REPORTS,
        ScenarioClaims,
        drafts_beside,
        has_claims,
        not_in_rows,
        row_of,
        scenario_claims,
    )
    from waystation.claims.reading.second import SecondReader, SecondReading, second_reading

__all__ = [
    "REPORTS", "Fact", "Intake", "Piece", "ReadReport", "Reading", "ReadingJob", "Report", "ScenarioClaims",
    "SecondReader", "SecondReading", "drafts_beside",
    "has_claims", "not_in_rows", "pieces", "predictions", "read", "read_each", "read_excerpts", "read_facts",
    "read_report", "read_reports", "row_of", "scenario_claims", "second_reading", "sentence_pieces",
]  # fmt: skip

hand_out(__name__, {
    "excerpt_facts": ("Fact", "read_facts"),
    "highlight": ("Piece", "pieces", "sentence_pieces"),
    "intake": ("Intake", "Report", "read_reports"),
    "jsonl": ("predictions", "read_excerpts"),
    "read": ("Reading", "read", "read_report"),
    "reading_job": ("ReadingJob",),
    "reported": ("ReadReport", "read_each"),
    "scenario": (
        "REPORTS", "ScenarioClaims", "drafts_beside", "has_claims", "not_in_rows", "row_of", "scenario_claims",
    ),
    "second": ("SecondReader", "SecondReading", "second_reading"),
})  # fmt: skip

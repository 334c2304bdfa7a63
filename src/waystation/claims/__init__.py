"""What was reported: claims, where they come from, and where they disagree.

A claim is one reported figure. Stocks, flows and running totals are told apart and never added
across. Claims that contradict each other are listed side by side, never merged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from waystation.claims.as_of import known_by, known_events, known_rows, without_notes
from waystation.claims.conflicts import Category, Conflict, conflicts
from waystation.claims.corrections import corrections
from waystation.claims.edits import edited
from waystation.claims.history import History, TrustedTotal, history
from waystation.claims.lineage import lineage, lineages
from waystation.claims.model import Claim, Kind, kind_of
from waystation.claims.personal import find_personal
from waystation.claims.ranges import Range, likely_range, stated_range
from waystation.claims.reasons import Reason, Unused, UsedAndUnused, used_and_unused
from waystation.claims.same_story import same_story
from waystation.claims.sources import counter_of
from waystation.claims.table import check_claims, read_claims, sift_claims, write_claims
from waystation.claims.totals import Total, total
from waystation.claims.vocabulary import vocabulary

if TYPE_CHECKING:
    from waystation.claims.ledger import Added, Decision, Ledger, Status
    from waystation.claims.reading import (
        Reading,
        ReadReport,
        Report,
        read,
        read_each,
        read_report,
        read_reports,
        scenario_claims,
    )

__all__ = [
    "Added",
    "Category",
    "Claim",
    "Conflict",
    "Decision",
    "History",
    "Kind",
    "Ledger",
    "Range",
    "ReadReport",
    "Reading",
    "Reason",
    "Report",
    "Status",
    "Total",
    "TrustedTotal",
    "Unused",
    "UsedAndUnused",
    "check_claims",
    "conflicts",
    "corrections",
    "counter_of",
    "edited",
    "find_personal",
    "history",
    "kind_of",
    "known_by",
    "known_events",
    "known_rows",
    "likely_range",
    "lineage",
    "lineages",
    "read",
    "read_claims",
    "read_each",
    "read_report",
    "read_reports",
    "same_story",
    "scenario_claims",
    "sift_claims",
    "stated_range",
    "total",
    "used_and_unused",
    "vocabulary",
    "without_notes",
    "write_claims",
]


_READING = frozenset({
    "ReadReport", "Reading", "Report", "read", "read_each", "read_report", "read_reports", "scenario_claims",
})  # fmt: skip


def __getattr__(name: str) -> Any:
    """The ledger's names and those of reading, when first used: a forecast needs neither database nor gazetteer."""
    if name in ("Added", "Decision", "Ledger", "Status"):
        from waystation.claims import ledger

        return getattr(ledger, name)
    if name in _READING:
        from waystation.claims import reading

        return getattr(reading, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""What was reported: claims, where they come from, and where they disagree.

A claim is one reported figure. Stocks, flows and running totals are told apart and never added
across. Claims that contradict each other are listed side by side, never merged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from waystation.rooms import hand_out

if TYPE_CHECKING:
    from waystation.claims.adding_up import Total, total
    from waystation.claims.as_of import known_by, known_events, known_rows, without_notes
    from waystation.claims.claim import Claim, Kind, kind_of
    from waystation.claims.claims_csv import check_claims, read_book, read_claims, sift_claims, write_claims
    from waystation.claims.conflicts import Category, Conflict, conflicts
    from waystation.claims.corrections import corrections
    from waystation.claims.decisions import Book, Decision, Status, full_ids, status_named
    from waystation.claims.edits import edited
    from waystation.claims.figure_range import Range, likely_range, stated_range
    from waystation.claims.history import History, TrustedTotal, history
    from waystation.claims.ledger import Added, Ledger
    from waystation.claims.lineage import lineage, lineages
    from waystation.claims.offices import counter_of, office_only
    from waystation.claims.personal import find_personal
    from waystation.claims.reading import (
        Piece,
        Reading,
        ReadingJob,
        ReadReport,
        Report,
        SecondReader,
        SecondReading,
        drafts_beside,
        pieces,
        read,
        read_each,
        read_excerpts,
        read_report,
        read_reports,
        scenario_claims,
        second_reading,
        sentence_pieces,
    )
    from waystation.claims.reasons import Reason, Unused, UsedAndUnused, used_and_unused
    from waystation.claims.same_story import same_story
    from waystation.claims.take import (
        Taken,
        TakeSettings,
        guess_mapping,
        keep_in_ledger,
        read_mapping,
        take_tables,
        write_taken,
    )
    from waystation.claims.vocabulary import vocabulary

__all__ = [
    "Added",
    "Book",
    "Category",
    "Claim",
    "Conflict",
    "Decision",
    "History",
    "Kind",
    "Ledger",
    "Piece",
    "Range",
    "ReadReport",
    "Reading",
    "ReadingJob",
    "Reason",
    "Report",
    "SecondReader",
    "SecondReading",
    "Status",
    "TakeSettings",
    "Taken",
    "Total",
    "TrustedTotal",
    "Unused",
    "UsedAndUnused",
    "check_claims",
    "conflicts",
    "corrections",
    "counter_of",
    "drafts_beside",
    "edited",
    "find_personal",
    "full_ids",
    "guess_mapping",
    "history",
    "keep_in_ledger",
    "kind_of",
    "known_by",
    "known_events",
    "known_rows",
    "likely_range",
    "lineage",
    "lineages",
    "office_only",
    "pieces",
    "read",
    "read_book",
    "read_claims",
    "read_each",
    "read_excerpts",
    "read_mapping",
    "read_report",
    "read_reports",
    "same_story",
    "scenario_claims",
    "second_reading",
    "sentence_pieces",
    "sift_claims",
    "stated_range",
    "status_named",
    "take_tables",
    "total",
    "used_and_unused",
    "vocabulary",
    "without_notes",
    "write_claims",
    "write_taken",
]

# Each when first used: a forecast needs neither database nor gazetteer, and reading no forecast.
hand_out(__name__, {
    "adding_up": ("Total", "total"),
    "as_of": ("known_by", "known_events", "known_rows", "without_notes"),
    "claim": ("Claim", "Kind", "kind_of"),
    "claims_csv": ("check_claims", "read_book", "read_claims", "sift_claims", "write_claims"),
    "conflicts": ("Category", "Conflict", "conflicts"),
    "corrections": ("corrections",),
    "decisions": ("Book", "Decision", "Status", "full_ids", "status_named"),
    "edits": ("edited",),
    "figure_range": ("Range", "likely_range", "stated_range"),
    "history": ("History", "TrustedTotal", "history"),
    "lineage": ("lineage", "lineages"),
    "offices": ("counter_of", "office_only"),
    "personal": ("find_personal",),
    "reasons": ("Reason", "Unused", "UsedAndUnused", "used_and_unused"),
    "same_story": ("same_story",),
    "vocabulary": ("vocabulary",),
    "ledger": ("Added", "Ledger"),
    "reading": (
        "Piece", "ReadReport", "Reading", "ReadingJob", "Report", "SecondReader", "SecondReading", "drafts_beside",
        "pieces", "read", "read_each", "read_excerpts", "read_report", "read_reports", "scenario_claims",
        "second_reading", "sentence_pieces",
    ),
    "take": (
        "TakeSettings", "Taken", "guess_mapping", "keep_in_ledger", "read_mapping", "take_tables", "write_taken",
    ),
})  # fmt: skip

"""Reading reports: from text to figures of people and homes, each found at its place in the text."""

from __future__ import annotations

from waystation.claims.reading.jsonl import predictions
from waystation.claims.reading.read import Reading, read, read_report
from waystation.claims.reading.reader import Fact, read_facts

__all__ = ["Fact", "Reading", "predictions", "read", "read_facts", "read_report"]

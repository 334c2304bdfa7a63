"""What `read_report` makes of a gold report, in the scorer's terms."""

from __future__ import annotations

from datetime import date
from functools import cache

from gold_scores import Read, Report

from waystation.claims import kind_of
from waystation.claims.reading import Reading, read_report

__all__ = ["readings_of", "reads"]


def readings_of(report: Report) -> tuple[Reading, ...]:
    """What is read from a gold report; each is read once a run, as many tests ask."""
    return _readings(report.text, report.published, report.publisher)


@cache
def _readings(text: str, published: date, publisher: str) -> tuple[Reading, ...]:
    return tuple(read_report(text, published, publisher))


def reads(report: Report) -> list[Read]:
    """Every figure read from a gold report."""
    readings = readings_of(report)
    by_id = {reading.claim.id: reading for reading in readings}
    return [_read(reading, by_id) for reading in readings]


def _read(reading: Reading, by_id: dict[str, Reading]) -> Read:
    claim, total = reading.claim, by_id.get(reading.claim.total_id)
    start, end = reading.spans["figure"]
    return Read(
        start=start,
        end=end,
        low=claim.quantity_low,
        high=claim.quantity_high,
        qualifier=claim.qualifier,
        unit=claim.unit,
        term=claim.term,
        kind=kind_of(claim).value,
        about_start=claim.about_start,
        about_end=claim.about_end,
        place="" if claim.place == "not stated" else claim.place,
        speaker=claim.speaker,
        told_to=claim.reported_to,
        part_of_start=total.spans["figure"][0] if total else None,
        kept_out=claim.exclusion_reason,
    )

"""What `read_report` makes of a gold report, in the scorer's terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from unittest.mock import patch

from gold_scores import Read, Report

from waystation.claims import kind_of
from waystation.claims.reading import Reading, read_report
from waystation.claims.reading.link.choice import Candidate, Learned

__all__ = ["FEATURES", "features_of", "readings_of", "reads"]

FEATURES: defaultdict[str, set[float]] = defaultdict(set)
"""Every feature that candidates had in the gold reports read so far, by its name, with its values."""


_CHOOSE = Learned.choose


def _watched(
    learned: Learned, field: str, at: int, candidates: Sequence[Candidate], key: Callable[[object], object]
) -> tuple[Candidate, float]:
    """Choose as usual, with a note of what there was to choose by."""
    for each in candidates:
        for name, value in each.features.items():
            FEATURES[name].add(value)
    return _CHOOSE(learned, field, at, candidates, key)


def readings_of(report: Report) -> tuple[Reading, ...]:
    """What is read from a gold report; each is read once a run, as many tests ask."""
    return _readings(report.text, report.published, report.publisher)


@cache
def _readings(text: str, published: date, publisher: str) -> tuple[Reading, ...]:
    with patch.object(Learned, "choose", _watched):
        return tuple(read_report(text, published, publisher))


def features_of(text: str) -> dict[str, set[float]]:
    """Every feature that candidates had in a text of our own, by its name, with its values."""
    with patch(f"{__name__}.FEATURES", defaultdict(set)) as seen, patch.object(Learned, "choose", _watched):
        read_report(text, date(2030, 1, 8), "Radio")
        return dict(seen)


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

"""Reports read one by one: every claim with its words, its place as the scenario calls it, and whom it copies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from waystation.claims.claim import Claim, changed
from waystation.claims.lineage import lineage
from waystation.claims.reading.figures import LeftOut, Unread, numbers_left_out, numbers_not_read
from waystation.claims.reading.intake import Report
from waystation.claims.reading.names import PlaceNames
from waystation.claims.reading.read import Reading, read_report
from waystation.claims.reading.tables import unread_tables
from waystation.world.scenario_model import Place

__all__ = ["ReadReport", "read_each", "read_one", "with_origins"]


@dataclass(frozen=True)
class ReadReport:
    """A report and the claims read from it, in the order that `read_report` gives them.

    Parameters
    ----------
    report : the report
    readings : its claims with the offsets of their words in the report's text
    elsewhere : ids of claims whose place is none of the scenario's; empty where no scenario was given
    unread : numbers that may count people and became no claim
    left_out : all other numbers that became no claim, each with the reason (date, money, other unit ...)
    unread_tables : tables of which no figure was read: their offsets and how many rows they have
    """

    report: Report
    readings: tuple[Reading, ...]
    elsewhere: frozenset[str] = frozenset()
    unread: tuple[Unread, ...] = ()
    unread_tables: tuple[tuple[int, int, int], ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    @property
    def published(self) -> date:
        """Day it came out."""
        return self.report.published

    @property
    def claims(self) -> list[Claim]:
        """The claims alone."""
        return [reading.claim for reading in self.readings]


def read_each(reports: Iterable[Report], places: Iterable[Place] = ()) -> list[ReadReport]:
    """Read reports; places are named as the scenario names them, copies point to their origin.

    Parameters
    ----------
    reports : as from `read_reports`
    places : rows of the scenario's ``places.csv``, if there is a scenario

    Returns
    -------
    list, in the order of the reports
    """
    known = list(places)
    names = PlaceNames(known) if known else None
    return with_origins([read_one(report, names) for report in reports])


def with_origins(found: Iterable[ReadReport]) -> list[ReadReport]:
    """Reports read one by one, with copies that point to their origin."""
    reports = list(found)
    origins = lineage(claim for each in reports for claim in each.claims)
    return [
        replace(
            each,
            readings=tuple(
                _with(reading, copied_from=origins[reading.claim.id]) if reading.claim.id in origins else reading
                for reading in each.readings
            ),
        )
        for each in reports
    ]


def read_one(report: Report, names: PlaceNames | None) -> ReadReport:
    """A report by itself: copies do not point to their origin yet."""
    spellings, roles = (names.spellings, names.roles) if names else ((), {})
    found = read_report(
        report.text, report.published, report.publisher, report=report.name, places=spellings, roles=roles,
        earlier=report.earlier,
    )  # fmt: skip
    unread, tables, left_out = _unread(report.text, found)
    if names is None:
        once = tuple({each.claim.id: each for each in found}.values())
        return ReadReport(report, once, unread=unread, unread_tables=tables, left_out=left_out)
    readings, elsewhere = dict[str, Reading](), set[str]()
    for reading, claim in zip(found, _placed([each.claim for each in found], names), strict=True):
        readings.setdefault(claim.id, replace(reading, claim=claim))
        if names.name_of(claim.place) is None:
            elsewhere.add(claim.id)
    return ReadReport(report, tuple(readings.values()), frozenset(elsewhere), unread, tables, left_out)


def _unread(
    text: str, found: Iterable[Reading]
) -> tuple[tuple[Unread, ...], tuple[tuple[int, int, int], ...], tuple[LeftOut, ...]]:
    """The numbers and the tables of a report that gave no claim; a table's own numbers are not listed again."""
    spans = [each.spans["figure"] for each in found]
    tables = unread_tables(text, [start for start, _ in spans])
    apart = [(start, end) for start, end, _ in tables]
    taken = [*spans, *apart]
    return tuple(numbers_not_read(text, taken)), tuple(tables), tuple(numbers_left_out(text, taken))


def _placed(claims: list[Claim], names: PlaceNames) -> list[Claim]:
    """Claims with places named as the scenario names them; parts follow their totals to the new ids."""
    by_id = {claim.id: claim for claim in claims}
    done: dict[str, Claim] = {}

    def settled(claim: Claim) -> Claim:
        if claim.id not in done:
            total = by_id.get(claim.total_id)
            total_id = settled(total).id if total is not None and total is not claim else claim.total_id
            place = names.name_of(claim.place) or claim.place
            moved = (place, total_id) != (claim.place, claim.total_id)
            done[claim.id] = changed(claim, place=place, total_id=total_id) if moved else claim
        return done[claim.id]

    return [settled(claim) for claim in claims]


def _with(reading: Reading, **values: Any) -> Reading:
    """The same reading with values that do not change which claim it is: its id stays."""
    return replace(reading, claim=reading.claim.model_copy(update=values))

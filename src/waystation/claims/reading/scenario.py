"""All claims of a scenario folder: the rows of its table, and what its reports say beyond them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from waystation.claims.claim import Claim, changed
from waystation.claims.claims_csv import read_claims
from waystation.claims.offices import counter_of
from waystation.claims.reading.intake import read_reports
from waystation.claims.reading.reported import ReadReport, read_each
from waystation.errors import InputError
from waystation.world.scenario_model import Scenario

__all__ = ["REPORTS", "ScenarioClaims", "drafts_beside", "has_claims", "not_in_rows", "row_of", "scenario_claims"]

REPORTS = "reports"
"""Folder beside ``claims.csv`` whose reports are read."""

_DAYS_APART = 3
_STARTS_APART = 7
_PUBLISHED_APART = 3


@dataclass(frozen=True)
class ScenarioClaims:
    """Claims of a scenario folder, each once.

    Parameters
    ----------
    claims : the rows of ``claims.csv``, then the claims read from reports that are in no row
    reports : the reports read, with all their claims
    rows : id of a claim read, and the id of the row that holds the same figure
    """

    claims: list[Claim]
    reports: list[ReadReport]
    rows: Mapping[str, str]


def has_claims(folder: Path | str) -> bool:
    """Whether a scenario folder holds a table of claims or reports."""
    return (Path(folder) / "claims.csv").exists() or (Path(folder) / REPORTS).is_dir()


def scenario_claims(folder: Path | str, scenario: Scenario) -> ScenarioClaims:
    """The claims of ``claims.csv`` and of the reports in the folder ``reports`` beside it.

    A figure read from a report that a row holds already is linked to that row and not added again. Others
    are added: where there is a table, with the role "triangulation" (shown, never counted) until a person has
    looked at them and put them into the table; where there is none, as claims that count.

    Parameters
    ----------
    folder : scenario folder; either may be missing
    scenario : the same, loaded: names of places, and which of them mean one source

    Raises
    ------
    InputError
        With everything wrong with the table and with the reports.
    """
    table, home = Path(folder) / "claims.csv", Path(folder) / REPORTS
    rows = read_claims(table) if table.exists() else []
    intake = read_reports([home]) if home.is_dir() else None
    if intake is not None and intake.problems:
        raise InputError(intake.problems)
    reports = read_each(intake.reports, scenario.places) if intake is not None else []
    linked, drafts = drafts_beside(rows, reports, scenario)
    if rows:
        drafts = [changed(claim, role="triangulation", id=claim.id) for claim in drafts]
    return ScenarioClaims([*rows, *drafts], reports, linked)


def drafts_beside(
    rows: Sequence[Claim], reports: Iterable[ReadReport], scenario: Scenario | None = None
) -> tuple[dict[str, str], list[Claim]]:
    """What reports say, held against the rows of the table.

    Parameters
    ----------
    rows : claims of the table
    reports : as from `read_each`
    scenario : tells which names of places mean one source, if there is one

    Returns
    -------
    linked : id of a claim read, and the id of the row that holds the same figure
    drafts : the claims read that are in no row, each once
    """
    aliases = {
        name.casefold(): source.place.casefold()
        for source in (scenario.settings.sources.values() if scenario else ())
        for name in source.reported_as
    }
    linked: dict[str, str] = {}
    added: dict[str, Claim] = {}
    for claim in (claim for each in reports for claim in each.claims):
        row = row_of(claim, rows, aliases)
        if row is not None:
            linked[claim.id] = row.id
        else:
            added[claim.id] = claim
    return linked, not_in_rows(added.values(), linked, rows)


def not_in_rows(claims: Iterable[Claim], linked: Mapping[str, str], rows: Iterable[Claim] = ()) -> list[Claim]:
    """Those claims that no row holds, as they can stand beside the rows.

    What they are part of or copied from is named by its row where it has one; a total that is neither among
    them nor a row becomes "yes".

    Parameters
    ----------
    claims : as read
    linked : id of a claim read, and the id of the row that holds it
    rows : the rows that will stand beside them; none if they stand alone
    """
    # A report named twice is read twice; its claims stand once.
    new = list({claim.id: claim for claim in claims if claim.id not in linked}.values())
    there = {claim.id for claim in new} | {row.id for row in rows}

    def total(name: str) -> str:
        home = linked.get(name, name)
        return home if home in there or not name else "yes"

    return [
        claim.model_copy(
            update={
                "total_id": total(claim.total_id),
                "copied_from": linked.get(claim.copied_from, claim.copied_from),
            }
        )
        for claim in new
    ]


def row_of(claim: Claim, rows: Sequence[Claim], aliases: Mapping[str, str] | None = None) -> Claim | None:
    """The row that holds the figure of a claim read from a report; None if there is none.

    Figure, unit, family of terms and place are the same, and so are the days where both state them: ends up
    to three days apart and, of counts with a stated start, starts up to a week apart. A claim that states
    no day belongs to a row published within three days of it. Of several rows the one whose counter, publisher and
    day of publication fit best is taken.

    Parameters
    ----------
    claim : as read
    rows : claims of the table
    aliases : other names of places and the name that stands for each, in small letters
    """
    names = aliases or {}

    def place(each: Claim) -> str:
        return names.get(each.place.casefold(), each.place.casefold())

    fitting = [
        row
        for row in rows
        if _figures(row) == _figures(claim)
        and (row.unit, row.family) == (claim.unit, claim.family)
        and place(row) == place(claim)
        and _days_fit(claim, row)
    ]
    return min(fitting, key=lambda row: (*_misfit(claim, row), row.id), default=None)


def _figures(claim: Claim) -> frozenset[float]:
    return frozenset(end for end in (claim.quantity_low, claim.quantity_high) if end is not None)


def _days_fit(claim: Claim, row: Claim) -> bool:
    if claim.about_end is None:
        return abs((claim.published - row.published).days) <= _PUBLISHED_APART
    if abs((claim.until - row.until).days) > _DAYS_APART:
        return False
    if claim.about_start is None or row.about_start is None:
        return True
    return abs((claim.about_start - row.about_start).days) <= _STARTS_APART


def _misfit(claim: Claim, row: Claim) -> tuple[bool, bool, int, int]:
    """How badly a row fits: another counter, another publisher, days of publication and of the end apart."""
    counters = counter_of(row.source, row.speaker), counter_of(claim.source, claim.speaker)
    other_counter = not any(one in other for one, other in (counters, counters[::-1]))
    other_publisher = bool(claim.publisher) and claim.publisher.casefold() not in row.source.casefold()
    return (
        other_counter,
        other_publisher,
        abs((claim.published - row.published).days),
        abs((claim.until - row.until).days),
    )

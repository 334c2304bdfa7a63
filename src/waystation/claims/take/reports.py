"""Answers that hold reports: each text goes to the reader of reports."""

from __future__ import annotations

import json
from datetime import date

from waystation.claims.claim import Claim
from waystation.claims.take.columns import read_columns
from waystation.claims.take.convert import plain_words
from waystation.claims.take.day_cells import read_days
from waystation.claims.take.header import Match
from waystation.claims.take.take_settings import TakeSettings
from waystation.errors import InputError, Problem

__all__ = ["claims_of_reports"]


def claims_of_reports(match: Match, settings: TakeSettings) -> tuple[list[Claim], list[str], list[Problem]]:
    """Claims that the reader finds in the reports of an answer.

    Returns
    -------
    claims, notes, problems : a report without a text or a day is a problem; one without a figure is a note
    """
    from waystation.claims.reading import Report, read_report  # only where there is something to read
    from waystation.claims.reading.intake.report import Draft, finished

    columns = read_columns(match)
    claims: list[Claim] = []
    notes: list[str] = []
    problems: list[Problem] = []
    for at, row in enumerate(columns.rows.tolist()):
        said = {name: column.texts()[column.codes[at]] for name, column in columns.coded.items()}
        title = said.get("title", "")
        text = said.get("body") or plain_words(said.get("html", ""))
        day = _day(said.get("original", "")) or _day(said.get("created", ""))
        draft = Draft(f"{match.grid.name}, row {row}", text, day, _publisher(said.get("source", "")), title)
        made = finished(draft, settings.published, settings.publisher)
        if isinstance(made, Problem):
            problems.append(made)
            continue
        assert isinstance(made, Report)
        try:
            found = read_report(made.text, made.published, made.publisher, report=made.name)
        except InputError as error:
            problems += error.problems
            continue
        drafts = [reading.claim for reading in found]
        claims += drafts
        notes.append(
            f'"{title}": {len(drafts)} draft claims read from its text; look them over with: waystation claims list.'
        )
    return claims, notes, problems


def _day(text: str) -> date | None:
    span = read_days([text]).spans[0] if text else None
    return span.start if span else None


def _publisher(text: str) -> str:
    """The short name of the first source: the list comes as JSON text."""
    try:
        sources = json.loads(text)
    except (ValueError, RecursionError):
        return text
    if not isinstance(sources, list):
        return text
    names = [str(each.get("shortname") or each.get("name") or "") for each in sources if isinstance(each, dict)]
    return ", ".join(filter(None, names))

"""What was read from reports, as the page shows it: each sentence once, the words of its claims marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from waystation.claims import Claim
from waystation.claims.reading import Reading, ReadReport, pieces
from waystation.share.display_names import label_of
from waystation.share.reported_shown import about_days, about_people
from waystation.share.rounding import day_words
from waystation.world.textfile import shown

__all__ = ["Mark", "Quote", "QuotedReport", "anchor", "quoted_reports"]

MOST_REPORTS = 20
"""The latest are shown; a page is not an archive."""

_LONGEST_TITLE = 90


@dataclass(frozen=True)
class Mark:
    """Words of a sentence; ``title`` says what was read from them and is empty where nothing was."""

    words: str
    title: str = ""
    figure: bool = False


@dataclass
class Quote:
    """A sentence and its claims: what each says, where its row stands on the page, and why it may not count."""

    marks: list[Mark]
    claims: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class QuotedReport:
    """A report with the sentences that claims were read from, in the order they stand."""

    heading: str
    quotes: list[Quote]
    claims: int


def anchor(claim_id: str) -> str:
    """The name by which a link leads to a claim's row.

    Examples
    --------
    >>> anchor("a claim/1")
    'claim-a-claim-1'
    """
    return "claim-" + re.sub(r"[^\w-]", "-", claim_id)


def quoted_reports(reports: Iterable[ReadReport], rows: Mapping[str, str]) -> list[QuotedReport]:
    """Reports with the sentences of their claims, the latest report first; figures on armed people are left out.

    Parameters
    ----------
    reports : as from `waystation.claims.reading.scenario_claims`, published by the as-of date
    rows : id of a claim read, and the id of the row of the table that holds the same figure
    """
    ordered = sorted(reports, key=lambda each: (each.published, each.report.name), reverse=True)
    quoted = [_quoted(each, rows) for each in ordered]
    return [each for each in quoted if each.quotes][:MOST_REPORTS]


def _quoted(each: ReadReport, rows: Mapping[str, str]) -> QuotedReport:
    by_sentence: dict[tuple[int, int], list[Reading]] = {}
    for reading in each.readings:
        start, end = reading.claim.excerpt_start, reading.claim.excerpt_end
        if about_people(reading.claim) and start is not None and end is not None:
            by_sentence.setdefault((start, end), []).append(reading)
    quotes = [
        Quote(_marks(each.report.text, span, readings), [_said(reading, rows) for reading in readings])
        for span, readings in sorted(by_sentence.items())
    ]
    title = f": {shown(each.report.title, _LONGEST_TITLE)}" if each.report.title else ""
    heading = f"{each.report.publisher or each.report.name}, {day_words(each.published)}"
    return QuotedReport(f"{heading}{title}", quotes, sum(len(quote.claims) for quote in quotes))


def _marks(text: str, span: tuple[int, int], readings: Sequence[Reading]) -> list[Mark]:
    spans = {f"{at} {name}": where for at, reading in enumerate(readings) for name, where in reading.spans.items()}
    marks = []
    for piece in pieces(text, *span, spans):
        owners = dict.fromkeys(int(name.split()[0]) for name in piece.fields)
        title = "; ".join(_words(readings[at].claim) for at in owners)
        marks.append(Mark(piece.words, title, any(name.endswith(" figure") for name in piece.fields)))
    return marks


def _words(claim: Claim) -> str:
    days = about_days(claim) if claim.about_end else "day not stated"
    return f"{claim.figure}, {label_of(claim.term).lower()}, {claim.place}, {days}"


def _said(reading: Reading, rows: Mapping[str, str]) -> tuple[str, str, str]:
    """What a claim says, the anchor of its row, and why it does not count where it has none."""
    claim = reading.claim
    row = rows.get(claim.id, "")
    if row:
        return _words(claim), anchor(row), ""
    if reading.exclusion_reason:
        return _words(claim), "", f"Not counted: {reading.exclusion_reason}."
    if claim.role == "triangulation" or rows:
        return _words(claim), "", "Not in the table of claims, and so not counted."
    return _words(claim), "", ""

"""What was read from reports, as the page shows it: each sentence once, the words of its claims marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from waystation.claims import Claim
from waystation.claims.reading import Reading, ReadReport, pieces
from waystation.share.language import Language, language
from waystation.share.reported_shown import about_days, about_people, figure_said, term_said
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


def quoted_reports(
    reports: Iterable[ReadReport], rows: Mapping[str, str], words: Language | None = None
) -> list[QuotedReport]:
    """Reports with the sentences of their claims, the latest report first; figures on armed people are left out.

    Parameters
    ----------
    reports : as from `waystation.claims.reading.scenario_claims`, published by the as-of date
    rows : id of a claim read, and the id of the row of the table that holds the same figure
    words : the reader's language; default: English
    """
    ordered = sorted(reports, key=lambda each: (each.published, each.report.name), reverse=True)
    quoted = [_quoted(each, rows, words or language("en")) for each in ordered]
    return [each for each in quoted if each.quotes][:MOST_REPORTS]


def _quoted(each: ReadReport, rows: Mapping[str, str], words: Language) -> QuotedReport:
    by_sentence: dict[tuple[int, int], list[Reading]] = {}
    for reading in each.readings:
        start, end = reading.claim.excerpt_start, reading.claim.excerpt_end
        if about_people(reading.claim) and start is not None and end is not None:
            by_sentence.setdefault((start, end), []).append(reading)
    quotes = [
        Quote(_marks(each.report.text, span, readings, words), [_said(reading, rows, words) for reading in readings])
        for span, readings in sorted(by_sentence.items())
    ]
    heading = words.listed([each.report.publisher or each.report.name, words.day(each.published)])
    if each.report.title:
        title = shown(each.report.title, _LONGEST_TITLE)
        heading = words.say("%(source)s: %(title)s", source=heading, title=title)
    return QuotedReport(heading, quotes, sum(len(quote.claims) for quote in quotes))


def _marks(text: str, span: tuple[int, int], readings: Sequence[Reading], words: Language) -> list[Mark]:
    spans = {f"{at} {name}": where for at, reading in enumerate(readings) for name, where in reading.spans.items()}
    marks = []
    for piece in pieces(text, *span, spans):
        owners = dict.fromkeys(int(name.split()[0]) for name in piece.fields)
        title = "; ".join(_words(readings[at].claim, words) for at in owners)
        marks.append(Mark(piece.words, title, any(name.endswith(" figure") for name in piece.fields)))
    return marks


def _words(claim: Claim, words: Language) -> str:
    days = about_days(claim, words=words) if claim.about_end else words.say("day not stated")
    return words.listed([figure_said(claim, words), term_said(claim.term, words).lower(), claim.place, days])


def _said(reading: Reading, rows: Mapping[str, str], words: Language) -> tuple[str, str, str]:
    """What a claim says, the anchor of its row, and why it does not count where it has none."""
    claim = reading.claim
    row = rows.get(claim.id, "")
    said = _words(claim, words)
    if row:
        return said, anchor(row), ""
    if reading.exclusion_reason:
        return said, "", words.say("Not counted: %(reason)s.", reason=words.say(reading.exclusion_reason))
    if claim.role == "triangulation" or rows:
        return said, "", words.say("Not in the table of claims, and so not counted.")
    return said, "", ""

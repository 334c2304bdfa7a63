"""From a report's text to claims that the ledger, the comparison and the forecast can use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from waystation.claims.model import Claim
from waystation.claims.personal import find_personal
from waystation.claims.reading.reader import Fact, read_facts

__all__ = ["Reading", "read", "read_report"]

_TERMS = {
    "displaced": "currently_displaced", "evacuated": "evacuated", "forced_to_flee": "left",
    "relocated": "relocated", "sheltered": "accommodated", "in_relief_camp": "camp_population",
    "killed": "killed", "wounded": "wounded", "returned": "returned", "in_need": "in_need",
    "arrived": "arrived", "capacity": "capacity",
}  # fmt: skip
"""What the reader's terms are called in the claims' vocabulary; losses of housing are context there."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""What no cell of a table may hold."""

_UNITS = {"households": "families"}


@dataclass(frozen=True)
class Reading:
    """A claim read from a report, with where each of its fields stands.

    Parameters
    ----------
    claim : the claim
    spans : field (figure, unit, term, place, speaker, told_to, about) and the offsets of its words in the text
    confidence : chance that figure, unit and term are right, from 0 to 1
    kept_out : why it is never counted (denied, hypothetical, forecast, background), else empty
    """

    claim: Claim
    spans: Mapping[str, tuple[int, int]]
    confidence: float
    kept_out: str


def read_report(
    text: str, published: date | str, publisher: str = "", *, report: str = "", places: Iterable[str] = ()
) -> list[Reading]:
    """Every claim in the text of a report with its evidence, the main one first.

    Parameters
    ----------
    text : the report
    published : day it came out
    publisher : where it was read, as an organisation
    report : name of the report, kept with each claim
    places : names of the scenario's places, preferred to those of the gazetteer

    Raises
    ------
    pydantic.ValidationError
        If `published` is no date.
    """
    text = _CONTROL.sub(" ", text)  # as long as before, so that offsets hold
    return [_reading(text, fact, published, publisher, report) for fact in read_facts(text) if fact.stated]


def _reading(text: str, fact: Fact, published: date | str, publisher: str, report: str) -> Reading:
    spans = {"figure": (fact.figure.start, fact.figure.end)}
    return Reading(_claim(text, fact, published, publisher, report), MappingProxyType(spans), fact.sure, "")


def read(text: str, published: date | str, publisher: str = "") -> list[Claim]:
    """Claims in the text of a report, the main one first.

    Each keeps the sentence that says it. Speakers, dates and part-of relations are not read yet: those
    columns stay empty, for a person to fill in. A sentence with personal data is not stored.

    Parameters
    ----------
    text : the report
    published : day it came out
    publisher : where it was read, as an organisation

    Raises
    ------
    pydantic.ValidationError
        If `published` is no date.

    Examples
    --------
    >>> claim = read("At least 300 people arrived in Mosul on Monday.", "2019-03-04", "Radio")[0]
    >>> claim.figure, claim.term, claim.place
    ('at least 300 people', 'arrived', 'Mosul')
    """
    return [reading.claim for reading in read_report(text, published, publisher)]


def _claim(text: str, fact: Fact, published: date | str, publisher: str, report: str) -> Claim:
    figure, (start, end) = fact.figure, fact.sentence
    excerpt = text[start:end].strip()
    evidence: dict[str, object] = {}
    if excerpt and not find_personal(excerpt):
        first = text.index(excerpt, start)
        evidence = {"excerpt": excerpt, "excerpt_start": first, "excerpt_end": first + len(excerpt)}
    words = " ".join(text[figure.start : figure.end].split())
    cells = {
        "published": published,
        "source": publisher or "not stated",
        "publisher": publisher,
        "report": report,
        "place": fact.places[0] if fact.places else "not stated",
        "quantity_low": figure.low,
        "quantity_high": figure.high,
        "qualifier": figure.qualifier,
        "unit": _UNITS.get(fact.unit, fact.unit),
        "term": _TERMS.get(fact.term, "context"),
        "note": f"Read by rule from the words {words!r} as {fact.term.replace('_', ' ')}; not yet checked by a person.",
        **evidence,
    }
    return Claim.model_validate(cells)

"""From a report's text to claims that the ledger, the comparison and the forecast can use."""

from __future__ import annotations

import re
from datetime import date

from waystation.claims.model import Claim
from waystation.claims.personal import find_personal
from waystation.claims.reading.reader import Fact, read_facts

__all__ = ["read"]

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
    text = _CONTROL.sub(" ", text)  # as long as before, so that offsets hold
    return [_claim(text, fact, published, publisher) for fact in read_facts(text) if fact.stated]


def _claim(text: str, fact: Fact, published: date | str, publisher: str) -> Claim:
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

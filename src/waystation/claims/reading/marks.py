"""Why a figure is not counted: it is denied, only possible, foretold, or of another time."""

from __future__ import annotations

import re
from datetime import date, timedelta

from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.when import When

__all__ = ["exclusion_reason"]

_LONG_AGO = timedelta(days=270)
_CLAUSE = re.compile(r"[;:—]|,\s+(?:and|but|while|et|y|pero|mais)\s|\.\s")


def exclusion_reason(
    text: str, start: int, end: int, sentence: tuple[int, int], when: When | None, published: date
) -> str:
    """Why the figure at these offsets is kept out of counts, or an empty text.

    Parameters
    ----------
    text : the report
    start, end : offsets of the figure
    sentence : offsets of its sentence
    when : the period it speaks of, if stated
    published : day of the report
    """
    marks = {name: lexicon().pattern("marks", name) for name in ("denied", "hypothetical", "forecast")}
    before, whole = text[sentence[0] : start], text[sentence[0] : sentence[1]]
    clause_start = max((found.end() for found in _CLAUSE.finditer(before)), default=0)
    clause = before[clause_start:]
    after = re.split(r"[;.]\s|,\s", text[end : sentence[1]])[0]
    if marks["denied"].search(before) and not re.search(
        r"\bnot\s+(?:even|only|confirm|verif|known)", before, re.IGNORECASE
    ):
        return "denied"
    if re.search(
        r"\b(?:is|was|are)\s+(?:fake|false|untrue|not\s+true)\b|\bthats?\s+fake\b",
        text[end : sentence[1]],
        re.IGNORECASE,
    ):
        return "denied"
    if marks["hypothetical"].search(clause) or (marks["hypothetical"].search(after) and "be able" not in after):
        return "hypothetical"
    if marks["hypothetical"].match(whole) or re.match(
        r"\W*(?:if|should|were\s+(?:\w+\s+){1,4}to|si)\b", clause, re.IGNORECASE
    ):
        return "forecast" if re.search(r"\bwarns?\b", before) else "hypothetical"
    if re.search(r"\bif\b[^.;]*$", before, re.IGNORECASE):
        return "forecast" if re.search(r"\bwarns?\b|\bexpects?\b", before) else "hypothetical"
    if re.search(r"\bif\b|\bshould\b", text[end : sentence[1]]):
        return "hypothetical"
    if re.search(r"\bmay\s+(?:be|come|arrive|follow|reach|cross|leave|flee)", clause):
        return "forecast"
    if marks["forecast"].search(clause) or re.match(
        r"[^,;.]{0,60}\b(?:will|is to|are to|are expected|is expected|are due)\b", after
    ):
        return "forecast"
    if when is not None and when.last is not None and not when.since and published - when.last > _LONG_AGO:
        return "background"
    return ""

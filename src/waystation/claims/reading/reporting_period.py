"""The period that a report is about where its text says so and no more: "by the end of the reporting period"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.period import When

__all__ = ["of_reporting_period"]

_BEFORE, _LABEL = 24, 3


def of_reporting_period(whens: Sequence[When], text: str, standing: When | None) -> list[When]:
    """The periods of a report with those that it calls its own: the whole one, its last day, or the one before it.

    Parameters
    ----------
    whens : the periods that it names by their days
    text : the report
    standing : the period that its heading gives
    """
    found = list(whens)
    if standing is None or standing.first is None or standing.last is None or standing.first == standing.last:
        return found
    length, known = standing.last - standing.first + timedelta(1), lexicon()
    named = known.table("dates").get("reporting")
    for each in known.pattern("dates", "reporting").finditer(text, standing.end) if named else ():
        if ":" in text[each.end() : each.end() + _LABEL]:
            continue  # "Reporting period: 1 to 10 March"
        before = text[max(0, each.start() - _BEFORE) : each.start()]
        words = before.casefold().split()[-2:]
        if any(word in known.words("dates", "past") for word in words) or (
            words and known.pattern("dates", "former").search(words[-1])
        ):
            first, last = standing.first - length, standing.first - timedelta(1)
            found.append(When(each.start(), each.end(), first, last))
        elif any(end.end() > len(before) - 6 for end in known.pattern("dates", "end").finditer(before)):
            found.append(When(each.start(), each.end(), None, standing.last))
        else:
            found.append(When(each.start(), each.end(), standing.first, standing.last))
    return sorted(found, key=lambda each: each.start)

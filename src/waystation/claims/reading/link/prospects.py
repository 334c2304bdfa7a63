"""What is only foretold: expected, on the next such day instead of the last."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.period import When
from waystation.claims.vocabulary import vocabulary

__all__ = ["look_ahead"]

_A_YEAR = 365


def look_ahead(text: str, drawn: Drawn, published: date) -> None:
    """Make a foretold figure one that is expected.

    Parameters
    ----------
    text : the report
    drawn : the figure; its term, days and why it is kept out are changed
    published : day of the report
    """
    term = drawn.term[0]
    if term == "expected" and not drawn.exclusion_reason:
        drawn.exclusion_reason = "forecast"
    if drawn.exclusion_reason in {"hypothetical", "forecast"}:
        if vocabulary().terms[term].kind == "flow" or term in {"context", "aid_delivered"}:
            drawn.term = ("expected", *drawn.term[1:])
        if drawn.when and drawn.when.last and drawn.when.last <= published:
            drawn.when = _next(text, drawn.when, published)


def _next(text: str, when: When, published: date) -> When | None:
    """The next such weekday or month, for what is still to come; None for a day that has passed."""
    words = text[when.start : when.end].casefold()
    if words in lexicon().values("dates.weekdays")[1] and when.last:
        ahead = timedelta(7 if when.last <= published else 0)
        first = when.first + ahead if when.first else None
        return When(when.start, when.end, first, when.last + ahead, when.accuracy)
    named = lexicon().values("dates.months")[0].search(text, when.start, when.end)
    if named and when.accuracy == "month" and when.last and (published - when.last).days < _A_YEAR:
        first = date(when.last.year + 1, when.last.month, 1)
        return When(when.start, when.end, first, _month_end(first), when.accuracy)
    return when if when.since or words in lexicon().values("dates.days")[1] else None


def _month_end(first: date) -> date:
    return first.replace(day=monthrange(first.year, first.month)[1])

"""Two readings of one report side by side: where they agree it is surer, where they differ both are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from waystation.claims.personal import PRIVATE, without_personal
from waystation.claims.reading.read import Reading
from waystation.claims.reading.reported import ReadReport
from waystation.claims.reading.second.quoted import INSTRUCTIONS, Quoted, checked
from waystation.claims.vocabulary import vocabulary

__all__ = ["MOST_SENT", "SecondReading", "second_reading"]

MOST_SENT = 20_000
"""Characters of a report that are sent at most."""

_NOT_STATED = "not stated"


@dataclass(frozen=True)
class SecondReading:
    """What a second reader says of one report.

    Parameters
    ----------
    agreed : ids of claims that it reads alike in figure, unit and term
    differs : id of a claim, and for each field that it reads otherwise its value and quotation
    alone : its claims whose figure the first reader did not read
    thrown : how many of its claims and fields do not stand in the report, or do not say what it says
    failed : why there is no answer, empty if there is one
    notes : what a reader should know: how much was sent
    """

    agreed: frozenset[str] = frozenset()
    differs: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict)
    alone: tuple[Quoted, ...] = ()
    thrown: int = 0
    failed: str = ""
    notes: tuple[str, ...] = ()


def second_reading(each: ReadReport, ask: Callable[[str, str], str]) -> tuple[ReadReport, SecondReading]:
    """A report read once more by a second reader.

    Personal data is struck out before anything is sent. What the second reader says is thrown away unless it quotes the
    report and the quotation reads as its value. Where both read figure, unit and term alike the doubt of the claim is
    halved; a claim is never changed otherwise.

    Parameters
    ----------
    each : a report that was read
    ask : takes instructions and a text, gives the answer; raises OSError if there is none
    """
    text = _safe(each.report.text)[:MOST_SENT]
    notes = (f"Only the first {MOST_SENT:,} characters were sent.",) if len(each.report.text) > MOST_SENT else ()
    try:
        answer = ask(_instructions(), text)
    except OSError as error:
        return each, SecondReading(failed=f"{error or type(error).__name__}", notes=notes)
    found, thrown = checked(answer, text, each.published)
    by_start = {start: quoted for quoted in found for start in range(quoted.start, quoted.end)}
    readings, agreed, differs, met = list[Reading](), set[str](), dict[str, Mapping[str, tuple[str, str]]](), set[int]()
    for reading in each.readings:
        start, end = reading.spans["figure"]
        other = next((by_start[at] for at in range(start, end) if at in by_start), None)
        if other is None:
            readings.append(reading)
            continue
        met.add(other.start)
        apart = _differences(reading, other)
        if apart:
            differs[reading.claim.id] = MappingProxyType(apart)
        if not {"figure", "unit", "term"} & set(apart) and {"unit", "term"} <= set(other.values):
            agreed.add(reading.claim.id)
            readings.append(_surer(reading))
        else:
            readings.append(reading)
    alone = tuple(quoted for quoted in found if quoted.start not in met)
    second = SecondReading(frozenset(agreed), MappingProxyType(differs), alone, thrown, "", notes)
    return replace(each, readings=tuple(readings)), second


def _safe(text: str) -> str:
    """A report without personal data: what the intake strikes out, and ages beside names; offsets hold."""
    struck, _ = without_personal(text)
    return PRIVATE.sub(lambda found: re.sub(r"\w", "\N{FULL BLOCK}", found.group()), struck)


def _instructions() -> str:
    words = vocabulary()
    return f'{INSTRUCTIONS}\n"unit" is one of: {", ".join(words.units)}.\n"term" is one of: {", ".join(words.terms)}.'


def _differences(reading: Reading, other: Quoted) -> dict[str, tuple[str, str]]:
    """Fields that the second reader reads otherwise; what it does not state is not a difference."""
    claim, apart = reading.claim, dict[str, tuple[str, str]]()
    if (claim.quantity_low, claim.quantity_high) != (other.low, other.high):
        apart["figure"] = (_ends(other), _ends(other))
    days = f"{claim.about_start or ''} to {claim.about_end or ''}"
    for name, mine in (
        ("unit", claim.unit), ("term", claim.term), ("place", claim.place), ("speaker", claim.speaker), ("about", days),
    ):  # fmt: skip
        theirs = other.values.get(name)
        if theirs and not _alike(mine, theirs, stated=mine not in {"", _NOT_STATED, " to "}):
            apart[name] = (theirs, other.words[name])
    return apart


def _alike(mine: str, theirs: str, *, stated: bool) -> bool:
    a, b = mine.casefold(), theirs.casefold()
    return stated and (a in b or b in a)


def _ends(quoted: Quoted) -> str:
    if quoted.low is None or quoted.high is None:
        return f"at least {quoted.low:,.0f}" if quoted.low is not None else f"up to {quoted.high or 0:,.0f}"
    return f"{quoted.low:,.0f}" if quoted.low == quoted.high else f"{quoted.low:,.0f} to {quoted.high:,.0f}"


def _surer(reading: Reading) -> Reading:
    """The same reading with half its doubt; its id stays."""
    sure = round(1 - (1 - reading.confidence) / 2, 2)
    return replace(reading, confidence=sure, claim=reading.claim.model_copy(update={"confidence": sure}))

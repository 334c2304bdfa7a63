"""From a report's text to claims that the ledger, the comparison and the forecast can use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType

from pydantic import TypeAdapter, ValidationError

from waystation.claims.claim import Claim
from waystation.claims.personal import PRIVATE, find_personal
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.figures import plain_text
from waystation.claims.reading.intake.chats import chat_days
from waystation.claims.reading.link.choice import Chooser, learned
from waystation.claims.reading.link.extract import take_apart
from waystation.claims.reading.link.sure import chances
from waystation.claims.reading.sentences import MOST_CHARACTERS
from waystation.claims.vocabulary import vocabulary

__all__ = ["Reading", "read", "read_report", "read_with"]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no cell of a table may hold."""

_MOST_EARLIER = 2_000
_DAY = TypeAdapter(date)

_NOT_STATED = "not stated"


@dataclass(frozen=True)
class Reading:
    """A claim read from a report, with where each of its fields stands.

    Parameters
    ----------
    claim : the claim
    spans : field (figure, unit, term, place, speaker, reported_to, about) and the offsets of its words in the text
    confidence : chance that figure, unit and term are right, from 0 to 1
    exclusion_reason : why it is never counted (denied, hypothetical, forecast, background, corrected), else empty
    sure : for unit, total, term, place, days and who the chance that each is right; fields of tables are not judged
    shares, ways : what `sure` is worked out from: the share of what was chosen and where it was found, see `chances`
    """

    claim: Claim
    spans: Mapping[str, tuple[int, int]]
    confidence: float
    exclusion_reason: str
    sure: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict, repr=False)
    ways: Mapping[str, str] = field(default_factory=dict, repr=False)


def read_report(
    text: str,
    published: date | str,
    publisher: str = "",
    *,
    report: str = "",
    places: Iterable[str] = (),
    roles: Mapping[str, str] | None = None,
    earlier: str = "",
) -> list[Reading]:
    """Every claim in the text of a report with its evidence, in the order they stand.

    Every figure is found in the text at its offsets; a share ("a third of the 9,000") is worked out from
    the figure it is taken of, and says so. What is denied, only possible, foretold or of an earlier
    episode is marked, and its role is "triangulation": kept, never counted. A sentence with personal data
    is not stored, and speakers are kept as offices and organisations, without names of persons. A chat
    export is read as it is from a file: each message has its own day, and who wrote it is not kept.

    Parameters
    ----------
    text : the report; what goes beyond 200,000 characters is not read
    published : day it came out, against which days in the text are resolved
    publisher : where it was read, as an organisation
    report : name of the report, kept with each claim
    places : names of the scenario's places, found wherever they stand
    roles : for a role ("camp", "pocket", "border", "screening", "transit") the one place of the scenario that has
        it: "the camp" means that place
    earlier : what was said just before, on which words such as "80 more" may lean; nothing is read from it

    Raises
    ------
    pydantic.ValidationError
        If `published` is not a date.

    Examples
    --------
    >>> found = read_report("About 300 people reached Sur on Monday, the mayor said.", "2019-03-06")[0]
    >>> found.claim.speaker, str(found.claim.about_start), found.spans["figure"]
    ('mayor', '2019-03-04', (6, 9))
    """
    return read_with(learned(), text, published, publisher, report=report, places=places, roles=roles, earlier=earlier)


def read_with(
    chooser: Chooser,
    text: str,
    published: date | str,
    publisher: str = "",
    *,
    report: str = "",
    places: Iterable[str] = (),
    roles: Mapping[str, str] | None = None,
    earlier: str = "",
) -> list[Reading]:
    """As `read_report`, with another way to choose between candidates than the weights that ship with the package."""
    day = _DAY.validate_python(published)
    text = _CONTROL.sub(" ", text[:MOST_CHARACTERS])  # as long as before, so that offsets hold
    names = tuple(places)
    found = list[Reading]()
    for said_on, shown, begins, own in _parts(text, day, earlier):
        drawn = take_apart(plain_text(shown), said_on, names, publisher, chooser, roles)
        drawn = [each for each in drawn if any(a <= each.counted.figure.start + begins < b for a, b in own)]
        found += _readings(shown, drawn, said_on, publisher, report, begins)
    return sorted(found, key=lambda each: each.spans["figure"][0])


def _parts(text: str, published: date, earlier: str) -> list[tuple[date, str, int, list[tuple[int, int]]]]:
    """What is read at once: its day, its text with what it leans on, where that begins in the report, and its own part.

    The messages of one day of a chat are read together, and those of the day before stand with them; all else is blank.
    """
    days = chat_days(text)
    if not days:
        before = earlier.strip()[-_MOST_EARLIER:] + "\n\n" if earlier.strip() else ""
        return [(published, before + text, -len(before), [(0, len(text))])]
    blank = re.sub(r"[^\n]", " ", text)
    out = list[tuple[date, str, int, list[tuple[int, int]]]]()
    before_it = list[tuple[int, int]]()
    for each in days:
        spans = sorted([*before_it, *each.messages])
        shown = [text[slice(*spans[0])]]
        for (_, end), (start, last) in pairwise(spans):
            # Each message is a paragraph of its own; its stamp leaves room for that.
            shown += [blank[end : start - 2], "\n\n", text[start:last]]
        out.append((each.day, "".join(shown), spans[0][0], each.messages))
        before_it = each.messages
    return out


def _readings(
    text: str, drawn: Iterable[Drawn], day: date, publisher: str, report: str, begins: int
) -> Iterable[Reading]:
    """The claims of figures, their offsets counted from where the report begins."""
    readings: dict[int, Reading] = {}
    # Totals first, so that parts can name them; a table's total stands below its rows.
    for each in sorted(drawn, key=lambda each: each.depth):
        total = readings[id(each.total)].claim.id if id(each.total) in readings else ""
        with suppress(ValidationError):  # such as 413,734.2 people: it is named with the numbers that were not read
            readings[id(each)] = _reading(text, each, day, publisher, report, total, begins)
    return readings.values()


def read(text: str, published: date | str, publisher: str = "") -> list[Claim]:
    """Claims in the text of a report, in the order they stand; `read_report` gives their evidence too.

    Parameters
    ----------
    text : the report
    published : day it came out
    publisher : where it was read, as an organisation

    Raises
    ------
    pydantic.ValidationError
        If `published` is not a date.

    Examples
    --------
    >>> claim = read("At least 300 people arrived in Mosul on Monday.", "2019-03-04", "Radio")[0]
    >>> claim.figure, claim.term, claim.place
    ('at least 300 people', 'arrived', 'Mosul')
    """
    return [reading.claim for reading in read_report(text, published, publisher)]


def _reading(text: str, drawn: Drawn, published: date, publisher: str, report: str, total: str, begins: int) -> Reading:
    # What stands in the text before the report has no offsets in it.
    spans = {name: (a + begins, b + begins) for name, (a, b) in _spans(drawn).items() if a + begins >= 0}
    sure = chances(drawn.sure, drawn.ways)
    cells: dict[str, object] = {
        "published": published,
        "publisher": publisher,
        "report": report,
        "unit": f"{drawn.unit} per {drawn.per}" if drawn.per else drawn.unit,
        "term": drawn.term[0],
        "total_id": total,
        "exclusion_reason": drawn.exclusion_reason,
        "role": "triangulation" if drawn.exclusion_reason else "",
        "confidence": sure.get("claim"),
        "spans": "; ".join(f"{name} {start}-{end}" for name, (start, end) in spans.items()),
        **_figure(text, drawn),
        **_about(drawn, published),
        **_said(drawn, publisher),
        **_excerpt(text, drawn.sentence, begins),
    }
    return Reading(
        Claim.model_validate(cells),
        MappingProxyType(spans),
        sure["claim"],
        drawn.exclusion_reason,
        MappingProxyType(sure),
        MappingProxyType(drawn.sure),
        MappingProxyType(drawn.ways),
    )


def _figure(text: str, drawn: Drawn) -> dict[str, object]:
    figure, base = drawn.counted.figure, drawn.counted.base
    words = " ".join(text[figure.start : figure.end].split())
    cells: dict[str, object] = {
        "quantity_low": figure.low,
        "quantity_high": figure.high,
        "qualifier": figure.qualifier,
        "figure_kind": "vague" if figure.qualifier == "vague" else "specific",
        "note": f"Read by rule from the words {words!r}; not yet checked by a person.",
    }
    if drawn.instead is not None:
        given = drawn.instead.counted.figure
        cells["note"] = f"The report corrects it to {text[given.start : given.end]}."
    if base is not None:
        cells["calculation_logic"] = f"{words} of {base.high or base.low:,.15g}"
    return cells


def _about(drawn: Drawn, published: date) -> dict[str, object]:
    """The days it speaks of: both ends of a flow, the day of a stock."""
    when, forward = drawn.when, vocabulary().terms[drawn.term[0]].forward
    if when is None or (not forward and when.last is not None and when.last > published):
        return {}
    if when.first is not None and when.first > published and not forward:
        return {}
    cells: dict[str, object] = {"about_end": when.last, "end_accuracy": when.accuracy if when.last else ""}
    if drawn.whole:
        cells |= {"about_start": when.first, "start_accuracy": when.accuracy if when.first else ""}
    return cells


def _said(drawn: Drawn, publisher: str) -> dict[str, object]:
    """Who said it, where it was read, and of which place; nothing that could name a person."""
    speaker = drawn.source.speaker if drawn.source else ""
    reported_to = drawn.source.reported_to if drawn.source else ""
    place = drawn.spot.name if drawn.spot else ""
    speaker, reported_to, place = (
        " ".join(each.split()) if not _personal(each) else "" for each in (speaker, reported_to, place)
    )
    shown = publisher or _NOT_STATED
    return {
        "source": f"{shown} ({speaker})" if speaker else shown,
        "speaker": speaker,
        "reported_to": reported_to,
        "place": place or _NOT_STATED,
    }


@lru_cache(maxsize=256)
def _personal(words: str) -> bool:
    """Whether words could name a private person or say how to reach one; remembered for a sentence's figures."""
    return bool(PRIVATE.search(words) or find_personal(words))


def _excerpt(text: str, sentence: tuple[int, int], begins: int) -> dict[str, object]:
    start, end = sentence
    excerpt = text[start:end]
    if not excerpt.strip() or _personal(excerpt):
        return {}
    return {"excerpt": excerpt, "excerpt_start": start + begins, "excerpt_end": end + begins}


def _spans(drawn: Drawn) -> dict[str, tuple[int, int]]:
    count = drawn.counted
    spans = {"figure": (count.figure.start, count.figure.end)}
    if count.end > count.start:
        spans["unit"] = (count.start, count.end)
    if drawn.term[2] > drawn.term[1]:
        spans["term"] = drawn.term[1:]
    if drawn.when:
        spans["about"] = (drawn.when.start, drawn.when.end)
    if drawn.spot:
        spans["place"] = (drawn.spot.start, drawn.spot.end)
    if drawn.source and drawn.source.speaker:
        spans["speaker"] = (drawn.source.start, drawn.source.end)
    if drawn.source and drawn.source.told:
        spans["reported_to"] = drawn.source.told
    return spans

"""What was reported, as a report shows it: who counts, which claims belong on which chart, which disagree."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from waystation.claims import Claim, Conflict, Unused, vocabulary
from waystation.claims.offices import office_only
from waystation.share.display_names import label_of
from waystation.share.language import Language, language
from waystation.share.rounding import Interval
from waystation.world.scenario_model import Reporter

if TYPE_CHECKING:
    from waystation.forecast import Evidence, Forecast

__all__ = [
    "OTHERS", "QUALIFIED", "Topic", "about_days", "about_people", "arrivals_reported", "counted_beside", "figure_said",
    "of_family",
    "outside_lines", "reporter_name", "short_source", "shown_conflicts", "term_said", "topics",
]  # fmt: skip

OTHERS = "Others"
_RECENT_DAYS = 7
_SHORT_FLOW_DAYS = 14
_LONGEST_SOURCE = 46


def about_people(claim: Claim) -> bool:
    """Whether a report may list the claim: figures on armed people stay in the claims file."""
    words = vocabulary()
    unit = words.units.get(claim.unit)
    return not words.terms[claim.term].armed and not (unit is not None and unit.armed)


def counted_beside(evidence: Evidence) -> Interval | None:
    """What the forecast makes of the count that a claim describes; None if it says nothing."""
    median, low, high = evidence.median, evidence.low, evidence.high
    if median is None or low is None or high is None or not math.isfinite(median + low + high):
        return None
    return Interval(median, low, high)


def outside_lines(forecast: Forecast, words: Language | None = None) -> list[str]:
    """A sentence for every claim of the last week that lies outside the forecast's 95 % range: look at it first."""
    words = words or language("en")
    first = forecast.as_of - timedelta(days=_RECENT_DAYS - 1)
    return [
        words.say(
            "Look at this first: %(claim)s is outside the 95 %% range of the forecast: the claim or the scenario is "
            "wrong.",
            claim=words.say(
                "%(figure)s (%(source)s)",
                figure=words.listed(
                    [figure_said(each.claim, words), each.claim.place, about_days(each.claim, words=words)]
                ),
                source=short_source(each.claim),
            ),
        )
        for each in forecast.evidence
        if each.outside and each.claim.published >= first and about_people(each.claim)
    ]


def figure_said(claim: Claim, words: Language) -> str:
    """A published figure: as the claim says it where the reader reads English, else its ends."""
    if words.code == "en":
        return claim.figure
    ends = sorted({end for end in (claim.quantity_low, claim.quantity_high) if end is not None})
    shown = [words.figure(end) for end in ends]
    figure = words.say("%(low)s to %(high)s", low=shown[0], high=shown[-1]) if len(ends) > 1 else shown[0]
    unit = claim.unit.replace("_", " ")
    one = claim.unit_of(single=len(ends) == 1 and words.single(ends[0]))
    if one != unit:
        message = f"%(figure)s {one}"
        counted = words.say(message, figure=figure)
    else:
        counted = words.say("%(figure)s %(unit)s", figure=figure, unit=words.say(unit))
    if claim.vague:
        return words.say("%(figure)s (range read into a vague word)", figure=counted)
    return words.say(QUALIFIED[claim.qualifier], figure=counted)


QUALIFIED = {
    "exact": "%(figure)s", "range": "%(figure)s", "vague": "%(figure)s", "about": "about %(figure)s",
    "around": "about %(figure)s", "approximately": "about %(figure)s", "at least": "at least %(figure)s",
    "more than": "more than %(figure)s", "up to": "up to %(figure)s", "less than": "less than %(figure)s",
}  # fmt: skip
"""How a figure stands with the word that its report put before it."""


def term_said(term: str, words: Language) -> str:
    """What a claim counts, as a label."""
    return words.say(label_of(term))


def reporter_name(claim: Claim, reporters: Sequence[Reporter]) -> str:
    """Name of the first reporter of the scenario that matches the claim's source and term."""
    from waystation.forecast.scenario.evidence import reporter_of

    found = reporter_of(claim, reporters)
    return found.name if found else OTHERS


def of_family(forecast: Forecast, family: str, place: str) -> list[Evidence]:
    """Claims that count people of one family at one place, by the day described; no parts of totals."""
    found = [
        each
        for each in forecast.evidence
        if each.code != Unused.DECIDED
        and each.claim.family == family
        and each.claim.place == place
        and each.claim.counts == "people"
        and not each.claim.total_id
    ]
    return sorted(found, key=lambda each: (each.claim.until, each.claim.published))


def arrivals_reported(forecast: Forecast, place: str) -> list[Evidence]:
    """Arrivals counted over two weeks or less, whose first day is stated."""
    return [
        each
        for each in of_family(forecast, "arrivals", place)
        if each.claim.about_start is not None and (each.claim.until - each.claim.about_start).days < _SHORT_FLOW_DAYS
    ]


def about_days(claim: Claim, short: bool = False, words: Language | None = None) -> str:
    """The days a claim describes, in words; default: in English.

    Examples
    --------
    >>> claim = Claim(published="2019-03-04", source="SDF", place="Baghouz", quantity_low=3000,
    ...               qualifier="at least", unit="people", term="evacuated", about_start="2019-03-03",
    ...               about_end="2019-03-04")
    >>> about_days(claim)
    '3 to 4 March 2019'
    """
    return (words or language("en")).span(claim.about_start or claim.until, claim.until, short=short)


def short_source(claim: Claim) -> str:
    """Who counted, short enough for a chart: what stands in the last brackets, or before "via".

    Examples
    --------
    >>> claim = Claim(published="2019-01-12", source="AFP via Dawn (Syrian Observatory for Human Rights)",
    ...               place="Hajin", quantity_low=600, qualifier="more than", unit="people", term="evacuated")
    >>> short_source(claim)
    'Syrian Observatory for Human Rights'
    """
    words = office_only(claim.speaker or claim.source)
    if not claim.speaker and "(" in words:
        words = words[words.rindex("(") + 1 :].split(")")[0]
    words = words.split(" via ")[0].split(", quoted by")[0].strip()
    return words if len(words) <= _LONGEST_SOURCE else f"{words[: _LONGEST_SOURCE - 1].rstrip(' ,')}…"


def shown_conflicts(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Disagreements that a report may list, the latest first within each kind."""
    return [each for each in conflicts if all(about_people(claim) for claim in each.claims)]


@dataclass(frozen=True)
class Topic:
    """Claims that disagree about one thing, side by side.

    Parameters
    ----------
    title : what they speak of
    claims : by the days they describe, then by publication
    """

    title: str
    claims: tuple[Claim, ...]


def topics(conflicts: Iterable[Conflict], most: int = 4, rows: int = 8, words: Language | None = None) -> list[Topic]:
    """Disagreements gathered into topics that one chart each can show, the latest first.

    Claims that contradict one another, directly or through a third, make one topic. Estimates of how many are
    left behind are not charted: they are listed with what overtook them.

    Parameters
    ----------
    conflicts : as from `waystation.claims.conflicts`
    most : topics at most
    rows : claims a topic shows at most, the latest
    words : the reader's language; default: English
    """
    groups: list[dict[str, Claim]] = []
    for conflict in shown_conflicts(conflicts):
        if len({(claim.family, claim.place, claim.unit) for claim in conflict.claims}) > 1:
            continue
        if not _title(conflict.claims[0].family) or conflict.claims[0].counts != "people":
            continue
        joined = {claim.id: claim for claim in conflict.claims}
        apart = []
        for group in groups:
            if joined.keys() & group.keys():
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    found = [_topic(list(group.values()), rows, words or language("en")) for group in groups]
    return sorted(found, key=_latest, reverse=True)[:most]


def _title(family: str) -> str:
    """What heads a chart of claims of a family; empty if none is drawn."""
    return next((term.title for term in vocabulary().terms.values() if term.family == family and term.title), "")


def _topic(claims: list[Claim], rows: int, words: Language) -> Topic:
    ordered = sorted(claims, key=lambda each: (each.until, each.published, each.id))[-rows:]
    first = ordered[0]
    title = words.titled(_title(first.family), first.place)
    days = {about_days(claim, words=words) for claim in ordered}
    return Topic(words.listed([title, *days]) if len(days) == 1 else title, tuple(ordered))


def _latest(topic: Topic) -> tuple[int, str]:
    return max(claim.until for claim in topic.claims).toordinal(), topic.title

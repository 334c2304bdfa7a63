"""Reports as the page lists them: disagreements, events, people who go elsewhere, claims used or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from waystation.claims import Category, Conflict, Unused
from waystation.claims.offices import office_only
from waystation.share.display_names import event_days, exit_name, label_of, listed
from waystation.share.figures import gone_by_exit
from waystation.share.language import Language, language
from waystation.share.report.excerpts_shown import anchor
from waystation.share.reported_shown import (
    about_days,
    about_people,
    counted_beside,
    figure_said,
    short_source,
    shown_conflicts,
    term_said,
)
from waystation.world.scenario_model import Event

if TYPE_CHECKING:
    from waystation.forecast import Evidence, Forecast

__all__ = [
    "KINDS",
    "EventRow",
    "ShownClaim",
    "Side",
    "claim_rows",
    "disagreements",
    "elsewhere",
    "events_reported",
    "withheld",
]  # fmt: skip


@dataclass(frozen=True)
class Side:
    """One disagreement: what it is about, and what each side said."""

    kind: str
    about: str
    said: list[tuple[str, str, str]]


KINDS = {
    Category.CONTRADICTION: "Figures that cannot both be right",
    Category.BOUND: "A bound far from the counts",
    Category.NOT_COMPARABLE: "Counts of different things",
    Category.OVERTAKEN: "Estimates that later reports overtook",
}


_DAYS_GIVEN = re.compile(r", \d{4}-\d{2}-\d{2}.*$")  # each side says its own days


def disagreements(conflicts: Sequence[Conflict], words: Language | None = None) -> dict[str, list[Side]]:
    """Disagreements side by side, by kind; default: in English."""
    words = words or language("en")
    sides = [
        Side(
            words.say(KINDS[each.category]),
            _about(each, words),
            [(figure_said(claim, words), short_source(claim), about_days(claim, words=words)) for claim in each.claims],
        )
        for each in shown_conflicts(conflicts)
    ]
    return {kind: [each for each in sides if each.kind == kind] for kind in dict.fromkeys(each.kind for each in sides)}


def _about(conflict: Conflict, words: Language) -> str:
    """Places and what is counted there; each side says its own days."""
    if words.code == "en":
        return _DAYS_GIVEN.sub("", conflict.about)
    places = listed(list(dict.fromkeys(claim.place for claim in conflict.claims)), words)
    counted = listed(list(dict.fromkeys(term_said(claim.term, words) for claim in conflict.claims)), words)
    return words.say("%(place)s: %(what)s", place=places, what=counted)


@dataclass(frozen=True)
class EventRow:
    """A dated change as reported."""

    days: str
    place: str
    what: str
    source: str


def events_reported(forecast: Forecast, words: Language | None = None) -> list[EventRow]:
    """Events known on the as-of date, the latest first, each with who reported it."""
    words = words or language("en")
    ordered = sorted(forecast.events_known, key=lambda each: (each.start, each.published), reverse=True)
    return [
        EventRow(
            event_days(each, words),
            each.place,
            _what(each, words),
            words.listed([each.source, words.day(each.published)]),
        )
        for each in ordered
    ]


def _what(event: Event, words: Language) -> str:
    what = words.say(label_of(event.kind))
    if "open" in event.kind and "reported" not in event.kind:
        return words.say("%(what)s (reported)", what=what)
    return what


def elsewhere(forecast: Forecast, words: Language | None = None) -> list[tuple[str, str]]:
    """People who leave by each exit after the as-of date: bare counts, nothing on who they are."""
    settings, words = forecast.scenario.settings, words or language("en")
    return [(exit_name(name, settings), words.text(interval)) for name, interval in gone_by_exit(forecast).items()]


@dataclass(frozen=True)
class ShownClaim:
    """One reported figure: as printed, by whom, and what became of it."""

    anchor: str
    days: str
    place: str
    what: str
    figure: str
    source: str
    published: str
    forecast: str
    why: str


def claim_rows(forecast: Forecast, used: bool, words: Language | None = None) -> list[ShownClaim]:
    """Claims that the forecast uses, or does not, the latest first; `withheld` counts those not listed."""
    chosen = [each for each in forecast.evidence if each.used is used and about_people(each.claim)]
    ordered = sorted(chosen, key=lambda each: (each.claim.published, each.claim.until), reverse=True)
    return [_claim_row(each, words or language("en")) for each in ordered]


def _claim_row(evidence: Evidence, words: Language) -> ShownClaim:
    claim = evidence.claim
    return ShownClaim(
        anchor(claim.id), about_days(claim, words=words), claim.place, term_said(claim.term, words),
        figure_said(claim, words), office_only(claim.source), words.day(claim.published), _beside(evidence, words),
        _why(evidence, words),
    )  # fmt: skip


def _why(evidence: Evidence, words: Language) -> str:
    """Why a claim is not used: the sentence about this claim is in English, the kind of reason in every language."""
    if words.code == "en" or evidence.used:
        return evidence.why
    return words.say(Unused(evidence.code).label)


def _beside(evidence: Evidence, words: Language) -> str:
    """What the forecast makes of the same thing: the range alone for those left behind."""
    interval = counted_beside(evidence)
    if interval is None:
        return ""
    ends = words.range(interval)
    return ends if evidence.claim.at_origin == "now" else f"{words.middle(interval)} ({ends})"


def withheld(forecast: Forecast) -> int:
    """Claims not listed in the report because they are about armed people."""
    return sum(not about_people(each.claim) for each in forecast.evidence)

"""Reports as the page lists them: disagreements, events, people who go elsewhere, claims used or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from waystation.claims import Category, Conflict
from waystation.share.display_names import event_days, exit_name, label_of
from waystation.share.excerpts_shown import anchor
from waystation.share.figures import gone_by_exit
from waystation.share.reported_shown import about_days, about_people, counted_beside, short_source, shown_conflicts
from waystation.share.rounding import day_words
from waystation.world.scenario_model import Event

if TYPE_CHECKING:
    from waystation.forecast import Evidence, Forecast

__all__ = [
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
    """One disagreement: what it is about, what each side said, and what to make of it."""

    kind: str
    about: str
    said: list[tuple[str, str, str]]
    text: str


_KINDS = {
    Category.CONTRADICTION: "Figures that cannot both be right",
    Category.BOUND: "A bound far from the counts",
    Category.NOT_COMPARABLE: "Counts of different things",
    Category.OVERTAKEN: "Estimates that later reports overtook",
}


_DAYS_GIVEN = re.compile(r", \d{4}-\d{2}-\d{2}.*$")  # each side says its own days


def disagreements(conflicts: Sequence[Conflict]) -> dict[str, list[Side]]:
    """Disagreements side by side, by kind."""
    sides = [
        Side(
            _KINDS[each.category],
            _DAYS_GIVEN.sub("", each.about),
            [(claim.figure, short_source(claim), about_days(claim)) for claim in each.claims],
            each.text,
        )
        for each in shown_conflicts(conflicts)
    ]
    return {kind: [each for each in sides if each.kind == kind] for kind in dict.fromkeys(each.kind for each in sides)}


@dataclass(frozen=True)
class EventRow:
    """A dated change as reported."""

    days: str
    place: str
    what: str
    source: str


def events_reported(forecast: Forecast) -> list[EventRow]:
    """Events known on the as-of date, the latest first, each with who reported it."""
    ordered = sorted(forecast.events_known, key=lambda each: (each.start, each.published), reverse=True)
    return [
        EventRow(event_days(each), each.place, _what(each), f"{each.source}, {day_words(each.published)}")
        for each in ordered
    ]


def _what(event: Event) -> str:
    words = label_of(event.kind)
    if "open" in event.kind and "reported" not in event.kind:
        return f"{words} (reported)"
    return words


def elsewhere(forecast: Forecast) -> list[tuple[str, str]]:
    """People who leave by each exit after the as-of date: bare counts, nothing on who they are."""
    settings = forecast.scenario.settings
    return [(exit_name(name, settings), interval.text) for name, interval in gone_by_exit(forecast).items()]


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


def claim_rows(forecast: Forecast, used: bool) -> list[ShownClaim]:
    """Claims that the forecast uses, or does not, the latest first; `withheld` counts those not listed."""
    chosen = [each for each in forecast.evidence if each.used is used and about_people(each.claim)]
    ordered = sorted(chosen, key=lambda each: (each.claim.published, each.claim.until), reverse=True)
    return [_claim_row(each) for each in ordered]


def _claim_row(evidence: Evidence) -> ShownClaim:
    claim = evidence.claim
    return ShownClaim(
        anchor(claim.id), about_days(claim), claim.place, label_of(claim.term), claim.figure, claim.source,
        day_words(claim.published), _beside(evidence), evidence.why,
    )  # fmt: skip


def _beside(evidence: Evidence) -> str:
    """What the forecast makes of the same thing: the range alone for those left behind."""
    interval = counted_beside(evidence)
    if interval is None:
        return ""
    return interval.range if evidence.claim.at_origin == "now" else f"{interval.best} ({interval.range})"


def withheld(forecast: Forecast) -> int:
    """Claims not listed in the report because they are about armed people."""
    return sum(not about_people(each.claim) for each in forecast.evidence)

"""Data as of a date: the one place that hands it out.

Everything that forecasts asks here, so that nothing published later can be seen by accident.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar

from waystation.claims.claim import Claim
from waystation.errors import InputError, Problem
from waystation.world.scenario_model import Event

__all__ = ["Published", "known_by", "known_events", "known_rows", "without_notes"]


class Published(Protocol):
    """Anything that came out on a day."""

    @property
    def published(self) -> date:
        """Day it came out."""
        ...


T = TypeVar("T", bound=Published)

_HINDSIGHT = re.compile(r"[\s.;,]*\bhindsight:.*", re.IGNORECASE | re.DOTALL)


def known_by(claims: Iterable[Claim], as_of: date) -> list[Claim]:
    """The claims published by a date, without what their notes learned later.

    What stands after "Hindsight:" in a note is cut; ids stay as they were.

    Parameters
    ----------
    claims : all claims of the situation
    as_of : the last day of publication that may be seen, included

    Returns
    -------
    list of claims, in order of publication (ties stay in the order given)

    Raises
    ------
    InputError
        If there are no claims, or none was published by then; names the first publication date.
    """
    everything = sorted(claims, key=lambda claim: claim.published)
    known = known_rows(everything, as_of)
    if not everything:
        problem = Problem("There are no claims.", "Add reported figures to claims.csv.", "claims.csv")
        raise InputError(problem)
    if not known:
        first = everything[0].published
        raise InputError(
            Problem(
                f"Nothing had been published by {as_of}: the first claim came out on {first}.",
                f"Use an as-of date of {first} or later.",
                value=str(as_of),
            )
        )
    return [
        claim.model_copy(update={"note": _without_hindsight(claim.note)}) if _HINDSIGHT.search(claim.note) else claim
        for claim in known
    ]


def known_rows(rows: Iterable[T], as_of: date) -> list[T]:
    """What had come out by a date, in the order given; an empty list if nothing had.

    Parameters
    ----------
    rows : claims, counts of a camp, trusted totals: anything with a day of publication
    as_of : the last day of publication that may be seen, included
    """
    return [row for row in rows if row.published <= as_of]


def without_notes(claims: Iterable[Claim]) -> list[Claim]:
    """Claims without their notes, which may hold what was understood only later; ids stay as they were."""
    return [claim.model_copy(update={"note": ""}) if claim.note else claim for claim in claims]


def known_events(events: Iterable[Event], as_of: date) -> list[Event]:
    """The events published by a date, without what their notes learned later.

    Unlike claims, it is no error if there are none yet: quiet is a state of the world.

    Parameters
    ----------
    events : all events of the scenario
    as_of : the last day of publication that may be seen, included

    Returns
    -------
    list of events, in the order given
    """
    return [
        event.model_copy(update={"note": _without_hindsight(event.note)})
        for event in events
        if event.published <= as_of
    ]


def _without_hindsight(note: str) -> str:
    return _HINDSIGHT.sub("", note)

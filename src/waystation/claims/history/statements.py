"""From claims to statements about one path: which claims speak of it, and which of these are counted once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from waystation.claims.claim import Claim
from waystation.claims.corrections import corrections
from waystation.claims.figure_range import stated_range
from waystation.claims.history.history import figure_of
from waystation.claims.offices import counter_of
from waystation.claims.reasons import Reason, Unused
from waystation.claims.same_story import same_story
from waystation.claims.vocabulary import vocabulary
from waystation.names import normal_name

__all__ = ["Statement", "place_key", "speaks_of", "statement", "statements"]


@dataclass(frozen=True)
class Statement:
    """A claim as an interval statement on the path: between the end of ``before`` and the end of ``end``.

    Parameters
    ----------
    claim : the claim
    office : who counted
    start, end : first and last day counted; start is None where the claim does not state it
    people : its figure, people
    low, high : what its wording allows, people
    two_sided : whether it gives a figure, and not a bound only
    """

    claim: Claim
    office: str
    start: date | None
    end: date
    people: float
    low: float
    high: float
    two_sided: bool

    @property
    def before(self) -> date:
        """The day at whose end the count begins."""
        assert self.start is not None
        return self.start - timedelta(days=1)

    @property
    def direct(self) -> bool:
        """Whether the office itself published it, and nobody who quotes it."""
        return self.office == " ".join(self.claim.source.casefold().split()) or not (
            self.claim.speaker or "(" in self.claim.source or " via " in self.claim.source
        )


def place_key(name: str) -> str:
    """A place's name as it is compared: one form of accents and blanks, no capitals."""
    return normal_name(name).casefold()


def speaks_of(claim: Claim, place: str, term: str, household_size: float | None = None) -> Reason | None:
    """None if a claim counts people at the place and of the term; else why it does not.

    Parameters
    ----------
    claim : any claim
    place, term : what the history is of
    household_size : people per household where the claim does not state it
    """
    words = vocabulary().terms
    if claim.at_origin and claim.term != term:
        return Reason(Unused.OTHER_TERM, "It is about people elsewhere, or about a time long past.")
    if claim.family != words[term].family:
        return Reason(Unused.OTHER_TERM, f'Counts something other than "{term}".')
    if place_key(claim.place) != place_key(place):
        return Reason(Unused.OTHER_PLACE, f"It is about {claim.place}, not about {place}.")
    if claim.total_id:
        return Reason(Unused.PART_OF_TOTAL, "Part of a total.")
    if claim.exclusion_reason:
        return Reason(Unused.NOT_A_COUNT, f"Not a count: {claim.exclusion_reason}.")
    if claim.role == "triangulation":
        return Reason(Unused.COMPARISON_ONLY, "Marked as kept for comparison only.")
    if claim.until > claim.published:
        return Reason(Unused.DAYS_AHEAD, "It describes days after its publication.")
    if claim.people_per_unit(household_size) is None:
        if claim.counts == "households":
            text = f"Counts {claim.unit}, not people, and does not say how large they are: fill household_size."
            return Reason(Unused.NO_HOUSEHOLD_SIZE, text)
        return Reason(Unused.OTHER_UNIT, f"Counts {claim.unit}, not people.")
    return None


def statements(
    read: Sequence[Claim], stock: bool, unused: dict[str, Reason], household_size: float | None = None
) -> list[Statement]:
    """Claims that speak of the path, as statements; what was replaced or only repeated is noted as unused.

    Parameters
    ----------
    read : claims that speak of it
    stock : whether the path is a stock
    unused : is filled
    household_size : as in `speaks_of`
    """
    replaced = corrections(read)
    standing = [claim for claim in read if claim.id not in replaced]
    unused |= replaced
    kept = []
    for group in same_story(standing):
        told: list[Claim] = []
        for claim in group:
            if all(_says_more(claim, other) for other in told):
                told.append(claim)
            else:
                text = f"Same story as {told[0].source}, {told[0].published}: counted once."
                unused[claim.id] = Reason(Unused.SAME_STORY, text)
        kept += told
    return sorted((statement(claim, stock, household_size) for claim in kept), key=_order)


def _says_more(claim: Claim, other: Claim) -> bool:
    """Whether a figure that was told before is told of other days: that nobody more came is news.

    Only where its days are stated, and by the same office or to the last person: who writes "about 4,000" two days
    after another did has read it there.
    """
    if claim.copied_from or claim.about_end is None:
        return False
    same_office = counter_of(claim.source, claim.speaker) == counter_of(other.source, other.speaker)
    other_days = (claim.about_start, claim.about_end) != (other.about_start, other.about_end)
    return other_days and (same_office or claim.qualifier == other.qualifier == "exact")


def _order(each: Statement) -> tuple[object, ...]:
    return each.end, each.start or date.min, each.claim.published, each.claim.id


def statement(claim: Claim, stock: bool, household_size: float | None) -> Statement:
    """A claim that counts people, or households of a known size, as a statement."""
    per_unit = claim.people_per_unit(household_size)
    assert per_unit is not None  # or it does not speak of the path
    said = stated_range(claim)
    return Statement(
        claim=claim,
        office=counter_of(claim.source, claim.speaker),
        start=None if stock else claim.about_start,
        end=claim.until,
        people=figure_of(claim) * per_unit,
        low=said.low * per_unit,
        high=said.high * per_unit,
        two_sided=claim.quantity_low is not None and claim.quantity_high is not None,
    )

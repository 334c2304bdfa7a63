"""From claims to observations: what each claim says about the simulated counts, or why it says nothing.

A claim is used when it counts people, at a place and of a kind the scenario describes, over days it
covers. Parts of a total and stories told twice are kept but not counted again. Every claim gets a
reason that a planner can read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from waystation.claims import Claim, same_story
from waystation.world.model import Reporter, Scenario

__all__ = ["Form", "Measure", "Observation", "Series", "observations"]


class Measure(StrEnum):
    """What is counted in the simulation."""

    LEFT = "left"
    ARRIVED = "arrived"
    POPULATION = "population"
    WAITING = "waiting"
    DIED = "died"
    REMAINING = "remaining"


_MEASURES = {
    "left_pocket": Measure.LEFT,
    "left": Measure.LEFT,
    "evacuated": Measure.LEFT,
    "arrived": Measure.ARRIVED,
    "registered": Measure.ARRIVED,
    "camp_population": Measure.POPULATION,
    "awaiting_processing": Measure.WAITING,
    "awaiting_transfer": Measure.WAITING,
    "died_en_route": Measure.DIED,
    "remaining": Measure.REMAINING,
}
_FLOWS = {Measure.LEFT, Measure.ARRIVED, Measure.DIED}
_PEOPLE = {"people", "persons", "individuals"}
_FAMILIES = {"families", "households"}


class Form(StrEnum):
    """What kind of statement a claim is."""

    TWO_SIDED = "two-sided"
    AT_LEAST = "at least"
    UP_TO = "up to"


@dataclass(frozen=True)
class Series:
    """A daily series of the simulation: a measure at a source or place (or anywhere: deaths)."""

    measure: Measure
    at: str = ""


@dataclass(frozen=True)
class Observation:
    """A claim as a statement about the simulation.

    ``first_day`` and ``last_day`` count from the scenario's start; a flow covers both, a stock
    stands at the end of ``last_day`` and has no first. ``low`` and ``high`` are people.
    """

    claim: Claim
    series: Series
    first_day: int | None
    last_day: int
    form: Form
    low: float
    high: float
    spread: float
    reporter: Reporter | None


def observations(scenario: Scenario, claims: Sequence[Claim]) -> tuple[list[Observation], dict[str, str]]:
    """What the claims say about the simulation.

    Parameters
    ----------
    scenario : the scenario
    claims : claims known by the as-of date (see `waystation.claims.known_by`)

    Returns
    -------
    used : observations, in the order of the claims
    why_not : for every other claim, by id, why it is not used
    """
    read = {claim.id: _read(scenario, claim) for claim in claims}
    # A story counts by the first telling that can be used: the very first may lack its days.
    tellings = [[each for each in group if not isinstance(read[each.id], str)] for group in same_story(claims)]
    retold = {claim.id: group[0] for group in tellings for claim in group[1:]}
    used: list[Observation] = []
    why_not: dict[str, str] = {}
    for claim in claims:
        observed = read[claim.id]
        if isinstance(observed, str):
            why_not[claim.id] = observed
        elif claim.id in retold:
            first = retold[claim.id]
            why_not[claim.id] = f"Same story as {first.source}, {first.published}: counted once."
        else:
            used.append(observed)
    return used, why_not


def _read(scenario: Scenario, claim: Claim) -> Observation | str:
    """The claim as an observation, or why it is none."""
    settings = scenario.settings
    measure = _MEASURES.get(claim.term)
    if claim.kept_out:
        return f"Not a count: {claim.kept_out}."
    if measure is None:
        return f'"{claim.term}" is not something the simulation counts.'
    if claim.unit not in _PEOPLE | _FAMILIES:
        return f"Counts {claim.unit}, not people."
    if claim.part_of:
        return "Part of a total that is used, or of one that is not known."
    if claim.role == "triangulation":
        return "Marked as kept for comparison only."
    at = _where(scenario, measure, claim.place)
    if at is None:
        return f'The scenario has no {_needed(measure)} at "{claim.place}".'
    days = _days(claim, measure, settings.start)
    if isinstance(days, str):
        return days
    reporter = _reporter(settings.reporters, claim)
    per_unit = (claim.household_size or settings.household_size) if claim.unit in _FAMILIES else 1.0
    form, low, high = _bounds(claim, per_unit)
    return Observation(
        claim=claim,
        series=Series(measure, at),
        first_day=days[0],
        last_day=days[1],
        form=form,
        low=low,
        high=high,
        spread=float(np.hypot(_spread(scenario, claim), reporter.spread if reporter else 0.0)),
        reporter=reporter,
    )


def _where(scenario: Scenario, measure: Measure, place: str) -> str | None:
    """Name of the source, or place, that the claim speaks of; nothing if the scenario has none there."""
    settings = scenario.settings
    if measure is Measure.DIED:
        return ""
    if measure in (Measure.LEFT, Measure.REMAINING):
        return next(
            (name for name, each in settings.sources.items() if place in (each.place, *each.reported_as)),
            None,
        )
    stages = {stage.place for stage in settings.stages.values()}
    sites = {site.place for site in settings.sites.values()}
    return place if place in (stages if measure is Measure.WAITING else sites) else None


def _needed(measure: Measure) -> str:
    if measure in (Measure.LEFT, Measure.REMAINING):
        return "source of people"
    return "stage" if measure is Measure.WAITING else "site"


def _days(claim: Claim, measure: Measure, start: date) -> tuple[int | None, int] | str:
    """First (flows only) and last day described, counted from the scenario's start."""
    if claim.about_end is None:
        return "Does not say which days it describes."
    last = (claim.about_end - start).days
    if last < 0 or (claim.about_start is not None and claim.about_start < start and measure in _FLOWS):
        return "Describes days before the scenario begins."
    if claim.about_end > claim.published:
        return "Speaks of days after its publication."
    if measure not in _FLOWS:
        return None, last
    if claim.about_start is None:
        return "A count over days, but the first day is not stated."
    return (claim.about_start - start).days, last


def _bounds(claim: Claim, per_unit: float) -> tuple[Form, float, float]:
    low, high = claim.quantity_low, claim.quantity_high
    if high is None and low is not None:
        return Form.AT_LEAST, low * per_unit, low * per_unit
    if low is None and high is not None:
        return Form.UP_TO, high * per_unit, high * per_unit
    assert low is not None  # a claim has at least one bound
    assert high is not None
    return Form.TWO_SIDED, low * per_unit, high * per_unit


def _spread(scenario: Scenario, claim: Claim) -> float:
    """Standard deviation of the logarithm, from the claim's wording."""
    reporting = scenario.settings.reporting
    if claim.figure_kind == "vague" or claim.qualifier == "vague":
        spread = reporting.vague_spread
    elif claim.qualifier == "exact":
        spread = reporting.exact_spread
    else:
        spread = reporting.about_spread
    if claim.unit in _FAMILIES:  # families differ in size from group to group
        spread = float((spread**2 + reporting.about_spread**2) ** 0.5)
    return spread


def _reporter(reporters: Sequence[Reporter], claim: Claim) -> Reporter | None:
    """The first reporter that matches the claim's source and term."""
    for reporter in reporters:
        if reporter.terms and claim.term not in reporter.terms:
            continue
        if any(words == "*" or words in claim.source for words in reporter.matches):
            return reporter
    return None

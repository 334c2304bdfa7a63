"""From claims to observations: what each claim says about the simulated counts, or why it says nothing.

A claim is used when it counts people, at a place and of a kind the scenario describes, over days it
covers. What its term speaks of in the simulation stands in the vocabulary. Parts of a total, figures that
their own office replaced and stories told twice are kept but not counted again. Every other claim gets a reason:
a code and a sentence that a planner can read; `waystation.claims.used_and_unused` groups them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np

from waystation.claims import Claim, Reason, Unused, corrections, same_story, vocabulary
from waystation.claims.history import ReadDays, read_days
from waystation.world.scenario_model import Reporter, Scenario

__all__ = ["Form", "Observable", "Observation", "Series", "observations", "reporter_of"]


class Observable(StrEnum):
    """What is counted in the simulation."""

    LEFT = "left"
    ARRIVED = "arrived"
    POPULATION = "population"
    WAITING = "waiting"
    BOARDING = "boarding"
    DIED = "died"
    REMAINING = "remaining"


_FLOWS = {Observable.LEFT, Observable.ARRIVED, Observable.DIED}


class Form(StrEnum):
    """What kind of statement a claim is."""

    TWO_SIDED = "two-sided"
    AT_LEAST = "at least"
    UP_TO = "up to"


@dataclass(frozen=True)
class Series:
    """A daily series of the simulation: a measure at a source or place (or anywhere: deaths)."""

    measure: Observable
    at: str = ""


@dataclass(frozen=True)
class Observation:
    """A claim as a statement about the simulation.

    ``first_day`` and ``last_day`` count from the scenario's start; a flow covers both, a stock
    stands at the end of ``last_day`` and has no first. ``low`` and ``high`` are people. ``remark`` says which days were
    read where the claim does not state them.
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
    remark: str = ""


def observations(scenario: Scenario, claims: Sequence[Claim]) -> tuple[list[Observation], dict[str, Reason]]:
    """What the claims say about the simulation.

    Parameters
    ----------
    scenario : the scenario
    claims : claims known by the as-of date (see `waystation.claims.known_by`)

    Returns
    -------
    used : observations, in the order of the claims
    why_not : for every other claim, by id, why it is not used: a code and a sentence
    """
    days = read_days(claims, scenario.settings.household_size)
    originals = {claim.id: claim for claim in claims}
    claims = [_with_days(claim, days.get(claim.id)) for claim in claims]
    read = {claim.id: _read(scenario, claim) for claim in claims}
    replaced = corrections([claim for claim in claims if not isinstance(read[claim.id], Reason)])
    # A story counts by the first telling that can be used: the very first may lack its days.
    tellings = [[each for each in group if not isinstance(read[each.id], Reason)] for group in same_story(claims)]
    retold = {claim.id: group[0] for group in tellings for claim in group[1:]}
    used: list[Observation] = []
    why_not: dict[str, Reason] = {}
    for claim in claims:
        observed = read[claim.id]
        if isinstance(observed, Reason):
            why_not[claim.id] = observed
        elif claim.id in replaced:
            why_not[claim.id] = replaced[claim.id]
        elif claim.id in retold and retold[claim.id].id not in replaced:
            first = retold[claim.id]
            text = f"Same story as {first.source}, {first.published}: counted once."
            why_not[claim.id] = Reason(Unused.SAME_STORY, text)
        else:
            remark = days[claim.id].how if claim.id in days else ""
            used.append(replace(observed, claim=originals[claim.id], remark=remark))
    return used, why_not


def _with_days(claim: Claim, days: ReadDays | None) -> Claim:
    """The claim with the days it was read to describe."""
    return claim.model_copy(update={"about_start": days.first, "about_end": days.last}) if days else claim


def _read(scenario: Scenario, claim: Claim) -> Observation | Reason:
    """The claim as an observation, or why it is none."""
    settings = scenario.settings
    term = vocabulary().terms[claim.term]
    if claim.exclusion_reason:
        return Reason(Unused.NOT_A_COUNT, f"Not a count: {claim.exclusion_reason}.")
    if not term.measure:
        text = f'"{claim.term.replace("_", " ")}" is not something the simulation counts. {term.no_measure}'
        return Reason(Unused.NO_MEASURE, text)
    measure = Observable(term.measure)
    per_unit = claim.people_per_unit(settings.household_size)
    if per_unit is None:
        return Reason(Unused.OTHER_UNIT, f"Counts {claim.unit}, not people.")
    if claim.total_id:
        return Reason(Unused.PART_OF_TOTAL, "Part of a total that is used, or of one that is not known.")
    if claim.role == "triangulation":
        return Reason(Unused.COMPARISON_ONLY, "Marked as kept for comparison only.")
    at = _where(scenario, measure, claim.place)
    if at is None:
        text = f'The scenario has no {_NEEDED[measure]} at "{claim.place}".'
        return Reason(Unused.NO_MEASURE if measure is Observable.BOARDING else Unused.OTHER_PLACE, text)
    days = _days(claim, measure, settings.start)
    if isinstance(days, Reason):
        return days
    reporter = reporter_of(claim, settings.reporters)
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


def _where(scenario: Scenario, measure: Observable, place: str) -> str | None:
    """Name of the source, or place, that the claim speaks of; nothing if the scenario has none there."""
    settings = scenario.settings
    if measure is Observable.DIED:
        return ""
    if measure in (Observable.LEFT, Observable.REMAINING):
        return next(
            (name for name, each in settings.sources.items() if place in (each.place, *each.reported_as)),
            None,
        )
    stages = {stage.place for stage in settings.stages.values()}
    if measure is Observable.WAITING:
        return place if place in stages else None
    if measure is Observable.BOARDING:
        rides = {leg.origin for leg in settings.legs if leg.fleet}
        standing = [(name, stage.place) for name, stage in settings.stages.items()]
        standing += [(name, site.place) for name, site in settings.sites.items()]
        return place if any(name in rides and where == place for name, where in standing) else None
    sites = {site.place for site in settings.sites.values()}
    return place if place in stages | sites else None


_NEEDED = {
    Observable.LEFT: "source of people",
    Observable.REMAINING: "source of people",
    Observable.WAITING: "stage where people wait",
    Observable.BOARDING: "vehicles that people wait for",
    Observable.ARRIVED: "stage or site",
    Observable.POPULATION: "stage or site",
    Observable.DIED: "place",
}


def _days(claim: Claim, measure: Observable, start: date) -> tuple[int | None, int] | Reason:
    """First (flows only) and last day described, counted from the scenario's start."""
    if claim.about_end is None:
        return Reason(Unused.DAYS_NOT_STATED, "It does not say which days it describes.")
    last = (claim.about_end - start).days
    if last < 0 or (claim.about_start is not None and claim.about_start < start and measure in _FLOWS):
        return Reason(Unused.BEFORE_SCENARIO, "It describes days before the scenario begins.")
    if claim.about_end > claim.published:
        return Reason(Unused.DAYS_AHEAD, "It describes days after its publication.")
    if measure not in _FLOWS:
        return None, last
    if claim.about_start is None:
        return Reason(Unused.START_NOT_STATED, "A count over days, but the first day is not stated.")
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
    if claim.counts == "households":  # families differ in size from group to group
        spread = float((spread**2 + reporting.about_spread**2) ** 0.5)
    return spread


def reporter_of(claim: Claim, reporters: Sequence[Reporter]) -> Reporter | None:
    """The first reporter of the scenario that matches the claim's source and term."""
    for reporter in reporters:
        if reporter.terms and vocabulary().terms[claim.term] not in map(vocabulary().term, reporter.terms):
            continue
        if any(words == "*" or words in claim.source for words in reporter.matches):
            return reporter
    return None

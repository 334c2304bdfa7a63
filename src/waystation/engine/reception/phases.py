"""How a source releases people: phases begun by events, lengths of phases to come, good and bad days.

Up to the day until which events are known, the phase is that of the latest event. After it, how
long the phase still lasts and what follows is drawn, member by member. On top of the phase's hazard
every day has its own factor, remembered in part from the day before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from waystation.engine.randomness import member_draws
from waystation.engine.unknowns import Draws, amount
from waystation.world.scenario_model import Event, Scenario, Source

__all__ = ["day_factors", "draw_day_normals", "hazards", "known_phases", "phase_schedule"]

Floats = npt.NDArray[np.float64]

_MOST_PHASES = 64
"""Changes of phase drawn ahead; after so many the last one lasts."""


def known_phases(source: Source, events: Sequence[Event], first: date) -> list[tuple[date, str]]:
    """The phases that reported events began, in order, from the first day on.

    Events at the source's place, or where its people are also reported from, count; of two that
    begin on one day the one published last holds.
    """
    begun = {kind: name for name, phase in source.phases.items() for kind in phase.begins_with}
    places = {source.place, *source.reported_as}
    timeline = {first: source.starts_in}
    for event in sorted(events, key=lambda event: (event.start, event.published)):
        if event.kind in begun and event.place in places:
            timeline[max(event.start, first)] = begun[event.kind]
    return sorted(timeline.items())


def phase_schedule(
    scenario: Scenario,
    source_name: str,
    draws: Draws,
    members: int,
    seed: int,
    *,
    events: Sequence[Event],
    known_until: date,
    what_if: Sequence[Event] = (),
    days: int | None = None,
    first_member: int = 0,
) -> npt.NDArray[np.int64]:
    """Phase of a source on each day, by member.

    Parameters
    ----------
    scenario : the scenario
    source_name : which source
    draws : values of unknowns, (members,) by name
    members, seed : how many, and from which run seed
    events : events known
    known_until : last day on which the phase is known; later days are drawn
    what_if : events after that day that the user supposes
    days : how many; default: all of the scenario's
    first_member : number of the first

    Returns
    -------
    (members, days) index into the source's phases
    """
    settings = scenario.settings
    source = settings.sources[source_name]
    names = list(source.phases)
    days = days or (settings.end - settings.start).days + 1
    known = known_phases(source, [event for event in events if event.start <= known_until], settings.start)
    known_until = max(known_until, settings.start)  # the phase of the first day is always known
    schedule = np.empty((members, days), dtype=np.int64)
    for (begins, name), (ends, _) in zip(known, [*known[1:], (settings.end + timedelta(1), "")], strict=True):
        schedule[:, (begins - settings.start).days : max(0, (ends - settings.start).days)] = names.index(name)

    supposed = [each for each in known_phases(source, what_if, settings.start) if each[0] > known_until]
    segments = [(known_until, *known[-1]), *((begins, begins, name) for begins, name in supposed)]
    for i, (after, begun, name) in enumerate(segments):
        if (after - settings.start).days + 1 >= days:
            break
        stop = (segments[i + 1][0] - settings.start).days if i + 1 < len(segments) else days
        # A process for each array: a member's numbers must not depend on how many members follow it.
        normals, choices = (
            member_draws(seed, f"{process} {source_name} {i}", first_member, members, draw)
            for process, draw in (("lengths", _normal_lengths), ("phases", _chosen_phases))
        )
        _draw_ahead(schedule, source, draws, normals, choices, name, begun, after, settings.start, stop)
    return schedule


def _normal_lengths(rng: np.random.Generator, members: int) -> Floats:
    return rng.standard_normal((members, _MOST_PHASES))


def _chosen_phases(rng: np.random.Generator, members: int) -> Floats:
    return rng.random((members, _MOST_PHASES))


def _draw_ahead(
    schedule: npt.NDArray[np.int64],
    source: Source,
    draws: Draws,
    normals: Floats,
    choices: Floats,
    name: str,
    begun: date,
    after: date,
    first: date,
    stop: int,
) -> None:
    """Fill the days from ``after`` up to ``stop`` with phases of drawn length."""
    members, days = schedule.shape
    names = list(source.phases)
    medians = np.stack([amount(phase.lasts_days, draws, members) for phase in source.phases.values()])
    spreads = np.log([phase.lasts_spread for phase in source.phases.values()])
    rows = np.arange(members)
    phase = np.full(members, names.index(name))
    elapsed = max(0, (after - begun).days)
    # The current phase has lasted so long already: its length is drawn from what is longer.
    median, spread = medians[phase, rows], spreads[phase]
    lengths = median * np.exp(spread * _above(normals[:, 0], median, spread, elapsed))
    ends = (begun - first).days + np.maximum(np.rint(lengths), elapsed + 1).astype(np.int64)
    day = np.full(members, max(0, (after - first).days))
    for k in range(1, _MOST_PHASES):
        for m in rows[day < stop]:
            schedule[m, day[m] : min(ends[m], stop)] = phase[m]
        day = np.maximum(day, ends)
        if (day >= stop).all():
            return
        followers = [[names.index(each) for each in source.phases[n].then] or [i] for i, n in enumerate(names)]
        phase = np.array([followers[p][int(choices[m, k] * len(followers[p]))] for m, p in enumerate(phase)])
        lengths = medians[phase, rows] * np.exp(spreads[phase] * normals[:, k])
        lasting = np.array([not source.phases[names[p]].then for p in phase])
        ends = day + np.where(lasting, days, np.maximum(np.rint(lengths), 1)).astype(np.int64)
    for m in rows[day < stop]:
        schedule[m, day[m] : stop] = phase[m]


def _above(z: Floats, median: Floats, spread: Floats, elapsed: int) -> Floats:
    """Standard normal numbers, mapped to the part of the distribution of lengths beyond ``elapsed`` days."""
    if elapsed <= 0:
        return z
    floor = ndtr(np.log(elapsed / median) / spread)
    return np.asarray(ndtri(np.clip(floor + (1 - floor) * ndtr(z), 1e-12, 1 - 1e-12)))


def draw_day_normals(scenario: Scenario, members: int, seed: int, *, first: int = 0) -> dict[str, Floats]:
    """(members, days) standard normal numbers behind good and bad days, by source; of members from ``first`` on."""
    days = (scenario.settings.end - scenario.settings.start).days + 1
    return {
        name: member_draws(seed, f"days {name}", first, members, lambda rng, n: rng.standard_normal((n, days)))
        for name in scenario.settings.sources
    }


def day_factors(
    source: Source,
    draws: Draws,
    normals: Floats,
    before: Floats | None = None,
) -> Floats:
    """Factor on the hazard of each day: log-normal with mean one, remembered from day to day.

    Parameters
    ----------
    source : gives the standard deviation ``day_to_day`` and the correlation ``day_memory``
    draws : values of unknowns
    normals : (members, days) standard normal numbers
    before : (members,) state of the day before the first, remembered; default: none

    Returns
    -------
    (members, days)
    """
    members, days = normals.shape
    spread = amount(source.day_to_day, draws, members)
    memory = source.day_memory
    state = np.empty_like(normals)
    last = before
    for day in range(days):
        fresh = normals[:, day]
        last = fresh if last is None else memory * last + np.sqrt(1 - memory**2) * fresh
        state[:, day] = last
    return np.asarray(np.exp(state * spread[:, None] - spread[:, None] ** 2 / 2))


def hazards(
    source: Source,
    draws: Draws,
    schedule: npt.NDArray[np.int64],
    normals: Floats,
    before: Floats | None = None,
) -> Floats:
    """(members, days) hazard of leaving per day: the phase's, times the day's factor (see `day_factors`)."""
    members = schedule.shape[0]
    by_phase = np.stack([amount(phase.leave_per_day, draws, members) for phase in source.phases.values()], axis=1)
    return np.asarray(np.take_along_axis(by_phase, schedule, axis=1) * day_factors(source, draws, normals, before))

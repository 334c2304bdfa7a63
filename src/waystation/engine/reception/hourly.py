"""The compiled loop over hours, stage by stage: plain arrays in, plain arrays out.

Each hour people are released, travel, stand in line and are served, stay at sites or move on, and go with vehicles;
then everyone is accounted for. A stage of the loop is a function of a few `waystation.engine.reception.records`.
"""

from __future__ import annotations

import numpy as np

from waystation.engine.compiled import compiled, inner
from waystation.engine.reception.account import (
    _close_the_day,
    _everyone,
    _found_missing,
    _note_deaths,
    _note_lines,
    _on_the_way,
)
from waystation.engine.reception.departures import _chances_of_the_day, _hours_of_leaving, _release
from waystation.engine.reception.fleet import _come_back, _drive
from waystation.engine.reception.kernel_arrays import HOURS, SITE, STAGE
from waystation.engine.reception.queue import _deaths_there, _paces_of_the_day, _serve
from waystation.engine.reception.records import (
    Account,
    Fleets,
    Lines,
    Now,
    Random,
    Sites,
    Sources,
    Splits,
    Stages,
    WayIn,
    Ways,
)
from waystation.engine.reception.site import NOON, _rooms_of_the_day, _send_on
from waystation.engine.reception.travel import _arrive, _next_death, _travel_times

__all__ = ["run_member"]


@compiled()
def run_member(m, net, par, out, now, first, last):  # type: ignore[no-untyped-def]
    """Run a member from one midnight to another.

    Parameters
    ----------
    m : member, a row of the parameters and of the outcome
    net, par : `Network`, `Parameters`
    out : `Outcome`, filled for the days between
    now : `WorkSpace`: overwritten from hour 0 on, else as this member's run up to the first hour left it
    first, last : hours since the start
    """
    random = Random(now.rng, par.seed[m])
    sources = Sources(
        net.leaving, net.source_channel, net.source_splits, par.hazard[m], par.planned[m], par.passage[m],
        par.party[m], now.inside, now.chance, now.leaving_hours, now.first_hour, out.left[m], net.key_source,
    )  # fmt: skip
    ways = Ways(
        net.from_node, net.to_node, net.to_cell, net.fleet, net.enters, net.shut_way, net.slowed, par.hours[m],
        par.longest[m], now.soonest, now.latest, par.death[m], now.until_death, now.deaths, now.ring, now.boarding,
        out.sent[m], net.key_channel, net.key_death,
    )  # fmt: skip
    splits = Splits(net.split_channel, par.parting[m], net.key_split)
    door = WayIn(now.most, now.committed)
    lines = Lines(
        net.kind, net.cells, net.feeds, net.feed, par.frail[m], now.stock, now.waiting, now.head, now.came_by_hour,
        now.gone_from, now.unseen, net.key_there,
    )  # fmt: skip
    stages = Stages(
        par.lanes[m], par.rate[m], par.pace[m], now.rate, par.room[m], net.effort, net.random_service, net.opens_at,
        net.rank, net.out, net.splits, now.credit, now.given, out.waits[m], net.key_service, net.key_pace,
    )  # fmt: skip
    sites = Sites(
        net.holds, par.capacity[m], net.overflow, net.onward, par.onward[m], par.onward_places[m], par.stay[m],
        now.due, now.moved_on, net.key_cell,
    )  # fmt: skip
    fleets = Fleets(
        net.departing, net.last_departure, par.vehicles[m], par.seats[m], par.loading[m], par.away[m], par.convoy[m],
        par.bays[m], par.repair[m], par.breakdown[m], net.companion, par.per_companion[m], now.free, now.at_bays,
        now.back, now.loaded, net.key_repair,
    )  # fmt: skip
    account = Account(
        out.stock[m], out.boarding[m], out.moving[m], out.entered[m], out.came[m], out.peak[m], out.night[m],
        out.departed[m], out.waited[m], out.died[m], out.died_at[m], out.last_hour[m : m + 1],
        out.lost_hour[m : m + 1],
    )  # fmt: skip

    if first == 0:
        _begin(par.inside[m], par.start[m], sources, ways, door, lines, stages, sites, fleets, random)
    moving, died = _on_the_way(ways.ring), np.int64(0)
    for day in range(first // HOURS):
        died += account.died[day]
    everyone = moving + died + _everyone(sources, lines, ways)
    for hour in range(first, last):
        time = Now(hour, hour // HOURS, hour % HOURS)
        if hour == net.change_hour:
            _turn(par, m, now.free)
        if time.clock == 0:
            _travel_times(ways, time.day)
            _chances_of_the_day(sources, time.day)
            _paces_of_the_day(stages, lines, door, random, time.day)
            _rooms_of_the_day(sites, lines, door, time.day)

        moving += _release(sources, ways, splits, door, random, time)
        _come_back(fleets, time)
        for n in range(lines.kind.size):
            came, dead = _arrive(n, ways, lines, door, account, random, time)
            moving -= came + dead
            if lines.frail[n] > 0.0 and time.clock == NOON:
                dead += _deaths_there(n, lines, door, random, time)
            if dead > 0:
                died += dead
                _note_deaths(account, n, dead, time)
            if lines.kind[n] == STAGE:
                moving += _serve(n, stages, lines, ways, splits, door, account, random, time)
            elif lines.kind[n] == SITE:
                moving += _send_on(n, sites, lines, ways, door, random, time)
        moving += _drive(fleets, stages, lines, ways, door, account, random, time)

        if moving + died + _everyone(sources, lines, ways) != everyone:
            _found_missing(account, hour)
        _note_lines(account, lines, time)
        _close_the_day(account, lines, ways, moving, time)
    if _on_the_way(ways.ring) != moving:
        _found_missing(account, last)


@inner(forceinline=True)
def _begin(inside, start, sources, ways, door, lines, stages, sites, fleets, random):  # type: ignore[no-untyped-def]
    """Before the first hour: people at sources and sites, vehicles ready, nobody on the way or in line."""
    for each in (ways.ring, fleets.back, fleets.loaded, lines.came, lines.head):
        each[:] = 0
    for one in (
        fleets.at_bays,
        ways.boarding,
        lines.waiting,
        stages.served,
        lines.gone,
        sites.moved_on,
        door.committed,
    ):
        one[:] = 0
    stages.credit[:] = 0.0
    stages.rate[:] = 0.0
    door.most[:] = -1
    for k in range(inside.size):
        sources.inside[k] = inside[k]
    _hours_of_leaving(sources)
    for c in range(ways.fleet.size):
        ways.deaths[c] = 0
        ways.until_death[c] = _next_death(random.rng, random.seed, ways.key_death[c], np.int64(0))
    for f in range(fleets.free.size):
        fleets.free[f] = fleets.vehicles[f]
    for n in range(lines.kind.size):
        for q in range(lines.cells[n], lines.cells[n + 1]):
            lines.stock[q] = start[q]
            door.committed[n] += start[q]
        sites.due[n] = door.committed[n]


@inner()
def _turn(par, m, free):  # type: ignore[no-untyped-def]
    """From now on the member's second row holds: it is written over the first, which was made for this run alone."""
    later = m + par.seed.size // 2
    for f in range(free.size):
        free[f] += par.vehicles[later, f] - par.vehicles[m, f]
    for each in (par.lanes, par.rate, par.pace, par.frail, par.onward, par.death, par.breakdown):
        for i in range(each.shape[1]):
            each[m, i] = each[later, i]
    for each in (
        par.room, par.onward_places, par.stay, par.hours, par.longest, par.vehicles, par.seats, par.loading,
        par.away, par.convoy, par.bays, par.repair, par.per_companion,
    ):  # fmt: skip
        for i in range(each.shape[1]):
            each[m, i] = each[later, i]
    for n in range(par.capacity.shape[1]):
        for day in range(par.capacity.shape[2]):
            par.capacity[m, n, day] = par.capacity[later, n, day]

"""Who is where: the work space of one member at a time, in counts.

People and what they remember of recent travel stand in one pool of rows, which the compiled loops move between:

    waiting (2 slots)   to travel today: those under way, and those who left this morning
    moving (2 slots)    under way
    at (states)         at a place
    going (1)           work space: who goes on from a stop
    stop (km steps x states + 1)  arrived today with time left; few at a time, so they take the rows used last

Slots come in pairs: for those on their way to where they set out for, and, behind them, for those who will be turned
back. Floats hold whole numbers, except in draw-free runs.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from waystation.engine.movement.tables import Floats, Ints, Tables

__all__ = ["Standing", "new_standing"]


class Standing(NamedTuple):
    """Arrays that the loops overwrite."""

    rng: Any  # (1,) state of the generator
    pool: Floats  # (rows,) people
    km: Floats  # (rows,) of those at a stop, all they travelled today
    memory: Floats  # (rows, points) the same by recent travel
    even: Floats  # of one row of the memory, its even points
    odd: Floats  # and its odd ones
    here: Floats  # (places,) people at each place, over all its states; in harvest months by home
    capacity: Floats  # (places,) room today
    full: Floats  # (places,) people beyond whom a place grows less attractive
    limited: Ints  # places whose room is known on some day
    filling: Any  # (2,) uint64: bits of those that may fill up while the day's travellers arrive; that may close
    came: Floats  # (places,) arrivals since the day began
    rate: Floats  # (places,) arrivals expected a day
    population: Floats  # (places,) who have not fled yet
    chance: Floats  # (classes, places) of leaving today
    weight: Floats  # (options,) today's
    shares: Floats  # (options,) of those who leave the option's state
    goes: Floats  # (states,) share of those who would leave and can
    tight: Any  # (states,) bool: the shares stand for fuller places than the weights do
    stamp: Ints  # (states,) when the shares were worked out
    version: Ints  # (1,) grows each day, and when a place grows less attractive
    chosen: Floats  # (options or classes,) work space
    stops: Any  # (km steps, states) states that have people at a stop, in turn; behind the last comes the first
    stops_at: Ints  # (km steps,) how many there have been
    visits: Ints  # (states,) how often people of the state have gone on within a step
    stop_row: Any  # (km steps, states) row of those at a stop; 0 if there are none
    free_rows: Ints  # (rows for stops + 1,) those that are free up to the number that stands first
    active: Ints  # (2 slots,) slots with somebody to travel
    away: Floats  # (states,) of those there, how many are counted at home
    crossed: Floats  # (links,) people who came to the end of each link since the run began


def new_standing(tables: Tables) -> Standing:
    """Room for one member at a time."""
    net, rules = tables.net, tables.rules
    states, slots, places = len(net.states), len(net.slots), net.capacity.shape[1]
    stops = rules.km_steps * states + 1
    rows = 4 * slots + states + 1 + stops
    return Standing(
        rng=np.zeros(1, dtype=np.uint64),
        pool=np.zeros(rows),
        km=np.zeros(rows),
        memory=np.zeros((rows, rules.memory_points)),
        even=np.zeros(rules.memory_points // 2 + 4),
        odd=np.zeros(rules.memory_points // 2 + 4),
        here=np.zeros(places),
        capacity=np.zeros(places),
        full=np.zeros(places),
        limited=np.flatnonzero((net.capacity >= 1.0).any(axis=0)),
        filling=np.zeros(2, dtype=np.uint64),
        came=np.zeros(places),
        rate=np.zeros(places),
        population=np.zeros(places),
        chance=np.zeros((max(tables.timed.chance.shape[1], tables.timed.steady.shape[1]), places)),
        weight=np.zeros(len(net.options)),
        shares=np.zeros(len(net.options)),
        goes=np.zeros(states),
        tight=np.zeros(states, dtype=np.bool_),
        stamp=np.zeros(states, dtype=np.int64),
        version=np.zeros(1, dtype=np.int64),
        chosen=np.zeros(max(len(net.options), tables.people.share.shape[1], 1)),
        stops=np.zeros((rules.km_steps, states), dtype=np.int32),
        stops_at=np.zeros(rules.km_steps, dtype=np.int64),
        visits=np.zeros(states, dtype=np.int64),
        stop_row=np.zeros((rules.km_steps, states), dtype=np.int32),
        free_rows=np.append(stops + 1, np.arange(rows - 1, rows - 1 - stops, -1)).astype(np.int64),
        active=np.zeros(2 * slots, dtype=np.int64),
        away=np.zeros(states),
        crossed=np.zeros(max(tables.timed.closed.shape[1], 1)),
    )

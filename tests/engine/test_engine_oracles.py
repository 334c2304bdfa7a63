"""Queues against theory: M/D/c, M/M/c, the fluid limit, and event-by-event models in SimPy."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import simpy
from engine_worlds import chain, outcome_of

PEOPLE = 10_000_000_000
"""Inside; those who leave in an hour are Poisson as nearly as can be."""


def open_gate(per_hour: float, end: str, **gate: Any) -> Any:
    """Poisson arrivals at a gate that never closes."""
    town = {
        "people": PEOPLE,
        "leave_hours": [0, 24],
        "phases": {"open": {"leave_per_day": 24 * per_hour / PEOPLE, "lasts_days": 1000}},
    }
    legs = [{"from": "town", "to": "gate", "hours": 0}, {"from": "gate", "to": "camp", "hours": 0}]
    return chain(end=end, sources={"town": town}, stages={"gate": {"open_hours": [0, 24], **gate}}, legs=legs)


def mean_waits(world: Any, members: int, warm_days: int) -> Any:
    """(members,) mean hours waited by those who left after the first days."""
    outcome, layout, _ = outcome_of(world, members=members)
    n = layout.nodes.index("gate")
    return outcome.waited[:, warm_days:, n].sum(axis=1) / outcome.departed[:, warm_days:, n].sum(axis=1)


def m_d_c(per_hour: float, lanes: int) -> float:
    """Mean wait of M/D/c with service of one hour: the stationary queue after a service (Crommelin 1932)."""
    size = 400
    arrive = np.array([math.exp(-per_hour + k * math.log(per_hour) - math.lgamma(k + 1)) for k in range(size)])
    queue = np.zeros(size)
    queue[0] = 1.0
    for _ in range(20_000):
        here = np.convolve(queue, arrive)[:size]
        after = np.concatenate([[here[: lanes + 1].sum()], here[lanes + 1 :], np.zeros(lanes)])
        if np.abs(after - queue).max() < 1e-13:
            break
        queue = after
    return float((queue * np.arange(size)).sum() / per_hour)


def m_m_c(per_hour: float, rate: float, lanes: int) -> float:
    """Mean time in M/M/c, wait and service (Erlang C)."""
    load = per_hour / rate
    last = load**lanes / math.factorial(lanes) / (1 - load / lanes)
    waits = last / (sum(load**k / math.factorial(k) for k in range(lanes)) + last)
    return waits / (lanes * rate - per_hour) + 1 / rate


@pytest.mark.parametrize(("per_hour", "lanes"), [(0.8, 1), (2.5, 3), (7.4, 8)])
def test_even_service_of_an_hour_is_m_d_c_within_monte_carlo_error(per_hour: float, lanes: int) -> None:
    waits = mean_waits(open_gate(per_hour, "2031-12-31", lanes=lanes, people_per_lane_hour=1), 60, 60)
    assert abs(waits.mean() - m_d_c(per_hour, lanes)) < 4 * waits.std(ddof=1) / math.sqrt(waits.size)


@pytest.mark.parametrize(("load", "lanes"), [(0.7, 1), (0.8, 4)])
def test_random_service_is_m_m_c_within_monte_carlo_error_and_an_hour_step(load: float, lanes: int) -> None:
    rate = 0.02  # fifty hours each, so that steps of an hour are short
    waits = mean_waits(
        open_gate(load * lanes * rate, "2034-12-31", lanes=lanes, people_per_lane_hour=rate, service="random"), 60, 300
    )
    error = 4 * waits.std(ddof=1) / math.sqrt(waits.size)
    # A step of an hour shifts the mean by at most one hour, as all that happens within it counts at once.
    assert abs(waits.mean() - m_m_c(load * lanes * rate, rate, lanes)) < error + 1.0


def test_many_people_flow_like_a_fluid() -> None:
    outcome, layout, _ = outcome_of(chain(sources={"town": {"people": 1_000_000}}, stages={"gate": {"lanes": 2000}}))
    n = layout.nodes.index("gate")
    # A fluid of a million at 20,000 an hour, ten hours a day, is through in five days; the mean wait is that of
    # hours 0 to 9 of each day: two days between the third day's and the first's, and four and a half hours.
    assert list(outcome.departed[0, :6, n]) == [200_000] * 5 + [0]
    assert outcome.waited[0, :, n].sum() / 1e6 == pytest.approx(2 * 24 + 4.5)


CHAINS = [
    # people, rate of leaving a day, gates (lanes, minutes a person), hours between, open hours
    (400, 1.2, [(2, 6.0)], [2, 1], [6, 18]),
    (900, 0.6, [(3, 6.0), (1, 3.0)], [1, 3, 0], [8, 20]),
    (600, 2.5, [(1, 3.0), (2, 7.5), (4, 15.0)], [0, 2, 1, 2], [0, 24]),
]


def event_by_event(people: int, leave: float, gates: Any, hours: Any, window: Any, rng: Any) -> Any:
    """Waits at each gate of one future, person by person in SimPy, minute by minute."""
    env = simpy.Environment()
    desks = [simpy.Resource(env, lanes) for lanes, _ in gates]
    waits: list[list[float]] = [[] for _ in gates]

    def opening() -> float:
        clock = env.now % 24
        if window[0] <= clock < window[1]:
            return 0.0
        return (window[0] - clock) % 24

    def person() -> Any:
        yield env.timeout(rng.exponential(24 / leave))
        for at, (_, minutes) in enumerate(gates):
            yield env.timeout(hours[at])
            came = env.now
            with desks[at].request() as turn:
                yield turn
                while opening() > 0:
                    yield env.timeout(opening())
                yield env.timeout(minutes / 60)
            waits[at].append(env.now - came)

    for _ in range(people):
        env.process(person())
    env.run(until=24 * 30)
    return means_and_ninths(waits)


def hour_by_hour(people: int, leave: float, gates: Any, hours: Any, window: Any, rng: Any) -> Any:
    """The same, with the engine's clock: gates call people in once an hour, who came first first."""
    env = simpy.Environment()
    lines: list[list[tuple[int, simpy.Event]]] = [[] for _ in gates]
    waits: list[list[float]] = [[] for _ in gates]

    def gate(at: int) -> Any:
        lanes, minutes = gates[at]
        yield env.timeout((at + 1) / 100)  # within the hour, after those who come from the gate before
        while True:
            if window[0] <= env.now % 24 < window[1]:
                called = lines[at][: int(lanes * 60 / minutes)]
                del lines[at][: len(called)]
                for came, turn in called:
                    waits[at].append(int(env.now) - came)
                    turn.succeed()
            yield env.timeout(1)

    def person() -> Any:
        yield env.timeout(int(rng.exponential(24 / leave)))
        for at in range(len(gates)):
            yield env.timeout(hours[at])
            turn = env.event()
            lines[at].append((int(env.now), turn))
            yield turn

    for at in range(len(gates)):
        env.process(gate(at))
    for _ in range(people):
        env.process(person())
    env.run(until=24 * 30)
    return means_and_ninths(waits)


def means_and_ninths(waits: list[list[float]]) -> Any:
    """(gates, 2) mean wait, and the wait of which nine tenths wait at most."""
    return [(np.mean(each), np.quantile(each, 0.9, method="inverted_cdf")) for each in waits]


@pytest.mark.parametrize(
    ("peer_model", "slack_hours"),
    [
        (hour_by_hour, 0.0),
        # A service ends minutes after it begins there, and in the hour in which it begins here: what happens within
        # one hour counts as none. No wait can differ by a whole hour for that.
        (event_by_event, 1.0),
    ],
)
@pytest.mark.parametrize("case", CHAINS)
def test_means_and_ninth_tenths_agree_with_an_event_by_event_model(
    case: Any, peer_model: Any, slack_hours: float
) -> None:
    people, leave, gates, hours, window = case
    names = [f"gate{n}" for n in range(len(gates))]
    stages = {
        name: {"place": name, "lanes": lanes, "people_per_lane_hour": 60 / minutes, "open_hours": window}
        for name, (lanes, minutes) in zip(names, gates, strict=True)
    }
    path = ["town", *names, "camp"]
    world = chain(
        end="2030-01-30",
        sources={"town": {"people": people, "leave_hours": [0, 24], "phases": {"open": {"leave_per_day": leave}}}},
        legs=[{"from": a, "to": b, "hours": h} for a, b, h in zip(path, path[1:], hours, strict=False)],
        stages={**stages, "gate": stages[names[0]]},
        streams={"general": {"path": path}},
    )
    world = world.model_copy(update={"settings": world.settings.model_copy(update={
        "stages": {name: world.settings.stages[name] for name in names}})})  # fmt: skip
    members, peers = 400, 40
    outcome, layout, _ = outcome_of(world, members=members)
    rng = np.random.default_rng(20300704)
    peer = np.array([peer_model(people, leave, gates, hours, window, rng) for _ in range(peers)])
    for g, name in enumerate(names):
        n = layout.nodes.index(name)
        waits = outcome.waits[:, n].astype(float)
        means = (waits * np.arange(waits.shape[1])).sum(axis=1) / waits.sum(axis=1)
        ninth = (waits.cumsum(axis=1) >= 0.9 * waits.sum(axis=1, keepdims=True) - 1e-9).argmax(axis=1).astype(float)
        for ours, theirs in ((means, peer[:, g, 0]), (ninth, peer[:, g, 1])):
            error = math.hypot(ours.std(ddof=1) / math.sqrt(members), theirs.std(ddof=1) / math.sqrt(peers))
            assert abs(ours.mean() - theirs.mean()) <= 3 * error + slack_hours, (name, ours.mean(), theirs.mean())

"""Fits with little effort, their forecasts and scores: every array of what comes out, in short."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

import waystation as ws
from outcomes import short
from waystation.forecast import Effort
from waystation.forecast.camps import backtest_camps, forecast_camps
from waystation.forecast.scenario.effort import effort_of_minutes
from waystation.forecast.scenario.sampler import _next_power, systematic, weights_of
from waystation.forecast.scenario.steadiness import Headline, Steadiness
from waystation.forecast.scoring import bootstrap_interval, brier_table, inside, reliability_table
from waystation.forecast.scoring import weighted_interval_score as interval_score
from waystation.forecast.surges import FORWARD, LEAVE_ONE_OUT, PastSurge, backtest_surges
from waystation.forecast.surges.checks import STATISTICS, calibrate_surges, predictive_checks
from waystation.forecast.table import QUANTILES
from waystation.study.emulator import DISCREPANCIES, Features, emulate, log_likelihood
from waystation.world.flee import CampCounts, FleeCase, load_flee
from waystation.world.flee.flee_counts import TOTAL

sys.path.insert(0, str(Path(__file__).resolve().parent / "forecast"))
from forecast_parts import AS_OF, LITTLE, a_claim, lively_valley, model_of, valley, valley_claims

from outcomes_of_plans import FIRST, TrustedTotal

VALLEY = Path(__file__).resolve().parents[1] / "examples" / "flee_valley"


def _told(name: str, value: Any) -> Iterator[str]:
    """What a thing holds: of arrays and columns the sum and the sum weighted by place, of texts the words."""
    if isinstance(value, pd.DataFrame):
        for column in value:
            yield from _told(f"{name}.{column}", value[column].to_numpy())
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _told(f"{name}.{each.name}", getattr(value, each.name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _told(f"{name}.{key}", each)
    elif isinstance(value, np.ndarray) and value.dtype.kind in "fiub":
        flat = np.nan_to_num(value.astype(np.float64), posinf=1.5, neginf=-1.5).ravel()
        yield f"{name} {value.shape} {short(flat.sum())} {short(flat @ np.arange(1.0, flat.size + 1))}"
    elif isinstance(value, float):
        yield f"{name} {short(value)}"
    elif isinstance(value, np.ndarray | list | tuple):
        words = [short(each) if isinstance(each, float) else str(each) for each in value]
        once = [word[:30] for word in list(dict.fromkeys(words))[:6]]
        yield f"{name} {len(words)} {once} {crc32(' '.join(words).encode()):08x}"
    else:
        yield f"{name} {value}"


def _lines(number: int, only: int | None, name: str, value: Any) -> Iterator[str]:
    if only in (None, number):
        yield from (f"{number}: {line}".replace("\n", " ") for line in _told(name, value))


def fits(only: int | None = None) -> Iterator[str]:
    """The valley forecast from its claims and from claims of other kinds; the next evening carried on."""
    odd = [
        a_claim(500), a_claim(None, 9000, qualifier="up to", term="remaining", about_start=None),
        a_claim(700, None, term="arrived", place="Lower Camp", qualifier="more than", about_start="2030-01-01"),
        a_claim(400, 600, qualifier="range", about_start="2030-01-06", about_end="2030-01-07", published="2030-01-08"),
    ]  # fmt: skip
    for number, (scenario, claims) in enumerate(((valley(), valley_claims()), (lively_valley(), odd))):
        found = ws.forecast(scenario, claims, as_of=AS_OF, members=60, seed=3, effort=LITTLE, workers=1)
        members = {str(name): each.values for name, each in found.members.data_vars.items()}
        settings = {name: each for name, each in found.settings.items() if name not in ("versions", "effort_minutes")}
        whole = {"table": found.table, "unknowns": found.unknowns, "evidence": found.evidence, "settings": settings}
        yield from _lines(number, only, "", members | whole | {"points": vars(found.posterior.points)})
        if number == 0:
            later = ws.forecast(
                scenario, claims, as_of=AS_OF + timedelta(1), members=60, seed=3, start=found.posterior, workers=1
            )
            yield from _lines(2, only, "later", {"table": later.table, "unknowns": later.unknowns})


def _conflict(name: str, seed: int, camps: int) -> FleeCase:
    """A conflict whose camps are counted every tenth day or so, one of them from later on and corrected once."""
    rng = np.random.default_rng(seed)
    days = np.arange(0, 330, 10) + (seed % 3)
    series = {}
    for number in range(camps):
        when = days[number:]
        series[f"camp {number}"] = when, np.cumsum(rng.gamma(1.0, 300.0, len(when)) * np.exp(-when / 150))
    total = np.array([sum(np.interp(day, *each, left=0.0) for each in series.values()) for day in days])
    counts = CampCounts({TOTAL: (days, total), **series}, {TOTAL: (days, total), **series}, (("camp 0", 111),))
    return replace(load_flee(VALLEY), name=name, days=330, counts=counts, closures=())


def months(only: int | None = None) -> Iterator[str]:
    """Camps of made-up conflicts months ahead: forecasts, and all scores of a backtest."""
    cases = [_conflict(name, seed, camps) for name, seed, camps in (("a", 1, 1), ("b", 2, 3), ("c", 3, 2), ("d", 4, 2))]
    for number, day in enumerate((20, 110, 200)):
        found = forecast_camps(cases[0], cases[1:], cases[0].start + timedelta(days=day), [30, 90])
        yield from _lines(number, only, "forecast", found)
    tested = backtest_camps(cases, [30, 60], workers=1)
    yield from _lines(3, only, "backtest", tested)
    tables = {"overall": tested.overall(), "young": tested.overall(young=True), "conflicts": tested.by_conflict(),
              "ages": tested.by_age(), "pit": tested.pit_values()}  # fmt: skip
    yield from _lines(4, only, "scores", tables)


def _surge(number: int) -> PastSurge:
    draw = random.Random(f"surge {number}")
    total, totals = 0.0, []
    for day in sorted(draw.sample(range(30), draw.choice([4, 6, 9]))):
        total += draw.choice([20, 100, 400, 2000])
        totals.append(
            TrustedTotal(FIRST + timedelta(days=day + draw.choice([0, 1])), FIRST + timedelta(days=day), total)
        )
    return PastSurge(f"made up {number}", "Border", "arrived", tuple(totals), ())


def past_surges(only: int | None = None) -> Iterator[str]:
    """Made-up surges forecast again and scored, and the checks of the filter."""
    surges = [_surge(number) for number in range(4)]
    tested = backtest_surges(surges, members=60, workers=1, protocols=[FORWARD, LEAVE_ONE_OUT])
    yield from _lines(0, only, "backtest", tested)
    yield from _lines(1, only, "scores", {"overall": tested.overall(), "forward": tested.overall(FORWARD)})
    yield from _lines(2, only, "checks", predictive_checks(surges, members=60))
    yield from _lines(3, only, "calibration", calibrate_surges(replicates=12, members=20))
    days, totals = np.array([0.0, 1.0, 3.0, 8.0]), np.array([[10.0, 20, 20, 60], [5, 5, 6, 105]])
    yield from _lines(4, only, "statistics", {name: each(days, totals) for name, each in STATISTICS.items()})


def scores(only: int | None = None) -> Iterator[str]:
    """Scores of drawn quantiles and chances, many of them just on a bound."""
    for number in range(12):
        rng = np.random.default_rng(number)
        quantiles = np.sort(rng.choice([0.0, 1.0, 2.0, 5.0, 9.0], (6, len(QUANTILES))), axis=1)
        truth = rng.choice([0.0, 1.0, 2.0, 5.0, 9.0, 20.0], 6)
        chances = pd.DataFrame({
            "crisis": rng.choice(["a", "b"], 40), "ahead": rng.choice([1, 3, 4, 7, 8], 40),
            "factor": rng.choice([1.5, 2.0], 40),
            "chance": rng.choice([0.0, 0.05, 0.1, 0.2, 0.25, 0.5, 0.9, 1.0], 40), "base": rng.random(40),
            "passed": rng.random(40) < 0.4,
        })  # fmt: skip
        found = {
            "wis": interval_score(quantiles, truth), "inside": inside(quantiles, truth, 0.8),
            "half": inside(quantiles, truth, 0.5), "interval": np.array(bootstrap_interval(truth, truth[::-1] + 1)),
            "brier": brier_table(chances, ((1, 3), (4, 7))), "reliability": reliability_table(chances),
        }  # fmt: skip
        yield from _lines(number, only, "score", found)


def emulators(only: int | None = None) -> Iterator[str]:
    """Emulators of drawn features, with few camps and with more than runs can tell apart; and what counts say there."""
    for number, camps in enumerate((1, 2, 3, 5, 8)):
        rng = np.random.default_rng(number)
        counts = rng.gamma(2.0, 100.0, (13 + number, camps))
        counts[:2] *= number % 2  # nobody yet in the first window
        features = Features(counts)
        shares = rng.random((60, 2))
        runs = counts[None] * (1 + shares.sum(axis=1))[:, None, None] * rng.lognormal(0, 0.1, (60, 1, camps))
        low, high = np.zeros(2), np.array([1.0, 0.9])
        chance = features.of(runs[:9]) if number % 2 else None
        made = emulate(shares, features.of(runs), features, low, high, chance)
        likely = log_likelihood([made, made], rng.random((4, 2)))
        yield from _lines(number, only, "emulator", {"made": made, "likely": likely, "sizes": np.array(DISCREPANCIES)})


def searches(only: int | None = None) -> Iterator[str]:
    """Settings of the valley calibrated, varied and ranked with few runs."""
    two = {"move_rules.max_move_speed": "60:300", "move_rules.camp_movechance": "0.0001:0.1:log"}
    one = {"move_rules.max_move_speed": "60:300"}
    short_case = replace(load_flee(VALLEY), days=20)
    for number, late in enumerate((0.3, 0.0)):
        found = ws.calibrate(short_case, one, runs=24, members=3, late=late, seed=2, workers=1)
        yield from _lines(number, only, "calibration", found)
    swept = ws.sweep(short_case, one, design="sobol", points=3, members=4, workers=1)
    yield from _lines(2, only, "sweep", {"table": swept.table(), "means": swept.means()})
    synthetic = VALLEY.parent / "synthetic"
    swept = ws.sweep(
        synthetic, {"stages.checkpoint.lanes": [1, 4], "unknowns.leave_open": "0.2:0.4:2"}, members=3, workers=1
    )
    yield from _lines(3, only, "sweep", {"table": swept.table(), "means": swept.means()})
    for at, method in enumerate(("morris", "sobol"), 4):
        ranked = ws.sensitivity(short_case, two, method=method, samples=8, workers=1)
        yield from _lines(at, only, "sensitivity", ranked)


def efforts(only: int | None = None) -> Iterator[str]:
    """How hard a fit tries, how its members are weighed and drawn again, and how steady drawn figures are called."""
    model = model_of(valley())
    yield from _lines(0, only, "effort", Effort())
    for number, factor in enumerate((0.01, 0.1, 1.0, 1.02, 2.5), 1):
        effort = Effort().times(factor)
        yield from _lines(number, only, "times", {"effort": effort, "minutes": effort.minutes(model)})
    for number, minutes in enumerate((0.04, 0.05, 0.5, 3.0, 1440.0, 1441.0), 6):
        try:
            yield from _lines(number, only, "minutes", effort_of_minutes(minutes, model))
        except ws.InputError as error:
            yield from _lines(number, only, "minutes", str(error))
    for number in range(12, 40):
        rng = np.random.default_rng(number)
        scatter, keep = rng.choice([0.0, 0.1, 1.0, 30.0, 1e6]), rng.choice([0.5, 0.9])
        power, likelihood = rng.choice([0.0, 0.2]), scatter * rng.standard_normal(20)
        weights = weights_of(likelihood)
        median, range_, error, between = (rng.choice(each) for each in (
            [0.0, 5.0, 1234.0], [0.5, 1.0, 10.0, 480.0], [0.0, 0.1, 1.0, 48.0, 47.9, 100.0], [0.0, 1.0, 48.0, 1234.0],
        ))  # fmt: skip
        figures = tuple(
            Headline(name, unit, median, median, median + range_, between, error * times)
            for name, unit, times in (
                ("People there", "people", 1.0),
                ("Longest wait", "hours", rng.choice([0.5, 1.0])),
            )
        )
        steady = Steadiness(60, figures, 30.0, 0.1, 0.5, 0.2, (1.0, 2.0))
        found = {
            "power": _next_power(likelihood, power, keep), "weights": weights, "again": systematic(weights, 30, rng),
            "steadiness": steady.record(), "moves": [each.moves for each in figures],
        }  # fmt: skip
        yield from _lines(number, only, "steady", found)

"""A forecast in the right shape without running one: possible futures drawn from a simple story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import xarray as xr

from waystation.claims import Claim, kind_of, known_by, known_events, read_each
from waystation.claims.reading import ReadReport, Report
from waystation.forecast.scenario.steadiness import Steadiness
from waystation.plan.needs import needs
from waystation.world.scenario_model import Event, Scenario

AS_OF = date(2030, 2, 10)
LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


@dataclass(frozen=True)
class FakeEvidence:
    claim: Claim
    used: bool
    why: str
    median: float | None
    low: float | None
    high: float | None
    code: str = "no_measure"
    outside: bool = False


@dataclass(frozen=True)
class FakeForecast:
    scenario: Scenario
    as_of: date
    members: xr.Dataset
    table: pd.DataFrame
    evidence: list[FakeEvidence]
    unknowns: pd.DataFrame
    events_known: list[Event]
    what_if: list[Event] = field(default_factory=list)
    settings: dict[str, object] = field(default_factory=dict)
    steadiness: Steadiness | None = None


def fake_forecast(
    scenario: Scenario,
    claims: Sequence[Claim],
    as_of: date,
    *,
    members: int = 200,
    seed: int = 1,
    start: float = 10_000,
    per_day: float = 400,
) -> FakeForecast:
    """Arrivals in surges that fade out, at the place where the general stream ends."""
    futures = _futures(scenario, as_of, members, seed, start, per_day)
    known = known_by(claims, as_of)
    return FakeForecast(
        scenario=scenario,
        as_of=as_of,
        members=futures,
        table=_table(scenario, futures, as_of),
        evidence=[_evidence(claim) for claim in known],
        unknowns=_unknowns(scenario),
        events_known=known_events(scenario.events, as_of),
        settings={
            "seed": seed,
            "members": members,
            "versions": {"waystation": "0"},
            "diagnostics": {"rounds": 7, "moved": 0.31},
        },
    )


def _futures(scenario: Scenario, as_of: date, many: int, seed: int, start: float, per_day: float) -> xr.Dataset:
    settings = scenario.settings
    rng = np.random.default_rng(seed)
    days = pd.date_range(settings.start, settings.end, freq="D")
    now = (as_of - settings.start).days
    places = list(
        dict.fromkeys(
            [each.place for each in settings.stages.values()] + [each.place for each in settings.sites.values()]
        )
    )
    stages, exits = list(settings.stages), list(settings.exits)
    stream = next(iter(settings.streams.values()))
    main = settings.sites[stream.path[-1]].place

    past = rng.lognormal(0, 0.8, len(days)) * per_day * (rng.random(len(days)) < 0.6)
    noise = rng.lognormal(0, 0.15, (many, len(days)))
    ahead = rng.lognormal(0, 1.0, (many, len(days))) * per_day * rng.lognormal(0, 0.6, (many, 1))
    ahead *= rng.random((many, len(days))) < 0.5
    last = now + 3 + rng.gamma(2.0, 14.0, many)
    ahead[np.arange(len(days))[None, :] > last[:, None]] = 0
    daily = np.where(np.arange(len(days))[None, :] <= now, past[None, :] * noise, ahead).astype(np.int32)

    here = np.zeros((many, len(days), len(places)), dtype=np.int32)
    there = np.zeros_like(here)
    here[:, :, places.index(main)] = daily
    there[:, :, places.index(main)] = (start * rng.lognormal(0, 0.02, (many, 1)) + np.cumsum(daily, axis=1)).astype(int)
    for index, place in enumerate(places):
        if place != main:
            there[:, :, index] = (daily * rng.random((many, 1))).astype(int)
    queue = np.stack([(daily * f).astype(np.int32) for f in np.linspace(0.3, 1.2, len(stages))], axis=2)
    hours = np.where(queue > 0, 2 + queue / 80, np.nan).astype(np.float32)
    ends = days.values[np.minimum(last.astype(int) + 1, len(days) - 1)].copy()
    ends[last + 1 >= len(days)] = np.datetime64("NaT")
    by_place, by_stage = ("member", "date", "place"), ("member", "date", "stage")
    return xr.Dataset(
        {
            "population": (by_place, there),
            "arrivals": (by_place, here),
            "left": (("member", "date", "source"), (daily * 1.2).astype(np.int32)[:, :, None]),
            "waiting": (by_stage, queue),
            "peak_waiting": (by_stage, (queue * 1.3).astype(np.int32)),
            "night_waiting": (by_stage, (queue * 0.8).astype(np.int32)),
            "wait_hours": (by_stage, hours),
            "wait_so_far_hours": (by_stage, np.full_like(hours, np.nan)),
            "wait_90_hours": (("member", "stage"), np.nanmax(hours, axis=1)),
            "longest_wait_hours": (("member", "stage"), np.nanmax(hours, axis=1) * 1.5),
            "gone": (("member", "date", "exit"), np.stack([(daily * 0.05).astype(np.int32)] * len(exits), axis=2)),
            "died": (("member", "date"), (daily * 0.002).astype(np.int32)),
            "moving": (("member", "date"), (daily * 0.4).astype(np.int32)),
            "end_date": (("member",), ends),
        },
        coords={
            "member": np.arange(many), "date": days, "place": places, "source": list(settings.sources)[:1],
            "stage": stages, "exit": exits,
        },
        attrs={
            "scenario": settings.name, "synthetic": int(settings.synthetic), "seed": seed,
            "as_of": as_of.isoformat(), "conservation": "exact",
        },
    )  # fmt: skip


def _table(scenario: Scenario, members: xr.Dataset, as_of: date) -> pd.DataFrame:
    rows: list[dict[str, object]] = []

    def add(target: str, place: str, day: date | None, values: Sequence[object]) -> None:
        for level, value in zip(LEVELS, values, strict=True):
            rows.append({
                "origin_date": as_of, "target": target, "horizon": None if day is None else (day - as_of).days,
                "location": place, "target_end_date": day, "output_type": "quantile", "output_type_id": level,
                "value": value,
            })  # fmt: skip

    dates = pd.DatetimeIndex(members["date"].values)
    ahead = dates > pd.Timestamp(as_of)
    for site in scenario.settings.sites.values():
        here = members.sel(place=site.place)
        new = (here["arrivals"].values * ahead).cumsum(axis=1)
        for index in np.flatnonzero(ahead):
            day = dates[index].date()
            add("population", site.place, day, list(np.quantile(here["population"].values[:, index], LEVELS)))
            add("arrivals", site.place, day, list(np.quantile(new[:, index], LEVELS)))
        add("further arrivals", site.place, scenario.settings.end, list(np.quantile(new[:, -1], LEVELS)))
    late = np.datetime64("9999-01-01")
    ends = np.sort(np.where(np.isnat(members["end_date"].values), late, members["end_date"].values))
    taken = [ends[min(len(ends) - 1, int(level * len(ends)))] for level in LEVELS]
    words = [f"after {scenario.settings.end}" if each >= late else str(each)[:10] for each in taken]
    add("end date", scenario.settings.name, scenario.settings.end, words)
    return pd.DataFrame(rows)


def _evidence(claim: Claim) -> FakeEvidence:
    if claim.unit != "people" or kind_of(claim).value == "other":
        return FakeEvidence(claim, False, f"Counts {claim.unit}, not people who come or go.", None, None, None)
    ends = [end for end in (claim.quantity_low, claim.quantity_high) if end is not None]
    middle = float(np.mean(ends)) * 1.05
    return FakeEvidence(claim, True, "Counted at the site.", middle, 0.9 * middle, 1.15 * middle)


def _unknowns(scenario: Scenario) -> pd.DataFrame:
    rows = {}
    for name, each in scenario.settings.unknowns.items():
        low, high = each.low + 0.1 * (each.high - each.low), each.high - 0.2 * (each.high - each.low)
        rows[name] = {
            "unit": each.unit, "why": each.why, "prior_low": low, "prior_median": (low + high) / 2, "prior_high": high,
            "median": (low + high) / 2.2, "low": low + 0.2 * (high - low), "high": low + 0.5 * (high - low),
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


_NEEDED: dict[int, tuple[FakeForecast, pd.DataFrame]] = {}


def needed(forecast: FakeForecast) -> pd.DataFrame:
    """The needs of a forecast, worked out once."""
    if id(forecast) not in _NEEDED:
        _NEEDED[id(forecast)] = forecast, needs(forecast)  # kept, so that no other can have its id
    return _NEEDED[id(forecast)][1].copy()


NOTE = (
    "About 300 people left <b>Sur</b> & Qal on Monday, the mayor said. At least 40 militants were killed there.\n\n"
    "Officials denied that 900 people had left Sur."
)


def read_note(day: date = date(2030, 1, 8), text: str = NOTE) -> list[ReadReport]:
    """A short report, read."""
    return read_each([Report("note.txt", text, day, "Radio <1>")])

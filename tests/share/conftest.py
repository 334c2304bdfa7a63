"""A made-up situation with several stages, exits and sources that disagree, and a forecast of it."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module

import pandas as pd
import pytest
from share_fakes import AS_OF, FakeForecast, fake_forecast, needed

from light import blank_charts
from waystation.claims import Claim, Conflict, conflicts
from waystation.engine import prior_futures
from waystation.plan import Outlook, outlook, read_standards, stockout_dates
from waystation.plan.stock import Stock
from waystation.world.scenario_model import Event, Place, Route, Scenario, Settings

PLANS = import_module("waystation.plan.outlook")
SOLVING = PLANS._solving
"""Holds as many futures to their limit as users see, before it is made light."""

SETTINGS = {
    "format": 1,
    "name": "Made-up coast <2030>",
    "description": "A made-up town empties towards a made-up camp.",
    "synthetic": True,
    "level": "moderate",
    "owner": "Test desk",
    "start": date(2030, 1, 1),
    "end": date(2030, 3, 31),
    "sources": {
        "town": {
            "place": "Old Town", "people": "inside", "starts_in": "open",
            "phases": {
                "open": {"begins_with": ["passage_reported_open"], "leave_per_day": "leaving", "lasts_days": 5}
            },
        }
    },
    "stages": {
        "gate": {"place": "Gate", "lanes": "lanes", "people_per_lane_hour": 20, "run_by": "authority"},
        "ferry": {"place": "Ferry", "lanes": 2, "people_per_lane_hour": 60},
        "desk": {"place": "Shore Camp", "lanes": 1, "people_per_lane_hour": 20},
    },
    "sites": {
        "camp": {"place": "Shore Camp", "people_at_start": 9000},
        "clinic": {"place": "Clinic"},
    },
    "exits": {"aside": {"place": "Cells", "note": "Taken aside by the authorities"}, "kin": {"note": "Stay with kin"}},
    "legs": [
        {"from": "town", "to": "gate", "hours": 5}, {"from": "gate", "to": "ferry", "hours": 5, "deaths_per_10000": 20},
        {"from": "ferry", "to": "desk", "hours": 3}, {"from": "desk", "to": "camp", "hours": 0},
        {"from": "gate", "to": "clinic", "hours": 4}, {"from": "gate", "to": "aside", "hours": 1},
        {"from": "gate", "to": "kin", "hours": 1},
    ],
    "streams": {
        "general": {"path": ["town", "gate", "ferry", "desk", "camp"]},
        "medical": {"path": ["town", "gate", "clinic"], "share": 0.02},
        "aside": {"path": ["town", "gate", "aside"], "share": 0.05},
        "kin": {"path": ["town", "gate", "kin"], "share": 0.1},
    },
    "unknowns": {
        "inside": {"prior": "loguniform", "low": 5000, "high": 80000, "unit": "people", "why": "Nobody counted."},
        "leaving": {"prior": "lognormal", "low": 0.01, "high": 0.3, "unit": "share per day", "why": "Made up."},
        "lanes": {"prior": "lognormal", "low": 3, "high": 20, "unit": "lanes", "why": "Made up."},
        "bias_radio": {"prior": "lognormal", "low": 0.5, "high": 2, "unit": "reported over true", "why": "Far off."},
    },
    "reporters": [
        {"name": "Camp office", "matches": ["Camp office"]},
        {"name": "Coast Radio", "matches": ["*"], "bias": "bias_radio"},
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    places = [
        Place(name="Old Town", role="town", latitude=10.04, longitude=20.04),
        Place(name="Gate", role="screening", latitude=10.16, longitude=20.06),
        Place(name="Ferry", role="transit", latitude=10.5, longitude=20.2),
        Place(name="Shore Camp", role="camp", latitude=11.0, longitude=20.3),
        Place(name="Clinic", role="town", latitude=11.05, longitude=20.35),
        Place(name="Cells", role="detention", latitude=10.9, longitude=20.1),
        Place(name="Nowhere", role="town"),
    ]
    routes = [
        Route(origin="Old Town", to="Gate", distance_km=12, mode="on foot"),
        Route(origin="Gate", to="Ferry", mode="bus"),
        Route(origin="Ferry", to="Shore Camp", distance_km=60, mode="ferry"),
    ]
    events = [
        Event(
            published=date(2030, 1, 2), source="Coast Radio", start=date(2030, 1, 1), place="Old Town",
            kind="passage_reported_open",
        ),
        Event(
            published=date(2030, 2, 20), source="Coast Radio", start=date(2030, 2, 19), place="Old Town",
            kind="assault", note="Too late to know",
        ),
    ]  # fmt: skip
    return Scenario(settings=Settings.model_validate(SETTINGS), places=places, routes=routes, events=events)


def claim(day: str, term: str, low: float | None, high: float | None, qualifier: str, **more: object) -> Claim:
    facts: dict[str, object] = {
        "published": day, "about_end": day, "source": "Camp office", "place": "Shore Camp", "unit": "people",
        "term": term, "quantity_low": low, "quantity_high": high, "qualifier": qualifier,
    }  # fmt: skip
    return Claim.model_validate(facts | more)


@pytest.fixture(scope="session")
def claims() -> list[Claim]:
    radio = {"source": "Coast Radio (harbour office)"}
    gate = {"place": "Old Town", "about_start": "2030-02-08"}
    return [
        claim("2030-01-05", "camp_population", 9400, 9400, "exact"),
        claim("2030-01-20", "camp_population", 14000, None, "at least"),
        claim("2030-02-06", "camp_population", None, 30000, "up to", **radio),
        claim("2030-02-08", "camp_population", 15000, 16000, "range", **radio),
        claim("2030-02-09", "camp_population", 24000, 24000, "about"),
        claim("2030-02-08", "arrived", 900, 900, "about", about_start="2030-02-07"),
        claim("2030-02-08", "awaiting_processing", 700, 700, "about"),
        claim("2030-02-09", "evacuated", 3000, 3000, "about", **gate),
        claim("2030-02-09", "evacuated", 1000, 1000, "about", **(radio | gate)),
        claim("2030-02-09", "detained", 60, 60, "about", unit="militants", **gate),
        claim("2030-02-09", "evacuated", 30, 30, "about", unit="buses", **gate),
        claim("2030-02-10", "remaining", 2000, 2000, "about", place="Old Town"),
        claim("2030-02-25", "camp_population", 77777, 77777, "exact"),
    ]


@pytest.fixture(scope="session")
def forecast(scenario: Scenario, claims: list[Claim]) -> FakeForecast:
    return fake_forecast(scenario, claims, AS_OF, members=120)


@pytest.fixture(scope="session")
def disagreements(forecast: FakeForecast) -> list[Conflict]:
    return conflicts([each.claim for each in forecast.evidence])


@pytest.fixture(scope="session")
def ahead(scenario: Scenario) -> Outlook:
    """What holds people up, from futures of the engine."""
    futures = prior_futures(scenario, members=60, seed=1, known_until=AS_OF)
    # Which test asks first must not decide whether limits are light.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PLANS, "_solving", SOLVING)
        return outlook(futures, AS_OF + timedelta(days=1))


@pytest.fixture(scope="session")
def stocks(forecast: FakeForecast) -> pd.DataFrame:
    held = [Stock(place="Shore Camp", item="tents", amount=3500, source="Made up")]
    return stockout_dates(needed(forecast), held)


@pytest.fixture(scope="session")
def report(forecast: FakeForecast, disagreements: list[Conflict], ahead: Outlook, stocks: pd.DataFrame) -> str:
    from waystation.share import ReportParts, report_html

    return report_html(
        forecast,
        needed(forecast),
        disagreements,
        ReportParts(outlook=ahead, standards=read_standards(), stockouts=stocks),
    )


@pytest.fixture
def blank(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts that are not printed, for tests of a page's words."""
    blank_charts(monkeypatch.setattr)

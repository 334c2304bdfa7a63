"""What the tests of the forecast share: the made-up valley, claims to vary, and little effort."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import waystation as ws
from waystation.claims import Claim
from waystation.forecast import Effort
from waystation.forecast.scenario.arrays import source_arrays
from waystation.forecast.scenario.density_kernel import SourceArrays
from waystation.forecast.scenario.evidence import observations
from waystation.forecast.scenario.likelihood import Statements, statements
from waystation.forecast.scenario.model import Model
from waystation.world.scenario_model import Event, Scenario, Unknown

SYNTHETIC = Path(__file__).parents[2] / "examples" / "synthetic"
AS_OF = date(2030, 1, 14)
LITTLE = Effort(chains=12, pool=2, tempered=4, settling=3, rounds=4, moves=6, checked=4)


def valley(**settings: Any) -> Scenario:
    """The made-up valley, with some settings replaced."""
    scenario = ws.load_scenario(SYNTHETIC)
    return scenario.model_copy(update={"settings": scenario.settings.model_copy(update=settings)})


def valley_claims() -> list[Claim]:
    """The claims of the made-up valley."""
    return ws.read_claims(SYNTHETIC / "claims.csv")


def lively_valley() -> Scenario:
    """The made-up valley, where how much days differ is unknown too."""
    scenario = valley()
    wide = Unknown(prior="lognormal", low=0.2, high=0.8, unit="deviation", why="Made up.")
    village = scenario.settings.sources["village"].model_copy(update={"day_to_day": "unrest"})
    return valley(sources={"village": village}, unknowns={**scenario.settings.unknowns, "unrest": wide})


def a_claim(low: float | None = 500, high: float | None = -1, **changes: Any) -> Claim:
    """About 500 people left the valley on 4 January, unless told otherwise."""
    values = {
        "published": "2030-01-05",
        "source": "Valley Radio",
        "about_start": "2030-01-04",
        "about_end": "2030-01-04",
        "place": "Upper Valley",
        "quantity_low": low,
        "quantity_high": low if high == -1 else high,
        "qualifier": "about",
        "unit": "people",
        "term": "left_pocket",
    }
    return Claim.model_validate({**values, **changes})


def an_event(day: date, kind: str, published: date | None = None) -> Event:
    """Something that began in the village on a day, reported on that day unless told otherwise."""
    return Event(published=published or day, source="Made up", start=day, place="Upper Valley", kind=kind)


def stated_by(scenario: Scenario, claims: list[Claim]) -> Statements:
    """The claims as arrays."""
    return statements(observations(scenario, claims)[0], scenario.settings.reporting)


def model_of(scenario: Scenario, as_of: date = AS_OF, seed: int = 1) -> Model:
    """The scenario as of a date, with the events known by then."""
    return Model(scenario, ws.known_events(scenario.events, as_of), as_of, seed, workers=1)


def sources_of(model: Model, stated: Statements) -> SourceArrays:
    """The sources as the compiled inference reads them."""
    return source_arrays(model.scenario, model.past_phases, stated)

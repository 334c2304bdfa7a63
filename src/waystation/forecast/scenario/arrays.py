"""From a scenario and its claims to the arrays of the compiled inference."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy.special import logit

from waystation.forecast.scenario import density_kernel
from waystation.forecast.scenario.density_kernel import ClaimArrays, SourceArrays
from waystation.forecast.scenario.evidence import Observable
from waystation.forecast.scenario.likelihood import Statements
from waystation.forecast.scenario.points import Role
from waystation.world.scenario_model import Quantity, Reporting, Scenario, Unknown

__all__ = ["claim_arrays", "roles", "source_arrays"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LOG_ROOT_2PI = 0.5 * np.log(2 * np.pi)
_TWO_TAILS = 2 * 1.959963984540054
_SHAPES = {
    "lognormal": density_kernel.LOGNORMAL,
    "normal": density_kernel.NORMAL,
    "logitnormal": density_kernel.LOGITNORMAL,
    "uniform": density_kernel.UNIFORM,
    "loguniform": density_kernel.LOGUNIFORM,
}


def claim_arrays(stated: Statements, reporting: Reporting) -> ClaimArrays:
    """Claims as the compiled likelihood reads them."""
    rate = 1.0 / reporting.bound_slack
    wide = np.hypot(stated.spread, reporting.outlier_spread)
    normal = -np.log(stated.spread) - _LOG_ROOT_2PI
    with np.errstate(divide="ignore"):  # a share of 0 is an outlier that never is
        plain, outlier = np.log1p(-reporting.outlier_share), np.log(reporting.outlier_share)
    return ClaimArrays(
        row=stated.row,
        reporter=stated.reporter,
        first=stated.first,
        last=stated.last,
        opening=stated.opening,
        claimed=stated.claimed,
        spread=stated.spread,
        side=stated.side,
        wide=wide,
        plain_level=plain + np.where(stated.side == 0, normal, np.log(rate)),
        outlier_level=outlier - np.log(wide) - _LOG_ROOT_2PI,
        floor=reporting.floor_people,
        rate=rate,
    )


def source_arrays(scenario: Scenario, phases: Ints, stated: Statements) -> SourceArrays:
    """Sources, unknowns, reporters and series as the compiled inference reads them."""
    settings = scenario.settings
    names = list(settings.unknowns)
    sources = list(settings.sources.values())
    widest = max(len(source.phases) for source in sources)

    def split(quantities: Iterable[Quantity]) -> tuple[Ints, Floats]:
        listed = list(quantities)
        unknown = [names.index(q) if isinstance(q, str) else -1 for q in listed]
        fixed = [0.0 if isinstance(q, str) else float(q) for q in listed]
        return np.array(unknown, dtype=np.int64), np.array(fixed)

    hazards = [
        split([p.leave_per_day for p in source.phases.values()] + [0.0] * (widest - len(source.phases)))
        for source in sources
    ]
    people = split(source.people for source in sources)
    spread = split(source.day_to_day for source in sources)
    bias = split(each.bias if each else 1.0 for each in stated.reporters)
    delay = split(each.delay_days if each else 0.0 for each in stated.reporters)
    shapes = [_shape(each) for each in settings.unknowns.values()]
    return SourceArrays(
        phase=phases,
        hazard_unknown=np.stack([each[0] for each in hazards]),
        hazard_fixed=np.stack([each[1] for each in hazards]),
        people_unknown=people[0],
        people_fixed=people[1],
        spread_unknown=spread[0],
        spread_fixed=spread[1],
        memory=np.array([source.day_memory for source in sources]),
        bias_unknown=bias[0],
        bias_fixed=bias[1],
        delay_unknown=delay[0],
        delay_fixed=delay[1],
        prior=np.array([each[0] for each in shapes], dtype=np.int64),
        low=np.array([each[1] for each in shapes], dtype=np.float64),
        high=np.array([each[2] for each in shapes], dtype=np.float64),
        series_kind=np.array([_series_kind(each.measure) for each in stated.series], dtype=np.int64),
        series_source=np.array(
            [
                list(settings.sources).index(each.at) if _series_kind(each.measure) != density_kernel.DOWNSTREAM else -1
                for each in stated.series
            ],
            dtype=np.int64,
        ),
    )


def roles(scenario: Scenario) -> Ints:
    """What each unknown acts on, hence whether moving it needs a new simulation."""
    settings = scenario.settings
    spoken = {habit for each in settings.reporters for habit in (each.bias, each.delay_days)}
    passages = {source.passage_per_hour for source in settings.sources.values()}
    rest = settings.model_dump(exclude={"reporters", "unknowns", "sources"})
    engine = set(_strings(rest)) | passages

    def role(name: str) -> Role:
        if name in engine:
            return Role.ENGINE
        return Role.CLAIMS if name in spoken else Role.RELEASE

    return np.array([role(name) for name in settings.unknowns], dtype=np.int64)


def _shape(unknown: Unknown) -> tuple[int, float, float]:
    """Shape of a prior, and middle and scale, or bounds, on its own scale."""
    low, high = unknown.low, unknown.high
    if unknown.prior == "lognormal":
        low, high = float(np.log(low)), float(np.log(high))
    elif unknown.prior == "logitnormal":
        low, high = float(logit(low)), float(logit(high))
    elif unknown.prior in ("uniform", "loguniform"):
        return _SHAPES[unknown.prior], low, high
    return _SHAPES[unknown.prior], (low + high) / 2, (high - low) / _TWO_TAILS


def _series_kind(measure: Observable) -> int:
    if measure is Observable.LEFT:
        return density_kernel.LEFT
    return density_kernel.REMAINING if measure is Observable.REMAINING else density_kernel.DOWNSTREAM


def _strings(tree: object) -> list[str]:
    if isinstance(tree, dict):
        return [text for each in tree.values() for text in _strings(each)]
    if isinstance(tree, list | tuple):
        return [text for each in tree for text in _strings(each)]
    return [tree] if isinstance(tree, str) else []

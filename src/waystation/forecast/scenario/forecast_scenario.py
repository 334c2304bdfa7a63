"""From a scenario and its claims to a forecast: what was known, what it taught, what may come."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.metadata import version
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from waystation.claims import Claim, Reason, known_by, known_events
from waystation.engine.reception import Futures
from waystation.engine.reception.compiled_network import CLOSES, OPENS
from waystation.engine.unknowns import draw_normals, value
from waystation.errors import InputError, Problem, nearest
from waystation.forecast.scenario.day_by_day import Posterior, carried_on, past_of
from waystation.forecast.scenario.effort import Effort, effort_of_minutes
from waystation.forecast.scenario.evidence import Form, Observation, observations
from waystation.forecast.scenario.fit import ClaimsTarget
from waystation.forecast.scenario.likelihood import statements
from waystation.forecast.scenario.model import Model
from waystation.forecast.scenario.points import Points, Progress
from waystation.forecast.scenario.sampler import Fit, sample
from waystation.forecast.scenario.steadiness import Steadiness, headlines, steadiness_of
from waystation.forecast.scenario.surrogate import compiled_before
from waystation.forecast.table import quantile_table
from waystation.world.scenario_model import Event, Scenario

__all__ = ["Evidence", "Forecast", "forecast", "forecast_of"]

Floats = npt.NDArray[np.float64]

_SHOWN = (0.1, 0.5, 0.9)
_USUAL_MEMBERS = 400


@dataclass(frozen=True)
class Evidence:
    """A known claim: whether the forecast used it, why or why not, and what it takes to be true.

    ``low``, ``median`` and ``high`` are the 10, 50 and 90 % quantiles of the true count that the claim
    describes, people; none for a claim that was not used. ``code`` is one of `waystation.claims.Unused`
    for such a claim, else empty; `waystation.claims.used_and_unused` groups a forecast's evidence by it. ``outside`` is
    true of a used claim outside what its reporter would have seen in 95 % of the futures, its wording allowed for.
    """

    claim: Claim
    used: bool
    why: str
    median: float | None = None
    low: float | None = None
    high: float | None = None
    code: str = ""
    outside: bool = False


@dataclass(frozen=True)
class Forecast:
    """What may come, as of a date, and all it rests on.

    ``members`` covers the whole period of the scenario, see `waystation.engine.reception.results.labelled`;
    ``table`` is `waystation.forecast.table.quantile_table`; ``unknowns`` has one row an unknown, with
    10, 50 and 90 % quantiles before (``prior_low``...) and after (``low``...) the claims. ``futures`` can
    run the same members again with reception changed; the next evening can start from ``posterior``.
    """

    scenario: Scenario
    as_of: date
    members: xr.Dataset
    table: pd.DataFrame
    evidence: list[Evidence]
    unknowns: pd.DataFrame
    events_known: list[Event]
    what_if: list[Event]
    settings: dict[str, Any]
    futures: Futures | None = None
    posterior: Posterior | None = None

    @property
    def steadiness(self) -> Steadiness | None:
        """How far headline figures would move in another run; None where nothing was fitted."""
        record = self.settings.get("steadiness")
        return Steadiness.read(record) if record else None


def forecast(
    scenario: Scenario,
    claims: Sequence[Claim],
    *,
    as_of: date,
    members: int = 400,
    seed: int = 1,
    workers: int | None = None,
    what_if: Sequence[Event] = (),
    effort: Effort | float | None = None,
    start: Posterior | None = None,
    progress: Progress | None = None,
) -> Forecast:
    """What may come, given what was published by a date.

    Parameters
    ----------
    scenario : a checked scenario
    claims : all claims; only those published by ``as_of`` are seen
    as_of : the last day of which anything is known
    members : possible futures; 50 or more
    seed : of all randomness
    workers : threads; default: one a core. The result does not depend on it.
    what_if : events after ``as_of`` that are supposed; others are drawn
    effort : how hard to try to fit the claims, in minutes of one core of a laptop (about), or in full; default: the
        usual one up to 400 members, then as many times more. Minutes mean a full fit, whatever ``start`` is
    start : members of an earlier evening (``Forecast.posterior``) to go on from; where that cannot be, a full fit is
        made and ``settings`` say why
    progress : called with a word and the share done

    Returns
    -------
    Forecast

    Raises
    ------
    InputError
        If ``as_of`` lies outside the scenario's period or before the first claim, a supposed event
        does not lie after it, or there are too few members.

    References
    ----------
    See ``docs/forecast.md``, `waystation.forecast.scenario.likelihood` and `waystation.forecast.scenario.sampler`.
    """
    _check(scenario, as_of, members, what_if)
    known = known_by(claims, as_of)
    events = known_events(scenario.events, as_of)
    seen, why_not = observations(scenario, known)
    model = Model(scenario, events, as_of, seed, what_if, workers)
    target = ClaimsTarget(model, statements(seen, scenario.settings.reporting))
    used = [each.claim.id for each in seen]
    lineage, full_fit, why_full = np.arange(members), as_of, ""
    minutes = effort if isinstance(effort, int | float) else None
    if isinstance(effort, int | float):
        effort = effort_of_minutes(effort, model)
    if progress and not compiled_before():
        progress("Compiling, once: about 20 s", 0.0)
    carried = _carried(start, claims, model, seen, members, minutes)
    if isinstance(carried, str):
        why_full = carried
        effort = effort or Effort().times(max(1.0, members / _USUAL_MEMBERS))
        fitted = sample(target, members, seed, effort, workers=workers, progress=progress)
    else:
        assert start is not None
        (fitted, lineage), full_fit = carried, start.full_fit
    if progress:
        progress("Simulating possible futures", 1.0)
    counts = target.counts(fitted.points, fitted.series)
    found = forecast_of(
        model.futures(fitted.points),
        as_of=as_of,
        evidence=_evidence(known, seen, why_not, counts, target.reported(fitted.points, fitted.series)),
        unknowns=_unknowns(model, fitted.points),
        events_known=events,
        what_if=what_if,
        settings={
            "members": members,
            "seed": seed,
            "as_of": as_of.isoformat(),
            "versions": _versions(),
            "claims_known": len(known),
            "claims_used": len(seen),
            **_fit_record(fitted),
            "effort_minutes": round(effort.minutes(model), 2) if effort and why_full else 0.0,
            "full_fit": full_fit.isoformat(),
            "full_fit_because": why_full,
        },
    )
    steadiness = steadiness_of(fitted, headlines(scenario, found.members, as_of), seed).record()
    posterior = Posterior(
        as_of, full_fit, past_of(scenario, claims, as_of), tuple(used), fitted.points, fitted.run, fitted.chain,
        lineage, fitted.log_likelihood, tuple(steadiness["headlines"]),
    )  # fmt: skip
    added = {"steadiness": steadiness, "changes": _changes(start, posterior, why_full)}
    return replace(found, settings=found.settings | added, posterior=posterior)


def _versions() -> dict[str, str]:
    """Of all that a figure can depend on."""
    return {
        "waystation": version("waystation"),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "numba": numba.__version__,
    }


def _fit_record(fitted: Fit) -> dict[str, Any]:
    """How the fit went, for ``run.json``."""
    return {
        "tempering_shares": [[round(each, 6) for each in run] for run in fitted.tempering_shares],
        "accepted": fitted.accepted,
        "log_likelihood_mean": round(float(fitted.log_likelihood.mean()), 3),
    }


def _carried(
    start: Posterior | None,
    claims: Sequence[Claim],
    model: Model,
    seen: Sequence[Observation],
    members: int,
    minutes: float | None,
) -> tuple[Fit, npt.NDArray[np.int64]] | str:
    if start is None:
        return "No earlier fit is saved."
    if minutes is not None:
        return f"An effort of {minutes:g} minutes was asked for."
    if start.as_of >= model.known_until:
        return f"The saved fit, of {start.as_of}, is not from an earlier day."
    if start.past != past_of(model.scenario, claims, start.as_of):
        return f"What was known on {start.as_of} has changed since: a claim, a decision, an event or the scenario."
    return carried_on(start, model, seen, observations(model.scenario, known_by(claims, start.as_of))[0], members)


def _changes(start: Posterior | None, now: Posterior, why_full: str) -> dict[str, Any] | None:
    """What changed since an earlier evening: claims, headline figures with their ranges, and the reason."""
    if start is None:
        return None
    new = [name for name in now.used if name not in start.used]
    gone = [name for name in start.used if name not in now.used]
    before = {each["name"]: each for each in start.headlines}
    cases = ("low", "median", "high")
    figures = [
        {"name": each["name"], "unit": each["unit"], "before": {case: before[each["name"]][case] for case in cases},
         "now": {case: each[case] for case in cases}}
        for each in now.headlines if each["name"] in before
    ]  # fmt: skip
    days = (now.as_of - start.as_of).days
    reason = f"{len(new)} more claims are used and {days} more day{'s' * (days > 1)} known"
    reason += f"; {len(gone)} claims are no longer used" if gone else ""
    reason += f". Everything was fitted again: {why_full}" if why_full else "; the past is unchanged."
    return {
        "since": start.as_of.isoformat(),
        "new_claims": new,
        "claims_gone": gone,
        "headlines": figures,
        "reason": reason,
    }


def forecast_of(
    futures: Futures,
    *,
    as_of: date,
    evidence: Sequence[Evidence],
    unknowns: pd.DataFrame,
    events_known: Sequence[Event],
    what_if: Sequence[Event],
    settings: dict[str, Any],
) -> Forecast:
    """The forecast of fitted futures: they are run, once more if need be, and summed up.

    Parameters
    ----------
    futures : fitted to what was known by ``as_of``; the same futures give the same members and table
    as_of, evidence, unknowns, events_known, what_if, settings : as the fields of `Forecast`
    """
    members = futures.run().labelled().assign_attrs(seed=settings["seed"], as_of=as_of.isoformat())
    return Forecast(
        scenario=futures.scenario,
        as_of=as_of,
        members=members,
        table=quantile_table(futures.scenario, members, as_of),
        evidence=list(evidence),
        unknowns=unknowns,
        events_known=list(events_known),
        what_if=list(what_if),
        settings=settings,
        futures=futures,
    )


def _check(scenario: Scenario, as_of: date, members: int, what_if: Sequence[Event]) -> None:
    settings = scenario.settings
    problems = []
    if not settings.start <= as_of < settings.end:
        first, last = settings.start, settings.end - timedelta(days=1)
        message = f"The as-of date {as_of} lies outside the scenario."
        problems.append(Problem(message, f"Use a day from {first} to {last}.", value=str(as_of)))
    if members < 50:
        message = f"{members} members are too few for honest intervals."
        problems.append(Problem(message, "Use 50 or more; 400 is the default.", value=str(members)))
    kinds = _event_kinds(scenario)
    for event in what_if:
        if event.kind not in kinds:
            message = f'"{event.kind}" is not a kind of event that a phase or stage begins with.'
            problems.append(Problem(message, nearest(event.kind, kinds), value=event.kind))
        if event.start > settings.end:
            message = f'The assumed event "{event.kind}" on {event.start} lies after the last day, {settings.end}.'
            problems.append(Problem(message, "Move the event earlier, or extend the scenario's end date."))
        if event.start <= as_of:
            message = f'The assumed event "{event.kind}" on {event.start} does not lie after the as-of date {as_of}.'
            problems.append(Problem(message, "Give events after it; known events belong in events.csv."))
    if problems:
        raise InputError(problems)


def _event_kinds(scenario: Scenario) -> list[str]:
    """Kinds of event that mean something to a scenario."""
    phases = [phase for source in scenario.settings.sources.values() for phase in source.phases.values()]
    return list(dict.fromkeys([kind for phase in phases for kind in phase.begins_with] + [OPENS, CLOSES]))


def _evidence(
    known: Sequence[Claim],
    seen: Sequence[Observation],
    why_not: dict[str, Reason],
    counts: Floats,
    reported: Floats,
) -> list[Evidence]:
    column = {observation.claim.id: i for i, observation in enumerate(seen)}
    evidence = []
    for claim in known:
        if claim.id not in column:
            why = why_not[claim.id]
            evidence.append(Evidence(claim, False, why.text, code=why.code))
            continue
        i = column[claim.id]
        low, median, high = np.quantile(counts[:, i], _SHOWN)
        outside = _outside(seen[i], reported[:, i])
        evidence.append(
            Evidence(claim, True, _reading(seen[i]), float(median), float(low), float(high), outside=outside)
        )
    return evidence


def _outside(observation: Observation, reported: Floats) -> bool:
    """Whether a claim lies outside 95 % of what its reporter would have seen, with twice the scatter of its wording."""
    lowest, highest = np.quantile(reported, [0.025, 0.975])
    slack = np.exp(2 * observation.spread)
    above = observation.form is not Form.UP_TO and observation.low / slack > highest
    below = observation.form is not Form.AT_LEAST and observation.high * slack < lowest
    return bool(above or below)


def _reading(observation: Observation) -> str:
    """How a used claim is read, in words."""
    reporter = observation.reporter.name if observation.reporter else "a reporter taken as unbiased"
    return f"Read as {observation.form.value}, by {reporter}. {observation.remark}".strip()


def _unknowns(model: Model, points: Points) -> pd.DataFrame:
    """Quantiles of each unknown before and after the claims."""
    normals = draw_normals(model.scenario, 4000, model.seed)
    before = {name: value(unknown, normals[name]) for name, unknown in model.scenario.settings.unknowns.items()}
    after = model.values(points.unknowns)
    rows = {}
    for name, unknown in model.scenario.settings.unknowns.items():
        prior = np.quantile(before[name], _SHOWN)
        posterior = np.quantile(after[name], _SHOWN)
        rows[name] = [unknown.unit, unknown.why, *prior, *posterior]
    columns = ["unit", "why", "prior_low", "prior_median", "prior_high", "low", "median", "high"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("name")

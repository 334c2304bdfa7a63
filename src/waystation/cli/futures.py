"""Futures that can be run again: those of the forecast where there are claims, else those of the priors."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from waystation.claims.reading import has_claims
from waystation.cli.inputs import folder_problems, read_what_if
from waystation.cli.runs import run_forecast
from waystation.engine import Futures, prior_futures
from waystation.errors import InputError, Problem
from waystation.world import load_scenario

__all__ = ["futures_of"]


def futures_of(
    folder: Path,
    *,
    as_of: date | None,
    members: int,
    seed: int,
    workers: int | None,
    what_if: Path | None,
    quiet: bool,
) -> tuple[Futures, date | None]:
    """Futures of a scenario folder, and the as-of date: none where there are no claims and none is given.

    Raises
    ------
    InputError
        With all problems of the folder at once, or of the options.
    """
    if has_claims(folder):
        run = run_forecast(
            folder, as_of=as_of, members=members, seed=seed, workers=workers, what_if=what_if, quiet=quiet
        )  # fmt: skip
        assert run.forecast.futures is not None
        return run.forecast.futures, run.forecast.as_of
    problems = folder_problems(folder)
    if problems:
        raise InputError(problems)
    scenario = load_scenario(folder)
    if as_of is not None and not scenario.settings.start <= as_of < scenario.settings.end:
        first, last = scenario.settings.start, scenario.settings.end - timedelta(days=1)
        message = f"The as-of date {as_of} lies outside the scenario."
        raise InputError(Problem(message, f"Use a day from {first} to {last}.", value=str(as_of)))
    day = as_of or max([event.start for event in scenario.events], default=scenario.settings.start)
    supposed = read_what_if(what_if, scenario, day) if what_if else []
    futures = prior_futures(
        scenario, members=members, seed=seed, workers=workers, known_until=as_of, what_if=supposed
    )  # fmt: skip
    return futures, as_of

"""From a folder and options to a forecast: what forecast, needs, report and demo share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from waystation.claims import Claim, known_by, known_rows
from waystation.cli.inputs import folder_problems, other_names, read_what_if
from waystation.cli.screen import progress_bar
from waystation.errors import InputError, Problem
from waystation.forecast import Forecast, forecast
from waystation.world import load_scenario

if TYPE_CHECKING:
    import pandas as pd

    from waystation.claims import Conflict
    from waystation.claims.reading import ReadReport
    from waystation.forecast.averaging import PublishedForecast
    from waystation.plan import Standard

__all__ = ["Run", "run_forecast", "write_outputs", "write_report_of"]


@dataclass(frozen=True)
class Run:
    """A forecast with what goes beside it."""

    forecast: Forecast
    needs: pd.DataFrame
    conflicts: list[Conflict]
    claims: list[Claim]
    reports: list[ReadReport]
    rows: Mapping[str, str]
    standards: Sequence[Standard] = ()
    run_out: pd.DataFrame | None = None

    @cached_property
    def published(self) -> list[PublishedForecast]:
        """What will be published next: the scenario's forecast, counts alone, and both averaged."""
        from waystation.forecast.averaging import weigh_forecasts

        return weigh_forecasts(self.forecast, self.claims)


def run_forecast(
    folder: Path,
    *,
    as_of: date | None,
    members: int,
    seed: int,
    workers: int | None = None,
    what_if: Path | None = None,
    standards: Path | None = None,
    figures: Sequence[Standard] | None = None,
    stock: Path | None = None,
    quiet: bool = False,
) -> Run:
    """Check everything, then forecast and work out the needs: by ``figures``, or else by the file ``standards``.

    Raises
    ------
    InputError
        With all problems of the folder at once, or of the options.
    """
    from waystation.claims import conflicts
    from waystation.claims.reading import has_claims, scenario_claims
    from waystation.plan import needs, read_standards, read_stock, run_out

    problems = folder_problems(folder)
    if not problems and not has_claims(folder):
        fix = "Add claims.csv or reports: a forecast needs reported figures. Without any, use simulate."
        problems.append(Problem("The file is missing.", fix, "claims.csv"))
    if problems:
        raise InputError(problems)
    scenario = load_scenario(folder)
    said = scenario_claims(folder, scenario)
    claims = said.claims
    day = as_of or max((claim.published for claim in claims), default=date.min)
    seen = known_by(claims, day)
    supposed = read_what_if(what_if, scenario, day) if what_if else []
    figures = figures if figures is not None else read_standards(standards)
    # The charts' library takes a second to load: do it while the compiled loops are at work.
    Thread(target=import_module, args=("waystation.share",), daemon=True).start()
    with progress_bar(quiet) as progress:
        found = forecast(
            scenario,
            claims,
            as_of=day,
            members=members,
            seed=seed,
            workers=workers,
            what_if=supposed,
            progress=progress,
        )
    needed = needs(found, figures)
    return Run(
        found,
        needed,
        conflicts(seen, aliases=other_names(scenario), household_size=scenario.settings.household_size),
        seen,
        known_rows(said.reports, day),
        said.rows,
        figures,
        run_out(needed, read_stock(stock, needed)) if stock is not None else None,
    )


def write_report_of(run: Run, path: Path) -> None:
    """Write the report of a run, with what holds people up from the day after the as-of date on.

    Raises
    ------
    InputError
        If it cannot be written.
    """
    from waystation.plan import outlook
    from waystation.share import write_report

    since = run.forecast.as_of + timedelta(days=1)
    ahead = run.forecast.futures is not None and since <= run.forecast.scenario.settings.end
    write_report(
        run.forecast, run.needs, run.conflicts, path,
        outlook=outlook(run.forecast.futures, since) if ahead and run.forecast.futures is not None else None,
        reports=run.reports, rows=run.rows, standards=run.standards, run_out=run.run_out,
        published=run.published,
    )  # fmt: skip


def write_outputs(run: Run, out: Path, *, members_file: bool = False) -> list[str]:
    """Write everything into a folder, all files or none; others' files there stay.

    Returns
    -------
    names of the files written

    Raises
    ------
    InputError
        If they cannot be written.
    """
    from waystation.share import (
        staged_folder,
        write_forecast,
        write_known_claims,
        write_members,
        write_needs,
        write_published,
        write_run,
    )

    with staged_folder(out) as draft:
        write_report_of(run, draft / "report.html")
        write_forecast(run.forecast, draft / "forecast.csv")
        write_needs(run.needs, draft / "needs.csv")
        write_known_claims(run.forecast, draft / "claims.csv")
        write_run(run.forecast, draft / "run.json")
        if run.published:
            write_published(run.published, draft / "published.csv")
        if members_file:
            write_members(run.forecast, draft / "members.nc")
    return [
        "report.html",
        "forecast.csv",
        "claims.csv",
        "needs.csv",
        "run.json",
        *(["published.csv"] if run.published else []),
        *(["members.nc"] if members_file else []),
    ]

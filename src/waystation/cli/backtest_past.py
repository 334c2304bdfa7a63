"""``waystation backtest surges`` and ``camps``: past crises forecast again from counts, and scored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from waystation.cli.options import Json, Members, Quiet, Seed, Workers
from waystation.cli.where import (
    EngineName,
    Keep,
    Scheduler,
    SliceOf,
    SliceOut,
    Slices,
    Where,
    plain,
    run_shown,
)

__all__ = ["camps", "run_camps", "run_surges", "surges"]

_TOLD = 12
"""Problems printed; the rest is in the JSON."""

Page = Annotated[
    Path | None,
    typer.Option("--page", help="HTML page with tables and figures.", show_default="OUT with .html"),
]


def surges(
    targets: Annotated[
        Path, typer.Argument(help="Table of trusted totals, or the folder of its targets.csv.", show_default=False)
    ],
    claims: Annotated[
        Path | None,
        typer.Option(
            "--claims", help="Folder with a table of claims for each surge.", show_default="folder of TARGETS"
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Table of forecasts to write.", show_default="forecasts.csv")
    ] = None,
    page: Page = None,
    members: Members = 4000,
    seed: Seed = 1,
    workers: Workers = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse everything if a row or table cannot be read.")
    ] = False,
    engine: EngineName = "threads",
    scheduler: Scheduler = None,
    slice_of: SliceOf = None,
    keep: Keep = None,
    slices: Slices = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast sudden arrivals of past surges, from the totals and claims published by each day.

    TARGETS has the columns surge, published, date, total, place, term. Two scores are printed: "leave one out", with
    what all past surges taught but those of the same war or route, and "forward", with only those of them that had
    ended before. OUT holds the forecasts of the first; the others go beside it, with _forward in the name. Rows that
    cannot be read are left out and named.

    Example: [bold]waystation backtest surges surges --out forecasts.csv[/bold]
    """
    arguments = {
        "targets": targets, "claims": claims, "page": page, "members": members, "seed": seed, "strict": strict
    }  # fmt: skip
    where = Where(engine, scheduler, workers, slice_of, keep, slices)
    run_surges(arguments, where, out=out, json=json, quiet=quiet)


def run_surges(arguments: Mapping[str, Any], where: Where, *, out: Path | None, json: bool, quiet: bool) -> None:
    """Run `backtest surges`, or print and write what came of its slices; see `waystation.cli.merge`."""
    from waystation.cli.screen import print_json, print_lines
    from waystation.files import check_writable, write_csv, write_text
    from waystation.forecast.surges import (
        FORWARD,
        LEAVE_ONE_OUT,
        SurgeBacktestJob,
        read_surges,
        surge_backtest,
    )
    from waystation.share.backtests import surge_backtest_html, surge_backtest_lines

    targets: Path = arguments["targets"]
    table = targets / "targets.csv" if targets.is_dir() else targets
    past = read_surges(table, arguments["claims"] or table.parent, strict=arguments["strict"])
    left_out = [str(problem) for surge in past for problem in surge.left_out]
    noted = [str(problem) for surge in past for problem in surge.noted]
    job = SurgeBacktestJob(tuple(past), arguments["members"], arguments["seed"])
    written = out or Path("forecasts.csv")
    shown = arguments["page"] or written.with_suffix(".html")
    forward = written.with_name(f"{written.stem}_forward{written.suffix}")
    if where.slice is None:
        check_writable(written, forward, shown)
    recipe = {"command": "backtest surges", "arguments": plain(arguments)}
    run = run_shown(job, where, out=out, recipe=recipe, json=json, quiet=quiet)
    if run is None:
        return
    found = surge_backtest(job, run)
    write_text(shown, surge_backtest_html(found))
    for name, protocol in ((written, LEAVE_ONE_OUT), (forward, FORWARD)):
        of_protocol = found.forecasts[found.forecasts["protocol"] == protocol]
        write_csv(of_protocol.drop(columns="protocol"), name)
    if json:
        brier, reliability = found.thresholds()
        print_json(
            {
                "overall": found.overall().to_dict("records"),
                "forward": found.overall(FORWARD).to_dict("records"),
                "by_surge": found.by_surge().to_dict("index"),
                "by_surge_forward": found.by_surge(FORWARD).to_dict("index"),
                "thresholds": brier.to_dict("records"), "reliability": reliability.to_dict("records"),
                "left_out": left_out,
                "noted": noted,
            }
        )  # fmt: skip
    elif not quiet:
        # Tables are not wrapped: a row broken in two cannot be read.
        for line in surge_backtest_lines(found):
            typer.echo(line)
        if left_out:
            print_lines(f"Skipped, {len(left_out)} in all:", *(f"  {each}" for each in left_out[:_TOLD]))
        if noted:
            print_lines("Read, but check:", *(f"  {each}" for each in noted[:_TOLD]))
        print_lines(f"Wrote {written}, {forward} and {shown}")


def camps(
    folders: Annotated[list[Path], typer.Argument(help="Two or more folders in Flee's format.", show_default=False)],
    horizons: Annotated[str, typer.Option("--horizons", help="Days ahead, with commas.")] = "30,60,90",
    from_day: Annotated[
        int, typer.Option("--from-day", help="First day to score from; earlier days are shown separately.", min=30)
    ] = 90,
    page: Annotated[
        Path | None, typer.Option("--page", help="HTML page with tables and figures.", show_default=False)
    ] = None,
    out: SliceOut = None,
    workers: Workers = None,
    engine: EngineName = "threads",
    scheduler: Scheduler = None,
    slice_of: SliceOf = None,
    keep: Keep = None,
    slices: Slices = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast the camps of past conflicts months ahead, each conflict with what the others teach.

    From every tenth day, from the counts made by then. Three or more conflicts are needed for intervals that hold
    what they promise.

    Example: [bold]waystation backtest camps mali2012 burundi2015 car2013 --horizons 30,60,90[/bold]
    """
    where = Where(engine, scheduler, workers, slice_of, keep, slices)
    arguments = {"folders": folders, "horizons": horizons, "from_day": from_day, "page": page}
    run_camps(arguments, where, out=out, json=json, quiet=quiet)


def run_camps(arguments: Mapping[str, Any], where: Where, *, out: Path | None, json: bool, quiet: bool) -> None:
    """Run `backtest camps`, or print and write what came of its slices; see `waystation.cli.merge`."""
    from waystation.cli.camps import days_ahead
    from waystation.cli.screen import print_json, print_lines
    from waystation.cli.study_options import warning_lines
    from waystation.files import check_writable, write_text
    from waystation.forecast.camps import CampBacktestJob
    from waystation.share.backtests import camp_age_rows, camp_backtest_html, camp_rows, score_rows, table_lines
    from waystation.world.flee import load_flee, loud_notes

    page: Path | None = arguments["page"]
    from_day: int = arguments["from_day"]
    if page is not None and where.slice is None:
        check_writable(page)
    cases = [load_flee(folder) for folder in arguments["folders"]]
    warnings = [each for case in cases for each in loud_notes(case.name, case.notes)]
    job = CampBacktestJob(tuple(cases), tuple(days_ahead(arguments["horizons"])), from_day)
    recipe = {"command": "backtest camps", "arguments": plain(arguments)}
    run = run_shown(job, where, out=out, recipe=recipe, json=json, quiet=quiet)
    if run is None:
        return
    found, forward = job.backtests(run)
    young = found.overall(young=True)
    if page is not None:
        write_text(page, camp_backtest_html(found))
    if json:
        print_json(
            {
                "overall": found.overall().to_dict("records"), "young": young.to_dict("records"),
                "forward": forward.overall().to_dict("records"),
                "by_conflict_forward": forward.by_conflict().reset_index().to_dict("records"),
                "by_conflict": found.by_conflict().reset_index().to_dict("records"),
                "by_age": found.by_age().to_dict("records"), "not_scored": list(found.not_scored),
                "warnings": warnings,
            }
        )  # fmt: skip
    elif not quiet:
        for line in (
            "Weighted interval score of all camps over their summed counts; the lower the better",
            "",
            f"From day {from_day} of the conflict on, each with what the others teach",
            *table_lines(*score_rows(found.overall())),
            *([] if young.empty else ["", "Earlier", *table_lines(*score_rows(young))]),
            "",
            *table_lines(*camp_rows(found)),
            "",
            f"Forward, from day {from_day} on: each with what those teach that had ended before it began",
            *table_lines(*score_rows(forward.overall())),
            "",
            *table_lines(*camp_rows(forward)),
            "",
            *table_lines(*camp_age_rows(found)),
            "",
            *found.not_scored,
            *warning_lines(warnings),
        ):
            typer.echo(line)
        if page is not None:
            print_lines(f"Wrote {page}")

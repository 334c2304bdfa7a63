"""``waystation simulate``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from waystation.cli.options import Folder, Json, Members, Quiet, Seed, Workers
from waystation.cli.where import (
    EngineName,
    Keep,
    Scheduler,
    Sketch,
    SliceOf,
    Slices,
    Where,
    run_shown,
)

if TYPE_CHECKING:
    from waystation.cli.flee_run import FleeRun

__all__ = ["run_simulate", "simulate"]

_FLEE = "Flee folders"


def simulate(
    folder: Folder,
    members: Members = 200,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="NetCDF file to write all members to; of a Flee folder: folder for camps.csv and report.html.",
            show_default=False,
        ),
    ] = None,
    counts: Annotated[
        Path | None,
        typer.Option("--counts", help="Folder of data_layout.csv.", show_default="source_data", rich_help_panel=_FLEE),
    ] = None,
    settings: Annotated[
        Path | None,
        typer.Option("--settings", help="Settings file.", show_default="simsetting.yml", rich_help_panel=_FLEE),
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="Setting to change, PATH=VALUE: move_rules.max_move_speed=150.",
            show_default=False,
            rich_help_panel=_FLEE,
        ),
    ] = None,
    rules: Annotated[
        str, typer.Option("--rules", help="flee, or waystation: ours, which predict better.", rich_help_panel=_FLEE)
    ] = "flee",
    kernel: Annotated[
        str,
        typer.Option(
            "--kernel",
            help="auto, counts (drawn), mean (nothing drawn), agents (oldest first, as Flee) or shuffled.",
            rich_help_panel=_FLEE,
        ),
    ] = "auto",
    as_flee: Annotated[
        bool,
        typer.Option("--as-flee", help="Write the first member as out.csv, in Flee's columns.", rich_help_panel=_FLEE),
    ] = False,
    nc: Annotated[bool, typer.Option("--nc", help="Write all members as members.nc.", rich_help_panel=_FLEE)] = False,
    sketch: Sketch = False,
    engine: EngineName = "threads",
    scheduler: Scheduler = None,
    slice_of: SliceOf = None,
    keep: Keep = None,
    slices: Slices = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run possible futures of a scenario, without looking at any claim, or of a folder in Flee's format.

    For a look at what the priors alone say. A forecast uses the claims too.

    Example: [bold]waystation simulate examples/synthetic --members 500 --out futures.nc[/bold]

    Example: [bold]waystation simulate examples/flee_valley --out out/valley --as-flee[/bold]
    """
    where = Where(engine, scheduler, workers, slice_of, keep, slices)
    arguments = {
        "folder": folder, "counts": counts, "settings": settings, "sets": sets or [], "rules": rules, "kernel": kernel,
        "members": members, "seed": seed, "sketch": sketch, "as_flee": as_flee, "nc": nc,
    }  # fmt: skip
    run_simulate(arguments, where, out=out, json=json, quiet=quiet)


def run_simulate(arguments: Mapping[str, Any], where: Where, *, out: Path | None, json: bool, quiet: bool) -> None:
    """Run `simulate`, or print and write what came of its slices; see `waystation.cli.merge`."""
    from waystation.cli.flee_run import FleeRun
    from waystation.world import is_flee_folder

    run = FleeRun(**arguments)
    if is_flee_folder(run.folder):
        from waystation.cli.flee import run_flee

        run_flee(run, where, out=out, json=json, quiet=quiet)
        return
    other_rules = (run.rules, run.kernel) != ("flee", "auto")
    _refuse_flee_options(
        run.counts, run.settings, sets=run.sets, as_flee=run.as_flee, nc=run.nc, other_rules=other_rules
    )
    _simulate_scenario(run, where, out, json, quiet)


def _refuse_flee_options(
    counts: Path | None, settings: Path | None, *, sets: list[str], as_flee: bool, nc: bool, other_rules: bool
) -> None:
    from waystation.errors import InputError, Problem

    given = {"--counts": counts, "--settings": settings, "--as-flee": as_flee, "--nc": nc, "--rules": other_rules}
    fix = "Leave it out, or name a folder with sim_period.csv and locations.csv."
    problems = [Problem(f"{name} is for folders in Flee's format.", fix) for name, value in given.items() if value]
    if sets:
        problems.append(Problem("--set is for folders in Flee's format here.", "Use waystation sweep or compare."))
    if problems:
        raise InputError(problems)


def _simulate_scenario(run: FleeRun, where: Where, out: Path | None, json: bool, quiet: bool) -> None:
    import waystation as ws
    from waystation.cli.screen import print_json, print_lines
    from waystation.files import check_writable
    from waystation.share.movement.movement_tables import write_distributions

    if out is not None and where.slice is None:
        if not run.sketch and out.suffix not in {"", ".nc"}:
            fix = "Give the file the ending .nc; waystation forecast writes tables."
            raise ws.InputError(ws.Problem("All members are written as NetCDF.", fix, str(out)))
        check_writable(out)
    scenario = ws.load_scenario(run.folder)
    job = ws.ReceptionJob(scenario, run.members, run.seed, run.sketch)
    recipe = {"command": "simulate", "arguments": run.recipe()}
    found = run_shown(job, where, out=out, recipe=recipe, json=json, quiet=quiet)
    if found is None:
        return
    futures = job.futures(found)
    if out is not None:
        if isinstance(futures, ws.SketchedFutures):
            write_distributions(futures, out)
        else:
            ws.write_bytes(out, bytes(futures.to_netcdf(engine="scipy")))
    rows = ws.population_rows(futures, scenario)
    if json:
        print_json(
            {
                "scenario": scenario.settings.name,
                "members": run.members,
                "seed": run.seed,
                "population": ws.bare_rows(rows),
            }
        )
    elif not quiet:
        print_lines(
            f"{scenario.settings.name}: {run.members} possible futures before any claim is read",
            *ws.population_lines(rows),
        )
        if out is not None:
            print_lines(f"Wrote {out}")

"""``waystation simulate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import Folder, Json, Members, Quiet, Seed, Workers

__all__ = ["simulate"]

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
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run possible futures of a scenario, without looking at any claim, or of a folder in Flee's format.

    For a look at what the priors alone say. A forecast uses the claims too.

    Example: [bold]waystation simulate examples/synthetic --members 500 --out futures.nc[/bold]

    Example: [bold]waystation simulate examples/flee_valley --out out/valley --as-flee[/bold]
    """
    from waystation.cli.flee import FleeRun, run_flee
    from waystation.world import is_flee_folder

    if is_flee_folder(folder):
        run_flee(
            folder,
            FleeRun(counts, settings, rules, kernel, members, seed, workers),
            out=out,
            as_flee=as_flee,
            nc=nc,
            json=json,
            quiet=quiet,
        )
        return
    _refuse_flee_options(counts, settings, as_flee=as_flee, nc=nc, other_rules=(rules, kernel) != ("flee", "auto"))
    _simulate_scenario(folder, members, seed, workers, out, json, quiet)


def _refuse_flee_options(
    counts: Path | None, settings: Path | None, *, as_flee: bool, nc: bool, other_rules: bool
) -> None:
    from waystation.errors import InputError, Problem

    given = {"--counts": counts, "--settings": settings, "--as-flee": as_flee, "--nc": nc, "--rules": other_rules}
    fix = "Leave it out, or name a folder with sim_period.csv and locations.csv."
    problems = [Problem(f"{name} is for folders in Flee's format.", fix) for name, value in given.items() if value]
    if problems:
        raise InputError(problems)


def _simulate_scenario(
    folder: Path, members: int, seed: int, workers: int | None, out: Path | None, json: bool, quiet: bool
) -> None:
    import waystation as ws
    from waystation.cli.screen import print_json, print_lines

    scenario = ws.load_scenario(folder)
    dataset = ws.simulate(scenario, members=members, seed=seed, workers=workers)
    if out is not None:
        ws.write_bytes(out, bytes(dataset.to_netcdf(engine="scipy")))
    rows = ws.population_rows(dataset, scenario)
    if json:
        print_json(
            {
                "scenario": scenario.settings.name,
                "members": members,
                "seed": seed,
                "population": ws.bare_rows(rows),
            }
        )
    elif not quiet:
        print_lines(
            f"{scenario.settings.name}: {members} possible futures before any claim is read", *ws.population_lines(rows)
        )
        if out is not None:
            print_lines(f"Wrote {out}")

"""``waystation simulate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import Folder, Json, Members, Quiet, Seed, Workers

__all__ = ["simulate"]


def simulate(
    folder: Folder,
    members: Members = 200,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="NetCDF file to write all members to.", show_default=False)
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run possible futures of a scenario, without looking at any claim.

    For a look at what the priors alone say. A forecast uses the claims too.

    Example: [bold]waystation simulate examples/synthetic --members 500 --out futures.nc[/bold]
    """
    from waystation.cli.screen import print_json, print_lines
    from waystation.cli.summary import bare_rows, lines_of, table_of
    from waystation.engine import simulate as run
    from waystation.share.files import write_bytes
    from waystation.world import load_scenario

    scenario = load_scenario(folder)
    dataset = run(scenario, members=members, seed=seed, workers=workers)
    if out is not None:
        write_bytes(out, bytes(dataset.to_netcdf(engine="scipy")))
    rows = table_of(dataset, scenario)
    if json:
        print_json(
            {
                "scenario": scenario.settings.name,
                "members": members,
                "seed": seed,
                "population": bare_rows(rows),
            }
        )
    elif not quiet:
        print_lines(f"{scenario.settings.name}: {members} possible futures before any claim is read", *lines_of(rows))
        if out is not None:
            print_lines(f"Wrote {out}")

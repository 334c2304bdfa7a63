"""``waystation forecast``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import AsOf, Folder, Json, Members, Quiet, Seed, Standards, WhatIf, Workers

__all__ = ["forecast"]


def forecast(
    folder: Folder,
    as_of: AsOf = None,
    members: Members = 400,
    seed: Seed = 1,
    workers: Workers = None,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out"),
    what_if: WhatIf = None,
    standards: Standards = None,
    members_file: Annotated[
        bool, typer.Option("--members-file", help="Also write every member, as members.nc (NetCDF).")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast arrivals from what was published by a day, and write report and tables.

    Writes report.html, forecast.csv, claims.csv, needs.csv and run.json: all of them, or none.

    Example: [bold]waystation forecast examples/baghouz --as-of 2019-02-26 --out out/february[/bold]
    """
    from waystation.cli.runs import run_forecast, write_outputs
    from waystation.cli.screen import print_json, print_lines
    from waystation.cli.summary import forecast_lines, forecast_summary

    run = run_forecast(
        folder,
        as_of=as_of, members=members, seed=seed, workers=workers, what_if=what_if, standards=standards,
        quiet=quiet or json,
    )  # fmt: skip
    files = write_outputs(run, out, members_file=members_file)
    if json:
        print_json(forecast_summary(run) | {"files": [str(out / name) for name in files]})
    elif not quiet:
        print_lines(*forecast_lines(run), f"Wrote {', '.join(files)} into {out}")

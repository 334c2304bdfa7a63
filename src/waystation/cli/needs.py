"""``waystation needs``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import AsOf, Json, Members, Quiet, Seed, Standards, WhatIf, Workers
from waystation.errors import InputError, Problem

__all__ = ["needs"]


def needs(
    folder: Annotated[Path | None, typer.Argument(help="Scenario folder.", show_default=False)] = None,
    people: Annotated[
        int | None,
        typer.Option("--people", help="Instead of a folder: for this many people.", show_default=False),
    ] = None,
    household_size: Annotated[float, typer.Option("--household-size", help="With --people: people per family.")] = 5.0,
    as_of: AsOf = None,
    members: Members = 400,
    seed: Seed = 1,
    workers: Workers = None,
    what_if: WhatIf = None,
    standards: Standards = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="CSV file to write the whole table to.", show_default=False)
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Work out what the people of a forecast, or a given number of people, need.

    Example: [bold]waystation needs examples/baghouz --as-of 2019-03-04 --out needs.csv[/bold]

    Example: [bold]waystation needs --people 3000[/bold]
    """
    from waystation.cli.screen import print_json, print_lines
    from waystation.share import write_needs

    if (folder is None) == (people is None):
        raise InputError(Problem("Give either a scenario folder or --people.", "Example: needs --people 3000."))
    if people is not None:
        from waystation.cli.summary import plain_needs_lines
        from waystation.plan import needs_of_people, read_standards

        table = needs_of_people(people, read_standards(standards), household_size=household_size)
        lines = plain_needs_lines(table, people)
    else:
        from waystation.cli.runs import run_forecast
        from waystation.cli.summary import needs_lines

        assert folder is not None
        run = run_forecast(
            folder,
            as_of=as_of, members=members, seed=seed, workers=workers, what_if=what_if, standards=standards,
            quiet=quiet or json,
        )  # fmt: skip
        table, lines = run.needs, needs_lines(run)
    if out is not None:
        write_needs(table, out)
    if json:
        from json import loads

        print_json(loads(table.to_json(orient="records", date_format="iso")))
    elif not quiet:
        print_lines(*lines, *([f"Wrote {out}"] if out else []))

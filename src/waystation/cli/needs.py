"""``waystation needs``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

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
        Path | None,
        typer.Option("--out", help="CSV or XLSX file to write the whole table to.", show_default=False),
    ] = None,
    hxl: Annotated[
        Path | None, typer.Option("--hxl", help="CSV file with HXL tags to write to.", show_default=False)
    ] = None,
    stock: Annotated[
        Path | None,
        typer.Option("--stock", help="CSV of place, item, amount, available, source.", show_default=False),
    ] = None,
    level: Annotated[
        str | None, typer.Option("--level", help="Level of standards, such as target.", show_default=False)
    ] = None,
    phase: Annotated[
        str | None, typer.Option("--phase", help="Phase, such as first weeks.", show_default=False)
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Whose standards to prefer, such as UNHCR.", show_default=False)
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Work out what the people of a forecast, or a given number of people, need.

    Example: [bold]waystation needs examples/baghouz --as-of 2019-03-04 --out needs.csv[/bold]

    Example: [bold]waystation needs --people 3000[/bold]
    """
    from waystation.cli.screen import print_json, print_lines
    from waystation.plan import choose, read_standards
    from waystation.share import write_needs, write_needs_hxl, write_needs_workbook

    ends = None
    if (folder is None) == (people is None):
        raise InputError(Problem("Give either a scenario folder or --people.", "Example: needs --people 3000."))
    if people is not None:
        from waystation.cli.summary import plain_needs_lines
        from waystation.plan import needs_of_people

        if stock is not None or hxl is not None or (out is not None and out.suffix.lower() == ".xlsx"):
            fix = "Name a scenario folder: they are for places and days."
            raise InputError(Problem("--stock, --hxl and XLSX do not go with --people.", fix))
        chosen = choose(read_standards(standards), level=level, phase=phase, source=by)
        table = needs_of_people(people, chosen, household_size=household_size)
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
        if level or phase or by:
            from dataclasses import replace

            from waystation.plan import needs as needs_of

            chosen = choose(read_standards(standards), level=level, phase=phase, source=by)
            run = replace(run, needs=needs_of(run.forecast, chosen))
        table, lines = run.needs, needs_lines(run)
        if stock is not None:
            from waystation.plan import read_stock, run_out

            ends = run_out(table, read_stock(stock, table))
            lines += [_ends(row) for _, row in ends.iterrows()]
    if out is not None and out.suffix.lower() == ".xlsx":
        write_needs_workbook(table, out, ends)
    elif out is not None:
        write_needs(table, out)
    if hxl is not None:
        write_needs_hxl(table, hxl)
    if json:
        from json import loads

        print_json(loads(table.to_json(orient="records", date_format="iso")))
    elif not quiet:
        print_lines(*lines, *(f"Wrote {file}" for file in (out, hxl) if file))


def _ends(row: Any) -> str:
    """When a thing in stock runs out, in one line."""
    day = "lasts to the end" if str(row.runs_out) == "NaT" else f"runs out on {row.runs_out.date().isoformat()}"
    return f"{row.place}, {row.item}, {row.quantile:.0%} case: {day}"

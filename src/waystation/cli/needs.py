"""``waystation needs``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import AsOf, Json, Members, Quiet, Seed, Standards, Stock, WhatIf, Workers
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
    stock: Stock = None,
    level: Annotated[
        str | None, typer.Option("--level", help="Level of standards, such as target.", show_default=False)
    ] = None,
    phase: Annotated[
        str | None, typer.Option("--phase", help="Phase, such as first weeks.", show_default=False)
    ] = None,
    by: Annotated[
        str | None, typer.Option("--by", help="Whose standards to prefer, such as UNHCR.", show_default=False)
    ] = None,
    alternatives: Annotated[
        bool, typer.Option("--alternatives", help="Also what the other standards of each item ask for.")
    ] = False,
    truck_tonnes: Annotated[
        float | None,
        typer.Option("--truck-tonnes", help="What one truck carries: adds tonnes and truckloads.", show_default=False),
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option("--weights", help="CSV of item, kg, source, over the packaged weights.", show_default=False),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Work out what the people of a forecast, or a given number of people, need.

    Example: [bold]waystation needs examples/baghouz --as-of 2019-03-04 --out needs.csv[/bold]

    Example: [bold]waystation needs --people 3000[/bold]
    """
    from waystation.cli.screen import print_json, print_lines
    from waystation.plan import choose, less_stock, loads, read_standards, read_stock, read_weights, run_out
    from waystation.plan.loads import check_payload
    from waystation.share import write_needs, write_needs_hxl, write_needs_workbook

    workbook = out is not None and out.suffix.lower() == ".xlsx"
    _check(
        folder,
        people,
        for_days=bool(stock or hxl or workbook or truck_tonnes is not None),
        weighed=weights is None or truck_tonnes is not None,
    )
    figures = choose(read_standards(standards), level=level, phase=phase, source=by)
    weighed = read_weights(weights, {each.item for each in figures}) if truck_tonnes is not None else []
    if truck_tonnes is not None:
        check_payload(truck_tonnes)
    ends = loaded = None
    if people is not None:
        from waystation.cli.summary import plain_needs_lines
        from waystation.plan import needs_of_people

        table = needs_of_people(people, figures, household_size=household_size, alternatives=alternatives)
        lines = plain_needs_lines(table, people)
    else:
        from waystation.cli.runs import run_forecast
        from waystation.cli.summary import load_lines, needs_lines, stock_lines
        from waystation.plan import needs as needs_of

        assert folder is not None
        run = run_forecast(
            folder,
            as_of=as_of, members=members, seed=seed, workers=workers, what_if=what_if, figures=figures,
            quiet=quiet or json,
        )  # fmt: skip
        table, lines = run.needs, needs_lines(run)
        if alternatives:
            table = needs_of(run.forecast, figures, alternatives=True)
        if stock is not None:
            held = read_stock(stock, table)
            ends, table = run_out(table, held), less_stock(table, held)
            lines += stock_lines(ends)
        if truck_tonnes is not None:
            loaded = loads(table, truck_tonnes=truck_tonnes, weights=weighed)
            lines += load_lines(loaded, run.forecast.as_of)
    if workbook and out is not None:
        write_needs_workbook(table, out, ends, standards=figures, loads=loaded)
    elif out is not None:
        write_needs(table, out)
    if hxl is not None:
        write_needs_hxl(table, hxl)
    if json:
        from json import loads as read_json

        print_json(read_json(table.to_json(orient="records", date_format="iso")))
    elif not quiet:
        print_lines(*lines, *(f"Wrote {file}" for file in (out, hxl) if file))


def _check(folder: Path | None, people: int | None, *, for_days: bool, weighed: bool) -> None:
    """Options that do not go together, told before anything is computed."""
    if (folder is None) == (people is None):
        raise InputError(Problem("Give either a scenario folder or --people.", "Example: needs --people 3000."))
    if people is not None and for_days:
        fix = "Name a scenario folder: they are for places and days."
        raise InputError(Problem("--stock, --hxl, --truck-tonnes and XLSX do not go with --people.", fix))
    if not weighed:
        raise InputError(Problem("--weights alone says nothing.", "Add --truck-tonnes 10: what one truck carries."))

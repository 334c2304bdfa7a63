"""``waystation needs``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import (
    AsOf,
    Fresh,
    Json,
    Members,
    Quiet,
    Seed,
    Standards,
    Stock,
    WhatIf,
    Workers,
    whole_number,
)
from waystation.errors import InputError, Problem

__all__ = ["needs"]


def needs(
    folder: Annotated[Path | None, typer.Argument(help="Scenario folder.", show_default=False)] = None,
    people: Annotated[
        int | None,
        typer.Option(
            "--people",
            help="Instead of a folder: for this many people.",
            parser=whole_number,
            metavar="NUMBER",
            show_default=False,
        ),
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
        bool, typer.Option("--alternatives", help="Also show what the other standards for each item ask for.")
    ] = False,
    truck_tonnes: Annotated[
        float | None,
        typer.Option("--truck-tonnes", help="What one truck carries: adds tonnes and truckloads.", show_default=False),
    ] = None,
    weights: Annotated[
        Path | None,
        typer.Option("--weights", help="CSV of item, kg, source; overrides the built-in weights.", show_default=False),
    ] = None,
    fresh: Fresh = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Work out what the people of a forecast, or a given number of people, need.

    Example: [bold]waystation needs examples/baghouz --as-of 2019-03-04 --out needs.csv[/bold]

    Example: [bold]waystation needs --people 3000[/bold]
    """
    import waystation as ws
    from waystation.cli.screen import print_json, print_lines

    workbook = out is not None and out.suffix.lower() == ".xlsx"
    _check(
        folder,
        people,
        out,
        for_days=bool(stock or workbook or truck_tonnes is not None),
        weighed=weights is None or truck_tonnes is not None,
    )
    figures = ws.choose_standards(ws.read_standards(standards), level=level, phase=phase, source=by)
    weighed = ws.read_weights(weights, {each.item for each in figures}) if truck_tonnes is not None else []
    if truck_tonnes is not None:
        ws.check_payload(truck_tonnes)
    ends = loaded = None
    if people is not None:
        table = ws.needs_of_people(people, figures, household_size=household_size, alternatives=alternatives)
        lines = ws.plain_needs_lines(table, people)
    else:
        from waystation.cli.evening import assess

        assert folder is not None  # or it was refused above
        found = assess(
            folder,
            as_of=as_of, members=members, seed=seed, workers=workers, what_if=what_if, fresh=fresh,
            standards=figures, stock=stock, quiet=quiet or json,
        )  # fmt: skip
        lines = [*found.notes, *ws.needs_lines(found)]
        table = ws.needs(found.forecast, figures, alternatives=True) if alternatives else found.needs
        ends = found.stockouts
        if ends is not None:
            table = ws.subtract_stock(table, found.stock)
            lines += ws.stock_lines(ends)
        if truck_tonnes is not None:
            loaded = ws.loads(table, truck_tonnes=truck_tonnes, weights=weighed)
            lines += ws.load_lines(loaded, found.view.day)
    if workbook and out is not None:
        ws.write_needs_workbook(table, out, ends, standards=figures, loads=loaded)
    elif out is not None:
        ws.write_needs(table, out)
    if json:
        from json import loads as read_json

        print_json(read_json(table.to_json(orient="records", date_format="iso")))
    elif not quiet:
        print_lines(*lines, *([f"Wrote {out}"] if out else []))


def _check(folder: Path | None, people: int | None, out: Path | None, *, for_days: bool, weighed: bool) -> None:
    """Options that do not go together, told before anything is computed."""
    if (folder is None) == (people is None):
        raise InputError(Problem("Give either a scenario folder or --people.", "Example: needs --people 3000."))
    if out is not None and out.suffix.lower() not in {".csv", ".xlsx"}:
        fix = "Name a file that ends in .csv or .xlsx."
        raise InputError(Problem(f'Needs are not written as "{out.suffix}" files.', fix, "--out", value=str(out)))
    if people is not None and for_days:
        fix = "Name a scenario folder: they are for places and days."
        raise InputError(Problem("--stock, --truck-tonnes and XLSX do not go with --people.", fix))
    if not weighed:
        raise InputError(Problem("--weights needs --truck-tonnes.", "Add --truck-tonnes 10: what one truck carries."))

"""``waystation needs``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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

if TYPE_CHECKING:
    import pandas as pd

    import waystation as ws

__all__ = ["needs"]

_Folder = Annotated[Path | None, typer.Argument(help="Scenario folder.", show_default=False)]
_People = Annotated[
    int | None,
    typer.Option(
        "--people",
        help="Instead of a folder: for this many people.",
        parser=whole_number,
        metavar="NUMBER",
        show_default=False,
    ),
]
_HouseholdSize = Annotated[float, typer.Option("--household-size", help="With --people: people per family.")]
_Out = Annotated[
    Path | None, typer.Option("--out", help="CSV or XLSX file to write the whole table to.", show_default=False)
]
_Level = Annotated[str | None, typer.Option("--level", help="Level of standards, such as target.", show_default=False)]
_Phase = Annotated[str | None, typer.Option("--phase", help="Phase, such as first weeks.", show_default=False)]
_By = Annotated[str | None, typer.Option("--by", help="Whose standards to prefer, such as UNHCR.", show_default=False)]
_Alternatives = Annotated[
    bool, typer.Option("--alternatives", help="Also show what the other standards for each item ask for.")
]
_TruckTonnes = Annotated[
    float | None,
    typer.Option("--truck-tonnes", help="What one truck carries: adds tonnes and truckloads.", show_default=False),
]
_Weights = Annotated[
    Path | None,
    typer.Option("--weights", help="CSV of item, kg, source; overrides the built-in weights.", show_default=False),
]


def needs(
    folder: _Folder = None,
    people: _People = None,
    household_size: _HouseholdSize = 5.0,
    as_of: AsOf = None,
    members: Members = 400,
    seed: Seed = 1,
    workers: Workers = None,
    what_if: WhatIf = None,
    standards: Standards = None,
    out: _Out = None,
    stock: Stock = None,
    level: _Level = None,
    phase: _Phase = None,
    by: _By = None,
    alternatives: _Alternatives = False,
    truck_tonnes: _TruckTonnes = None,
    weights: _Weights = None,
    fresh: Fresh = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Work out what the people of a forecast, or a given number of people, need.

    Example: [bold]waystation needs examples/baghouz --as-of 2019-03-04 --out needs.csv[/bold]

    Example: [bold]waystation needs --people 3000[/bold]
    """
    import waystation as ws

    _check(
        folder,
        people,
        out,
        for_days=bool(stock or _is_workbook(out) or truck_tonnes is not None),
        weighed=weights is None or truck_tonnes is not None,
    )
    figures = ws.choose_standards(ws.read_standards(standards), level=level, phase=phase, source=by)
    trucks = None
    if truck_tonnes is not None:
        trucks = _Trucks(truck_tonnes, ws.read_weights(weights, {each.item for each in figures}))
        ws.check_payload(truck_tonnes)
    if people is not None:
        table = ws.needs_of_people(people, figures, household_size=household_size, alternatives=alternatives)
        found = _Needs(table, ws.plain_needs_lines(table, people))
    else:
        from waystation.cli.evening import assess

        assert folder is not None  # or it was refused above
        assessment = assess(
            folder,
            as_of=as_of, members=members, seed=seed, workers=workers, what_if=what_if, fresh=fresh,
            standards=figures, stock=stock, quiet=quiet or json,
        )  # fmt: skip
        found = _needs_of_forecast(assessment, figures, trucks, alternatives=alternatives)
    if out is not None:
        _write(found, figures, out)
    _show(found, out, json=json, quiet=quiet)


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


@dataclass(frozen=True)
class _Trucks:
    """What one truck carries, and what each item weighs."""

    tonnes: float
    weights: Sequence[ws.Weight]


@dataclass(frozen=True)
class _Needs:
    """The table of needs, what is said of it, and of a forecast when stocks run out and how many trucks it takes."""

    table: pd.DataFrame
    lines: Sequence[str]
    stockouts: pd.DataFrame | None = None
    loads: pd.DataFrame | None = None


def _needs_of_forecast(
    assessment: ws.Assessment, figures: Sequence[ws.Standard], trucks: _Trucks | None, *, alternatives: bool
) -> _Needs:
    """Needs of a forecast, less what is in stock."""
    import waystation as ws

    lines = [*assessment.notes, *ws.needs_lines(assessment)]
    table = ws.needs(assessment.forecast, figures, alternatives=True) if alternatives else assessment.needs
    stockouts = assessment.stockouts
    if stockouts is not None:
        table = ws.subtract_stock(table, assessment.stock)
        lines += ws.stock_lines(stockouts)
    loads = None
    if trucks is not None:
        loads = ws.loads(table, truck_tonnes=trucks.tonnes, weights=trucks.weights)
        lines += ws.load_lines(loads, assessment.view.day)
    return _Needs(table, lines, stockouts, loads)


def _is_workbook(out: Path | None) -> bool:
    return out is not None and out.suffix.lower() == ".xlsx"


def _write(found: _Needs, figures: Sequence[ws.Standard], out: Path) -> None:
    import waystation as ws

    if _is_workbook(out):
        ws.write_needs_workbook(found.table, out, found.stockouts, standards=figures, loads=found.loads)
    else:
        ws.write_needs(found.table, out)


def _show(found: _Needs, out: Path | None, *, json: bool, quiet: bool) -> None:
    from waystation.cli.screen import print_json, print_lines, table_rows

    if json:
        print_json(table_rows(found.table))
    elif not quiet:
        print_lines(*found.lines, *([f"Wrote {out}"] if out else []))

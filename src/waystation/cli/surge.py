"""``waystation forecast surge``: the total at a place, from a table of claims alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import waystation as ws
from waystation.cli.options import AsOf, Json, Quiet, Seed, iso_date, without_password
from waystation.errors import InputError, Problem, nearest

__all__ = ["surge"]


def surge(
    source: Annotated[
        str, typer.Argument(help="Table of claims, scenario folder or ledger.", metavar="CLAIMS", show_default=False)
    ],
    as_of: AsOf = None,
    place: Annotated[str | None, typer.Option("--place", help="The place people come to.", show_default=False)] = None,
    term: Annotated[str, typer.Option("--term", help="What is counted.")] = "arrived",
    dates: Annotated[
        str | None, typer.Option("--dates", help="Days, with commas.", show_default="two weeks, then weekly")
    ] = None,
    thresholds: Annotated[
        list[float] | None,
        typer.Option("--threshold", help="Chance of so many people or more, by day.", show_default=False),
    ] = None,
    seed: Seed = 1,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast the total at a place from counts alone, with what past surges teach.

    Writes report.html, forecast.csv, claims.csv and run.json. All of them, or none.

    Example: [bold]waystation forecast surge claims.csv --place "Al-Hol camp" --as-of 2019-03-04[/bold]
    """
    from waystation.cli.inputs import read_book
    from waystation.cli.screen import print_forecast, print_lines

    book = read_book(source)
    claims = book.standing
    if not claims:
        problem = Problem("There are no claims in it.", "Add claims, or name another table.", without_password(source))
        raise InputError(problem)
    if place is None:
        fix = f"Add --place NAME. {nearest('', {claim.place for claim in claims if claim.term == term})}"
        raise InputError(Problem("Claims alone do not say what to forecast.", fix.strip(), column="--place"))
    day = as_of or max(claim.published for claim in claims)
    days = [iso_date(each.strip()) for each in dates.split(",")] if dates else None
    found = ws.forecast_surge(
        claims, place=ws.normal_name(place), term=term, as_of=day, dates=days, thresholds=thresholds or (), seed=seed
    )
    files = ws.write_surge(found, out)
    if json:
        print_forecast(found.table, out, files)
    elif not quiet:
        print_lines(*ws.surge_lines(found), *book.notes, f"Wrote {', '.join(files)} into {out}")

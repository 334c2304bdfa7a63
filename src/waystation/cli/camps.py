"""``waystation forecast camps``: the camps of a Flee folder, months ahead."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import waystation as ws
from waystation.cli.options import AsOf, Json, Quiet
from waystation.cli.study_options import warning_lines
from waystation.errors import InputError, Problem

__all__ = ["camps", "days_ahead"]


def days_ahead(text: str) -> list[int]:
    """Days ahead as written with commas.

    Raises
    ------
    InputError
        If it is no such list.

    Examples
    --------
    >>> days_ahead("30,60,90")
    [30, 60, 90]
    """
    ahead = [int(each) for each in text.split(",") if each.strip().isdigit()]
    if len(ahead) != len(text.split(",")):
        raise InputError(Problem(f'"{text}" is not a list of days.', "Write --horizons 30,60,90.", value=text))
    return ahead


def camps(
    source: Annotated[Path, typer.Argument(help="Folder in Flee's format.", metavar="FOLDER", show_default=False)],
    past: Annotated[
        list[Path],
        typer.Option("--past", help="Another conflict's Flee folder to learn from; may be given several times."),
    ],
    as_of: AsOf = None,
    horizons: Annotated[str, typer.Option("--horizons", help="Days ahead, with commas.")] = "30,60,90",
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast every camp of a Flee folder months ahead, with errors learned from other conflicts.

    Writes report.html, forecast.csv and run.json. All of them, or none.

    Example: [bold]waystation forecast camps mali --past burundi --past car --as-of 2012-06-01[/bold]
    """
    from waystation.cli.screen import print_forecast, print_lines

    if as_of is None:
        raise InputError(Problem("The as-of date is missing.", "Add --as-of DATE.", column="--as-of"))
    found = ws.forecast_camps(ws.load_flee(source), [ws.load_flee(each) for each in past], as_of, days_ahead(horizons))
    files = ws.write_camp_forecast(found, out)
    if json:
        print_forecast(found.table, out, files, warnings=found.warnings)
    elif not quiet:
        # Tables are not wrapped: a row broken in two cannot be read.
        for line in (
            f"{found.name}, as known on {as_of}; learned from {', '.join(found.past)}",
            "",
            *ws.table_lines(*ws.camp_forecast_rows(found)),
            *warning_lines(found.warnings),
            "",
        ):
            typer.echo(line)
        print_lines(f"Wrote {', '.join(files)} into {out}")

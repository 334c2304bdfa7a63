"""A forecast of camps: what ``waystation forecast FLEE_FOLDER --past FOLDER`` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import typer

from waystation.errors import InputError, Problem

__all__ = ["days_ahead", "forecast_flee_folder"]


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
        raise InputError(Problem(f'"{text}" is no list of days.', "Write --horizons 30,60,90.", value=text))
    return ahead


def forecast_flee_folder(
    source: Path,
    *,
    past: Sequence[Path],
    as_of: date | None,
    horizons: str,
    out: Path,
    json: bool,
    quiet: bool,
    unused: Mapping[str, object],
) -> None:
    """Forecast every camp of a Flee folder, and write report, table and the record of the run.

    Raises
    ------
    InputError
        With everything wrong with the options, or with a folder.
    """
    from waystation.cli.inputs import out_of_place
    from waystation.cli.screen import print_forecast, print_lines
    from waystation.forecast.camps import forecast_camps
    from waystation.share.backtests import table_lines
    from waystation.share.camps import camp_forecast_rows, write_camp_forecast
    from waystation.world.flee import load_flee

    problems = out_of_place(unused, "is not for camps.", "Leave it out with --past.")
    if as_of is None:
        problems.append(Problem("Nobody said as of which day.", "Add --as-of DATE.", column="--as-of"))
    if problems:
        raise InputError(problems)
    assert as_of is not None  # or a problem was raised
    found = forecast_camps(load_flee(source), [load_flee(each) for each in past], as_of, days_ahead(horizons))
    files = write_camp_forecast(found, out)
    if json:
        print_forecast(found.table, out, files)
    elif not quiet:
        # Tables are not wrapped: a row broken in two cannot be read.
        for line in (
            f"{found.name}, as known on {as_of}; learned from {', '.join(found.past)}",
            "",
            *table_lines(*camp_forecast_rows(found)),
            "",
        ):
            typer.echo(line)
        print_lines(f"Wrote {', '.join(files)} into {out}")

"""A forecast from a table of claims alone: what ``waystation forecast CLAIMS.csv --place P`` does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from waystation.cli.options import iso_date
from waystation.errors import InputError, Problem

__all__ = ["forecast_claims"]


def forecast_claims(
    source: Path,
    *,
    as_of: date | None,
    place: str | None,
    term: str | None,
    dates: str | None,
    thresholds: Sequence[float],
    seed: int,
    out: Path,
    json: bool,
    quiet: bool,
    unused: Mapping[str, object],
) -> None:
    """Forecast the running total at a place, and write report, tables and the record of the run.

    Raises
    ------
    InputError
        With everything wrong with the options, or with the claims.
    """
    from waystation.cli.inputs import out_of_place, read_book
    from waystation.cli.screen import print_forecast, print_lines
    from waystation.forecast.surges import forecast_surge
    from waystation.share.surge import surge_lines, write_surge

    problems = out_of_place(unused, "needs a scenario folder.", "Leave it out for a table of claims.")
    if place is None:
        problems.append(Problem("A table of claims alone does not say what to forecast.", "Add --place NAME."))
    if problems:
        raise InputError(problems)
    assert place is not None  # or a problem was raised
    claims = read_book(str(source)).standing
    day = as_of or max((claim.published for claim in claims), default=date.min)
    days = [iso_date(each.strip()) for each in dates.split(",")] if dates else None
    found = forecast_surge(
        claims, place=place, term=term or "arrived", as_of=day, dates=days, thresholds=thresholds, seed=seed
    )
    files = write_surge(found, out)
    if json:
        print_forecast(found.table, out, files)
    elif not quiet:
        print_lines(*surge_lines(found), f"Wrote {', '.join(files)} into {out}")

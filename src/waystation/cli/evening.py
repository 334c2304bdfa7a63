"""From a folder and options to what was known that evening, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from threading import Thread

import waystation as ws
from waystation.cli.screen import progress_bar
from waystation.share import charts

__all__ = ["assess", "futures_of"]


def assess(
    folder: Path,
    *,
    as_of: date | None,
    members: int,
    seed: int,
    workers: int | None,
    what_if: Path | None,
    fresh: bool,
    quiet: bool,
    standards: Sequence[ws.Standard] = (),
    stock: Path | None = None,
    save: bool = True,
    effort: float | None = None,
) -> ws.Assessment:
    """The assessment of a folder as of a day.

    Raises
    ------
    InputError
        With all problems of the folder at once, or of the options.
    """
    view = ws.open(folder).as_of(as_of)
    supposed = ws.read_supposed_events(what_if, view.scenario, view.day) if what_if else []
    figures = standards or ws.read_standards()
    held = ws.read_stock(stock, view.site_places, {each.item for each in figures}) if stock is not None else []
    Thread(target=_load_the_rest, daemon=True).start()
    with progress_bar(quiet) as progress:
        return view.forecast(
            members=members, seed=seed, workers=workers, what_if=supposed, standards=figures, stock=held,
            fresh=fresh, save=save, effort=effort, progress=progress,
        )  # fmt: skip


def _load_the_rest() -> None:
    """Load what comes after the fit, charts and solver: two seconds, in which compiled loops are at work anyway."""
    for module in ("share.report.report_page", "plan.action", "forecast.averaging"):
        import_module(f"waystation.{module}")
    for name in charts.__all__:  # each is loaded when it is first asked for
        getattr(charts, name)


def futures_of(
    view: ws.View,
    *,
    members: int,
    seed: int,
    workers: int | None,
    what_if: Path | None,
    fresh: bool,
    quiet: bool,
) -> ws.Futures:
    """Futures that can be run again; parameters and errors as for `assess`."""
    supposed = ws.read_supposed_events(what_if, view.scenario, view.day) if what_if else []
    with progress_bar(quiet) as progress:
        return view.futures(
            members=members, seed=seed, workers=workers, what_if=supposed, fresh=fresh, progress=progress
        )

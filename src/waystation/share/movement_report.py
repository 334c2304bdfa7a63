"""The page of a run of movement: each camp's futures beside its counts, and the error told both ways."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from waystation.engine.movement.errors import camps_of, movement_errors
from waystation.files import write_text
from waystation.share.charts.camps import camp_chart
from waystation.share.page import page_template, style_sheet
from waystation.world import FleeCase

__all__ = ["write_movement_report"]

_RULES = {"flee": "Flee's rules", "waystation": "Waystation's rules"}


def write_movement_report(
    case: FleeCase, futures: xr.Dataset, kernel: str, path: Path | str, *, sensitivity: str | None = None
) -> None:
    """Write the page, whole or not at all; nothing in it is fetched from anywhere.

    Parameters
    ----------
    case : that was run
    futures : of `simulate_movement` or `simulate_free_run`
    kernel : how it was run, in words
    path : HTML file; its folder must exist
    sensitivity : level, if the owner of the data has said one; a published research case has none of its own

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    text = page_template("movement.html").render(
        name=case.name,
        rules=_RULES[futures.attrs["rules"]],
        kernel=kernel,
        members=futures.sizes["member"],
        seed=futures.attrs["seed"],
        hasten=case.settings.optimisations.hasten if futures.attrs["rules"] == "flee" else 1,
        first=str(futures["date"].values[0])[:10],
        last=str(futures["date"].values[-1])[:10],
        errors=movement_errors(case, futures),
        charts=[camp_chart(case, futures, camp) for camp in camps_of(futures)],
        notes=[str(note) for note in case.notes],
        sensitivity=sensitivity,
        style=style_sheet(),
    )
    write_text(path, text)

"""The page of a run of movement: each camp's futures beside its counts, and the error told both ways."""

from __future__ import annotations

from pathlib import Path

from waystation.engine.many import AnyFutures, SketchedFutures, frame_of, members_of, quantiles_of
from waystation.engine.movement.camp_errors import camps_of, movement_errors
from waystation.files import write_text
from waystation.share.charts.camps_chart import LEVELS, camp_chart
from waystation.share.charts.flow_map import flow_chart
from waystation.share.html_page import page_template, style_sheet
from waystation.world import FleeCase

__all__ = ["write_movement_report"]

_RULES = {"flee": "Flee's rules", "waystation": "Waystation's rules"}


def write_movement_report(
    case: FleeCase, futures: AnyFutures, kernel: str, path: Path | str, *, sensitivity: str | None = None
) -> None:
    """Write the page, whole or not at all; nothing in it is fetched from anywhere.

    Parameters
    ----------
    case : that was run
    futures : of `simulate_movement` or `simulate_free_run`, or of a `MovementJob`
    kernel : how it was run, in words
    path : HTML file; its folder must exist
    sensitivity : level, if the owner of the data has said one; a published research case has none of its own

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    hasten = case.settings.optimisations.hasten if futures.attrs["rules"] == "flee" else 1
    dates, people = frame_of(futures)["date"].values, quantiles_of(futures, "people", LEVELS)
    text = page_template("movement.html").render(
        name=case.name,
        rules=_RULES[futures.attrs["rules"]],
        kernel=kernel,
        members=members_of(futures),
        sketched=isinstance(futures, SketchedFutures),
        seed=futures.attrs["seed"],
        hasten=hasten,
        first=str(dates[0])[:10],
        last=str(dates[-1])[:10],
        errors=movement_errors(case, futures),
        charts=[camp_chart(case, people.sel(place=camp), hasten) for camp in camps_of(futures)],
        flows=flow_chart(case, futures) if futures.attrs["rules"] == "flee" else None,
        notes=[str(note) for note in case.notes],
        sensitivity=sensitivity,
        style=style_sheet(),
    )
    write_text(path, text)

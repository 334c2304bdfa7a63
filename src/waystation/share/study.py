"""What leaves the tool of a study: tables as CSV with small counts guarded, and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from waystation.files import staged_folder, write_csv
from waystation.share.charts.calibration_chart import calibration_drawing
from waystation.share.charts.paper import write_drawing
from waystation.share.charts.sensitivity_chart import sensitivity_drawing
from waystation.share.charts.sweep_chart import sweep_drawing
from waystation.share.disclosure import THRESHOLD

if TYPE_CHECKING:
    from waystation.study import Calibration, Sensitivity, Sweep

__all__ = [
    "guarded",
    "write_calibration",
    "write_sensitivity",
    "write_sensitivity_figure",
    "write_sweep",
    "write_sweep_figure",
]


def guarded(table: pd.DataFrame) -> pd.DataFrame:
    """A table of figures with 1 to 9 people shown as 10, as in every table of numbers that leaves the tool."""
    small = (table["unit"] == "people") & (table["value"] > 0) & (table["value"] < THRESHOLD)
    return table.assign(value=table["value"].mask(small, float(THRESHOLD)))


def write_sweep(found: Sweep, folder: Path | str) -> list[str]:
    """Write ``sweep.csv`` and ``sweep.svg``, both or none.

    Parameters
    ----------
    found : of `waystation.sweep`
    folder : made if need be

    Returns
    -------
    names of the files

    Raises
    ------
    InputError
        If the folder cannot be written.
    """
    with staged_folder(folder) as draft:
        write_csv(guarded(found.table()), draft / "sweep.csv")
        write_sweep_figure(found, draft / "sweep.svg")
    return ["sweep.csv", "sweep.svg"]


def write_sweep_figure(found: Sweep, path: Path | str, *, target: str | None = None) -> None:
    """Write the picture of a sweep as SVG or PDF.

    Parameters
    ----------
    found : of `waystation.sweep`
    path : ends with ``.svg`` or ``.pdf``
    target : name; default: that of the sweep

    Raises
    ------
    InputError
        If there is no such target, or the file cannot be written.
    """
    draw, height = sweep_drawing(found, target)
    write_drawing(draw, path, height=height)


def write_sensitivity(found: Sensitivity, folder: Path | str) -> list[str]:
    """Write ``sensitivity.csv`` and ``sensitivity.svg``, both or none; parameters and errors as for `write_sweep`."""
    with staged_folder(folder) as draft:
        write_csv(found.table, draft / "sensitivity.csv")
        write_sensitivity_figure(found, draft / "sensitivity.svg")
    return ["sensitivity.csv", "sensitivity.svg"]


def write_sensitivity_figure(found: Sensitivity, path: Path | str) -> None:
    """Write the picture of a sensitivity study as SVG or PDF.

    Parameters
    ----------
    found : of `waystation.sensitivity`
    path : ends with ``.svg`` or ``.pdf``

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    draw, height = sensitivity_drawing(found)
    write_drawing(draw, path, height=height)


def write_calibration(found: Calibration, folder: Path | str) -> list[str]:
    """Write ``settings.csv``, ``scores.csv`` and ``calibration.svg``, all or none; as `write_sweep`."""
    draw, height = calibration_drawing(found)
    with staged_folder(folder) as draft:
        write_csv(found.settings, draft / "settings.csv")
        write_csv(found.scores, draft / "scores.csv")
        write_drawing(draw, draft / "calibration.svg", height=height)
    return ["settings.csv", "scores.csv", "calibration.svg"]

"""``waystation merge``: the results of a job whose slices a batch queue has run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import Json, Quiet

__all__ = ["merge"]


def merge(
    parts: Annotated[
        list[Path],
        typer.Argument(metavar="PARTS...", help="Slice files, or folders of them.", show_default=False),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="As --out of the command that the slices are of.", show_default=False),
    ] = None,
    folder: Annotated[
        list[Path] | None,
        typer.Option(
            "--folder", help="Folder or file the slices were made from, if it has moved.", show_default="as then"
        ),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put the slices of a job together: the same result, byte for byte, as one run of all members.

    The slices say which command they are of; its other options are as they were then. Slices that are missing,
    damaged or of another job or version are named, and nothing is written. A slice that was run twice counts once.

    Example: [bold]waystation merge parts --out out/valley[/bold]
    """
    from waystation.cli.backtest_past import surges_from_slices
    from waystation.cli.sensitivity import sensitivity_from_slices
    from waystation.cli.simulate import simulate_from_slices
    from waystation.cli.sweep import sweep_from_slices
    from waystation.errors import InputError, Problem
    from waystation.scale import read_recipe

    merging = {
        "simulate": simulate_from_slices, "sweep": sweep_from_slices, "sensitivity": sensitivity_from_slices,
        "backtest surges": surges_from_slices,
    }  # fmt: skip
    recipe = read_recipe(parts)
    command = merging.get(str(recipe.get("command")))
    if command is None:
        message = "The slices do not say which command they are of."
        raise InputError(Problem(message, "Merge them in Python: ws.run_job(job, ws.SliceFiles(paths))."))
    command(tuple(parts), recipe["arguments"], out=out, inputs=folder or [], json=json, quiet=quiet)

"""``waystation merge``: the results of a job whose slices a batch queue has run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

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
    from waystation.cli.backtest_free_run import run_free_run
    from waystation.cli.backtest_past import run_camps, run_surges
    from waystation.cli.read import reading_again, run_read
    from waystation.cli.sensitivity import run_sensitivity
    from waystation.cli.simulate import run_simulate
    from waystation.cli.study_options import arguments_again
    from waystation.cli.sweep import run_sweep
    from waystation.cli.where import Where, with_folders, with_paths
    from waystation.errors import InputError, Problem
    from waystation.scale import read_recipe

    inputs = folder or []
    merging: dict[str, tuple[Callable[..., None], Callable[[Mapping[str, Any]], dict[str, Any]]]] = {
        "simulate": (run_simulate, lambda given: with_paths(given, ("folder", "counts", "settings"), inputs[:1])),
        "sweep": (run_sweep, lambda given: arguments_again(given, inputs)),
        "sensitivity": (run_sensitivity, lambda given: arguments_again(given, inputs)),
        "backtest surges": (run_surges, lambda given: with_paths(given, ("targets", "claims", "page"), inputs[:2])),
        "backtest camps": (run_camps, lambda given: with_folders(with_paths(given, ("page",), ()), inputs)),
        "read": (run_read, lambda given: reading_again(given, inputs)),
        "backtest free-run": (run_free_run, lambda given: with_folders(given, inputs)),
    }
    recipe = read_recipe(parts)
    command = str(recipe.get("command"))
    if command not in merging:
        message = "The slices do not say which command they are of."
        raise InputError(Problem(message, "Merge them in Python: ws.run_job(job, ws.SliceFiles(paths))."))
    run, again = merging[command]
    run(again(recipe["arguments"]), Where(parts=tuple(parts)), out=out, json=json, quiet=quiet)

"""``waystation demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import Json, Members, Quiet, Seed, Workers
from waystation.errors import InputError, Problem

__all__ = ["demo", "examples_folder"]


def examples_folder() -> Path:
    """Where the examples are: inside an installed package, or at the top of a clone.

    Raises
    ------
    InputError
        If they are at neither place.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "examples", package.parents[1] / "examples"):
        if (folder / "baghouz" / "scenario.toml").is_file():
            return folder
    fix = "Install Waystation again, or run from a clone."
    raise InputError(Problem("The examples are missing from this installation.", fix))


def demo(
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out/baghouz"),
    members: Members = 400,
    seed: Seed = 1,
    workers: Workers = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast the example: Baghouz to Al-Hol camp, on the evening of 4 March 2019.

    The first run compiles the loops and takes about half a minute longer.

    Example: [bold]waystation demo[/bold]
    """
    from datetime import date

    from waystation.cli.forecast import scenario

    scenario(
        examples_folder() / "baghouz",
        as_of=date(2019, 3, 4), members=members, seed=seed, workers=workers, out=out, json=json, quiet=quiet,
        no_save=True,  # the example travels with the package: a demonstration leaves it as it is
    )  # fmt: skip

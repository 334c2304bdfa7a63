"""``waystation places``: codes and coordinates from official lists."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import Json, Quiet
from waystation.errors import InputError, Problem

__all__ = ["places"]


def places(
    file: Annotated[Path, typer.Argument(help="places.csv of a scenario.", show_default=False)],
    lists: Annotated[
        list[Path],
        typer.Option(
            "--from",
            help="Official list: COD-AB, P-codes, COD-PS or GeoJSON points; may be given several times.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the filled table to this file.", show_default="the same file")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be filled; write nothing.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fill P-codes and coordinates of places, and show the populations of origins and hosts.

    What stands in the table is kept. A name that several areas bear is not guessed.

    Example: [bold]waystation places places.csv --from adm2.parquet --from cod_ps.csv[/bold]
    """
    from waystation.cli.screen import print_json, print_lines
    from waystation.network import fill_places, read_known_places

    problems, known = [], []
    for each in lists:
        if not each.is_file():
            problems.append(Problem("The file is missing.", "Check its name and folder.", str(each)))
            continue
        try:
            known += read_known_places(each)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    filled = fill_places(file, known)
    if not dry_run:
        filled.write(out or file)
    if json:
        people = {name: {"people": count, "source": source} for name, (count, source) in filled.populations.items()}
        print_json({"filled": filled.said, "open": filled.open, "populations": people})
    elif not quiet:
        print_lines(*filled.said, *(f"Not filled: {each}" for each in filled.open))
        if not dry_run:
            print_lines(f"Wrote {out or file}")

"""``waystation compare``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import AsOf, Folder, Json, Members, Quiet, Seed, WhatIf, Workers, iso_date

__all__ = ["compare"]


def compare(
    folder: Folder,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", help="Setting to change, such as stages.search.lanes=4, or =+1.", show_default=False),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--from", help=r"TOML file with \[[measures]]: name, set, cost; they are ranked.", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    members: Members = 200,
    seed: Seed = 1,
    workers: Workers = None,
    what_if: WhatIf = None,
    since: Annotated[
        date | None,
        typer.Option(
            "--since",
            parser=iso_date,
            metavar="DATE",
            help="First day on which the change holds.",
            show_default="the day after the as-of date; without one, the first day",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="CSV file to write the table to.", show_default=False)
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what a change of reception would do, in the same futures, with intervals of the difference.

    Example: [bold]waystation compare examples/synthetic --set stages.checkpoint.lanes=+1[/bold]
    """
    from waystation.cli.futures import futures_of
    from waystation.cli.screen import print_json, print_lines
    from waystation.errors import InputError, Problem
    from waystation.plan import compare as compared
    from waystation.plan import rank, read_measures, read_standards
    from waystation.share.files import write_csv

    if bool(sets) == (file is not None):
        raise InputError(Problem("Give either --set or --from.", "Example: --set stages.search.lanes=+1."))
    measures = read_measures(file) if file is not None else []
    _check(folder, [sets or [], *(each.sets for each in measures)])
    futures, known = futures_of(
        folder, as_of=as_of, members=members, seed=seed, workers=workers, what_if=what_if, quiet=quiet or json
    )
    since = since or (known + timedelta(days=1) if known else None)
    if measures:
        table = rank(futures, measures, since=since).reset_index()
        lines = ["Hours of waiting saved, best for its cost first", *table.round(1).to_string(index=False).splitlines()]
    else:
        found = compared(futures, sets or [], standards=read_standards(), since=since)
        table, lines = found.table.reset_index(), [f"{', '.join(found.sets)}, from {found.since} on", *found.lines()]
    if out is not None:
        write_csv(table, out)
    if json:
        from json import loads

        print_json(loads(table.to_json(orient="records")))
    elif not quiet:
        print_lines(*lines, *([f"Wrote {out}"] if out else []))


def _check(folder: Path, changes: list[Sequence[str]]) -> None:
    """Refuse a setting that cannot be changed before the forecast is made, all problems at once."""
    from waystation.cli.inputs import folder_problems
    from waystation.engine import prior_futures
    from waystation.errors import InputError, Problem
    from waystation.plan.changes import changed
    from waystation.world import load_scenario

    if folder_problems(folder):
        return  # told with the folder
    scenario = load_scenario(folder)
    draws = prior_futures(scenario, members=2).draws
    problems: list[Problem] = []
    for sets in changes:
        try:
            changed(scenario, sets, draws, 2)
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)

"""``waystation compare``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from waystation.cli.options import AsOf, Folder, Fresh, Json, Members, Quiet, Seed, WhatIf, Workers, iso_date

if TYPE_CHECKING:
    import pandas as pd

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
            "--from", help="TOML file, a table measures for each: name, set, cost; they are ranked.", show_default=False
        ),
    ] = None,
    as_of: AsOf = None,
    members: Members = 400,
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
    fresh: Fresh = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what a change of reception would do, in the same futures, with intervals of the difference.

    Example: [bold]waystation compare examples/synthetic --set stages.checkpoint.lanes=+1[/bold]

    Of a Flee folder: settings, a closed route, a camp that opens.

    Example: [bold]waystation compare examples/flee_valley --set "routes.Crossing/South camp.closed_from=20"[/bold]
    """
    import waystation as ws
    from waystation.cli.evening import futures_of
    from waystation.cli.screen import print_json, print_lines, table_rows
    from waystation.files import check_writable

    if bool(sets) == (file is not None):
        raise ws.InputError(ws.Problem("Give either --set or --from.", "Example: --set stages.search.lanes=+1."))
    if ws.is_flee_folder(folder) and not (folder / "scenario.toml").exists():
        from waystation.cli.flee import compare_flee

        compare_flee(folder, sets or [], members=members, seed=seed, workers=workers, out=out, json=json, quiet=quiet)
        return
    if out is not None:
        check_writable(out)
    measures = ws.read_measures(file) if file is not None else []
    view = ws.open(folder).as_of(as_of)
    # Before anything is computed: a setting that cannot be changed.
    ws.check_changes(view.scenario, [sets or [], *(each.sets for each in measures)])
    futures = futures_of(
        view, members=members, seed=seed, workers=workers, what_if=what_if, fresh=fresh, quiet=quiet or json
    )
    since = since or view.tomorrow
    if measures:
        table = ws.rank(futures, measures, since=since).reset_index()
        lines = ["Hours of waiting saved, best for its cost first", *_ranked(table)]
    else:
        found = ws.compare(futures, sets or [], standards=ws.read_standards(), since=since)
        table, lines = found.table.reset_index(), [f"{', '.join(found.sets)}, from {found.since} on", *found.lines()]
    if out is not None:
        ws.write_csv(table, out)
    if json:
        print_json(table_rows(table))
    elif not quiet:
        print_lines(*lines, *([f"Wrote {out}"] if out else []))


def _ranked(table: pd.DataFrame) -> list[str]:
    """Rows for a screen: whole hours with their thousands apart, costs as they were given."""
    shown = {"cost": "{:g}".format} | {
        column: (lambda hours: f"{hours:,.0f}" if abs(hours) >= 10 else f"{hours:.1f}")
        for column in ("saved_low", "saved_median", "saved_high", "per_cost")
    }
    lines: list[str] = table.to_string(index=False, formatters=shown).splitlines()
    return lines

"""``waystation network``: networks for Flee from public data."""

from __future__ import annotations

import shlex
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import Json, Quiet, iso_date
from waystation.errors import InputError, Problem

__all__ = ["app"]

app = typer.Typer(
    help="Make networks for Flee from public data.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


@app.callback()
def network() -> None:
    """Make networks for Flee from public data."""


@app.command("build")
def build(
    events: Annotated[Path, typer.Option("--events", help="Rows of ACLED or UCDP.", show_default=False)],
    camps: Annotated[
        Path,
        typer.Option(
            "--camps", help="Places of UNHCR's portal, or a table of name, latitude, longitude.", show_default=False
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("flee"),
    population: Annotated[
        Path | None, typer.Option("--population", help="COD-PS table of populations.", show_default=False)
    ] = None,
    roads: Annotated[
        Path | None,
        typer.Option("--roads", help="OpenStreetMap extract (.osm.pbf).", show_default="straight lines times a factor"),
    ] = None,
    abroad: Annotated[str, typer.Option("--abroad", help="Country of camps whose table does not say it.")] = "Abroad",
    event_types: Annotated[
        str | None,
        typer.Option(
            "--event-types", help="Kinds of events that count, with commas.", show_default="fighting, shelling"
        ),
    ] = None,
    least_events: Annotated[
        int, typer.Option("--least-events", help="Leave out districts with fewer events.", min=1)
    ] = 1,
    start: Annotated[
        date | None,
        typer.Option("--start", parser=iso_date, metavar="DATE", help="First day.", show_default="first event"),
    ] = None,
    days: Annotated[
        int | None, typer.Option("--days", help="Length of the period.", min=1, show_default="to the last event")
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Build a Flee folder from events, camps, populations and roads, with a note for each choice and a map.

    Example: [bold]waystation network build --events acled.csv --camps portal.json --out flee[/bold]
    """
    from waystation.cli.screen import print_json, print_lines
    from waystation.network import build_network, write_flee_folder
    from waystation.network.events import KINDS

    missing = [each for each in (events, camps, population, roads) if each is not None and not each.is_file()]
    if missing:
        raise InputError([Problem("The file is missing.", "Check its name and folder.", str(each)) for each in missing])
    kinds = [each.strip() for each in event_types.split(",")] if event_types else list(KINDS)
    made = build_network(
        events, camps=camps, population=population, roads=roads, abroad=abroad, kinds=kinds, least_events=least_events,
        start=start, days=days,
    )  # fmt: skip
    files = write_flee_folder(made, out)
    if json:
        print_json({"places": len(made.places), "links": len(made.links), "notes": made.notes, "files": files})
    elif not quiet:
        print_lines(*made.notes, f"Wrote {len(files)} files into {out}. Look at map.png and NOTES.md.")
        print_lines(f"Check it with: waystation check {shlex.quote(str(out))} --strict")

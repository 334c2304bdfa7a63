"""``waystation limit``."""

from __future__ import annotations

from typing import Annotated

import typer

from waystation.cli.options import AsOf, Folder, Fresh, Json, Members, Quiet, Seed, WhatIf, Workers

__all__ = ["limit"]


def limit(
    folder: Folder,
    as_of: AsOf = None,
    members: Members = 400,
    seed: Seed = 1,
    workers: Workers = None,
    what_if: WhatIf = None,
    looked_at: Annotated[
        int, typer.Option("--futures", help="Number of futures to work out the limit for, evenly spread.")
    ] = 3,
    fresh: Fresh = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say what holds people up, and by when everyone could be received at the earliest.

    With claims in the folder the futures are those of the forecast; without, those of simulate.

    Example: [bold]waystation limit examples/synthetic --futures 3[/bold]
    """
    import waystation as ws
    from waystation.cli.evening import futures_of
    from waystation.cli.screen import print_json, print_lines

    view = ws.open(folder).as_of(as_of)
    futures = futures_of(
        view, members=members, seed=seed, workers=workers, what_if=what_if, fresh=fresh, quiet=quiet or json
    )
    found = ws.limits(futures, looked_at=looked_at)
    if json:
        print_json(found.as_dict())
    elif not quiet:
        looked = f"{len(found.found)} future{'s' if len(found.found) != 1 else ''} looked at"
        print_lines(
            f"{futures.scenario.settings.name}: {looked}",
            *found.lines(),
        )

"""``waystation check``."""

from __future__ import annotations

from typing import Annotated

import typer

from waystation.cli.options import Folder, Json, Quiet

__all__ = ["check"]


def check(
    folder: Folder,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict",
            help="For a Flee folder: also refuse what Flee accepts but reads in its own way, to correct the data.",
        ),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """List everything that is wrong with a scenario folder, or one in Flee's format.

    Exit code 0 if it can be used, 2 with the list if not.

    Example: [bold]waystation check examples/baghouz[/bold]

    Example: [bold]waystation check examples/flee_valley --strict[/bold]
    """
    import waystation as ws
    from waystation.cli.screen import print_json, print_lines

    if ws.is_flee_folder(folder) and not (folder / "scenario.toml").exists():
        from waystation.cli.flee_notes import reading_note_lines

        problems = list(ws.check_flee(folder, strict=True)) if strict else []
        notes = reading_note_lines(ws.load_flee(folder)) if not problems else []
    else:
        situation = ws.open(folder)
        problems, notes = list(situation.problems), list(situation.book.notes)
        if not problems and not situation.claims:
            notes += ["It has no claims.csv and no reports yet. A forecast needs one of them."]
    if problems:
        raise ws.InputError(problems)
    if json:
        print_json({"problems": [], "notes": notes})
    elif not quiet:
        print_lines(f"{folder}: nothing wrong.", *notes)

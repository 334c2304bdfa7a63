"""``waystation check``."""

from __future__ import annotations

from waystation.cli.options import Folder, Json, Quiet

__all__ = ["check"]


def check(folder: Folder, json: Json = False, quiet: Quiet = False) -> None:
    """List everything that is wrong with a scenario folder, or one in Flee's format.

    Exit code 0 if it can be used, 2 with the list if not.

    Example: [bold]waystation check examples/baghouz[/bold]
    """
    from waystation.claims.reading import has_claims
    from waystation.cli.inputs import flee_notes, folder_problems
    from waystation.cli.screen import print_json, print_lines
    from waystation.errors import InputError

    problems = folder_problems(folder)
    if problems:
        raise InputError(problems)
    if json:
        print_json({"problems": []})
    elif not quiet:
        notes = flee_notes(folder)
        if notes is not None:
            print_lines(f"{folder}: nothing wrong.", *notes)
            return
        more = "" if has_claims(folder) else " It has no claims.csv and no reports yet, one of which a forecast needs."
        print_lines(f"{folder}: nothing wrong.{more}")

"""``waystation check``."""

from __future__ import annotations

from waystation.cli.options import Folder, Json, Quiet

__all__ = ["check"]


def check(folder: Folder, json: Json = False, quiet: Quiet = False) -> None:
    """List everything that is wrong with a scenario folder, or one in Flee's format.

    Exit code 0 if it can be used, 2 with the list if not.

    Example: [bold]waystation check examples/baghouz[/bold]
    """
    import waystation as ws
    from waystation.cli.screen import print_json, print_lines

    if ws.is_flee_folder(folder) and not (folder / "scenario.toml").exists():
        problems, notes = list(ws.check_flee(folder)), []
        if not problems:
            notes = list(ws.load_flee(folder).notes)
    else:
        situation = ws.open(folder)
        problems, notes = list(situation.problems), []
        if not problems and not situation.claims:
            notes = ["It has no claims.csv and no reports yet, one of which a forecast needs."]
    if problems:
        raise ws.InputError(problems)
    if json:
        print_json({"problems": []})
    elif not quiet:
        print_lines(f"{folder}: nothing wrong.", *notes)

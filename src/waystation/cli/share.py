"""``waystation share``."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import AsOf, Members, Quiet, Seed, Workers, iso_date
from waystation.cli.screen import print_lines, progress_bar
from waystation.errors import InputError, Problem

__all__ = ["app"]

app = typer.Typer(
    name="share",
    help="Share what an audience may see; keep a record of who received what, and why.",
    no_args_is_help=True,
)

Scenario = Annotated[Path, typer.Argument(help="Scenario folder.", show_default=False)]


@app.command("make")
def make(
    folder: Scenario,
    audience: Annotated[str, typer.Option("--audience", help="public, response or partners.")] = "response",
    to: Annotated[str, typer.Option("--to", help="Who receives it: offices, no persons.", show_default=False)] = "",
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", help="Share more or less than the default, such as every_days=1.", show_default=False),
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", help="Why more than the default is shared.", show_default=False)
    ] = "",
    keep_days: Annotated[int, typer.Option("--keep-days", min=1, help="Days after which it is to be deleted.")] = 90,
    language: Annotated[str, typer.Option("--language", help="Language of the page: en, fr, es or ar.")] = "en",
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")] = Path("out/shared"),
    as_of: AsOf = None,
    members: Members = 400,
    seed: Seed = 1,
    workers: Workers = None,
    quiet: Quiet = False,
) -> None:
    """Write one page and its tables for an audience.

    Small counts are hidden, and others from which they could be worked out, in this release and in earlier ones.

    Example: [bold]waystation share make examples/synthetic --audience public --to "town council"[/bold]
    """
    import waystation as ws
    from waystation.share.language import language as check_language
    from waystation.share.release import Register, for_audience, refuse_too_sensitive

    check_language(language)
    chosen = for_audience(audience, _changes(sets or []), reason=reason)
    if not to.strip():
        raise InputError(Problem("No receiver is named.", "Name the offices with --to.", column="--to"))
    view = ws.open(folder).as_of(as_of)
    refuse_too_sensitive(chosen, view.scenario.settings)  # before the forecast, which takes minutes
    with progress_bar(quiet) as progress:
        found = view.forecast(members=members, seed=seed, workers=workers, progress=progress)
    files = found.release(chosen, out, to=to, reason=reason, keep_days=keep_days, language=language)
    if not quiet:
        print_lines(
            f"Told to: {to} ({chosen.says.lower()}). Wrote {', '.join(files)} into {out}.",
            f"Kept in {Register(folder).folder}. Delete it everywhere by the day printed on it.",
        )


def _check(folder: Path) -> None:
    """A register is of a scenario folder; a mistyped name is not one in which nothing was shared."""
    if not (folder / "scenario.toml").is_file():
        raise InputError(Problem("This is not a scenario folder.", "Name the folder with scenario.toml.", str(folder)))


@app.command("log")
def log(folder: Scenario) -> None:
    """List what was shared, with whom and why, and what is due to be deleted.

    Example: [bold]waystation share log examples/synthetic[/bold]
    """
    from waystation.share.release import Register

    _check(folder)
    register = Register(folder)
    entries, due = register.entries(), register.due(date.today())
    if not entries:
        print_lines("Nothing was shared yet.")
    for each in entries:
        late = " Due to be deleted." if each in due else ""
        more = f" More than the default: {', '.join(each.finer)}. Why: {each.reason}" if each.finer else ""
        print_lines(
            f"{each.when}  {each.audience}, to {each.to}, as of {each.as_of}, until {each.delete_after}.{late}{more}"
        )
    for incident in register.incidents():
        print_lines(
            f"Incident on {incident['when']}: {incident['what']} Exposed to {incident['to_whom']}. "
            f"Contact: {incident['contact']}."
        )


@app.command("incident")
def incident(
    folder: Scenario,
    what: Annotated[str, typer.Option("--what", help="What was exposed.", show_default=False)],
    to_whom: Annotated[str, typer.Option("--to-whom", help="To whom.", show_default=False)],
    contact: Annotated[str, typer.Option("--contact", help="Office that follows it up.", show_default=False)],
    when: Annotated[
        date | None,
        typer.Option("--when", parser=iso_date, metavar="DATE", help="Day it happened.", show_default="today"),
    ] = None,
) -> None:
    """Record that something was exposed: what, to whom, when, and who follows it up.

    Example: [bold]waystation share incident FOLDER --what "..." --to-whom "..." --contact "..."[/bold]
    """
    from waystation.share.release import Register

    _check(folder)
    Register(folder).record_incident(what, to_whom, when or date.today(), contact)
    print_lines("Recorded.")


@app.command("destroy")
def destroy(
    folder: Scenario,
    sure: Annotated[bool, typer.Option("--yes", help="Delete; without it, only say what would be deleted.")] = False,
) -> None:
    """Delete a whole scenario folder: claims, reports, ledger, saved forecasts and the register of releases.

    Example: [bold]waystation share destroy FOLDER --yes[/bold]
    """
    _check(folder)
    if folder.is_symlink():
        raise InputError(Problem("This is a link.", "Name the folder itself.", str(folder)))
    files = sum(each.is_file() for each in folder.rglob("*"))
    if not sure:
        print_lines(f"{folder} with {files} files would be deleted. Add --yes to do it. Copies elsewhere are not.")
        return
    shutil.rmtree(folder)
    print_lines(f"Deleted {folder} with {files} files. Copies elsewhere, and what was shared, are not deleted by this.")


def _changes(sets: list[str]) -> dict[str, str]:
    changes, problems = {}, []
    for each in sets:
        name, equals, value = each.partition("=")
        if not equals:
            problems.append(
                Problem(f'"{each}" is not a change.', "Write NAME=VALUE, such as every_days=1.", value=each)
            )
        changes[name.strip()] = value.strip()
    if problems:
        raise InputError(problems)
    return changes

"""``waystation claims``: look at claims, and keep the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

import waystation as ws
from waystation.cli.options import AsOf, Json, Quiet
from waystation.errors import InputError, Problem

__all__ = ["app"]

app = typer.Typer(
    help="Look at reported figures, see where they disagree, keep decisions on them.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)

Source = Annotated[
    str,
    typer.Argument(help="CSV file, scenario folder, or ledger (file or database URL).", show_default=False),
]
Ledger = Annotated[
    str, typer.Option("--ledger", "--scenario", help="Ledger: a file, a database URL, or the scenario folder it is of.")
]
Name = Annotated[str, typer.Argument(metavar="ID", help="Id of the claim, or its beginning.", show_default=False)]
Names = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Ids of claims, or their beginnings.", show_default=False)
]
Why = Annotated[str, typer.Option("--why", help="The reason, as a sentence. No names of persons.", show_default=False)]
Role = Annotated[str, typer.Option("--role", help="Office of who decides; no names.", show_default=False)]
DEFAULT = "ledger.db"


def _line(claim: ws.Claim, status: str = "new") -> str:
    what = claim.term.replace("_", " ")
    stands = "" if status == "new" else f" ({status})"
    return f"{claim.published}  {claim.figure}, {what}, {claim.place}. {claim.source} [{claim.id}]{stands}"


@app.command("list")
def list_claims(
    source: Source,
    as_of: AsOf = None,
    status: Annotated[
        str | None,
        typer.Option("--status", help="Only new, accepted, set aside or edited ones.", show_default="all"),
    ] = None,
    json: Json = False,
) -> None:
    """List claims, each with who said it and where it stands.

    Example: [bold]waystation claims list examples/baghouz --as-of 2019-02-01[/bold]
    """
    from waystation.cli.inputs import read_book
    from waystation.cli.screen import print_json, print_lines

    book = read_book(source)
    wanted = None if status is None else ws.status_named(status)
    claims = [claim for claim in book.claims if wanted is None or book.status_of(claim.id) is wanted]
    if as_of is not None and claims:
        claims = ws.known_by(claims, as_of)
    if json:
        print_json([claim.model_dump(mode="json", exclude_defaults=True) for claim in claims])
    else:
        shown = (_line(claim, book.status_of(claim.id).value) for claim in claims)
        print_lines(*shown, f"{len(claims)} claim{'s' if len(claims) != 1 else ''}.", *book.notes)


@app.command("show")
def show(source: Source, name: Name, json: Json = False) -> None:
    """Show all that is known of one claim: its words, who else tells the same, what was decided.

    Example: [bold]waystation claims show examples/baghouz who-2019-01-31-arrived[/bold]
    """
    from waystation.cli.claim_shown import claim_data, claim_lines
    from waystation.cli.inputs import read_book
    from waystation.cli.screen import print_json, print_lines

    book = read_book(source)
    [full] = ws.full_ids([name], [claim.id for claim in book.claims], source)
    claim = next(each for each in book.claims if each.id == full)
    beside = [claim, *(each for each in book.standing if each.id != full)]
    decisions = [each for each in book.decisions if each.claim == full]
    if json:
        print_json(claim_data(claim, beside, decisions))
    else:
        print_lines(*claim_lines(claim, beside, decisions))


@app.command("conflicts")
def list_conflicts(source: Source, as_of: AsOf = None, json: Json = False) -> None:
    """List claims that contradict each other. None is merged, none is dropped.

    Claims that were set aside or replaced are left out.

    Example: [bold]waystation claims conflicts examples/baghouz[/bold]
    """
    from waystation.cli.inputs import read_book
    from waystation.cli.screen import print_json, print_lines

    if Path(source).is_dir():  # a scenario knows which places' counts mean the same people
        found = ws.open(source).as_of(as_of).disagreements
    else:
        claims = read_book(source).standing
        found = ws.conflicts(ws.known_by(claims, as_of) if isinstance(as_of, date) else claims)
    if json:
        print_json([each.as_dict() for each in found])
        return
    category = None
    for each in found:
        if each.category != category:
            print_lines(*([""] if category else []), f"{each.category.value.capitalize()}")
            category = each.category
        print_lines(f"  {each.about}: {each.text}")
    if not found:
        print_lines("No claims disagree.")
    else:
        print_lines("1 disagreement." if len(found) == 1 else f"{len(found)} disagreements.")


@app.command("import")
def import_claims(
    file: Annotated[Path, typer.Argument(help="CSV file of claims, or an exported folder.", show_default=False)],
    ledger: Ledger = DEFAULT,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Add the claims of a CSV file to a ledger, with what was decided on them; it is made if there is none.

    Decisions are those of the file beside it that `claims export` writes, or of the column status.

    Example: [bold]waystation claims import examples/baghouz/claims.csv --ledger ledger.db[/bold]
    """
    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_json, print_lines

    given = ws.read_book(file)
    with open_ledger(ledger, make=True) as book:
        added, name = book.restore(given), book.name
    if json:
        print_json({"new": added.new, "already": added.already})
    elif not quiet:
        decided = f" {len(given.decisions)} decisions came with them." if given.decisions else ""
        print_lines(f"{len(added.new)} claims added to {name}; {len(added.already)} were there already.{decided}")


@app.command("accept")
def accept(names: Names, why: Why, role: Role = "", ledger: Ledger = DEFAULT, quiet: Quiet = False) -> None:
    """Record that claims are accepted, and why.

    Example: [bold]waystation claims accept c-0123456789ab --why "Confirmed by the camp office."[/bold]
    """
    _decide(names, "accepted", why, role, ledger, quiet)


@app.command("set-aside")
def set_aside(names: Names, why: Why, role: Role = "", ledger: Ledger = DEFAULT, quiet: Quiet = False) -> None:
    """Record that claims are set aside, and why. They stay in the ledger.

    Example: [bold]waystation claims set-aside c-0123456789ab --why "Counts two days, not one."[/bold]
    """
    _decide(names, "set aside", why, role, ledger, quiet)


def _decide(names: list[str], status: str, why: str, role: str, ledger: str, quiet: bool) -> None:
    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_lines

    if Path(ledger).is_dir():
        full = ws.open(ledger).decide(names, status, why, role=role)
    else:
        with open_ledger(ledger) as book, book.transaction():
            full = ws.full_ids(names, [claim.id for claim in book.claims()], book.name)
            for each in full:
                book.decide(each, status, why, role=role)
    if not quiet:
        print_lines(f"{', '.join(full)} {'is' if len(full) == 1 else 'are'} {status}.")


@app.command("correct")
def correct(
    name: Name,
    changes: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="COLUMN=VALUE",
            help="New value of a column, or quantity=VALUE for the figure; may be given several times.",
            show_default=False,
        ),
    ],
    why: Why,
    role: Role = "",
    ledger: Ledger = DEFAULT,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put a corrected claim in the place of another, and say why. The old one stays in the ledger.

    Example: [bold]waystation claims correct c-0123456789ab --set term=arrived --why "They arrived there."[/bold]
    """
    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_json, print_lines

    pairs = [change.partition("=") for change in changes]
    bad = [
        Problem(f'"{text}" is not a setting and a value.', "Write --set column=value.", column="--set", value=text)
        for text, (column, equals, _) in zip(changes, pairs, strict=True)
        if not equals or not column.strip()
    ]
    if bad:
        raise InputError(bad)
    wanted = {column.strip(): value for column, _, value in pairs}
    if Path(ledger).is_dir():
        claim = ws.open(ledger).correct(name, wanted, why, role=role)
    else:
        with open_ledger(ledger) as book, book.transaction():
            [name] = ws.full_ids([name], [each.id for each in book.claims()], book.name)
            claim = ws.edited(book.claim(name), wanted)
            book.edit(name, claim, why, role=role)
    if json:
        print_json({"edited": name, "claim": claim.model_dump(mode="json", exclude_defaults=True)})
    elif not quiet:
        print_lines(f"{name} is replaced by: {_line(claim)}")


# The name it had before, for scripts that use it.
app.command(
    "edit",
    hidden=True,
    help="""As correct.

    Example: [bold]waystation claims edit c-0123456789ab --set term=arrived --why "They arrived there."[/bold]""",
)(correct)


@app.command("history")
def history(name: Name, ledger: Ledger = DEFAULT, json: Json = False) -> None:
    """Show every decision on a claim, the first one first.

    Example: [bold]waystation claims history c-0123456789ab[/bold]
    """
    from dataclasses import asdict

    from waystation.cli.inputs import read_book
    from waystation.cli.screen import print_json, print_lines

    book = read_book(ledger)
    [full] = ws.full_ids([name], [claim.id for claim in book.claims], ledger)
    decisions = [each for each in book.decisions if each.claim == full]
    if json:
        print_json([asdict(each) | {"when": each.when.isoformat()} for each in decisions])
        return
    for each in decisions:
        by = f" ({each.role})" if each.role else ""
        print_lines(f"{each.when:%Y-%m-%d %H:%M} UTC  {each.status.value}{by}: {each.why}")
    if not decisions:
        print_lines("No decision yet.")


@app.command("export")
def export(
    out: Annotated[Path, typer.Argument(help="CSV file or folder to write to.", show_default=False)],
    ledger: Ledger = DEFAULT,
    quiet: Quiet = False,
) -> None:
    """Write all claims, with where they stand, and all decisions of a ledger as CSV files.

    `claims import` reads them back to the same state.

    Example: [bold]waystation claims export handover --ledger ledger.db[/bold]
    """
    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_lines

    with open_ledger(ledger) as book:
        files = book.export(out)
    if not quiet:
        print_lines(f"Wrote {' and '.join(str(file) for file in files)}")


@app.command("destroy")
def destroy(
    ledger: Ledger = DEFAULT,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    quiet: Quiet = False,
) -> None:
    """Delete a ledger with all it holds. There is no way back.

    Example: [bold]waystation claims destroy --ledger ledger.db --yes[/bold]
    """
    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_lines

    with open_ledger(ledger) as book:
        held, name = len(book.claims()), book.name
        if not yes:
            typer.confirm(f"Delete {name} with {held} claims and all decisions?", abort=True, err=True)
        book.destroy()
    if not quiet:
        print_lines(f"Deleted {name}.")

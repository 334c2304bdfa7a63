"""``waystation claims``: look at claims, and keep the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from waystation.cli.options import AsOf, Json, Quiet
from waystation.errors import InputError, Problem, nearest

if TYPE_CHECKING:
    from waystation.claims import Claim

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
Ledger = Annotated[str, typer.Option("--ledger", help="Ledger: a file, or a database URL.")]
Name = Annotated[str, typer.Argument(metavar="ID", help="Id of the claim.", show_default=False)]
Why = Annotated[str, typer.Option("--why", help="The reason, as a sentence. No names of persons.", show_default=False)]
Role = Annotated[str, typer.Option("--role", help="Office of who decides; no names.", show_default=False)]
DEFAULT = "claims.db"


def _known(source: str, as_of: object, status: str | None = None) -> list[Claim]:
    from datetime import date

    from waystation.claims import known_by
    from waystation.cli.inputs import read_source

    claims = read_source(source, status)
    return known_by(claims, as_of) if isinstance(as_of, date) else claims


def _line(claim: Claim) -> str:
    what = claim.term.replace("_", " ")
    return f"{claim.published}  {claim.figure}, {what}, {claim.place}. {claim.source} [{claim.id}]"


@app.command("list")
def list_claims(
    source: Source,
    as_of: AsOf = None,
    status: Annotated[
        str | None,
        typer.Option("--status", help="Of a ledger: new, accepted, set aside or edited.", show_default="all"),
    ] = None,
    json: Json = False,
) -> None:
    """List claims, each with who said it.

    Example: [bold]waystation claims list examples/baghouz --as-of 2019-02-01[/bold]
    """
    from waystation.cli.screen import print_json, print_lines

    claims = _known(source, as_of, status)
    if json:
        print_json([claim.model_dump(mode="json", exclude_defaults=True) for claim in claims])
    else:
        print_lines(*(_line(claim) for claim in claims), f"{len(claims)} claims.")


@app.command("show")
def show(source: Source, name: Name, json: Json = False) -> None:
    """Show all that is known of one claim: its words, who else tells the same, what was decided.

    Example: [bold]waystation claims show examples/baghouz who-2019-01-31-arrived[/bold]
    """
    from waystation.cli.claim_shown import claim_data, claim_lines
    from waystation.cli.inputs import STANDING
    from waystation.cli.screen import print_json, print_lines

    claims = _known(source, None)
    claim = next((each for each in claims if each.id == name), None)
    if claim is None:
        offer = nearest(name, [each.id for each in claims])
        fix = offer if offer.startswith("Did you") else "waystation claims list shows the ids."
        raise InputError(Problem(f'No claim has the id "{name}".', fix, source, value=name))
    beside = [each for each in _known(source, None, STANDING) if each.id != name]
    if json:
        print_json(claim_data(claim, [claim, *beside], source))
    else:
        print_lines(*claim_lines(claim, [claim, *beside], source))


@app.command("conflicts")
def list_conflicts(source: Source, as_of: AsOf = None, json: Json = False) -> None:
    """List claims that contradict each other. None is merged, none is dropped.

    Of a ledger, claims that were set aside or replaced are left out.

    Example: [bold]waystation claims conflicts examples/baghouz[/bold]
    """
    import waystation as ws
    from waystation.cli.inputs import STANDING
    from waystation.cli.screen import print_json, print_lines

    if Path(source).is_dir():  # a scenario knows which places' counts mean the same people
        found = ws.open(source).as_of(as_of).disagreements
    else:
        found = ws.conflicts(_known(source, as_of, STANDING))
    if json:
        print_json([each.as_dict() for each in found])
        return
    category = None
    for each in found:
        if each.category != category:
            print_lines(*([""] if category else []), f"{each.category.value.capitalize()}")
            category = each.category
        print_lines(f"  {each.about}: {each.text}")
    print_lines(f"{len(found)} disagreements." if found else "No claims disagree.")


@app.command("import")
def import_claims(
    file: Annotated[Path, typer.Argument(help="CSV file of claims.", show_default=False)],
    ledger: Ledger = DEFAULT,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Add the claims of a CSV file to a ledger; it is made if there is none.

    Example: [bold]waystation claims import examples/baghouz/claims.csv --ledger claims.db[/bold]
    """
    from waystation.claims import read_claims
    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_json, print_lines

    claims = read_claims(file)
    with open_ledger(ledger, make=True) as book:
        added = book.add(claims)
    if json:
        print_json({"new": added.new, "already": added.already})
    elif not quiet:
        print_lines(f"{len(added.new)} claims added to {ledger}; {len(added.already)} were there already.")


@app.command("accept")
def accept(name: Name, why: Why, role: Role = "", ledger: Ledger = DEFAULT, quiet: Quiet = False) -> None:
    """Record that a claim is accepted, and why.

    Example: [bold]waystation claims accept c-0123456789ab --why "Confirmed by the camp office."[/bold]
    """
    _decide(name, "accepted", why, role, ledger, quiet)


@app.command("set-aside")
def set_aside(name: Name, why: Why, role: Role = "", ledger: Ledger = DEFAULT, quiet: Quiet = False) -> None:
    """Record that a claim is set aside, and why. It stays in the ledger.

    Example: [bold]waystation claims set-aside c-0123456789ab --why "Counts two days, not one."[/bold]
    """
    _decide(name, "set aside", why, role, ledger, quiet)


def _decide(name: str, status: str, why: str, role: str, ledger: str, quiet: bool) -> None:
    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_lines

    with open_ledger(ledger) as book:
        book.decide(name, status, why, role=role)
    if not quiet:
        print_lines(f"{name} is {status}.")


@app.command("edit")
def edit(
    name: Name,
    changes: Annotated[
        list[str],
        typer.Option(
            "--set", metavar="COLUMN=VALUE", help="New value of a column; may stand several times.", show_default=False
        ),
    ],
    why: Why,
    role: Role = "",
    ledger: Ledger = DEFAULT,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Put a corrected claim in the place of another, and say why. The old one stays in the ledger.

    Example: [bold]waystation claims edit c-0123456789ab --set term=arrived --why "They arrived there."[/bold]
    """
    from waystation.claims import edited
    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_json, print_lines

    pairs = [change.partition("=") for change in changes]
    bad = [
        Problem(f'"{text}" sets nothing.', "Write --set column=value.", column="--set", value=text)
        for text, (column, equals, _) in zip(changes, pairs, strict=True)
        if not equals or not column.strip()
    ]
    if bad:
        raise InputError(bad)
    with open_ledger(ledger) as book:
        claim = edited(book.claim(name), {column.strip(): value for column, _, value in pairs})
        book.edit(name, claim, why, role=role)
    if json:
        print_json({"edited": name, "claim": claim.model_dump(mode="json", exclude_defaults=True)})
    elif not quiet:
        print_lines(f"{name} is replaced by: {_line(claim)}")


@app.command("history")
def history(name: Name, ledger: Ledger = DEFAULT, json: Json = False) -> None:
    """Show every decision on a claim, the first one first.

    Example: [bold]waystation claims history c-0123456789ab[/bold]
    """
    from dataclasses import asdict

    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_json, print_lines

    with open_ledger(ledger) as book:
        decisions = book.history(name)
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
    """Write all claims and all decisions of a ledger as CSV files.

    Example: [bold]waystation claims export handover --ledger claims.db[/bold]
    """
    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_lines
    from waystation.files import staged_folder

    with open_ledger(ledger) as book:
        if out.suffix.lower() == ".csv":
            files = book.export(out)
        else:
            with staged_folder(out) as draft:
                files = [out / file.name for file in book.export(draft)]
    if not quiet:
        print_lines(f"Wrote {' and '.join(str(file) for file in files)}")


@app.command("destroy")
def destroy(
    ledger: Ledger = DEFAULT,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    quiet: Quiet = False,
) -> None:
    """Delete a ledger with all it holds. There is no way back.

    Example: [bold]waystation claims destroy --ledger claims.db --yes[/bold]
    """
    from waystation.cli.inputs import open_ledger
    from waystation.cli.screen import print_lines

    with open_ledger(ledger) as book:
        held = len(book.claims())
        if not yes:
            typer.confirm(f"Delete {ledger} with {held} claims and all decisions?", abort=True, err=True)
        book.destroy()
    if not quiet:
        print_lines(f"Deleted {ledger}.")

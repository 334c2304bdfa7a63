"""``waystation read``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from waystation.cli.options import Json, Quiet, iso_date
from waystation.errors import InputError, Problem

if TYPE_CHECKING:
    from waystation.claims import Claim
    from waystation.claims.reading import ReadReport
    from waystation.world import Scenario

__all__ = ["read"]

MOST_BYTES_OF_EXCERPTS = 100_000_000

Files = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE]...", help="Reports: files, folders, or - for standard input.", show_default=False),
]
Published = Annotated[
    date | None,
    typer.Option(
        "--published",
        parser=iso_date,
        metavar="DATE",
        help="Day they came out.",
        show_default="what the files say",
    ),
]
Publisher = Annotated[
    str,
    typer.Option("--publisher", help="Where they were read, as an organisation.", show_default="what the files say"),
]
ScenarioFolder = Annotated[
    Path | None,
    typer.Option("--scenario", help="Scenario folder: places are named as there.", show_default=False),
]
Jsonl = Annotated[
    Path | None, typer.Option("--jsonl", help="Excerpts instead: id and text, one JSON a line.", show_default=False)
]
Out = Annotated[Path | None, typer.Option("--out", help="CSV file of claims to write.", show_default=False)]
IntoLedger = Annotated[
    str | None, typer.Option("--ledger", help="Ledger to add the claims to: a file, or a URL.", show_default=False)
]


def read(
    files: Files = None,
    published: Published = None,
    publisher: Publisher = "",
    scenario: ScenarioFolder = None,
    jsonl: Jsonl = None,
    out: Out = None,
    ledger: IntoLedger = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read reports: each figure of people or homes becomes a claim with the words that say it.

    Reads .txt, .md, .html, .eml, .docx, .pdf, chat exports, and spreadsheets (.csv, .xlsx): tables of figures, or of
    excerpts with the columns text, published, publisher, id. The claims are drafts: look at each before you use it.

    Example: [bold]waystation read update.txt --published 2019-03-04 --publisher OCHA --out claims.csv[/bold]
    """
    if jsonl is not None:
        from waystation.cli.inputs import out_of_place

        others = {
            "FILE": files, "--published": published, "--publisher": publisher, "--scenario": scenario,
            "--ledger": ledger, "--json": json,
        }  # fmt: skip
        given = {name: value or None for name, value in others.items()}
        problems = out_of_place(given, "is not for excerpts.", "Leave it out with --jsonl.")
        if problems:
            raise InputError(problems)
        _excerpts(jsonl, out)
        return
    if not files:
        raise InputError(Problem("No report was named.", "Name files or folders, or - for standard input."))
    from waystation.claims.reading import not_in_rows, read_each, read_reports
    from waystation.cli.read_shown import as_data, show_reports
    from waystation.cli.screen import print_json, print_lines
    from waystation.world import load_scenario

    known = load_scenario(scenario) if scenario else None
    intake = read_reports(files, published=published, publisher=publisher)
    reports = read_each(intake.reports, known.places if known else ())
    rows = _rows(scenario, known, reports)
    new = not_in_rows((claim for each in reports for claim in each.claims), rows)
    lines = _written(new, out, ledger)
    if json:
        print_json(as_data(reports, rows, intake.left_out, intake.problems))
    elif not quiet:
        show_reports(reports, rows)
        total = sum(len(each.readings) for each in reports)
        already = f" {len(rows)} of them stand in claims.csv already." if rows else ""
        print_lines(f"{_counted(total, 'claim')} from {_counted(len(reports), 'report')}.{already}")
        if intake.left_out:
            print_lines(f"Left out, for they are no reports: {', '.join(intake.left_out)}.")
        print_lines(*lines)
    if intake.problems:
        _not_read(intake.problems, quiet=json)


def _not_read(problems: Sequence[Problem], *, quiet: bool) -> None:
    """Say which files were not read and what to do about them, and end as bad input does."""
    if not quiet:
        typer.echo("".join(f"{each}\n" for each in problems), err=True, nl=False)
        typer.echo(f"{_counted(len(problems), 'problem')}; the other reports were read.", err=True)
    raise typer.Exit(2)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _excerpts(jsonl: Path, out: Path | None) -> None:
    from waystation.claims.reading import predictions
    from waystation.files import write_text
    from waystation.world.textfile import read_text

    text = read_text(jsonl, most_bytes=MOST_BYTES_OF_EXCERPTS, name=str(jsonl))
    if isinstance(text, Problem):
        raise InputError(text)
    facts = predictions(text, str(jsonl))
    if out is None:
        typer.echo(facts, nl=False)
    else:
        write_text(out, facts)


def _rows(folder: Path | None, known: Scenario | None, reports: list[ReadReport]) -> dict[str, str]:
    """Claims that the scenario's table holds already, each with the id of its row."""
    from waystation.claims import read_claims
    from waystation.claims.reading import row_of
    from waystation.cli.inputs import other_names

    if folder is None or known is None or not (folder / "claims.csv").exists():
        return {}
    rows = read_claims(folder / "claims.csv")
    aliases = {name.casefold(): place.casefold() for name, place in other_names(known).items()}
    found = ((claim.id, row_of(claim, rows, aliases)) for each in reports for claim in each.claims)
    return {name: row.id for name, row in found if row is not None}


def _written(claims: list[Claim], out: Path | None, ledger: str | None) -> list[str]:
    """Write the claims where they were asked for; what was done, in sentences."""
    from waystation.claims import write_claims
    from waystation.cli.inputs import open_ledger

    lines = []
    if out is not None:
        write_claims(claims, out)
        lines.append(f"Wrote {out} with {_counted(len(claims), 'claim')}.")
    if ledger is not None:
        with open_ledger(ledger, make=True) as book:
            added = book.add(claims)
        lines.append(f"{len(added.new)} claims added to {ledger}; {len(added.already)} were there already.")
    return lines

"""``waystation take``: claims from tables that others publish or send."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from waystation.cli.options import Json, Quiet, iso_date
from waystation.errors import InputError, Problem

if TYPE_CHECKING:
    from waystation.claims.take import Taken, TakeSettings
    from waystation.claims.take.taking import TakenFile

__all__ = ["take"]

_SHOWN_ROWS = 8
_SHOWN_CLAIMS = 5


def take(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Tables: CSV, workbooks, JSON answers, or .zip of these.", show_default=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the claims as CSV to this file.", show_default=False)
    ] = None,
    ledger: Annotated[
        str,
        typer.Option("--ledger", help="Add the claims to this ledger: a file, or a database URL.", show_default=False),
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be taken and what not; write nothing.")
    ] = False,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            help="Mapping file: what the columns mean, where the table has no fixed layout.",
            show_default=False,
        ),
    ] = None,
    guess: Annotated[
        bool, typer.Option("--guess", help="Write a proposed mapping file beside the table, to check and confirm.")
    ] = False,
    form: Annotated[
        Path | None,
        typer.Option(
            "--form",
            help="Write a ready form for daily arrivals (XLSForm, for KoBo and ODK) to this file.",
            show_default=False,
        ),
    ] = None,
    place: Annotated[
        str,
        typer.Option("--place", help="Where, if the table does not say.", show_default=False),
    ] = "",
    places: Annotated[
        Path | None,
        typer.Option(
            "--places",
            help="places.csv: places are named as it names them, by P-code or other names.",
            show_default=False,
        ),
    ] = None,
    publisher: Annotated[
        str, typer.Option("--publisher", help="Who published the table; an office.", show_default=False)
    ] = "",
    published: Annotated[
        date | None,
        typer.Option(
            "--published", parser=iso_date, metavar="DATE", help="Day the table came out.", show_default=False
        ),
    ] = None,
    term: Annotated[
        str,
        typer.Option(
            "--term",
            help="What the figures count (overrides the layout): arrived, camp_population ...",
            show_default=False,
        ),
    ] = "",
    since: Annotated[
        date | None,
        typer.Option(
            "--since", parser=iso_date, metavar="DATE", help="First day of a running total.", show_default=False
        ),
    ] = None,
    decimal: Annotated[
        str, typer.Option("--decimal", help='Sign before decimals: "." or ",".', show_default=False)
    ] = "",
    dates: Annotated[
        str,
        typer.Option(
            "--dates",
            help="What comes first in dates such as 03/04/2030: dmy (day) or mdy (month).",
            show_default=False,
        ),
    ] = "",
    all_rounds: Annotated[
        bool, typer.Option("--all-rounds", help="Also take older rounds, each with its own day.")
    ] = False,
    encoding: Annotated[
        str, typer.Option("--encoding", help="Encoding of text files, if it is not detected.", show_default=False)
    ] = "",
    hidden: Annotated[
        bool,
        typer.Option("--hidden", help="Also read hidden sheets and rows."),
    ] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Take the other rows; without it one bad row refuses the file.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Take claims from tables of UNHCR, IOM, IDMC, HDX, KoBo, or a colleague's workbook.

    Tables are known by the names of their columns. What is not taken is listed with its reason.

    Example: [bold]waystation take arrivals.xlsx --mapping arrivals.mapping.toml --out claims.csv[/bold]
    """
    if form is not None:
        _write_form(form, quiet)
        if not files:
            return
    if not files:
        raise InputError(Problem("No file is named.", "Name the tables to take.", column="FILES"))
    settings = _settings(
        place, places, publisher, published, term, since, decimal, dates, all_rounds, encoding, hidden, skip_bad_rows
    )
    if guess:
        for file in files:
            _propose(file, settings, quiet)
        return
    from waystation.claims.take import read_mapping, take_tables
    from waystation.cli.screen import print_json, print_lines

    taken = take_tables(files, mapping=read_mapping(mapping) if mapping else None, settings=settings)
    if taken.problems and not dry_run and not (skip_bad_rows and len(taken)):
        if not quiet and not json:
            print_lines(*[line for file in taken.files for line in _not_taken(file)])
        raise InputError(taken.problems)
    written = "" if dry_run else _keep(taken, out, ledger)
    if json:
        print_json(_data(taken, written))
    elif not quiet:
        print_lines(*_lines(taken), *([written] if written else []))
        if not written and not dry_run:
            print_lines("Nothing was written: give --out claims.csv or --ledger ledger.db.")


def _settings(
    place: str, places: Path | None, publisher: str, published: date | None, term: str, since: date | None,
    decimal: str, dates: str, all_rounds: bool, encoding: str, hidden: bool, skip_bad_rows: bool,
) -> TakeSettings:  # fmt: skip
    from waystation.claims.take import TakeSettings
    from waystation.claims.vocabulary import vocabulary
    from waystation.errors import nearest

    problems = []
    if term and term not in vocabulary().terms:
        problems.append(
            Problem(f'"{term}" is not a known term.', nearest(term, vocabulary().terms), column="--term", value=term)
        )
    if decimal not in {"", ".", ","}:
        problems.append(
            Problem(f'"{decimal}" is not a decimal sign.', 'Give "." or ",".', column="--decimal", value=decimal)
        )
    if dates not in {"", "dmy", "mdy"}:
        problems.append(
            Problem(f'"{dates}" is not an order of dates.', "Give dmy or mdy.", column="--dates", value=dates)
        )
    if problems:
        raise InputError(problems)
    return TakeSettings(
        place=place, publisher=publisher, published=published, term=term, since=since, decimal=decimal, dates=dates,
        all_rounds=all_rounds, encoding=encoding, hidden=hidden, skip_bad_rows=skip_bad_rows,
        places=_names(places) if places else {},
    )  # fmt: skip


def _names(places: Path) -> dict[str, str]:
    """Other names and codes of the places of a scenario, each with the name to use."""
    from waystation.claims.take import names_of_places
    from waystation.world import Place, read_table

    rows, problems = read_table(places, Place)
    if problems:
        raise InputError(problems)
    return names_of_places(row.value for row in rows)


def _write_form(path: Path, quiet: bool) -> None:
    from importlib import resources

    from waystation.cli.screen import print_lines
    from waystation.files import write_bytes

    data = resources.files("waystation.claims.take").joinpath("daily_arrivals.xlsx").read_bytes()
    write_bytes(path, data)
    if not quiet:
        print_lines(f"Wrote {path}: upload it to KoBo or ODK as a form. Its exports are taken as they are.")


def _propose(file: Path, settings: TakeSettings, quiet: bool) -> None:
    from waystation.claims.take import guess_mapping
    from waystation.cli.screen import print_lines
    from waystation.files import write_text

    target = file.with_name(f"{file.stem}.mapping.toml")
    if target.exists():
        raise InputError(Problem("There is a mapping of that name already.", "Delete or rename it first.", str(target)))
    write_text(target, guess_mapping(file, settings))
    if not quiet:
        print_lines(f"Wrote {target}. Look at every line, then write confirmed = true.")


def _keep(taken: Taken, out: Path | None, ledger: str) -> str:
    from waystation.claims import Ledger
    from waystation.claims.take import keep_in_ledger, write_taken

    said = list[str]()
    if out is not None:
        said.append(f"Wrote {write_taken(taken, out):,} claims to {out}.")
    if ledger:
        with Ledger(ledger) as book:
            kept = keep_in_ledger(taken, book)
        said.append(
            f"{ledger}: {len(kept.new):,} new claims, {len(kept.already):,} there already, "
            f"{len(kept.revised):,} in place of an earlier version."
        )
    return " ".join(said)


def _lines(taken: Taken) -> list[str]:
    lines = []
    for file in taken.files:
        count = sum(map(len, file.tables)) + len(file.read)
        lines.append(f"{file.name}: {count:,} {'claim' if count == 1 else 'claims'}")
        for table in file.tables:
            if len(table):
                lines.append(f"  {table.match.layout.title}: {len(table):,} claims of {table.rows:,} rows")
                lines += [f"    {line}" for line in _first(table)]
        lines += _not_taken(file)
        skipped = [problem for table in file.tables for problem in table.problems if problem not in file.problems]
        lines += [f"  {problem}" for problem in (*file.problems, *skipped)]
    return lines


def _first(table: object) -> list[str]:
    from itertools import islice

    from waystation.claims.take.known_table import TableTaken

    assert isinstance(table, TableTaken)
    claims = islice((claim for batch in table.batches for claim in batch.claims()), _SHOWN_CLAIMS)
    shown = [
        f"{claim.about_end or claim.published}  {claim.place}: {claim.figure}, {claim.term.replace('_', ' ')}"
        for claim in claims
    ]
    rest = len(table) - len(shown)
    return [*shown, *([f"... and {rest:,} more"] if rest > 0 else [])]


def _not_taken(file: TakenFile) -> list[str]:
    lines = [f"  {note}" for note in file.notes]
    for table in file.tables:
        lines += [f"  {note}" for note in (*table.notes, *table.not_taken(_SHOWN_ROWS))]
    return lines


def _data(taken: Taken, written: str) -> dict[str, object]:
    return {
        "claims": len(taken),
        "written": written,
        "files": [
            {
                "file": file.name,
                "claims": sum(map(len, file.tables)) + len(file.read),
                "tables": [
                    {
                        "table": table.match.grid.name, "layout": table.match.layout.name, "rows": table.rows,
                        "claims": len(table), "left_out": table.left_out, "notes": table.notes,
                    }
                    for table in file.tables
                ],
                "notes": file.notes,
                "problems": [problem.as_dict() for problem in file.problems],
            }
            for file in taken.files
        ],
    }  # fmt: skip

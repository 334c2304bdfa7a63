"""``waystation take``: claims from tables that others publish or send."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from waystation.cli.options import Json, Quiet
from waystation.cli.take_options import (
    AllRounds,
    DateOrder,
    Decimal,
    DryRun,
    Encoding,
    FormTo,
    Guess,
    Hidden,
    LedgerTo,
    MappingFile,
    Out,
    PlaceIs,
    PlacesFile,
    Published,
    Publisher,
    Since,
    SkipBadRows,
    Tables,
    TermIs,
)
from waystation.errors import InputError, Problem

if TYPE_CHECKING:
    from waystation.claims.take import Taken, TakeSettings

__all__ = ["take"]


def take(
    files: Tables = None,
    out: Out = None,
    ledger: LedgerTo = "",
    dry_run: DryRun = False,
    mapping: MappingFile = None,
    guess: Guess = False,
    form: FormTo = None,
    place: PlaceIs = "",
    places: PlacesFile = None,
    publisher: Publisher = "",
    published: Published = None,
    term: TermIs = "",
    since: Since = None,
    decimal: Decimal = "",
    dates: DateOrder = "",
    all_rounds: AllRounds = False,
    encoding: Encoding = "",
    hidden: Hidden = False,
    skip_bad_rows: SkipBadRows = False,
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
    from waystation.claims.take import TakeSettings, read_mapping, take_tables

    _check_words(term, decimal, dates)
    settings = TakeSettings(
        place=place, publisher=publisher, published=published, term=term, since=since, decimal=decimal, dates=dates,
        all_rounds=all_rounds, encoding=encoding, hidden=hidden, skip_bad_rows=skip_bad_rows,
        places=_names(places) if places else {},
    )  # fmt: skip
    if guess:
        for file in files:
            _propose(file, settings, quiet)
        return
    taken = take_tables(files, mapping=read_mapping(mapping) if mapping else None, settings=settings)
    refused = bool(taken.problems) and not (skip_bad_rows and len(taken))
    if refused and not dry_run:
        _refuse(taken, quiet=quiet or json)
    written = "" if dry_run else _keep(taken, out, ledger)
    _show(taken, written, dry_run=dry_run, json=json, quiet=quiet)
    if dry_run:
        _end_as_the_run_would(taken, refused=refused, json=json, quiet=quiet)


def _check_words(term: str, decimal: str, dates: str) -> None:
    """Options that take one of a few words, all wrong ones at once."""
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
    from waystation.claims.take import keep_in_ledger, write_taken
    from waystation.cli.inputs import open_ledger

    said = list[str]()
    if out is not None:
        said.append(f"Wrote {write_taken(taken, out):,} claims to {out}.")
    if ledger:
        with open_ledger(ledger, make=True) as book:
            kept = keep_in_ledger(taken, book)
        said.append(
            f"{ledger}: {len(kept.new):,} new claims, {len(kept.already):,} there already, "
            f"{len(kept.revised):,} in place of an earlier version."
        )
    return " ".join(said)


def _refuse(taken: Taken, *, quiet: bool) -> NoReturn:
    """All problems, after what was left out for other reasons: both may have to be put right."""
    from waystation.cli.screen import print_lines
    from waystation.cli.take_shown import not_taken_lines

    if not quiet:
        print_lines(*[line for file in taken.files for line in not_taken_lines(file)])
    raise InputError(taken.problems)


def _end_as_the_run_would(taken: Taken, *, refused: bool, json: bool, quiet: bool) -> None:
    """A dry run ends with the code that the run itself would end with, so that a script may ask first."""
    from waystation.cli.screen import print_lines

    if quiet and not json and refused:
        raise InputError(taken.problems)
    if not quiet and not json and (refused or not len(taken)):
        print_lines("No claim would be taken: correct what is wrong first." if refused else "No claim would be taken.")
    if refused:
        raise typer.Exit(2)


def _show(taken: Taken, written: str, *, dry_run: bool, json: bool, quiet: bool) -> None:
    from waystation.cli.screen import print_json, print_lines
    from waystation.cli.take_shown import taken_data, taken_lines

    if json:
        print_json(taken_data(taken, written))
    elif not quiet:
        print_lines(*taken_lines(taken), *([written] if written else []))
        if not written and not dry_run:
            print_lines("Nothing was written: give --out claims.csv or --ledger ledger.db.")

"""``waystation read``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

import waystation as ws
from waystation.cli.options import Json, Quiet, iso_date
from waystation.cli.where import (
    EngineName,
    Keep,
    Scheduler,
    SliceOf,
    Slices,
    Where,
    given_of,
    plain,
    run_shown,
)
from waystation.errors import InputError, Problem

__all__ = ["read", "reading_again", "run_read"]

_TRIES = 2
"""So often in a row the second reader may fail before it is asked no more."""

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
    typer.Option(
        "--scenario",
        help="Scenario folder: places are named as there; new figures go into its ledger.",
        show_default=False,
    ),
]
Jsonl = Annotated[
    Path | None, typer.Option("--jsonl", help="Excerpts instead: id and text, one JSON a line.", show_default=False)
]
Out = Annotated[Path | None, typer.Option("--out", help="CSV file of claims to write.", show_default=False)]
ReadWorkers = Annotated[
    int | None,
    typer.Option(
        "--workers", help="Processes of --engine dask. Without it reports are read one after another.",
        show_default="one a core", rich_help_panel="Where it runs",
    ),
]  # fmt: skip
IntoLedger = Annotated[
    str | None, typer.Option("--ledger", help="Ledger to add the claims to: a file, or a URL.", show_default=False)
]

SecondReader = Annotated[
    str,
    typer.Option(
        "--second-reader",
        metavar="URL",
        help="OpenAI-compatible endpoint that reads the reports too. Their text is sent there.",
        show_default="off",
    ),
]
SecondModel = Annotated[
    str, typer.Option("--second-model", help="Model of the second reader.", show_default="the first it lists")
]


def read(
    files: Files = None,
    published: Published = None,
    publisher: Publisher = "",
    scenario: ScenarioFolder = None,
    jsonl: Jsonl = None,
    out: Out = None,
    ledger: IntoLedger = None,
    second_reader: SecondReader = "",
    second_model: SecondModel = "",
    workers: ReadWorkers = None,
    engine: EngineName = "threads",
    scheduler: Scheduler = None,
    slice_of: SliceOf = None,
    keep: Keep = None,
    slices: Slices = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read reports: each figure of people or homes becomes a claim with the words that say it.

    Reads .txt, .md, .html, .eml, .docx, .pdf, chat exports, and spreadsheets (.csv, .xlsx): tables of figures, or of
    excerpts with the columns text, published, publisher, id. The claims are drafts: look at each before you use it.

    Example: [bold]waystation read update.txt --published 2019-03-04 --publisher OCHA --out claims.csv[/bold]
    """
    where = Where(engine, scheduler, workers, slice_of, keep, slices)
    if jsonl is not None:
        from waystation.cli.inputs import out_of_place

        others = {
            "FILE": files, "--published": published, "--publisher": publisher, "--scenario": scenario,
            "--ledger": ledger, "--json": json, "--second-reader": second_reader, "--second-model": second_model,
            **given_of(where),
        }  # fmt: skip
        given = {name: value or None for name, value in others.items()}
        problems = out_of_place(given, "is not for excerpts.", "Leave it out with --jsonl.")
        if problems:
            raise InputError(problems)
        _excerpts(jsonl, out)
        return
    if not files:
        raise InputError(Problem("No report was named.", "Name files or folders, or - for standard input."))
    arguments = {
        "files": files, "published": published, "publisher": publisher, "scenario": scenario, "ledger": ledger,
        "second_reader": second_reader, "second_model": second_model,
    }  # fmt: skip
    run_read(arguments, where, out=out, json=json, quiet=quiet)


def run_read(arguments: Mapping[str, Any], where: Where, *, out: Path | None, json: bool, quiet: bool) -> None:
    """Run `read`, or print and write what came of its slices; see `waystation.cli.merge`."""
    from waystation.cli.read_shown import as_data, show_reports
    from waystation.cli.screen import print_json, print_lines

    _refuse_standard_input(arguments["files"], where)
    scenario, ledger = arguments["scenario"], arguments["ledger"]
    second_reader, second_model = arguments["second_reader"], arguments["second_model"]
    situation = ws.open(scenario) if scenario else None
    known = situation.scenario if situation else None
    intake = ws.read_reports(arguments["files"], published=arguments["published"], publisher=arguments["publisher"])
    places = known.places if known else ()
    if where == Where() or not intake.reports:
        reports = ws.read_each(intake.reports, places)
    else:
        job = ws.ReadingJob(tuple(intake.reports), tuple(places))
        recipe = {"command": "read", "arguments": plain(arguments)}
        # Threads gain nothing: reading is plain Python.
        one = where if where.engine == "dask" else replace(where, workers=where.workers or 1)
        found = run_shown(job, one, out=out, recipe=recipe, json=json, quiet=quiet)
        if found is None:
            return
        reports = job.read(found)
    reports, seconds = _read_again(reports, second_reader, second_model)
    rows, new = ws.drafts_beside(situation.rows if situation else (), reports, known)
    if situation is not None and new and out is None and ledger is None:
        ledger = situation.ledger
    lines = _written(new, out, ledger)
    if json:
        print_json(as_data(reports, rows, intake.left_out, intake.problems, seconds))
    elif not quiet:
        show_reports(reports, rows, seconds)
        total = sum(len(each.readings) for each in reports)
        already = f" {len(rows)} of them stand in claims.csv already." if rows else ""
        print_lines(f"{_counted(total, 'claim')} from {_counted(len(reports), 'report')}.{already}")
        if intake.left_out:
            print_lines(f"Skipped (not report files): {', '.join(intake.left_out)}.")
        print_lines(*lines)
    if intake.problems:
        _not_read(intake.problems, quiet=json)


def reading_again(arguments: Mapping[str, Any], inputs: Sequence[Path]) -> dict[str, Any]:
    """Arguments that `plain` wrote, as they were; the first files are those of ``inputs``, where they have moved."""
    files = [Path(each) for each in arguments["files"]]
    published, scenario = arguments["published"], arguments["scenario"]
    return {
        **arguments,
        "files": [*inputs, *files[len(inputs) :]],
        "published": None if published is None else date.fromisoformat(published),
        "scenario": None if scenario is None else Path(scenario),
    }


def _refuse_standard_input(files: Sequence[Path], where: Where) -> None:
    if where.slice is not None and Path("-") in files:
        raise InputError(Problem("Slices cannot be read from standard input: it can be read once.", "Name files."))


def _read_again(
    reports: list[ws.ReadReport], url: str, model: str
) -> tuple[list[ws.ReadReport], list[ws.SecondReading]]:
    """The reports read once more by the second reader, if one was named; it is said before anything is sent."""
    if not url:
        return reports, []
    endpoint = ws.SecondReader(url, model)
    where = "on this machine" if endpoint.local else "The text leaves this machine"
    sent = f"The text of {_counted(len(reports), 'report')} is sent to {endpoint.host}"
    typer.echo(f"{sent} {where}." if endpoint.local else f"{sent}. {where}. Personal data is struck out.", err=True)
    seconds = list[ws.SecondReading]()
    for at, each in enumerate(reports):
        if len(seconds) >= _TRIES and all(second.failed for second in seconds[-_TRIES:]):
            seconds.append(ws.SecondReading(failed="it was not asked again after an earlier failure"))
            continue
        reports[at], second = ws.second_reading(each, endpoint.ask)
        seconds.append(second)
    return reports, seconds


def _not_read(problems: Sequence[Problem], *, quiet: bool) -> None:
    """Say which files were not read and what to do about them, and end as bad input does."""
    if not quiet:
        typer.echo("".join(f"{each}\n" for each in problems), err=True, nl=False)
        typer.echo(f"{_counted(len(problems), 'problem')}; the other reports were read.", err=True)
    raise typer.Exit(2)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _excerpts(jsonl: Path, out: Path | None) -> None:
    facts = ws.read_excerpts(jsonl)
    if out is None:
        typer.echo(facts, nl=False)
    else:
        ws.write_text(out, facts)


def _written(claims: list[ws.Claim], out: Path | None, ledger: str | None) -> list[str]:
    """Write the claims where they were asked for; what was done, in sentences."""
    from waystation.cli.inputs import open_ledger

    lines = []
    if out is not None:
        ws.write_claims(claims, out)
        lines.append(f"Wrote {out} with {_counted(len(claims), 'claim')}.")
    if ledger is not None:
        with open_ledger(ledger, make=True) as book:
            added, name = book.add_drafts(claims), book.name
        lines.append(f"{len(added.new)} claims added to {name}; {len(added.already)} were there already.")
    return lines

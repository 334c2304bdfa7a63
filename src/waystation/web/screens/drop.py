"""Drop: reports as files or pasted text; each is kept as text in the scenario's folder of reports."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from waystation.claims.reading import Report, read_reports
from waystation.claims.take.day_cells import DATE_ORDER
from waystation.errors import InputError, Problem
from waystation.files import write_text
from waystation.web.forms import ending_of, on_disk, posted, text_of
from waystation.web.pending import MOST_PENDING, Pending
from waystation.web.screens.dropped_tables import ENDINGS, Asked, TakenTable, shown_name, take_table
from waystation.web.screens.mapping_fields import DATES
from waystation.web.templating import page
from waystation.web.workspace import Workspace
from waystation.world.cells import CellError, read_date

__all__ = ["drop", "dropped"]

MOST_TEXT = 150_000
"""Characters of pasted text."""

_LONGEST_NAME = 60
_ASKS_DAY = "Nothing says on which day"


@dataclass(frozen=True)
class Dropped:
    """What became of one report."""

    title: str
    published: date
    figures: int
    notes: tuple[str, ...]


async def drop(request: Request) -> Response:
    """The form."""
    return HTMLResponse(
        page("drop.html", request, dropped=[], tables=[], asked=[], problems=[], given={}, again=[], orders=DATES)
    )


@posted
async def dropped(request: Request, form: FormData) -> Response:
    """Take what was dropped; what has no day is asked for, and the others are kept."""
    given = {name: text_of(form, name, MOST_TEXT) for name in ("text", "published", "publisher", "dates")}
    files = [each for each in form.getlist("files") if isinstance(each, UploadFile) and each.filename]
    workspace: Workspace = request.app.state.workspace
    pending: Pending = request.app.state.pending
    again = [pending.get(each) for each in form.getlist("again") if isinstance(each, str)]
    contents = [*again, *[(str(each.filename), await each.read()) for each in files]]
    tables = [each for each in contents if ending_of(each[0]) in ENDINGS]
    reports = [each for each in contents if each not in tables]
    taken, asked, texts, faults, unclear = await run_in_threadpool(_take_tables, workspace, tables, given, pending)
    reports += texts
    only_tables = bool(tables) and not reports and not given["text"]
    done, problems, dayless = ([], [], []) if only_tables else await run_in_threadpool(_take, workspace, reports, given)
    problems += faults
    dayless += unclear
    if len(dayless) > MOST_PENDING:
        said = f"Only {MOST_PENDING} of {len(dayless)} files without a day are kept until you give it."
        problems.append(Problem(said, "Choose the others again after these.", column="files"))
    shown = page(
        "drop.html", request,
        dropped=done, tables=taken, asked=asked, problems=problems, given=given if problems else {}, orders=DATES,
        again=[(pending.keep(name, data), shown_name(name)) for name, data in dayless[:MOST_PENDING]],
    )  # fmt: skip
    return HTMLResponse(shown, 422 if problems else 200)


def _take_tables(
    workspace: Workspace, contents: list[tuple[str, bytes]], given: dict[str, str], pending: Pending
) -> tuple[list[TakenTable], list[Asked], list[tuple[str, bytes]], list[Problem], list[tuple[str, bytes]]]:
    """Tables taken, those to ask about, those of excerpts (which are reports), what is wrong, and unclear days."""
    published, problems = _day(given["published"])
    texts: list[tuple[str, bytes]] = []
    taken: list[TakenTable] = []
    asked: list[Asked] = []
    unclear: list[tuple[str, bytes]] = []
    for name, data in [] if problems else contents:
        shown = shown_name(name)
        try:
            found = take_table(workspace, shown, data, given, published, pending)
        except InputError as error:
            if any(each.code == DATE_ORDER for each in error.problems):
                problems += error.problems
                unclear.append((name, data))
                continue
            try:
                _read(0, name, data, published, given["publisher"])
                texts.append((name, data))
            except InputError:
                problems += error.problems
            continue
        (taken if isinstance(found, TakenTable) else asked).append(found)  # type: ignore[arg-type]
    return taken, asked, texts, problems, unclear


def _take(
    workspace: Workspace, contents: list[tuple[str, bytes]], given: dict[str, str]
) -> tuple[list[Dropped], list[Problem], list[tuple[str, bytes]]]:
    """What became of each report, what is wrong, and the files that wait for their day."""
    published, problems = _day(given["published"])
    files = list(contents)
    if given["text"]:
        contents = [*contents, ("pasted text.txt", given["text"].encode())]
    if not contents and not problems:
        problems.append(Problem("Nothing was dropped.", "Choose files, or paste the text of a report.", column="files"))
    if problems:
        return [], problems, files
    kept: list[Report] = []
    dayless: list[tuple[str, bytes]] = []
    for number, (name, data) in enumerate(contents):
        try:
            found = _read(number, name, data, published, given["publisher"])
        except InputError as error:
            problems += error.problems
            if number < len(files) and any(_ASKS_DAY in each.message for each in error.problems):
                dayless.append((name, data))
            continue
        late = _too_late(found, workspace.situation().scenario.settings.end, shown_name(name))
        problems += late
        kept += [] if late else found
    before = {claim.id for claim in workspace.situation().claims}
    written = [_keep(workspace.folder / "reports", each) for each in kept]
    situation = workspace.situation()
    if situation.problems:  # what was kept must never break the folder
        for file in written:
            file.unlink(missing_ok=True)
        return [], [*problems, *situation.problems], dayless
    names = {file.name: report for file, report in zip(written, kept, strict=True)}
    done = []
    for each in situation.reports:
        if each.report.name in names:
            new = sum(claim.id not in before for claim in each.claims)
            source = names[each.report.name]
            done.append(Dropped(source.title or source.publisher or source.name, source.published, new, source.notes))
    return done, problems, dayless


def _too_late(reports: list[Report], end: date, name: str) -> list[Problem]:
    """Reports that came out when the scenario is over: most often the year is wrong."""
    days = sorted({each.published for each in reports if each.published >= end})
    last = end - timedelta(days=1)
    fix = "Correct the day, or set a later end in scenario.toml."
    return [Problem(f"It came out on {day}, and the scenario ends on {last}.", fix, name) for day in days[:1]]


def _day(text: str) -> tuple[date | None, list[Problem]]:
    if not text:
        return None, []
    try:
        return read_date(text), []
    except CellError as error:
        return None, [Problem(error.message, error.fix, column="published", value=text)]


def _read(number: int, name: str, data: bytes, published: date | None, publisher: str) -> list[Report]:
    """The reports of one file. Its name from outside is used for its ending and for messages only."""
    with on_disk(name, data, str(number)) as file:
        try:
            found = read_reports([file], published=published, publisher=publisher).reports
            return [replace(each, name=each.name.replace(file.name, shown_name(name))) for each in found]
        except InputError as error:
            raise InputError([_named(each, shown_name(name)) for each in error.problems]) from None


def _named(problem: Problem, name: str) -> Problem:
    asked = _ASKS_DAY in problem.message
    fix = "Give the day and the publisher below, and take it in." if asked else problem.fix
    return Problem(problem.message, fix, name, problem.row, problem.column, problem.value)


def _keep(folder: Path, report: Report) -> Path:
    """Write a report as text with its day and publisher on top; the same report dropped twice is one file."""
    folder.mkdir(exist_ok=True)
    words = re.sub(r"[^a-z0-9]+", "-", f"{report.publisher} {report.title}".casefold()).strip("-")
    head = f"Published: {report.published}\n"
    if report.publisher:
        head += f"Publisher: {_one_line(report.publisher)}\n"
    if report.title:
        head += f"Title: {_one_line(report.title)}\n"
    text = f"{head}\n{report.text}\n"
    stem = f"{report.published}-{words[:_LONGEST_NAME].strip('-') or 'report'}"
    for number in range(1, 10_000):
        file = folder / (f"{stem}.txt" if number == 1 else f"{stem}-{number}.txt")
        if not file.exists() or file.read_text("utf-8") == text:
            break
    write_text(file, text)
    return file


def _one_line(text: str) -> str:
    return " ".join(text.split())[:200]

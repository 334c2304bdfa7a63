"""Drop: reports as files or pasted text; each is kept as text in the scenario's folder of reports."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
from waystation.web.pending import MOST_PENDING, Pending, SentFile
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
_ASKS_PUBLISHER = "Nothing says who published it."


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
    contents = [_answered(form, key, pending, given) for key in form.getlist("again") if isinstance(key, str)]
    contents += [
        SentFile(str(each.filename), await each.read(), published=given["published"], publisher=given["publisher"])
        for each in files
    ]
    tables = [each for each in contents if ending_of(each.name) in ENDINGS]
    reports = [each for each in contents if each not in tables]
    taken, asked, texts, faults, unclear = await run_in_threadpool(_take_tables, workspace, tables, given, pending)
    reports += texts
    only_tables = bool(tables) and not reports and not given["text"]
    done, problems, waiting = ([], [], []) if only_tables else await run_in_threadpool(_take, workspace, reports, given)
    problems += faults
    waiting += unclear
    if len(waiting) > MOST_PENDING:
        said = f"Only {MOST_PENDING} of {len(waiting)} files that wait for an answer are kept until you give it."
        problems.append(Problem(said, "Choose the others again after these.", column="files"))
    again = [(pending.keep(each), shown_name(each.name), each.asks) for each in waiting[:MOST_PENDING]]
    shown = page(
        "drop.html", request,
        dropped=done, tables=taken, asked=asked, problems=problems, given=given if problems else {}, orders=DATES,
        again=again,
    )  # fmt: skip
    return HTMLResponse(shown, 422 if problems else 200)


def _answered(form: FormData, key: str, pending: Pending, given: dict[str, str]) -> SentFile:
    """A file that waited, with what was answered for it; else with what is said of all files."""
    file = pending.get(key)
    published, publisher = (
        text_of(form, f"{each}-{key}") or getattr(file, each) or given[each] for each in ("published", "publisher")
    )
    return replace(file, asks=(), published=published, publisher=publisher)


def _take_tables(
    workspace: Workspace, contents: list[SentFile], given: dict[str, str], pending: Pending
) -> tuple[list[TakenTable], list[Asked], list[SentFile], list[Problem], list[SentFile]]:
    """Tables taken, those to ask about, those of excerpts (which are reports), what is wrong, and unclear days."""
    published, problems = _day(given["published"])
    texts: list[SentFile] = []
    taken: list[TakenTable] = []
    asked: list[Asked] = []
    unclear: list[SentFile] = []
    for each_file in [] if problems else contents:
        shown = shown_name(each_file.name)
        try:
            found = take_table(workspace, shown, each_file.data, given, published, pending)
        except InputError as error:
            if any(each.code == DATE_ORDER for each in error.problems):
                problems += error.problems
                unclear.append(each_file)
                continue
            try:
                _read(0, each_file, published)
                texts.append(each_file)
            except InputError:
                problems += error.problems
            continue
        (taken if isinstance(found, TakenTable) else asked).append(found)  # type: ignore[arg-type]
    return taken, asked, texts, problems, unclear


def _take(
    workspace: Workspace, contents: list[SentFile], given: dict[str, str]
) -> tuple[list[Dropped], list[Problem], list[SentFile]]:
    """What became of each report, what is wrong, and the files that wait for their day or publisher."""
    pasted = SentFile(
        "pasted text.txt", given["text"].encode(), published=given["published"], publisher=given["publisher"]
    )
    files = [*contents, pasted] if given["text"] else contents
    if not files:
        fix = "Choose files, or paste the text of a report."
        return [], [Problem("Nothing was dropped.", fix, column="files")], []
    days = {each.published: _day(each.published) for each in files}
    problems = [problem for _, told in days.values() for problem in told]
    if problems:
        return [], problems, [replace(each, asks=("day",)) for each in contents]
    kept: list[Report] = []
    waiting: list[SentFile] = []
    for number, each in enumerate(files):
        try:
            found = _read(number, each, days[each.published][0])
        except InputError as error:
            problems += error.problems
            if each is not pasted and (asks := _asks(error.problems)):
                waiting.append(replace(each, asks=asks))
            continue
        late = _too_late(found, workspace.situation().scenario.settings.end, shown_name(each.name))
        problems += late
        kept += [] if late else found
    done, faults = _keep_all(workspace, kept)
    return done, [*problems, *faults], waiting


def _keep_all(workspace: Workspace, kept: Sequence[Report]) -> tuple[list[Dropped], list[Problem]]:
    """Write reports into the folder; none of them where that would break it."""
    before = {claim.id for claim in workspace.situation().claims}
    written = [_keep(workspace.folder / "reports", each) for each in kept]
    situation = workspace.situation()
    if situation.problems:
        for file in written:
            file.unlink(missing_ok=True)
        return [], list(situation.problems)
    names = {file.name: report for file, report in zip(written, kept, strict=True)}
    done = []
    for each in situation.reports:
        if each.report.name in names:
            new = sum(claim.id not in before for claim in each.claims)
            source = names[each.report.name]
            done.append(Dropped(source.title or source.name, source.published, new, source.notes))
    return done, []


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


def _read(number: int, each: SentFile, published: date | None) -> list[Report]:
    """The reports of one file. Its name from outside is used for its ending and for messages only.

    Raises
    ------
    InputError
        If it cannot be read, or nothing says when or by whom one of its reports was published.
    """
    name = shown_name(each.name)
    with on_disk(each.name, each.data, str(number)) as file:
        try:
            read = read_reports([file], published=published).reports
        except InputError as error:
            problems = [_named(problem, name) for problem in error.problems]
            asks_day = any(_ASKS_DAY in problem.message for problem in problems)
            raise InputError([*problems, *([] if each.publisher or not asks_day else [_nobody(name)])]) from None
    found = [
        replace(report, name=report.name.replace(file.name, name), publisher=report.publisher or each.publisher)
        for report in read
    ]
    if nameless := [report.name for report in found if not report.publisher]:
        raise InputError([_nobody(nameless[0] if len(found) > 1 else name)])
    return found


def _named(problem: Problem, name: str) -> Problem:
    asked = _ASKS_DAY in problem.message
    fix = "Give the day below, and take it in." if asked else problem.fix
    return Problem(problem.message, fix, name, problem.row, problem.column, problem.value)


def _nobody(name: str) -> Problem:
    fix = "Give the office, agency or newspaper below, not a person. If nobody can tell, write: not known."
    return Problem(_ASKS_PUBLISHER, fix, name)


def _asks(problems: Sequence[Problem]) -> tuple[str, ...]:
    """Whether a file waits for its day and for its publisher; neither if something else is wrong with it."""
    asked = {"day": _ASKS_DAY, "publisher": _ASKS_PUBLISHER}
    return tuple(what for what, words in asked.items() if any(words in each.message for each in problems))


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

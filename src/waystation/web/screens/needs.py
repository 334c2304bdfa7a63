"""Needs and stock: what each site needs ahead, what is in stock, and when it runs out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from waystation.errors import InputError, Problem
from waystation.web.forms import posted, text_of
from waystation.web.screen_figures import NeedsScreen, ScreenFigures
from waystation.web.templating import language_of, page
from waystation.web.workspace import Workspace

__all__ = ["COLUMNS", "keep", "needs"]

STOCK = "stock.csv"
COLUMNS = {
    "place": "Place",
    "item": "Item",
    "amount": "Amount at once",
    "per_day": "Amount each day",
    "available": "From",
    "until": "Until",
    "source": "Who says so (an office)",
}
"""Headings of the columns of a stock file."""
_COLUMNS = list(COLUMNS)
_EMPTY_ROWS = 3
_MOST_ROWS = 500
_NEEDS = TypeAdapter(NeedsScreen)


async def needs(request: Request) -> Response:
    """Needs from the last forecast, and the stock as it stands."""
    return HTMLResponse(await run_in_threadpool(_page, request))


def _page(request: Request, typed: Sequence[dict[str, str]] = (), wrong: Sequence[Problem] = ()) -> str:
    """The screen; with the stock as it was typed, where something in it is wrong."""
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    found, old = workspace.latest(language)
    if found is None:
        return page("no_forecast.html", request, title="Needs and stock")
    rows, problems = _kept(workspace.folder / STOCK)
    needs, stocked = found.needs, False
    if rows and not old and not problems:
        try:
            needs, stocked = _with_stock(workspace, found), True
        except InputError as error:
            problems = list(error.problems)
    return page(
        "needs.html", request,
        found=found, old=old, needs=needs, stocked=stocked,
        rows=[*(typed or rows), *({} for _ in range(_EMPTY_ROWS))], columns=COLUMNS, problems=[*problems, *wrong],
    )  # fmt: skip


def _with_stock(workspace: Workspace, found: ScreenFigures) -> NeedsScreen:
    """Needs with the days on which stock runs out; worked out once for what is in stock."""
    file = workspace.folder / STOCK

    def make() -> NeedsScreen:
        return _NEEDS.validate_python(workspace.desk.ask("needs", stem=found.stem, language=found.language))

    return workspace.once(("needs", found.stem, found.language, file.stat().st_mtime_ns), make)


def _kept(file: Path) -> tuple[list[dict[str, str]], list[Problem]]:
    """The rows of the stock as they are written; what they say is checked where they are used."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            return [{name: row.get(name) or "" for name in _COLUMNS} for row in csv.DictReader(text)][:_MOST_ROWS], []
    except FileNotFoundError:
        return [], []
    except (OSError, ValueError, csv.Error) as error:
        return [], [Problem(f"The stock cannot be read: {error}.", "Check the file.", STOCK)]


@posted
async def keep(request: Request, form: FormData) -> Response:
    """Write the stock, if all of it can be used."""
    rows = _typed(form)
    try:
        await run_in_threadpool(_keep, request.app.state.workspace, rows, language_of(request))
    except InputError as error:
        wrong = [_said_in_form(each, rows) for each in error.problems]
        return HTMLResponse(await run_in_threadpool(_page, request, rows, wrong), 422)
    return RedirectResponse("/needs", 303)


def _typed(form: FormData) -> list[dict[str, str]]:
    rows = []
    for k in range(_MOST_ROWS):
        row = {column: text_of(form, f"{column}-{k}", 200) for column in _COLUMNS}
        if f"{_COLUMNS[0]}-{k}" not in form:
            break
        if any(value for name, value in row.items() if name != "place"):
            rows.append(row)
    return rows


def _said_in_form(problem: Problem, rows: Sequence[dict[str, str]]) -> Problem:
    """A problem of the file that was to be written, said of the rows of the form, which has no row of headings."""
    row = problem.row - 1 if problem.row and len(rows) else None
    return Problem(problem.message, problem.fix, "", row, COLUMNS.get(problem.column, problem.column), problem.value)


def _keep(workspace: Workspace, rows: Sequence[dict[str, str]], language: str) -> None:
    known = workspace.current(language).needs
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    workspace.desk.ask(
        "keep_stock", text=text.getvalue(), rows=len(rows), places=list(known.places), items=list(known.items)
    )

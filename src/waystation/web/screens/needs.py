"""Needs and stock: what each site needs ahead, what is in stock, and when it runs out."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from waystation.errors import InputError, Problem
from waystation.files import write_text
from waystation.plan import read_stock, stockout_dates
from waystation.plan.stock import Stock
from waystation.share.language import Language
from waystation.share.needs_shown import needs_tables
from waystation.situation import Assessment
from waystation.web.forms import posted, text_of
from waystation.web.templating import language_of, page
from waystation.web.workspace import Workspace

__all__ = ["keep", "needs", "tables_and_warning"]

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


async def needs(request: Request) -> Response:
    """Needs from the last forecast, and the stock as it stands."""
    return HTMLResponse(await run_in_threadpool(_page, request))


def _page(request: Request, typed: Sequence[dict[str, str]] = (), wrong: Sequence[Problem] = ()) -> str:
    """The screen; with the stock as it was typed, where something in it is wrong."""
    workspace: Workspace = request.app.state.workspace
    found = workspace.assessment()
    if found is None:
        return page("no_forecast.html", request, title="Needs and stock")
    stock, problems = _stock(workspace, found)
    tables, warning = tables_and_warning(workspace, found, Language(language_of(request)), stock)
    return page(
        "needs.html", request,
        tables=tables, stocked=bool(stock),
        day=found.view.day,
        rows=[*(typed or [each.model_dump(mode="json") for each in stock]), *({} for _ in range(_EMPTY_ROWS))],
        columns=COLUMNS, problems=[*problems, *wrong], places=_names(found, "place"), items=_names(found, "item"),
        warning=warning,
    )  # fmt: skip


def tables_and_warning(
    workspace: Workspace, found: Assessment, words: Language, stock: Sequence[Stock] = ()
) -> tuple[list[Any], dict[str, Any] | None]:
    """Needs of each site, with the days on which stock runs out; and what runs out first."""

    def make() -> tuple[list[Any], dict[str, Any] | None]:
        ends = stockout_dates(found.needs, stock) if stock else None
        tables = needs_tables(found.needs, found.view.day, found.standards, ends, words=words, planned=False)
        return tables, _first_to_run_out(ends)

    return workspace.shown(found, ("needs", words.code, tuple(stock)), make)


def _stock(workspace: Workspace, found: Assessment) -> tuple[list[Stock], list[Problem]]:
    file = workspace.folder / STOCK
    if not file.exists():
        return [], []
    try:
        return read_stock(file, _names(found, "place"), _names(found, "item")), []
    except InputError as error:
        return [], list(error.problems)


def _names(found: Assessment, column: str) -> list[str]:
    return [str(each) for each in found.needs[column].unique()]


def _first_to_run_out(ends: Any) -> dict[str, Any] | None:
    """What runs out first in the middle future."""
    if ends is None or ends.empty:
        return None
    middle = ends[(ends["quantile"] == 0.5) & ends["runs_out"].notna()].sort_values("runs_out")
    if middle.empty:
        return None
    first = middle.iloc[0]
    return {"item": str(first["item"]), "place": str(first["place"]), "day": first["runs_out"].date()}


@posted
async def keep(request: Request, form: FormData) -> Response:
    """Write the stock, if all of it can be used."""
    rows = _typed(form)
    try:
        await run_in_threadpool(_keep, request.app.state.workspace, rows)
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


def _keep(workspace: Workspace, rows: Sequence[dict[str, str]]) -> None:
    found = workspace.assessment()
    if found is None:
        raise InputError(Problem("There is no forecast yet.", "Run one: it says what can be in stock."))
    text = io.StringIO()
    writer = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    draft = workspace.folder / f".{STOCK}"
    try:
        write_text(draft, text.getvalue())
        if rows:  # every problem is told, and the stock that was there stays
            read_stock(draft, _names(found, "place"), _names(found, "item"))
        draft.replace(workspace.folder / STOCK)
    finally:
        draft.unlink(missing_ok=True)

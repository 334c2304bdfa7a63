"""Forecast: run it with progress and a stop, look at the fan, replay an earlier evening."""

from __future__ import annotations

from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import URL, FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from waystation.errors import InputError, Problem
from waystation.web.forms import posted, text_of
from waystation.web.templating import language_of, page
from waystation.web.workspace import Workspace
from waystation.world.cells import CellError, read_date

__all__ = ["chart", "forecast", "progress", "run", "stop"]

CHARTS = ("population", "daily", "waits")
_SHOWS_FORECAST = {"", "/", "/forecast", "/waits"}
"""Screens that a new forecast changes and nobody types on. Elsewhere loading the page again would lose what a person
has typed, or send a form a second time: "/review/correct" stands in the address after a correction was refused."""


async def forecast(request: Request) -> Response:
    """The last forecast, or that of an earlier evening."""
    return HTMLResponse(await run_in_threadpool(_page, request))


def _page(request: Request) -> str:
    workspace: Workspace = request.app.state.workspace
    asked = _day(request.query_params.get("as_of", ""))
    view = workspace.view(asked)
    language = language_of(request)
    found, old = workspace.latest(language) if asked is None else (workspace.figures(language, asked), False)
    published = sorted({claim.published for claim in workspace.situation().claims})
    job = request.app.state.jobs.last
    return page(
        "forecast.html", request,
        found=found, old=old, day=view.day, asked=asked, evenings=published,
        problems=job.problems if job else [],
        stopped=job is not None and job.stopped,
    )  # fmt: skip


@posted
async def run(request: Request, form: FormData) -> Response:
    """Start a forecast; one that is running goes on."""
    workspace: Workspace = request.app.state.workspace
    day = _day(text_of(form, "as_of"))
    language = language_of(request)
    await run_in_threadpool(workspace.view, day)  # what is wrong is told now, not in the background
    request.app.state.jobs.start("forecast", lambda tell: workspace.assess(tell, day, language))
    return RedirectResponse(f"/forecast?as_of={day}" if day else "/forecast", 303)


@posted
async def stop(request: Request, form: FormData) -> Response:
    """Stop the forecast that is running."""
    job = request.app.state.jobs.running
    if job is not None:
        job.stop()
    return RedirectResponse("/forecast", 303)


async def progress(request: Request) -> Response:
    """What the forecast is doing; when it has ended, the page is loaded again, unless something is typed on it."""
    ended = request.app.state.jobs.running is None
    answer = HTMLResponse(page("running.html", request, ended=ended))
    if ended and URL(request.headers.get("HX-Current-URL", "")).path in _SHOWS_FORECAST:
        answer.headers["HX-Refresh"] = "true"
    return answer


async def chart(request: Request) -> Response:
    """A chart as an image, wide or narrow."""
    name, size = request.path_params["name"], request.path_params["size"]
    if name not in CHARTS or size not in {"wide", "narrow"}:
        raise InputError(Problem("There is no such chart.", "Go back to Forecast."))
    svg = await run_in_threadpool(_svg, request, name, size)
    return Response(svg, media_type="image/svg+xml")


def _svg(request: Request, name: str, size: str) -> str:
    workspace: Workspace = request.app.state.workspace
    asked, language = _day(request.query_params.get("as_of", "")), language_of(request)
    found = workspace.latest(language)[0] if asked is None else workspace.figures(language, asked)
    if found is None:
        raise InputError(Problem("There is no forecast yet.", "Run one."))
    if name not in found.charts:
        raise InputError(Problem("There is nothing to draw.", "Look at another chart."))
    wide, narrow = found.charts[name]
    return wide if size == "wide" else narrow


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return read_date(text)
    except CellError as error:
        raise InputError(Problem(error.message, error.fix, column="as_of", value=text)) from None

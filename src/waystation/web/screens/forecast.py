"""Forecast: run it with progress and a stop, look at the fan, replay an earlier evening."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from waystation.errors import InputError, Problem
from waystation.forecast import Forecast
from waystation.share import charts, figures
from waystation.share.charts import Chart
from waystation.situation import Assessment
from waystation.web.forms import posted, text_of
from waystation.web.templating import page
from waystation.web.workspace import Workspace
from waystation.world.cells import CellError, read_date

__all__ = ["chart", "charts_of", "forecast", "progress", "run", "stop"]

_BOX = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_LETTERS = "system-ui, Segoe UI, Roboto, Noto Sans, DejaVu Sans, Arial, sans-serif"
_CHARTS: dict[str, Callable[[Forecast], Chart | None]] = {
    "population": charts.population_chart,
    "daily": charts.daily_chart,
    "since": charts.since_chart,
    "waits": charts.waits_chart,
}
_ON_SCREEN = ("population", "daily", "waits")


async def forecast(request: Request) -> Response:
    """The last forecast, or that of an earlier evening."""
    return HTMLResponse(await run_in_threadpool(_page, request))


def _page(request: Request) -> str:
    workspace: Workspace = request.app.state.workspace
    asked = _day(request.query_params.get("as_of", ""))
    view = workspace.view(asked)
    found = workspace.assessment() if asked is None else workspace.remembered(asked)
    settings = view.scenario.settings
    published = sorted({claim.published for claim in workspace.situation().claims})
    job = request.app.state.jobs.last
    return page(
        "forecast.html", request,
        found=found, day=found.view.day if found else view.day, asked=asked, evenings=published,
        up_to_date=workspace.up_to_date if asked is None else True, settings=settings,
        rows=_rows_of(workspace, found) if found else [],
        problems=job.problems if job else [],
        stopped=job is not None and job.stopped,
    )  # fmt: skip


def charts_of(workspace: Workspace, found: Assessment) -> None:
    """Draw the charts of this screen, and work out the figures behind them."""
    _rows_of(workspace, found)
    for name in _ON_SCREEN:
        workspace.drawn(found, name, _CHARTS[name])


def _rows_of(workspace: Workspace, found: Assessment) -> list[dict[str, Any]]:
    return workspace.shown(found, "rows", lambda: _rows(found))


def _rows(found: Assessment) -> list[dict[str, Any]]:
    """The main place day by day: two weeks, then weekly."""
    forecast = found.forecast
    place = figures.main_place(forecast)
    fan = figures.population(forecast, place)
    wanted = {*range(15), *range(21, 400, 7)}
    days = [day for day in fan.days if (day - forecast.as_of).days in wanted]
    return [{"day": day, "place": place, "people": figures.people_at(forecast, place, day)} for day in days]


@posted
async def run(request: Request, form: FormData) -> Response:
    """Start a forecast; one that is running goes on."""
    workspace: Workspace = request.app.state.workspace
    day = _day(text_of(form, "as_of"))
    await run_in_threadpool(workspace.view, day)  # what is wrong is told now, not in the background
    request.app.state.jobs.start("forecast", lambda tell: workspace.assess(tell, day))
    return RedirectResponse(f"/forecast?as_of={day}" if day else "/forecast", 303)


@posted
async def stop(request: Request, form: FormData) -> Response:
    """Stop the forecast that is running."""
    job = request.app.state.jobs.running
    if job is not None:
        job.stop()
    return RedirectResponse("/forecast", 303)


async def progress(request: Request) -> Response:
    """What the forecast is doing; when it has ended, the page is loaded again."""
    answer = HTMLResponse(page("running.html", request))
    if request.app.state.jobs.running is None:
        answer.headers["HX-Refresh"] = "true"
    return answer


async def chart(request: Request) -> Response:
    """A chart as an image, wide or narrow."""
    name, size = request.path_params["name"], request.path_params["size"]
    if name not in _CHARTS or size not in {"wide", "narrow"}:
        raise InputError(Problem("There is no such chart.", "Go back to Forecast."))
    svg = await run_in_threadpool(_svg, request, name, size)
    return Response(svg, media_type="image/svg+xml")


def _svg(request: Request, name: str, size: str) -> str:
    workspace: Workspace = request.app.state.workspace
    asked = _day(request.query_params.get("as_of", ""))
    found = workspace.assessment() if asked is None else workspace.remembered(asked)
    if found is None:
        raise InputError(Problem("There is no forecast yet.", "Run one."))
    made = workspace.drawn(found, name, _CHARTS[name])
    if made is None:
        raise InputError(Problem("There is nothing to draw.", "Look at another chart."))
    return _alone(str(getattr(made, size)))


def _alone(svg: str) -> str:
    """A chart that was made to stand within a page, as a file of its own."""
    box = _BOX.search(svg)
    width, height = box.groups() if box else ("760", "430")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="{_LETTERS}" '
    return svg.replace("<svg ", head, 1)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return read_date(text)
    except CellError as error:
        raise InputError(Problem(error.message, error.fix, column="as_of", value=text)) from None

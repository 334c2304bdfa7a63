"""Waits and bottleneck: how long people wait at each stage, and what one more of something would do."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from waystation.web.templating import language_of, page
from waystation.web.workspace import Workspace

__all__ = ["waits"]


async def waits(request: Request) -> Response:
    """From the last forecast."""
    return HTMLResponse(await run_in_threadpool(_page, request))


def _page(request: Request) -> str:
    workspace: Workspace = request.app.state.workspace
    found, old = workspace.latest(language_of(request))
    if found is None:
        return page("no_forecast.html", request, title="Waits")
    return page("waits.html", request, found=found, old=old)

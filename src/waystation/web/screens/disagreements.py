"""Disagreements: figures that contradict each other, side by side, without a winner."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from waystation.web.templating import page
from waystation.web.workspace import Workspace

__all__ = ["disagreements"]


async def disagreements(request: Request) -> Response:
    """All that are known as of the latest day."""
    return HTMLResponse(await run_in_threadpool(_page, request))


def _page(request: Request) -> str:
    workspace: Workspace = request.app.state.workspace
    view = workspace.view()
    return page("disagreements.html", request, found=view.disagreements, day=view.day)

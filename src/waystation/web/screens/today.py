"""Today: each site now and ahead, what changed, and the next three steps."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from waystation.web.templating import page

__all__ = ["ROUTES"]


async def today(request: Request) -> Response:
    """The first screen; the questions, where there is no scenario yet."""
    if not request.app.state.workspace.ready:
        return RedirectResponse("/set-up", 303)
    return HTMLResponse(page("today.html", request))


ROUTES = [Route("/", today)]

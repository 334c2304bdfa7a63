"""Waits and bottleneck: how long people wait at each stage, and what one more of something would do."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from waystation.share import reception_shown as reception
from waystation.share.language import Language
from waystation.situation import Assessment
from waystation.web.templating import language_of, page
from waystation.web.workspace import Workspace

__all__ = ["waits", "waits_of"]


async def waits(request: Request) -> Response:
    """From the last forecast."""
    return HTMLResponse(await run_in_threadpool(_page, request))


def _page(request: Request) -> str:
    workspace: Workspace = request.app.state.workspace
    found, words = workspace.assessment(), Language(language_of(request))
    if found is None:
        return page("no_forecast.html", request, title="Waits")
    return page(
        "waits.html",
        request,
        day=found.view.day,
        **waits_of(workspace, found, words),
    )


def waits_of(workspace: Workspace, found: Assessment, words: Language) -> dict[str, Any]:
    """Waits at each stage, what holds people up, and what more of each thing would do."""
    return workspace.shown(found, ("waits", words.code), lambda: _shown(found, words))


def _shown(found: Assessment, words: Language) -> dict[str, Any]:
    outlook, settings = found.outlook, found.forecast.scenario.settings
    return {
        "waits": reception.wait_rows(found.forecast, words),
        "held_up": reception.bottleneck_sentence(outlook, found.forecast, words=words) if outlook else "",
        "measures": reception.measure_rows(outlook, settings, words) if outlook else [],
    }

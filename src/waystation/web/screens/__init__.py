"""The screens, in the order a morning goes through them; each is loaded when it is first visited."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from waystation.web.forms import Handler

__all__ = ["ROUTES", "load_screens"]

# Address, module of the screen, its handler, method.
_ADDRESSES = (
    ("/set-up", "set_up", "ask", "GET"),
    ("/set-up", "set_up", "answer", "POST"),
    ("/", "today", "today", "GET"),
    ("/drop", "drop", "drop", "GET"),
    ("/drop", "drop", "dropped", "POST"),
    ("/drop/mapping", "dropped_tables", "confirm", "POST"),
    ("/review", "review", "review", "GET"),
    ("/review/decide", "review", "decide", "POST"),
    ("/review/correct", "review", "correct", "POST"),
    ("/review/same", "review", "same", "POST"),
    ("/review/place", "review", "place", "POST"),
    ("/review/undo", "review", "undo", "POST"),
    ("/disagreements", "disagreements", "disagreements", "GET"),
    ("/forecast", "forecast", "forecast", "GET"),
    ("/forecast/run", "forecast", "run", "POST"),
    ("/forecast/stop", "forecast", "stop", "POST"),
    ("/forecast/progress", "forecast", "progress", "GET"),
    ("/chart/{name}/{size}.svg", "forecast", "chart", "GET"),
    ("/waits", "waits", "waits", "GET"),
    ("/needs", "needs", "needs", "GET"),
    ("/needs/stock", "needs", "keep", "POST"),
    ("/what-if", "what_if", "what_if", "GET"),
    ("/share", "share", "share", "GET"),
    ("/share/make", "share", "make", "POST"),
    ("/report.html", "share", "report", "GET"),
    ("/share/incident", "share", "incident", "POST"),
    ("/ledger", "ledger", "ledger", "GET"),
    ("/ledger/claims.csv", "ledger", "export", "GET"),
)


def load_screens() -> None:
    """Load every screen, so that nobody waits for the libraries of one."""
    for module in dict.fromkeys(module for _, module, _, _ in _ADDRESSES):
        _loaded(module)


def _loaded(module: str) -> object:
    return import_module(f"{__name__}.{module}")


def _on_first_visit(module: str, name: str) -> Handler:
    handler: Handler | None = None

    async def answer(request: Request) -> Response:
        nonlocal handler
        if handler is None:  # libraries load beside the answers to others
            handler = getattr(await run_in_threadpool(_loaded, module), name)
        if module != "set_up" and not request.app.state.workspace.ready:
            return RedirectResponse("/set-up", 303)  # every screen is of a scenario
        return await handler(request)

    return answer


ROUTES = [Route(path, _on_first_visit(module, name), methods=[method]) for path, module, name, method in _ADDRESSES]

"""The application: screens put together behind the guard."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from waystation.errors import InputError
from waystation.share.language import LANGUAGES
from waystation.web.answers import refusal, refusals
from waystation.web.background import Jobs
from waystation.web.forms import posted, text_of
from waystation.web.guard import Door, Guard, TooMuchError
from waystation.web.pending import Pending
from waystation.web.screens import ROUTES
from waystation.web.templating import LANGUAGE_COOKIE
from waystation.web.workspace import MEMBERS, Workspace

__all__ = ["make_app"]

_A_YEAR = 365 * 24 * 3600


def make_app(folder: Path, door: Door, *, read_only: bool = False, members: int = MEMBERS) -> Guard:
    """The page of a scenario folder as an ASGI application.

    Parameters
    ----------
    folder : scenario folder; one that does not exist yet is made by the page's questions
    door : hosts that are answered, and keys
    read_only : show, and change nothing
    members : possible futures of a forecast
    """
    static = StaticFiles(packages=[("waystation.web", "static")])
    app = Starlette(
        routes=[*ROUTES, Route("/language", _language, methods=["POST"]), Mount("/static", static)],
        exception_handlers={
            HTTPException: _not_found,
            InputError: _input_error,
            TooMuchError: _too_much,
            Exception: _fault,
        },
    )
    app.state.door = door
    app.state.read_only = read_only
    app.state.workspace = Workspace(folder, members)
    app.state.jobs = Jobs()
    app.state.pending = Pending()
    return Guard(app, door, read_only=read_only)


@posted
async def _language(request: Request, form: FormData) -> Response:
    chosen, back = text_of(form, "language"), text_of(form, "back")
    own = back.startswith("/") and not back.startswith("//") and "\\" not in back
    answer = RedirectResponse(back if own else "/", 303)
    if chosen in LANGUAGES:
        answer.set_cookie(LANGUAGE_COOKIE, chosen, max_age=_A_YEAR, samesite="strict", httponly=True)
    return answer


async def _not_found(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    if status == 404:
        return refusal(request, 404, "There is no such page.", "Go back to Today.")
    detail = error.detail if isinstance(error, HTTPException) else ""
    return refusal(request, status, f"{detail or 'The request cannot be answered'}.", "Use the page.")


async def _input_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, InputError)
    return refusals(request, 422, error.problems)


async def _too_much(request: Request, error: Exception) -> Response:
    return refusal(request, 413, str(error), "Send fewer or smaller files.")


async def _fault(request: Request, error: Exception) -> Response:
    message = f"This is a fault of Waystation, not of your data: {type(error).__name__}."
    return refusal(request, 500, message, "Please report it, with what you did before.")

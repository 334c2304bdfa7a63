"""What the page answers when it cannot do what was asked: a sentence for people, one JSON shape for programs."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from waystation.errors import Problem
from waystation.web.templating import page

__all__ = ["refusal", "refusals", "wants_json"]


def wants_json(request: Request) -> bool:
    """Whether the visitor is a program that asks for JSON."""
    return "application/json" in request.headers.get("accept", "")


def refusals(request: Request, status: int, problems: Sequence[Problem]) -> Response:
    """An answer that says everything that is wrong.

    Parameters
    ----------
    request : what was asked
    status : HTTP status, 400 or more
    problems : at least one

    Returns
    -------
    ``{"problems": [...]}`` for programs, each as `Problem.as_dict`; a page for people
    """
    if wants_json(request):
        return JSONResponse({"problems": [each.as_dict() for each in problems]}, status_code=status)
    return HTMLResponse(page("refused.html", request, problems=problems), status_code=status)


def refusal(request: Request, status: int, message: str, fix: str) -> Response:
    """The same for one problem."""
    return refusals(request, status, [Problem(message, fix)])

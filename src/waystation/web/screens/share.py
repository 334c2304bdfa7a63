"""Share: what leaves, for whom, how finely and why; and what has left so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from waystation.errors import InputError, Problem
from waystation.share.release import Audience, Register, audiences, refuse_too_sensitive
from waystation.web.forms import posted, text_of
from waystation.web.templating import language_of, page
from waystation.web.workspace import Workspace
from waystation.world.scenario_model import Settings

__all__ = ["incident", "make", "report", "share"]

_CHOICES = {
    "sites": {"": "as usual", "together": "all sites together", "each": "each site"},
    "every_days": {"": "as usual", "1": "each day", "7": "each week"},
    "reported": {"": "as usual", "none": "none", "offices": "with their offices", "quotes": "with their sentences"},
}

_FIELDS = {
    "audience": "Who is told", "to": "Which offices (no persons)", "sites": "Sites", "every_days": "Days",
    "reported": "Reported figures", "reason": "Why, where more than usual is told",
}  # fmt: skip


async def share(request: Request) -> Response:
    """The form, and the log."""
    return HTMLResponse(await run_in_threadpool(_page, request))


def _page(request: Request, wrong: Sequence[Problem] = (), typed: Mapping[str, str] | None = None) -> str:
    """The screen; with the form as it was filled in, where something in it is refused."""
    workspace: Workspace = request.app.state.workspace
    found, old = workspace.latest(language_of(request))
    if found is None:
        return page("no_forecast.html", request, title="Share")
    register = Register(workspace.folder)
    settings = workspace.view().scenario.settings
    told = [each for each in audiences().values() if _may_be_told(each, settings)]
    return page(
        "share.html", request,
        audiences=list(audiences().values()), saying={name: each.says for name, each in audiences().items()},
        told=[each.name for each in told], level=settings.level.value,
        choices=_CHOICES, entries=register.entries()[::-1][:50],
        due=register.due(date.today()), incidents=register.incidents()[::-1], found=found, old=old,
        problems=wrong, typed=typed or {},
    )  # fmt: skip


def _may_be_told(audience: Audience, settings: Settings) -> bool:
    """Whether an audience is told of this situation as usual."""
    try:
        refuse_too_sensitive(audience, settings)
    except InputError:
        return False
    return True


@posted
async def make(request: Request, form: FormData) -> Response:
    """One self-contained page for an audience, in the reader's language, as a download."""
    given = {name: text_of(form, name, 400) for name in ("audience", "to", "reason", *_CHOICES)}
    try:
        text = await run_in_threadpool(_make, request.app.state.workspace, given, language_of(request))
    except InputError as error:
        wrong = [_in_the_form(each) for each in error.problems]
        return HTMLResponse(await run_in_threadpool(_page, request, wrong, given), 422)
    headers = {"Content-Disposition": 'attachment; filename="shared.html"'}
    return Response(text, media_type="text/html; charset=utf-8", headers=headers)


def _in_the_form(problem: Problem) -> Problem:
    """A problem of a field of the form, by the field's name there."""
    return replace(problem, column=_FIELDS.get(problem.column, problem.column))


def _make(workspace: Workspace, given: dict[str, str], language: str) -> str:
    changes = {name: given[name] for name in _CHOICES if given[name]}
    stem = workspace.current(language).stem
    return str(
        workspace.desk.ask(
            "release",
            stem=stem,
            audience=given["audience"],
            changes=changes,
            to=given["to"],
            reason=given["reason"],
            language=language,
        )
    )


async def report(request: Request) -> Response:
    """The two-page report in the reader's language, as a download: for those who work here."""
    text = await run_in_threadpool(_report, request.app.state.workspace, language_of(request))
    headers = {"Content-Disposition": 'attachment; filename="report.html"'}
    return Response(text, media_type="text/html; charset=utf-8", headers=headers)


def _report(workspace: Workspace, language: str) -> str:
    stem = workspace.current(language).stem
    return str(workspace.desk.ask("report", stem=stem, language=language))


@posted
async def incident(request: Request, form: FormData) -> Response:
    """Record that something was exposed."""
    workspace: Workspace = request.app.state.workspace
    what, whom, contact = (text_of(form, name, 500) for name in ("what", "to_whom", "contact"))
    await run_in_threadpool(Register(workspace.folder).record_incident, what, whom, date.today(), contact)
    return RedirectResponse("/share", 303)

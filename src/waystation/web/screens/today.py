"""Today: each site now and ahead, what changed, and the next three steps."""

from __future__ import annotations

from typing import Any

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from waystation.claims import Unused
from waystation.web.screen_figures import ScreenFigures
from waystation.web.templating import language_of, page
from waystation.web.workspace import Workspace

__all__ = ["today"]

_STEPS = 3
_LIKELY = 0.1
"""Chance of passing a capacity from which it is a step of its own."""


async def today(request: Request) -> Response:
    """The first screen."""
    # What takes long to load begins once the first page is out.
    warm = BackgroundTask(request.app.state.workspace.begin_warming)
    return HTMLResponse(await run_in_threadpool(_page, request), background=warm)


def _page(request: Request) -> str:
    workspace: Workspace = request.app.state.workspace
    situation = workspace.situation()
    if situation.problems:
        return page("refused.html", request, problems=situation.problems)
    view = workspace.view()
    language = language_of(request)
    # What a saved forecast shows may have to be worked out: the page is shown before, and asks for the rest.
    later = "whole" not in request.query_params and workspace.must_load(language)
    found, old = (None, False) if later else workspace.latest(language)
    return page(
        "today.html", request,
        later=later, found=found, old=old, day=found.day if found else view.day,
        known=len(view.claims), seen_at=_SEEN_AT,
        unplaced={name: len(claims) for name, claims in workspace.unplaced().items()},
        steps=_steps(workspace, found, later=later, old=old), standing=view.standing,
    )  # fmt: skip


_SEEN_AT = {
    Unused.OTHER_PLACE: "/review#places",
    Unused.DRAFT: "/review",
    Unused.DECIDED: "/ledger",
    Unused.CORRECTED: "/disagreements",
    Unused.DISAGREES: "/disagreements",
}
"""Screens that show claims not used for a reason, and what can be done."""


def _steps(workspace: Workspace, found: ScreenFigures | None, *, later: bool, old: bool) -> list[dict[str, Any]]:
    """What to do next, the most pressing first."""
    view = workspace.view()
    drafts = len(workspace.drafts())
    steps: list[dict[str, Any]] = []
    if drafts:
        steps.append({"kind": "review", "count": drafts})
    if not view.situation.claims:
        steps.append({"kind": "drop"})
    elif not later and (old or found is None):
        steps.append({"kind": "forecast"})
    steps += [
        {"kind": "full", "site": each}
        for each in sorted(found.sites if found else (), key=lambda each: -(each.passed or 0.0))
        if each.passed is not None and each.passed >= _LIKELY
    ][:1]
    if found is not None and found.held_up:
        steps.append({"kind": "what-if"})
    if view.disagreements:
        steps.append({"kind": "disagreements", "count": len(view.disagreements)})
    steps.append({"kind": "share"} if found is not None or later else {"kind": "drop"})
    unique = {each["kind"]: each for each in reversed(steps)}
    return [each for each in steps if unique[each["kind"]] is each][:_STEPS]

"""Today: each site now and ahead, what changed, and the next three steps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from waystation.claims import Unused
from waystation.share.language import Language
from waystation.share.rounding import Interval
from waystation.web.templating import language_of, page
from waystation.web.workspace import Workspace

if TYPE_CHECKING:
    from waystation.share.sites_today import SiteToday
    from waystation.situation import Assessment

__all__ = ["action_of", "sites_of", "today"]

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
    # A saved forecast takes seconds to load after a start: the page is shown before, and asks for the rest.
    later = "whole" not in request.query_params and workspace.must_load()
    found = None if later else workspace.assessment()
    sites = sites_of(workspace, found) if found else []
    return page(
        "today.html", request,
        later=later, found=found, day=found.view.day if found else view.day, sites=sites,
        up_to_date=later or workspace.up_to_date,
        used=sum(each.used for each in found.evidence) if found else 0,
        known=len(found.evidence) if found else len(view.claims),
        action=action_of(workspace, found, Language(language_of(request))) if found else "",
        steady=found.forecast.steadiness.sentence() if found and found.forecast.steadiness else "",
        changes=_changes(found),
        unused=_unused(found), unplaced={name: len(claims) for name, claims in workspace.unplaced().items()},
        steps=_steps(workspace, found, sites, later=later), rule=view.standing.rule(),
    )  # fmt: skip


def sites_of(workspace: Workspace, found: Assessment) -> list[SiteToday]:
    """Each site now and ahead."""
    from waystation.share.sites_today import sites_today

    return workspace.shown(found, "sites", lambda: sites_today(found.forecast))


def action_of(workspace: Workspace, found: Assessment, words: Language) -> str:
    """What holds people up, in a sentence; empty where nothing lies ahead."""
    from waystation.share.reception_shown import bottleneck_sentence

    outlook = found.outlook
    if outlook is None:
        return ""
    return workspace.shown(
        found, ("action", words.code), lambda: bottleneck_sentence(outlook, found.forecast, words=words)
    )


_SEEN_AT = {
    Unused.OTHER_PLACE: "/review#places",
    Unused.DRAFT: "/review",
    Unused.DECIDED: "/ledger",
    Unused.CORRECTED: "/disagreements",
    Unused.DISAGREES: "/disagreements",
}
"""Screens that show claims not used for a reason, and what can be done."""


def _unused(found: Assessment | None) -> list[dict[str, Any]]:
    """Claims that the forecast does not use, by reason, with the screen that mends it if there is one."""
    return [
        {"count": len(group.claims), "why": group.label, "at": _SEEN_AT.get(group.code, "")}
        for group in (found.used.groups if found else ())
    ]


def _changes(found: Assessment | None) -> dict[str, Any] | None:
    """What changed since an earlier evening, as the forecast keeps it; figures as intervals to print."""
    kept: dict[str, Any] | None = found.forecast.settings.get("changes") if found else None
    if not kept:
        return None
    rows = [
        {"name": each["name"], **{when: _interval(each[when], each["unit"]) for when in ("before", "now")}}
        for each in kept["headlines"]
    ]
    return {"since": date.fromisoformat(kept["since"]), "reason": kept["reason"], "rows": rows}


def _interval(figure: dict[str, float], unit: str) -> Interval:
    return Interval(figure["median"], figure["low"], figure["high"], unit=unit, people=unit == "people")


def _steps(
    workspace: Workspace, found: Assessment | None, sites: list[SiteToday], *, later: bool
) -> list[dict[str, Any]]:
    """What to do next, the most pressing first."""
    view = workspace.view()
    drafts = len(workspace.drafts())
    steps: list[dict[str, Any]] = []
    if drafts:
        steps.append({"kind": "review", "count": drafts})
    if not view.situation.claims:
        steps.append({"kind": "drop"})
    elif not later and not workspace.up_to_date:
        steps.append({"kind": "forecast"})
    steps += [
        {"kind": "full", "site": each}
        for each in sorted(sites, key=lambda each: -(each.passed or 0.0))
        if each.passed is not None and each.passed >= _LIKELY
    ][:1]
    if found is not None and found.bottleneck is not None:
        steps.append({"kind": "what-if"})
    if view.disagreements:
        steps.append({"kind": "disagreements", "count": len(view.disagreements)})
    steps.append({"kind": "share"} if found is not None or later else {"kind": "drop"})
    unique = {each["kind"]: each for each in reversed(steps)}
    return [each for each in steps if unique[each["kind"]] is each][:_STEPS]

"""What if: up to five measures on reception, and the interval of the difference in the same futures."""

from __future__ import annotations

import re
from dataclasses import replace

from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from waystation.errors import InputError, Problem
from waystation.share.display_names import label_of, stage_name
from waystation.share.language import Language
from waystation.share.result_names import effect_said
from waystation.share.translation import translate_message
from waystation.web.screen_figures import Difference
from waystation.web.templating import language_of, page
from waystation.web.workspace import Workspace
from waystation.world.scenario_model import Settings

__all__ = ["what_if"]

MEASURES = 5
_DIFFERENCES = TypeAdapter(list[Difference])
_HOURS = re.compile(r"(\d{1,2})(?::00)?\s*(?:-|–|to|,)\s*(\d{1,2})(?::00)?")


async def what_if(request: Request) -> Response:
    """The form, and the difference if something was asked."""
    return HTMLResponse(await run_in_threadpool(_page, request))


def _page(request: Request) -> str:
    workspace: Workspace = request.app.state.workspace
    language = language_of(request)
    words = Language(language)
    found, old = workspace.latest(language)
    if found is None:
        return page("no_forecast.html", request, title="What if")
    settings = workspace.view().scenario.settings
    asked = [
        (request.query_params.get(f"what{k}", "")[:200], request.query_params.get(f"value{k}", "")[:60].strip())
        for k in range(MEASURES)
    ]
    rows: list[Difference] = []
    problems, better = [], None
    beyond: list[str] = []
    changes = {path: value for path, value in asked if path and value}
    if changes:
        known = _things(settings, words)
        try:
            unknown = [path for path in changes if path not in known]
            if unknown:
                raise InputError([Problem(f'"{path}" cannot be changed.', "Choose from the list.") for path in unknown])
            wanted = [f"{path}={_written(path, value)}" for path, value in changes.items()]
            answer = workspace.desk.ask("what_if", stem=workspace.current(language).stem, changes=wanted)
            rows = [
                replace(each, effect=effect_said(each.effect, words, settings), unit=words.say(each.unit))
                for each in _DIFFERENCES.validate_python(answer["rows"])
            ]
            better = answer["better"]
            beyond = [effect_said(each, words, settings) for each in answer["beyond"]]
        except InputError as error:
            problems = [_problem_in_form(each, known, words) for each in error.problems]
    elif not old and request.app.state.jobs.running is None:  # one large process at a time
        workspace.expect_questions(found)
    return page(
        "what_if.html", request,
        things=_things(settings, words), asked=asked, rows=rows, better=better, problems=problems, found=found, old=old,
        beyond=words.listed(beyond), end=settings.end,
    )  # fmt: skip


def _problem_in_form(problem: Problem, known: dict[str, str], words: Language) -> Problem:
    """A problem of a setting, said of the thing in the list; others as they are."""
    thing = known.get(problem.column, problem.column)
    translation = translate_message(problem.message, words)
    message = f"{thing}: {translation}" if thing else translation
    return Problem(message, problem.fix, value=problem.value)


def _things(settings: Settings, words: Language) -> dict[str, str]:
    """What can be changed, by path, with what it is now."""
    things, say = dict[str, str](), words.say
    for key, stage in settings.stages.items():
        name = stage_name(key, settings)
        lanes, hours = _now(stage.lanes, words), f"{stage.open_hours[0]}-{stage.open_hours[1]}"
        things[f"stages.{key}.lanes"] = say("%(name)s: desks or lanes (now %(now)s)", name=name, now=lanes)
        things[f"stages.{key}.open_hours"] = say("%(name)s: hours open (now %(now)s)", name=name, now=hours)
        things[f"stages.{key}.opens"] = say("%(name)s: first day open", name=name)
    for key, fleet in settings.fleets.items():
        vehicles = _now(fleet.vehicles, words)
        things[f"fleets.{key}.vehicles"] = say("%(name)s: vehicles (now %(now)s)", name=label_of(key), now=vehicles)
    for key, site in settings.sites.items():
        things[f"sites.{key}.capacity"] = say(
            "%(name)s: people it can hold (now %(now)s; 0: it takes nobody more)",
            name=site.place, now=_now(site.capacity, words),
        )  # fmt: skip
    return things


def _now(value: float | str | None, words: Language) -> str:
    return words.say("not known") if value is None or isinstance(value, str) else words.figure(value)


def _written(path: str, value: str) -> str:
    """A value as ``scenario.toml`` writes it: hours as a pair."""
    if path.endswith(".open_hours"):
        hours = _HOURS.fullmatch(value)
        if hours is None:
            raise InputError(
                Problem(f'"{value}" is not a pair of hours.', "Write them as 7-19.", column=path, value=value)
            )
        return f"[{int(hours[1])}, {int(hours[2])}]"
    return value.replace(",", "").replace("\u202f", "") if value[:1].isdigit() else value

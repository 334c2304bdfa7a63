"""Set up: a first scenario from ten questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from waystation.errors import InputError, Problem
from waystation.web.forms import posted, text_of
from waystation.web.templating import page
from waystation.world.scenario_model import Level
from waystation.world.starter import DAYS_BEFORE, QUESTIONS, FirstAnswers, new_scenario, read_answers

__all__ = ["answer", "ask"]

_NUMBERS = {"distance_km", "capacity", "people_now", "desks", "opens", "closes", "buses", "seats", "least_people",
            "most_people", "days", "household_size"}  # fmt: skip


async def ask(request: Request) -> Response:
    """The questions; Today, where there is a scenario already; what to do with a folder of another kind."""
    workspace = request.app.state.workspace
    if workspace.ready:
        return RedirectResponse("/", 303)
    if workspace.of_another_kind:
        return HTMLResponse(page("other_folder.html", request, problems=workspace.of_another_kind))
    return HTMLResponse(page("set_up.html", request, questions=_questions({}), problems=[]))


@posted
async def answer(request: Request, form: FormData) -> Response:
    """Make the scenario; or ask again, with everything that is wrong."""
    workspace = request.app.state.workspace
    if workspace.ready:
        fix = "Edit its files, or serve another folder."
        raise InputError(Problem("There is a scenario in this folder already.", fix))
    if workspace.of_another_kind:
        raise InputError(workspace.of_another_kind)
    given: dict[str, object] = {name: text_of(form, name, 200) for name in FirstAnswers.model_fields}
    answered = {name: value for name, value in given.items() if not _left(name, value)}
    try:
        await run_in_threadpool(new_scenario, workspace.folder, read_answers(answered))
    except InputError as error:
        problems = [_by_question(each) for each in error.problems]
        shown = page("set_up.html", request, questions=_questions(given), problems=problems)
        return HTMLResponse(shown, 422)
    return RedirectResponse("/", 303)


def _questions(given: dict[str, object]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [(title, [_field(name, given) for name in names]) for title, names in QUESTIONS.items()]


def _by_question(problem: Problem) -> Problem:
    """A problem with the question in the place of the name that its answer has in the program."""
    info = FirstAnswers.model_fields.get(problem.column)
    if info is None or not info.description:
        return problem
    return replace(problem, column=info.description, fix="" if problem.fix == info.description else problem.fix)


def _left(name: str, value: object) -> bool:
    """Whether an answer stands as it was proposed: it is a guess, then."""
    return not FirstAnswers.model_fields[name].is_required() and value == str(_field(name, {})["value"])


def _field(name: str, given: dict[str, object]) -> dict[str, Any]:
    info = FirstAnswers.model_fields[name]
    default = "" if info.is_required() or info.default is None else getattr(info.default, "value", info.default)
    if name == "first_day":
        default = (date.today() - timedelta(days=DAYS_BEFORE)).isoformat()
    return {
        "name": name,
        "question": info.description,
        "value": given.get(name) or default,
        "required": info.is_required(),
        "choices": [each.value for each in Level] if name == "level" else [],
        "kind": "date" if name == "first_day" else ("number" if name in _NUMBERS else "text"),
    }

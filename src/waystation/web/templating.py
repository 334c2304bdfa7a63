"""Pages from templates, in the reader's language: see `waystation.share.language`."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment
from starlette.requests import Request

from waystation.share.language import LANGUAGES, Language, translated
from waystation.share.translation import translate_message, translate_problem

__all__ = ["LANGUAGE_COOKIE", "language_of", "page"]

LANGUAGE_COOKIE = "waystation_language"


def language_of(request: Request) -> str:
    """The reader's language: the one chosen, or else the first the browser asks for, or else English."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    asked = request.headers.get("accept-language", "")[:200]
    for part in asked.split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"


@cache
def _environment(language: str) -> Environment:
    """The page's templates, with the words for claims in the reader's language."""
    from waystation.share.reported_shown import figure_said, term_said

    words, found = Language(language), translated("waystation.web", language)

    def term(name: str) -> str:
        return name.replace("_", " ") if language == "en" else term_said(name, words).lower()

    found.filters |= {
        "figure": lambda claim: figure_said(claim, words),
        "term": term,
        "unit": lambda name: words.say(name.replace("_", " ")),
        "listed": words.listed,
        "said": words.say,
        "day_in_words": lambda written: words.day(date.fromisoformat(written)) if written else "",
        "translated": lambda text: translate_message(text, words),
        "problem": lambda problem: translate_problem(problem, words),
    }
    return found


def page(name: str, request: Request, **values: Any) -> str:
    """A page as HTML.

    Parameters
    ----------
    name : template below ``web/templates``
    request : tells language, folder and token
    values : what the template shows
    """
    language = language_of(request)
    state = request.app.state if "app" in request.scope else None
    return (
        _environment(language)
        .get_template(name)
        .render(
            language=language,
            direction=Language(language).direction,
            languages=LANGUAGES,
            here=request.url.path,
            token=state.door.form_token if state is not None else "",
            read_only=state.read_only if state is not None else False,
            situation_name=state.workspace.name if state is not None else "",
            running=state.jobs.running if state is not None else None,
            not_shown=state.workspace.not_shown if state is not None else None,
            warming=state.workspace.warming if state is not None else False,
            **values,
        )
    )

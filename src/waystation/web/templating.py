"""Pages from templates, in the reader's language: one catalogue of messages a language, numbers and dates to match."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request

from waystation.share.disclosure import THRESHOLD, hidden
from waystation.share.rounding import Interval

__all__ = ["LANGUAGES", "LANGUAGE_COOKIE", "catalogue", "language_of", "page"]

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
LANGUAGE_COOKIE = "waystation_language"
# "4 March 2019", as most readers of English in the field write it.
_LOCALES = {"en": "en_GB"}


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
def catalogue(language: str) -> dict[str, str]:
    """Messages of the page in one language by their English text; what is missing stays English.

    Parameters
    ----------
    language : a key of `LANGUAGES`
    """
    if language == "en":
        return {}
    with resources.files("waystation.web").joinpath(f"words/{language}.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file, locale=language) if each.id and each.string}


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
            direction=Locale.parse(language).text_direction,
            languages=LANGUAGES,
            here=request.url.path,
            token=state.door.form_token if state is not None else "",
            read_only=state.read_only if state is not None else False,
            situation_name=state.workspace.name if state is not None else "",
            running=state.jobs.running if state is not None else None,
            warming=state.workspace.warming if state is not None else False,
            **values,
        )
    )


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("waystation.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    words = catalogue(language)

    def one(message: str) -> str:
        return words.get(message, message)

    def many(single: str, plural: str, count: int) -> str:
        return one(single if count == 1 else plural)

    environment.install_gettext_callables(one, many, newstyle=True)  # type: ignore[attr-defined]
    environment.filters["number"] = _number(language)
    environment.filters["share"] = lambda share: format_percent(round(share, 2), locale=language)
    environment.filters["day"] = lambda day: _day(day, language)
    environment.filters["middle"] = lambda interval: _part(interval, interval.median, one, language)
    environment.filters["range"] = lambda interval: _range(interval, one, language)
    environment.filters["moment"] = lambda when: str(
        format_datetime(when, "short", locale=_LOCALES.get(language, language))
    )
    return environment


def _number(language: str) -> Callable[[float], str]:
    def number(value: float) -> str:
        return str(format_decimal(round(value), locale=language))

    return number


def _part(interval: Interval, value: float, say: Callable[[str], str], language: str) -> str:
    """One end or the middle of an interval, rounded as the report rounds it, and small counts of people hidden."""
    if interval.people and hidden(value):
        return say("fewer than %(count)s") % {"count": format_decimal(THRESHOLD, locale=language)}
    return str(format_decimal(round(value / interval.step) * interval.step, locale=language))


def _range(interval: Interval, say: Callable[[str], str], language: str) -> str:
    low, high = (_part(interval, value, say, language) for value in (interval.low, interval.high))
    return low if low == high else say("%(low)s to %(high)s") % {"low": low, "high": high}


def _day(day: date | None, language: str) -> str:
    return "" if day is None else str(format_date(day, "long", locale=_LOCALES.get(language, language)))

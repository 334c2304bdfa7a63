"""The reader's language: one catalogue of messages for the page and the report, numbers and dates to match."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib import resources

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit
from jinja2 import Environment, PackageLoader, StrictUndefined

from waystation.errors import InputError, Problem, nearest
from waystation.share.disclosure import THRESHOLD, hidden
from waystation.share.html_page import unbroken
from waystation.share.rounding import DateInterval, Interval

__all__ = ["LANGUAGES", "Language", "catalogue", "language", "translated"]

LANGUAGES = {"en": "English", "fr": "Français", "es": "Español", "ar": "العربية"}
_PRINTED = "waystation.share"
"""Its pages are printed: per cent stays beside its figure."""

_SUREST = 0.99
_BLANK = re.compile(r"%\(\w+\)s(?:\s?%%)?")
# "4 March 2019", as most readers of English in the field write it.
_LOCALES = {"en": "en_GB"}


@cache
def catalogue(code: str) -> dict[str, str]:
    """Messages in one language by their English text; what is missing stays English.

    Parameters
    ----------
    code : a key of `LANGUAGES`
    """
    if code == "en":
        return {}
    with resources.files("waystation.share").joinpath(f"words/{code}.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file, locale=code) if each.id and each.string}


class Language:
    """How one language says messages, numbers, days and intervals.

    Parameters
    ----------
    code : a key of `LANGUAGES`
    """

    def __init__(self, code: str):
        self.code = code
        self._locale = _LOCALES.get(code, code)
        self._words = catalogue(code)
        if self.direction == "rtl":
            self._words = {name: self.isolated(said) for name, said in self._words.items()}

    @property
    def direction(self) -> str:
        """The way it is written: "ltr" or "rtl"."""
        return str(Locale.parse(self.code).text_direction)

    def isolated(self, message: str) -> str:
        """A message in this language with its blanks kept apart from the order of its words, where that is needed.

        From right to left, figures and names from left to right stay whole: an isolate keeps their order out of the
        sentence's. A mark before the message makes it one from right to left where it is put into another one.
        """
        if self.direction != "rtl" or not _BLANK.search(message):
            return message
        return "\u200f" + _BLANK.sub("\u2068\\g<0>\u2069", message)

    def say(self, message: str, **blanks: object) -> str:
        """A message by its English text, its blanks filled."""
        text = self._words.get(message, message)
        return text % blanks if blanks else text

    def number(self, value: float) -> str:
        """A whole number."""
        return self._signed(format_decimal(round(value), locale=self.code))

    def figure(self, value: float | Decimal) -> str:
        """A number as it was reported, with the decimals that it has."""
        return self._signed(format_decimal(value, "#,##0.###", locale=self.code))

    def decimal(self, value: float, digits: int) -> str:
        """A number with so many decimals."""
        form = "#,##0" if not digits else f"#,##0.{'0' * digits}"
        return self._signed(format_decimal(value, form, locale=self.code))

    def single(self, value: float) -> bool:
        """Whether what is counted stands in the singular behind a number: in French it does behind 0 and 1.5 too."""
        return str(Locale.parse(self._locale).plural_form(value)) == "one"

    def _signed(self, number: str) -> str:
        """A number whose minus stays before it, where text runs from right to left as well."""
        return f"\u200e{number}" if self.direction == "rtl" and number.startswith("-") else str(number)

    def listed(self, parts: Iterable[str]) -> str:
        """Parts one after the other with commas, each in its own direction."""
        around = ("\u2068", "\u2069") if self.direction == "rtl" else ("", "")
        return self.say(", ").join(each.join(around) for each in parts)

    def titled(self, title: str, place: str) -> str:
        """A title of the vocabulary, in which ``{place}`` stands for the place."""
        message = title.replace("{place}", "%(place)s")
        return self.say(message, place=place)

    def share(self, share: float) -> str:
        """A share as per cent: a figure and its sign apart, as ranges and sentences have them in every language."""
        return self.isolated("%(share)s %%").replace(" %", "\u00a0%") % {"share": self.number(100 * share)}

    def chance(self, share: float) -> str:
        """A share of possible cases as the chance of something ahead: never certain, never excluded."""
        if share > _SUREST:
            return self.say("more than %(share)s", share=self.share(_SUREST))
        if share < 1 - _SUREST:
            return self.say("less than %(share)s", share=self.share(1 - _SUREST))
        return self.share(share)

    def day(self, day: date | None) -> str:
        """A day with its month in words; empty for none."""
        return "" if day is None else str(format_date(day, "long", locale=self._locale))

    def weekday(self, day: date) -> str:
        """A day with its day of the week, without the year."""
        return str(format_date(day, _WEEKDAY.get(self.code, "EEEE d MMMM"), locale=self._locale))

    def span(self, start: date, end: date, *, short: bool = False) -> str:
        """The days from one to another in words: one day where they are the same, "3 to 4 March 2019" in English.

        Parameters
        ----------
        start, end : first and last day
        short : months cut short and no year, for charts
        """
        shown = self.axis_day if short else self.day
        if start == end:
            return shown(end)
        first = shown(start)
        if self.code == "en" and (start.year, start.month) == (end.year, end.month):
            first = str(start.day)
        elif self.code == "en" and start.year == end.year and not short:
            first = self.short_day(start)
        return self.say("%(first)s to %(last)s", first=first, last=shown(end))

    def short_day(self, day: date) -> str:
        """A day with its month in words, without the year."""
        return str(format_date(day, _SHORT.get(self.code, "d MMMM"), locale=self._locale))

    def axis_day(self, day: date) -> str:
        """A day with its month cut short, for the axis of a chart."""
        return str(format_date(day, "d MMM", locale=self._locale))

    def moment(self, when: datetime) -> str:
        """A day and time, short."""
        return str(format_datetime(when, "short", locale=self._locale))

    def middle(self, interval: Interval) -> str:
        """The middle of an interval, to stand beside its range."""
        return self._part(interval, interval.median)

    def range(self, interval: Interval) -> str:
        """Low to high; one figure where they are the same as shown."""
        low, high = (self._part(interval, value) for value in (interval.low, interval.high))
        return low if low == high else self.say("%(low)s to %(high)s", low=low, high=high)

    def about(self, interval: Interval) -> str:
        """The middle with its "about" and unit, for print beside `bracket` only."""
        middle = self._part(interval, interval.median)
        small = interval.people and hidden(interval.median)
        nothing = round(interval.median / interval.step_of(interval.median)) == 0
        exact = small or nothing or interval.low == interval.high
        figure = self._with_unit(middle, interval, interval.median)
        return figure if exact else self.say("about %(figure)s", figure=figure)

    def bracket(self, interval: Interval) -> str:
        """The ends with their share of cases; where they are the same, why there is no more."""
        low, high = (self._part(interval, value) for value in (interval.low, interval.high))
        small = interval.people and hidden(interval.high)
        if interval.low == interval.high and not small:
            return self._same(interval.fixed, interval.share)
        if low != high:
            ends = self.say("%(low)s to %(high)s", low=low, high=high)
        elif small:
            ends = low
        elif interval.step <= 1:
            ends = self.say("about %(figure)s", figure=low)
        else:
            step = format_decimal(interval.step, locale=self.code)
            ends = self.say("%(figure)s, to the nearest %(step)s", figure=low, step=step)
        return self._of_share(interval.share, self._with_unit(ends, interval, interval.high))

    def text(self, interval: Interval) -> str:
        """Middle and ends: what goes into a sentence."""
        return f"{self.about(interval)} ({self.bracket(interval)})"

    def cell(self, interval: Interval, none: str = "none") -> tuple[str, str]:
        """Middle with its unit, and its range or that all cases agree, for the two lines of a table's cell.

        Parameters
        ----------
        interval : to be shown
        none : word for nothing at all, such as "nobody"
        """
        low, high = (self._part(interval, value) for value in (interval.low, interval.high))
        middle = self._with_unit(self._part(interval, interval.median), interval, interval.median)
        if low != high:
            return middle, self.say("%(low)s to %(high)s", low=low, high=high)
        if interval.low == interval.high == 0:
            middle = self.say(none)
        if interval.low != interval.high:
            return middle, ""
        if interval.fixed:
            return middle, self.say("in all cases")
        return middle, self._same(False, interval.share)

    def around(self, interval: DateInterval) -> str:
        """The middle of an interval of days, for print beside `days_bracket` only."""
        if interval.median is None:
            return self._end(interval, None)
        return self.say("around %(day)s", day=self._end(interval, interval.median))

    def days_bracket(self, interval: DateInterval) -> str:
        """The ends of an interval of days, with their share of cases."""
        low, high = (self._end(interval, day) for day in (interval.low, interval.high))
        if low != high and interval.high is None:
            last = self._end(interval, interval.horizon)
            return self._of_share(interval.share, self.say("%(first)s to after %(last)s", first=low, last=last))
        if low != high:
            return self._of_share(interval.share, self.say("%(first)s to %(last)s", first=low, last=high))
        if interval.low is None:
            return self._of_share(interval.share, low)
        return self._same(interval.fixed, interval.share, days=True)

    def _end(self, interval: DateInterval, day: date | None) -> str:
        """The year stands with days of other years than the horizon's only."""
        last = interval.horizon
        shown = self.short_day(day or last) if (day or last).year == last.year else self.day(day)
        return shown if day is not None else self.say("after %(day)s", day=shown)

    def _of_share(self, share: int, ends: str) -> str:
        return self.say("%(share)s %%: %(range)s", share=self.number(share), range=ends)

    def _same(self, fixed: bool, share: int, *, days: bool = False) -> str:
        if fixed:
            return self.say("fixed by the scenario")
        if days:
            return self.say("the same day in %(share)s %% of cases or more", share=self.number(share))
        return self.say("the same in %(share)s %% of cases or more", share=self.number(share))

    def _with_unit(self, figure: str, interval: Interval, value: float) -> str:
        """A figure or both ends with the unit in its plural, which the last value decides: Arabic has six.

        In English as `Interval` says it.
        """
        if self.code == "en" or interval.unit not in _DURATIONS:
            return f"{figure} {interval.unit}".rstrip()
        step = interval.step_of(value)
        number = round(value / step) * step
        alone = str(format_decimal(number, locale=self._locale))
        said = str(format_unit(number, _DURATIONS[interval.unit], "long", locale=self._locale))
        if alone not in said:  # one and two are words of their own in Arabic
            if figure == alone:
                return said
            alone = str(_MANY)
            said = str(format_unit(_MANY, _DURATIONS[interval.unit], "long", locale=self._locale))
        return self.isolated(said.replace(alone, "%(figure)s", 1)) % {"figure": figure}

    def _part(self, interval: Interval, value: float) -> str:
        """One end or the middle, rounded as the report rounds it, and small counts of people hidden."""
        if interval.people and hidden(value):
            return self.say("fewer than %(count)s", count=format_decimal(THRESHOLD, locale=self.code))
        step = interval.step_of(value)
        return self.decimal(round(value / step) * step, 0 if step >= 1 else -math.floor(math.log10(step)))


_DURATIONS = {"hours": "duration-hour", "days": "duration-day"}
_MANY = 100
"""A number whose plural has the form that goes with any range."""

_WEEKDAY = {"es": "EEEE d 'de' MMMM"}
_SHORT = {"es": "d 'de' MMMM"}


def language(code: str) -> Language:
    """A language that the page and the report speak.

    Raises
    ------
    InputError
        If they do not speak it.
    """
    if code not in LANGUAGES:
        message = f'There is no report in the language "{code}".'
        raise InputError(Problem(message, nearest(code, LANGUAGES), column="--language", value=code))
    return Language(code)


@cache
def translated(package: str, code: str) -> Environment:
    """Templates of a package with their messages in one language, everything put into them escaped.

    Parameters
    ----------
    package : holds the folder ``templates``
    code : a key of `LANGUAGES`
    """
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=unbroken if package == _PRINTED else None,  # what people typed stays as it is in their forms
    )
    words = Language(code)

    def one(message: str) -> str:
        return str(unbroken(words.say(message)))

    def many(single: str, plural: str, count: int) -> str:
        return one(single if count == 1 else plural)

    environment.install_gettext_callables(one, many, newstyle=True)  # type: ignore[attr-defined]
    for name in ("number", "share", "chance", "day", "short_day", "weekday", "middle", "range", "moment"):
        environment.filters[name] = getattr(words, name)
    return environment

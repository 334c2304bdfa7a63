"""The answers at the top of a report: what a camp manager reads in the first minute, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from waystation.share.display_names import has_desks, label_of, stage_name
from waystation.share.figures import (
    end_date,
    further_arrivals,
    longest_wait,
    main_place,
    most_waiting,
    people_at,
)
from waystation.share.language import Language, language
from waystation.share.reported_shown import figure_said, of_family, short_source
from waystation.share.sites_today import sites_today

if TYPE_CHECKING:
    from waystation.claims import Claim
    from waystation.forecast import Forecast
    from waystation.plan import Action, Outlook

__all__ = ["LIKELY", "MORE", "Line", "alarm_sentences", "first_sentences", "latest_reports", "summary"]

LIKELY = 0.1
"""Chance of passing a capacity from which a planner is told first."""

MORE = {
    "desk": ("One more desk at %(name)s", "%(more)s more desks at %(name)s"),
    "lane": ("One more lane at %(name)s", "%(more)s more lanes at %(name)s"),
    "vehicle": ("One more vehicle (%(name)s)", "%(more)s more vehicles (%(name)s)"),
}
"""One of a thing, and several."""

_RECENT_DAYS = 7
_AHEAD = (7, 30)
_HALVES = (0.45, 0.55)


@dataclass(frozen=True)
class Line:
    """One answer: the question, the figure with its interval, and a sentence on it."""

    question: str
    figure: str
    interval: str
    sentence: str
    wide: bool = False
    alarm: bool = False


def first_sentences(
    forecast: Forecast, outlook: Outlook | None, action: Action | None, words: Language | None = None
) -> list[str]:
    """What to do first, if the comparison shows that it helps; then which site may be full; else what is known.

    Parameters
    ----------
    forecast : as from `waystation.forecast.forecast`
    outlook, action : as from `waystation.plan.outlook` and `waystation.plan.first_action`
    words : the reader's language; default: English
    """
    words = words or language("en")
    found = [_action_sentence(action, forecast, words)] if action is not None else []
    found += alarm_sentences(forecast, words)
    if found:
        return found
    place, day = main_place(forecast), forecast.as_of + timedelta(days=_AHEAD[0])
    day = min(day, forecast.scenario.settings.end)
    people = people_at(forecast, place, day)
    known = words.say(
        "%(people)s people may be at %(place)s on %(day)s (%(range)s).",
        people=words.middle(people), place=place, day=words.day(day), range=words.bracket(people),
    )  # fmt: skip
    if outlook is None:
        return [known]
    return [known, words.say("No single desk, lane or vehicle more is shown to spare people much waiting.")]


def _action_sentence(action: Action, forecast: Forecast, words: Language) -> str:
    from waystation.share.report.reception_shown import interval_of

    settings = forecast.scenario.settings
    unit = "desk" if has_desks(action.name, settings) else action.unit
    name = stage_name(action.name, settings) if action.unit == "lane" else label_of(action.name).lower()
    one, many = MORE[unit]
    blanks = {"name": name} if action.more == 1 else {"name": name, "more": words.number(action.more)}
    thing = words.say(one if action.more == 1 else many, **blanks)
    share = action.share()[0]
    fewer = interval_of(action.nights_before - action.nights_after, people=True)
    said = {
        "thing": thing, "day": words.weekday(action.since),
        "fewer": words.about(fewer), "range": words.bracket(fewer),
    }  # fmt: skip
    if _HALVES[0] <= share <= _HALVES[1]:
        return words.say(
            "%(thing)s from %(day)s would about halve the nights that people spend waiting: %(fewer)s nights fewer "
            "(%(range)s).",
            **said,
        )
    return words.say(
        "%(thing)s from %(day)s would spare about %(share)s of the nights that people spend waiting: %(fewer)s nights "
        "fewer (%(range)s).",
        share=words.share(share), **said,
    )  # fmt: skip


def alarm_sentences(forecast: Forecast, words: Language) -> list[str]:
    """A sentence for each site that may be full, the likeliest first."""
    sites = [each for each in sites_today(forecast) if each.passed is not None and each.passed >= LIKELY]
    return [
        words.say(
            "%(place)s may be full around %(day)s (chance %(share)s): have room ready elsewhere.",
            place=each.place, day=words.day(each.first_day), share=words.chance(each.passed or 0.0),
        )
        for each in sorted(sites, key=lambda each: -(each.passed or 0.0))
    ]  # fmt: skip


def summary(forecast: Forecast, outlook: Outlook | None = None, words: Language | None = None) -> list[Line]:
    """The answers at the top, in the order a camp manager asks.

    Parameters
    ----------
    forecast, outlook, words : as for `first_sentences`
    """
    words = words or language("en")
    say = words.say
    place, as_of, last = main_place(forecast), forecast.as_of, forecast.scenario.settings.end
    now = people_at(forecast, place, as_of)
    known = latest_reports(forecast, place, words)
    lines = [Line(say("At %(place)s now", place=place), words.about(now), words.bracket(now), known)]
    for days in _AHEAD:
        day = as_of + timedelta(days=days)
        if day <= last:
            then = people_at(forecast, place, day)
            sentence = say("People at %(place)s, in %(days)s days.", place=place, days=words.number(days))
            lines.append(
                Line(say("On %(day)s", day=words.short_day(day)), words.about(then), words.bracket(then), sentence)
            )
    lines += _room(forecast, words)
    more = further_arrivals(forecast, place)
    sentence = say(
        "New arrivals at %(place)s after %(day)s, up to %(last)s.",
        place=place, day=words.day(as_of), last=words.day(last),
    )  # fmt: skip
    lines.append(Line(say("Still to come"), words.about(more), words.bracket(more), sentence))
    end = end_date(forecast)
    sentence = say(
        "By then nearly everyone who will come has come. This is not a promise: it depends on what happens there."
    )
    lines.append(Line(say("When it may end"), words.around(end), words.days_bracket(end), sentence))
    wait = longest_wait(forecast)
    if wait is not None:
        stage, hours = wait
        night = most_waiting(forecast, stage, night=True)
        sentence = say(
            "Mean wait on the worst of the next 30 days, at %(stage)s. Most people waiting there by night: %(night)s.",
            stage=stage_name(stage, forecast.scenario.settings), night=words.text(night),
        )  # fmt: skip
        lines.append(Line(say("Longest wait"), words.about(hours), words.bracket(hours), sentence))
    if outlook is not None:
        from waystation.share.report.reception_shown import bottleneck_name, bottleneck_sentence

        held = bottleneck_name(outlook, forecast.scenario.settings, words)
        sentence = bottleneck_sentence(outlook, forecast, queue=False, words=words)
        lines.append(Line(say("What holds people up"), held, "", sentence, wide=True))
    return lines


def _room(forecast: Forecast, words: Language) -> list[Line]:
    """What each site can hold, where that is known, and when it may be passed."""
    lines = []
    last = words.day(forecast.scenario.settings.end)
    for site in sites_today(forecast):
        if site.capacity is None or site.passed is None:
            continue
        said = {"chance": words.chance(site.passed), "place": site.place, "day": last}
        if site.first_day is None:
            sentence = words.say("In %(chance)s of cases %(place)s holds more on some day up to %(day)s.", **said)
        else:
            sentence = words.say(
                "In %(chance)s of cases %(place)s holds more on some day up to %(day)s; in the middle one of these "
                "first on %(first)s.",
                first=words.day(site.first_day), **said,
            )  # fmt: skip
        question = words.say("%(place)s can hold", place=site.place)
        lines.append(Line(question, words.number(site.capacity), "", sentence, alarm=site.passed >= LIKELY))
    return lines


def latest_reports(forecast: Forecast, place: str, words: Language | None = None) -> str:
    """Lowest and highest report on people at a place, over the last days, with who said so."""
    words = words or language("en")
    count = words.number(_RECENT_DAYS)
    first = forecast.as_of - timedelta(days=_RECENT_DAYS - 1)
    claims = [each.claim for each in of_family(forecast, "population", place) if each.claim.until >= first]
    if not claims:
        return words.say("No count for the last %(count)s days was published.", count=count)
    low, high = min(claims, key=_size), max(claims, key=_size)
    said = {"count": count, "low": _said(low, words)}
    if len({_size(claim) for claim in claims}) == 1:
        return words.say("Reported in the last %(count)s days: %(low)s.", **said)
    return words.say(
        "Reports for the last %(count)s days run from %(low)s to %(high)s.", high=_said(high, words), **said
    )


def _size(claim: Claim) -> float:
    ends = [end for end in (claim.quantity_low, claim.quantity_high) if end is not None]
    return sum(ends) / len(ends)


def _said(claim: Claim, words: Language) -> str:
    figure = figure_said(claim, words).removesuffix(f" {words.say('people')}")
    source = words.listed([short_source(claim), words.short_day(claim.until)])
    return words.say("%(figure)s (%(source)s)", figure=figure, source=source)

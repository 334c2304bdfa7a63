"""The box at the top of a report: what a camp manager reads in the first minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from waystation.share.figures import (
    end_date,
    further_arrivals,
    longest_wait,
    main_place,
    most_waiting,
    people_at,
)
from waystation.share.names import stage_name
from waystation.share.reception_shown import bottleneck_name, bottleneck_sentence
from waystation.share.reported import of_family, short_source
from waystation.share.rounding import day_words
from waystation.share.today import sites_today

if TYPE_CHECKING:
    from waystation.claims import Claim
    from waystation.forecast import Forecast
    from waystation.plan import Outlook

__all__ = ["Line", "latest_reports", "summary"]

_RECENT_DAYS = 7
_AHEAD = (7, 30)


@dataclass(frozen=True)
class Line:
    """One answer: the question, the figure with its interval, and a sentence on it."""

    question: str
    figure: str
    interval: str
    sentence: str
    wide: bool = False


def summary(forecast: Forecast, outlook: Outlook | None = None) -> list[Line]:
    """The answers at the top, in the order a camp manager asks."""
    place, as_of, last = main_place(forecast), forecast.as_of, forecast.scenario.settings.end
    now = people_at(forecast, place, as_of)
    lines = [Line(f"At {place} now", now.about, now.bracket, latest_reports(forecast, place))]
    for days in _AHEAD:
        day = as_of + timedelta(days=days)
        if day <= last:
            then = people_at(forecast, place, day)
            sentence = f"People at {place}, in {days} days."
            lines.append(Line(f"On {day_words(day, year=False)}", then.about, then.bracket, sentence))
    lines += _room(forecast)
    more = further_arrivals(forecast, place)
    sentence = f"New arrivals at {place} after {day_words(as_of)}, up to {day_words(last)}."
    lines.append(Line("Still to come", more.about, more.bracket, sentence))
    end = end_date(forecast)
    sentence = (
        "By then nearly everyone who will come has come. This is not a promise: it depends on what happens there."
    )
    lines.append(Line("When it may end", end.about, end.bracket, sentence))
    wait = longest_wait(forecast)
    if wait is not None:
        stage, hours = wait
        name = stage_name(stage, forecast.scenario.settings)
        night = most_waiting(forecast, stage, night=True)
        sentence = (
            f"Mean wait on the worst of the next 30 days, at {name}. Most people waiting there by night: {night.text}."
        )
        lines.append(Line("Longest wait", hours.about, hours.bracket, sentence))
    if outlook is not None:
        held = bottleneck_name(outlook, forecast.scenario.settings)
        lines.append(
            Line("What holds people up", held, "", bottleneck_sentence(outlook, forecast, queue=False), wide=True)
        )
    return lines


def _room(forecast: Forecast) -> list[Line]:
    """What each site can hold, where that is known, and when it may be passed."""
    lines = []
    for site in sites_today(forecast):
        if site.capacity is None or site.passed is None:
            continue
        chance = f"{site.passed:.0%} of possible futures"
        sentence = f"In {chance} {site.place} holds more on some day up to {day_words(forecast.scenario.settings.end)}"
        first = f"; in the middle one of these first on {day_words(site.first_day)}." if site.first_day else "."
        lines.append(Line(f"{site.place} can hold", f"{site.capacity:,}", "", sentence + first))
    return lines


def latest_reports(forecast: Forecast, place: str) -> str:
    """Lowest and highest report on people at a place, over the last days, with who said so."""
    first = forecast.as_of - timedelta(days=_RECENT_DAYS - 1)
    claims = [each.claim for each in of_family(forecast, "population", place) if each.claim.until >= first]
    if not claims:
        return f"No count for the last {_RECENT_DAYS} days was published."
    low, high = min(claims, key=_size), max(claims, key=_size)
    if len({_size(claim) for claim in claims}) == 1:
        return f"Reported in the last {_RECENT_DAYS} days: {_said(low)}."
    return f"Reports for the last {_RECENT_DAYS} days run from {_said(low)} to {_said(high)}."


def _size(claim: Claim) -> float:
    ends = [end for end in (claim.quantity_low, claim.quantity_high) if end is not None]
    return sum(ends) / len(ends)


def _said(claim: Claim) -> str:
    return f"{claim.figure.removesuffix(' people')} ({short_source(claim)}, {day_words(claim.until, False)})"

"""What a planner must know of the counts beside a forecast from claims alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from waystation.claims import Unused
from waystation.claims.history import figure_of
from waystation.claims.offices import office_only
from waystation.share.rounding import Interval, day_words

if TYPE_CHECKING:
    from waystation.forecast import Evidence
    from waystation.forecast.surges import SurgeForecast

__all__ = ["OLD_DAYS", "surge_cautions"]

OLD_DAYS = 7
"""A last count of so many days ago is called old."""

_FEW_EMPTY_COUNTS = 4

_TIMES_BESIDE_DAYS = 5
"""A day's count so many times those of the days before and after it is asked about. Of past surges no day was."""

_TIMES_BEFORE = 3


def surge_cautions(found: SurgeForecast) -> list[str]:
    """What makes this forecast weaker than those that were tested, one sentence or two each."""
    past = found.history
    known, old = len(past.totals), (found.as_of - past.last_date).days
    cautions = []
    if found.few_counts:
        of_days = "day is" if known == 1 else "days are"
        cautions.append(
            f"Only {known} {of_days} counted. In past surges forecasts from so few were often too low. All of those "
            "became large: a small, steady flow may be forecast too high."
        )
    if found.leaps:
        cautions.append(
            "People came three times as fast on the last count as before it, or faster. A new wave may have begun, or "
            "people of many days were counted at once. The range allows for both; past errors are those of usual days."
        )
    if found.runs_out:
        cautions.append(
            "On the last counts people came far more slowly than before, or fewer each time. It may end, or this may "
            "be a lull: the range allows for both."
        )
    if past.ends_in_bound:
        cautions.append(
            'The last figure is only a lower bound, such as "more than". The forecast adds as much as such bounds fell '
            "short by in past surges."
        )
    if found.more_than_lived_there and past.population is not None:
        cautions.append(
            f"More people came than are said to have lived there before ({past.population:,.0f}). So that figure "
            "bounds nothing."
        )
    empty = len(past.totals) - 1 - int(np.argmax(past.totals >= past.total))
    if 0 < empty <= _FEW_EMPTY_COUNTS and found.never_falls:
        of_counts = f"{empty} counts add" if empty > 1 else "count adds"
        cautions.append(
            f"The last {of_counts} nobody, and the forecast takes that as it is. If people came and were not counted, "
            "delete these rows."
        )
    cautions += _later_and_lower(found)
    cautions += _out_of_line(found)
    cautions += _other_counts(found)
    if late := found.nowcast:
        low, middle, high = late.of_last
        cautions.append(
            f"{late.versions} counts were published more than once, and raised. So the last total is expected to be "
            f"raised by {Interval(middle, low, high, unit='people').text}, and the forecast holds them."
        )
    elif raised := found.raised_later:
        cautions.append(
            f"{raised.counts} counts were published again, {100 * raised.share:.0f} % higher in the median. The last "
            "ones may be raised too, and the forecast does not add that."
        )
    if old >= OLD_DAYS:
        cautions.append(f"The last count is {old} days old. What came since then is forecast too.")
    return cautions


def _later_and_lower(found: SurgeForecast) -> list[str]:
    """Counts of later days than the last that is used, below it."""
    later = [
        each
        for each in found.evidence
        if each.code is Unused.OLDER_COUNT and each.claim.until > found.history.last_date
    ]
    if not later:
        return []
    last = max(later, key=lambda each: (each.claim.until, each.claim.published))
    if len(later) == 1:
        are, they = "1 count of a later day is", "It is taken as an older count"
    else:
        are, they = f"{len(later)} counts of later days are", "They are taken as older counts"
    return [
        f"{are} below the last total, the last {last.claim.figure} for {day_words(last.claim.until)}. {they}. "
        "If people were counted anew, set the higher counts aside."
    ]


def _other_counts(found: SurgeForecast) -> list[str]:
    """Counts left out as slips; and offices left out as counting a part or another thing, with what they said last."""
    used = {each.claim.source for each in found.evidence if each.used}
    unused = sorted((each for each in found.evidence if not each.used), key=lambda each: each.claim.until)
    lines = [
        f"A count of {office_only(each.claim.source)} is not used: {_figure_and_reason(each)}"
        for each in unused
        if each.code is Unused.SLIP
    ]
    for source in dict.fromkeys(each.claim.source for each in unused if each.code is Unused.OTHER_COUNT):
        of_source = [each for each in unused if each.claim.source == source]
        if source in used:
            [*_, last] = [each for each in of_source if each.code is Unused.OTHER_COUNT]
            lines.append(f"A count of {office_only(source)} is not used: {_figure_and_reason(last)}")
        else:
            # What it said last may lie below another office's count of an earlier day.
            [*_, last] = [each for each in of_source if each.code in (Unused.OTHER_COUNT, Unused.OLDER_COUNT)]
            lines.append(f"{office_only(source)} is not used. It last said {_figure_and_reason(last)}")
    return lines


def _figure_and_reason(each: Evidence) -> str:
    return f"{each.claim.figure} for {day_words(each.claim.until)}. {each.why}"


def _out_of_line(found: SurgeForecast) -> list[str]:
    """Counts that a slip of the keyboard could have made: they are used, and asked about."""
    ask = "If that is a typing error, correct the count: the forecast takes it as it is."
    past = found.history
    if not found.never_falls:
        if len(past.totals) < 2 or not min(past.totals[-2:]) > 0:
            return []
        before, last = past.totals[-2:]
        times = max(last / before, before / last)
        if times < _TIMES_BEFORE:
            return []
        how = f"{times:.0f} times" if last > before else f"one in {times:.0f} of"
        return [f"The last count is {how} the one before it, which was {before:,.0f}. {ask}"]
    of_day: dict[date, float] = {}
    for each in found.evidence:
        people = each.claim.people_per_unit()
        if each.used and people is not None and each.claim.about_start == each.claim.until:
            of_day[each.claim.until] = figure_of(each.claim) * people
    one_day, lines = timedelta(days=1), []
    for day, people in sorted(of_day.items()):
        beside = [of_day.get(day - one_day, 0.0), of_day.get(day + one_day, 0.0)]
        if min(beside) > 0 and people >= _TIMES_BESIDE_DAYS * max(beside):
            lines.append(
                f"{people:,.0f} people are counted for {day_words(day)}, {people / max(beside):.0f} times the days "
                f"before and after. {ask}"
            )
    return lines

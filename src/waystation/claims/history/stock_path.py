"""The path of a stock: people there on a day. It may fall."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from statistics import median

import numpy as np

from waystation.claims.history.statements import Statement
from waystation.claims.reasons import Reason, Unused

__all__ = ["stock_path"]

_PART = 0.8
"""An office that always counts less than this share of another, or more than its inverse, counts something else."""

_ALIKE = 1.25
_TIMES_BESIDE = 3
"""A count so many times those before and after it, or so many times less, is a slip where these are alike."""


def stock_path(read: Sequence[Statement], used: dict[str, str], unused: dict[str, Reason]) -> dict[date, float]:
    """One figure a day: that of the office which counts most often, the median where there are several.

    Parameters
    ----------
    read : statements of a stock
    used, unused : are filled
    """
    other = _other_counts(read)
    for each in read:
        if each.office in other:
            text = f"Its office counts about {100 * other[each.office]:.0f} % of what another does: something else."
            unused[each.claim.id] = Reason(Unused.OTHER_COUNT, text)
    read = [each for each in read if each.office not in other]
    by_day: defaultdict[date, list[Statement]] = defaultdict(list)
    for each in read:
        by_day[each.end].append(each)
    main = Counter(each.office for each in read)
    series: dict[date, float] = {}
    highest = 0.0
    slips = _slips({day: median(figures) for day, told in by_day.items() if (figures := _two_sided(told))})
    for day in sorted(by_day):
        if day in slips:
            for each in by_day[day]:
                unused[each.claim.id] = Reason(Unused.SLIP, slips[day])
            continue
        kept = _of_one_day(by_day[day], highest, main, unused)
        if kept:
            series[day] = median(each.people for each in kept)
            highest = max(highest, series[day])
            used |= {each.claim.id: "Gives the figure of its day." for each in kept}
    return series


def _two_sided(told: Sequence[Statement]) -> list[float]:
    return [each.people for each in told if each.two_sided]


def _slips(of_day: dict[date, float]) -> dict[date, str]:
    """Days with a count far from those before and after it, which are alike; each with the reason to leave it out."""
    days = sorted(of_day)
    found = {}
    for before, day, after in zip(days, days[1:], days[2:], strict=False):
        low, high = sorted((of_day[before], of_day[after]))
        alike = low > 0 and high <= _ALIKE * low  # an empty site is no measure of what is far
        if alike and (of_day[day] >= _TIMES_BESIDE * high or of_day[day] * _TIMES_BESIDE <= low):
            found[day] = (
                f"Far from what was counted before and after it ({of_day[before]:,.0f} on {before}, "
                f"{of_day[after]:,.0f} on {after}): another count, or a typing error."
            )
    return found


def _other_counts(read: Sequence[Statement]) -> dict[str, float]:
    """Offices that count clearly less, or more, than the one that counts most often; each with its share of that."""
    by_office: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for each in read:
        if each.two_sided:
            by_office[each.office][each.end.toordinal()] = each.people
    if not by_office:
        return {}
    leading = max(by_office, key=lambda office: (len(by_office[office]), max(by_office[office].values())))
    days = sorted(by_office[leading])
    figures = [by_office[leading][day] for day in days]
    found = {}
    for office, told in by_office.items():
        inside = [day for day in told if days[0] <= day <= days[-1]]
        shares = [told[day] / max(float(np.interp(day, days, figures)), 1.0) for day in inside]
        if office != leading and len(shares) > 1 and (max(shares) < _PART or min(shares) > 1 / _PART):
            found[office] = median(shares)
    return found


def _of_one_day(
    told: Sequence[Statement], highest: float, main: Counter[str], unused: dict[str, Reason]
) -> list[Statement]:
    """The statements that give a day's figure: two-sided ones before bounds."""
    fresh = []
    for each in told:
        if not each.two_sided and each.claim.quantity_low is not None and each.people < highest:
            text = "A lower bound below an earlier count adds nothing."
            unused[each.claim.id] = Reason(Unused.BOUND_ONLY, text)
        else:
            fresh.append(each)
    candidates = [each for each in fresh if each.two_sided]
    candidates = candidates or [each for each in fresh if each.claim.quantity_low is not None]
    most = max((main[each.office] for each in candidates), default=0)
    kept = [each for each in candidates if main[each.office] == most]
    if kept and min(each.people for each in kept) < _PART * max(each.people for each in kept) and len(kept) < 3:
        # Of two figures far apart the lower is more often a part, or old.
        kept = [max(kept, key=lambda each: each.people)]
    for each in fresh:
        if each in kept:
            continue
        if each in candidates:
            text = "Another office, which counts more often, gives that day's figure."
            unused[each.claim.id] = Reason(Unused.OTHER_COUNT, text)
        else:
            text = "Gives a bound only." if candidates else "Gives an upper bound only."
            unused[each.claim.id] = Reason(Unused.BOUND_ONLY, text)
    return kept

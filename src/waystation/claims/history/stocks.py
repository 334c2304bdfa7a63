"""The path of a stock: people there on a day. It may fall."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from statistics import median

from waystation.claims.history.statements import Statement
from waystation.claims.reasons import Reason, Unused

__all__ = ["stock_path"]


def stock_path(read: Sequence[Statement], used: dict[str, str], unused: dict[str, Reason]) -> dict[date, float]:
    """One figure a day: that of the office which counts most often, the median where there are several.

    Parameters
    ----------
    read : statements of a stock
    used, unused : are filled
    """
    by_day: defaultdict[date, list[Statement]] = defaultdict(list)
    for each in read:
        by_day[each.end].append(each)
    main = Counter(each.office for each in read)
    series: dict[date, float] = {}
    highest = 0.0
    for day in sorted(by_day):
        kept = _of_one_day(by_day[day], highest, main, unused)
        if kept:
            series[day] = median(each.people for each in kept)
            highest = max(highest, series[day])
            used |= {each.claim.id: "Gives the figure of its day." for each in kept}
    return series


def _of_one_day(
    told: Sequence[Statement], highest: float, main: Counter[str], unused: dict[str, Reason]
) -> list[Statement]:
    """The statements that give a day's figure: two-sided ones before bounds."""
    fresh = []
    for each in told:
        if not each.two_sided and each.claim.quantity_low is not None and each.people < highest:
            text = "A lower bound below an earlier count says nothing new."
            unused[each.claim.id] = Reason(Unused.BOUND_ONLY, text)
        else:
            fresh.append(each)
    candidates = [each for each in fresh if each.two_sided]
    candidates = candidates or [each for each in fresh if each.claim.quantity_low is not None]
    most = max((main[each.office] for each in candidates), default=0)
    kept = [each for each in candidates if main[each.office] == most]
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

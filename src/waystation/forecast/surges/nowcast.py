"""A nowcast: what will be added later to the counts of the last days, as it was to earlier ones of the same office.

It is learned from the table itself, and from nothing else: the trusted totals of past surges hold each day once. See
`waystation.forecast.surges.chain_ladder`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from waystation.claims import Claim, Unused
from waystation.claims.history import History, figure_of
from waystation.forecast.surges.chain_ladder import FEWEST_PAIRS, chain_ladder

__all__ = ["Nowcast", "nowcast", "versions_of"]

Floats = npt.NDArray[np.float64]
Days = tuple[date | None, date]

_LONGEST_LAG_DAYS = 28
_WEEK = timedelta(days=7)
_LEAST_SHARE = 0.02
"""Less than this share of the people of the last week is not added."""


@dataclass(frozen=True)
class Nowcast:
    """People who came by the last count, and will only be counted later.

    Parameters
    ----------
    later : (counts,) people expected to be added to each total of the history
    error : people, standard error of what is added to the last total
    versions : counts that the office published more than once, from which this is learned
    """

    later: Floats
    error: float
    versions: int

    @property
    def of_last(self) -> tuple[float, float, float]:
        """People to be added to the last total: 10 % quantile, median, 90 % quantile; none below 0."""
        low, middle, high = self.later[-1] + self.error * ndtri([0.1, 0.5, 0.9])
        return max(float(low), 0.0), float(middle), float(high)

    def added_to(self, past: History) -> History:
        """The history as it is expected to be once all are counted."""
        return replace(past, totals=past.totals + self.later)

    def spread(self, totals: Floats, counted: float) -> Floats:
        """Members that are as unsure as the nowcast besides: independent errors add as their squares do.

        Parameters
        ----------
        totals : (days, members) rising along members
        counted : people who are counted already; no total is less
        """
        members = totals.shape[1]
        middle = totals[:, [members // 2]]
        error = self.error * ndtri((np.arange(members) + 0.5) / members)
        off = totals - middle
        return np.asarray(np.maximum(middle + np.sign(off) * np.hypot(off, error), counted))


def versions_of(known: Iterable[Claim], past: History) -> list[Claim]:
    """Claims that a history goes on, and earlier versions of these."""
    replaced = (Unused.CORRECTED, Unused.OLDER_COUNT)
    return [
        claim for claim in known
        if claim.id in past.used or (claim.id in past.unused and past.unused[claim.id].code in replaced)
    ]  # fmt: skip


def nowcast(known: Sequence[Claim], past: History) -> Nowcast | None:
    """What will be added to the totals of a history; None if the claims do not tell, or it is next to nothing.

    Only counts of the office that gave the last one are raised. Of its running totals only the people of the last week
    before each are taken to grow: those who came earlier were counted long ago.

    Parameters
    ----------
    known : claims known by the as-of date
    past : the history of these, of a term that counts a flow
    """
    versions = [claim for claim in versions_of(known, past) if _is_plain(claim)]
    last = [claim for claim in versions if claim.id in past.used and claim.about_end == past.last_date]
    if not last:
        return None
    often = Counter(claim.source for claim in versions)
    # Of several on one day the one that publishes most, whatever the order of the table's rows.
    office = max(last, key=lambda each: (each.published, often[each.source], each.source)).source
    windows = all(claim.id in past.windows for claim in last)
    counts = _latest_last(claim for claim in versions if claim.source == office and _is_window(claim, past) == windows)
    published_more_than_once = sum(len(told) > 1 for told in counts.values())
    if published_more_than_once < FEWEST_PAIRS:
        return None
    floors = {days: 0.0 if windows else _week_before(counts, days) for days in counts}
    seen_until = max(claim.published for told in counts.values() for claim in told)
    rows = {days: _as_known(counts[days], below, seen_until) for days, below in floors.items() if below is not None}
    rows = {days: row for days, row in rows.items() if np.isfinite(row).any()}
    if not rows:
        return None
    people, covariance = chain_ladder(np.array(list(rows.values())))
    now = np.array([row[np.isfinite(row)][-1] for row in rows.values()])
    adds = dict(zip(rows, np.maximum(people - now, 0.0), strict=True))
    later, ends = np.zeros(len(past.totals)), [(days[1] - past.began).days for days in rows]
    if windows:
        kept = _not_overlapping(days for days in rows if any(claim.id in past.used for claim in counts[days]))
        for days in kept:
            later += np.where(past.days >= (days[1] - past.began).days, adds[days], 0.0)
        some = [number for number, days in enumerate(rows) if days in kept]
        error = covariance[np.ix_(some, some)].sum()
    else:
        for days, end in zip(rows, ends, strict=True):
            later += np.where(past.days == end, adds[days], 0.0)
        youngest = int(np.argmax(ends))
        error = covariance[youngest, youngest]
    lately = past.total - float(np.interp(past.days[-1] - _WEEK.days, past.days, past.totals, left=0.0))
    if later[-1] < _LEAST_SHARE * max(lately, 1.0):
        return None
    later = np.maximum.accumulate(past.totals + later) - past.totals
    least = later[-1]  # who is counted late is chance too, however alike the factors of the past were
    return Nowcast(later, float(np.sqrt(max(error, least))), published_more_than_once)


def _is_plain(claim: Claim) -> bool:
    """Whether it counts people up to a stated day that had come, and gives both ends."""
    ends = (claim.quantity_low, claim.quantity_high)
    stated = claim.about_end is not None and claim.about_end <= claim.published
    return stated and None not in ends and bool(claim.people_per_unit()) and figure_of(claim) > 0.0


def _is_window(claim: Claim, past: History) -> bool:
    return claim.about_start not in (None, past.began)


def _latest_last(claims: Iterable[Claim]) -> dict[Days, list[Claim]]:
    """The versions of each count, in order of publication."""
    found = defaultdict(list)
    for claim in sorted(claims, key=lambda each: each.published):
        found[claim.about_start, claim.until].append(claim)
    return dict(found)


def _week_before(counts: dict[Days, list[Claim]], days: Days) -> float | None:
    """People of the office's last running total that is a week older, or more; None if there is none.

    A total of fewer days is left out: more of its people are new, and it grows by more.
    """
    older = [each for each in counts if each[1] <= days[1] - _WEEK]
    return _people(counts[max(older, key=lambda each: each[1])][-1]) if older else None


def _as_known(told: Sequence[Claim], below: float, seen_until: date) -> Floats:
    """(lags,) a row of the triangle: people above a floor, from the first version to the office's last publication."""
    row = np.full(_LONGEST_LAG_DAYS + 1, np.nan)
    for claim in told:
        lag = (claim.published - claim.until).days
        people = _people(claim) - below
        row[lag : (seen_until - claim.until).days + 1] = people if people > 0.0 else np.nan
    return row


def _people(claim: Claim) -> float:
    return figure_of(claim) * (claim.people_per_unit() or 1.0)


def _not_overlapping(counts: Iterable[Days]) -> set[Days]:
    """Windows that count no day twice, the shorter ones first."""
    kept: set[Days] = set()
    for start, end in sorted(counts, key=lambda each: (each[1] - (each[0] or each[1]), each[1])):
        if all(end < (other[0] or other[1]) or (start or end) > other[1] for other in kept):
            kept.add((start, end))
    return kept

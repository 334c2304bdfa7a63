"""From dated counts to the history of one surge: what is used, and why the rest is not.

The history is one running total a day. It comes from trusted totals where someone keeps them; else it is
read from the claims. Beside it stand what claims say of people still at the origin, and since when is counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

import numpy as np
import numpy.typing as npt

from waystation.claims import Claim, counter_of, known_rows, same_story, vocabulary, without_notes
from waystation.errors import InputError, Problem, nearest

__all__ = ["History", "TrustedTotal", "figure_of", "history", "speaks_of"]

_NEAR_DAYS = 3
"""Starts this close are one start: agencies count "since the weekend" from different days."""

_OLDEST_START_DAYS = 30
"""A count that began longer before the first total is of an older displacement."""

_UNSTATED_AGE_DAYS = 5
"""Age of a surge at its first count where nobody says when it began: news is rarely younger."""

_STALE_SHARE = 0.97
"""A figure this far below an earlier day's is an older count, or another one."""


_FAR_ABOVE = 1.5


@dataclass(frozen=True)
class TrustedTotal:
    """A running total that somebody vouches for.

    Parameters
    ----------
    published : day it came out
    day : day it counts up to
    people : the total
    """

    published: date
    day: date
    people: float


@dataclass(frozen=True)
class History:
    """One running total a day, and what bounds it.

    Parameters
    ----------
    began : first day of the surge
    days : (counts,) whole days since it began, strictly rising
    totals : (counts,) people
    population : people at the origin before it began, as claimed; None if nobody says
    remaining : people still at the origin on the day of the last count, as claimed; None if nobody says
    used, why_not : ids of the claims used, with how; and of all others, with why not
    other_totals : ids of the claims that count from another day, and so are other running totals
    ends_in_bound : whether the last total is a lower bound, such as "more than 40,000"
    """

    began: date
    days: npt.NDArray[np.float64]
    totals: npt.NDArray[np.float64]
    population: float | None
    remaining: float | None
    used: dict[str, str]
    why_not: dict[str, str]
    other_totals: frozenset[str] = frozenset()
    ends_in_bound: bool = False

    @property
    def last_date(self) -> date:
        """Day of the last count."""
        return self.began + timedelta(days=int(self.days[-1]))


def history(
    claims: Sequence[Claim], as_of: date, *, place: str, term: str, trusted: Sequence[TrustedTotal] = ()
) -> History:
    """The history of a surge as known on a day.

    Parameters
    ----------
    claims : all claims; only those published by ``as_of`` are seen, and none of their notes
    as_of : the last day of publication that may be seen
    place, term : what is forecast, such as "Armenia" and "arrived"
    trusted : running totals that take the place of those read from claims

    Raises
    ------
    InputError
        If the term is unknown, or no total of that place and term is known by then; says what is.
    """
    words = vocabulary().terms
    if term not in words or words[term].kind == "other":
        fitting = [name for name, each in words.items() if each.kind != "other"]
        raise InputError(Problem(f'"{term}" is not a count of people.', nearest(term, fitting), value=term))
    known = without_notes(known_rows(claims, as_of))
    # A total of a day yet to come is a forecast of somebody's, whatever its table says.
    vouched = _vouched(known_rows(trusted, as_of), as_of)
    used: dict[str, str] = {}
    why_not: dict[str, str] = {}
    read = [claim for claim in known if speaks_of(claim, place, term, why_not)]
    stock = words[term].kind == "stock"
    others: frozenset[str] = frozenset()
    if vouched:
        series = {total.day: total.people for total in sorted(vouched, key=lambda each: (each.day, each.published))}
        began = _began(read, min(series), stock)
        why_not |= {claim.id: "A trusted total stands in its place." for claim in read}
    else:
        began, series, others = _series(read, stock, used, why_not)
    if not series:
        raise InputError(_nothing(known, place, term, as_of))
    if not stock:
        _add_flows(series, read, used, why_not)
    began = min(began or min(series) - timedelta(days=_UNSTATED_AGE_DAYS), min(series))
    dates = sorted(day for day in series if day >= began)
    days = np.array([(day - began).days for day in dates], dtype=np.float64)
    totals = np.array([series[day] for day in dates])
    last = began + timedelta(days=int(days[-1]))
    bound = not vouched and all(c.quantity_high is None for c in read if c.id in used and c.until == last)
    population, remaining = _bounds(known, place, stock, began, days, totals, used, why_not)
    return History(began, days, totals, population, remaining, used, why_not, others, bound)


def _add_flows(series: dict[date, float], read: Sequence[Claim], used: dict[str, str], why_not: dict[str, str]) -> None:
    """Carry the last total on by counts of the days right after it, as "900 came on Tuesday" after Monday's total."""
    while True:
        last = max(series)
        following = [
            claim
            for claim in read
            if claim.about_start == last + timedelta(days=1) and None not in (claim.quantity_low, claim.quantity_high)
        ]
        if not following:
            return
        day = min(claim.until for claim in following)
        counts = [claim for claim in following if claim.until == day]
        series[day] = series[last] + median(figure_of(claim) for claim in counts)
        for claim in counts:
            why_not.pop(claim.id, None)
            used[claim.id] = f"Added to the total of {last}."


def _vouched(known: Sequence[TrustedTotal], as_of: date) -> list[TrustedTotal]:
    """Trusted totals of days that have come; if all are dated ahead, they are taken for the as-of date's."""
    come = [total for total in known if total.day <= as_of]
    return come or [TrustedTotal(total.published, as_of, total.people) for total in known]


def speaks_of(claim: Claim, place: str, term: str, why_not: dict[str, str]) -> bool:
    """Whether a claim is a count of what is forecast; if not, notes why."""
    family = vocabulary().terms[term].family
    if claim.unit != "people":
        reason = f"Counts {claim.unit}, not people."
    elif claim.family in ("remaining", "population_before"):
        reason = "Speaks of people elsewhere, or of a time long past."
    elif claim.family != family:
        reason = f'Counts something other than "{term}".'
    elif claim.place.casefold() != place.casefold():
        reason = f"Speaks of {claim.place}, not of {place}."
    elif claim.part_of:
        reason = "Part of a total."
    elif claim.kept_out:
        reason = f"Not a count: {claim.kept_out}."
    elif claim.role == "triangulation":
        reason = "Marked as kept for comparison only."
    elif claim.until > claim.published:
        reason = "Speaks of days after its publication."
    else:
        return True
    why_not[claim.id] = reason
    return False


def _starts(claims: Sequence[Claim], before: date) -> list[date]:
    """Stated starts that can be the start of a surge first counted on a day."""
    earliest = before - timedelta(days=_OLDEST_START_DAYS)
    return [claim.about_start for claim in claims if claim.about_start and earliest < claim.about_start <= before]


def _began(claims: Sequence[Claim], first: date, stock: bool) -> date | None:
    """The start that most claims state, if any."""
    starts = [] if stock else _starts(claims, first)
    return Counter(starts).most_common(1)[0][0] if starts else None


def _series(
    read: Sequence[Claim], stock: bool, used: dict[str, str], why_not: dict[str, str]
) -> tuple[date | None, dict[date, float], frozenset[str]]:
    """Running totals read from claims: since when, one figure a day, and the claims that count from another day."""
    if not read:
        return None, {}, frozenset()
    running = []
    began = None
    if stock:
        running = list(read)
    else:
        starts = Counter(claim.about_start for claim in read if claim.about_start)
        began = max(starts, key=lambda day: (starts[day], -day.toordinal())) if starts else None
        for claim in read:
            if began and claim.about_start and abs((claim.about_start - began).days) > _NEAR_DAYS:
                why_not[claim.id] = f"Counts from {claim.about_start}, not from about {began}: not this running total."
            else:
                running.append(claim)
    others = frozenset(claim.id for claim in read) - {claim.id for claim in running}
    tellings = same_story(running)
    for group in tellings:
        for claim in group[1:]:
            why_not[claim.id] = f"Same story as {group[0].source}, {group[0].published}: counted once."
    by_day: defaultdict[date, list[Claim]] = defaultdict(list)
    for group in tellings:
        by_day[group[0].until].append(group[0])
    main = Counter(counter_of(claim.source, claim.speaker) for claims in by_day.values() for claim in claims)
    series: dict[date, float] = {}
    highest = 0.0
    for day in sorted(by_day):
        kept = _of_one_day(by_day[day], highest, stock, main, why_not)
        if not kept:
            continue
        series[day] = median(figure_of(claim) for claim in kept)
        highest = max(highest, series[day])
        used |= {claim.id: "Gives the running total of its day." for claim in kept}
    return began, series, others


def _of_one_day(
    claims: Sequence[Claim], highest: float, stock: bool, main: Counter[str], why_not: dict[str, str]
) -> list[Claim]:
    """The claims that give a day's total: two-sided ones before bounds."""
    fresh = []
    for claim in claims:
        if not stock and figure_of(claim) < _STALE_SHARE * highest:
            why_not[claim.id] = "Below what was counted for an earlier day: an older count, or another one."
        elif claim.quantity_high is None and figure_of(claim) < highest:
            why_not[claim.id] = "A lower bound below an earlier count says nothing new."
        else:
            fresh.append(claim)
    two_sided = [claim for claim in fresh if claim.quantity_low is not None and claim.quantity_high is not None]
    candidates = two_sided or [claim for claim in fresh if claim.quantity_low is not None]
    if stock:
        most = max((main[counter_of(claim.source, claim.speaker)] for claim in candidates), default=0)
        kept = [claim for claim in candidates if main[counter_of(claim.source, claim.speaker)] == most]
        reason = "Another office, which counts more often, gives that day's figure."
    else:
        # A total that runs through the day is newest where it is highest; one far above all others is another count.
        middle = median([figure_of(claim) for claim in candidates]) if candidates else 0.0
        near = [claim for claim in candidates if figure_of(claim) <= _FAR_ABOVE * middle]
        kept = [max(near, key=figure_of)] if near else []
        reason = "A higher total of that day is taken as the later one, unless it is far above the others."
    for claim in fresh:
        if claim in candidates and claim not in kept:
            why_not[claim.id] = reason
        elif claim not in kept:
            why_not[claim.id] = "Gives a bound only." if candidates else "Gives an upper bound only."
    return kept


def figure_of(claim: Claim) -> float:
    """The figure of a claim, people: the middle of a range, the end of a bound."""
    ends = [end for end in (claim.quantity_low, claim.quantity_high) if end is not None]
    return sum(ends) / len(ends)


def _bounds(
    known: Sequence[Claim],
    place: str,
    stock: bool,
    began: date,
    days: npt.NDArray[np.float64],
    totals: npt.NDArray[np.float64],
    used: dict[str, str],
    why_not: dict[str, str],
) -> tuple[float | None, float | None]:
    """People at the origin before, and still there, as claimed: the median, and the latest."""
    before, remaining = [], []
    for claim in known:
        if claim.unit != "people" or claim.quantity_high is None:
            continue
        if claim.family == "population_before":
            receiving = claim.place.casefold() == place.casefold() and vocabulary().terms[claim.term].kind != "flow"
            if receiving and not any(_leaves(each, place) for each in known):
                why_not[claim.id] = "People who lived at the receiving place before."
                continue
            before.append(figure_of(claim))
            used[claim.id] = "Bounds who can still come: people there before."
        elif claim.family == "remaining" and claim.about_end is not None:
            then = float(np.interp((claim.about_end - began).days, days, totals))
            remaining.append((claim.about_end, max(figure_of(claim) - (totals[-1] - then), 1.0)))
            used[claim.id] = "Bounds who can still come, half believed: such estimates were often far too low."
        else:
            continue
        why_not.pop(claim.id, None)
    if stock:  # the people of a shelter are not the people of an origin
        return (median(before) if before else None), None
    return (median(before) if before else None), (max(remaining)[1] if remaining else None)


def _leaves(claim: Claim, place: str) -> bool:
    return claim.family == "exits" and claim.place.casefold() == place.casefold()


def _nothing(known: Sequence[Claim], place: str, term: str, as_of: date) -> Problem:
    places = sorted({claim.place for claim in known if claim.term == term})
    fix = nearest(place, places) if places and place not in places else "Use a later --as-of, another --term or place."
    return Problem(f'No total of people who "{term}" at "{place}" was published by {as_of}.', fix, value=place)

"""Claims that contradict each other, found and listed, never merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from waystation.claims.claim import Claim, Kind, kind_of, kinds_of
from waystation.claims.comparable import comparable_flows, comparable_stocks
from waystation.claims.corrections import corrections
from waystation.claims.covered import covered
from waystation.claims.figure_range import Range, likely_range, stated_range
from waystation.claims.offices import counter_of
from waystation.claims.overtaken import overtaken
from waystation.claims.periods import Window, window_of
from waystation.claims.same_story import same_story
from waystation.claims.side_by_side import Category, Conflict, beyond, not_adding_up, overtaking, side_by_side
from waystation.claims.summed_counts import summed_counts
from waystation.claims.vocabulary import vocabulary

__all__ = ["Category", "Conflict", "conflicts"]

_NEAR_DAYS = 5
"""Stocks counted further apart than this say nothing about each other."""

_STOCK_SPAN_DAYS = 31
_CROSS_END_DAYS = 3
_DRIFT = 0.05
_BEHIND = 1.1

_Placed = tuple[Claim, str]
"""A claim and its place, by the name that stands for it."""


def conflicts(
    claims: Iterable[Claim], *, aliases: Mapping[str, str] | None = None, household_size: float = 5.0
) -> list[Conflict]:
    """All disagreements among claims that describe the same thing; each story is taken once.

    - *Contradiction*: same place, family of terms and unit, and ranges that do not meet. Flows are
      compared over the same days, or a part of the days against the whole (where only too large a
      part contradicts); running totals may differ by what an average day added, for nobody says at
      what hour they were read. Stocks are compared where their days overlap. Of
      different days they are news and no contradiction: people came or left. But of those left behind, a
      later estimate of another counter, up to five days on, that is far above an earlier one contradicts
      it: nobody came. Two bounds on the same side never contradict.
    - *Bound far from the counts*: no contradiction in logic, but a reader would be misled. An "up
      to" that others stay well below for the same days or more, by one count or by several that
      together cover its days; an "at least" that lies a tenth or more below what others already
      gave, of a figure that rises.
    - *Not comparable, and apart*: long counts of people who left one place and of people who
      arrived at another, over the same months; once for each office that counts arrivals. Exits are
      not arrivals; the gap is worth knowing.
    - *Overtaken*: an estimate of people remaining, exceeded by those reported out afterwards.

    A figure that its own office replaced is no disagreement. Figures of a whole country and of one point in it, where
    both state which they are (``location_accuracy``), are not compared. Parts of totals are left out, and so are flows
    whose start is not stated and claims that are never counted (denied, supposed, foretold, history).

    Parameters
    ----------
    claims : the claims to compare, in any order
    aliases : other names of places, each with the name that stands for it
    household_size : people per family, where an estimate of those remaining counts families

    Returns
    -------
    list of conflicts: by category, then the latest published first

    Examples
    --------
    >>> row = dict(published="2019-02-27", about_end="2019-02-27", place="Al-Hol camp", unit="people",
    ...            term="camp_population")
    >>> staff = Claim(source="Camp staff", quantity_low=52000, qualifier="more than", **row)
    >>> monitor = Claim(source="A monitor", quantity_low=45500, quantity_high=45500, qualifier="about", **row)
    >>> [found] = conflicts([staff, monitor])
    >>> found.category.value, round(found.factor, 2)
    ('contradiction', 1.04)
    """
    names = {other.casefold(): name.casefold() for other, name in (aliases or {}).items()}
    counted = [claim for claim in claims if not claim.exclusion_reason]
    # What its own office replaced is news, and no disagreement.
    replaced = corrections(counted)
    counted = [claim for claim in counted if claim.id not in replaced]
    stories = [group for group in same_story(counted) if not group[0].total_id]
    story = {claim.id: index for index, group in enumerate(stories) for claim in group}

    def placed(claim: Claim) -> _Placed:
        return claim, names.get(claim.place.casefold(), claim.place.casefold())

    told = [placed(claim) for group in stories for claim in group]
    alike: defaultdict[tuple[str, ...], list[Claim]] = defaultdict(list)
    for claim, where in told:
        alike[where, claim.family, claim.unit].append(claim)
    found = [each for group in alike.values() for each in _among(group)]
    found += _across(told, story)
    firsts = [placed(group[0]) for group in stories]
    found += [overtaking(each) for each in overtaken(firsts, household_size)]
    found += [beyond(each) for each in covered(firsts)]
    found += [not_adding_up(each) for group in alike.values() for each in summed_counts(group)]
    return _once(found, story)


def _once(found: Iterable[Conflict], story: Mapping[str, int]) -> list[Conflict]:
    """Of conflicts between the same stories, only that of the claims furthest apart."""
    best: dict[tuple[object, ...], Conflict] = {}
    for each in sorted(found, key=lambda each: (-each.factor, _ids(each))):
        stories = sorted(story[claim.id] for claim in each.claims)
        if len(set(stories)) == len(stories):
            best.setdefault((each.category, *stories), each)
    order = list(Category)
    return sorted(best.values(), key=lambda each: (order.index(each.category), -_latest(each), _ids(each)))


def _latest(conflict: Conflict) -> int:
    return max(claim.published for claim in conflict.claims).toordinal()


def _ids(conflict: Conflict) -> tuple[str, ...]:
    return tuple(claim.id for claim in conflict.claims)


def _among(claims: Sequence[Claim]) -> Iterable[Conflict]:
    """What claims of one place, thing and unit say against each other."""
    kinds = kinds_of(claims)
    stocks = [claim for claim in claims if kinds[claim.id] is Kind.STOCK]
    for one, other in comparable_stocks(stocks, _STOCK_SPAN_DAYS + _NEAR_DAYS):
        if _of_one_area(one, other):
            yield from _stocks(one, other)
    flows = [claim for claim in claims if kinds[claim.id] in (Kind.FLOW, Kind.RUNNING_TOTAL)]
    for one, other in comparable_flows(flows):
        if _of_one_area(one, other):
            running = kinds[one.id] is kinds[other.id] is Kind.RUNNING_TOTAL
            yield from _flows(one, other, running=running)


def _of_one_area(one: Claim, other: Claim) -> bool:
    """Whether two claims may be of areas alike: not if both state how large, and differ."""
    return not (one.location_accuracy and other.location_accuracy) or one.location_accuracy == other.location_accuracy


def _stocks(one: Claim, other: Claim) -> Iterable[Conflict]:
    first, second = _stock_days(one, other), _stock_days(other, one)
    gap = max(0, (second.start - first.end).days, (first.start - second.end).days)
    if gap > _NEAR_DAYS or (gap > 0 and _counter(one) == _counter(other)):
        return
    term = vocabulary().terms[one.term]
    before, after = (one, other) if first.end <= second.end else (other, one)
    possible, later = stated_range(before), stated_range(after)
    if gap > 0 and term.at_origin != "now":
        if term.rise_per_day > 0:  # people came or went; but a low bound may be an old one
            yield from _left_behind(one, other)
    elif gap > 0:
        most = possible.high * (1 + term.drift_per_day * gap)
        if later.low > most:  # where people only leave, fewer are no surprise
            yield side_by_side(Category.CONTRADICTION, one, other, Range(possible.low, most).apart(later))
    elif not possible.meets(later):
        yield side_by_side(Category.CONTRADICTION, one, other, possible.apart(later))
    else:
        yield from _left_behind(one, other)


def _stock_days(claim: Claim, beside: Claim) -> Window:
    """The days a stock speaks of: its last day, unless it speaks of a month or less as a whole."""
    start = claim.about_start or claim.until
    counted_since = start == beside.about_start != beside.until
    whole = not counted_since and (claim.until - start).days < _STOCK_SPAN_DAYS
    return Window(start if whole else claim.until, claim.until)


def _counter(claim: Claim) -> str:
    return counter_of(claim.source, claim.speaker)


def _flows(one: Claim, other: Claim, *, running: bool) -> Iterable[Conflict]:
    first, second = window_of(one), window_of(other)
    if first is None or second is None:
        return
    if first.matches(second):
        gap = abs((first.end - second.end).days)
        days = max((first.end - first.start).days, (second.end - second.start).days) + 1
        ranges = stated_range(one).widened((gap + 1) / days if running else _DRIFT * gap), stated_range(other)
        if not ranges[0].meets(ranges[1]):
            yield side_by_side(Category.CONTRADICTION, one, other, ranges[0].apart(ranges[1]))
            return
        if first.long and second.long:
            yield from _left_behind(one, other)
    elif first.holds(second) or second.holds(first):
        part, whole = (one, other) if second.holds(first) else (other, one)
        inner, outer = stated_range(part), stated_range(whole)
        if inner.low > outer.high:
            yield side_by_side(Category.CONTRADICTION, one, other, inner.apart(outer))
            return
    else:
        return
    yield from _loose(one, other)


def _left_behind(one: Claim, other: Claim) -> Iterable[Conflict]:
    """A lower bound below what was said for the same day or earlier, of a figure that rises."""
    for bound, rival in ((one, other), (other, one)):
        if bound.quantity_high is not None or bound.until < rival.until:
            continue
        low, before = stated_range(bound).low, stated_range(rival).low
        if before > _BEHIND * low:
            yield side_by_side(Category.BOUND, one, other, Range(before, before).apart(Range(low, low)))


def _loose(one: Claim, other: Claim) -> Iterable[Conflict]:
    """An upper bound that a count over the same days, or more, stays well below."""
    for bound, count in ((one, other), (other, one)):
        days, counted = window_of(bound), window_of(count)
        if bound.quantity_low is not None or count.quantity_low is None or days is None or counted is None:
            continue
        # Over fewer days than the bound speaks of, a smaller count is no surprise.
        said, seen = likely_range(bound), likely_range(count)
        if (counted.holds(days) or counted.matches(days)) and said.low > seen.high:
            yield side_by_side(Category.BOUND, one, other, said.apart(seen))


def _across(placed: list[_Placed], story: Mapping[str, int]) -> list[Conflict]:
    """Long counts of exits beside the nearest long count of arrivals elsewhere, once a story and counter."""
    running = [
        (claim, where, window)
        for claim, where in placed
        if kind_of(claim) is Kind.RUNNING_TOTAL and (window := window_of(claim)) is not None
    ]
    came: defaultdict[tuple[str, date], list[tuple[Claim, str, Window]]] = defaultdict(list)
    for claim, destination, window in running:
        if claim.family == "arrivals":
            came[claim.unit, window.end].append((claim, destination, window))
    found = []
    for exits, origin, days in (each for each in running if each[0].family == "exits"):
        ends = [days.end + timedelta(days=gap) for gap in range(-_CROSS_END_DAYS, _CROSS_END_DAYS + 1)]
        rivals = [
            (abs((days.end - counted.end).days), arrivals.published, arrivals.id, arrivals)
            for end in ends
            for arrivals, destination, counted in came.get((exits.unit, end), ())
            if destination != origin and _of_one_area(exits, arrivals) and days.matches(counted, _CROSS_END_DAYS)
        ]
        seen = set[str | int]()
        for gap, _, _, arrivals in sorted(rivals):
            keys: set[str | int] = {_counter(arrivals), story[arrivals.id]}
            if keys & seen:
                continue
            seen |= keys
            left, arrived = likely_range(exits).widened(_DRIFT * gap), likely_range(arrivals)
            if not left.meets(arrived):
                found.append(side_by_side(Category.NOT_COMPARABLE, exits, arrivals, left.apart(arrived)))
    return found

"""Running totals: which start is theirs, what counts of unstated start are, and one total a day that never falls.

The totals of a path cannot fall, but published ones do: some are days old, some are another office's, some are
corrected. One total a day is chosen so that they never fall and as little as possible is left out: leaving out a
figure that lies below the others costs little (half of all published totals are older than they look), one that lies
above them costs more (few are too high), and least costs one that its own office took back by a later, lower figure.
All those above it are taken back with it: one recount, however long the office had counted too many.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate, pairwise
from statistics import median

from waystation.claims.history.statements import Statement
from waystation.claims.reasons import Reason, Unused

__all__ = ["are_counts_of_days", "chosen_totals", "common_start", "counting_parts", "counts_from", "days_of_a_start"]

NEAR_DAYS = 3
"""Starts this close may be one start: agencies count "since the weekend" from different days."""

_TIMES_OFF = 3
_FEWEST_TOTALS = 3
"""A count is loosely dated only if it is so many times longer than it is off, and beside so many totals."""

_ROUNDING = 0.03
"""A total this share below an earlier one agrees with it."""

_PART = 0.8
_DEEP_FALL = 0.85
_FAR_ABOVE = 1.5
_BELOW, _ABOVE, _TAKEN_BACK, _TAKEN_BACK_WITH_IT = 1.0, 2.5, 0.9, 0.06
"""With the last, two lower totals of an office outweigh up to nineteen higher ones of its own, three up to 36."""
_MOST_SKIPPED = 40
_STILL_THE_SAME = 0.5
"""What is corrected to less than this share of the earlier figure is another count."""

_FAR_BELOW = 0.2
"""A single later total below this share of an earlier one shows that the earlier one was a slip."""


def common_start(read: Sequence[Statement]) -> date | None:
    """The start of the running totals: that from which counts to most days were given; None if no two share a start."""
    ends: defaultdict[date, set[date]] = defaultdict(set)
    times: Counter[date] = Counter()
    for each in read:
        if each.start is not None:
            ends[each.start].add(each.end)
            times[each.start] += 1
    several = [start for start in ends if len(ends[start]) > 1]
    # A count of the first day alone is as often a count of that day as a total.
    return max(several, key=lambda day: (len(ends[day] - {day}), times[day], -day.toordinal())) if several else None


def are_counts_of_days(read: Sequence[Statement]) -> bool:
    """Whether counts that do not say since when are of single days: no office's running total falls like that.

    One fall among counts of days that follow each other is enough; elsewhere it has to be deep, or one of several, for
    offices do correct their totals.
    """
    by_office: defaultdict[str, list[Statement]] = defaultdict(list)
    for each in read:
        if each.two_sided:
            by_office[each.office].append(each)
    steps = deep = falls = 0
    daily = True
    for told in by_office.values():
        of_day = {each.end: each.people for each in sorted(told, key=lambda each: (each.end, each.claim.published))}
        for (day, before), (next_day, after) in pairwise(of_day.items()):
            steps += 1
            daily = daily and (next_day - day).days == 1
            falls += after < (1 - _ROUNDING) * before
            deep += after < _DEEP_FALL * before
    if daily and steps > 1:
        return falls > 0
    return steps > 0 and (deep >= max(1.0, steps / 4) or falls >= max(2.0, steps / 3))


def days_of_a_start(read: Sequence[Statement]) -> list[Statement]:
    """Counts that give a first day and no last one, each another first day: a table with one column for the day."""
    open_ended = [each for each in read if each.start is not None and each.claim.about_end is None]
    starts = {each.start for each in open_ended}
    return open_ended if 1 < len(starts) == len(open_ended) else []


def counting_parts(running: Sequence[Statement]) -> dict[str, float]:
    """Offices that count a part only, clearly less than another on two days or more; each with its share of that."""
    of_day: defaultdict[date, dict[str, float]] = defaultdict(dict)
    for each in running:
        if each.two_sided:
            of_day[each.end][each.office] = max(each.people, of_day[each.end].get(each.office, 0.0))
    shares: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for told in of_day.values():
        for office, people in told.items():
            for other, more in told.items():
                if other != office and more > 0:
                    shares[office, other].append(people / more)
    found: dict[str, float] = {}
    for (office, _), seen in shares.items():
        if len(seen) > 1 and max(seen) < _PART:
            found[office] = min(median(seen), found.get(office, 1.0))
    return found


def counts_from(each: Statement, began: date, totals: dict[date, float], offices: set[str]) -> bool:
    """Whether a count that starts a few days beside the common start is a running total of it, loosely dated.

    A count of few days never is, nor one to the last person, nor one of an office that counts from that start too.
    Else that reading is taken which lies nearer to the totals from the common start.
    """
    assert each.start is not None
    off = abs((each.start - began).days)
    loose = off <= NEAR_DAYS and (each.end - each.start).days > _TIMES_OFF * off and each.claim.qualifier != "exact"
    if not loose or each.office in offices or len(totals) < _FEWEST_TOTALS:
        return False
    since, until = _at(totals, began, each.before), _at(totals, began, each.end)
    if until is None:
        return since is None or each.people >= max(totals.values())
    whole, window = max(until, 1.0), max(until - (since or 0.0), 1.0)
    return abs(each.people / whole - 1.0) < abs(each.people / window - 1.0)


def _at(totals: dict[date, float], began: date, day: date) -> float | None:
    """The total of a day, between the counts before and after it; None beyond the last."""
    if day < began:
        return 0.0
    known = {began - timedelta(days=1): 0.0, **totals}
    before = max((each for each in known if each <= day), default=None)
    after = min((each for each in known if each >= day), default=None)
    if before is None or after is None:
        return None
    if before == after:
        return known[before]
    share = (day - before).days / (after - before).days
    return known[before] + share * (known[after] - known[before])


def chosen_totals(running: Sequence[Statement], used: dict[str, str], unused: dict[str, Reason]) -> dict[date, float]:
    """One running total a day, never falling; what each claim says of it is noted.

    Parameters
    ----------
    running : running totals of one start
    used, unused : are filled
    """
    slips = _slips(running)
    by_day: defaultdict[date, list[Statement]] = defaultdict(list)
    for each in running:
        if each.claim.id not in slips:
            by_day[each.end].append(each)
    of_day = {day: _leading([each for each in by_day[day] if each.two_sided]) for day in sorted(by_day)}
    leading = [each for each in of_day.values() if each is not None]
    chain = _never_falling(leading)
    totals: dict[date, float] = {}
    exact_before = 0.0
    for each in chain:
        # Within rounding an exact figure bounds the rounded ones before it; else the highest stands.
        if each.claim.qualifier == "exact" and each.people >= exact_before:
            totals |= {day: min(people, each.people) for day, people in totals.items()}
            exact_before = each.people
        totals[each.end] = max(each.people, *totals.values(), 0.0)
    bounds = _add_bounds(totals, running)
    kept = {each.claim.id for each in chain} | bounds
    for each in running:
        if each.claim.id in slips:
            unused[each.claim.id] = Reason(Unused.SLIP, slips[each.claim.id])
        elif each.claim.id in kept:
            used[each.claim.id] = "Gives the running total of its day."
        else:
            unused[each.claim.id] = _why(each, chain, totals)
    return totals


def _slips(running: Sequence[Statement]) -> dict[str, str]:
    """Totals far above the next ones of their own office, which go on from those it gave before; each with the reason.

    Such a total is a typing error or counts more than the others, even where it is the highest. One later total below
    half of it may be of a part; two are not, nor is one below a fifth.
    """
    by_office: defaultdict[str, list[Statement]] = defaultdict(list)
    for each in running:
        if each.two_sided and each.direct:
            by_office[each.office].append(each)
    found = {}
    for told in by_office.values():
        told.sort(key=lambda each: (each.end, each.people))
        ends, highest = [each.end for each in told], list(accumulate((each.people for each in told), max))
        for each in told:
            earlier, next_ones = bisect_left(ends, each.end), bisect_right(ends, each.end)
            before = highest[earlier - 1] if earlier else float("inf")
            later = told[next_ones : next_ones + 2]
            most = (_STILL_THE_SAME if len(later) > 1 else _FAR_BELOW) * each.people
            if later and all(before <= other.people < most for other in later):
                found[each.claim.id] = (
                    "Far above what the same office gave before and after "
                    f"({later[0].claim.figure} by {later[0].end}): another count, or a typing error."
                )
    return found


def _leading(told: Sequence[Statement]) -> Statement | None:
    """The total of a day is newest where it is highest; of three, one far above the others is another count."""
    if not told:
        return None
    middle = median(each.people for each in told)
    near = [each for each in told if each.people <= _FAR_ABOVE * middle or len(told) < 3]
    return max(near, key=lambda each: (each.people, each.claim.published, each.claim.id))


def _never_falling(leading: Sequence[Statement]) -> list[Statement]:
    """Of one total a day those that never fall and leave out least (shortest path over the days)."""
    if all(before.people <= after.people for before, after in pairwise(leading)):
        return list(leading)
    best: list[tuple[float, list[Statement]]] = []
    for at, each in enumerate(leading):
        ways = [(_left_out(leading[:at], None, each), [each])]
        for earlier in range(max(0, at - _MOST_SKIPPED), at):
            before = leading[earlier]
            if each.people >= (1 - _ROUNDING) * before.people or (
                each.people >= before.low and not _corrects(each, before)
            ):
                cost, chain = best[earlier]
                ways.append((cost + _left_out(leading[earlier + 1 : at], before, each), [*chain, each]))
        best.append(min(ways, key=lambda way: (way[0], -len(way[1]))))
    ends = [
        (cost + _left_out(leading[at + 1 :], leading[at], None), -at, chain) for at, (cost, chain) in enumerate(best)
    ]
    return min(ends, key=lambda end: end[:2])[2] if ends else []


def _left_out(skipped: Sequence[Statement], before: Statement | None, after: Statement | None) -> float:
    """What it costs to leave out the totals between two chosen ones."""
    cost = 0.0
    taken_back = False
    for each in skipped:
        if before is not None and each.people < before.people:
            cost += _BELOW
        elif after is not None and each.people > after.people:
            if _corrects(after, each):
                cost += _TAKEN_BACK_WITH_IT if taken_back else _TAKEN_BACK
                taken_back = True
            else:
                cost += _ABOVE
        else:
            cost += _ABOVE  # it fits between them: there is no reason to leave it out
    return cost


def _corrects(later: Statement, earlier: Statement) -> bool:
    """Whether an office took back its earlier total by a later, lower one of its own."""
    return (
        later.office == earlier.office
        and later.direct
        and earlier.direct
        and later.claim.published > earlier.claim.published
        and later.people >= _STILL_THE_SAME * earlier.people
    )


def _add_bounds(totals: dict[date, float], running: Sequence[Statement]) -> set[str]:
    """Lower bounds that say more than all counts before them, on days that have no count."""
    kept = set()
    for each in sorted(running, key=lambda each: (each.end, each.people)):
        if each.two_sided or each.claim.quantity_low is None or (each.end in totals and each.claim.id not in kept):
            continue
        before = max((people for day, people in totals.items() if day < each.end), default=0.0)
        after = min((people for day, people in totals.items() if day > each.end), default=float("inf"))
        if before < each.people <= after:
            totals[each.end] = max(each.people, totals.get(each.end, 0.0))
            kept.add(each.claim.id)
    return kept


def _why(each: Statement, chain: Sequence[Statement], totals: dict[date, float]) -> Reason:
    """Why a running total is not used."""
    before = max((people for day, people in totals.items() if day < each.end), default=0.0)
    if not each.two_sided:
        if each.claim.quantity_low is None:
            return Reason(Unused.BOUND_ONLY, "Gives an upper bound only.")
        if each.people < before:
            return Reason(Unused.BOUND_ONLY, "A lower bound below an earlier count adds nothing.")
        return Reason(Unused.BOUND_ONLY, "Gives a bound only.")
    took_back = next((later for later in chain if later.end >= each.end and later.people < each.people), None)
    if took_back is not None and _corrects(took_back, each):
        text = f"{took_back.claim.source} later gave less: {took_back.claim.figure} by {took_back.end}."
        return Reason(Unused.CORRECTED, text)
    if each.people < before:
        text = "Below what was counted for an earlier day: an older count, or a different one."
        return Reason(Unused.OLDER_COUNT, text)
    if took_back is not None:
        return Reason(Unused.SLIP, "Far above what was counted later: a different count, or a typing error.")
    if totals.get(each.end) == each.people:
        return Reason(Unused.SAME_STORY, "Another claim gives the same total of that day.")
    text = "A higher total of that day is taken as the later one, unless it is far above the others."
    return Reason(Unused.OTHER_COUNT, text)

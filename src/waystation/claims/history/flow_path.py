"""The path of a flow: running totals, days, weeks and other windows as one total a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from waystation.claims.history.joined_windows import Path, by_office
from waystation.claims.history.running_totals import (
    are_counts_of_days,
    chosen_totals,
    common_start,
    counting_parts,
    counts_from,
    days_of_a_start,
)
from waystation.claims.history.statements import Statement
from waystation.claims.reasons import Reason, Unused

__all__ = ["FlowPath", "extended", "flow_path"]

_DAY = timedelta(days=1)
_UNKNOWN_START = date(1, 1, 1)

_LONGEST_GAP_DAYS = 14
"""Counts of single days go on after so many days without one; after more, only the newer counts are taken."""

_AGREES = 0.25
_PART = 0.8
"""An office whose counts come to less than this share of the totals of the same days counts a part only."""


@dataclass(frozen=True)
class FlowPath:
    """Running totals by day, since when they are counted (None: nobody says), and what is not certain about them."""

    began: date | None
    totals: dict[date, float]
    uncounted: tuple[date, ...] = ()
    estimated: tuple[date, ...] = ()
    notes: tuple[str, ...] = ()


def flow_path(read: Sequence[Statement], used: dict[str, str], unused: dict[str, Reason]) -> FlowPath:
    """One running total a day from statements about a flow.

    Parameters
    ----------
    read : statements, see `waystation.claims.history.statements`
    used, unused : are filled
    """
    notes: list[str] = []
    read = _with_days(read, notes)
    began = common_start(read)
    running, windows = _running(read, began, unused)
    totals = chosen_totals(running, used, unused)
    path = Path()
    origin = began - _DAY if began else _UNKNOWN_START
    for day, people in totals.items():
        path.join(origin, day, people)
    _join(path, windows, {each.office for each in running}, used, unused)
    if not totals:
        _join_bounds(path, windows, notes, used, unused)
    line = _line_of_totals(path, origin, running, windows, notes) if totals else _one_after_another(path.parts())
    return _added_up(path, line, windows, began, notes, used, unused)


def _with_days(read: Sequence[Statement], notes: list[str]) -> list[Statement]:
    """Statements with the days they are read to describe where their claims do not state them; each reading is said."""
    found = list(read)
    of_days = days_of_a_start(found)
    if of_days:
        notes.append(
            f"{len(of_days)} counts give a first day and no last one, each another first day: each is read as the "
            "count of that day. If they count longer, fill about_end."
        )
        found = [replace(each, end=each.start) if each in of_days and each.start else each for each in found]
    undated = [each for each in found if each.start is None]
    if not undated or common_start(found) is not None:
        return found
    said = f"{len(undated)} {'counts do' if len(undated) > 1 else 'count does'} not say since when."
    if are_counts_of_days(undated):
        notes.append(
            f"{said} They fall from one to the next, so each is read as the count of its own day. If they are running "
            "totals, fill about_start."
        )
        return [replace(each, start=each.end) if each.start is None else each for each in found]
    notes.append(f"{said} Read as running totals. If they are counts of single days, fill about_start and about_end.")
    return found


def _line_of_totals(
    path: Path, origin: date, running: Sequence[Statement], windows: Sequence[Statement], notes: list[str]
) -> list[dict[date, float]]:
    """The part of the running totals, with the counts from which their office began anew before or after it."""
    offices = {each.office for each in running}
    whole = path.known_from(origin)
    main = {day: rise for day, rise in whole.items() if day >= origin}
    parts = [part for part in path.parts() if origin not in part]
    if len(main) < len(whole):
        parts.append({day: rise - min(whole.values()) for day, rise in whole.items() if day <= origin})
    own = [part for part in parts if _of_offices(part, windows, offices)]
    before = _one_after_another([part for part in own if max(part) <= origin])
    if before and (origin - max(before[-1])).days > _LONGEST_GAP_DAYS:
        before = []
    last = max(main)
    # A table of days or weeks goes on after days that nobody counted; a running total tells itself how far it is.
    long = sum(each.start != each.end for each in running)
    table = sum(each.two_sided for each in windows) + len(running) - long > long
    after = [
        part
        for part in own
        if 0 <= (min(part) - last).days <= _LONGEST_GAP_DAYS
        and (table or common_start(_within(part, windows)) is not None)
    ]
    line = [*before, main, *_one_after_another(after)]
    anew = [part for part in line if part is not main and common_start(_within(part, windows)) is not None]
    if anew:
        days = ", ".join(str(min(part) + _DAY) for part in line[1:])
        notes.append(f"A count started again from zero on {days}. It is added to the one before it.")
    return line


def _within(part: dict[date, float], windows: Sequence[Statement]) -> list[Statement]:
    return [each for each in windows if each.end in part and each.before in part]


def _of_offices(part: dict[date, float], windows: Sequence[Statement], offices: set[str]) -> bool:
    told = _within(part, windows)
    return bool(told) and all(each.office in offices for each in told)


def _running(
    read: Sequence[Statement], began: date | None, unused: dict[str, Reason]
) -> tuple[list[Statement], list[Statement]]:
    """The running totals (of the common start, of none, and loosely dated beside it), and all other counts.

    A count of the first day alone is a total only of an office that gives totals; what offices give that
    count a part only is noted.
    """
    totals_given = {each.office for each in read if each.start is None or (each.start == began and each.end != began)}
    certain = [each for each in read if each.start in (None, began) and each.office in totals_given]
    if began is not None:
        totals = chosen_totals(certain, {}, {})
        offices = {each.office for each in certain}
        beside = [each for each in read if each.start not in (None, began)]
        certain += [each for each in beside if counts_from(each, began, totals, offices)]
    parts = counting_parts(certain)
    for each in read:
        if each.office in parts:
            text = f"Its office counts about {100 * parts[each.office]:.0f} % of what another does: a part only."
            unused[each.claim.id] = Reason(Unused.OTHER_COUNT, text)
    running = [each for each in certain if each.office not in parts]
    return running, [each for each in read if each.office not in parts and each not in running]


def _share_of(own: Path, path: Path) -> float | None:
    """An office's counts over the rise of the path in the longest time that both settle; None if there is none."""
    best: tuple[int, float] | None = None
    for part in own.parts():
        days = list(part)
        known = [day for day in days if path.rise(days[0], day) is not None or day in path]
        for first in known[:1]:
            for last in known[:0:-1]:
                rise = path.rise(first, last)
                if rise is not None and rise > 0:
                    length = (last - first).days
                    if best is None or length > best[0]:
                        best = length, (part[last] - part[first]) / rise
                    break
    return best[1] if best else None


def _join(
    path: Path, told: Iterable[Statement], offices: set[str], used: dict[str, str], unused: dict[str, Reason]
) -> None:
    """Join windows to the path, the fullest office first; what each says is noted.

    An office that counts clearly less than the others counts a part, and is not mixed in; but for ``offices``, whose
    totals the path is made of.
    """
    two_sided = []
    for each in told:
        if each.two_sided:
            two_sided.append(each)
        else:
            unused[each.claim.id] = Reason(Unused.BOUND_ONLY, "Gives a bound only.")
    for group in by_office(two_sided):
        share = None if len(group) == 1 or group[0].office in offices else _share_of(_path_of(group), path)
        for each in group:
            if share is not None and share < _PART:
                text = f"Its office counts about {100 * share:.0f} % of what the others do: a part only."
                unused[each.claim.id] = Reason(Unused.OTHER_COUNT, text)
            else:
                _join_one(path, each, used, unused)


def _join_bounds(
    path: Path, told: Iterable[Statement], notes: list[str], used: dict[str, str], unused: dict[str, Reason]
) -> None:
    """Take lower bounds for counts on days that nothing else settles, and say so."""
    taken = 0
    for each in sorted(told, key=lambda each: (each.end, each.before)):
        if each.two_sided or each.claim.quantity_low is None or path.rise(each.before, each.end) is not None:
            continue
        if path.fits(each.before, each.end, each.people):
            path.join(each.before, each.end, each.people)
            taken += 1
            unused.pop(each.claim.id)
            used[each.claim.id] = f"Gives the least that came in {_days_of(each)}."
    if taken:
        notes.append(f"Lower bounds, such as more than 500, among the counts: {taken}. The total is this many or more.")


def _path_of(told: Iterable[Statement]) -> Path:
    """The path that one office's counts give."""
    own = Path()
    for each in told:
        if own.rise(each.before, each.end) is None:
            own.join(each.before, each.end, each.people)
    return own


def _join_one(path: Path, each: Statement, used: dict[str, str], unused: dict[str, Reason]) -> None:
    rise = path.rise(each.before, each.end)
    if rise is not None:
        if each.low - 0.5 <= rise <= each.high + 0.5 or abs(each.people - rise) <= _AGREES * max(rise, each.people):
            used[each.claim.id] = f"Agrees with the counts of {_days_of(each)}."
        else:
            text = f"The other counts give {rise:,.0f} for the same days."
            unused[each.claim.id] = Reason(Unused.DISAGREES, text)
    elif path.fits(each.before, each.end, each.people):
        path.join(each.before, each.end, each.people)
        used[each.claim.id] = f"Gives the count of {_days_of(each)}."
    else:
        text = "It would make the total fall: an older count, or a different one."
        unused[each.claim.id] = Reason(Unused.DISAGREES, text)


def _days_of(each: Statement) -> str:
    return str(each.end) if each.start == each.end else f"{each.start} to {each.end}"


def _added_up(
    path: Path,
    line: Sequence[dict[date, float]],
    windows: Sequence[Statement],
    began: date | None,
    notes: list[str],
    used: dict[str, str],
    unused: dict[str, Reason],
) -> FlowPath:
    """Parts that follow each other as one total a day; days between them that nobody counted are said."""
    if not line:
        return FlowPath(None, {}, notes=tuple(notes))
    uncounted: list[date] = []
    start = min(line[0])
    found: dict[date, float] = {}
    for part in line:
        base = max(found.values(), default=0.0)
        last = max(found, default=min(part))
        uncounted += [last + _DAY * each for each in range(1, (min(part) - last).days + 1)]
        found |= {day: base + rise for day, rise in part.items()}
    placed = _placed_at_the_end(path, found, windows, used, unused, notes)
    if uncounted:
        shown = ", ".join(map(str, uncounted[:3])) + (", ..." if len(uncounted) > 3 else "")
        notes.append(
            f"Nobody counted {len(uncounted)} of the days ({shown}). The running total holds nobody for them: it is "
            "the sum of what was counted. If people came on these days, it is too low."
        )
    found.pop(start)
    first = began if start == _UNKNOWN_START else start + _DAY
    return FlowPath(first, _rising(found), tuple(uncounted), placed, tuple(notes))


def _one_after_another(parts: Sequence[dict[date, float]]) -> list[dict[date, float]]:
    """Parts that follow each other in time without long gaps, up to the newest: those that cover most days."""
    ordered = sorted(parts, key=max)
    # Weighted interval scheduling: the best line that ends with each part.
    best: list[tuple[int, list[dict[date, float]]]] = []
    for part in ordered:
        before = [(length, line) for length, line in best if 0 <= (min(part) - max(line[-1])).days <= _LONGEST_GAP_DAYS]
        length, line = max(before, key=lambda way: way[0], default=(0, []))
        best.append((length + (max(part) - min(part)).days, [*line, part]))
    if not best:
        return []
    newest = max(max(part) for part in ordered)
    recent = [(length, line) for length, line in best if (newest - max(line[-1])).days <= _LONGEST_GAP_DAYS]
    return max(recent, key=lambda way: way[0])[1]


def _placed_at_the_end(
    path: Path,
    found: dict[date, float],
    windows: Sequence[Statement],
    used: dict[str, str],
    unused: dict[str, Reason],
    notes: list[str],
) -> tuple[date, ...]:
    """Place counts that reach beyond the last settled day but begin between settled days; name all others as not used.

    Where such a count begins is taken in proportion between the settled days, and said.
    """
    last, first = max(found), min(found)
    beyond = [part for part in path.parts() if max(part) > last and any(first <= day <= last for day in part)]
    placed: dict[date, float] = {}
    if beyond:
        part = max(beyond, key=max)
        joint = max(day for day in part if day <= last)
        level = _between(found, joint) - part[joint]
        placed = {day: max(found[last], level + rise) for day, rise in part.items() if day > last}
        notes.append(
            f"The count up to {max(placed)} begins after {joint}. No other count ends on that day: it is placed in "
            "proportion between the days before and after it."
        )
        found |= placed
    for each in windows:
        if each.claim.id in used and each.end not in found:
            used.pop(each.claim.id)
            gap = each.before > last or each.end < first
            text = f"Nobody counted the days between {last} and {each.start}."
            if each.end < first:
                text = f"Nobody counted the days between {each.end} and {first + _DAY}: the newer counts are taken."
            elif not gap:
                text = f"It does not connect with the others: no count ends on {each.before} or {each.end}."
            unused[each.claim.id] = Reason(Unused.GAP if gap else Unused.OTHER_START, text)
    return tuple(sorted(placed))


def _between(found: dict[date, float], day: date) -> float:
    """The total of a day in proportion between the settled days before and after it."""
    before, after = max(each for each in found if each <= day), min(each for each in found if each >= day)
    share = (day - before).days / max(1, (after - before).days)
    return found[before] + share * (found[after] - found[before])


def _rising(totals: dict[date, float]) -> dict[date, float]:
    """Totals in order of days, the falls of rounding taken out."""
    highest = 0.0
    found = {}
    for day in sorted(totals):
        highest = max(highest, totals[day])
        found[day] = highest
    return found


def extended(
    totals: dict[date, float], read: Sequence[Statement], used: dict[str, str], unused: dict[str, Reason]
) -> None:
    """Carry trusted totals on by counts of the days right after the last one."""
    last = max(totals)
    path = Path()
    path.find(last)
    following = [each for each in read if each.start is not None and each.start > last and each.two_sided]
    noted: dict[str, str] = {}
    _join(path, following, set(), noted, {})
    for day, rise in path.known_from(last).items():
        totals[day] = totals[last] + rise
    for each in following:
        if each.claim.id in noted and each.end in totals:
            unused.pop(each.claim.id, None)
            used[each.claim.id] = noted[each.claim.id]

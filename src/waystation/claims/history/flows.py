"""The path of a flow: running totals, days, weeks and other windows as one total a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from waystation.claims.history.statements import Statement
from waystation.claims.history.totals import are_counts_of_days, chosen_totals, common_start, counts_from
from waystation.claims.history.windows import Path, Window, windows_of
from waystation.claims.reasons import Reason, Unused

__all__ = ["FlowPath", "extended", "flow_path"]

_DAY = timedelta(days=1)
_UNKNOWN_START = date(1, 1, 1)

_LONGEST_GAP_DAYS = 14
"""Counts of single days go on after so many days without one; after more, only the newer counts are taken."""

_PART = 0.8
"""An office whose counts come to less than this share of the totals of the same days counts a part only."""


@dataclass(frozen=True)
class FlowPath:
    """Running totals by day, since when they are counted (None: nobody says), days nobody counted, and remarks."""

    began: date | None
    totals: dict[date, float]
    uncounted: tuple[date, ...] = ()
    notes: tuple[str, ...] = ()


def flow_path(read: Sequence[Statement], used: dict[str, str], unused: dict[str, Reason]) -> FlowPath:
    """One running total a day from statements about a flow.

    Parameters
    ----------
    read : statements, see `waystation.claims.history.statements`
    used, unused : are filled
    """
    notes: list[str] = []
    began = common_start(read)
    undated = [each for each in read if each.start is None]
    if undated and began is None and are_counts_of_days(undated):
        notes.append(
            f"{len(undated)} counts do not say since when they count. They fall from one to the next, so each is "
            "read as the count of its own day. If they are running totals, fill about_start."
        )
        read = [replace(each, start=each.end) if each.start is None else each for each in read]
    elif undated and began is None:
        notes.append(
            f"{len(undated)} counts do not say since when they count. They are read as running totals. If they are "
            "counts of single days, fill about_start and about_end."
        )
    running = _running(read, began)
    totals = chosen_totals(running, used, unused)
    taken = {each.claim.id for each in running}
    windows = [each for each in read if each.claim.id not in taken]
    path = Path()
    origin = began - _DAY if began else _UNKNOWN_START
    for day, people in totals.items():
        path.join(origin, day, people)
    _join(path, _without_parts(windows, path, totals, used, unused), used, unused)
    if totals:
        found = {day: rise for day, rise in path.known_from(origin).items() if day > origin}
        _name_the_rest(path, origin, windows, began, used, unused)
        return FlowPath(began, _rising(found), (), tuple(notes))
    return _from_windows(path, windows, notes, used, unused)


def _running(read: Sequence[Statement], began: date | None) -> list[Statement]:
    """The running totals: those of the common start, those of none, and those loosely dated beside it."""
    certain = [each for each in read if each.start in (None, began)]
    if began is None:
        return certain
    totals = chosen_totals(certain, {}, {})
    offices = {each.office for each in certain}
    return [each for each in read if each.start is None or counts_from(each, began, totals, offices)]


def _without_parts(
    windows: Sequence[Statement],
    path: Path,
    totals: dict[date, float],
    used: dict[str, str],
    unused: dict[str, Reason],
) -> list[Statement]:
    """Two-sided windows of offices that count what the totals count; the others are noted."""
    by_office: defaultdict[str, list[Statement]] = defaultdict(list)
    for each in windows:
        if each.two_sided:
            by_office[each.office].append(each)
        else:
            unused[each.claim.id] = Reason(Unused.BOUND_ONLY, "Gives a bound only.")
    kept: list[Statement] = []
    for told in by_office.values():
        own = Path()
        for window in windows_of(told):
            if own.rise(window.before, window.end) is None:
                own.join(window.before, window.end, window.people)
        share = _share_of(own, path)
        if share is not None and share < _PART:
            for each in told:
                text = f"Its office counts about {100 * share:.0f} % of what the totals give: a part only."
                unused[each.claim.id] = Reason(Unused.OTHER_COUNT, text)
        else:
            kept += told
    return kept


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


def _join(path: Path, told: Iterable[Statement], used: dict[str, str], unused: dict[str, Reason]) -> None:
    """Join windows to the path, the fullest office first; what each says is noted."""
    for window in windows_of(told):
        rise = path.rise(window.before, window.end)
        if rise is None and path.fits(window.before, window.end, window.people):
            path.join(window.before, window.end, window.people)
            rise = window.people
            how = f"Gives the count of {_days_of(window)}."
        else:
            how = f"Agrees with the counts of {_days_of(window)}."
        for each in window.told:
            if rise is None:
                text = "Would let the total fall: an older count, or another one."
                unused[each.claim.id] = Reason(Unused.DISAGREES, text)
            elif _agrees(each, rise):
                used[each.claim.id] = how
            else:
                text = f"The other counts give {rise:,.0f} for the same days."
                unused[each.claim.id] = Reason(Unused.DISAGREES, text)
    joined = used.keys() | unused.keys()
    for each in told:
        if each.claim.id not in joined:
            text = "Another office, which counts more, gives another figure for the same days."
            unused[each.claim.id] = Reason(Unused.OTHER_COUNT, text)


def _agrees(each: Statement, rise: float) -> bool:
    return each.low - 0.5 <= rise <= each.high + 0.5 or abs(each.people - rise) <= 0.25 * max(rise, each.people)


def _days_of(window: Window) -> str:
    first = window.before + _DAY
    return str(window.end) if window.days == 1 else f"{first} to {window.end}"


def _name_the_rest(
    path: Path,
    origin: date,
    windows: Sequence[Statement],
    began: date | None,
    used: dict[str, str],
    unused: dict[str, Reason],
) -> None:
    """Windows that hang together with each other but not with the totals are not used."""
    known = path.known_from(origin)
    last = max(known)
    for each in windows:
        if each.claim.id not in used or each.end in known:
            continue
        used.pop(each.claim.id)
        if each.before > last:
            text = f"Nobody counted the days between {last} and {each.start}."
            unused[each.claim.id] = Reason(Unused.GAP, text)
        else:
            since = f"not from about {began}" if began else "which no total does"
            text = f"Counts from {each.start}, {since}: not this running total."
            unused[each.claim.id] = Reason(Unused.OTHER_START, text)


def _from_windows(
    path: Path, windows: Sequence[Statement], notes: list[str], used: dict[str, str], unused: dict[str, Reason]
) -> FlowPath:
    """The path where nobody gave a running total: windows added up, with days that nobody counted said."""
    parts = sorted(path.parts(), key=min)
    if not parts:
        return FlowPath(None, {}, (), tuple(notes))
    line, others = _one_after_another(parts)
    uncounted: list[date] = []
    start = min(line[0])
    found: dict[date, float] = {}
    for part in line:
        base = max(found.values(), default=0.0)
        if found:
            gap = (min(part) - max(found)).days
            uncounted += [max(found) + _DAY * each for each in range(1, gap + 1)]
        found |= {day: base + rise for day, rise in part.items() if day > start}
    left_out = {day for part in others for day in part}
    for each in windows:
        if each.claim.id in used and each.end in left_out and each.end not in found:
            used.pop(each.claim.id)
            text = "Does not hang together with the other counts: no count ends on the day before its first."
            unused[each.claim.id] = Reason(Unused.GAP, text)
    if uncounted:
        shown = ", ".join(map(str, uncounted[:3])) + (", ..." if len(uncounted) > 3 else "")
        notes.append(
            f"Nobody counted {len(uncounted)} of the days ({shown}). The running total holds nobody for them: it is "
            "the sum of what was counted."
        )
    return FlowPath(start + _DAY, _rising(found), tuple(uncounted), tuple(notes))


def _one_after_another(parts: Sequence[dict[date, float]]) -> tuple[list[dict[date, float]], list[dict[date, float]]]:
    """The parts that follow each other in time without long gaps, up to the newest; and the others."""
    line: list[dict[date, float]] = []
    others: list[dict[date, float]] = []
    for part in parts:
        if line and min(part) < max(line[-1]):  # they overlap: the fuller one stays
            weaker = min(line[-1], part, key=lambda each: (len(each), max(each.values())))
            if weaker is line[-1]:
                line[-1] = part
            others.append(weaker)
        elif line and (min(part) - max(line[-1])).days > _LONGEST_GAP_DAYS:
            others += line
            line = [part]
        else:
            line.append(part)
    return line, others


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
    _join(path, following, noted, {})
    for day, rise in path.known_from(last).items():
        totals[day] = totals[last] + rise
    for each in following:
        if each.claim.id in noted and each.end in totals:
            unused.pop(each.claim.id, None)
            used[each.claim.id] = noted[each.claim.id]

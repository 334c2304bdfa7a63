"""A mapping proposed from the headings and cells of a table, for a person to look over and confirm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice, pairwise
from math import gcd
from pathlib import Path

from waystation.claims.personal import without_personal
from waystation.claims.take.day_cells import DATE_ORDER, DayCells, read_days
from waystation.claims.take.days_across import DAY, FIGURE, days_down
from waystation.claims.take.header import HEAD_ROWS, combined, is_tag_row
from waystation.claims.take.layout import layouts
from waystation.claims.take.mapping_text import Proposal, heading_parts, mapping_text, proposed_figure
from waystation.claims.take.numbers import read_figures
from waystation.claims.take.opener import open_tables
from waystation.claims.take.raw_grid import RawCell, RawGrid
from waystation.claims.take.take_settings import TakeSettings
from waystation.claims.take.words import (
    about_persons,
    folded,
    heading_hints,
    heading_says,
    heading_says_who_counted,
    is_group,
    is_machine,
    is_running,
    is_share,
    is_total,
    people_a_one,
)
from waystation.errors import InputError, Problem

__all__ = ["guess_mapping", "propose"]

_SAMPLE = 400
_LONGEST_PERIOD = 31
"""Days: a column may hold months."""
_MOSTLY = 0.5
_FEWEST_STEPS = 2
_SAMPLES, _LONGEST_SAMPLE = 3, 40
"""Cells of a column that are shown, and their characters."""

_COUNTS_ONLY = "Waystation keeps counts only: count people by day and place first."
_NEEDED = (
    "Give it one row of headings, days (such as 2030-01-08) and figures in most cells, or write a mapping by hand. A "
    "sheet of one day can be read as a report: waystation read FILE."
)

LEFT_OUT = {
    "total": "adds up others",
    "running": "a running total of another",
    "part": "a part of the total",
    "person": "about single persons",
    "share": "a share or a rate, which counts nobody",
    "day": "another day",
    "who": "two columns say who counted",
    "teller": "it may name persons",
}
"""Why a column is not proposed."""


@dataclass(frozen=True)
class _Seen:
    """A column by what its cells look like."""

    heading: str
    share_days: float
    share_figures: float
    different: int
    filled: int
    sample: tuple[str, ...] = ()
    step_days: int = 0
    """Days that lead from each single day to the next, else 0."""
    timed: bool = False
    """Whether its days carry a time: a form wrote them."""
    without_year: bool = False
    """Whether its days lack the year; they may then be shares of something, such as 2/3."""
    two_ways: str = ""
    """The two readings of its first day, if nothing in the column says whether the day or the month stands first."""

    @property
    def dated(self) -> bool:
        """Whether it is a column of days."""
        return bool(self.heading) and self.share_days >= _MOSTLY

    @property
    def who(self) -> bool:
        """Whether it says who counted."""
        return heading_says_who_counted(self.heading)

    @property
    def teller(self) -> bool:
        """Whether it says who told, which may be a person."""
        return heading_says(self.heading, "teller")


def guess_mapping(path: Path | str, settings: TakeSettings | None = None) -> str:
    """A mapping file as text, proposed from the headings of the first table that looks like one.

    Nothing is taken by it until a person has written ``confirmed = true``. Columns about single persons, and columns
    that add up others, are named and not proposed.

    Parameters
    ----------
    path : the table
    settings : encoding and hidden sheets, as for taking

    Raises
    ------
    InputError
        If no table with a day and a figure is found, or it is a list of single persons.
    """
    return mapping_text(propose(path, settings))


def propose(path: Path | str, settings: TakeSettings | None = None) -> Proposal:
    """What `guess_mapping` writes, as data: for a form in which a person corrects it.

    Parameters and errors as for `guess_mapping`.
    """
    settings = settings or TakeSettings()
    opened = open_tables(path, encoding=settings.encoding, hidden=settings.hidden)
    best: tuple[float, RawGrid, int, int, list[str], list[_Seen]] | None = None
    others = set[str]()
    until = settings.published or settings.today
    for ways in opened.tables:
        # A row for each day is looked for first; then a column for each day.
        for grids in (ways, [turned for grid in ways if (turned := days_down(grid, settings.dates))]):
            known = [(grid, found) for grid in grids if (found := _header(grid, until)) is not None]
            for grid, found in known:
                others.add(grid.name)
                if best is None or found[0] > best[0]:
                    best = (found[0], grid, *found[1:])
            if known:
                break
    name = Path(path).name
    if best is None:
        message = "No table with a heading, a day and a figure is found in it."
        raise InputError(Problem(message, _NEEDED, name))
    _, grid, row, rows, names, seen = best
    persons = [each for each in names if each and about_persons(each)]
    if len(persons) > 2 and len(persons) * 2 > len([each for each in names if each]):
        message = f"This looks like a list of single persons ({', '.join(persons[:4])})."
        raise InputError(Problem(message, _COUNTS_ONLY, name, row))
    for layout in layouts():
        needed = [each.names for each in layout.columns.values() if each.required]
        if layout.refuse and all(any(own in names for own in each) for each in needed):
            raise InputError(Problem(f"This is a table of {layout.title}.", layout.refuse, name, row))
    sheet = re.search(r'sheet "(.*)"$', grid.name)
    proposal = _proposal(seen, persons)
    if not proposal.figures:
        raise InputError(Problem("No column holds counts.", _COUNTS_ONLY if persons else _NEEDED, name, row))
    proposal.left += [("another table; it needs a mapping of its own", each) for each in sorted(others - {grid.name})]
    proposal.file, proposal.sheet, proposal.publisher = Path(path), sheet[1] if sheet else "", settings.publisher
    proposal.header_row, proposal.header_rows = row, rows
    if settings.place and not proposal.place:
        proposal.figures = [replace(each, place=each.place or settings.place) for each in proposal.figures]
    proposal.days_across = {DAY, FIGURE} <= set(names) and proposal.day == DAY
    return proposal


def _header(grid: RawGrid, until: date) -> tuple[float, int, int, list[str], list[_Seen]] | None:
    """The row of headings that the cells below it speak for: a day in one column, figures in others."""
    head = list(islice(grid.rows(), HEAD_ROWS + _SAMPLE))
    best = None
    for at in range(min(len(head) - 1, HEAD_ROWS)):
        for rows in (1, 2):
            block = head[at : at + rows]
            below = [row for row in head[at + rows :] if _is_data(row[1])]
            if len(block) < rows or not below or not all(_texts_only(cells) for _, cells in block):
                continue
            if any(number != head[at][0] + step for step, (number, _) in enumerate(block)):
                continue
            names = combined([cells for _, cells in block], grid, block[0][0])
            seen = [
                _look(heading, [cells[c] if c < len(cells) else None for _, cells in below], until)
                for c, heading in enumerate(names)
            ]
            days = [each.share_days for each in seen if each.dated]
            figures = [each for each in seen if _counts(each)]
            if not days or not figures:
                continue
            score = (
                max(days)
                + len(figures)
                + 0.01 * (len({each for each in names if each}))
                - 0.001 * at
                - 0.05 * (rows - 1)
            )
            # Headings that appear twice need the row below to tell them apart.
            filled = [each for each in names if each]
            score -= len(filled) - len(set(filled))
            if best is None or score > best[0]:
                best = (score, block[-1][0], rows, names, seen)
    return best


def _is_data(cells: Sequence[RawCell]) -> bool:
    """Whether a row is neither a note nor a total."""
    filled = [cell for cell in cells if cell not in (None, "")]
    return len(filled) > 1 and not (isinstance(filled[0], str) and is_total(filled[0]))


def _texts_only(cells: Sequence[RawCell]) -> bool:
    filled = [cell for cell in cells if cell not in (None, "")]
    return (
        len(filled) >= 1
        and all(isinstance(cell, str) and not re.fullmatch(r"[\d.,\s]+", cell) for cell in filled)
        and not is_tag_row(cells)
    )


def _counts(each: _Seen) -> bool:
    """Whether a column may hold counts."""
    named = bool(each.heading) and not (is_machine(each.heading) or is_share(each.heading))
    return named and not each.dated and each.share_figures > 0.6


def _look(heading: str, cells: Sequence[RawCell], until: date) -> _Seen:
    filled = [cell for cell in cells if cell not in (None, "") and str(cell).strip()]
    if not filled:
        return _Seen(heading, 0.0, 0.0, 0, 0)
    different = list(dict.fromkeys(map(str, filled)))
    texts: list[object] = list(filled)
    days = read_days(texts, order="dmy", until=until)
    times = people_a_one(heading)
    figures = max(
        (read_figures(texts, decimal=each, times=times) for each in ".,"), key=lambda each: -len(each.unreadable)
    )
    dated = sum(span is not None and (span.end - span.start).days < _LONGEST_PERIOD for span in days.spans) / len(
        filled
    )
    # Nor does "18-59", which may be a group of ages.
    figured = sum(each not in {"", "range"} for each in figures.qualifier)
    # A cell that says "not known" speaks neither for nor against figures.
    counted = figured / max(figured + len(figures.unreadable), 1)
    open_days = read_days(texts, until=until).unreadable.values()
    two_ways = next((each.message for each in open_days if each.code == DATE_ORDER), "")
    step = _step_days(days)
    if two_ways and _step_days(read_days(texts, order="mdy", until=until)) != step:
        step = 0
    sample = tuple(each[:_LONGEST_SAMPLE] for each in different[:_SAMPLES])
    return _Seen(
        heading,
        dated,
        counted,
        len(different),
        len(filled),
        sample,
        step,
        any(days.clock),
        bool(days.without_year),
        two_ways,
    )


def _step_days(days: DayCells) -> int:
    """The longest step that leads from each single day of a column to the next, else 0; a week may be missing."""
    single = sorted({span.start for span in days.spans if span is not None and span.start == span.end})
    return gcd(*((after - before).days for before, after in pairwise(single))) if len(single) > _FEWEST_STEPS else 0


def _proposal(seen: list[_Seen], persons: list[str]) -> Proposal:
    """Which columns hold the day, the place and the figures, and which are not proposed."""
    period = _period(seen)
    # The day that somebody wrote, rather than the one on which a form was opened.
    day = max((each for each in seen if each.heading), key=_day_rank)
    days = period or (day,)
    counted = _roles([each for each in seen if _counts(each) and each.heading not in persons and each not in days])
    figures = [each.heading for each, role in counted if role == "figure"]
    known = {each.heading for each in (*days, *(each for each, _ in counted))} | set(persons)
    rest = [each for each in seen if each.heading and each.heading not in known and not is_machine(each.heading)]
    place = _place([each for each in rest if not each.dated], alone=len(figures) == 1)
    who = [each.heading for each in rest if each.who and each.heading != place]
    left: dict[str, list[str]] = {
        role: [each.heading for each, its in counted if its == role] for role in ("total", "running", "part")
    } | {
        "person": persons,
        "share": [each.heading for each in rest if each.share_figures and is_share(each.heading)],
        "day": [each.heading for each in rest if each.dated],
        "who": who if len(who) > 1 else [],
        "teller": [each.heading for each in rest if each.teller],
    }
    return Proposal(
        day=days[0].heading,
        end=period[1].heading if period else "",
        step_days=0 if period else day.step_days,
        two_ways=next((each.two_ways for each in days if each.two_ways), ""),
        place=place,
        source=who[0] if len(who) == 1 else "",
        figures=[
            proposed_figure(heading, figures[:at] + figures[at + 1 :], not place) for at, heading in enumerate(figures)
        ],
        left=[(LEFT_OUT[why], heading) for why, headings in left.items() for heading in headings],
        samples={
            each.heading: [] if about_persons(each.heading) else [without_personal(text)[0] for text in each.sample]
            for each in seen
            if each.heading
        },
    )


def _roles(columns: list[_Seen]) -> list[tuple[_Seen, str]]:
    """Columns of counts with the role of each: "figure" (what was counted), or "total", "part" or "running" of that."""
    roles = [_role(each.heading) for each in columns]
    if roles.count("part") > 1 and "figure" not in roles:
        # Men, women and children are no places: their total is what was counted.
        counted = "total" if "total" in roles else "part"
    else:
        roles = ["figure" if role == "part" else role for role in roles]
        counted = "figure" if "figure" in roles else "running"
    return [(each, "figure" if role == counted else role) for each, role in zip(columns, roles, strict=True)]


def _role(heading: str) -> str:
    """What a column of counts holds, by its heading alone."""
    if is_running(heading):
        return "running"
    if any(map(is_total, heading_parts(heading))):
        return "total"
    return "part" if is_group(heading) else "figure"


def _day_rank(each: _Seen) -> tuple[bool, bool, float, bool, bool]:
    """A week that is written out says more than the day of a report beside it."""
    week = heading_says(each.heading, "week")
    return each.dated, not each.without_year, each.share_days, week or not is_machine(each.heading), week


def _period(seen: list[_Seen]) -> tuple[_Seen, _Seen] | None:
    """The columns with the first and the last day of a period, where their headings say so."""
    # A form notes by itself when it was begun and ended; such days carry a time.
    dated = [each for each in seen if each.dated and not each.timed]
    starts = [each for each in dated if heading_says(each.heading, "first_day")]
    ends = [each for each in dated if heading_says(each.heading, "last_day")]
    return (starts[0], ends[0]) if len(starts) == len(ends) == 1 and starts != ends else None


def _place(columns: list[_Seen], *, alone: bool) -> str:
    """Heading of the column with the place; beside a figure that stands alone any column of names may be it."""
    hints = heading_hints()
    # A district stands behind its province, and both before their sites.
    for words, found in ((hints.places, columns), (hints.areas, columns[::-1])):
        for each in found:
            if each.filled and any(word in folded(each.heading) for word in words):
                return each.heading
    names = (
        each
        for each in columns
        if 1 < each.different <= max(2, each.filled) and each.share_figures < 0.2 and not (each.who or each.teller)
    )
    return next((each.heading for each in names), "") if alone else ""

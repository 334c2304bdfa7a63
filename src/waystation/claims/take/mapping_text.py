"""A proposed mapping as the text of its file, with a word of doubt at each guess."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

from waystation.claims.take.words import folded, heading_hints, heading_says, is_group, is_running, is_total
from waystation.claims.vocabulary import vocabulary

__all__ = ["Proposal", "heading_parts", "mapping_text"]

_WEEKS = (7, 14)
"""Steps, in days, at which a count stands for all days since the last one; every other step is asked about."""


@dataclass
class Proposal:
    """What the columns of a table may mean.

    Parameters
    ----------
    day : heading of the column with the day, or with the first day of a period
    end : heading of the column with the last day of a period
    step_days : days from one day of the column to the next, where that is the same all through
    place : heading of the column with the place
    figures : headings of the columns with counts
    left : why a column is not proposed, and its heading
    """

    day: str
    end: str
    step_days: int
    place: str
    figures: list[str]
    left: list[tuple[str, str]]
    file: Path = field(default_factory=Path)
    sheet: str = ""
    publisher: str = ""
    header_row: int = 1
    header_rows: int = 1
    days_across: bool = False


def mapping_text(proposal: Proposal) -> str:
    """The text of the mapping file."""
    name, stem = proposal.file.name, proposal.file.stem
    lines = [
        f"# What the columns of {name} mean, proposed from its headings (header in row {proposal.header_row}).",
        "# Look at every line. Columns that are not named here are not read. Then write confirmed = true, and:",
        f"#   waystation take {name} --mapping {stem}.mapping.toml --out claims.csv",
        "",
        "confirmed = false",
        'title = "a mapping"',
        f"publisher = {_quoted(proposal.publisher)}  # who counted: an office, not a person",
    ]
    if proposal.sheet:
        lines.append(f"sheets = [{_quoted(proposal.sheet)}]")
    if proposal.header_rows > 1:
        lines.append(f"header_rows = {proposal.header_rows}")
    if proposal.days_across:
        lines.append("days_across = true  # each column is a day")
    lines += ['published = "day"  # known on the day that it counts; if it came out later, give --published DAY']
    lines += ['start = "start"', 'end = "end"'] if proposal.end else ['day = ["day"]', *_week(proposal)]
    if proposal.place:
        lines.append('place = ["place"]')
    lines += [f"# Not proposed ({why}): {heading}" for why, heading in proposal.left]
    lines.append("")
    lines += _column("start" if proposal.end else "day", proposal.day)
    lines += _column("end", proposal.end) if proposal.end else []
    lines += _column("place", proposal.place) if proposal.place else []
    for at, heading in enumerate(proposal.figures, 1):
        lines += _column(f"figure_{at}", heading)
    for at, heading in enumerate(proposal.figures, 1):
        lines += ["", *_figure(f"figure_{at}", heading, not proposal.place)]
        if is_group(heading) and any(not is_group(other) for other in proposal.figures):
            lines.append("part = true  # of the people that another figure counts")
    return "\n".join([*lines, ""])


def heading_parts(heading: str) -> list[str]:
    """The headings of a column one by one; the groups of a form stand before its questions."""
    return [part.replace("_", " ").strip() for part in re.split(r" / |(?<=\w)[/:](?=\w)", heading)]


def _week(proposal: Proposal) -> list[str]:
    """How many days a figure counts, where the days of the table are not one after the other."""
    step = proposal.step_days or (_WEEKS[0] if heading_says(proposal.day, "week") else 1)
    if step == 1:
        return []
    if step not in _WEEKS:
        return [f"# The days are {step} apart: if a figure counts all of them, write days_counted = {step}"]
    which = "first" if heading_says(proposal.day, "week") and heading_says(proposal.day, "first_day") else "last"
    return [
        f"days_counted = {step}  # a guess: what arrived in these {step} days; 1 if on that day alone",
        f'day_is = "{which}"  # of these days: "first" or "last"',
    ]


def _column(name: str, heading: str) -> list[str]:
    return [f"[columns.{name}]", f"names = [{_quoted(heading)}]", "required = true"]


def _figure(key: str, heading: str, placed_by_heading: bool) -> list[str]:
    plain, hints = folded(heading), heading_hints()
    group = vocabulary().unit(heading_parts(heading)[-1]) if is_group(heading) else None
    unit = "households" if any(word in plain for word in hints.families) else group.name if group else "people"
    term = next((term for term, words in hints.terms if any(word in plain for word in words)), "arrived")
    lines = [
        "[[figures]]",
        f'column = "{key}"  # {heading}',
        f'unit = "{unit}"',
        f'term = "{term}"  # a guess: arrived, camp_population, left_camp ...',
    ]
    if is_running(heading):
        lines.append('since = ""  # it is a running total: write the first day that it counts, such as 2030-01-08')
    if placed_by_heading:
        parts = [
            part
            for part in heading.split(" / ")
            if not (is_total(part) or is_group(part) or is_running(part))
            and vocabulary().unit(part) is None
            and not any(word in folded(part) for word in (*hints.families, *hints.people))
        ]
        if parts:
            lines.append(f"place = {_quoted(parts[0])}  # from the heading")
        else:
            lines.append('place = ""  # nothing names the place: write it here, or say it with --place "NAME"')
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

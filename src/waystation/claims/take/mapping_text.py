"""A proposed mapping as the text of its file, with a word of doubt at each guess."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from waystation.claims.take.words import folded, heading_hints, heading_says, is_group, is_running, is_total, part_named
from waystation.claims.vocabulary import vocabulary

__all__ = ["Proposal", "ProposedFigure", "heading_parts", "mapping_text", "proposed_figure"]

_WEEKS = (7, 14)
"""Steps, in days, at which a count stands for all days since the last one; every other step is asked about."""


@dataclass(frozen=True)
class ProposedFigure:
    """What a column of counts may mean.

    Parameters
    ----------
    heading : of the column
    unit, term : what is counted, and what happened to them; words of the vocabulary
    place : where, if no column says it; empty where nobody says it
    since : first day of a running total, as text; None if it is none, empty where nobody says the day
    part : whether it is a part of the people that another figure counts
    said : whether the heading says what happened to them; else the term is the most usual one
    """

    heading: str
    unit: str = "people"
    term: str = "arrived"
    place: str = ""
    since: str | None = None
    part: bool = False
    said: bool = True


@dataclass
class Proposal:
    """What the columns of a table may mean.

    Parameters
    ----------
    day : heading of the column with the day, or with the first day of a period
    end : heading of the column with the last day of a period
    step_days : days from one day of the column to the next, where that is the same all through
    place : heading of the column with the place
    figures : the columns with counts
    left : why a column is not proposed, and its heading
    samples : each heading of the table and its first filled cells
    days_counted, day_is : days that a figure counts, and which of them the column names; 0 where the guess is free
    dates : ``dmy`` or ``mdy``, where a person said what stands first in dates such as 03/04/2030
    two_ways : the two readings of such a date, where nothing in the column decides; else empty
    file, sheet, header_row, header_rows : where the table is, and the last row of its header and how many it has
    publisher : who counted, where a person said so
    source : heading of the column that says who counted; empty if none does
    days_across : whether each column is a day
    """

    day: str
    end: str
    step_days: int
    place: str
    figures: list[ProposedFigure]
    left: list[tuple[str, str]]
    samples: dict[str, list[str]] = field(default_factory=dict)
    days_counted: int = 0
    day_is: str = "last"
    dates: str = ""
    two_ways: str = ""
    file: Path = field(default_factory=Path)
    sheet: str = ""
    publisher: str = ""
    source: str = ""
    header_row: int = 1
    header_rows: int = 1
    days_across: bool = False


def mapping_text(proposal: Proposal) -> str:
    """The text of the mapping file."""
    name, stem = proposal.file.name, proposal.file.stem
    lines = [
        f"# What the columns of {name} mean, proposed from its headings (header in row {proposal.header_row}).",
        "# Look at every line. Columns that are not named here are not read. Then write confirmed = true, and:",
        f"#   waystation take {shlex.quote(name)} --mapping {shlex.quote(f'{stem}.mapping.toml')} --out claims.csv",
        "",
        "confirmed = false",
        'title = "a mapping"',
        f"publisher = {_quoted(proposal.publisher)}  # who counted: an office, not a person"
        + (f'; where "{proposal.source}" is blank' if proposal.source else ""),
    ]
    if proposal.sheet:
        lines.append(f"sheets = [{_quoted(proposal.sheet)}]")
    if proposal.header_rows > 1:
        lines.append(f"header_rows = {proposal.header_rows}")
    if proposal.days_across:
        lines.append("days_across = true  # each column is a day")
    if proposal.dates:
        lines.append(f'dates = "{proposal.dates}"  # what stands first in dates such as 03/04/2030')
    elif proposal.two_ways:
        lines += [f"# {proposal.two_ways} Say what stands first, the day or the month:", '# dates = "dmy"  # or "mdy"']
    lines += ['published = "day"  # known on the day that it counts; if it came out later, give --published DAY']
    lines += ['start = "start"', 'end = "end"'] if proposal.end else ['day = ["day"]', *_week(proposal)]
    if proposal.place:
        lines.append('place = ["place"]')
    if proposal.source:
        told_apart = '"place", "source"' if proposal.place else '"source"'
        lines.append(f"key = [{told_apart}]  # counts of two offices stand side by side")
    lines += [f"# Not proposed ({why}): {heading}" for why, heading in proposal.left]
    lines.append("")
    lines += _column("start" if proposal.end else "day", proposal.day)
    lines += _column("end", proposal.end) if proposal.end else []
    lines += _column("place", proposal.place) if proposal.place else []
    lines += _column("source", proposal.source) if proposal.source else []
    for at, figure in enumerate(proposal.figures, 1):
        lines += _column(f"figure_{at}", figure.heading)
    for at, figure in enumerate(proposal.figures, 1):
        lines += ["", *_figure(f"figure_{at}", figure, not proposal.place)]
    return "\n".join([*lines, ""])


def heading_parts(heading: str) -> list[str]:
    """The headings of a column one by one; the groups of a form stand before its questions."""
    return [part.replace("_", " ").strip() for part in re.split(r" / |(?<=\w)[/:](?=\w)", heading)]


def _week(proposal: Proposal) -> list[str]:
    """How many days a figure counts, where the days of the table are not one after the other."""
    if proposal.days_counted:
        said = [f"days_counted = {proposal.days_counted}", f'day_is = "{proposal.day_is}"']
        return said if proposal.days_counted > 1 else []
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


def proposed_figure(heading: str, others: Sequence[str], placed_by_heading: bool) -> ProposedFigure:
    """What a column of counts may mean, by its heading.

    Parameters
    ----------
    heading : of the column
    others : headings of the other columns of counts
    placed_by_heading : whether no column names the place, so that the heading may
    """
    plain, hints = folded(heading), heading_hints()
    group = vocabulary().unit(part_named(heading) or heading_parts(heading)[-1]) if is_group(heading) else None
    unit = group.name if group else "people"
    if any(word in plain for word in hints.families):
        unit = "households"
    term = next((term for term, words in hints.terms if any(word in plain for word in words)), None)
    happened = [word for _, words in hints.terms for word in words]
    parts = [
        part
        for part in heading.split(" / ")
        if not (is_total(part) or is_group(part) or is_running(part))
        and vocabulary().unit(part) is None
        and not any(word in folded(part) for word in (*hints.families, *hints.people, *happened))
    ]
    return ProposedFigure(
        heading, unit, term or "arrived",
        place=parts[0] if placed_by_heading and parts else "",
        since="" if is_running(heading) else None,
        part=is_group(heading) and any(not is_group(other) for other in others),
        said=term is not None,
    )  # fmt: skip


def _figure(key: str, figure: ProposedFigure, placed_by_heading: bool) -> list[str]:
    doubt = "" if figure.said else ", as the heading does not say what happened to them"
    lines = [
        "[[figures]]",
        f'column = "{key}"  # {figure.heading}',
        f'unit = "{figure.unit}"',
        f'term = "{figure.term}"  # a guess{doubt}: arrived, camp_population, left_camp ...',
    ]
    if figure.since is not None:
        said = "it is a running total: write the first day that it counts, such as 2030-01-08"
        lines.append(f"since = {figure.since}" if figure.since else f'since = ""  # {said}')
    if placed_by_heading:
        blank = 'nothing names the place: write it here, or say it with --place "NAME"'
        lines.append(f"place = {_quoted(figure.place)}  # {'where these people are' if figure.place else blank}")
    if figure.part:
        lines.append("part = true  # of the people that another figure counts")
    return lines


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

"""A mapping proposed from the headings of a table, for a person to look over and confirm."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from waystation.claims.take.day_cells import read_days
from waystation.claims.take.days_across import DAY, FIGURE, days_down
from waystation.claims.take.header import HEAD_ROWS, combined, is_tag_row
from waystation.claims.take.numbers import read_figures
from waystation.claims.take.opener import open_tables
from waystation.claims.take.raw_grid import RawCell, RawGrid
from waystation.claims.take.take_settings import TakeSettings
from waystation.claims.take.words import (
    about_persons,
    folded,
    heading_hints,
    is_group,
    is_machine,
    is_running,
    is_total,
)
from waystation.claims.vocabulary import vocabulary
from waystation.errors import InputError, Problem

__all__ = ["guess_mapping"]

_SAMPLE = 400
_LONGEST_PERIOD = 31
"""Days: a column may hold months."""


@dataclass(frozen=True)
class _Seen:
    """A column by what its cells look like."""

    heading: str
    share_days: float
    share_figures: float
    different: int
    filled: int


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
    settings = settings or TakeSettings()
    opened = open_tables(path, encoding=settings.encoding, hidden=settings.hidden)
    best: tuple[float, RawGrid, int, int, list[str], list[_Seen]] | None = None
    others = set[str]()
    for ways in opened.tables:
        # A row for each day is looked for first; then a column for each day.
        for grids in (ways, [turned for grid in ways if (turned := days_down(grid, settings.dates))]):
            known = [(grid, found) for grid in grids if (found := _header(grid)) is not None]
            for grid, found in known:
                others.add(grid.name)
                if best is None or found[0] > best[0]:
                    best = (found[0], grid, *found[1:])
            if known:
                break
    name = Path(path).name
    if best is None:
        message = "No table with a heading, a day and a figure is found in it."
        raise InputError(Problem(message, "Check the file, or write a mapping by hand.", name))
    _, grid, row, rows, names, seen = best
    persons = [each for each in names if each and about_persons(each)]
    if len(persons) > 2 and len(persons) * 2 > len([each for each in names if each]):
        message = f"This looks like a list of single persons ({', '.join(persons[:4])})."
        raise InputError(
            Problem(message, "Waystation keeps counts only: count people by day and place first.", name, row)
        )
    return _written(Path(path), grid, row, rows, names, seen, persons, sorted(others - {grid.name}), settings.publisher)


def _header(grid: RawGrid) -> tuple[float, int, int, list[str], list[_Seen]] | None:
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
                _look(heading, [cells[c] if c < len(cells) else None for _, cells in below])
                for c, heading in enumerate(names)
            ]
            days = [each.share_days for each in seen if each.heading]
            figures = [each for each in seen if _counts(each)]
            if not days or max(days) < 0.5 or not figures:
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
    return bool(each.heading) and not is_machine(each.heading) and each.share_figures > 0.6 and each.share_days < 0.5


def _look(heading: str, cells: Sequence[RawCell]) -> _Seen:
    filled = [cell for cell in cells if cell not in (None, "") and str(cell).strip()]
    if not filled:
        return _Seen(heading, 0.0, 0.0, 0, 0)
    different = list(dict.fromkeys(map(str, filled)))
    texts: list[object] = list(filled)
    days = read_days(texts, order="dmy")
    figures = max((read_figures(texts, decimal=each) for each in ".,"), key=lambda each: -len(each.unreadable))
    dated = sum(span is not None and (span.end - span.start).days < _LONGEST_PERIOD for span in days.spans) / len(
        filled
    )
    figured = sum(bool(each) for each in figures.qualifier)
    # A cell that says "not known" speaks neither for nor against figures.
    counted = figured / max(figured + len(figures.unreadable), 1)
    return _Seen(heading, dated, counted, len(different), len(filled))


def _written(
    path: Path,
    grid: RawGrid,
    row: int,
    rows: int,
    names: list[str],
    seen: list[_Seen],
    persons: list[str],
    other_tables: list[str],
    publisher: str,
) -> str:
    hints = heading_hints()
    # The day that somebody wrote, rather than the one on which a form was opened.
    day = max((each for each in seen if each.heading), key=lambda each: (each.share_days, not is_machine(each.heading)))
    figures = [each for each in seen if _counts(each) and each.heading not in persons and each is not day]
    running = [each for each in figures if is_running(each.heading)]
    totals = [each for each in figures if each not in running and any(map(is_total, _heading_parts(each.heading)))]
    groups = [each for each in figures if each not in (*running, *totals) and is_group(each.heading)]
    if len(groups) > 1 and len(groups) + len(totals) + len(running) == len(figures):
        # Men, women and children are no places: their total is what was counted.
        figures, totals = totals or groups, []
        groups = [each for each in groups if each not in figures]
    else:
        figures, groups = [each for each in figures if each not in totals], []
    if len(figures) > len(running):
        figures = [each for each in figures if each not in running]
    running = [each for each in running if each not in figures]
    others = [
        each
        for each in seen
        if each.heading
        and each not in figures
        and each not in (*totals, *groups, *running)
        and each is not day
        and not is_machine(each.heading)
        and each.heading not in persons
    ]
    place = next(
        (each for each in others if any(word in folded(each.heading) for word in hints.places) and each.filled), None
    )
    if place is None and len(figures) == 1:
        place = next(
            (each for each in others if 1 < each.different <= max(2, each.filled) and each.share_figures < 0.2), None
        )
    sheet = re.search(r'sheet "(.*)"$', grid.name)
    lines = [
        f"# What the columns of {path.name} mean, proposed from its headings (header in row {row}).",
        "# Look at every line. Columns that are not named here are not read. Then write confirmed = true, and:",
        f"#   waystation take {path.name} --mapping {path.stem}.mapping.toml --out claims.csv",
        "",
        "confirmed = false",
        'title = "a mapping"',
        f"publisher = {_quoted(publisher)}  # who counted: an office, not a person",
    ]
    if sheet:
        lines.append(f"sheets = [{_quoted(sheet[1])}]")
    if rows > 1:
        lines.append(f"header_rows = {rows}")
    if DAY in names and FIGURE in names and day.heading == DAY:
        lines.append("days_across = true  # each column is a day")
    lines += ['published = "day"  # known on the day that it counts; if it came out later, give --published DAY']
    lines.append('day = ["day"]')
    if place is not None:
        lines.append('place = ["place"]')
    for heading, why in [
        *((each.heading, "adds up others") for each in totals),
        *((each.heading, "a running total of another") for each in running),
        *((each.heading, "a part of the total") for each in groups),
        *((each, "about single persons") for each in persons),
    ]:
        lines.append(f"# Not proposed ({why}): {heading}")
    lines += [f"# Not proposed (another table; it needs a mapping of its own): {each}" for each in other_tables]
    lines += ["", "[columns.day]", f"names = [{_quoted(day.heading)}]", "required = true"]
    if place is not None:
        lines += ["[columns.place]", f"names = [{_quoted(place.heading)}]", "required = true"]
    keys = {}
    for at, each in enumerate(figures, 1):
        keys[each.heading] = f"figure_{at}"
        lines += [f"[columns.figure_{at}]", f"names = [{_quoted(each.heading)}]", "required = true"]
    for each in figures:
        lines += ["", *_figure(keys[each.heading], each.heading, place is None)]
        if is_group(each.heading) and any(not is_group(other.heading) for other in figures):
            lines.append("part = true  # of the people that another figure counts")
    return "\n".join([*lines, ""])


def _heading_parts(heading: str) -> list[str]:
    """The headings of a column one by one; the groups of a form stand before its questions."""
    return [part.replace("_", " ").strip() for part in re.split(r" / |(?<=\w)[/:](?=\w)", heading)]


def _figure(key: str, heading: str, placed_by_heading: bool) -> list[str]:
    plain, hints = folded(heading), heading_hints()
    group = vocabulary().unit(_heading_parts(heading)[-1]) if is_group(heading) else None
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

"""From one table of a known layout to claims, with every row that was left out or cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.claims.faults import UNPRINTABLE
from waystation.claims.personal import find_personal
from waystation.claims.take.batch import Batch
from waystation.claims.take.batches import batch_of
from waystation.claims.take.columns import Bools, Columns, read_columns, so_in_more
from waystation.claims.take.contradictions import check_levels, check_table
from waystation.claims.take.convert import coalesced, days_of, figures_of, plain_words, told_days, unreadable_rows
from waystation.claims.take.header import Match
from waystation.claims.take.layout import TableLayout
from waystation.claims.take.read_rows import ReadTable
from waystation.claims.take.rules import (
    drop_marked,
    drop_older_rounds,
    drop_repeats,
    grouped,
    one_name_a_round,
    places_told_apart,
)
from waystation.claims.take.take_settings import TakeSettings
from waystation.claims.take.whole_table import check_header, columns_not_read, rows_elsewhere, totals_that_differ
from waystation.claims.take.words import folded
from waystation.errors import Problem
from waystation.world.textfile import shown

__all__ = ["TableTaken", "take_table"]

Texts = npt.NDArray[Any]
Days = npt.NDArray[np.datetime64]


@dataclass
class TableTaken:
    """What came of one table: claims, rows left out by reason, problems, and what a reader should know."""

    match: Match
    batches: list[Batch] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: int = 0

    def __len__(self) -> int:
        return sum(map(len, self.batches))

    def not_taken(self, most_rows: int) -> list[str]:
        """A sentence for each reason why rows were left out, with the numbers of the first `most_rows` rows.

        Examples
        --------
        >>> taken = TableTaken(None, left_out={"they hold no figure": [4, 9, 12]})  # type: ignore[arg-type]
        >>> taken.not_taken(2)
        ['Not taken because they hold no figure: rows 4, 9 and 1 more.']
        """
        return [
            f"Not taken because {why}: {'row' if len(rows) == 1 else 'rows'} "
            f"{', '.join(map(str, rows[:most_rows]))}"
            f"{f' and {len(rows) - most_rows:,} more' if len(rows) > most_rows else ''}."
            # A row with a day in each column is left out once for each of them.
            for why, rows in ((why, list(dict.fromkeys(rows))) for why, rows in self.left_out.items())
        ]


def take_table(match: Match, settings: TakeSettings) -> TableTaken:
    """Claims from a table whose layout is known.

    Parameters
    ----------
    match : the table and its layout
    settings : what a person says about it

    Raises
    ------
    InputError
        If the table cannot be read to its end.
    """
    columns = read_columns(match)
    taken = TableTaken(match, notes=list(match.grid.notes), left_out=columns.left_out, problems=columns.problems)
    taken.rows = len(columns)
    taken.problems += check_header(match)
    taken.notes += [*rows_elsewhere(match), *columns_not_read(match), *totals_that_differ(match, settings)]
    _fill_down(columns)
    drop_marked(columns)
    drop_repeats(columns)
    one_name_a_round(columns)
    read = _figures(columns, settings, taken)
    if not read.known.any():
        if not taken.problems:
            taken.problems.append(_nothing(match, taken))
        return taken
    if not settings.all_rounds:
        older, problems = _rounds(read)
        taken.problems += problems
        if not problems:
            read = older
    if not match.layout.sum_over:
        # Where rows are added up, one that is not known makes the sum unknown.
        read.keep(read.known)
    if not read.known.any():
        taken.problems += [] if taken.problems else [_nothing(match, taken)]
        return taken
    _places(read, settings, taken)
    _days(read, settings, taken)
    taken.problems += check_table(read)
    groups, problems = grouped(read.columns, read.start, read.end, [each.column for each in read.figures])
    taken.problems += problems
    if taken.problems and not settings.skip_bad_rows:
        return taken
    if problems:
        return taken  # which of two rows holds cannot be told by leaving one out
    taken.batches = [batch_of(read, figure, groups, settings, taken.left_out) for figure in read.figures]
    taken.batches = [batch for batch in taken.batches if len(batch)]
    return taken


def _nothing(match: Match, taken: TableTaken) -> Problem:
    if taken.rows:
        return Problem("No row holds a figure that is known.", "Check the columns with figures.", match.grid.name)
    return Problem("The table has a header but no rows.", "Check what was asked for.", match.grid.name, match.row)


def _fill_down(columns: Columns) -> None:
    """Blank cells take the cell above, where a mapping says so."""
    for name in columns.match.layout.fill_down:
        if name not in columns.coded or not len(columns):
            continue
        column = columns.coded[name]
        filled = column.of([bool(text) for text in column.texts()], bool)
        above = np.maximum.accumulate(np.where(filled, np.arange(len(filled)), -1))
        column.codes = np.where(above >= 0, column.codes[np.maximum(above, 0)], column.codes).astype(np.int32)


def _figures(columns: Columns, settings: TakeSettings, taken: TableTaken) -> ReadTable:
    """All figures of the table; a row without any is counted as unknown and makes no claim."""
    layout = columns.match.layout
    figures = [
        each
        for each in layout.figures
        if each.column in columns.coded and (not each.beside or each.beside in columns.coded)
    ]
    read = ReadTable(columns, figures, {}, {}, {}, np.zeros(len(columns), bool))
    every = np.ones(len(columns), bool)
    bad = np.zeros(len(columns), bool)
    for figure in figures:
        name = figure.column
        found, notes = figures_of(columns, name, settings.decimal)
        taken.notes += notes
        faults = unreadable_rows(columns, name, found.unreadable, every)
        unread = columns.coded[name].of([at in found.unreadable for at in range(len(found.low))], bool)
        if faults:
            bad |= unread
        taken.problems += [*faults, *_doubtful(columns, name)]
        column = columns.coded[name]
        read.low[name] = column.of([np.nan if each is None else each for each in found.low], np.float64)
        read.high[name] = column.of([np.nan if each is None else each for each in found.high], np.float64)
        read.qualifier[name] = column.of(found.qualifier)
        read.known |= read.qualifier[name] != ""
        blank = (read.qualifier[name] == "") & ~unread & column.of([bool(text) for text in column.texts()], bool)
        if blank.any() and len(figures) > 1:
            heading = shown(columns.match.names[columns.match.columns[name][0]])
            taken.notes.append(f'"{heading}" is marked as not known in {_rows(blank)}: no claim of it there.')
    marked = np.zeros(len(columns), bool)
    for figure in figures:
        column = columns.coded[figure.column]
        marked |= column.of([bool(text) for text in column.texts()], bool)
    for rows, why in ((marked, "their figures are not known"), (~marked, "they hold no figure")):
        without = rows & ~read.known & ~bad
        if without.any():
            taken.left_out.setdefault(why, []).extend(columns.rows[without].tolist())
    if bad.any():
        read.known &= ~bad
        read.keep(~bad)
    return read


def _rows(which: Bools) -> str:
    many = int(which.sum())
    return "1 row" if many == 1 else f"{many:,} rows"


def _doubtful(columns: Columns, name: str) -> list[Problem]:
    """Cells of a workbook that look blank and are not: failed formulas, formulas nobody has computed."""
    positions = columns.match.columns[name]
    rows = set(columns.rows.tolist()) if columns.match.grid.doubtful else set()
    return [
        Problem(
            said, "Open the workbook in a spreadsheet program, repair it and save it.", columns.match.grid.name, row,
            shown(columns.match.names[at]),
        )
        for (row, at), said in columns.match.grid.doubtful.items()
        if at in positions and row in rows
    ]  # fmt: skip


def _rounds(read: ReadTable) -> tuple[ReadTable, list[Problem]]:
    before = read.columns.rows
    _, problems = drop_older_rounds(read.columns, read.known)
    if not problems:
        kept = np.isin(before, read.columns.rows)
        for each in (read.low, read.high, read.qualifier):
            for name in each:
                each[name] = each[name][kept]
        read.known = read.known[kept]
    return read, problems


def _places(read: ReadTable, settings: TakeSettings, taken: TableTaken) -> None:
    columns = read.columns
    layout = columns.match.layout
    place = coalesced(columns, layout.place, layout.countries)
    if layout.name == "idmc_idu":
        place = _named_events(columns, place)
    taken.problems += check_levels(read)
    place = places_told_apart(columns, place)
    if settings.place:
        place = np.where(place == "", settings.place, place)
    if settings.places:
        place = _as_known(columns, place, settings, taken)
    read.place = place
    noted = [cell for name in layout.place if name in columns.coded for cell in columns.coded[name].noted()]
    if noted:
        taken.notes.append(f'Note signs after names were left out, as in "{shown(noted[0])}".')
    missing = (place == "") if any(not figure.place for figure in read.figures) else np.zeros(len(place), bool)
    if missing.all() and len(missing) and not layout.place:
        message = "The table does not say which place it is about."
        taken.problems.append(
            Problem(
                message,
                'Say it: --place "NAME", or place = "NAME" in the mapping.',
                columns.match.grid.name,
                columns.match.row,
            )
        )
    elif missing.any():
        _blank(read, missing, layout.place, "place", taken)
        read.keep(~missing)
    names = set(read.place.tolist())
    for text in sorted(name for name in names if UNPRINTABLE.search(name)):
        row = int(read.columns.rows[np.flatnonzero(read.place == text)[0]])
        message = "The name of the place holds a control character."
        taken.problems.append(
            Problem(message, "Type the cell again.", columns.match.grid.name, row, "place", ascii(text))
        )
    personal = {text: found for text in names if (found := find_personal(text))}
    for text, found in personal.items():
        row = int(read.columns.rows[np.flatnonzero(read.place == text)[0]])
        message = f'The place holds what looks like {found[0].what} ("{found[0].masked}").'
        fix = "Take it out: no personal data is kept."
        taken.problems.append(Problem(message, fix, columns.match.grid.name, row, "place"))


def _blank(read: ReadTable, missing: Bools, names: Sequence[str], what: str, taken: TableTaken) -> None:
    columns = read.columns
    rows = columns.rows[missing]
    name = next((each for each in names if each in columns.coded), "")
    heading = shown(columns.match.names[columns.match.columns[name][0]]) if name else what
    lacking = what + so_in_more(len(rows) - 1)
    message = f"The row has a figure and no {lacking}."
    fix = f"Write the {what}; if the row adds up others, delete it."
    taken.problems.append(Problem(message, fix, columns.match.grid.name, int(rows[0]), heading))


def _named_events(columns: Columns, place: Texts) -> Texts:
    """Of an event such as "India: Flood - Kerala - 07/11/2023" the part that names the place, with the country."""
    if "event" not in columns.coded or "named" in columns.coded:
        return place
    country = coalesced(columns, ("country",))
    event = coalesced(columns, ("event",))
    latitude, longitude = coalesced(columns, ("latitude",)), coalesced(columns, ("longitude",))
    found = []
    for land, name, north, east in zip(
        country.tolist(), event.tolist(), latitude.tolist(), longitude.tolist(), strict=True
    ):
        parts = name.split(" - ")
        if len(parts) >= 3 and parts[0].casefold().startswith(land.casefold()) and any(c.isdigit() for c in parts[-1]):
            found.append(f"{' - '.join(parts[1:-1])}, {land}")
        else:
            found.append(f"{land} ({north}, {east})" if north and east else land)
    return np.array(found, dtype=object)


def _as_known(columns: Columns, place: Texts, settings: TakeSettings, taken: TableTaken) -> Texts:
    """Places by the name the scenario gives them, found by code first and by name next."""
    code = coalesced(columns, columns.match.layout.pcode)
    found = np.array(
        [
            settings.places.get(folded(number)) or settings.places.get(folded(name)) or name
            for number, name in zip(code.tolist(), place.tolist(), strict=True)
        ],
        dtype=object,
    )
    known = set(settings.places.values())
    other = sorted({name for name in found.tolist() if name and name not in known})
    if other:
        some = ", ".join(other[:8]) + (f" and {len(other) - 8} more" if len(other) > 8 else "")
        taken.notes.append(f"Not in the list of places, kept under their own names: {some}.")
    return found


def _days(read: ReadTable, settings: TakeSettings, taken: TableTaken) -> None:
    columns = read.columns
    layout = columns.match.layout
    every, order = np.ones(len(columns), bool), settings.dates or layout.dates
    days = layout.day or tuple(filter(None, (layout.start,)))
    start, end, clock, problems, notes = days_of(columns, days, order, every, settings.published)
    taken.notes += notes
    if layout.end and layout.end in columns.coded:
        _, end, late, more, notes = days_of(columns, (layout.end,), order, every, settings.published)
        problems += more
        clock |= late
        end = np.where(np.isnat(end), start, end)
    taken.problems += problems
    start, end = _counted(layout, start, end)
    missing = np.isnat(start)
    if missing.any() and not problems:
        _blank(read, missing, days, "day", taken)
    if (layout.published,) == days:
        published = end  # read already
    elif layout.published in columns.coded:
        _, published, _, problems, _ = days_of(columns, (layout.published,), order, every, settings.published)
        taken.problems += problems
        published = np.where(np.isnat(published), end, published)
    elif layout.published == "taken":
        published = np.maximum(np.full(len(columns), np.datetime64(settings.today, "D")), end)
        if settings.published is None:
            taken.notes.append(
                "The table does not say when it came out: the day of taking is used. Give --published if you know it."
            )
    else:
        published = end
    if settings.published is not None:
        published = np.full(len(columns), np.datetime64(settings.published, "D"))
    read.start, read.end, read.published = start, end, published
    if layout.trust_words:
        _trust_words(read, clock, taken)
    read.keep(~np.isnat(read.start))


def _counted(layout: TableLayout, start: Days, end: Days) -> tuple[Days, Days]:
    """The period that a figure counts, where a single day stands for a week or so."""
    more = np.where(start == end, np.timedelta64(layout.days_counted - 1, "D"), np.timedelta64(0, "D"))
    return (start, end + more) if layout.day_is == "first" else (start - more, end)


def _trust_words(read: ReadTable, clock: Bools, taken: TableTaken) -> None:
    """Days as the words tell them, where the dates carry a time: those were the day before."""
    columns = read.columns
    words = columns.coded.get(columns.match.layout.excerpt)
    texts = [plain_words(text) for text in words.texts()] if words else []
    moved = unsure = 0
    for at in range(len(columns)):
        text = texts[words.codes[at]] if words else ""
        if np.isnat(read.start[at]):
            continue
        told = told_days(text, read.start[at].astype(object))
        if clock[at] and told is not None:
            read.start[at], read.end[at] = np.datetime64(told.start), np.datetime64(told.end)
            moved += 1
        elif clock[at]:
            read.end[at] += np.timedelta64(1, "D")
            unsure += 1
    if moved:
        taken.notes.append(f"The dates of {moved:,} rows carry a time of day; the days in the words were used.")
    if unsure:
        taken.notes.append(
            f"The dates of {unsure:,} rows carry a time of day, and no words tell the day: it may be the next one."
        )
    read.published = np.maximum(read.published, read.end)

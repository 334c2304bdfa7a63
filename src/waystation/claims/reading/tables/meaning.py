"""What the figures of a table count: read from the headings of their row and column, and from the caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from waystation.claims.reading.counts import Counted
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.figures import Figure, find_numbers, plain_text
from waystation.claims.reading.lexicon import COUNTS_NOBODY, Lexicon, Tokens, lexicon
from waystation.claims.reading.numerals import divisions
from waystation.claims.reading.office_names import Attribution
from waystation.claims.reading.period import When
from waystation.claims.reading.site_names import sites
from waystation.claims.reading.speakers import standing_source
from waystation.claims.reading.tables.grid import Cell, Grid, grids
from waystation.claims.reading.when import periods
from waystation.claims.reading.whereabouts import Spot
from waystation.claims.vocabulary import vocabulary

__all__ = ["tabled", "unread_tables"]

_TOTAL = re.compile(r"\b(?:sub-?|grand\s+)?totals?\b|\btota(?:l|ux|les|is)\b|\b(?:sum|all|ensemble)\b", re.IGNORECASE)
_RUNNING = re.compile(
    r"\b(?:cumul\w*|acumulad\w*|running\s+totals?|(?:so|thus)\s+far|to\s+date|à\s+ce\s+jour|hasta\s+la\s+fecha)\b|تراكمي",
    re.IGNORECASE,
)
_ONLY_TOTAL = re.compile(r"\W*(?:(?:grand|sub|overall)[\s-]*)?(?:total\w*|sum|all|ensemble)?\W*", re.IGNORECASE)
_NO_COUNT = re.compile(
    r"%|٪|\b(?:per\s?cent|percentage|share|rate|ratio|amount|average|mean|size|usd|budget|funding)\b", re.IGNORECASE
)
_NUMBERING = re.compile(r"\W*(?:#|no|nr|s\.?\s?no|sn|n°|nº|№|id|code|p-?code|rank)\W*", re.IGNORECASE)
_SITES = re.compile(
    r"\b(?:camps?|sites?|cent(?:re|er)s?|shelters?|settlements?|refuges?|albergues?|abrigos?)\b", re.IGNORECASE
)
# "Tela camp", "Camp 4", "Site de Gado": a place by its name, where "camps" alone would be what is counted.
_NAMED_SITE = re.compile(
    r"(?!(?i:number|total|all|other|new|open|closed|planned|informal|formal)\b)"
    r"(?:[A-ZÀ-ÖØ-Þ0-9][\w'’.-]*\s+){1,4}(?i:(?:idp|refugee|transit|reception)\s+)?(?i:camp|site|settlement|cent(?:re|er))"
    r"(?:\s+[\dA-Z]+)?"
    r"|(?i:camp|site|campo|sitio|campamento)\s+(?:(?:de|du|des|of|d['’]|la|le|el)\s*)*[A-ZÀ-ÖØ-Þ0-9][\w'’ -]{0,40}"
)
_WEAK = frozenset({"context", "registered"})
"""Terms that a heading means only if it says nothing else: "new arrivals were recorded"."""

_SHORT_NAME = re.compile(r"[A-Z]{2,5}")
_FEWEST_DAYS = 2
_MOSTLY = 0.6
"""Share of its cell that a day takes, where the cell is one."""
_LONGEST_LEAD = 400
_FEWEST_HEADINGS = 2
_MOST = 200_000_000


class _Meaning(NamedTuple):
    """What the words of a heading or label say."""

    unit: str = ""
    other: bool = False
    term: str = ""
    when: When | None = None
    total: bool = False
    place: bool = False
    running: bool = False


class _Placed(NamedTuple):
    """A figure with where in the table it stands, and whether its row or its column sums up the others."""

    drawn: Drawn
    row: int
    column: int
    sums_rows: bool
    sums_columns: bool


@dataclass
class _Frame:
    """What holds for a whole report, where a table says nothing else."""

    text: str
    named: Sequence[Spot]
    home: Spot | None
    standing: When | None
    source: Attribution | None
    published: date


def tabled(
    text: str, named: Sequence[Spot], home: Spot | None, standing: When | None, source: Attribution | None,
    published: date,
) -> list[Drawn]:  # fmt: skip
    """The figures of a report's tables: row and column say where, when and whom they count.

    Rows may be places, days or kinds of people, and so may columns; headings may stand in several rows. A row or
    column of totals is the total of the others. Percentages and amounts of money are left out.

    Parameters
    ----------
    text : the report
    named : the places that it names; one in the line above a table is that of the table
    home : place of the whole report, to which a row of totals belongs
    standing : period of the whole report
    source : source of the whole report
    published : day of the report, for headings that name days
    """
    frame = _Frame(text, named, home, standing, source, published)
    drawn = [each for grid in grids(plain_text(text)) for each in _read(grid, frame)]
    return sorted(drawn, key=lambda each: each.counted.figure.start)


def unread_tables(text: str, read: Sequence[int]) -> list[tuple[int, int, int]]:
    """Tables of which no figure was read: their offsets and how many rows of figures they have.

    Parameters
    ----------
    text : the report
    read : where the figures that were read begin
    """
    return [
        (grid.start, grid.end, len(grid.body))
        for grid in grids(plain_text(text))
        if not any(grid.start <= each < grid.end for each in read)
    ]


def _meaning(words: str, published: date) -> _Meaning:
    """What a heading, a label or a caption says."""
    return _meaning_in(words, published, lexicon()) if words.strip() else _Meaning()


@lru_cache(maxsize=1_024)
def _meaning_in(words: str, published: date, of: Lexicon) -> _Meaning:
    """The same, remembered, as the labels of rows come again."""
    units = of.patterns("units")
    found = [
        (match.start(), name)
        for name, each in units.items()
        if name not in COUNTS_NOBODY and (match := each.search(words))
    ]
    other = bool(_NO_COUNT.search(words)) or (
        not found and any(units[each].search(words) for each in COUNTS_NOBODY & units.keys())
    )
    terms = [
        (name not in _WEAK, len(match.group()), name)
        for name, each in of.terms.items()
        if (match := each.search(words))
    ]
    term = max(terms)[2] if terms else ""
    when = next(iter(periods(words, published)), None)
    total = bool(_TOTAL.search(words) or of.pattern("parts", "sum").search(words))
    dated = when is not None and when.end - when.start > _MOSTLY * len(words.strip())
    running = bool(_RUNNING.search(words))
    place = (
        not (found or term or other or dated or running)
        and not (total and _ONLY_TOTAL.fullmatch(words))
        and words[:1].isalpha()
    )
    known = term if term in vocabulary().terms else "context" if term else ""
    return _Meaning(min(found)[1] if found else "", other, known, when, total, place, running)


def _caption(grid: Grid, frame: _Frame) -> _Meaning:
    """What the line above a table says; a sentence with figures of its own speaks of those."""
    words = frame.text[slice(*grid.caption)]
    own = words.rstrip().endswith(".") and any(not each.why and each.number.digits for each in find_numbers(words))
    said = _meaning(words, frame.published)
    if own:
        return _Meaning()
    when, standing = _moved(said.when, grid.caption[0]), frame.standing
    known = when is not None and standing is not None and when.start == standing.start
    return said._replace(when=standing if known else when)  # the report's own is as of an hour, or of more days


def _read(grid: Grid, frame: _Frame) -> list[Drawn]:
    """The figures of one table; none where nothing says whom it counts."""
    caption = _caption(grid, frame)
    columns = {column: _column(grid, column, frame) for column in range(grid.labels, max(map(len, grid.rows)))}
    who = [_who(row, grid) for row in grid.body]
    labels = [_label(row, grid, its, frame) for row, its in zip(grid.body, who, strict=True)]
    rows = _over_all([_row(row, label, grid, frame) for row, label in zip(grid.body, labels, strict=True)])
    rows = _places_by_short_names(rows, labels)
    by_rows = sum(bool(each.unit or each.term) for each in rows) * 2 > len(rows)
    by_columns = grid.heads and (
        caption.unit
        or caption.term
        or any(each.unit or each.term or each.running for each in columns.values())
        or _by_days(columns)
    )
    if not (by_rows or by_columns):
        return []
    columns = dict(zip(columns, _over_all(list(columns.values())), strict=True))
    columns = _running_of(columns)
    over_labels = " ".join(_words(grid, column) for column in range(grid.labels))
    # Nobody adds up over days the people who are there.
    added = any(
        each.running or (each.total and each.when and each.when.first != each.when.last)
        for each in (*rows, *columns.values())
    )
    if not caption.term and (_SITES.search(over_labels) or any(each.running for each in columns.values())):
        led = _led_by(grid, frame)
        if led or not added:
            caption = caption._replace(term=led or "camp_population")
    drawn, group = list[_Placed](), None
    home = _home(grid, frame, labels)
    by_place = any(each.place and not each.total for each in rows)
    own = {each.term for each in columns.values()} - {""}
    there = "camp_population" if _SITES.search(over_labels) and not added else ""
    for number, (row, label, said) in enumerate(zip(grid.body, labels, rows, strict=True)):
        if label is not None and all(cell.empty for cell in row if cell is not label):
            group = label if said.place else None
            continue
        for column in range(grid.labels, len(row)):
            cell, head = row[column], columns[column]
            counts = cell.value is not None and 0 < cell.value <= _MOST and not (head.other or said.other)
            if not counts or _NUMBERING.fullmatch(_words(grid, column) or "-"):
                continue
            # Where rows are the places, "Present 14 June" is a moment: neither a place nor what another column says.
            moment = by_place and head.place and head.when is not None
            spot = _spot(label, said, group) or (None if moment else _over(grid, column, head)) or home
            lead = caption._replace(term=there) if moment and caption.term in own else caption
            line = (row[0].start, max(each.end for each in row))
            each = _drawn(cell, line, (head, said, lead), spot, frame, who[number])
            drawn.append(_Placed(each, number, column, said.total, head.total))
    _add_totals(drawn)
    return [each.drawn for each in drawn]


def _places_by_short_names(rows: list[_Meaning], labels: Sequence[Cell | None]) -> list[_Meaning]:
    """Rows in which a short name in capitals among places is a place too: "CAR" beside "Region I" is not a car."""
    counted = [each for each in rows if not each.total]
    if sum(each.place for each in counted) * 2 < len(counted):
        return rows
    return [
        said._replace(unit="", place=True)
        if label is not None and said.unit and not said.term and _SHORT_NAME.fullmatch(label.words)
        else said
        for said, label in zip(rows, labels, strict=True)
    ]


def _running_of(columns: dict[int, _Meaning]) -> dict[int, _Meaning]:
    """A column of running totals counts what the column before it counts day by day: "Arrivals | Cumulative"."""
    out, before = dict[int, _Meaning](), _Meaning()
    for column, said in columns.items():
        if said.running and not said.term:
            said = said._replace(term=before.term, unit=said.unit or before.unit)
        elif not (said.other or said.total):
            before = said
        out[column] = said
    return out


def _led_by(grid: Grid, frame: _Frame) -> str:
    """The arrivals or departures that the paragraph above a table speaks of: "the arrivals of last week by gate"."""
    above = frame.text[max(0, grid.start - _LONGEST_LEAD) : grid.start].rstrip().rpartition("\n\n")[2]
    term = _meaning(above, frame.published).term
    return term if term and vocabulary().terms[term].kind == "flow" and term not in _WEAK else ""


def _row(row: Sequence[Cell], label: Cell | None, grid: Grid, frame: _Frame) -> _Meaning:
    """What the labels of a row say: the last one whom or where it counts, any of them the day."""
    said = _meaning(label.words if label else "", frame.published)
    if label is not None and said.other and said.total and not _NO_COUNT.search(label.words):
        said = said._replace(other=False)  # "All sites" below a list of sites
    if label is not None and said.other and _is_site(label.words) and not _NO_COUNT.search(label.words):
        said = said._replace(other=False, place=True)
    for cell in reversed(row[: grid.labels]):
        each = said if cell is label else _meaning("" if cell.empty else cell.words, frame.published)
        if each.when is not None:
            return said._replace(when=_moved(each.when, cell.start), total=said.total or each.total)
        said = said._replace(total=said.total or (each.total and not each.place))
    for cell in row[grid.labels :]:
        # The day may stand behind the figures.
        when = _day_in(cell, frame)
        if when is not None:
            return said._replace(when=_moved(when, cell.start))
    return said


def _is_site(words: str) -> bool:
    """Whether a label is the name of a site: "Camp 4", "Rubat school"; not "Closed schools"."""
    if _NAMED_SITE.fullmatch(words):
        return True
    if any((start, end) == (0, len(words)) for start, end, _ in divisions(Tokens(words))):
        return True
    named = next(iter(sites(Tokens(words))), None)
    return named is not None and bool(named["named"]) and named.group() == words and not words.endswith("s")


def _day_in(cell: Cell, frame: _Frame) -> When | None:
    """The day that stands alone in a cell."""
    when = None if cell.empty or cell.value is not None else _meaning(cell.words, frame.published).when
    return when if when is not None and when.end - when.start > _MOSTLY * len(cell.words) else None


def _over_all(rows: list[_Meaning]) -> list[_Meaning]:
    """Rows with the period of all days at that of totals, which name none of their own."""
    days = [each.when for each in rows if each.when and not each.total and each.when.first and each.when.last]
    if len(days) < _FEWEST_DAYS:
        return rows
    first, last = min(days, key=lambda each: each.first or date.max), max(days, key=lambda each: each.last or date.min)
    span = replace(first, last=last.last)
    return [each._replace(when=span) if each.total and each.when is None else each for each in rows]


def _by_days(columns: dict[int, _Meaning]) -> bool:
    """Whether columns are days: a count sheet with a row a site, which may say nothing else."""
    counted = [each for each in columns.values() if not each.total]
    return sum(each.when is not None for each in counted) >= max(_FEWEST_DAYS, 0.6 * len(counted))


def _words(grid: Grid, column: int) -> str:
    return " ".join(cell.words for cell in grid.heading(column))


def _column(grid: Grid, column: int, frame: _Frame) -> _Meaning:
    """What a column's headings say; the lowest heading decides where two say different things."""
    together = _Meaning()
    for cell in grid.heading(column):
        words = cell.words
        if cell.value is not None:  # a year at the head of a column
            words = f"{cell.value:.0f}"
        each = _meaning(words, frame.published)
        together = _Meaning(
            each.unit or together.unit, each.other or together.other, each.term or together.term,
            _moved(each.when, cell.start) or together.when, each.total or together.total, each.place or together.place,
            each.running or together.running,
        )  # fmt: skip
    return together


def _who(row: Sequence[Cell], grid: Grid) -> Attribution | None:
    """Who counted a row, where a column is headed as a line that names the source begins ("Source", "Fuente")."""
    for column, cell in enumerate(row):
        heading = _words(grid, column)
        if heading and not cell.empty and cell.value is None:
            named = standing_source(f"{heading}: {cell.words}")
            if named is not None and named.start == len(heading) + 2:
                return Attribution(named.speaker, cell.start, cell.end)
    return None


def _label(row: Sequence[Cell], grid: Grid, who: Attribution | None, frame: _Frame) -> Cell | None:
    """The cell that says what a row is about: the last of its labels that is not its number, code, day or source."""
    named = [
        (bool(_NUMBERING.fullmatch(_words(grid, column) or "-")) or _day_in(cell, frame) is not None, cell)
        for column, cell in enumerate(row[: grid.labels])
        if not cell.empty and cell.value is None and (who is None or cell.start != who.start)
    ]
    return next((cell for code, cell in reversed(named) if not code), named[-1][1] if named else None)


def _drawn(
    cell: Cell, line: tuple[int, int], said: tuple[_Meaning, ...], spot: Spot | None, frame: _Frame,
    who: Attribution | None,
) -> Drawn:  # fmt: skip
    """A figure with what its column, its row and the caption say, the first that says it deciding."""
    low = None if cell.qualifier in {"up to", "less than"} else cell.value
    high = None if cell.qualifier in {"at least", "more than"} else cell.value
    unit = next((each.unit for each in said if each.unit), "people")
    term = next((each.term for each in said if each.term), "context")
    when = next((each.when for each in said if each.when), frame.standing)
    if when is not None and any(each.running for each in said):
        # A running total is of all days up to this one; since when, a table rarely says.
        when = replace(when, first=None)
    counted = Counted(Figure(low, high, cell.qualifier, cell.start, cell.end), unit, cell.end, cell.end)
    return Drawn(counted, line, (term, 0, 0), unit, when, spot, who or frame.source, None)


def _spot(label: Cell | None, said: _Meaning, group: Cell | None) -> Spot | None:
    """The place that a row names, else that of the rows' group."""
    if label is not None and said.place and not said.total:
        return Spot(label.words, label.start, label.end, "there", None)
    return Spot(group.words, group.start, group.end, "there", None) if group is not None else None


def _over(grid: Grid, column: int, head: _Meaning) -> Spot | None:
    """The place at the head of a column, or over the same few headings as other places are."""
    headings = grid.heading(column)
    if not (head.place and headings) or head.total:
        return None
    named = headings[0] if _repeated(grid, headings) else headings[-1]
    return None if head.unit and named is headings[-1] else Spot(named.words, named.start, named.end, "there", None)


def _repeated(grid: Grid, headings: Sequence[Cell]) -> bool:
    """Whether what stands below a heading stands below others too: "Families, People" below each of two gates."""
    if len(headings) < _FEWEST_HEADINGS:
        return False
    below: dict[str, list[str]] = {}
    for column in range(grid.labels, max(map(len, grid.rows))):
        words = [cell.words.casefold() for cell in grid.heading(column)]
        if len(words) == len(headings):
            below.setdefault(words[0], []).append(" ".join(words[1:]))
    mine = below[headings[0].words.casefold()]
    return len(mine) > 1 and sum(each == mine for each in below.values()) > 1


def _home(grid: Grid, frame: _Frame, labels: Sequence[Cell | None]) -> Spot | None:
    """The place that the line above a table names, or else that of the whole report, if it is named before the table.

    It is none that is a row of the table: the total is of all rows.
    """
    above = [each for each in frame.named if grid.caption[0] <= each.start < grid.caption[1] and not each.bare]
    home = above[0] if len(above) == 1 else frame.home
    if home is None or home.start >= grid.start:
        return None
    rows = {label.words.casefold() for label in labels if label is not None}
    return None if home.name.casefold() in rows else home


def _moved(when: When | None, by: int) -> When | None:
    """A period found in a piece of the text, at its offsets in the whole."""
    return replace(when, start=when.start + by, end=when.end + by) if when else None


def _add_totals(drawn: Sequence[_Placed]) -> None:
    """Each figure a part of the total of its column; of that of its row where the row adds up to it."""
    by_column = {each.column: each.drawn for each in drawn if each.sums_rows}
    by_row: dict[int, list[_Placed]] = {}
    for each in drawn:
        if not each.sums_rows:
            each.drawn.total = by_column.get(each.column)
        by_row.setdefault(each.row, []).append(each)
    for cells in by_row.values():
        total = next((each.drawn for each in cells if each.sums_columns), None)
        parts = [each.drawn for each in cells if not each.sums_columns]
        if total is not None and len(parts) > 1 and _value(total) == sum(map(_value, parts)):
            for part in parts:
                part.total = total


def _value(drawn: Drawn) -> float:
    figure = drawn.counted.figure
    return figure.high or figure.low or 0.0

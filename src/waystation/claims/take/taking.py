"""Taking files: every table recognised by its layout, or refused with the one sentence that helps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from waystation.claims.claim import Claim
from waystation.claims.take.days_across import days_down
from waystation.claims.take.header import HEAD_ROWS, find_layout
from waystation.claims.take.known_table import TableTaken, take_table
from waystation.claims.take.layout import TableLayout, layouts
from waystation.claims.take.opener import open_tables
from waystation.claims.take.raw_grid import RawGrid
from waystation.claims.take.reports import claims_of_reports
from waystation.claims.take.take_settings import TakeSettings
from waystation.claims.take.words import about_persons, heading_key
from waystation.errors import InputError, Problem
from waystation.world.textfile import shown

__all__ = ["Taken", "TakenFile", "take_tables"]


@dataclass
class TakenFile:
    """What came of one file.

    Parameters
    ----------
    name : of the file
    tables : what came of each table in it
    read : claims that the reader found in reports
    notes : what a reader should know, as sentences
    problems : everything that cannot be read
    """

    name: str
    tables: list[TableTaken] = field(default_factory=list)
    read: list[Claim] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Taken:
    """Claims taken from files, and all that was not taken.

    Parameters
    ----------
    files : one a file, in order
    """

    files: list[TakenFile]

    def __len__(self) -> int:
        return sum(sum(map(len, file.tables)) + len(file.read) for file in self.files)

    @property
    def problems(self) -> list[Problem]:
        """Everything that cannot be read, in all files."""
        return [problem for file in self.files for problem in file.problems]

    def claims(self) -> Iterator[Claim]:
        """The claims, one by one, in the order of the files and rows."""
        for file in self.files:
            for table in file.tables:
                for batch in table.batches:
                    yield from batch.claims()
            yield from file.read


def take_tables(
    files: Iterable[Path | str], *, mapping: TableLayout | None = None, settings: TakeSettings | None = None
) -> Taken:
    """Claims from tables that others publish or send.

    A table is known by the names of its columns, never by their position. What was left out is listed with its
    reason; what can be read in two ways is a problem that names the row. "Not known" is never read as 0.

    Parameters
    ----------
    files : tables as text, workbooks, JSON answers, or archives of these
    mapping : what the columns mean, where the table has no fixed layout; as from `read_mapping`
    settings : what a person says about the tables

    Returns
    -------
    Taken
        If it has ``problems``, nothing should be kept of it, unless bad rows were to be skipped.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "chad.csv")
    ...     _ = file.write_text('sep=;\\n"Date";"Individuals"\\n2023-05-01;10200\\n2023-05-02;-\\n')
    ...     taken = take_tables([file], settings=TakeSettings(place="Adre"))
    >>> [claim.figure for claim in taken.claims()], taken.files[0].tables[0].left_out
    (['10,200 people'], {'their figures are not known': [4]})
    """
    settings = settings or TakeSettings()
    return Taken([_take_file(Path(file), mapping, settings) for file in files])


def _take_file(path: Path, mapping: TableLayout | None, settings: TakeSettings) -> TakenFile:
    taken = TakenFile(shown(path.name, 100))
    try:
        opened = open_tables(path, encoding=settings.encoding, hidden=settings.hidden)
    except InputError as error:
        taken.problems += error.problems
        return taken
    taken.notes += opened.notes
    choices = [mapping] if mapping else list(layouts())
    if mapping is None and path.suffix.lower() == ".json":
        # An answer may hold lists within its rows; the outermost list that fits is the table.
        opened.tables[:] = _outermost(opened.tables, choices)
    unknown = []
    for ways in opened.tables:
        try:
            if not _take_table(ways, choices, mapping, settings, taken):
                unknown.append(ways)
        except InputError as error:
            taken.problems += error.problems
    if unknown and not taken.tables and not taken.read and not taken.problems:
        taken.problems += [_unknown(ways, choices, mapping) for ways in unknown]
    else:
        taken.notes += [f"{ways[0].name} was not read: its columns fit no layout." for ways in unknown]
    return taken


def _outermost(tables: list[list[RawGrid]], choices: Sequence[TableLayout]) -> list[list[RawGrid]]:
    return [[grid for ways in tables for grid in ways]] if find_layout(tables[0], choices) else tables


def _take_table(
    ways: Sequence[RawGrid],
    choices: Sequence[TableLayout],
    mapping: TableLayout | None,
    settings: TakeSettings,
    taken: TakenFile,
) -> bool:
    """Take one table into what came of the file; False if its layout is not known."""
    if mapping and mapping.sheets and not any(f'sheet "{sheet}"' in ways[0].name for sheet in mapping.sheets):
        taken.notes.append(f"{ways[0].name} was not read: the mapping does not name it.")
        return True
    if mapping and mapping.days_across:
        ways = [
            turned for grid in ways if (turned := days_down(grid, settings.dates or mapping.dates)) is not None
        ] or ways
    match = find_layout(ways, choices)
    if match is None:
        return False
    if match.layout.refuse:
        message = f"This is {_article(match.layout.title)}. {match.layout.refuse}"
        taken.problems.append(Problem(message, "", match.grid.name))
        return True
    if match.layout.reports:
        claims, notes, problems = claims_of_reports(match, settings)
        taken.read += claims
        taken.notes += notes
        taken.problems += problems
        return True
    found = take_table(match, settings)
    taken.tables.append(found)
    if not settings.skip_bad_rows or not found.batches:
        taken.problems += found.problems
    return True


def _article(title: str) -> str:
    return title if title.split()[0] in {"a", "an", "the"} else f"a table of {title}"


def _unknown(ways: Sequence[RawGrid], choices: Sequence[TableLayout], mapping: TableLayout | None) -> Problem:
    grid = ways[0]
    head = [(number, cells) for number, cells in _head(grid)]
    best = max(
        head, key=lambda row: sum(isinstance(cell, str) and bool(cell.strip()) for cell in row[1]), default=(1, [])
    )
    names = [" ".join(str(cell).split()) for cell in best[1] if cell not in (None, "")]
    listed = shown(", ".join(names), 160)
    if mapping is not None:
        wanted = {
            heading: column.names for heading, column in mapping.columns.items() if column.required or not column.tags
        }
        keys = {heading_key(name) for name in names}
        missing = [each[0] for each in wanted.values() if each and not {heading_key(one) for one in each} & keys]
        some = ", ".join(f'"{shown(each)}"' for each in missing[:6]) or "a row of headings as in the mapping"
        message = f"The columns do not fit the mapping: {some} not found among {listed}."
        return Problem(message, "Check the headings, or propose a new mapping: --guess.", grid.name, best[0])
    persons = [name for name in names if about_persons(name)]
    if len(persons) > 1 and len(persons) * 3 > len(names):
        message = f"This looks like a list of single persons ({', '.join(persons[:4])})."
        return Problem(
            message, "Waystation keeps counts only: count people by day and place first.", grid.name, best[0]
        )
    near = _nearest(names, choices)
    message = f"The columns fit no known layout: {listed}."
    fix = "Propose a mapping with --guess, look it over, and take the table with --mapping FILE."
    return Problem(message, f"{near} {fix}".strip(), grid.name, best[0])


def _head(grid: RawGrid) -> Iterator[tuple[int, Sequence[object]]]:
    for at, row in enumerate(grid.rows()):
        if at >= HEAD_ROWS:
            return
        yield row


def _nearest(names: Sequence[str], choices: Sequence[TableLayout]) -> str:
    """A sentence on the layout most of whose required columns are there, if half of them are."""
    keys = {heading_key(name) for name in names}
    best: tuple[float, TableLayout, list[str]] | None = None
    for layout in choices:
        required = [column for column in layout.columns.values() if column.required and column.names]
        missing = [column.names[0] for column in required if not {heading_key(name) for name in column.names} & keys]
        share = 1 - len(missing) / max(len(required), 1)
        if len(required) - len(missing) >= 2 and share >= 0.5 and (best is None or share > best[0]):
            best = share, layout, missing
    if best is None:
        return ""
    lacking = ", ".join(f'"{each}"' for each in best[2]) or "a known place or figure"
    return f"It is nearest to {best[1].title}, but lacks {lacking}."

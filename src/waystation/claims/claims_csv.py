"""Claims in and out of ``claims.csv`` without loss, and all that can be wrong with the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, create_model

from waystation.claims.claim import Claim, ReportedFigure
from waystation.claims.decisions import Book, Decision, Status
from waystation.claims.faults import faults
from waystation.claims.personal import personal_problems
from waystation.claims.vocabulary import vocabulary
from waystation.errors import InputError, Problem, nearest
from waystation.files import write_text
from waystation.world.cells import CellError, read_number
from waystation.world.csv_tables import Row, Table, parse_table, read_table
from waystation.world.textfile import shown

__all__ = [
    "ALWAYS",
    "COLUMNS",
    "ClaimRow",
    "check_claims",
    "read_book",
    "read_claims",
    "read_rows",
    "sift_claims",
    "table_book",
    "unknown_places",
    "unknown_units",
    "write_claims",
    "write_rows",
]

COLUMNS = tuple(ReportedFigure.model_fields)
"""Columns of ``claims.csv``, in order."""

ALWAYS = COLUMNS[: COLUMNS.index("note") + 1]
"""Columns that are written even if all their cells are blank."""

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""Moment of decisions of which only the outcome is told."""

_FIGURES = ("quantity_low", "quantity_high")

# Figures come as text, so that "12.000" people can be asked about rather than read as twelve.
_Cells: type[BaseModel] = create_model(
    "_Cells",
    __base__=ReportedFigure,
    status=(Status | None, Field(None, description="Where it stands, in an export of a ledger")),
    quantity_low=(str, Field("", description=ReportedFigure.model_fields["quantity_low"].description)),
    quantity_high=(str, Field("", description=ReportedFigure.model_fields["quantity_high"].description)),
)


def read_claims(path: Path | str) -> list[Claim]:
    """The claims of a table.

    Parameters
    ----------
    path : CSV file with the columns of `COLUMNS`; those from total_id on, and id, may be left out

    Returns
    -------
    list of claims, in the order of the rows; a blank id is derived from the content. Rows of an export whose status is
    "set aside" or "edited" do not count and are left out; `read_book` gives them too

    Raises
    ------
    InputError
        With everything that is wrong with the file, as `check_claims` lists it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "claims.csv")
    ...     write_claims([Claim(published="2019-03-04", source="OCHA", place="Al-Hol camp",
    ...         quantity_low=56002, quantity_high=56002, qualifier="exact", unit="people",
    ...         term="camp_population")], file)
    ...     read_claims(file)[0].figure
    '56,002 people'
    """
    rows, problems, _ = read_rows(path)
    if problems:
        raise InputError(problems)
    return table_book(rows).standing


def read_book(path: Path | str) -> Book:
    """Claims with what was decided on them: an export of a ledger, or any table of claims.

    Parameters
    ----------
    path : CSV file of claims, or folder that holds ``claims.csv``; the decisions are read from the file beside it whose
        name ends in ``-decisions.csv``, if there is one

    Raises
    ------
    InputError
        With everything that is wrong with both files.
    """
    file = Path(path) / "claims.csv" if Path(path).is_dir() else Path(path)
    rows, problems, notes = read_rows(file)
    beside = file.with_name(f"{file.stem}-decisions.csv")
    book = replace(table_book(rows), notes=tuple(notes))
    if beside.exists():
        decided, faults = read_table(beside, _DecisionRow)
        known = {claim.id for claim in book.claims}
        for row in decided:
            for column in ("claim", "replaced_by"):
                name = getattr(row.value, column)
                if name and name not in known:
                    message = f'"{shown(name)}" is not the id of a claim in {file.name}.'
                    faults.append(Problem(message, nearest(name, known), beside.name, row.number, column, shown(name)))
        problems += faults
        book = replace(book, decisions=[row.value.decision() for row in decided])
    if problems:
        raise InputError(problems)
    return book


class _DecisionRow(BaseModel):
    """A row of the exported decisions."""

    claim: str = Field(min_length=1, description="Id of the claim")
    status: Status = Field(description="What was decided")
    why: str = Field(min_length=1, description="The reason")
    when: datetime = Field(description="Moment, with its time zone")
    role: str = Field("", description="Office of who decided")
    replaced_by: str = Field("", description="Id of the claim that takes its place")

    def decision(self) -> Decision:
        when = self.when if self.when.tzinfo else self.when.replace(tzinfo=UTC)
        return Decision(self.claim, self.status, self.why, when, self.role, self.replaced_by)


def table_book(rows: Iterable[ClaimRow]) -> Book:
    """The claims of rows with what their column ``status`` says of them."""
    held = list(rows)
    decided = [
        Decision(row.value.id, Status(row.status), f'The table says "{row.status}".', _UNDATED)
        for row in held
        if row.status not in ("", Status.NEW)
    ]
    return Book([row.value for row in held], decided)


def sift_claims(path: Path | str) -> tuple[list[Claim], list[Problem]]:
    """The claims of a table that can be read, and all that is wrong with the rest: for tables one does not own.

    Parameters
    ----------
    path : CSV file, as in `read_claims`

    Returns
    -------
    claims : those of rows without a problem, in order
    problems : in order of rows; a column that nobody knows is named and not read
    """
    rows, problems, _ = read_rows(path)
    faulty = {problem.row for problem in problems}
    return table_book(row for row in rows if row.number not in faulty).standing, problems


def check_claims(path: Path | str, places: Iterable[str] | None = None) -> list[Problem]:
    """Everything that is wrong with a table of claims, at once.

    Parameters
    ----------
    path : CSV file
    places : names of the places of the scenario; if given, a claim about any other is a problem

    Returns
    -------
    list of problems in order of rows, empty if the table is fine; nothing is raised
    """
    rows, problems, _ = read_rows(path)
    if places is not None:
        problems += unknown_places(rows, places, Path(path).name)
    problems += unknown_units(rows, Path(path).name)
    return sorted(problems, key=lambda problem: problem.row or 0)


def unknown_units(rows: Iterable[Row[Claim]], file: str) -> list[Problem]:
    """A problem for every count in a unit that nobody knows: it would be left out of every forecast.

    Parameters
    ----------
    rows : as from `read_rows`; claims read from a report, and those that are not counts of people, may have any unit
    file : name of the table
    """
    words = vocabulary()
    problems = []
    for row in rows:
        term, unit = words.terms[row.value.term], row.value.unit
        counts = term.kind != "other" and not term.forward and not row.value.report
        if counts and unit not in words.units and " per " not in unit.replace("_", " "):
            problems.append(_unknown_unit(unit, words.unit_advice(), file, row.number))
    return problems


def unknown_places(rows: Iterable[Row[Claim]], places: Iterable[str], file: str) -> list[Problem]:
    """A problem for every claim about a place that the scenario does not have.

    Parameters
    ----------
    rows : as from `read_rows`
    places : names of the places of the scenario
    file : name of the table
    """
    known = set(places)
    return [
        Problem(
            f'The claim is about an unknown place: "{shown(row.value.place)}".',
            f"{nearest(row.value.place, known)} Or add it to places.csv.".strip(),
            file,
            row.number,
            "place",
            shown(row.value.place),
        )
        for row in rows
        if row.value.place not in known
    ]


def write_claims(claims: Iterable[Claim], path: Path | str, statuses: Mapping[str, str] | None = None) -> None:
    """Write claims as CSV, so that reading them again gives the same claims.

    Columns from total_id on are written only if a claim uses them. The file is whole or not there.

    Parameters
    ----------
    claims : in the order of the rows
    path : where; its folder must exist. An earlier file of that name is replaced
    statuses : where each claim stands, by id; written as a column of its own if given

    Raises
    ------
    InputError
        If the file cannot be written: disk full, read-only, no such folder.
    """
    written = list(claims)
    columns = [
        column
        for column in COLUMNS
        if column in ALWAYS or any(getattr(claim, column) not in ("", None) for claim in written)
    ]
    rows = [[_cell(getattr(claim, column)) for column in columns] for claim in written]
    if statuses is not None:
        columns.append("status")
        rows = [[*row, statuses.get(claim.id, "")] for row, claim in zip(rows, written, strict=True)]
    write_rows(columns, rows, path)


def write_rows(header: Sequence[str], rows: Iterable[Sequence[str]], path: Path | str) -> None:
    """Write a table of text cells as CSV, whole or not at all.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    lines = [",".join(_quoted(cell) for cell in cells) for cells in (header, *rows)]
    write_text(path, "\n".join([*lines, ""]))


def _quoted(cell: str) -> str:
    # The csv module of Python 3.11 leaves a lone carriage return unquoted, and so loses it.
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if any(mark in cell for mark in ',"\n\r') else cell


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass(frozen=True)
class ClaimRow(Row[Claim]):
    """A row of a table of claims, with the status it states; empty where it states none."""

    status: str = ""


def read_rows(path: Path | str) -> tuple[list[ClaimRow], list[Problem], list[str]]:
    """The claims of a table with their rows, all that is wrong with it, and what was skipped; nothing is raised.

    Parameters
    ----------
    path : CSV file, as in `read_claims`
    """
    path = Path(path)
    table: Table[BaseModel] = parse_table(path, _Cells)
    problems, rows = table.problems, list[ClaimRow]()
    notes = [] if table.tag_row is None else [f"{path.name}, row {table.tag_row}: skipped, it has HXL tags."]
    notes += [f'{path.name}: the column "{old}" is now called "{new}".' for old, new in table.renamed.items()]
    for row in table.rows:
        values = row.value.model_dump()
        status = values.pop("status") or ""
        claim, found = _claim(row.number, values, path.name)
        problems += found
        if claim is not None:
            rows.append(ClaimRow(row.number, claim, status))
    told = {(problem.row, problem.column) for problem in problems}
    for number, values in table.partly:  # what else is wrong with a row, beside a cell that cannot be read at all
        values.pop("status", None)
        problems += [each for each in _judged(number, values, path.name) if (each.row, each.column) not in told]
    problems += _across(rows, {row.value.model_dump()["id"] for row in table.rows}, path.name)
    problems += [problem for row in rows for problem in personal_problems([row.value], path.name, first_row=row.number)]
    return rows, sorted(problems, key=lambda problem: problem.row or 0), notes


def _claim(number: int, values: dict[str, Any], file: str) -> tuple[Claim | None, list[Problem]]:
    problems = _judged(number, values, file)
    return (None, problems) if problems else (Claim.model_validate(values), [])


def _judged(number: int, values: dict[str, Any], file: str) -> list[Problem]:
    """What is wrong with the values of a row, whose figures become numbers; columns that are absent are not judged."""
    problems = []
    words = vocabulary()
    unit = words.unit(values.get("unit", ""))
    whole = unit is not None and unit.whole
    for column in _FIGURES:
        if column not in values:
            continue
        text = values.pop(column)
        try:
            values[column] = float(read_number(text, whole=whole, blank_allowed=True)) if text else None
        except CellError as error:
            problems.append(Problem(error.message, error.fix, file, number, column, shown(text)))
    unread = bool(problems)
    for column, value, message, fix in faults(values):
        # A figure that could not be read is not missing: that would be a second fault for one slip.
        if unread and column in _FIGURES:
            continue
        problems.append(Problem(message, fix, file, number, column, shown(value)))
    if unit is None and values.get("unit") and not values.get("report"):
        near = words.near_unit(values["unit"])
        if near:
            problems.append(_unknown_unit(values["unit"], f'Did you mean "{near}"?', file, number))
    return problems


def _unknown_unit(unit: str, fix: str, file: str, row: int) -> Problem:
    word = shown(unit)
    return Problem(f'"{word}" is not a known unit.', fix, file, row, "unit", word)


def _across(rows: Sequence[ClaimRow], refused_ids: set[str], file: str) -> Iterator[Problem]:
    """What is wrong between rows: the same claim twice, parts of a total that is not there."""
    first: dict[str, Row[Claim]] = {}
    for row in rows:
        before = first.setdefault(row.value.id, row)
        if before is row:
            continue
        same = before.value == row.value
        message = (
            f"The row says the same as row {before.number}."
            if same
            else f'The id "{shown(row.value.id)}" already names the claim in row {before.number}.'
        )
        fix = "Remove one of them." if same else "Give each claim its own id, or none."
        yield Problem(message, fix, file, row.number, "id", shown(row.value.id))
    ids = set(first) | refused_ids - {""}
    for row in rows:
        total = row.value.total_id
        if not total or total == "yes":
            continue
        if total not in ids:
            message = f'It is part of "{shown(total)}", which is not an id in the table.'
            fix = f"{nearest(total, ids)} Write yes if the total is not a row."
        elif _own_part(row.value, first):
            message, fix = "It is part of itself.", "Give the id of the total it belongs to."
        else:
            continue
        yield Problem(message, fix, file, row.number, "total_id", shown(total))


def _own_part(claim: Claim, rows: dict[str, Row[Claim]]) -> bool:
    seen: set[str] = set()
    here: Claim | None = claim
    while here is not None and here.total_id and here.id not in seen:
        seen.add(here.id)
        above = rows.get(here.total_id)
        here = above.value if above else None
    return here is not None and here.id == claim.id and bool(seen)

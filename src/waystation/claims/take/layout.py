"""What the columns of a table mean, as data: layouts that ship with the package, and mappings a person confirms."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from waystation.claims.take.words import about_persons
from waystation.claims.vocabulary import vocabulary
from waystation.errors import InputError, Problem, nearest
from waystation.world.textfile import shown
from waystation.world.wording import explain

__all__ = ["CONFIRM", "Column", "FigureColumn", "TableLayout", "layouts", "read_mapping"]

CONFIRM = "confirmed = true"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Strict):
    """A column by its headings, in any language met, and by its HXL tag."""

    names: tuple[str, ...] = Field((), description="Headings; case, accents, blanks and signs do not matter")
    tags: tuple[str, ...] = Field((), description="HXL tags")
    required: bool = Field(False, description="Whether a table without it is of another layout")


class FigureColumn(_Strict):
    """A column that holds counts, and what it counts."""

    column: str = Field(min_length=1, description="Name of the column, as under [columns]")
    unit: str = Field(description="What is counted: people, families, ...")
    term: str = Field(description="What happened to them: arrived, camp_population, ...")
    place: str = Field("", description="Where, if the heading says it and no column does")
    category: str = Field("", description="Category of the IDMC fact model")
    part: bool = Field(False, description="Whether it is a part of the people that another figure counts")
    since: date | None = Field(None, description="First day of a running total")
    beside: str = Field("", description="Taken only where this column is there too")


class Newest(_Strict):
    """Of several rounds only the last one counts."""

    of: str
    within: tuple[str, ...] = ()


class Words(_Strict):
    """A column whose cells hold words of a vocabulary of their own, and what they mean here."""

    column: str
    means: dict[str, str]
    otherwise: str = ""


class Leave(_Strict):
    """Rows that are left out, and why."""

    column: str
    values: tuple[str, ...] = ()
    filled: bool = False
    why: str


class TableLayout(_Strict):
    """How one kind of table is read.

    Every column is known by name, never by position, and only the columns named here are read: no column about
    persons slips in.
    """

    name: str
    title: str
    publisher: str = Field("", description="Who publishes such tables")
    seen: str = Field("", description="Version or day the layout was last seen")
    refuse: str = Field("", description="Why such a table is not taken, as a sentence with what to do instead")
    reports: bool = Field(False, description="Rows are reports: their texts go to the reader")
    columns: dict[str, Column] = Field(default_factory=dict)
    place: tuple[str, ...] = Field((), description="Columns with the place, the first filled one holds")
    place_levels: tuple[int, ...] = Field((), description="Administrative level of each column of `place`")
    level: str = Field("", description="Column with the administrative level of a row, to check")
    within: tuple[str, ...] = Field((), description="Columns with what the place lies in")
    pcode: tuple[str, ...] = Field((), description="Columns with the place's code")
    countries: tuple[str, ...] = Field((), description="Columns of `place` that hold ISO codes of countries")
    day: tuple[str, ...] = Field((), description="Columns with the day, the first filled one holds")
    start: str = ""
    end: str = ""
    days_counted: int = Field(1, ge=1, le=31, description="Days that a figure of one day counts, such as 7 for a week")
    day_is: Literal["first", "last"] = Field("last", description="Which of the days counted the column names")
    dates: Literal["", "dmy", "mdy"] = Field("", description="What stands first in dates such as 03/04/2030")
    published: str = Field("day", description='A column, "day" (of the figure), or "taken" (the file does not say)')
    id: str = Field("", description="Column with the publisher's own id of a row")
    key: tuple[str, ...] = Field((), description="Columns that together name a row")
    origin: str = Field("", description="Column with where the people came from; such a row is part of a total")
    figures: tuple[FigureColumn, ...] = ()
    parts: tuple[str, ...] = Field((), description="Columns that split the first figure: their sum is never more")
    sum_over: tuple[str, ...] = Field((), description="Columns over whose values figures are added up")
    newest: Newest | None = None
    qualifier: Words | None = None
    role: Words | None = None
    terms: Words | None = Field(None, description="Words that change the term of the figure")
    leave_out: tuple[Leave, ...] = ()
    note: tuple[str, ...] = Field((), description="Columns whose text goes into the note")
    excerpt: str = Field("", description="Column with the words themselves")
    trust_words: bool = Field(False, description="Where days carry a time, the days in the words hold")
    day_year: str = Field("", description="Column with the year of the day, to check")
    day_month: str = Field("", description="Column with the month of the day, to check")
    fill_down: tuple[str, ...] = Field((), description="Columns whose blank cells repeat the cell above")
    only: bool = Field(False, description="Whether a table with any other column is of another layout")
    sheets: tuple[str, ...] = Field((), description="Of a workbook, only these sheets")
    header_rows: int = Field(1, ge=1, le=4, description="Rows of headings, one below the other")
    days_across: bool = Field(
        False, description='Whether each column is a day; they are then the columns "Day" and "Figure"'
    )
    confirmed: bool = Field(True, description="Whether a person has confirmed the mapping")


@cache
def layouts() -> tuple[TableLayout, ...]:
    """The layouts that ship with the package, in the order of their file names.

    Examples
    --------
    >>> "unhcr_portal_places" in {layout.name for layout in layouts()}
    True
    """
    folder = resources.files(__package__ or "waystation.claims.take").joinpath("layouts")
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name)
    return tuple(
        TableLayout.model_validate({"name": each.name[:-5], **tomllib.loads(each.read_text("utf-8"))}) for each in files
    )


def read_mapping(path: Path | str) -> TableLayout:
    """A mapping file: which columns of a table are taken, and what they count.

    Raises
    ------
    InputError
        With everything wrong with it: unknown settings, columns or terms, columns about persons, not confirmed.
    """
    path = Path(path)
    try:
        values = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise InputError(
            Problem(f"The mapping cannot be read: {error.strerror}.", "Check its name.", path.name)
        ) from error
    except (ValueError, RecursionError) as error:
        raise InputError(Problem(f"The mapping is not TOML: {error}.", "Correct that line.", path.name)) from error
    try:
        layout = TableLayout.model_validate(
            {"name": path.name.split(".")[0], "title": "a mapping", "confirmed": False, **values}
        )
    except ValidationError as errors:
        raise InputError([_problem_of(error, path.name) for error in errors.errors(include_url=False)]) from errors
    problems = [*_unknown_columns(layout, path.name), *_wrong_words(layout, path.name)]
    if not layout.confirmed:
        fix = f"Look at every line, then write {CONFIRM}."
        problems.append(Problem("Nobody has confirmed the mapping.", fix, path.name, column="confirmed"))
    if problems:
        raise InputError(problems)
    return layout


def _problem_of(error: object, file: str) -> Problem:
    assert isinstance(error, dict)
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        fix = nearest(
            str(error["loc"][-1]), TableLayout.model_fields if len(error["loc"]) == 1 else FigureColumn.model_fields
        )
        return Problem("unknown setting.", fix, file, column=where)
    message, fix = explain(error, f'"{shown(error.get("input", ""))}"')
    return Problem(message, fix, file, column=where)


def _unknown_columns(layout: TableLayout, file: str) -> list[Problem]:
    problems = []
    named = {
        "place": layout.place, "within": layout.within, "pcode": layout.pcode, "day": layout.day,
        "start": (layout.start,), "end": (layout.end,), "id": (layout.id,), "key": layout.key,
        "note": layout.note, "sum_over": layout.sum_over, "fill_down": layout.fill_down,
        "figures": tuple(figure.column for figure in layout.figures),
    }  # fmt: skip
    for setting, columns in named.items():
        for column in filter(None, columns):
            if column not in layout.columns:
                message = f'"{shown(column)}" is not under [columns].'
                problems.append(Problem(message, nearest(column, layout.columns), file, column=setting, value=column))
    for name, described in layout.columns.items():
        for heading in described.names:
            if about_persons(heading):
                message = f'"{shown(heading)}" is a column about single persons.'
                fix = "Take it out: Waystation keeps counts only."
                problems.append(Problem(message, fix, file, column=f"columns.{name}", value=shown(heading)))
    if not layout.figures and not layout.refuse and not layout.reports:
        fix = "Add [[figures]] with column, unit and term."
        problems.append(Problem("No column with figures is named.", fix, file, column="figures"))
    return problems


def _wrong_words(layout: TableLayout, file: str) -> list[Problem]:
    terms, units = vocabulary().terms, vocabulary().units
    return [
        Problem(
            f'"{shown(figure.term)}" is not a known term.', nearest(figure.term, terms), file, column="figures.term"
        )
        for figure in layout.figures
        if figure.term not in terms
    ] + [
        Problem(
            f'"{shown(figure.unit)}" is not a known unit.', nearest(figure.unit, units), file, column="figures.unit"
        )
        for figure in layout.figures
        if figure.unit not in units
    ]

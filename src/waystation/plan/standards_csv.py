"""Reading standards: the packaged table, and a user's own file over it.

The packaged table and a user's file have the same columns and pass the same checks. A user's file may leave
cells blank that the row it replaces (or another row of the same item) already gives: to plan with 20 litres
of water it is enough to write item, figure, level and source.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, create_model

from waystation.errors import InputError, Problem, nearest
from waystation.plan import standards as words
from waystation.plan.planning_figure import read_per, unit_days
from waystation.plan.standards import Standard
from waystation.world.csv_tables import read_table

__all__ = ["read_standards"]

_COLUMNS = tuple(Standard.model_fields)
_INHERITED = ("unit", "per", "counted", "phase", "rounding", "group")
_NEEDED_OF_NEW = ("unit", "per", "rounding", "group")
_Wrong = Callable[[str, str, str], None]
_MOST = Decimal(10**9)
_MOST_BYTES = 5_000_000
_CELLS: dict[str, Any] = dict.fromkeys(_COLUMNS, (str, ""))
_Texts: type[BaseModel] = create_model("_Texts", **_CELLS)
_CHOICES: dict[str, tuple[str, ...]] = {
    "counted": get_args(words.Counted),
    "level": get_args(words.StandardLevel),
    "phase": get_args(words.StandardPhase),
    "rounding": get_args(words.Rounding),
    "group": get_args(words.Group),
    "confidence": get_args(words.Confidence),
    "default": ("yes", "no"),
}
_PER_FIX = 'Write it like "person", "50 people", "family" or "10 families", with a period for a rate: "person per day".'


@dataclass(frozen=True)
class _Row:
    """Cells of a row by column; the header is row 1."""

    number: int
    cells: dict[str, str]


def read_standards(path: Path | str | None = None) -> list[Standard]:
    """The packaged standards, a user's own over them if given.

    Parameters
    ----------
    path : CSV file with the columns ``item, figure, level, source`` and, if wanted, ``unit, per, counted,
        phase, rounding, group, default, confidence, note``. Rows with an item and level of the packaged table
        replace all its rows of that item and level; other rows are added. Blank cells of an item
        known are filled from it; a new item needs ``unit, per, rounding, group``. ``default`` yes makes
        the row the one of its item that the needs table uses; left blank, it is yes for a row that replaces
        the default and for the first row of a new item. ``source`` says who set the figure. ``confidence``
        left blank is "own"

    Returns
    -------
    list of `Standard`, packaged order, new items last; at most one default of each item

    Raises
    ------
    InputError
        With every problem of the file: row, column, value and how to put it right.

    Examples
    --------
    >>> [s.words for s in read_standards() if s.item == "blankets" and s.default]
    ['blankets: 1 per person (minimum, Sphere Handbook, older editions)']
    """
    packaged = _packaged()
    if path is None:
        return list(packaged)
    file = Path(path)
    problems: list[Problem] = []
    return _over(packaged, _rows(file, problems), file.name, problems)


@cache
def _packaged() -> tuple[Standard, ...]:
    with resources.as_file(resources.files("waystation.data") / "standards.csv") as file:
        problems: list[Problem] = []
        rows = _rows(file, problems)
    standards = [_standard(row, row.cells, "standards.csv", problems) for row in rows]
    if problems:
        raise InputError(problems)
    return tuple(standard for standard in standards if standard is not None)


def _rows(file: Path, problems: list[Problem]) -> list[_Row]:
    """Cells as text; they are judged later, once blanks are filled."""
    rows, found = read_table(file, _Texts, rows_needed=True, most_bytes=_MOST_BYTES)
    problems += found
    return [_Row(row.number, row.value.model_dump()) for row in rows]


def _over(packaged: Sequence[Standard], rows: Sequence[_Row], file: str, problems: list[Problem]) -> list[Standard]:
    """Put a user's rows over the packaged ones."""
    problems += _twice(rows, file)
    own: list[Standard] = []
    for row in rows:
        replaced = [s for s in packaged if (s.item, s.level) == (row.cells["item"], row.cells["level"])]
        known = [s for s in packaged if s.item == row.cells["item"]] + [s for s in own if s.item == row.cells["item"]]
        cells = _filled(row.cells, replaced, known)
        cells["default"] = row.cells.get("default", "") or _inherits_default(cells, replaced, known, own)
        if replaced:
            cells["note"] = " ".join(filter(None, [cells.get("note", ""), _in_place_of(replaced)]))
        standard = _standard(row, cells, file, problems, [s.item for s in (*packaged, *own)])
        if standard is not None:
            own.append(standard)
    if problems:
        raise InputError(problems)
    taken = {standard.item for standard in own if standard.default}
    gone = {(standard.item, standard.level) for standard in own}
    kept = [
        standard.model_copy(update={"default": False}) if standard.item in taken else standard
        for standard in packaged
        if (standard.item, standard.level) not in gone
    ]
    place = {item: position for position, item in enumerate(dict.fromkeys(s.item for s in packaged))}
    return sorted([*own, *kept], key=lambda standard: place.get(standard.item, len(place)))


def _filled(cells: dict[str, str], replaced: Sequence[Standard], known: Sequence[Standard]) -> dict[str, str]:
    """The cells, blanks filled from the row replaced, else the item's default, else its first row."""
    filled = {column: cells.get(column, "") for column in _COLUMNS}
    candidates = sorted(replaced or known, key=lambda standard: not standard.default)
    if candidates:
        for column in _INHERITED:
            filled[column] = filled[column] or str(getattr(candidates[0], column))
    filled["confidence"] = filled["confidence"] or "own"
    filled["counted"] = filled["counted"] or "people there"
    filled["phase"] = filled["phase"] or "any"
    return filled


def _inherits_default(
    cells: dict[str, str], replaced: Sequence[Standard], known: Sequence[Standard], own: Sequence[Standard]
) -> str:
    first = not any(standard.item == cells["item"] and standard.default for standard in own)
    return "yes" if first and (not known or any(standard.default for standard in replaced)) else "no"


def _in_place_of(replaced: Sequence[Standard]) -> str:
    return "In place of " + "; ".join(standard.words for standard in replaced) + "."


def _twice(rows: Sequence[_Row], file: str) -> list[Problem]:
    """Rows given twice, and items with two defaults."""
    problems: list[Problem] = []
    seen: dict[tuple[str, ...], int] = {}
    default: dict[str, int] = {}
    for row in rows:
        cells = row.cells
        key = (cells["item"], cells["level"], cells.get("phase", ""), cells["source"])
        if key in seen:
            what = f'"{cells["item"]}" at the level "{cells["level"]}" is already in row {seen[key]}.'
            problems.append(Problem(what, "Keep one of them.", file, row.number, "item", cells["item"]))
        seen.setdefault(key, row.number)
        if cells.get("default", "") == "yes":
            if cells["item"] in default:
                what = f'Row {default[cells["item"]]} is the default of "{cells["item"]}" already.'
                fix = 'Write "yes" in one row of an item and "no" in the others.'
                problems.append(Problem(what, fix, file, row.number, "default", "yes"))
            default.setdefault(cells["item"], row.number)
    return problems


def _standard(
    row: _Row, cells: dict[str, str], file: str, problems: list[Problem], items: Sequence[str] = ()
) -> Standard | None:
    """The row as a standard, or None with what is wrong added to the problems."""
    found: list[Problem] = []

    def wrong(column: str, message: str, fix: str) -> None:
        found.append(Problem(message, fix, file, row.number, column, cells[column]))

    for column in ("item", "source", "level"):
        if not cells[column]:
            wrong(column, "This is blank.", _blank_fix(column))
    lacking = [column for column in _NEEDED_OF_NEW if not cells[column]]
    alike = nearest(cells["item"], items) if lacking == [*_NEEDED_OF_NEW] and cells["item"] else ""
    if alike.startswith("Did you mean"):
        # Cells of an item that is known are filled: a row without any of them was meant to name one.
        fix = f"{alike} A new item needs unit, per, rounding and group."
        wrong("item", f'"{cells["item"]}" is not an item of the table.', fix)
    else:
        for column in lacking:
            wrong(column, "This is blank.", _blank_fix(column))
    for column, allowed in _CHOICES.items():
        if cells[column] and cells[column] not in allowed:
            wrong(column, f'"{cells[column]}" is not known.', nearest(cells[column], allowed))
    figure = _figure(cells["figure"], wrong)
    if cells["per"] and cells["unit"]:
        _check_periods(cells["unit"], cells["per"], wrong)
    problems.extend(found)
    if found or figure is None:
        return None
    values: dict[str, object] = {**cells, "figure": figure, "default": cells["default"] == "yes"}
    return Standard.model_validate(values)


def _blank_fix(column: str) -> str:
    return {
        "item": "Say what is needed, such as water.",
        "source": "Say who set this figure: whoever overrides a standard is named beside it.",
        "unit": "Give the unit of the need, such as litres per day.",
        "per": _PER_FIX,
        "rounding": 'Write "up" for what cannot be split, "none" for what can.',
        "group": f"Use one of: {', '.join(sorted(_CHOICES['group']))}.",
        "level": f"Use one of: {', '.join(sorted(_CHOICES['level']))}.",
    }[column]


def _figure(text: str, wrong: _Wrong) -> Decimal | None:
    if not text:
        wrong("figure", "This is blank.", "Give a number above 0.")
        return None
    try:
        figure = Decimal(text)
    except InvalidOperation:
        figure = Decimal("nan")
    if not figure.is_finite() or "_" in text:
        wrong("figure", f'"{text}" is not a number.', _number_fix(text))
        return None
    if not 0 < figure <= _MOST:
        wrong(
            "figure",
            f'"{text}" is not a possible amount.',
            "Give a number above 0, at most 1000000000.",
        )
        return None
    return figure


def _number_fix(text: str) -> str:
    whole, comma, rest = text.partition(",")
    if not (comma and whole.isdecimal() and rest.isdecimal()):
        return "Write it like 3.5."
    if len(rest) == 3:
        return f"Write {whole}{rest}, or {whole}.{rest} if the comma is a decimal comma."
    return f"Write {whole}.{rest}."


def _check_periods(unit: str, per: str, wrong: _Wrong) -> None:
    try:
        per_days = read_per(per).days
    except ValueError as error:
        wrong("per", f"{error}.", _PER_FIX)
        return
    days = unit_days(unit)
    if days == 0:
        wrong("unit", f'"{unit}" has a period of 0 days.', "Give at least one day.")
    elif days is not None and per_days is None:
        wrong(
            "per",
            f'"{per}" has no period, but the unit is "{unit}".',
            f'Write "{per} per day", or per month or year.',
        )
    elif days is None and per_days is not None:
        wrong(
            "unit",
            f'"{unit}" has no period, but the figure is per "{per}".',
            f'Write "{unit} per day", or per month.',
        )

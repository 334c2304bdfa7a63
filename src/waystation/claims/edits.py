"""A claim with some columns changed by a person: typed and checked as a row of the table is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from waystation.claims.claim import Claim, ReportedFigure, changed, with_present_names
from waystation.claims.vocabulary import vocabulary
from waystation.errors import InputError, Problem, nearest
from waystation.world.cells import CellError, read_date, read_number
from waystation.world.textfile import shown
from waystation.world.wording import leaves

__all__ = ["edited"]

_READ = frozenset({"quantity_low", "quantity_high", "qualifier", "unit", "term"})
"""Columns that a reading's confidence speaks of: once a person has set one, it no longer holds."""


def edited(claim: Claim, changes: Mapping[str, str]) -> Claim:
    """The claim that takes the place of another: the same but for some columns, with an id of its own.

    Parameters
    ----------
    claim : the claim as it stands
    changes : column, and its new value as text; an empty text clears the column. ``quantity`` stands for the ends
        of the figure that the claim states: both of an exact one

    Raises
    ------
    InputError
        If a column is not known (offers the nearest), a value cannot be read, the columns no longer agree,
        or nothing changes. Carries all problems.

    Examples
    --------
    >>> claim = Claim(id="a", published="2019-03-04", source="SDF", place="Baghouz", quantity_low=3000,
    ...               quantity_high=3000, qualifier="about", unit="people", term="evacuated")
    >>> edited(claim, {"quantity_high": "", "qualifier": "at least"}).figure
    'at least 3,000 people'
    """
    changes = _both_ends(claim, with_present_names(dict(changes)))
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    unit = changes.get("unit", claim.unit)
    for column, text in changes.items():
        if column not in ReportedFigure.model_fields:
            fix = nearest(column, ReportedFigure.model_fields)
            problems.append(Problem(f'"{shown(column)}" is not a column of a claim.', fix, value=shown(column)))
            continue
        try:
            values[column] = _value(column, text.strip(), unit)
        except CellError as error:
            problems.append(Problem(error.message, error.fix, column=column, value=shown(text)))
    if problems:
        raise InputError(problems)
    if all(getattr(claim, column) == value for column, value in values.items()):
        raise InputError(Problem("Nothing would change.", "Set a column to another value.", value=claim.id))
    if _READ & values.keys() and "confidence" not in values:
        values["confidence"] = None
    if "note" not in values:
        values["note"] = claim.note.replace("not yet checked by a person", "corrected by a person")
    try:
        return changed(claim, **values)
    except ValidationError as errors:
        raise InputError([each for error in errors.errors() for each in _problems_of(error)]) from errors


def _both_ends(claim: Claim, changes: Mapping[str, str]) -> Mapping[str, str]:
    if "quantity" not in changes:
        return changes
    ends = [end for end in ("quantity_low", "quantity_high") if getattr(claim, end) is not None]
    if claim.quantity_low != claim.quantity_high and len(ends) == 2:
        fix = "Set quantity_low and quantity_high."
        raise InputError(Problem("The figure is a range: it has two ends.", fix, column="quantity", value=claim.figure))
    return dict.fromkeys(ends, changes["quantity"]) | {
        column: value for column, value in changes.items() if column != "quantity"
    }


def _value(column: str, text: str, unit: str) -> object:
    info = ReportedFigure.model_fields[column]
    kinds = leaves(info.annotation)
    if str in kinds:
        return text
    if not text:
        return None
    if date in kinds:
        return read_date(text)
    of_unit = vocabulary().unit(unit)
    whole = float not in kinds or (column.startswith("quantity") and of_unit is not None and of_unit.whole)
    number = read_number(text, whole=whole, blank_allowed=True)
    return float(number) if float in kinds else number


def _problems_of(error: Any) -> list[Problem]:
    """What the model says of a claim, as problems by column."""
    if error["type"] == "claim":
        return [
            Problem(fault.message, fault.fix, column=fault.column, value=shown(fault.value))
            for fault in error["ctx"]["faults"]
        ]
    column = str(error["loc"][0]) if error["loc"] else ""
    return [Problem(f"{error['msg']}.", "Check the value.", column=column, value=shown(error.get("input", "")))]

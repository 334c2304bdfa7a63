"""What makes a claim impossible: every rule that one row alone can break."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from waystation.claims.vocabulary import vocabulary
from waystation.errors import nearest

__all__ = ["EARLIEST", "UNPRINTABLE", "Fault", "faults"]

EARLIEST = date(1900, 1, 1)
"""No claim is older; an earlier date is a slip of the pen."""

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_NEEDED = ("source", "place", "qualifier", "unit", "term")


class Fault(NamedTuple):
    """One thing wrong with a claim: the column, the value as text, what is wrong, what to do."""

    column: str
    value: str
    message: str
    fix: str


def faults(values: Mapping[str, Any]) -> list[Fault]:
    """Everything wrong with the values of one claim, by column; columns that are absent are not judged.

    Parameters
    ----------
    values : parsed values by column: dates, floats or None, and text

    Returns
    -------
    list of faults, empty if the claim can stand

    Examples
    --------
    >>> [fault.message for fault in faults({"quantity_low": 300.0, "quantity_high": 200.0})]
    ['The low figure 300 is above the high figure 200.']
    """
    return [*_text(values), *_words(values), *_figures(values), *_dates(values), *_excerpt(values)]


def _text(values: Mapping[str, Any]) -> Iterator[Fault]:
    # One look at all: hardly any cell has one.
    together = " ".join([value for value in values.values() if isinstance(value, str)])
    unprintable = not together.isprintable() and UNPRINTABLE.search(together)
    for column, value in values.items() if unprintable else ():
        if isinstance(value, str) and UNPRINTABLE.search(value):
            yield Fault(column, ascii(value), "The text holds a control character.", "Type the cell again.")
    for column in _NEEDED:
        value = values.get(column, "x")
        if isinstance(value, str) and not value.strip():
            yield Fault(column, value, "The cell is empty.", f"Every claim needs a {column}.")


def _words(values: Mapping[str, Any]) -> Iterator[Fault]:
    words = vocabulary()
    named = (("qualifier", words.qualifiers), ("term", words.terms), *words.choices.items())
    for column, names in named:
        value = values.get(column)
        if value and isinstance(value, str) and value not in names and value.strip():
            yield Fault(column, value, f'"{value}" is not a known {column}.', nearest(value, tuple(names)))


def _figures(values: Mapping[str, Any]) -> Iterator[Fault]:
    unit = values.get("unit", "")
    usable = True
    for column in ("quantity_low", "quantity_high", "household_size"):
        figure = values.get(column)
        if figure is not None:
            fault = _figure(column, figure, unit)
            usable = usable and fault is None
            if fault is not None:
                yield fault
    if usable and "quantity_low" in values and "quantity_high" in values:
        yield from _bounds(values["quantity_low"], values["quantity_high"], values.get("qualifier", ""))


def _figure(column: str, figure: float, unit: str) -> Fault | None:
    words = vocabulary()
    counted = column != "household_size"
    of_unit = words.unit(unit)
    people = of_unit is not None and of_unit.whole and counted
    message = fix = ""
    if not math.isfinite(figure):
        message, fix = f"{_shown(figure)} is not a figure.", "Leave the cell empty if nobody gave one."
    elif figure < 0 or (figure == 0 and not counted):
        message, fix = f"{_shown(figure)} is negative.", "Write the figure as reported: 0 or more."
    elif figure > (words.most_people if people else words.most_of_anything):
        message, fix = f"{_shown(figure)} {unit} is too many.", "Check for a wrong or missing digit."
    elif not counted and figure > 100:
        message, fix = f"{_shown(figure)} people in one household is too many.", "Check for a wrong or missing digit."
    elif counted and of_unit and of_unit.counts == "share" and figure > 100:
        message, fix = f"{_shown(figure)} percent is more than 100.", "Check the figure and the unit."
    elif people and figure != int(figure):
        message = f"{_shown(figure)} {unit} is not a whole number."
        fix = "Write all digits without separators, such as 12500."
    return Fault(column, _shown(figure), message, fix) if message else None


def _bounds(low: float | None, high: float | None, qualifier: str) -> Iterator[Fault]:
    if low is None and high is None:
        yield Fault("quantity_low", "", "The claim has no figure.", "Give quantity_low, quantity_high or both.")
        return
    if low is not None and high is not None and low > high:
        message = f"The low figure {_shown(low)} is above the high figure {_shown(high)}."
        yield Fault("quantity_low", _shown(low), message, "Swap them, or check both.")
    word = vocabulary().qualifiers.get(qualifier)
    if word is None:
        return
    for column, figure, unfilled in (("quantity_low", low, "high"), ("quantity_high", high, "low")):
        if figure is None and word.bounds != unfilled:
            message = f'"{qualifier}" needs a figure in {column}.'
            yield Fault(column, "", message, "Fill it, or use another qualifier.")
        elif figure is not None and word.bounds == unfilled:
            message = f'"{qualifier}" leaves {column} empty, and it holds {_shown(figure)}.'
            yield Fault(column, _shown(figure), message, "Empty it, or use the qualifier range.")
    if qualifier == "exact" and low is not None and high is not None and low < high:
        message = f'"exact" has one figure, not {_shown(low)} and {_shown(high)}.'
        yield Fault("quantity_high", _shown(high), message, "Use the qualifier range, or give one figure twice.")


def _dates(values: Mapping[str, Any]) -> Iterator[Fault]:
    published, start, end = (values.get(column) for column in ("published", "about_start", "about_end"))
    for column, day in (("published", published), ("about_start", start), ("about_end", end)):
        if day is not None and day < EARLIEST:
            yield Fault(column, str(day), f"{day} is too early.", "Check the year.")
    if start is not None and end is not None and end < start:
        message = f"The period ends on {end}, before it starts on {start}."
        yield Fault("about_end", str(end), message, "Swap the two dates, or check both.")
    term = vocabulary().terms.get(values.get("term", ""))
    if published is None or term is None or term.forward:
        return
    for column, day in (("about_start", start), ("about_end", end)):
        if day is not None and day > published:
            message = f"It describes {day}, which is after it was published on {published}."
            fix = "Check both dates. A figure about coming days has the term expected."
            yield Fault(column, str(day), message, fix)


def _excerpt(values: Mapping[str, Any]) -> Iterator[Fault]:
    start, end = values.get("excerpt_start"), values.get("excerpt_end")
    for column, offset in (("excerpt_start", start), ("excerpt_end", end)):
        if offset is not None and offset < 0:
            message = f"{offset} is not a position in a text."
            yield Fault(column, str(offset), message, "Count characters from 0.")
    if start is not None and end is not None and end < start:
        message = f"The excerpt ends at {end}, before it starts at {start}."
        yield Fault("excerpt_end", str(end), message, "Swap the two, or check both.")


def _shown(figure: float) -> str:
    return str(int(figure)) if math.isfinite(figure) and figure == int(figure) else str(figure)

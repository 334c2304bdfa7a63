"""What pydantic finds wrong, said in plain words with a fix."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from pydantic.fields import FieldInfo

from waystation.errors import nearest

__all__ = ["choices", "explain", "leaves", "takes_unknown"]

_TYPES = {
    "float_type": ("is not a number.", "Write a number without quotation marks, such as 12.5."),
    "float_parsing": ("is not a number.", "Write a number, such as 12.5."),
    "int_type": ("is not a whole number.", "Write a whole number without quotation marks, such as 12."),
    "int_parsing": ("is not a whole number.", "Write a whole number, such as 12."),
    "int_from_float": ("is not a whole number.", "Write a whole number, such as 12."),
    "string_type": ("is not text.", "Put it in quotation marks."),
    "bool_type": ("is neither true nor false.", "Write true or false without quotation marks."),
    "date_type": ("is not a date.", "Write it as year-month-day, such as 2018-12-31."),
    "list_type": ("is not a list.", 'Write a list in square brackets, such as ["one", "two"].'),
    "tuple_type": ("is not a pair.", "Write two values in square brackets, such as [6, 18]."),
    "dict_type": ("is not a table of named parts.", "Give each part a name: [table.name]."),
    "model_type": ("is not a table of settings.", "Write settings as name = value below [table.name]."),
    "string_too_short": ("is empty.", "Write it, or leave the setting out if it may be."),
    "finite_number": ("is not a finite number.", "Write a number."),
}


def leaves(annotation: Any) -> list[Any]:
    """The plain types an annotation is made of: unions and ``Annotated`` opened, ``None`` left out.

    Examples
    --------
    >>> leaves(float | str | None)
    [<class 'float'>, <class 'str'>]
    """
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return leaves(typing.get_args(annotation)[0])
    if origin is typing.Union or type(annotation).__name__ == "UnionType":
        return [leaf for each in typing.get_args(annotation) for leaf in leaves(each)]
    return [] if annotation is type(None) else [annotation]


def takes_unknown(field: FieldInfo) -> bool:
    """Whether a field is a `Quantity`: a number, or the name of an unknown."""
    found = leaves(field.annotation)
    return float in found and str in found


def choices(annotation: Any) -> list[str]:
    """The words a field may hold, if they are listed; else none."""
    words: list[str] = []
    for leaf in leaves(annotation):
        if typing.get_origin(leaf) is typing.Literal:
            words += [str(each) for each in typing.get_args(leaf)]
        elif isinstance(leaf, type) and issubclass(leaf, Enum):
            words += [str(each.value) for each in leaf]
    return words


def explain(error: Mapping[str, Any], value: str, *, names: Iterable[str] = ()) -> tuple[str, str]:
    """Message and fix for one of pydantic's errors.

    Parameters
    ----------
    error : as ``ValidationError.errors()`` gives it
    value : the offending value, ready to print
    names : right names, where a name is unknown

    Returns
    -------
    message, fix : two sentences
    """
    sort, context = str(error["type"]), error.get("ctx", {})
    if sort == "extra_forbidden":
        return f'unknown setting "{error["loc"][-1]}".', nearest(str(error["loc"][-1]), names)
    if sort in {"literal_error", "enum"}:
        words = re.findall(r"'([^']*)'", str(context.get("expected", ""))) or [str(context.get("expected"))]
        return f"{value} is not a known value.", nearest(value.strip('"'), words)
    if sort in {"greater_than_equal", "greater_than", "less_than_equal", "less_than"}:
        return _out_of_range(sort, value, next(iter(context.values())))
    if sort in {"too_short", "too_long"}:
        few = sort == "too_short"
        bound = context.get("min_length" if few else "max_length")
        return (
            f"There are too {'few' if few else 'many'} parts.",
            f"Give at {'least' if few else 'most'} {bound}.",
        )
    if sort.startswith(("date_", "datetime_")):
        return f"{value} is not a date.", _TYPES["date_type"][1]
    message, fix = _TYPES.get(sort, ("", ""))
    if message:
        return f"{value} {message}", fix
    return f"{value} cannot be used: {str(error['msg']).removeprefix('Value error, ').rstrip('.')}.", ""


def _out_of_range(sort: str, value: str, bound: float) -> tuple[str, str]:
    most = f"{bound:,.12g}".replace(",", "")
    if sort == "less_than_equal":
        return f"{value} is more than {most}.", f"Check for a wrong or missing digit: {most} is the most it can be."
    if sort == "less_than":
        return f"{value} is not below {most}.", f"Write a number below {most}."
    negative = value.strip('"').startswith("-")
    if sort == "greater_than_equal":
        message = f"{value} is negative." if negative and bound == 0 else f"{value} is less than {most}."
        return message, f"Write {most} or more."
    return (
        f"{value} is negative." if negative and bound == 0 else f"{value} is not above {most}.",
        f"Write a number above {most}.",
    )

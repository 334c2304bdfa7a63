"""Writes the reference pages from the typed models, so that they cannot say what the code does not.

``python docs/make_reference.py`` renews ``docs/reference/*.md``; a test holds the committed pages current.
"""

from __future__ import annotations

import re
import sys
import types
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from make_api import commands_page, python_page
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from waystation.claims.claim import Claim
from waystation.claims.vocabulary import vocabulary
from waystation.world import scenario_model
from waystation.world.flee import flee_settings as flee

FOLDER = Path(__file__).parent / "reference"

# Heading, model and a line on where it stands, in the order a person writes a scenario.
SETTINGS: list[tuple[str, type[BaseModel], str]] = [
    ("Top of the file", scenario_model.Settings, "Before any table."),
    ("[sources.NAME]", scenario_model.Source, ""),
    ("[sources.NAME.phases.NAME]", scenario_model.Phase, ""),
    ("[stages.NAME]", scenario_model.Stage, ""),
    ("[[stages.NAME.shifts]]", scenario_model.Shift, ""),
    ("[sites.NAME]", scenario_model.Site, ""),
    ("[[sites.NAME.extensions]]", scenario_model.Extension, ""),
    ("[exits.NAME]", scenario_model.Exit, ""),
    ("[fleets.NAME]", scenario_model.Fleet, ""),
    ("[[legs]]", scenario_model.Leg, ""),
    ("[streams.NAME]", scenario_model.Stream, ""),
    ("[unknowns.NAME]", scenario_model.Unknown, ""),
    ("[[reporters]]", scenario_model.Reporter, ""),
    ("[reporting]", scenario_model.Reporting, ""),
]
TABLES: list[tuple[str, type[BaseModel]]] = [
    ("places.csv", scenario_model.Place),
    ("routes.csv", scenario_model.Route),
    ("events.csv", scenario_model.Event),
]
PLAIN = {str: "text", float: "number", int: "whole number", bool: "true or false", date: "date"}


def pages() -> dict[str, str]:
    """The reference pages, by file name."""
    return {
        "scenario.md": scenario_page(),
        "claims.md": claims_page(),
        "commands.md": commands_page(),
        "python.md": python_page(),
        "flee-settings.md": flee_page(),
    }


def scenario_page() -> str:
    """The page on the scenario folder."""
    parts = [
        "# The scenario folder\n\n"
        "<!-- Made by docs/make_reference.py from waystation.world.scenario_model; change it there. -->\n\n"
        "A scenario is a folder with `scenario.toml`, `places.csv`, `routes.csv`, `events.csv` and "
        "`claims.csv`, all in UTF-8, with commas (or semicolons or tabs) between columns and points in decimals. "
        "Dates are written `2019-03-04`. "
        "Settings that are not listed here are refused, and the nearest right name is offered. "
        "`waystation check FOLDER` lists every problem at once.\n\n"
        "A *quantity* is a number, zero or more, or the name of an unknown in quotes: "
        '`lanes = 4`, or `lanes = "search_lanes"` with `[unknowns.search_lanes]` further down.\n\n'
        "## scenario.toml\n"
    ]
    for heading, part, note in SETTINGS:
        parts.append(f"### `{heading}`\n" if heading.startswith("[") else f"### {heading}\n")
        parts.extend([f"{text}\n" for text in (_summary(part), note) if text])
        parts.append(_table(part, "Setting"))
    for file, part in TABLES:
        parts.append(f"## {file}\n\n{_summary(part)}\n")
        parts.append(_table(part, "Column"))
    parts.append("## claims.csv\n\nSee [Claims](claims.md).\n")
    parts.append(
        "## reports/\n\nReports as text, web pages, mails or documents, each with its day. Read whenever the scenario "
        "is: figures that a row of `claims.csv` holds are linked to it, others are shown and not counted; without "
        "`claims.csv` they are the claims. See [Read reports](../how-to/read-reports.md).\n"
    )
    return "\n".join(parts)


def claims_page() -> str:
    """The page on claims."""
    words = vocabulary()
    parts = [
        "# Claims\n\n"
        "<!-- Made by docs/make_reference.py from waystation.claims; change it there. -->\n\n"
        "A row of `claims.csv` is one reported figure. Columns beyond the first eleven may be left out.\n\n"
        "## Columns\n",
        _table(Claim, "Column"),
        "## Qualifiers\n\nHow the figure was worded decides how it is read.\n",
        "| Qualifier | Meaning |\n| --- | --- |",
        *(f"| {name} | {each.meaning} |" for name, each in words.qualifiers.items()),
        "\n## Terms\n\nWhat the figure counts. Stocks and flows are never added to one another.\n",
        "A term is read in any case, singular or plural, with or without accents, and by the other words listed.\n",
        "| Term | Kind | Meaning | In the simulation | Other words |\n| --- | --- | --- | --- | --- |",
        *(
            f"| `{name}` | {each.kind} | {each.meaning} | {each.measure or each.no_measure} "
            f"| {', '.join(each.aliases)} |"
            for name, each in words.terms.items()
        ),
        "\n## Units\n\nWhat was counted. Units are read like terms. `waystation check` refuses counts of people in a "
        "unit that is not known.\n",
        "| Unit | Counts | Other words |\n| --- | --- | --- |",
        *(f"| `{name}` | {each.counts} | {', '.join(each.aliases)} |" for name, each in words.units.items()),
    ]
    return "\n".join(parts) + "\n"


def flee_page() -> str:
    """The page on the settings of Flee folders."""
    parts = [
        "# Settings of Flee folders\n\n"
        "<!-- Made by docs/make_reference.py from waystation.world.flee.flee_settings; change it there. -->\n\n"
        "Every setting of `simsetting.yml`. One that is refused may stand in the file as long as it is off. "
        "Names that are not listed are refused, and the nearest right one is offered.\n"
    ]
    for heading, group, part in flee.GROUPS:
        parts.append(f"## {heading}\n\n| Setting | If left out | Status |\n| --- | --- | --- |")
        for name, field in part.model_fields.items():
            if (
                not (isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel))
                and name != "manual"
            ):
                usual = "" if field.default is PydanticUndefined or field.default is None else f"`{field.default}`"
                parts.append(f"| `{field.alias or name}` | {usual} | {flee.status(group, name, field)} |")
        parts.append("")
    parts.append("## Options of the manual\n\n| Option | Meaning |\n| --- | --- |")
    parts.extend(f"| `{name}` | {meaning} |" for name, meaning in flee.MANUAL.items())
    return "\n".join(parts) + "\n"


def _summary(part: type[BaseModel]) -> str:
    return re.sub(r"`+", "`", (part.__doc__ or "").strip().split("\n\n")[0]).replace("\n", " ")


def _table(part: type[BaseModel], what: str) -> str:
    rows = [f"| {what} | Type | If left out | Meaning |", "| --- | --- | --- | --- |"]
    for name, field in part.model_fields.items():
        rows.append(f"| `{field.alias or name}` | {_type(field)} | {_default(field)} | {field.description or ''} |")
    return "\n".join(rows) + "\n"


def _type(field: FieldInfo) -> str:
    text = _words(field.annotation)
    limits = [_limit(each) for each in field.metadata]
    return " ".join([text, *filter(None, limits)])


def _limit(each: Any) -> str:
    signs = {"ge": "from", "gt": "above", "le": "to", "lt": "below"}
    return next((f"{sign} {getattr(each, name):g}" for name, sign in signs.items() if hasattr(each, name)), "")


def _words(kind: Any) -> str:
    """A type as a person who never wrote Python would call it."""
    if kind in PLAIN:
        return PLAIN[kind]
    if kind == scenario_model.Quantity:
        return "quantity"
    if kind == scenario_model.Hours:
        return "hours, such as `[6, 18]`"
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return " or ".join(f"`{each}`" for each in inner)
    if origin in (Union, types.UnionType):
        return _union([each for each in inner if each is not type(None)])
    if origin is Annotated:
        return _words(inner[0])
    if kind == list[scenario_model.Hours]:
        return "list of hours, such as `[[12, 13]]`"
    if origin is list:
        return (
            f"list of {_words(inner[0])}" if inner[0] is str else f"`[[...]]`, as often as needed: {_words(inner[0])}"
        )
    if origin is dict:
        return f"tables by name: {_words(inner[1])}"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(f"`{each.value}`" for each in kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return "table"
    raise TypeError(f"No word for the type {kind}; add one to docs/make_reference.py.")


def _union(inner: list[Any]) -> str:
    number, text = get_args(scenario_model.Quantity)
    if number in inner and text in inner:  # a quantity, taken apart where None or a word may stand instead
        return " or ".join(["quantity", *(_words(each) for each in inner if each not in (number, text))])
    return " or ".join(_words(each) for each in inner)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.default
    if value is PydanticUndefined:
        return "its defaults"
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, tuple):
        value = list(value)
    if isinstance(value, bool):
        value = str(value).lower()
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{FOLDER.name}/{name}\n")


if __name__ == "__main__":
    main()

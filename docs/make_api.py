"""The reference of commands and of the Python interface, from what the code says of itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

import typer.main

import waystation
from waystation.cli import app

__all__ = ["commands_page", "python_page"]


def commands_page() -> str:
    """The page on the command line."""
    parts = [
        "# Commands\n\n"
        "<!-- Made by docs/make_api.py from waystation.cli; change it there. -->\n\n"
        "Exit codes: 0 done, 1 a fault of the program, 2 bad input, 130 stopped with Ctrl-C. Problems go to\n"
        'standard error; with `--json` they go to standard output as `{"problems": [...]}`, each with\n'
        "`message`, `fix`, `file`, `row`, `column` and `value`. Progress is shown on a terminal only.\n"
    ]
    for name, command in _commands(typer.main.get_command(app), "waystation"):
        text = re.sub(r"\[/?bold\]", "`", inspect.cleandoc(command.help or ""))
        parts.append(f"## `{name}`\n\n{text}\n")
        parts.append("| Argument or option | If left out | Meaning |\n| --- | --- | --- |")
        parts.extend(_row(each) for each in command.params if each.name != "help")
        parts.append("")
    return "\n".join(parts)


def _commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for each, below in inner.items():
        yield from _commands(below, f"{name} {each}")


def _row(option: Any) -> str:
    is_option = option.opts[0].startswith("-")
    name = ", ".join(f"`{each}`" for each in option.opts) if is_option else f"`{option.name.upper()}`"
    shown = getattr(option, "show_default", None)
    if option.required:
        default = "**required**"
    elif isinstance(shown, str):
        default = shown
    elif option.default in (None, False, ""):
        default = ""
    else:
        default = f"`{option.default}`"
    return f"| {name} | {default} | {option.help or ''} |"


def python_page() -> str:
    """The page on the Python interface."""
    parts = [
        "# Python\n\n"
        "<!-- Made by docs/make_api.py from the docstrings; change them there. -->\n\n"
        "`import waystation as ws` loads nothing until a name is used. What the command line does, it does\n"
        "with these functions. `help(ws.forecast)` tells all about one. Bad input raises `ws.InputError`,\n"
        "whose `problems` each say where, what and how to carry on.\n"
    ]
    for room, names in waystation._ROOMS.items():
        parts.append(f"## waystation.{room}\n")
        for name in names:
            thing = getattr(waystation, name)
            parts.append(f"### `{name}{_signature(thing)}`\n\n{_first(thing)}\n")
    return "\n".join(parts)


def _signature(thing: Any) -> str:
    if not inspect.isfunction(thing):
        return ""
    shown = []
    for each in inspect.signature(thing).parameters.values():
        if each.kind is each.KEYWORD_ONLY and "*" not in shown:
            shown.append("*")
        shown.append(each.name if each.default is each.empty else f"{each.name}={each.default!r}")
    return f"({', '.join(shown)})"


def _first(thing: Any) -> str:
    """The first paragraph of the docstring, with code marked as Markdown does."""
    return re.sub(r"`+", "`", inspect.cleandoc(thing.__doc__ or "").split("\n\n")[0])

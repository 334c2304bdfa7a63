"""``waystation new``."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.screen import print_lines
from waystation.errors import InputError, Problem

__all__ = ["new"]


def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make.", show_default=False)],
    answers: Annotated[
        list[str] | None,
        typer.Option("--answer", help="One answer, such as desks=3. Nothing is asked then.", show_default=False),
    ] = None,
) -> None:
    """Make a first scenario folder from ten questions.

    What is not answered is guessed, and every guess is marked as one in the folder.

    Example: [bold]waystation new korr[/bold]
    """
    from waystation.world.starter import QUESTIONS, FirstAnswers, new_scenario, read_answers

    given = _given(answers or [])
    if not given:
        if not sys.stdin.isatty():
            names = ", ".join(FirstAnswers.model_fields)
            fix = f"Give answers, such as --answer desks=3. Answers: {names}."
            raise InputError(Problem("There is no terminal to ask on.", fix, column="--answer"))
        for number, (title, fields) in enumerate(QUESTIONS.items(), 1):
            print_lines(f"{number} of {len(QUESTIONS)}. {title}")
            for name in fields:
                given |= _asked(name)
    guesses = new_scenario(folder, read_answers(dict(given)))
    print_lines(
        f"Made {folder}. These are guesses; find them out first:",
        *(f"  - {each}" for each in guesses),
        f"Next: waystation check {shlex.quote(str(folder))}, then put daily counts into {folder / 'claims.csv'}.",
    )


def _given(answers: list[str]) -> dict[str, str]:
    given, problems = {}, []
    for each in answers:
        name, equals, value = each.partition("=")
        if not equals:
            problems.append(Problem(f'"{each}" is not an answer.', "Write NAME=VALUE, such as desks=3.", value=each))
        given[name.strip()] = value.strip()
    if problems:
        raise InputError(problems)
    return given


def _asked(name: str) -> dict[str, str]:
    """The answer by its name; what stands as it was proposed is not answered: it is a guess."""
    from waystation.world.starter import FirstAnswers

    field = FirstAnswers.model_fields[name]
    default = "" if field.is_required() or field.default is None else str(field.default)
    shown = f"   {field.description}"
    answer = str(typer.prompt(shown, default=default, show_default=bool(default)))
    return {} if answer == default and not field.is_required() else {name: answer}

"""Excerpts in, facts out: one JSON object a line, as annotators and scorers exchange them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from waystation.claims.reading.excerpt_facts import Fact, read_facts
from waystation.claims.reading.link.choice import Learned
from waystation.errors import InputError, Problem
from waystation.world.textfile import read_text

__all__ = ["as_dict", "displacement_facts", "predictions", "read_excerpts"]

_MOST_BYTES = 100_000_000


_ASKED = 0.13
"""Facts less likely than this are left out, which leaves 1.3 an excerpt."""


def as_dict(fact: Fact) -> dict[str, Any]:
    """The fact in the exchange format."""
    low, high = fact.figure.low, fact.figure.high
    return {
        "quantity_low": int(low) if low is not None else None,
        "quantity_high": int(high) if high is not None else None,
        "unit": fact.unit,
        "term": fact.term,
        "locations": list(fact.places),
        "countries": [fact.country] if fact.country else [],
    }


def displacement_facts(text: str, weights: Mapping[str, Learned] | None = None) -> list[Fact]:
    """The facts that an annotator would note; where there is none, the single likeliest figure of people or homes."""
    facts = read_facts(text, weights)
    return [fact for fact in facts if fact.asked >= _ASKED] or facts[:1]


def read_excerpts(path: Path | str) -> str:
    """Facts of each excerpt of a file, see `predictions`.

    Raises
    ------
    InputError
        If the file cannot be read, or a line is not a JSON object with a text.
    """
    text = read_text(Path(path), most_bytes=_MOST_BYTES, name=str(path))
    if isinstance(text, Problem):
        raise InputError(text)
    return predictions(text, str(path))


def predictions(lines: str, name: str = "") -> str:
    """Facts of each excerpt, as JSON lines; locations and countries are lists, an open bound is null.

    Parameters
    ----------
    lines : JSON objects with ``id`` and ``text``, one a line
    name : the file's name in problems

    Raises
    ------
    InputError
        If lines are not JSON objects with a text; names each.
    """
    problems, out = list[Problem](), list[str]()
    for row, line in enumerate(lines.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            text, key = entry["text"], entry["id"]
        except (ValueError, TypeError, KeyError, RecursionError):
            text = key = None
        if not isinstance(text, str):
            problems.append(
                Problem("The line is not a JSON object with id and text.", "Correct or delete the line.", name, row)
            )
            continue
        out.append(
            json.dumps({"id": key, "facts": [as_dict(fact) for fact in displacement_facts(text)]}, ensure_ascii=False)
        )
    if problems:
        raise InputError(problems)
    return "".join(f"{line}\n" for line in out)

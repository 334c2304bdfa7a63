"""Defaults and bounds that a change must sign: ``python tests/published_settings.py`` writes ``settings.toml`` anew.

They are a promise to everybody who wrote a scenario, a Flee folder, a layout or a notebook without naming a value: the
number that then counts, and which numbers are refused. A change that moves one says so by the line that changes.
"""

from __future__ import annotations

import inspect
import tomllib
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

import typer.main
from pydantic import BaseModel

import waystation as ws
from waystation.claims import claim, claims_csv
from waystation.claims.reading.intake import excerpts
from waystation.claims.take import layout
from waystation.cli import app
from waystation.forecast.surges import folder as surge_folder
from waystation.plan import loads, mortality, standards, stock
from waystation.share.release import audience
from waystation.world import scenario_model, starter
from waystation.world.flee import flee_settings

FILE = Path(__file__).resolve().parent / "settings.toml"
WRITTEN_BY_HAND: tuple[ModuleType, ...] = (
    scenario_model, flee_settings, starter, claim, claims_csv, excerpts, surge_folder, layout, loads, mortality,
    standards, stock, audience,
)  # fmt: skip
_BOUNDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "minLength", "maxLength", "minItems")


def _models() -> Iterator[type[BaseModel]]:
    for module in WRITTEN_BY_HAND:
        for made in vars(module).values():
            if isinstance(made, type) and issubclass(made, BaseModel) and made.__module__ == module.__name__:
                yield made


def _of_models() -> dict[str, str]:
    found = {}
    for model in _models():
        schema = model.model_json_schema()
        for name, of_field in schema.get("properties", {}).items():
            bounds = [
                f"{bound} {each[bound]}"
                for each in (of_field, *of_field.get("anyOf", ()))
                for bound in _BOUNDS
                if bound in each
            ]
            default = of_field.get("default")
            if bounds or isinstance(default, int | float):
                found[f"{model.__name__}.{name}"] = ", ".join([f"default {default}", *bounds])
    return found


def _of_calls() -> dict[str, str]:
    found = {}
    for name in ws.__all__:
        made = getattr(ws, name)
        if inspect.isfunction(made) or (inspect.isclass(made) and not issubclass(made, (BaseModel, Enum))):
            try:
                given = inspect.signature(made).parameters.values()
            except ValueError:
                continue
            found |= {f"{name}.{e.name}": repr(e.default) for e in given if type(e.default) in (int, float)}
    return found


def _of_commands(command: Any = None, name: str = "waystation") -> dict[str, str]:
    command = command or typer.main.get_command(app)
    found = {}
    for each in getattr(command, "params", ()):
        bounds = [f"{end} {value}" for end in ("min", "max") if (value := getattr(each, end, None)) is not None]
        if bounds or type(each.default) in (int, float):
            found[f"{name} {max(each.opts, key=len)}"] = ", ".join([f"default {each.default}", *bounds])
    for below, inner in getattr(command, "commands", {}).items():
        found |= _of_commands(inner, f"{name} {below}")
    return found


def current() -> dict[str, dict[str, str]]:
    """Defaults and bounds as they are now, by group."""
    return {"files": _of_models(), "calls": _of_calls(), "commands": _of_commands()}


def signed() -> dict[str, dict[str, str]]:
    """Those of the file."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def sign() -> None:
    """Write them as they are now."""
    lines = ["# Signed by a change that moves them: python tests/published_settings.py"]
    for group, values in current().items():
        lines += ["", f"[{group}]", *(f'"{name}" = "{value}"' for name, value in sorted(values.items()))]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sign()

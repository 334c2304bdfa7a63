"""The manual cannot drift from the code."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
import typer.main
from rich.text import Text

import waystation
from pages import ROOT, run_page
from waystation.cli import app
from waystation.forecast.scenario import forecast_scenario
from waystation.forecast.scenario.effort import Effort
from waystation.share.charts import style

DOCS = ROOT / "docs"
PLANS = import_module("waystation.plan.outlook")
SOLVING, RENDERED, PRINTED = PLANS._solving, style.rendered, style._printed  # before they are made light
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


@cache
def _pages() -> dict[str, str]:
    return dict(_generator().pages())


def _generator() -> ModuleType:
    sys.path.insert(0, str(DOCS))
    try:
        spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(DOCS))
    return module


@pytest.mark.parametrize("name", ["scenario.md", "claims.md", "commands.md", "python.md", "flee-settings.md"])
def test_the_committed_reference_is_what_the_models_say(name: str) -> None:
    committed = (DOCS / "reference" / name).read_text(encoding="utf-8")
    assert committed == _pages()[name], "run: python docs/make_reference.py"


HOW_TO = pytest.mark.parametrize("page", sorted((DOCS / "how-to").glob("*.md")), ids=lambda page: page.stem)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to stand in, with our command at hand."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@HOW_TO
def test_every_block_of_a_how_to_runs_as_printed(page: Path, home: Path) -> None:
    run_page(page, home)


@pytest.mark.slow
@HOW_TO
def test_every_block_of_a_how_to_runs_as_printed_with_the_usual_effort(
    page: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecast_scenario, "Effort", Effort)
    monkeypatch.setattr(PLANS, "_solving", SOLVING)
    monkeypatch.setattr(style, "rendered", RENDERED)
    monkeypatch.setattr(style, "_printed", PRINTED)
    run_page(page, home)


def test_the_python_block_of_the_readme_runs(home: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"^```python\n.*?^```$", text, re.MULTILINE | re.DOTALL)
    assert block is not None
    page = home / "readme.md"
    page.write_text(block.group() + "\n", encoding="utf-8")
    run_page(page, home)


def test_every_link_to_a_file_leads_to_one() -> None:
    links = [(page, link) for page in PAGES for link in LINK.findall(page.read_text(encoding="utf-8"))]
    missing = [
        f"{page.name}: {link}" for page, link in links if "://" not in link and not (page.parent / link).exists()
    ]
    assert not missing


def test_every_page_stands_in_the_table_of_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    named = set(re.findall(r": ([\w/-]+\.md)$", contents, re.MULTILINE))
    assert named == {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}


def test_the_manual_asks_for_no_font_and_no_script_from_elsewhere() -> None:
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert "font: false" in contents
    assert "http" not in contents


def test_the_public_names_are_those_of_the_rooms_and_each_can_be_had() -> None:
    listed = [name for names in waystation._ROOMS.values() for name in names]
    assert sorted(listed) == sorted(waystation.__all__)
    assert len(set(listed)) == len(listed)
    for name in waystation.__all__:
        assert getattr(waystation, name) is not None


def test_every_public_name_says_what_it_is() -> None:
    silent = [name for name in waystation.__all__ if not (getattr(waystation, name).__doc__ or "").strip()]
    assert not silent


def _leaves(command: object, name: str) -> list[tuple[str, object]]:
    inner = getattr(command, "commands", None)
    if inner is None:
        return [(name, command)]
    return [leaf for each, below in inner.items() for leaf in _leaves(below, f"{name} {each}")]


COMMANDS = _leaves(typer.main.get_command(app), "waystation")


def test_every_command_has_help_with_an_example_and_help_for_every_option() -> None:
    found = []
    for name, command in COMMANDS:
        if f"Example: [bold]{name}" not in str(getattr(command, "help", "")):
            found.append(f"{name} has no example")
        found += [f"{name}: {option.name} has no help" for option in getattr(command, "params", []) if not option.help]
    assert not found


def test_no_help_holds_a_word_that_the_screen_turns_into_a_picture() -> None:
    texts = [(name, str(getattr(command, "help", ""))) for name, command in COMMANDS]
    texts += [(name, each.help or "") for name, command in COMMANDS for each in getattr(command, "params", [])]
    assert [
        name for name, text in texts if Text.from_markup(text).plain != Text.from_markup(text, emoji=False).plain
    ] == []

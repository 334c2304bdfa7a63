"""Whatever a folder holds, checking lists problems and never breaks."""

from __future__ import annotations

import csv
import io
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import FILES, write_scenario
from waystation.errors import InputError, Problem
from waystation.world import Scenario, check_folder, load_scenario

LINES = {name: text.splitlines() for name, text in FILES.items()}
often = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NASTY = st.sampled_from(
    [
        *["", " ", "\x00", "\t", "\r", "\n", "\ufeff", "\u202e", "\x85", "\u0663", "\u00b2", "\u00bd"],
        *["nan", "-inf", "1e999", "-1", "0", "1,5", "rest", "camp", "search", "village", "true", "= 1"],
        *["31/12/2018", "2018-02-30", "0000-00-00", "99999-01-01", "12:00:00", "2018-01-01T00:00:00Z"],
        *["[", "]", "[[legs]]", "[a.b]", "a.b.c = 1", "{", "}", "#", "'", '"', '"""', ",", ";"],
    ]
)
TEXT = st.one_of(NASTY, st.text(max_size=12), st.integers().map(str), st.floats().map(str), st.dates().map(str))
WORDS = sorted({word.strip("\"'[],") for text in FILES.values() for word in text.split() if word.strip("\"'[],=")})


def hold(**files: str | bytes | None) -> None:
    """The demands on every folder."""
    with tempfile.TemporaryDirectory() as place:
        folder = write_scenario(Path(place), **files)
        problems = check_folder(folder)
        assert isinstance(problems, list)
        for problem in problems:
            assert isinstance(problem, Problem)
            assert problem.message
            assert str(problem).replace("\u200c", "").replace("\u200d", "").isprintable(), ascii(str(problem))
            assert len(str(problem)) < 2000
        keys = [(problem.file, problem.row or 0) for problem in problems]
        assert keys == sorted(keys)
        if problems:
            with pytest.raises(InputError) as caught:
                load_scenario(folder)
            assert list(caught.value.problems) == problems
        else:
            assert isinstance(load_scenario(folder), Scenario)


def stem(name: str) -> str:
    return name.split(".")[0]


@often
@given(st.sampled_from(sorted(FILES)), st.binary(max_size=200))
def test_any_bytes_in_any_file(name: str, content: bytes):
    hold(**{stem(name): content})


@often
@given(st.sampled_from(sorted(FILES)), st.data())
def test_bytes_overwritten_anywhere(name: str, data: st.DataObject):
    content = bytearray(FILES[name].encode())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at : at + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
    hold(**{stem(name): bytes(content)})


@often
@given(st.sampled_from(["places.csv", "routes.csv", "events.csv"]), st.data())
def test_any_cells_in_any_table(name: str, data: st.DataObject):
    rows = list(csv.reader(LINES[name]))
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.sampled_from(rows))
        if row:
            row[data.draw(st.integers(0, len(row) - 1))] = data.draw(st.one_of(TEXT, st.sampled_from(WORDS)))
    if data.draw(st.booleans()):
        data.draw(st.sampled_from(rows)).append(data.draw(TEXT))
    out = io.StringIO()
    csv.writer(out, delimiter=data.draw(st.sampled_from(",,,;\t"))).writerows(rows)
    hold(**{stem(name): out.getvalue().encode("utf-8", "surrogatepass")})


@often
@given(st.data())
def test_lines_of_the_settings_swapped_lost_doubled_or_made_up(data: st.DataObject):
    lines = list(LINES["scenario.toml"])
    for _ in range(data.draw(st.integers(1, 4))):
        i, j = (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        edit = data.draw(st.sampled_from(["drop", "double", "swap", "make up", "value"]))
        if edit == "drop":
            lines[i] = ""
        elif edit == "double":
            lines.insert(j, lines[i])
        elif edit == "swap":
            lines[i], lines[j] = lines[j], lines[i]
        elif edit == "make up":
            lines[i] = data.draw(TEXT)
        elif "=" in lines[i]:
            lines[i] = f"{lines[i].split('=')[0]}= {data.draw(VALUES.map(written))}"
    hold(scenario="\n".join(lines).encode("utf-8", "surrogatepass"))


SCALARS = st.one_of(
    st.booleans(),
    st.integers(-3, 300),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.sampled_from([*WORDS, "rest", "*", ""]),
    st.text(max_size=8),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


def written(value: Any) -> str:
    """A value as TOML, escapes and all."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(each):08x}" for each in value if not 0xD800 <= ord(each) < 0xE000) + '"'
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(key)} = {written(each)}" for key, each in value.items()) + "}"
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def spots(data: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [spot for key, value in list(items) for spot in [(data, key), *spots(value)]]


@settings(often, max_examples=80)
@given(st.data())
def test_any_value_of_the_settings_replaced_removed_renamed_or_added(data: st.DataObject):
    raw = tomllib.loads(FILES["scenario.toml"])
    for _ in range(data.draw(st.integers(1, 3))):
        places = spots(raw)
        holder, key = data.draw(st.sampled_from(places)) if places else (raw, "name")
        edit = data.draw(st.sampled_from(["replace", "remove", "rename", "add"]))
        if edit == "replace":
            holder[key] = data.draw(VALUES)
        elif edit == "remove" and places:
            del holder[key]
        elif edit == "rename" and isinstance(holder, dict) and key in holder:
            holder[data.draw(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)))] = holder.pop(key)
        elif edit == "add" and isinstance(holder, dict):
            holder[data.draw(st.one_of(st.sampled_from(WORDS), st.text(max_size=6)))] = data.draw(VALUES)
        elif edit == "add" and isinstance(holder, list):
            holder.append(data.draw(VALUES))
    hold(scenario="".join(f"{written(key)} = {written(value)}\n" for key, value in raw.items()))


@settings(often, max_examples=20)
@given(st.sets(st.sampled_from(sorted(FILES))), st.sets(st.sampled_from(sorted(FILES))))
def test_any_files_missing_or_empty(missing: set[str], empty: set[str]):
    changes: dict[str, str | bytes | None] = dict.fromkeys(map(stem, sorted(empty)), b"")
    hold(**changes | dict.fromkeys(map(stem, sorted(missing))))

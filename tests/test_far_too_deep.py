"""Lists in lists without end, and numbers of thousands of digits: what a reader of JSON or TOML itself gives up on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import waystation as ws
from waystation.claims.take.reports import _publisher
from waystation.errors import InputError
from waystation.network.gazetteers import _features
from waystation.share.release.register import Register

DEEP, LONG = "[" * 100_000, "9" * 5_000


def _register(file: Path) -> object:
    folder = file.parent / "releases"
    folder.mkdir()
    (folder / "incidents.jsonl").write_bytes(file.read_bytes())
    return Register(file.parent).incidents()


def _taken(file: Path) -> object:
    taken = ws.take_tables([file], settings=ws.TakeSettings(place="Upper", term="arrived"))
    if taken.problems:
        raise InputError(taken.problems)
    return taken


@pytest.mark.parametrize("value", [DEEP, LONG], ids=["deep", "long"])
@pytest.mark.parametrize(
    ("name", "before", "opened"),
    [
        ("m.toml", "measures = ", ws.read_measures),
        ("m.mapping.toml", "title = ", ws.read_mapping),
        ("a.json", "", _taken),
        ("b.json", '{"date": "2030-01-08"}\n{"date": ', _taken),
        ("c.geojson", "", _features),
        ("incidents.jsonl", "", _register),
    ],
)
def test_what_no_reader_takes_is_refused_in_words(
    tmp_path: Path, name: str, before: str, opened: Callable[[Path], object], value: str
) -> None:
    (tmp_path / name).write_text(before + value, encoding="utf-8")
    if name == "incidents.jsonl" and value == LONG:
        (tmp_path / name).write_text("{" + value, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        opened(tmp_path / name)
    assert all(each.message and each.fix and each.file for each in refused.value.problems)


@pytest.mark.parametrize("text", [DEEP, LONG, "5", '{"name": "IOM"}', "IOM"])
def test_a_publisher_that_is_not_a_list_is_its_own_text(text: str) -> None:
    assert _publisher(text) == text

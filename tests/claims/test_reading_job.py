"""Many reports read anywhere: the same claims wherever they were read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import waystation as ws
from commands import run
from waystation.scale.parts import packed, same_parts, unpacked

TEXTS = (
    "On 4 March 310 people fled from Sarn to Goris, 40 of them children. The price rose by 12 per cent.",
    "Nothing happened.",
    'The mayor said: "Some 1,200 families, 5,310 people, are at the school of Goris". (ѕ) 42 watu.',
    "On 4 March 310 people fled from Sarn to Goris, 40 of them children, IOM said.",
)


@pytest.fixture
def reports() -> tuple[ws.Report, ...]:
    return tuple(ws.Report(f"{n}.txt", text, date(2031, 3, 5 + n), "OCHA") for n, text in enumerate(TEXTS))


def test_reports_read_in_slices_are_those_read_one_after_another(
    reports: tuple[ws.Report, ...], tmp_path: Path
) -> None:
    places = (ws.Place(name="Goris town", other_names="Goris"), ws.Place(name="Sarn"))
    for known in ((), places):
        job = ws.ReadingJob(reports, known)
        folder = tmp_path / str(len(known))
        for number in (2, 4, 1, 3):
            ws.write_slice(job, ws.Slice(number, 4), folder)
        assert job.read(ws.run_job(job, ws.SliceFiles([folder]))) == ws.read_each(reports, known)


def test_texts_of_any_length_and_script_survive_their_file() -> None:
    texts = np.array(["", "ѕ٤٧ 👪", "a" * 70_000], dtype=object)
    part = {"read": texts}
    assert same_parts(unpacked(packed(part, {}))[0], part)
    assert not same_parts({"read": np.array(["", "x", "y"], dtype=object)}, part)


def test_slices_of_reports_merge_to_the_file_of_one_run(tmp_path: Path) -> None:
    home = tmp_path / "reports"
    home.mkdir()
    for number, text in enumerate(TEXTS):
        (home / f"{number}.txt").write_text(text, encoding="utf-8")
    command = ("read", home, "--published", "2031-03-05", "--publisher", "OCHA")
    whole = run(*command, "--out", tmp_path / "whole.csv")
    for number in (2, 1):
        assert run(*command, "--slice", f"{number}/2", "--out", tmp_path / "parts").code == 0
    merged = run("merge", tmp_path / "parts", "--out", tmp_path / "merged.csv")
    assert merged.out == whole.out.replace("whole.csv", "merged.csv")
    assert (tmp_path / "merged.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert "is not for excerpts" in run("read", "--jsonl", home / "0.txt", "--slice", "1/2").err
    assert "standard input" in run("read", "-", "--published", "2031-03-05", "--slice", "1/2").err

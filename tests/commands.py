"""Runs commands for tests, in this process or in one of their own, on a small valid folder."""

from __future__ import annotations

import io
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from scenarios import write_scenario
from waystation.cli import main

SYNTHETIC = Path(__file__).resolve().parents[1] / "examples" / "synthetic"
CLAIMS = """\
published,source,about_start,about_end,place,quantity_low,quantity_high,qualifier,unit,term,note
2030-01-06,Radio,2030-01-05,2030-01-05,Upper Valley,300,300,about,people,left,Made up
2030-01-08,Camp office,,2030-01-08,Lower Camp,420,420,exact,people,camp_population,Made up
2030-01-08,Radio,,2030-01-08,Lower Camp,900,,at least,people,camp_population,Made up
"""


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


def run(*arguments: object) -> Said:
    """Run a command in this process."""
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main([str(each) for each in arguments])
        except SystemExit as ending:
            code = ending.code
    return Said(int(str(code or 0)), out.getvalue(), err.getvalue())


def started(
    *arguments: object, program: str = "from waystation.cli import main; main()", **options: object
) -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(command, text=True, **(pipes | options))  # type: ignore[call-overload]


def write_folder(where: Path) -> Path:
    """A valid scenario folder with three claims."""
    folder = write_scenario(where)
    (folder / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    return folder


def replace(folder: Path, file: str, old: str, new: str) -> None:
    """Put one text in the place of another, which must be there."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")

"""Runs the blocks of a page of the manual, in order, in a folder of its own.

- a block with ``title="path"`` is written to that file;
- in a ``console`` block, lines after ``$ `` run in a shell, or in this process if they are plain commands of ours, and
  what they print must match the lines below (``...`` stands for anything); a command must succeed unless
  ``$ echo $?`` follows it;
- the ``python`` blocks of a page run as one script, each when its turn comes.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLAIN = re.compile(r"waystation [^|><;&$`*]*")
BLOCK = re.compile(r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)


def run_page(page: Path, folder: Path) -> None:
    """Run every block of a page; an AssertionError says which line went wrong."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    names: dict[str, object] = {"__name__": page.stem}
    for kind, title, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if title:
            target = folder / title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        elif kind == "console":
            _run_console(text, folder)
        elif kind == "python":
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(text, str(page), "exec"), names)


def _run_console(text: str, folder: Path) -> None:
    steps = [part.partition("\n") for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]]
    code = 0
    for number, (command, _, expected) in enumerate(steps):
        code, out, err = _ours(command) if PLAIN.fullmatch(command) else _shell(f"(exit {code}); {command}", folder)
        said = out + err
        asked = number + 1 < len(steps) and steps[number + 1][0] == "echo $?"
        assert code == 0 or asked, f"$ {command}\n{said}"
        # Progress, on standard error, depends on how fast the machine is.
        check = doctest.OutputChecker().check_output
        matches = any(check(expected, each, doctest.ELLIPSIS) for each in (said, out))
        assert matches, f"$ {command}\nexpected:\n{expected}\nprinted:\n{said}"


def _ours(command: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error, of a command of ours in the current folder."""
    from waystation.cli import main

    out, err, code = io.StringIO(), io.StringIO(), 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(shlex.split(command)[1:])
        except SystemExit as ending:
            code = int(str(ending.code or 0))
    return code, out.getvalue(), err.getvalue()


def _shell(command: str, folder: Path) -> tuple[int, str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "COLUMNS": "200"}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr

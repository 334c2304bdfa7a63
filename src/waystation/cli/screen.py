"""What is printed: lines that fit the terminal, JSON, and progress on a terminal only."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["print_forecast", "print_json", "print_lines", "progress_bar", "width"]

MOST_COLUMNS = 200
Report = Callable[[str, float], None]


def width() -> int:
    """Columns to write in; 80 where there is no terminal."""
    return max(20, min(MOST_COLUMNS, shutil.get_terminal_size((80, 24)).columns))


def print_lines(*lines: str, indent: str = "  ") -> None:
    """Print lines, wrapped at words; what is wrapped is indented."""
    for line in lines:
        lead = line[: len(line) - len(line.lstrip())]
        wrapped = textwrap.wrap(
            line, width(), subsequent_indent=lead + indent, break_long_words=False, break_on_hyphens=False
        )
        sys.stdout.write("\n".join(wrapped or [""]) + "\n")


def print_json(value: Any) -> None:
    """Print JSON."""
    sys.stdout.write(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def print_forecast(table: pd.DataFrame, out: Path, files: Sequence[str]) -> None:
    """Print a forecast's table and the files written for it, for machines."""
    days = {name: table[name].map(str) for name in ("origin_date", "target_end_date")}
    print_json({"forecast": table.assign(**days).to_dict("records"), "files": [str(out / name) for name in files]})


@contextmanager
def progress_bar(quiet: bool = False) -> Iterator[Report | None]:
    """A bar on standard error, so that it never mixes with results; none without a terminal.

    Yields
    ------
    function that takes what is being done and the share done, 0 to 1; None if nothing is to be shown
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=1.0)

        def tell(what: str, share: float) -> None:
            bar.update(task, description=what, completed=share)

        yield tell

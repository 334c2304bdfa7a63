"""What is printed: lines that fit the terminal, JSON, and progress."""

from __future__ import annotations

import json
import shutil
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["print_forecast", "print_json", "print_lines", "progress_bar", "table_rows", "width"]

MOST_COLUMNS = 200
ShowProgress = Callable[[str, float], None]
_LINE_EVERY = 15.0
"""Seconds between two lines of progress where there is no terminal."""
_JUDGED_AFTER = 5.0
"""Seconds of a stage before its speed says anything about the time left."""


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
    """Print JSON, with null for numbers that are none: JSON has no word for them."""
    sys.stdout.write(json.dumps(_finite(value), indent=2, ensure_ascii=False) + "\n")


def table_rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows of a table for `print_json`: by name of the column, days as text."""
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records", date_format="iso"))
    return rows


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def print_forecast(
    table: pd.DataFrame, out: Path, files: Sequence[str], *, warnings: Sequence[str] | None = None
) -> None:
    """Print a forecast's table, the files written for it and, of Flee folders, warnings, for machines."""
    days = {name: table[name].map(str) for name in ("origin_date", "target_end_date")}
    said = {} if warnings is None else {"warnings": warnings}
    found = {"forecast": table.assign(**days).to_dict("records"), "files": [str(out / name) for name in files]}
    print_json({**found, **said})


@contextmanager
def progress_bar(quiet: bool = False) -> Iterator[ShowProgress | None]:
    """Progress on standard error, so that it never mixes with results: a bar on a terminal, else a line now and then.

    Yields
    ------
    function that takes what is being done and the share done, 0 to 1; None if nothing is to be shown
    """
    if quiet:
        yield None
        return
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Starting", total=1.0)

        def tell(what: str, share: float) -> None:
            bar.update(task, description=what, completed=share)

        yield tell


class _Lines:
    """A line at once where it will take long and nothing can be counted yet, else every quarter of a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self._clock = clock
        self._told = clock()
        self._first: tuple[float, float] | None = None
        self._what = ""

    def __call__(self, what: str, share: float) -> None:
        now = self._clock()
        if what != self._what:
            self._what, self._first = what, None
        if share <= 0.0 and self._first is None:
            sys.stderr.write(f"{what}\n")
            self._first = (now, 0.0)
        elif self._first is None:
            self._first = (now, share)
        elif now - self._told >= _LINE_EVERY and share < 1.0:
            done, since = share - self._first[1], now - self._first[0]
            known = done > 0 and since >= _JUDGED_AFTER
            left = f", about {since * (1 - share) / done:.0f} s left" if known else ""
            sys.stderr.write(f"{what}: {share:.0%}{left}\n")
            self._told = now
        sys.stderr.flush()

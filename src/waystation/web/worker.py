"""The process that forecasts and works out what the page shows: one task a line on the way in, one answer a line out.

The page itself loads neither numba nor pandas nor matplotlib: it stays small, and answers while this computes.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from pydantic import TypeAdapter

from waystation.arrow import without_arrow
from waystation.errors import InputError, Problem
from waystation.files import write_text
from waystation.scale.program import this_program
from waystation.situation import Assessment, View
from waystation.situation import open as open_situation
from waystation.situation.saved import FOLDER
from waystation.web.screen_figures import Difference, NeedsScreen, write_figures
from waystation.web.small_memory import give_memory_back, trim, without_unused

__all__ = ["main"]

STOCK = "stock.csv"
_COMPILED = "compiled.txt"
"""Tells which program has compiled its loops for this folder."""
_POLITE = 5
_FEW = 50
Tell = Callable[[str, float], None]


class _Worker:
    """One scenario folder; the assessment looked at last is kept."""

    def __init__(self, folder: Path, members: int, tell: Tell):
        self.folder, self.members, self.tell = folder, members, tell
        self._last: tuple[str, Assessment] | None = None

    def do(self, task: dict[str, Any]) -> object:
        """The answer to a task; its name is that of a method."""
        kinds: dict[str, Callable[..., object]] = {
            "forecast": self._forecast, "show": self._show, "load": self._load,
            "needs": self._needs, "keep_stock": self._keep_stock,
            "what_if": self._what_if, "release": self._release, "report": self._report, "warm": self._warm,
        }  # fmt: skip
        return kinds[task.pop("do")](**task)

    def _forecast(self, day: str | None, languages: list[str]) -> object:
        _step_back()
        view = self._view(day)
        found = view.forecast(members=self.members, progress=self.tell)
        if not view.is_saved(members=self.members):
            message = f"The forecast was made, but it cannot be kept: {FOLDER} in {self.folder} cannot be written to."
            raise InputError(Problem(message, "Allow writing there, or free disk space. Then run it again."))
        self._mark_compiled()
        trim()
        self.tell("Working out waits and needs", 1.0)
        for language in languages:
            self._write(view, found, language)
        return {}

    def _show(self, day: str | None, stem: str, annotations: str, language: str) -> object:
        if self._last is not None and self._last[1].view.annotations_hash != annotations:
            self._last = None  # of the same inputs, with other notes and reasons beside
        view, found = self._found(stem, day)
        return self._write(view, found, language)

    def _load(self, stem: str) -> object:
        return bool(self._found(stem)[1].forecast.members.sizes)

    def _write(self, view: View, found: Assessment, language: str) -> object:
        from waystation.web.screen_figures import ScreenFigures
        from waystation.web.screen_making import screen_figures

        saved = view.saved_file(members=self.members)
        made = screen_figures(found, saved.stem, language)
        write_figures(saved, made)
        return TypeAdapter(ScreenFigures).dump_python(made, mode="json")

    def _needs(self, stem: str, language: str) -> object:
        from waystation.plan import read_stock
        from waystation.share.language import Language
        from waystation.web.screen_making import needs_screen

        _, found = self._found(stem)
        known = needs_screen(found, (), Language(language))
        stock = read_stock(self.folder / STOCK, known.places, known.items)
        made = needs_screen(found, tuple(stock), Language(language))
        return TypeAdapter(NeedsScreen).dump_python(made, mode="json")

    def _keep_stock(self, text: str, rows: int, places: list[str], items: list[str]) -> object:
        from waystation.plan import read_stock

        draft = self.folder / f".{STOCK}"
        try:
            write_text(draft, text)
            if rows:  # every problem is told, and the stock that was there stays
                read_stock(draft, places, items)
            draft.replace(self.folder / STOCK)
        finally:
            draft.unlink(missing_ok=True)
        return {}

    def _what_if(self, stem: str, changes: list[str]) -> object:
        from waystation.web.screen_making import differences

        better, rows, beyond = differences(self._found(stem)[1], changes)
        shown = TypeAdapter(list[Difference]).dump_python(rows, mode="json")
        return {"better": better, "beyond": beyond, "rows": shown}

    def _release(
        self, stem: str, audience: str, changes: dict[str, str], to: str, reason: str, language: str
    ) -> object:
        from waystation.share.release import for_audience

        chosen = for_audience(audience, dict(changes), reason=reason)
        with tempfile.TemporaryDirectory() as place:
            self._found(stem)[1].release(chosen, Path(place), to=to, reason=reason, language=language)
            return (Path(place) / "shared.html").read_text("utf-8")

    def _report(self, stem: str, language: str) -> object:
        with tempfile.TemporaryDirectory() as place:
            self._found(stem)[1].write_report(Path(place) / "report.html", language=language, short=True)
            return (Path(place) / "report.html").read_text("utf-8")

    def _warm(self) -> object:
        """Compile what a forecast needs, unless this very program has done it here before."""
        if self._compiled():
            return {}
        from waystation.engine import prior_futures

        _step_back()
        prior_futures(open_situation(self.folder).scenario, members=_FEW, seed=1).run()
        self._mark_compiled()
        return {}

    def _compiled(self) -> bool:
        try:
            return (self.folder / FOLDER / _COMPILED).read_text("utf-8") == _compiling()
        except (OSError, UnicodeError):
            return False

    def _mark_compiled(self) -> None:
        with suppress(OSError, InputError):  # then it is compiled again, which is quick where it was done before
            (self.folder / FOLDER).mkdir(exist_ok=True)
            write_text(self.folder / FOLDER / _COMPILED, _compiling())

    def _view(self, day: str | None) -> View:
        return open_situation(self.folder).as_of(date.fromisoformat(day) if day else None)

    def _found(self, stem: str, day: str | None = None) -> tuple[View, Assessment]:
        """The saved assessment that the page speaks of."""
        if self._last is not None and self._last[0] == stem:
            return self._last[1].view, self._last[1]
        view = self._view(day)
        same = view.saved_file(members=self.members).stem == stem
        found = view.remembered(members=self.members) if same else None
        if found is None:
            raise InputError(Problem("Something has changed since the forecast was made.", "Run it again."))
        self._last = stem, found
        return view, found


def _compiling() -> str:
    """What compiled loops depend on: this program, and the machine that it runs on."""
    return " ".join([*this_program().values(), platform.node(), sys.executable])


def _step_back() -> None:
    """Let the page, and those who wait for an answer, come first."""
    with suppress(OSError, AttributeError):  # another system
        os.nice(_POLITE)


def main() -> None:
    """Do tasks until there are no more; what libraries print does not mix with the answers."""
    give_memory_back()
    without_arrow()
    without_unused()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    worker = _Worker(Path(sys.argv[1]), int(sys.argv[2]), lambda doing, share: _say(answers, doing=doing, share=share))
    for line in sys.stdin:
        try:
            _say(answers, answer=worker.do(json.loads(line)))
        except InputError as error:
            _say(answers, problems=[each.as_dict() for each in error.problems])
        except BrokenPipeError:
            return  # nobody listens any more
        except Exception as error:  # the page tells that the program is at fault, and goes on
            traceback.print_exc()
            _say(answers, fault=type(error).__name__)


def _say(answers: TextIO, **what: object) -> None:
    answers.write(json.dumps(what) + "\n")
    answers.flush()


if __name__ == "__main__":
    main()

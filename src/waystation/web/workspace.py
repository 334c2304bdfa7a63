"""The situation that the page shows: loaded once, loaded again when a file of it or a decision has changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from pydantic import TypeAdapter

from waystation.errors import InputError, Problem, WaystationError
from waystation.names import is_url
from waystation.situation import open as open_situation
from waystation.situation.saved import FOLDER
from waystation.web.desk import Desk, WorkerError
from waystation.web.screen_figures import ScreenFigures, file_of, latest_files, read_figures
from waystation.world import is_flee_folder

if TYPE_CHECKING:
    from waystation.claims import Claim, Ledger
    from waystation.claims.reading import Reading, ReadReport
    from waystation.situation import Situation, View

__all__ = ["MEMBERS", "Workspace"]

T = TypeVar("T")

MEMBERS = 400
"""Of a forecast run from the page: as the command's own."""

_ASK_SECONDS = 3.0
_FIRST_PAGE_SECONDS = 20.0
"""How long warming waits for the first page, which comes first."""
_EVENINGS = 4
"""Files of figures kept in memory beside the last one."""

_NOT_YET = object()
_FIGURES = TypeAdapter(ScreenFigures)
_WATCHED = ("*.toml", "*.csv", "ledger.db*", "reports", "reports/*")


class Workspace:
    """One scenario folder, shared by all requests.

    Parameters
    ----------
    folder : scenario folder; it may not exist yet
    members : possible futures of a forecast
    """

    def __init__(self, folder: Path, members: int = MEMBERS):
        self.folder = folder
        self.members = members
        self.warming = False
        self._lock = threading.RLock()
        self._situation: Situation | None = None
        self._state: Sequence[object] = ()
        self._asked = 0.0
        self._known: dict[object, _Once] = {}
        self.desk = Desk(folder, members)
        self._busy: list[Desk] = []
        self._read_files: dict[tuple[Path, int], ScreenFigures | None] = {}
        self._not_shown: dict[tuple[str, str, str], Problem] = {}
        self._first_page = threading.Event()

    @property
    def ready(self) -> bool:
        """Whether there is a scenario."""
        return (self.folder / "scenario.toml").is_file()

    @property
    def of_another_kind(self) -> Sequence[Problem]:
        """What is told of a folder that holds something else, such as a model of Flee; empty of any other."""
        return [] if self.ready or not is_flee_folder(self.folder) else self.situation().problems

    @property
    def name(self) -> str:
        """Title of the situation; that of the folder while something is wrong in it, empty before there is one."""
        if not self.ready:
            return ""
        found = self.situation()
        return self.folder.name if found.problems else found.scenario.settings.name

    def situation(self, *, ask: bool = False) -> Situation:
        """All that the folder holds, as it stands now.

        Parameters
        ----------
        ask : whether a ledger on a server is asked now for what others decided; if not, every few seconds
        """
        with self._lock:
            state = _state(self.folder)
            if self._situation is None or self._state != state or self._decided_elsewhere(self._situation, ask):
                self._situation, self._state = open_situation(self.folder), state
                self._known.clear()
            return self._situation

    def _decided_elsewhere(self, known: Situation, ask: bool) -> bool:
        """Whether others wrote to a ledger on a server; of a ledger in a file, the file itself tells."""
        now = time.monotonic()
        if known.problems or not is_url(known.ledger) or not (ask or now - self._asked > _ASK_SECONDS):
            return False
        self._asked = now
        try:
            from waystation.claims import Ledger

            with Ledger(known.ledger, make=False) as ledger:
                return ledger.mark != known.book.mark
        except WaystationError:
            return True  # the situation tells it, with the reason

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Something worked out from the situation as it stands, once: until a file or a decision changes.

        Parameters
        ----------
        key : tells what it is
        make : works it out; others who ask for the same wait for it
        """
        self.situation()
        with self._lock:
            waiting = self._known.setdefault(key, _Once())
        found = waiting.get(make)
        return cast(T, found)

    def view(self, day: date | None = None) -> View:
        """What was known by a day; default: by the latest claim.

        Raises
        ------
        InputError
            With everything that is wrong in the folder.
        """
        return self.once(("view", day), lambda: self.situation().as_of(day))

    def figures(self, language: str, day: date | None = None) -> ScreenFigures | None:
        """What the screens show of an evening as it stands now; None if there is no forecast of it.

        Parameters
        ----------
        language : of its sentences; worked out by the worker where it is not saved
        day : the evening; default: the latest
        """
        saved = self._saved(day)
        if saved is None:
            return None
        annotations = self.view(day).annotations_hash
        found = self._kept(saved, annotations, language)
        asked = saved.stem, annotations, language
        if found is not None or not saved.is_file() or asked in self._not_shown:
            return found
        try:
            answer = self.desk.ask(
                "show", stem=saved.stem, annotations=annotations, language=language, day=day and day.isoformat()
            )
            return _FIGURES.validate_python(answer)
        except WorkerError as error:  # nobody asks again until something changes: it takes seconds, and would again
            self._not_shown[asked] = error.problems[0]
            return None
        except InputError:
            return None  # damaged, or changed meanwhile: there is none, then

    @property
    def not_shown(self) -> Problem | None:
        """Why the saved forecast of what stands there now cannot be shown; None if it can, or there is none."""
        if not self._not_shown:
            return None
        with suppress(InputError):
            saved = self._saved(None)
            return next((why for (stem, _, _), why in self._not_shown.items() if saved and stem == saved.stem), None)
        return None

    def _kept(self, saved: Path, annotations: str, language: str) -> ScreenFigures | None:
        """What is kept of a forecast, if notes and decisions are what they were when it was worked out."""
        found = self._read(file_of(saved, language))
        return found if found is not None and found.annotations == annotations else None

    def latest(self, language: str) -> tuple[ScreenFigures | None, bool]:
        """What the screens show of what stands there now, else of the latest evening before; and whether it is old."""
        found = self.figures(language)
        if found is not None:
            return found, False
        older = map(self._read, latest_files(self.folder / FOLDER, language))
        found = next((each for each in older if each is not None), None)
        return found, found is not None

    def current(self, language: str) -> ScreenFigures:
        """As `figures`, for what is worked out anew from a forecast.

        Raises
        ------
        InputError
            If there is no forecast of what stands there now.
        """
        found = self.figures(language)
        if found is None:
            if self.latest(language)[0] is not None:
                raise InputError(Problem("Something has changed since the forecast was made.", "Run it again."))
            raise InputError(Problem("There is no forecast yet.", "Run the forecast."))
        return found

    def expect_questions(self, found: ScreenFigures) -> None:
        """Let the worker load a forecast while a person fills a form that asks it something."""

        def load() -> None:
            with suppress(InputError):  # told where it is asked
                self.desk.ask("load", stem=found.stem)

        threading.Thread(target=load, daemon=True, name="load").start()

    def must_load(self, language: str) -> bool:
        """Whether a forecast is saved of which the worker has yet to tell what the screens show: that takes seconds."""
        saved = self._saved(None)
        if saved is None or not saved.is_file():
            return False
        return self._kept(saved, self.view().annotations_hash, language) is None

    def _saved(self, day: date | None) -> Path | None:
        """Where the forecast of an evening is kept, whether there is one or not; None where there are no claims."""

        def find() -> Path | None:
            view = self.view(day)
            return view.saved_file(members=self.members) if view.situation.claims else None

        return self.once(("saved", day), find)

    def _read(self, file: Path) -> ScreenFigures | None:
        try:
            key = file, file.stat().st_mtime_ns
        except OSError:
            return None
        with self._lock:
            if key not in self._read_files:
                self._read_files = {**dict(list(self._read_files.items())[-_EVENINGS:]), key: read_figures(file)}
            return self._read_files[key]

    def assess(self, progress: Callable[[str, float], None], day: date | None, language: str) -> None:
        """Forecast in a process of its own, with what the screens show of it: nobody waits for a screen afterwards.

        Raises
        ------
        InputError
            As `View.forecast`.
        """
        # What it remembers is of the forecast before this one, and takes as much memory as the fit.
        self.desk.end_if_idle()
        self._not_shown.clear()
        desk = Desk(self.folder, self.members)
        self._busy.append(desk)
        try:
            languages = list(dict.fromkeys((language, "en")))
            desk.ask("forecast", progress, day=day and day.isoformat(), languages=languages)
        finally:
            self._busy.remove(desk)
            desk.end()

    def begin_warming(self) -> None:
        """The first page is out: what takes long may begin."""
        self._first_page.set()

    def warm(self) -> None:
        """Compile what a forecast needs, where this program has made none here; problems wait."""
        self._first_page.wait(_FIRST_PAGE_SECONDS)
        if not self.ready:
            return
        self.warming = True
        desk = Desk(self.folder, self.members)
        self._busy.append(desk)
        try:
            desk.ask("warm")
        except WaystationError:
            pass  # the page tells it, where somebody sees it
        finally:
            self._busy.remove(desk)
            desk.end()
            self.warming = False

    def end(self) -> None:
        """End the processes that work for the page."""
        for desk in [self.desk, *self._busy]:
            desk.end()

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The situation's ledger, to decide in; made if there is none yet. All that is decided in it counts, or none.

        Raises
        ------
        InputError
            If it cannot be opened.
        """
        from waystation.claims import Ledger

        target = self.situation().ledger
        with Ledger(target) as ledger, ledger.transaction():
            yield ledger

    def drafts(self) -> list[Claim]:
        """Claims read from reports that nobody has decided on, the least sure first."""
        view = self.view()
        waiting = [claim for claim in view.claims if claim.id in view.standing.drafts]
        return sorted(waiting, key=lambda claim: (claim.confidence or 0.0, claim.published, claim.id))

    def unplaced(self) -> dict[str, list[Claim]]:
        """Claims that count, by the name of their place, where the scenario has no such place; most first."""
        view = self.view()
        settings = view.scenario.settings
        known = {place.name for place in view.scenario.places}
        known |= {name for source in settings.sources.values() for name in source.reported_as}
        found: dict[str, list[Claim]] = {}
        for claim in view.claims:
            if claim.place not in known and claim.id not in view.standing.drafts:
                found.setdefault(claim.place, []).append(claim)
        return dict(sorted(found.items(), key=lambda each: -len(each[1])))

    def readings(self) -> dict[str, tuple[ReadReport, Reading]]:
        """By id of a claim: the report it was read from, and where its words stand."""
        return {
            reading.claim.id: (report, reading) for report in self.situation().reports for reading in report.readings
        }


class _Once:
    """A value worked out by the first who asks; a failure is told to each and not kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._value: object = _NOT_YET

    def get(self, make: Callable[[], object]) -> object:
        with self._lock:
            if self._value is _NOT_YET:
                self._value = make()
            return self._value


def _state(folder: Path) -> Sequence[object]:
    """What tells that something changed: every file's name, size and time."""
    found: list[object] = []
    for pattern in _WATCHED:
        for file in sorted(folder.glob(pattern)):
            try:
                status = file.stat()
            except OSError:
                continue
            found.append((file.name, status.st_size, status.st_mtime_ns))
    return found

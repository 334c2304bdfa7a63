"""The situation that the page shows: loaded once, loaded again when a file of it or a decision has changed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from waystation.errors import WaystationError
from waystation.names import is_url
from waystation.situation import open as open_situation
from waystation.world import is_flee_folder

if TYPE_CHECKING:
    from waystation.claims import Claim, Ledger
    from waystation.claims.reading import Reading, ReadReport
    from waystation.errors import Problem
    from waystation.forecast import Forecast
    from waystation.share.charts import Chart
    from waystation.situation import Assessment, Situation, View

__all__ = ["MEMBERS", "Workspace"]

T = TypeVar("T")

MEMBERS = 400
"""Of a forecast run from the page: as the command's own."""

_FEW = 50
_ASK_SECONDS = 3.0
_FIRST_PAGE_SECONDS = 20.0
"""How long warming waits for the first page, which comes first."""
_EVENINGS = 4
"""Assessments kept in memory beside the last one: evenings that somebody replays."""

_NOT_YET = object()
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
        self._latest: Assessment | None = None
        self._kept: list[_Kept] = []
        self._loaded = False
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
            if self._situation is None or self._state != state or self._told_elsewhere(self._situation, ask):
                self._situation, self._state = open_situation(self.folder), state
                self._known.clear()
            return self._situation

    def _told_elsewhere(self, known: Situation, ask: bool) -> bool:
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

    def assessment(self) -> Assessment | None:
        """The last assessment: of what stands there now, or else the one before; None if there is none."""
        found = self.remembered()
        if found is not None:
            self._latest = found
        self._loaded = True
        return self._latest

    def must_load(self) -> bool:
        """Whether a forecast is saved that has not been loaded since the start: that takes seconds."""
        return not self._loaded and self.view().is_saved(members=self.members)

    def remembered(self, day: date | None = None) -> Assessment | None:
        """The assessment of an evening as it stands now, in memory or saved; None if there is none."""

        def find() -> Assessment | None:
            view = self.view(day)
            with self._lock:
                known = [kept.assessment for kept in self._kept if _same_evening(kept.assessment.view, view)]
            return known[-1] if known else view.remembered(members=self.members)

        return self.once(("assessment", day), find)

    @property
    def up_to_date(self) -> bool:
        """Whether the last assessment was made from what stands there now."""
        found = self.assessment()
        return found is not None and self.once(("same", id(found)), lambda: _same_inputs(found.view, self.view()))

    def assess(self, progress: Callable[[str, float], None], day: date | None = None) -> Assessment:
        """Forecast, work out what the screens show of it, and hand it out: nobody waits for a screen afterwards.

        Raises
        ------
        InputError
            As `View.forecast`.
        """
        from waystation.web.screens import prepare

        found = self.view(day).forecast(members=self.members, progress=progress)
        try:
            progress("Working out waits and needs", 1.0)
            prepare(self, found)
        finally:  # the forecast is made, even where it was stopped here
            with self._lock:
                if day is None:
                    self._latest = found  # a decision made meanwhile leaves it out of date, not lost
                for key in [key for key in self._known if isinstance(key, tuple) and key[0] == "assessment"]:
                    del self._known[key]  # it is found among those kept
        return found

    def shown(self, found: Assessment, key: object, make: Callable[[], T]) -> T:
        """Something worked out from an assessment, once.

        Parameters
        ----------
        found : the assessment
        key : tells what it is
        make : works it out; others who ask for the same wait for it
        """
        with self._lock:
            kept = next((each for each in self._kept if each.assessment is found), None)
            if kept is None:
                kept = _Kept(found)
                self._kept.append(kept)
                others = [each for each in self._kept if each.assessment is not self._latest]
                self._kept = [each for each in self._kept if each not in others[:-_EVENINGS]]
            waiting = kept.shown.setdefault(key, _Once())
        return cast(T, waiting.get(make))

    def drawn(self, found: Assessment, name: str, draw: Callable[[Forecast], Chart | None]) -> Chart | None:
        """A chart of an assessment, drawn once: its two sizes are asked for one by one."""
        return self.shown(found, ("chart", name), lambda: draw(found.forecast))

    def begin_warming(self) -> None:
        """The first page is out: what takes long may be loaded."""
        self._first_page.set()

    def warm(self) -> None:
        """Load and compile what the first forecast needs, so that nobody waits for it later; problems wait, too."""
        self._first_page.wait(_FIRST_PAGE_SECONDS)
        self.warming = True
        try:
            found = self.assessment() if self.ready else None
            if found is not None:
                from waystation.web.screens import prepare

                prepare(self, found)
            elif self.ready:
                from waystation.engine import prior_futures

                prior_futures(self.situation().scenario, members=_FEW, seed=1).run()
        except WaystationError:
            pass  # the page tells it, where somebody sees it
        finally:
            self.warming = False

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


@dataclass(eq=False)
class _Kept:
    """An assessment, and what was worked out from it."""

    assessment: Assessment
    shown: dict[object, _Once] = field(default_factory=dict)


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


def _same_inputs(one: View, other: View) -> bool:
    return one.day == other.day and one.claims == other.claims and one.scenario == other.scenario


def _same_evening(one: View, other: View) -> bool:
    """Whether two views have the same inputs and the same claims beside them: drafts, and those set aside."""
    return _same_inputs(one, other) and one.standing == other.standing


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

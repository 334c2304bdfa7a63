"""The situation that the page shows: loaded once, loaded again when a file of it or a decision has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from waystation.claims import Claim, Ledger
from waystation.claims.reading import Reading, ReadReport
from waystation.engine import prior_futures
from waystation.errors import WaystationError
from waystation.forecast import Forecast
from waystation.share.charts import Chart
from waystation.situation import Assessment, Situation, View
from waystation.situation import open as open_situation

__all__ = ["MEMBERS", "Workspace"]

MEMBERS = 400
"""Of a forecast run from the page: as the command's own."""

_MOST_CHARTS = 40
_FEW = 50
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
        self._situation: tuple[object, Situation] | None = None
        self._assessed: Assessment | None = None
        self._before: Assessment | None = None
        self._charts: dict[tuple[str, str], Chart | None] = {}

    @property
    def ready(self) -> bool:
        """Whether there is a scenario."""
        return (self.folder / "scenario.toml").is_file()

    @property
    def name(self) -> str:
        """Title of the situation; that of the folder while something is wrong in it, empty before there is one."""
        if not self.ready:
            return ""
        found = self.situation()
        return self.folder.name if found.problems else found.scenario.settings.name

    def situation(self) -> Situation:
        """All that the folder holds, as it stands now."""
        with self._lock:
            state = _state(self.folder)
            if self._situation is None or self._situation[0] != state:
                self._situation = (state, open_situation(self.folder))
            return self._situation[1]

    def view(self, day: date | None = None) -> View:
        """What was known by a day; default: by the latest claim.

        Raises
        ------
        InputError
            With everything that is wrong in the folder.
        """
        return self.situation().as_of(day)

    def assessment(self) -> Assessment | None:
        """The last assessment: of this server, or else the one saved beside the scenario; None if there is none."""
        with self._lock:
            if self._assessed is None:
                self._assessed = self.remembered()
            return self._assessed

    def remembered(self, day: date | None = None) -> Assessment | None:
        """The assessment saved for an evening; None if there is none."""
        return self.view(day).remembered(members=self.members)

    @property
    def up_to_date(self) -> bool:
        """Whether the last assessment was made from what stands there now."""
        found = self.assessment()
        if found is None:
            return False
        view = self.view()
        return found.view.day == view.day and found.claims == view.claims and found.view.scenario == view.scenario

    def assess(self, progress: Callable[[str, float], None], day: date | None = None) -> Assessment:
        """Forecast, and remember it.

        Raises
        ------
        InputError
            As `View.forecast`.
        """
        found = self.view(day).forecast(members=self.members, progress=progress)
        with self._lock:
            self._before, self._assessed = self._assessed, found
        return found

    def drawn(self, found: Assessment, name: str, draw: Callable[[Forecast], Chart | None]) -> Chart | None:
        """A chart of an assessment, drawn once: its two sizes are asked for one by one."""
        key = (f"{found.view.day} {id(found.forecast)}", name)
        if key not in self._charts:
            if len(self._charts) > _MOST_CHARTS:
                self._charts.clear()
            self._charts[key] = draw(found.forecast)
        return self._charts[key]

    def warm(self) -> None:
        """Load and compile what the first forecast needs, so that nobody waits for it later; problems wait, too."""
        self.warming = True
        try:
            found = self.assessment() if self.ready else None
            if found is not None:
                _ = found.outlook, found.needs
            elif self.ready:
                prior_futures(self.situation().scenario, members=_FEW, seed=1).run()
        except WaystationError:
            pass  # the page tells it, where somebody sees it
        finally:
            self.warming = False

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        """The situation's ledger, to decide in; made if there is none yet.

        Raises
        ------
        InputError
            If it cannot be opened.
        """
        target = self.situation().ledger
        with Ledger(target) as ledger:
            yield ledger

    def drafts(self) -> list[Claim]:
        """Claims read from reports that nobody has decided on, the least sure first."""
        view = self.view()
        waiting = [claim for claim in view.claims if claim.id in view.standing.drafts]
        return sorted(waiting, key=lambda claim: (claim.confidence or 0.0, claim.published, claim.id))

    def readings(self) -> dict[str, tuple[ReadReport, Reading]]:
        """By id of a claim: the report it was read from, and where its words stand."""
        return {
            reading.claim.id: (report, reading) for report in self.situation().reports for reading in report.readings
        }


def _state(folder: Path) -> Sequence[object]:
    """What tells that something changed: every file's name, size and time."""
    found = []
    for pattern in _WATCHED:
        for file in sorted(folder.glob(pattern)):
            try:
                status = file.stat()
            except OSError:
                continue
            found.append((file.name, status.st_size, status.st_mtime_ns))
    return found

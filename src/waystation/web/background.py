"""Long work of the page: one forecast at a time, in the background, with progress, time left and a stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from waystation.errors import InputError, Problem

__all__ = ["BackgroundWork", "Jobs", "StoppedError"]

Tell = Callable[[str, float], None]


class StoppedError(Exception):
    """The person asked for the work to stop."""


@dataclass
class BackgroundWork:
    """One piece of work.

    Parameters
    ----------
    what : what is being done, in words
    """

    what: str
    doing: str = "Starting"
    share: float = 0.0
    started: float = field(default_factory=time.monotonic)
    finished: bool = False
    stopped: bool = False
    problems: list[Problem] = field(default_factory=list)
    result: Any = None
    _stop: threading.Event = field(default_factory=threading.Event)

    def tell(self, doing: str, share: float) -> None:
        """Take note of progress; raises `StoppedError` where the work was asked to stop."""
        if self._stop.is_set():
            raise StoppedError
        self.doing, self.share = doing, min(max(share, 0.0), 1.0)

    def stop(self) -> None:
        """Ask the work to stop at its next report of progress."""
        self._stop.set()

    @property
    def seconds_left(self) -> float | None:
        """Rough seconds until the end; None before enough is known."""
        spent = time.monotonic() - self.started
        return spent * (1 - self.share) / self.share if self.share > 0.05 else None


class Jobs:
    """Runs one job at a time in a thread of its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.last: BackgroundWork | None = None

    @property
    def running(self) -> BackgroundWork | None:
        """The job at work, if there is one."""
        return self.last if self.last is not None and not self.last.finished else None

    def start(self, what: str, work: Callable[[Tell], Any]) -> BackgroundWork:
        """Start a job, unless one is at work: then that one is returned.

        Parameters
        ----------
        what : in words
        work : takes a function to report progress to; its value is the job's result
        """
        with self._lock:
            if self.running is not None:
                return self.running
            job = BackgroundWork(what)
            self.last = job
            threading.Thread(target=_run, args=(job, work), daemon=True, name=what).start()
            return job


def _run(job: BackgroundWork, work: Callable[[Tell], Any]) -> None:
    try:
        job.result = work(job.tell)
    except StoppedError:
        job.stopped = True
    except InputError as error:
        job.problems = list(error.problems)
    except Exception as error:  # the page must go on, and say that something is wrong with the program
        message = f"This is a fault of Waystation, not of your data: {type(error).__name__}."
        job.problems = [Problem(message, "Please report it, with what you did before.")]
        raise
    finally:
        job.finished = True

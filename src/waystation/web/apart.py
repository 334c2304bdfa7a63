"""A forecast in a process of its own: the page goes on answering, stops it at once, and keeps none of its memory.

The child opens the folder, fits, and saves the assessment beside the scenario as every command does; the page reads it
there. What goes between the two is progress and problems, never a result.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

from waystation.errors import InputError, Problem

__all__ = ["Evening", "fit_apart"]

_POLL_SECONDS = 0.2
_LESS_URGENT = 5
"""Added to the child's niceness: who looks at a page comes before a forecast."""


@dataclass(frozen=True)
class Evening:
    """What to forecast.

    Parameters
    ----------
    folder : scenario folder
    day : as-of date; None: that of the latest claim
    members : possible futures
    """

    folder: Path
    day: date | None
    members: int


def fit_apart(evening: Evening, tell: Callable[[str, float], None]) -> None:
    """Forecast an evening in a process of its own, and return when the assessment is saved.

    Parameters
    ----------
    evening : what to forecast
    tell : called with a word and the share done, a few times a second; what it raises ends the forecast

    Raises
    ------
    InputError
        As `View.forecast`; or if the process ended without an answer.
    """
    context = multiprocessing.get_context("spawn")  # threads run here: a fork would copy their locks as they stand
    ours, theirs = context.Pipe()
    child = context.Process(target=_fit, args=(evening, theirs), daemon=True, name="forecast")
    child.start()
    theirs.close()
    said: tuple[str, float] = ("Starting", 0.0)
    try:
        while True:
            tell(*said)
            if not ours.poll(_POLL_SECONDS):
                continue
            answer = ours.recv()
            if answer is None:
                return
            if isinstance(answer, list):
                raise InputError(answer)
            said = answer
    except EOFError:
        child.join()
        message = f"The forecast ended before its time (exit status {child.exitcode})."
        raise InputError(Problem(message, "Run it again; with less memory in use, if it ends again.")) from None
    finally:
        child.kill()
        child.join()
        ours.close()


def _fit(evening: Evening, page: Connection) -> None:
    """What the child does; when the page is gone, telling fails and the child ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is for the server, which ends its child
    if hasattr(os, "nice"):
        os.nice(_LESS_URGENT)
    from waystation.situation import open as open_situation

    def progress(word: str, share: float) -> None:
        page.send((word, share))

    try:
        view = open_situation(evening.folder).as_of(evening.day)
        made = view.forecast(members=evening.members, progress=progress)
        if not view.is_saved(members=evening.members):
            raise InputError(Problem(" ".join(made.notes), "Free space on the disk, and run the forecast again."))
    except InputError as error:
        page.send(list(error.problems))
    except BrokenPipeError:
        return
    else:
        page.send(None)

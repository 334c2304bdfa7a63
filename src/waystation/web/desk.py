"""The page's side of `worker`: gives it tasks one by one, and ends it when nobody has asked for a while."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from waystation.errors import InputError, Problem

__all__ = ["COMMAND", "Desk", "WorkerError"]

COMMAND = [sys.executable, "-P", "-m", "waystation.web.worker"]
"""Starts a worker; the folder and the number of members follow. No module is taken from the current folder."""

_NEW_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
"""On Windows what ``start_new_session`` is elsewhere: Ctrl-C reaches the page alone, which then ends its workers."""

_IDLE_SECONDS = 300.0

_KILLED = -9
"""How a process ends that the system has killed."""

_ENDING_SECONDS = 5.0
"""How long one waits for a process that has closed its answers."""

Tell = Callable[[str, float], None]


class WorkerError(InputError):
    """The worker did not answer, or is at fault: nothing is wrong with what it was given."""


class Desk:
    """A process that answers one task after the other; it starts with the first one.

    Parameters
    ----------
    folder : of the scenario
    members : possible futures of a forecast
    """

    def __init__(self, folder: Path, members: int):
        self._command = [*COMMAND, str(folder), str(members)]
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._idle: threading.Timer | None = None

    def ask(self, do: str, tell: Tell | None = None, **given: object) -> Any:
        """The answer to a task of `worker`; others who ask wait.

        Parameters
        ----------
        do : name of the task
        tell : takes progress; what it raises ends the process
        given : what the task needs

        Raises
        ------
        InputError
            With the problems that the worker found.
        WorkerError
            If it was ended before it answered, or is at fault.
        """
        with self._lock:
            process = self._running()
            finished = False
            try:
                said = _talk(process, {"do": do, **given}, tell)
                finished = True
            finally:
                if not finished:
                    self._kill()
            self._wait_for_next()
        if "answer" in said:
            return said["answer"]
        if "problems" in said:
            raise InputError([Problem(**each) for each in said["problems"]])
        raise WorkerError(_fault(said))

    def end(self) -> None:
        """End the process, whatever it does; the next task starts another."""
        if self._idle is not None:
            self._idle.cancel()
        self._kill()

    def _running(self) -> subprocess.Popen[str]:
        if self._idle is not None:
            self._idle.cancel()
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
                start_new_session=True, creationflags=_NEW_GROUP,
            )  # fmt: skip
        return self._process

    def _wait_for_next(self) -> None:
        self._idle = threading.Timer(_IDLE_SECONDS, self.end_if_idle)
        self._idle.daemon = True
        self._idle.start()

    def end_if_idle(self) -> None:
        """End the process unless somebody waits for an answer."""
        if self._lock.acquire(blocking=False):  # else somebody asks just now
            try:
                self._kill()
            finally:
                self._lock.release()

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def _talk(process: subprocess.Popen[str], task: dict[str, object], tell: Tell | None) -> dict[str, Any]:
    """Give a task, pass on its progress, and wait for its end."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(task) + "\n")
        process.stdin.flush()
        for line in process.stdout:
            said: dict[str, Any] = json.loads(line)
            if "doing" not in said:
                return said
            if tell is not None:
                tell(said["doing"], said["share"])
    except OSError:
        pass
    except ValueError:
        return {"fault": "an answer that cannot be read"}
    return {"ended": _code(process)}


def _code(process: subprocess.Popen[str]) -> int | None:
    """How a process ended: its code, below 0 the signal that ended it; None if it did not."""
    try:
        return process.wait(_ENDING_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _fault(said: dict[str, Any]) -> Problem:
    code = said.get("ended", 0)
    if code == _KILLED:
        message = "The process that computes was ended by the system before it was done, most often for want of memory."
        fix = "Close other programs, or start the page with fewer --members. Then try again. Nothing was changed."
        return Problem(message, fix)
    if "ended" in said:
        message = f"The process that computes ended before it was done ({_how(code)}). Nothing was changed."
        return Problem(message, "Try again. If it happens once more, please report it, with what you did before.")
    message = f"This is a fault of Waystation, not of your data: {said.get('fault', '')}."
    return Problem(message, "Please report it, with what you did before.")


def _how(code: int | None) -> str:
    if code is None:
        return "it does not answer"
    return f"signal {-code}" if code < 0 else f"code {code}"

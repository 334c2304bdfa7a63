"""A command of the program in a process of its own, and what is done to it while it changes files.

`sys.addaudithook` tells the moments at which a process opens, makes, renames or removes a file.
"""

from __future__ import annotations

import ctypes
import errno
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 60
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_CHANGES = {"os.rename": 1, "os.mkdir": 0, "os.remove": 0, "os.rmdir": 0, "os.link": 1, "os.truncate": 0}


@dataclass
class Ended:
    """How a run ended, what it printed, and how many moments of change it had."""

    status: int
    words: str
    moments: int

    @property
    def well(self) -> bool:
        """Whether it did what was asked."""
        return self.status == 0


@dataclass
class Running:
    """A run in a process of its own, and where it says what it says."""

    process: int
    says: int

    def ended(self, home: Path) -> Ended:
        """Wait for it."""
        with os.fdopen(self.says, "rb") as pipe:
            words = pipe.read().decode("utf-8", "replace")
        status = os.waitpid(self.process, 0)[1]
        counted = home.parent / "moments"
        return Ended(status, words, len(counted.read_bytes()) if counted.exists() else 0)


def started(words: list[str], home: Path, hurt: Callable[[], None] | None = None) -> Running:
    says, said = os.pipe()  # not a file, which a limit of size would touch
    child = os.fork()
    if child:
        os.close(said)
        return Running(child, says)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.chdir(home)
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    code = 1
    try:
        if hurt:
            hurt()
        from waystation.cli import main

        main(words)
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def at_moments(home: Path, act: Callable[[int, str, str], None]) -> Callable[[], None]:
    """What a child does to have something happen each time that it changes a file below the folder."""
    counted = home.parent / "moments"
    counted.unlink(missing_ok=True)

    def begin() -> None:
        handle = os.open(counted, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        number = [0]

        def hook(event: str, given: tuple[Any, ...]) -> None:
            if event == "open":
                path, mode, flags = given
                if not (set(str(mode or "")) & set("wax+") or (flags or 0) & _WRITES):
                    return
            elif event in _CHANGES:
                path = given[_CHANGES[event]]
            else:
                return
            if isinstance(path, int) or not Path(os.fsdecode(path)).absolute().is_relative_to(home):
                return
            number[0] += 1
            os.write(handle, b".")
            act(number[0], event, os.fsdecode(path))

        sys.addaudithook(hook)

    return begin


def count(_number: int, _event: str, _path: str) -> None:
    pass


def kill(at: int) -> Callable[[int, str, str], None]:
    return lambda number, event, path: os.kill(os.getpid(), signal.SIGKILL) if number == at else None


def kill_after(seconds: float) -> Callable[[], None]:
    def begin() -> None:
        signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        signal.setitimer(signal.ITIMER_REAL, seconds)

    return begin


def wait(at: int) -> Callable[[int, str, str], None]:
    return lambda number, event, path: os.kill(os.getpid(), signal.SIGSTOP) if number == at else None


def full(at: int) -> Callable[[int, str, str], None]:
    def act(number: int, event: str, path: str) -> None:
        if number >= at and event in {"open", "os.mkdir", "os.link"}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), path)

    return act


def refused(at: int) -> Callable[[int, str, str], None]:
    def act(number: int, event: str, path: str) -> None:
        if number == at and event not in {"os.remove", "os.rmdir"}:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    return act


def read_only(home: Path) -> Callable[[], None]:
    def begin() -> None:
        for each in [*home.rglob("*"), home]:
            each.chmod(0o555 if each.is_dir() else 0o444)
        _no_rights_of_root()

    return begin


def _no_rights_of_root() -> None:
    """Root may write everywhere until it gives up its capabilities (Linux, capset(2), version 3)."""
    if os.geteuid() == 0 and sys.platform == "linux":
        header, none = struct.pack("=Ii", 0x20080522, 0), struct.pack("=6I", *[0] * 6)
        if ctypes.CDLL(None, use_errno=True).capset(header, none):
            raise OSError(ctypes.get_errno(), "capset")

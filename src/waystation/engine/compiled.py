"""How loops are compiled, and how long what was compiled is used again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import numba

__all__ = ["NO_DOOR", "compiled", "inner", "njit"]

_OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    # A division by zero gives inf or nan, as in NumPy: no check before each.
    "error_model": "numpy",
    # No reference counts: the loops make no arrays, and counting at every use of one took 60 % of the time.
    "_nrt": False,
}
NO_DOOR: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
"""Options for a loop that only compiled loops call: it has no door for Python, which takes a quarter of the time to
compile."""
_PACKAGE = Path(__file__).resolve().parents[1]
_IMPORT = re.compile(r"^from waystation\.((?:engine|forecast)[\w.]*) import", re.MULTILINE)


def compiled(**more: Any) -> Any:
    """Decorator for a plain loop over arrays that makes none itself.

    Parameters
    ----------
    more : options of `numba.njit`, such as ``inline="always"`` or ``forceinline=True`` for a function with very many
        arguments, which are copied at each call otherwise
    """
    return njit(**{**_OPTIONS, **more})


def inner(**more: Any) -> Any:
    """The same for a loop that only compiled loops call."""
    return compiled(**NO_DOOR, **more)


def njit(**options: Any) -> Any:
    """`numba.njit`, but what it keeps holds only while all files that the function may use are as they were.

    Numba keeps a compiled function (``cache=True``) until its own file changes. A piece that another file gives to it
    is compiled into it: were only that file changed, by an update or by hand, the old piece would run on in silence.
    """
    make = numba.njit(**options)

    def made(function: Callable[..., Any]) -> Any:
        loop = make(function)
        file: Any = getattr(getattr(loop, "_cache", None), "_cache_file", None)
        if file is not None and hasattr(file, "_source_stamp"):
            file._source_stamp = _stamp(Path(function.__code__.co_filename).resolve()) or file._source_stamp
            file._load_index = partial(_readable, file._load_index)
        return loop

    return made


def _readable(load: Callable[[], dict[Any, str]]) -> dict[Any, str]:
    """What was kept; nothing where it cannot be read, as after an update in place that moved or renamed a module.

    Numba unpickles the whole list before it asks whether it is of this source, and the list names modules.
    """
    try:
        return load()
    except Exception:  # whatever a module that is gone or a damaged file leads to: compile again
        return {}


def _stamp(file: Path) -> str | None:
    """A digest of a file and of those of the engine and the forecast that it imports from, directly or not."""
    try:
        reached, ahead = {file}, [file]
        while ahead:
            found = _imported(ahead.pop()) - reached
            reached |= found
            ahead += found
        return hashlib.sha256(b"".join(_text(each).encode() for each in sorted(reached))).hexdigest()
    except OSError:  # no files to read: the package lies in an archive
        return None


@cache
def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@cache
def _imported(file: Path) -> set[Path]:
    modules = [_PACKAGE.joinpath(*name.split(".")) for name in _IMPORT.findall(_text(file))]
    return {source for each in modules if (source := each.with_suffix(".py")).exists()}

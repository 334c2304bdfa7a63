"""Which program works here: version, a hash of its kernels, the libraries, and how this machine reckons."""

from __future__ import annotations

import hashlib
import math
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

from waystation.errors import InputError, Problem

__all__ = ["Program", "refuse_other_program", "this_program"]

Program = Mapping[str, str]
"""What must be alike wherever slices of one job run, by name."""

_HOME = Path(__file__).resolve().parents[1]
_LIBRARIES = ("numpy", "scipy", "numba")
_ROOMS = ("data", "scale", "world", "claims", "network", "engine", "forecast", "plan", "study")
"""Those that results come from; what only shows them may differ."""


@cache
def this_program() -> Program:
    """Version, hash of the code with its data, versions of the libraries that decide bits, and of the arithmetic.

    The last is the hash of some thousand logarithms, exponentials and draws: two machines whose mathematical
    libraries round differently would give members that are not the same, though every version agrees.

    Examples
    --------
    >>> list(this_program())
    ['waystation', 'kernels', 'python', 'numpy', 'scipy', 'numba', 'arithmetic']
    """
    return {
        "waystation": version("waystation"),
        "kernels": _code(),
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: version(name) for name in _LIBRARIES},
        "arithmetic": _arithmetic(),
    }


def _code() -> str:
    digest = hashlib.sha256()
    for file in (file for room in _ROOMS for file in sorted((_HOME / room).rglob("*"))):
        if file.suffix in {".py", ".toml", ".csv", ".json", ".gz"} and file.is_file():
            digest.update(file.relative_to(_HOME).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def _arithmetic() -> str:
    rng = np.random.default_rng(20190304)
    x = rng.random(4096) * 40.0
    parts = [np.exp(-x), np.log(x), np.log1p(x), np.cos(x), np.sqrt(x), x**1.7, rng.standard_normal(4096)]
    parts += [np.array([f(each) for each in x[:512].tolist()]) for f in (math.exp, math.log, math.cos, math.log1p)]
    parts.append(rng.poisson(x).astype(np.float64))
    return hashlib.sha256(b"".join(each.astype("<f8").tobytes() for each in parts)).hexdigest()[:16]


def refuse_other_program(others: Mapping[str, Program], fix: str, mine: Program | None = None) -> None:
    """Refuse work of another program: mixed results would look whole and be wrong.

    Parameters
    ----------
    others : what each has, by name of the worker or file
    fix : what to do about it
    mine : the program that they must have; default: that of this process

    Raises
    ------
    InputError
        With a problem for each that differs, which says in what.
    """
    mine = mine or this_program()
    problems = []
    for name, theirs in others.items():
        differ = [
            f"{what} {theirs.get(what, 'unknown')} there, {mine[what]} here"
            for what in mine
            if theirs.get(what) != mine[what]
        ]
        if differ:
            problems.append(Problem(f"{name} has another program: {'; '.join(differ)}.", fix, value=name))
    if problems:
        raise InputError(problems)

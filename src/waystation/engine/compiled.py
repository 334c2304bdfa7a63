"""How the loops over members are compiled."""

from __future__ import annotations

from typing import Any

from numba import njit

__all__ = ["compiled"]

_OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    # A division by zero gives inf or nan, as in NumPy: no check before each.
    "error_model": "numpy",
    # No reference counts: the loops make no arrays, and counting at every use of one took 60 % of the time.
    "_nrt": False,
}


def compiled(**more: Any) -> Any:
    """Decorator for a plain loop over arrays that makes none itself.

    Parameters
    ----------
    more : options of `numba.njit`, such as ``inline="always"`` for a function with very many arguments,
        which are copied at each call otherwise
    """
    return njit(**{**_OPTIONS, **more})

"""How the page and its worker keep their memory small."""

from __future__ import annotations

import ctypes
import gc
import sys

__all__ = ["give_memory_back", "trim", "without_unused"]

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Names of settings in glibc's ``malloc.h``."""

_UNUSED = {"xarray": "dask", "numba": "coverage"}
"""Libraries that load others where these are installed, and what a worker has no use for: 12 MB."""


def give_memory_back() -> None:
    """Let large arrays go back to the system when they are freed, with glibc: it would keep some 100 MB of them."""
    library = _glibc()
    if library is not None:
        library.mallopt(_MMAP_THRESHOLD, 256 * 1024)
        library.mallopt(_ARENA_MAX, 2)


def trim() -> None:
    """Give back now what is free between small pieces: between two pieces of work, as it takes some milliseconds."""
    gc.collect()
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    """None on another system, or with another C library."""
    try:
        library = ctypes.CDLL("libc.so.6")
        return library if hasattr(library, "mallopt") and hasattr(library, "malloc_trim") else None
    except OSError:
        return None


def without_unused() -> None:
    """Keep other libraries from loading what this process does not use."""
    for loader, unused in _UNUSED.items():
        if loader not in sys.modules:  # else it has seen already that the other is there
            sys.modules.setdefault(unused, None)  # type: ignore[arg-type]

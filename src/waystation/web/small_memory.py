"""How the page and its worker keep their memory small."""

from __future__ import annotations

import ctypes
import sys

__all__ = ["give_memory_back", "without_arrow"]

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Names of settings in glibc's ``malloc.h``."""


def give_memory_back() -> None:
    """Let large arrays go back to the system when they are freed, with glibc: it would keep some 100 MB of them."""
    try:
        library = ctypes.CDLL("libc.so.6")
        library.mallopt(_MMAP_THRESHOLD, 256 * 1024)
        library.mallopt(_ARENA_MAX, 2)
    except (OSError, AttributeError):
        return  # another system, or another C library


def without_arrow() -> None:
    """Keep pandas from loading pyarrow, which is there for tables of the hub: 35 MB for the strings of few rows."""
    sys.modules.setdefault("pyarrow", None)  # type: ignore[arg-type]

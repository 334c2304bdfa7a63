"""How the page and its worker keep their memory small."""

from __future__ import annotations

import ctypes

__all__ = ["give_memory_back"]

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

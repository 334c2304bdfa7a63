"""pyarrow only where a table is read or written with it: part of the ground floor."""

from __future__ import annotations

import sys
from types import ModuleType

__all__ = ["allow_arrow", "without_arrow"]

_NAME = "pyarrow"


def without_arrow() -> None:
    """Keep pandas from loading pyarrow in a process of our own: 35 MB for the strings of few rows."""
    sys.modules.setdefault(_NAME, None)  # type: ignore[arg-type]


def allow_arrow() -> None:
    """Let pyarrow be loaded after all, where a table is read or written with it."""
    absent: ModuleType | None = sys.modules.get(_NAME)
    if absent is None:
        sys.modules.pop(_NAME, None)

"""A package that hands out names of its modules when they are first used: part of the ground floor.

Loading numba, pandas and matplotlib takes seconds, and most commands and the first page need none of them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType

__all__ = ["hand_out"]


def hand_out(room: str, names: Mapping[str, Iterable[str]]) -> None:
    """Let a package hand out names of its modules, each loaded when one of its names is first used.

    The package imports the same names under ``TYPE_CHECKING`` and lists them in ``__all__``; tests hold the three to
    be one.

    Parameters
    ----------
    room : the package's ``__name__``
    names : by module below the package: what it gives

    Examples
    --------
    >>> import waystation.plan                         # loads neither pandas nor scipy
    >>> waystation.plan.compare.__module__             # the function, not the module of that name
    'waystation.plan.compare'
    """
    package = sys.modules[room]
    package._module_of = {name: module for module, given in names.items() for name in given}  # type: ignore[attr-defined]
    package.__class__ = _Room


class _Room(ModuleType):
    """A package whose names are looked up when first used."""

    _module_of: dict[str, str]

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") or name not in self._module_of:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        value: object = getattr(import_module(f"{self.__name__}.{self._module_of[name]}"), name)
        self.__dict__[name] = value
        return value

    def __setattr__(self, name: str, value: object) -> None:
        # Python binds a module to its name here when the module is imported; the function `compare` keeps its name
        # beside the module `waystation.plan.compare`.
        if not (name in self.__dict__.get("_module_of", ()) and isinstance(value, ModuleType)):
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*self.__dict__, *self._module_of})

"""What can go wrong, said so that a person can put it right.

One small family: everything raised on purpose derives from `WaystationError`. Bad input is an
`InputError`, which carries every `Problem` found, each with its place and its fix.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

__all__ = ["ConservationError", "InputError", "Problem", "WaystationError", "nearest"]


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the input, where it stands and how to carry on.

    Parameters
    ----------
    message : what is wrong, as a sentence, the offending value included
    fix : what to do about it, as a sentence
    file : file name as the user knows it
    row : row in a table as a spreadsheet numbers it: the header is row 1
    column : column of a table, dotted setting such as ``stages.search.lanes``, or option such as ``--members``
    value : the offending value as written
    code : short name of the kind of problem, such as ``missing-file``, where code has to tell kinds apart: wordings are
        for people and may change
    """

    message: str
    fix: str = ""
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    code: str = ""

    def __str__(self) -> str:
        where = [part for part in (self.file, f"row {self.row}" if self.row else "") if part]
        if self.column:
            where.append(self._named())
        text = f"{', '.join(where)}: {self.message}" if where else self.message
        return f"{text} {self.fix}".strip()

    def _named(self) -> str:
        """The column of a table, the setting of a file, or else the option, answer or field by its own name."""
        if self.file.endswith(".toml"):
            return f'setting "{self.column}"'
        if self.file or self.row:
            return f'column "{self.column}"'
        return self.column if self.column.startswith("--") else f'"{self.column}"'

    def as_dict(self) -> dict[str, object]:
        """The same, for machines."""
        return asdict(self)


class WaystationError(Exception):
    """Base of every error raised on purpose."""


class InputError(WaystationError):
    """Input that cannot be used; carries all problems found, not just the first.

    Examples
    --------
    >>> raise InputError([Problem('"12,5" is not a number.', "Write 12.5.", "routes.csv", 14, "distance_km")])
    Traceback (most recent call last):
    ...
    waystation.errors.InputError: routes.csv, row 14, column "distance_km": "12,5" is not a number. Write 12.5.
    """

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems: Sequence[Problem] = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[InputError], tuple[list[Problem]]]:
        """Pickled with its problems: it may be raised by a worker on another machine."""
        return type(self), (list(self.problems),)


class ConservationError(WaystationError):
    """People appeared or vanished in a run: always a fault of the engine, never of the input."""


_ALIKE = 0.61
"""Names less alike than this are not offered: "role" is not what "people" was meant to be."""


def nearest(name: str, names: Iterable[str]) -> str:
    """A sentence offering the nearest right name, or listing the names when none is near.

    Examples
    --------
    >>> nearest("camp_capcity", ["camp_capacity", "camp_name"])
    'Did you mean "camp_capacity"?'
    >>> nearest("zzz", ["open", "held"])
    'Use one of: held, open.'
    """
    known = sorted(names)
    folded = {each.casefold(): each for each in known}
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=_ALIKE)
    if close:
        return f'Did you mean "{folded[close[0]]}"?'
    return f"Use one of: {', '.join(known)}." if known else ""

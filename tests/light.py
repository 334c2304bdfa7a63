"""Quick fits, for tests that ask what is done with a fit, not how good it is.

How good fits are is tested in `tests/forecast`, with the usual effort. A process of its own takes them by
``python tests/light.py COMMAND ...``: the command line, but for the effort.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

__all__ = ["PROGRAM", "light_fits"]

PROGRAM = (sys.executable, str(Path(__file__).resolve()))
"""The command line with quick fits, as a process of its own."""


def light_fits(replace: Callable[[object, str, object], None] = setattr) -> None:
    """Let a forecast that is not told how hard to try do so a tenth as hard; ``replace`` puts an attribute in place."""
    from waystation.forecast import forecasting
    from waystation.forecast.sampler import Effort

    quick = partial(Effort, chains=12, pool=4, tempered=6, settling=6, rounds=12, moves=4, checks=1, checked=10)
    replace(forecasting, "Effort", quick)


if __name__ == "__main__":
    from waystation.cli import main

    light_fits()
    main()

"""Quick fits, for tests that ask what is done with a fit, not how good it is.

How good fits are is tested in `tests/forecast`, with the usual effort; limits in `tests/plan`; charts in `tests/share`
and, on an example, in `tests/test_demo.py`. ``python tests/light.py COMMAND ...`` is the command line but for the
effort; it prints charts.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

__all__ = ["HOST", "PROGRAM", "blank_charts", "light_fits", "light_limits"]

HOST = "127.0.0.1:8765"
"""Where a page without a server of its own says it is."""

PROGRAM = (sys.executable, str(Path(__file__).resolve()))
"""The command line with quick fits, as a process of its own; with ``--blank`` first, charts are not printed."""

Replace = Callable[[object, str, object], None]
"""Puts an attribute in place, as `setattr` or `pytest.MonkeyPatch.setattr`."""


def light_fits(replace: Replace = setattr) -> None:
    """Let a forecast that is not told how hard to try do so a tenth as hard."""
    from waystation.forecast.scenario import forecast_scenario
    from waystation.forecast.scenario.effort import Effort

    quick = partial(Effort, chains=12, pool=4, tempered=6, settling=6, rounds=12, moves=4, checks=1, checked=10)
    replace(forecast_scenario, "Effort", quick)


def light_limits(replace: Replace = setattr, *, futures: int = 0) -> None:
    """Hold no future to its limit where three are, or so many: each is a linear programme."""
    # The room gives its function the name of this module, so that `from waystation.plan import` finds that.
    module = import_module("waystation.plan.outlook")
    solving = module._solving
    replace(module, "_solving", lambda run, looked_at, workers: solving(run, min(looked_at, futures), workers))


def blank_charts(replace: Replace = setattr) -> None:
    """Make every chart of a page once, wide, but do not print it: laying out and printing takes longest."""
    from waystation.share.charts import style

    drawn, printed = style.rendered, style._printed

    def wide_alone(draw: style.Draw, size: style.Size, height: float, *form: Any, **look: Any) -> bytes:
        # The narrow drawing is made by the same function; both are drawn in `tests/share` and in `tests/test_demo.py`.
        if size == style.NARROW and form == ("svg",):
            return _empty(size.width, height)
        return drawn(draw, size, height, *form, **look)

    def blank(figure: Figure) -> bytes:
        if not isinstance(figure.canvas, FigureCanvasSVG):
            return printed(figure)
        return _empty(*72 * figure.get_size_inches())

    replace(style, "rendered", wide_alone)
    replace(style, "_printed", blank)


def _empty(wide: float, high: float) -> bytes:
    return f'<svg viewBox="0 0 {wide:g} {high:g}" xmlns="http://www.w3.org/2000/svg"></svg>'.encode()


if __name__ == "__main__":
    from waystation.cli import main

    light_fits()
    light_limits(futures=1)
    worker = [*PROGRAM]
    if sys.argv[1:2] == ["--blank"]:
        worker.append(sys.argv.pop(1))
        blank_charts()
    if sys.argv[1:2] == ["--worker"]:
        from waystation.web.worker import main as work

        del sys.argv[1]
        work()
    else:
        with suppress(ImportError):  # the extra web is not installed
            from waystation.web import desk

            desk.COMMAND = [*worker, "--worker"]
        main()

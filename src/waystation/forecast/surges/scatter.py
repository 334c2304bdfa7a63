"""How published totals scatter about the running total, learned from past surges.

Many figures of a day are yesterday's, or another office's: half of all published totals agree with the series that
the counts make up, and most of the others lie below it. A forecast of *what will be published* has to say
so. And "more than 40,000" is not 40,000: past surges say how far above such bounds the total was.
``data/published_scatter.csv`` has a row a published total; ``benchmarks/priors/scatter.py`` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import pandas as pd

from waystation.claims import Claim
from waystation.claims.history import figure_of, history, speaks_of
from waystation.errors import InputError
from waystation.forecast.surges.folder import PastSurge

__all__ = ["draw_scatter", "draw_slack", "measure_bounds", "measure_scatter", "scatter_table"]

Floats = npt.NDArray[np.float64]


def draw_scatter(size: tuple[int, ...], rng: np.random.Generator, leave_out: Iterable[str] = ()) -> Floats:
    """Logarithms of published over running totals: a past surge picked evenly, then one of its figures.

    Parameters
    ----------
    size : shape of the answer
    rng : draws everything
    leave_out : past surges that are not looked at

    Examples
    --------
    >>> logs = draw_scatter((1000,), np.random.default_rng(1))
    >>> bool(np.quantile(logs, 0.1) < np.quantile(logs, 0.9) + 1e-9 < 0.2)
    True
    """
    return _draw("total", size, rng, leave_out)


def draw_slack(size: tuple[int, ...], rng: np.random.Generator, leave_out: Iterable[str] = ()) -> Floats:
    """Logarithms of trusted totals over the lower bounds published of them, none below 0.

    Parameters
    ----------
    size, rng, leave_out : as in `draw_scatter`
    """
    return np.asarray(np.maximum(-_draw("bound", size, rng, leave_out), 0.0))


def _draw(kind: str, size: tuple[int, ...], rng: np.random.Generator, leave_out: Iterable[str]) -> Floats:
    """A surge picked evenly among those that have figures of the kind, then one of its figures."""
    out = set(leave_out)
    surges = [logs for (name, of_kind), logs in _shipped().items() if name not in out and of_kind == kind]
    counts = np.array([len(logs) for logs in surges])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    which = rng.integers(0, len(surges), size)
    within = np.floor(rng.random(size) * counts[which]).astype(np.int64)
    return np.asarray(np.concatenate(surges)[starts[which] + within])


@cache
def _shipped() -> dict[tuple[str, str], Floats]:
    with resources.files("waystation.data").joinpath("published_scatter.csv").open("r", encoding="utf-8") as file:
        table = pd.read_csv(file)
    groups = table.groupby(["surge", "kind"])
    return {(str(name), str(kind)): group["log_ratio"].to_numpy(np.float64) for (name, kind), group in groups}


def measure_scatter(claims: Sequence[Claim], *, place: str, term: str) -> Floats:
    """Logarithms of the figures published of a running total over the series they make up, once all are known.

    Bounds, parts and counts that began at another time are left out.

    Parameters
    ----------
    claims : all claims of one surge
    place, term : the running total, as in `waystation.claims.history.history`

    Raises
    ------
    InputError
        If no total of that place and term is known.
    """
    past = history(claims, max(claim.published for claim in claims), place=place, term=term)
    found = []
    for claim in claims:
        bound = claim.quantity_low is None or claim.quantity_high is None
        if bound or speaks_of(claim, place, term) or past.counts_from_another_day(claim.id):
            continue
        day = (claim.until - past.began).days
        if past.days[0] <= day <= past.days[-1] and figure_of(claim) > 0.0:
            found.append(np.log(figure_of(claim) / np.interp(day, past.days, past.totals)))
    return np.array(found)


def measure_bounds(surge: PastSurge) -> Floats:
    """Logarithms of the lower bounds published of a running total over its trusted totals of those days.

    Parameters
    ----------
    surge : with trusted totals; bounds outside their days are left out, and so are counts of another start
    """
    days = [total.day.toordinal() for total in surge.totals]
    last = max([total.published for total in surge.totals] + [claim.published for claim in surge.claims])
    past = history(surge.claims, last, place=surge.place, term=surge.term)
    found = []
    for claim in surge.claims:
        if claim.quantity_high is not None or past.counts_from_another_day(claim.id):
            continue
        if speaks_of(claim, surge.place, surge.term):
            continue
        if days[0] <= claim.until.toordinal() <= days[-1] and figure_of(claim) > 0.0:
            total = np.interp(claim.until.toordinal(), days, [each.people for each in surge.totals])
            found.append(np.log(figure_of(claim) / total))
    return np.array(found)


def scatter_table(surges: Sequence[PastSurge]) -> pd.DataFrame:
    """Columns surge, kind ("total" or "bound"), log_ratio. Surges whose claims make no total have no row."""
    rows: list[list[object]] = []
    for surge in surges:
        try:
            totals = measure_scatter(surge.claims, place=surge.place, term=surge.term)
        except InputError:
            continue
        rows += [[surge.name, "total", log] for log in totals.tolist()]
        rows += [[surge.name, "bound", log] for log in measure_bounds(surge).tolist()]
    return pd.DataFrame(rows, columns=["surge", "kind", "log_ratio"])

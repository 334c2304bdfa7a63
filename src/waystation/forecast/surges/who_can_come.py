"""How many people can still come, where somebody says how many live or remain at the origin."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr

from waystation.claims.history import History

__all__ = ["more_than_lived_there", "who_can_still_come"]

Floats = npt.NDArray[np.float64]

_TOO_HIGH, _ERROR = 0.2, 0.1
"""Claimed populations were too high: people had left before, or all of a district were counted. So far in the mean, as
an exponential of the logarithm; and the error either way. Those claimed for Karabakh, East Ghouta and others of past
surges ran a tenth to a half too high."""

_REFUTED = 0.02
"""Where so many came that the claim would hold with less than this chance, it is not believed: it bounds nobody."""

_REMAINING = (0.2, 0.6)
_BELIEF_IN_REMAINING = 0.5
"""Log bias and log error of claimed remainders, and how many members believe these: they were wrong both ways."""

_AS_MANY_AGAIN = 0.02
"""Up to this share of those who have come may always come besides, whatever is claimed."""


def who_can_still_come(past: History, members: int, rng: np.random.Generator) -> Floats:
    """(members,) people; infinite where no claim bounds them.

    Whatever is claimed, a few more may always come: claims were overtaken before.

    Parameters
    ----------
    past : the counts, and what is claimed of the origin
    members : how many
    rng : draws the errors of the claims

    Examples
    --------
    >>> from datetime import date
    >>> past = History(date(2030, 1, 1), np.array([3.0]), np.array([90_000.0]), population=100_000.0)
    >>> left = who_can_still_come(past, 1000, np.random.default_rng(1))
    >>> bool((left > 0.0).all()), bool(5_000 < np.median(left) < 10_000)
    (True, True)
    """
    total = past.totals[-1]
    more = _AS_MANY_AGAIN * total * rng.random(members)
    errors = rng.standard_normal((2, members))
    believes = rng.random(members) < _BELIEF_IN_REMAINING
    left = np.full(members, np.inf)
    if past.population is not None and not more_than_lived_there(past):
        logs, levels = _population_law()
        # So many have come already: there were at least as many before.
        least = _share_below(past.population, total)
        true = np.interp(least + (1.0 - least) * ndtr(errors[0]), levels, logs)
        left = np.maximum(past.population * np.exp(true) - total, more)
    if past.remaining is not None:
        bias, error = _REMAINING
        claimed = past.remaining * np.exp(bias + error * errors[1]) + more
        left = np.where(believes, np.minimum(left, claimed), left)
    return left


def more_than_lived_there(past: History) -> bool:
    """Whether more people came than are claimed to have lived at the origin, by more than such claims err.

    Parameters
    ----------
    past : the counts, and what is claimed of the origin

    Examples
    --------
    >>> from datetime import date
    >>> more_than_lived_there(History(date(2030, 1, 1), np.array([3.0]), np.array([90_000.0]), population=60_000.0))
    True
    """
    return past.population is not None and _share_below(past.population, past.totals[-1]) > 1.0 - _REFUTED


def _share_below(population: float, total: float) -> float:
    """The chance that fewer people lived there than have come, before anything is known of these."""
    logs, levels = _population_law()
    return float(np.interp(np.log(max(total, 1.0) / max(population, 1.0)), logs, levels))


@cache
def _population_law() -> tuple[Floats, Floats]:
    """The logarithm of the true population over the claimed one, and the chance that it lies below."""
    logs = np.linspace(-3.0, 0.6, 3601)
    far, share = logs / _ERROR, _ERROR / _TOO_HIGH  # an exponential and a normal error, added
    return logs, ndtr(far) + np.exp(logs / _TOO_HIGH + share**2 / 2.0) * ndtr(-far - share)

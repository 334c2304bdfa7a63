"""How sure a reading is: the chance that figure, unit and term are right, learned on annotated excerpts."""

from __future__ import annotations

import math

from waystation.claims.reading.drawn import Drawn

__all__ = ["confidence"]

_STATED_UNIT = 1.0
_BASE = 1.6
_FAR = -0.09


def confidence(drawn: Drawn) -> float:
    """Chance that figure, unit and term of a reading are right, from 0 to 1.

    Parameters
    ----------
    drawn : the figure as read
    """
    logit = _BASE + _FAR * min(drawn.far, 40.0) + (_STATED_UNIT if drawn.counted.unit else 0.0)
    return round(1 / (1 + math.exp(-logit)), 2)

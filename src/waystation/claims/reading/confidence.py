"""How sure a reading is: the chance that figure, unit and term are right, learned on annotated excerpts."""

from __future__ import annotations

import math

from waystation.claims.reading.drawn import Drawn

__all__ = ["confidence"]

# A logistic regression on 223 annotated excerpts, printed by benchmarks/reading.py with its calibration in five folds.
_BASE = 0.339
_FAR = -0.080
_STATED_UNIT = 1.099
_FARTHEST = 40.0


def confidence(drawn: Drawn) -> float:
    """Chance that figure, unit and term of a reading are right, from 0 to 1.

    Parameters
    ----------
    drawn : the figure as read

    Notes
    -----
    Annotators of displacement chose among ten terms, and often another than a camp manager's reader would;
    the chance is one of agreeing with them.
    """
    logit = _BASE + _FAR * min(max(drawn.far, 0.0), _FARTHEST) + (_STATED_UNIT if drawn.counted.unit else 0.0)
    return round(1 / (1 + math.exp(-logit)), 2)

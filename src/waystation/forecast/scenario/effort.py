"""How hard to try to fit the claims, and about how long that takes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from waystation.errors import InputError, Problem
from waystation.forecast.scenario.model import Model

__all__ = ["RUNS", "Effort", "effort_of_minutes"]

RUNS = 2
"""Independent runs in one fit."""
_LETTING_IN = 15
"""Times that more of the claims is let in, as a rule."""
_SECONDS_A_MOVE, _SECONDS_A_STEP = 3e-5, 2.5e-8
"""Of one core of a laptop, for one move of one chain; and for each node and channel in each half day."""
_LEAST_MINUTES, _MOST_MINUTES = 0.05, 24 * 60.0


@dataclass(frozen=True)
class Effort:
    """How hard to try.

    ``chains`` in each of two runs start from ``pool`` points each; ``tempered`` moves follow each time that more of the
    claims is let in. With all in there are ``settling`` rounds and then ``rounds`` whose ends can be kept, each of
    ``moves`` moves. ``keep`` is the effective share of members by which claims are let in. ``checks`` times the members
    are moved on with the engine's consent, ``checked`` moves at a time.
    """

    chains: int = 40
    pool: int = 4
    tempered: int = 32
    settling: int = 30
    rounds: int = 30
    moves: int = 20
    keep: float = 0.5
    checks: int = 1
    checked: int = 10

    def times(self, factor: float) -> Effort:
        """The same with so many times the rounds with all claims in."""
        longer = {"settling": max(2, round(self.settling * factor)), "rounds": max(4, round(self.rounds * factor))}
        return replace(self, **longer)

    def minutes(self, model: Model) -> float:
        """About how many minutes of one core of a laptop it takes.

        It is worked out from the size of the scenario and never measured: the answer must not depend on the machine.
        """
        network, _ = model.compiled
        size = network.kind.size + network.to_cell.size
        each = _SECONDS_A_MOVE + _SECONDS_A_STEP * 2 * model.days_known * size
        moves = _LETTING_IN * self.tempered + (self.settling + self.rounds) * self.moves
        return RUNS * self.chains * moves * each / 60


def effort_of_minutes(minutes: float, model: Model) -> Effort:
    """The effort that takes about so many minutes of one core of a laptop.

    Raises
    ------
    InputError
        If they are fewer than 0.05 or more than a day.
    """
    if not _LEAST_MINUTES <= minutes <= _MOST_MINUTES:
        message = f"An effort of {minutes:g} minutes is not possible."
        fix = f"Use {_LEAST_MINUTES:g} to {_MOST_MINUTES:,.0f} minutes."
        raise InputError(Problem(message, fix, value=f"{minutes:g}"))
    usual = Effort()
    fixed = replace(usual, settling=0, rounds=0).minutes(model)
    return usual.times(max(minutes - fixed, 0.0) / (usual.minutes(model) - fixed))

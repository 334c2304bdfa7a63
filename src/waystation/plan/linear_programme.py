"""A linear programme over hours, and its solution by HiGHS."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from waystation.errors import WaystationError

__all__ = ["Programme", "UnsolvedError"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class UnsolvedError(WaystationError):
    """The programme has no solution: a fault of ours, as the simulation is one."""


class Programme:
    """Collects variables and rows of a linear programme, leaving out the hours in which nothing can happen.

    Nights make up half of all hours; made here, they would cost more time to take away than the rest to solve.
    """

    def __init__(self, hours: int):
        self.hours = hours
        self.high: list[Floats] = []
        self.rows: list[Ints] = []
        self.columns: list[Ints] = []
        self.values: list[Floats] = []
        self.low_side: list[Floats] = []
        self.high_side: list[Floats] = []
        self.stocks: list[tuple[Ints, Floats]] = []
        self.size = self.height = 0

    def variables(self, high: Floats) -> Ints:
        """Indices of new variables from 0 to ``high``; -1 where that is 0, and none is made."""
        can = high > 0
        found = np.where(can, self.size + np.cumsum(can) - 1, -1)
        self.high.append(high[can])
        self.size += int(can.sum())
        return found

    def add_rows(self, low: Floats, high: Floats) -> Ints:
        """Indices of new rows whose sum lies between the two."""
        found = np.arange(self.height, self.height + low.size)
        self.low_side.append(low)
        self.high_side.append(high)
        self.height += low.size
        return found

    def put(self, rows: Ints, columns: Ints, value: float) -> None:
        """Set coefficients."""
        made = columns >= 0
        self.rows.append(rows[made])
        self.columns.append(columns[made])
        self.values.append(np.full(int(made.sum()), value))

    def stock(self, enters: Floats, high: float | Floats) -> Ints:
        """Rows of a stock: what was there, plus what comes, less what goes, is what is there; not less than 0."""
        rows = self.add_rows(enters, enters)
        self.stocks.append((rows, np.broadcast_to(high, self.hours)))
        return rows

    def solved(self, cost: Floats) -> tuple[Any, Ints]:
        """The solver's answer for costs of the variables made so far, and the number of each row among the equations.

        Rows that are none, or that nothing touches, have number -1.
        """
        from scipy.optimize import linprog  # 11 MB, and most who look ahead solve none
        from scipy.sparse import csc_array

        busy = (np.concatenate(self.low_side) != 0) | np.isin(np.arange(self.height), np.concatenate(self.rows))
        for rows, high in self.stocks:
            at = np.flatnonzero(busy[rows])  # between these hours the stock stays as it is
            if at.size:
                held = self.variables(np.minimum.reduceat(high, at))
                self.put(rows[at], held, 1.0)
                self.put(rows[at[1:]], held[:-1], -1.0)
        matrix = csc_array(
            (np.concatenate(self.values), (np.concatenate(self.rows), np.concatenate(self.columns))),
            shape=(self.height, self.size),
        ).tocsr()
        low, high = np.concatenate(self.low_side), np.concatenate(self.high_side)
        equal, limited = busy & (low == high), busy & (low != high)
        solver: Any = linprog
        found = solver(
            np.concatenate([cost, np.zeros(self.size - cost.size)]),
            A_eq=matrix[equal],
            b_eq=low[equal],
            A_ub=matrix[limited] if limited.any() else None,
            b_ub=high[limited] if limited.any() else None,
            bounds=np.stack([np.zeros(self.size), np.concatenate(self.high)], axis=1),
            method="highs-ipm",  # with crossover: half the time of the simplex on these, and a corner all the same
        )
        if found.x is None:
            raise UnsolvedError(f"No flow was found for the limit: {found.message}")
        return found, np.where(equal, np.cumsum(equal) - 1, -1)

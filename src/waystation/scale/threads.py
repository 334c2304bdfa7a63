"""Where it runs: members spread over this machine's cores.

The compiled loop lets go of the interpreter's lock, so threads suffice: nothing is copied, and
since every member has its own random streams the answer does not depend on the number of workers.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from itertools import pairwise
from typing import ParamSpec, TypeVar

from threadpoolctl import threadpool_limits

from waystation.errors import InputError, Problem

__all__ = ["available_workers", "one_blas_thread", "over_members"]

P = ParamSpec("P")
T = TypeVar("T")


def available_workers() -> int:
    """Cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def over_members(work: Callable[[int, int], None], members: int, workers: int | None = None) -> None:
    """Call ``work(first, last)`` on slices of the members, side by side.

    Parameters
    ----------
    work : does members ``first`` to ``last - 1``; must touch no other member's results
    members : how many
    workers : threads; default: one a core

    Raises
    ------
    InputError
        If ``workers`` is less than one.
    """
    if workers is not None and workers < 1:
        raise InputError(Problem(f"{workers} workers cannot work.", "Use 1 or more."))
    workers = min(workers or available_workers(), members)
    if workers <= 1:
        work(0, members)
        return
    # A few slices a worker, so that none is left with the slow members.
    slices = min(members, 4 * workers)
    bounds = [members * i // slices for i in range(slices + 1)]
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(work, a, b) for a, b in pairwise(bounds)]:
            done.result()


def one_blas_thread(function: Callable[P, T]) -> Callable[P, T]:
    """Decorator: while the function runs, linear algebra stays in the thread that asks for it.

    For small matrices in a loop. BLAS hands each of them to all cores, and its threads then wait for the next at full
    load, in the way of our own. The limit holds for the whole process, and is lifted at the end.

    Examples
    --------
    >>> one_blas_thread(sum)([1, 2])
    3
    """

    @wraps(function)
    def limited(*args: P.args, **kwargs: P.kwargs) -> T:
        # Looked for at each call: SciPy has a BLAS of its own, which may be loaded late.
        with threadpool_limits(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return limited

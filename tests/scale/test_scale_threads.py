"""Threads: whose they are while small matrices are worked on in a loop."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from waystation.forecast.scenario.sampler import sample
from waystation.scale import one_blas_thread


def blas_threads() -> list[int]:
    np.linalg.eigh(np.eye(3))  # whatever BLAS there is has been loaded then
    return [each["num_threads"] for each in threadpool_info() if each["user_api"] == "blas"]


def test_linear_algebra_stays_in_one_thread_while_a_fit_runs_and_not_after_it() -> None:
    found: list[list[int]] = []

    class Asked:
        def draw(self, members: int) -> None:
            found.append(blas_threads())
            raise LookupError

    with threadpool_limits(limits=2, user_api="blas"):  # whatever the machine
        before = blas_threads()
        with pytest.raises(LookupError):
            sample(cast(Any, Asked()), 50, 1)
        assert set(found[0]) == {1}
        assert blas_threads() == before
        assert one_blas_thread(blas_threads)() == found[0]

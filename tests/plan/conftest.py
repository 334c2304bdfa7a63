"""A hand-made set of futures with counts that can be checked on paper."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import xarray as xr


@pytest.fixture
def members() -> xr.Dataset:
    """Eleven members, so that the 10, 50 and 90 % quantiles fall on members 1, 5 and 9.

    Camp: 10,000 people on 4 March in every member; each day after it 100 x member people come.
    Transit: always 400 people, nobody new.
    """
    days = pd.date_range("2019-03-02", "2019-03-14", freq="D")
    coming = np.where(days > pd.Timestamp("2019-03-04"), 1, 0)
    arrivals = np.zeros((11, len(days), 2), dtype=np.int32)
    arrivals[:, :, 0] = 100 * np.arange(11)[:, None] * coming
    arrivals[:, days <= pd.Timestamp("2019-03-04"), 0] = 500
    population = np.full(arrivals.shape, 400, dtype=np.int32)
    population[:, :, 0] = 10_000 + np.cumsum(arrivals[:, :, 0] * coming, axis=1)
    dims = ("member", "date", "place")
    return xr.Dataset(
        {"population": (dims, population), "arrivals": (dims, arrivals)},
        coords={"member": np.arange(11), "date": days, "place": ["Camp", "Transit"]},
        attrs={"as_of": "2019-03-04"},
    )

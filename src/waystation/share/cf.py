"""Possible futures as a data set with CF attributes, time first."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import xarray as xr

__all__ = ["cf_members"]


class _Named(NamedTuple):
    long_name: str
    units: str = "1"


# Counts of people have no unit in the sense of UDUNITS, which CF asks for: it is "1".
_VARIABLES = {
    "population": _Named("people at the place at the end of the day"),
    "arrivals": _Named("people who arrived at the place on the day"),
    "left": _Named("people who left the origin on the day"),
    "waiting": _Named("people who waited at the stage at the end of the day"),
    "peak_waiting": _Named("most people who waited at the stage at once on the day"),
    "night_waiting": _Named("people who waited at the stage through the night"),
    "wait_hours": _Named("mean wait of those who left the stage on the day", "hours"),
    "wait_so_far_hours": _Named("mean wait so far of those still waiting at the end of the day", "hours"),
    "wait_90_hours": _Named("wait at the stage that nine in ten people stayed below", "hours"),
    "longest_wait_hours": _Named("longest wait at the stage", "hours"),
    "gone": _Named("people who left the system by the exit on the day"),
    "died": _Named("people who died on the day"),
    "deaths": _Named("people who died at the place on the day"),
    "moving": _Named("people on the way at the end of the day"),
    "end_date": _Named("day by which nearly all have come; missing if after the period", ""),
    "place": _Named("name of the place", ""),
    "source": _Named("name of the origin", ""),
    "stage": _Named("name of the stage", ""),
    "exit": _Named("name of the exit", ""),
    "member": _Named("number of the possible future"),
}


def cf_members(members: xr.Dataset) -> xr.Dataset:
    """Possible futures with time as the first dimension, units and long names.

    Places have no coordinates here: CDO 2.1.1 skips variables over them. They are in ``places.geojson``.

    Parameters
    ----------
    members : variables over ``member``, ``date`` and a place, origin, stage or exit

    Returns
    -------
    xr.Dataset
        ``date`` is named ``time``; attributes follow CF 1.11.
    """
    data = members.rename(date="time")
    data = data.transpose("time", "member", ...)
    data.attrs = {
        name: int(value) if isinstance(value, bool) else value
        for name, value in members.attrs.items()
        if value is not None
    }
    data.attrs["Conventions"] = "CF-1.11"
    data["time"].attrs = {"standard_name": "time", "long_name": "day", "axis": "T"}
    first = np.datetime_as_string(data["time"].values[0], "D")
    data["time"].encoding = {"units": f"days since {first}", "dtype": "int32"}
    for name, named in _VARIABLES.items():
        if name in data.variables:
            data[name].attrs = {"long_name": named.long_name, **({"units": named.units} if named.units else {})}
    data["member"].attrs["standard_name"] = "realization"
    if "end_date" in data:
        data["end_date"].encoding = {"units": data["time"].encoding["units"], "dtype": "float64", "_FillValue": 1e20}
    return data

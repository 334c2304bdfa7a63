"""Possible futures as a data set with CF attributes, time first."""

from __future__ import annotations

import numpy as np
import xarray as xr

from waystation.engine.result_units import VARIABLES

__all__ = ["cf_members"]


# Counts of people have no unit in the sense of UDUNITS, which CF asks for: it is "1".
_UNITS = {"people": "1", "h": "hours"}


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
    for name, named in VARIABLES.items():
        if name in data.variables and name != "time":
            units = _UNITS.get(named.units, named.units)
            data[name].attrs = {"long_name": named.long_name, **({"units": units} if units else {})}
    data["member"].attrs["standard_name"] = "realization"
    if "end_date" in data:
        data["end_date"].encoding = {"units": data["time"].encoding["units"], "dtype": "float64", "_FillValue": 1e20}
    return data

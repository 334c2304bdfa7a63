"""What the variables of a run are, and in which units: written on every labelled result."""

from __future__ import annotations

from typing import NamedTuple

import xarray as xr

__all__ = ["VARIABLES", "Named", "with_units"]


class Named(NamedTuple):
    """Long name and unit of a variable; no unit for names and days."""

    long_name: str
    units: str = "people"


# Hours are written "h": "hours" is what xarray turns into time spans when it reads a file again.
VARIABLES = {
    "people": Named("people at the place at the end of the day"),
    "under_way": Named("people on links at the end of the day"),
    "appeared": Named("people who fled from the place on the day"),
    "crossed": Named("people who came to the end of the link in the whole run"),
    "link_from": Named("place that the link begins at", ""),
    "link_to": Named("place that the link leads to", ""),
    "is_camp": Named("1 for places that Flee prints: camps before the first day", "1"),
    "population": Named("people at the place at the end of the day"),
    "arrivals": Named("people who arrived at the place on the day"),
    "left": Named("people who left the origin on the day"),
    "waiting": Named("people who waited at the stage at the end of the day"),
    "peak_waiting": Named("most people who waited at the stage at once on the day"),
    "night_waiting": Named("people who waited at the stage through the night"),
    "wait_hours": Named("mean wait of those who left the stage on the day", "h"),
    "wait_so_far_hours": Named("mean wait so far of those still waiting at the end of the day", "h"),
    "wait_90_hours": Named("wait at the stage that nine in ten people stayed below", "h"),
    "longest_wait_hours": Named("longest wait at the stage", "h"),
    "gone": Named("people who left the system by the exit on the day"),
    "died": Named("people who died on the day"),
    "deaths": Named("people who died at the place on the day"),
    "moving": Named("people on the way at the end of the day"),
    "end_date": Named("day by which nearly all have come; missing if after the period", ""),
    "date": Named("day", ""),
    "place": Named("name of the place", ""),
    "source": Named("name of the origin", ""),
    "stage": Named("name of the stage", ""),
    "exit": Named("name of the exit", ""),
    "member": Named("number of the possible future", "1"),
}


def with_units(found: xr.Dataset) -> xr.Dataset:
    """The same results, each variable with its long name and unit.

    Examples
    --------
    >>> with_units(xr.Dataset({"people": ("member", [3])}))["people"].attrs["units"]
    'people'
    """
    for name, each in found.variables.items():
        named = VARIABLES.get(str(name))
        if named is not None:
            each.attrs |= {"long_name": named.long_name, **({"units": named.units} if named.units else {})}
    return found

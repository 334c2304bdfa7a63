"""Each site on the as-of date and ahead, beside what it can hold: the first screen of the page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from waystation.share.figures import people_at
from waystation.share.table_rows import SiteAhead, SiteToday

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["AHEAD_DAYS", "capacity_of", "sites_today"]

AHEAD_DAYS = (7, 14)


def sites_today(forecast: Forecast) -> list[SiteToday]:
    """The places of all sites, in the order of the scenario.

    Parameters
    ----------
    forecast : as from `waystation.forecast.forecast`
    """
    settings, as_of = forecast.scenario.settings, forecast.as_of
    found = []
    for place in dict.fromkeys(site.place for site in settings.sites.values()):
        capacity = capacity_of(forecast, place)
        counts = forecast.members["population"].sel(place=place).transpose("member", "date").values
        days = [each.date() for each in pd.DatetimeIndex(forecast.members["date"].values)]
        ahead = []
        for count in AHEAD_DAYS:
            day = as_of + timedelta(days=count)
            if day <= settings.end:
                over = float((counts[:, days.index(day)] > capacity).mean()) if capacity is not None else None
                ahead.append(SiteAhead(day, people_at(forecast, place, day), over))
        passed = first = None
        if capacity is not None:
            later = [k for k, day in enumerate(days) if day > as_of]
            full = counts[:, later] > capacity
            passed = float(full.any(axis=1).mean())
            if passed > 0:
                firsts = np.sort(full.argmax(axis=1)[full.any(axis=1)])
                first = days[later[int(firsts[(len(firsts) - 1) // 2])]]
        found.append(SiteToday(place, people_at(forecast, place, as_of), ahead, capacity, passed, first))
    return found


def capacity_of(forecast: Forecast, place: str) -> int | None:
    """People the sites of a place hold together; None where it is not known of each."""
    sites = [site.capacity for site in forecast.scenario.settings.sites.values() if site.place == place]
    known = [each for each in sites if isinstance(each, int | float)]
    return int(sum(known)) if known and len(known) == len(sites) else None

"""What a report shows besides the forecast, its needs and its disagreements, as one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from waystation.claims.reading import ReadReport
    from waystation.forecast.averaging import PublishedForecast
    from waystation.plan import Action, Outlook, Standard

__all__ = ["ReportParts"]


@dataclass(frozen=True)
class ReportParts:
    """What a report may show besides the forecast, its needs and its disagreements; what is left out is not shown.

    Parameters
    ----------
    reports, rows : reports that were read, and the row of the table that holds each claim read from them, as
        from `waystation.claims.reading.scenario_claims`
    outlook : as from `waystation.plan.outlook`: what holds people up, what would help, deaths
    standards : all that were read: what those not used say stands beside the one used
    stockouts : as from `waystation.plan.stockout_dates`: the days on which stock runs out
    published : as from `waystation.forecast.averaging.pool_forecasts`: what the next reports may say
    action : as from `waystation.plan.first_action`: what to ask for first; if left out, what is known stands there
    sites : places whose needs are shown; none: all, and on the first two pages that of the main place
    language : of the report, a key of `waystation.share.language.LANGUAGES`
    short : whether only the first two pages are written

    Examples
    --------
    >>> ReportParts(language="fr", short=True).sites
    ()
    """

    reports: Sequence[ReadReport] = ()
    rows: Mapping[str, str] = field(default_factory=dict)
    outlook: Outlook | None = None
    standards: Sequence[Standard] = ()
    stockouts: pd.DataFrame | None = None
    published: Sequence[PublishedForecast] = ()
    action: Action | None = None
    sites: Sequence[str] = ()
    language: str = "en"
    short: bool = False

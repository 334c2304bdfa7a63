"""The report: one page that needs nothing else, on screen, on a phone and on paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from waystation.claims import Conflict, used_and_unused
from waystation.files import write_text
from waystation.share import charts, sections
from waystation.share import reception_shown as reception
from waystation.share.assumed import assumptions, not_known
from waystation.share.brief import brief_html, brief_part, check_sites
from waystation.share.disclosure import THRESHOLD, banner
from waystation.share.excerpts_shown import quoted_reports
from waystation.share.figures import further_arrivals, main_place
from waystation.share.html_page import page_template, style_sheet
from waystation.share.needs_shown import needs_tables
from waystation.share.published_next import published_tables
from waystation.share.rounding import day_words
from waystation.share.run import refuse_later

if TYPE_CHECKING:
    from waystation.claims.reading import ReadReport
    from waystation.forecast import Forecast
    from waystation.forecast.averaging import PublishedForecast
    from waystation.plan import Action, Outlook, Standard

__all__ = ["report_html", "write_report"]


def write_report(
    forecast: Forecast,
    needs: pd.DataFrame,
    conflicts: Sequence[Conflict],
    path: Path | str,
    *,
    reports: Sequence[ReadReport] = (),
    rows: Mapping[str, str] | None = None,
    outlook: Outlook | None = None,
    standards: Sequence[Standard] = (),
    stockouts: pd.DataFrame | None = None,
    published: Sequence[PublishedForecast] = (),
    action: Action | None = None,
    sites: Sequence[str] = (),
    language: str = "en",
    short: bool = False,
) -> None:
    """Write the report, whole or not at all.

    Parameters
    ----------
    forecast : as from `waystation.forecast.forecast`
    needs : as from `waystation.plan.needs`
    conflicts : as from `waystation.claims.conflicts`
    path : HTML file to write; its folder must exist
    reports, rows : reports that were read, and the row of the table that holds each claim read from them, as
        from `waystation.claims.reading.scenario_claims`; none if left out
    outlook : as from `waystation.plan.outlook`: what holds people up, what would help, deaths; default: left out
    standards : all that were read: what those not used say stands beside the one used
    stockouts : as from `waystation.plan.stockout_dates`: the days on which stock runs out
    published : as from `waystation.forecast.averaging.pool_forecasts`: what the next reports may say
    action : as from `waystation.plan.first_action`: what to ask for first; default: what is known stands there
    sites : places whose needs are shown; none: all, and on the first two pages that of the main place
    language : of the first two pages, a key of `waystation.share.language.LANGUAGES`; what follows is in English
    short : whether only the first two pages are written

    Raises
    ------
    InputError
        If the file cannot be written, or a site or the language is not known.
    """
    page = report_html(
        forecast, needs, conflicts,
        reports=reports, rows=rows, outlook=outlook, standards=standards, stockouts=stockouts,
        published=published, action=action, sites=sites, language=language, short=short,
    )  # fmt: skip
    write_text(path, page)


def report_html(
    forecast: Forecast,
    needs: pd.DataFrame,
    conflicts: Sequence[Conflict],
    *,
    reports: Sequence[ReadReport] = (),
    rows: Mapping[str, str] | None = None,
    outlook: Outlook | None = None,
    standards: Sequence[Standard] = (),
    stockouts: pd.DataFrame | None = None,
    published: Sequence[PublishedForecast] = (),
    action: Action | None = None,
    sites: Sequence[str] = (),
    language: str = "en",
    short: bool = False,
) -> str:
    """The report as a page: no script, nothing fetched from anywhere.

    Parameters
    ----------
    forecast, needs, conflicts, reports, rows, outlook, standards, stockouts, published, action, sites : as in
        `write_report`
    language, short : as in `write_report`

    Returns
    -------
    HTML; the same input gives the same text

    Raises
    ------
    WaystationError
        If the forecast holds a claim or event published after its as-of date, or a report is later.
    """
    refuse_later(forecast, reports)
    asked = check_sites(forecast, sites)
    if short:
        return brief_html(
            forecast, needs, outlook=outlook, action=action, sites=asked, stockouts=stockouts, code=language
        )
    settings = forecast.scenario.settings
    place = main_place(forecast)
    return page_template("report.html").render(
        name=settings.name,
        place=place,
        as_of=day_words(forecast.as_of),
        horizon=day_words(settings.end),
        banner=banner(settings),
        threshold=THRESHOLD,
        brief=brief_part(
            forecast, needs, outlook=outlook, action=action, sites=asked, stockouts=stockouts, code=language
        ),
        counted=used_and_unused(forecast.evidence).lines,
        further=further_arrivals(forecast, place),
        population_chart=charts.population_chart(forecast),
        disagreements_chart=charts.disagreements_chart(forecast, conflicts),
        daily_chart=charts.daily_chart(forecast),
        since_chart=charts.since_chart(forecast),
        ending_chart=charts.ending_chart(forecast),
        waits_chart=charts.waits_chart(forecast),
        waits=reception.wait_rows(forecast),
        held_up=reception.bottleneck_sentence(outlook, forecast) if outlook else "",
        measures=reception.measure_rows(outlook, settings) if outlook else [],
        since=day_words(outlook.since) if outlook else "",
        limit_chart=charts.limit_chart(forecast, outlook) if outlook else None,
        plans=reception.plan_rows(outlook) if outlook else [],
        deaths=reception.death_rows(outlook, settings) if outlook else [],
        thresholds=reception.threshold_note(),
        map_chart=charts.map_chart(forecast),
        disagreements=sections.disagreements(conflicts),
        quoted=quoted_reports(reports, rows or {}),
        events=sections.events_reported(forecast),
        elsewhere=sections.elsewhere(forecast),
        published=published_tables(published),
        needs=needs_tables(needs, forecast.as_of, standards, stockouts, sites=asked),
        stocked=stockouts is not None,
        assumptions=assumptions(forecast),
        used=sections.claim_rows(forecast, used=True),
        unused=sections.claim_rows(forecast, used=False),
        withheld=sections.withheld(forecast),
        not_known=not_known(forecast),
        settings=_settings(forecast),
        style=style_sheet(),
        page_foot=_css_text(_foot(forecast)),
    )


def _foot(forecast: Forecast) -> str:
    """What stands at the foot of each printed page."""
    shown = banner(forecast.scenario.settings)
    made_up = "Synthetic. " if shown.synthetic else ""
    as_of = day_words(forecast.as_of)
    name = forecast.scenario.settings.name
    return f"{shown.level.value.capitalize()} sensitivity. Draft. {made_up}{name}, as of {as_of}"


_NOT_PLAIN = re.compile(r"[^\w .,:;()%+'/-]")


def _css_text(text: str) -> Markup:
    """Text that may stand between quotes in a style sheet, where HTML escapes are not read."""
    return Markup(_NOT_PLAIN.sub(" ", text).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"))


def _settings(forecast: Forecast) -> list[tuple[str, str]]:
    return [(str(key), _flat(value)) for key, value in forecast.settings.items()]


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_flat(each)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_flat(each) for each in value)
    return f"{value:.3g}" if isinstance(value, float) else str(value)

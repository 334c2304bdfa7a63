"""The report: one page that needs nothing else, on screen, on a phone and on paper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from waystation.claims import Conflict, used_and_unused
from waystation.files import write_text
from waystation.share import charts
from waystation.share.disclosure import THRESHOLD, banner
from waystation.share.figures import further_arrivals, main_place
from waystation.share.html_page import style_sheet
from waystation.share.language import Language, language, translated
from waystation.share.published_next import published_tables
from waystation.share.report import reception_shown as reception
from waystation.share.report import sections
from waystation.share.report.assumed import assumptions, not_known
from waystation.share.report.brief import brief_html, brief_part, check_sites
from waystation.share.report.computed_shown import record_lines, steady_rows
from waystation.share.report.excerpts_shown import quoted_reports
from waystation.share.report.needs_shown import needs_tables
from waystation.share.report.report_parts import ReportParts
from waystation.share.result_names import steadiness_said
from waystation.share.run import refuse_later

if TYPE_CHECKING:
    from waystation.forecast import Forecast

__all__ = ["report_html", "write_report"]


def write_report(
    forecast: Forecast,
    needs: pd.DataFrame,
    conflicts: Sequence[Conflict],
    path: Path | str,
    parts: ReportParts | None = None,
) -> None:
    """Write the report, whole or not at all.

    Parameters
    ----------
    forecast, needs, conflicts, parts : as in `report_html`
    path : HTML file to write; its folder must exist

    Raises
    ------
    InputError
        If the file cannot be written, or a site or the language is not known.
    WaystationError
        If the forecast holds a claim or event published after its as-of date, or a report is later.
    """
    write_text(path, report_html(forecast, needs, conflicts, parts))


def report_html(
    forecast: Forecast, needs: pd.DataFrame, conflicts: Sequence[Conflict], parts: ReportParts | None = None
) -> str:
    """The report as a page: no script, nothing fetched from anywhere.

    Parameters
    ----------
    forecast : as from `waystation.forecast.forecast`
    needs : as from `waystation.plan.needs`
    conflicts : as from `waystation.claims.conflicts`
    parts : what else to show; default: nothing else

    Returns
    -------
    HTML; the same input gives the same text

    Raises
    ------
    InputError
        If a site or the language is not known.
    WaystationError
        If the forecast holds a claim or event published after its as-of date, or a report is later.
    """
    parts = parts or ReportParts()
    refuse_later(forecast, parts.reports)
    check_sites(forecast, parts.sites)
    if parts.short:
        return brief_html(forecast, needs, parts)
    outlook, stockouts = parts.outlook, parts.stockouts
    settings, words = forecast.scenario.settings, language(parts.language)
    steadiness = forecast.steadiness
    place = main_place(forecast)
    counted = used_and_unused(forecast.evidence)
    left_out = [
        words.say("%(count)s %(reason)s", count=words.number(len(each.claims)), reason=words.say(each.label))
        for each in counted.groups
    ]
    further = further_arrivals(forecast, place)
    shown = banner(settings)
    return (
        translated("waystation.share", words.code)
        .get_template("report.html")
        .render(
            code=words.code,
            direction=words.direction,
            name=settings.name,
            place=place,
            as_of=forecast.as_of,
            horizon=settings.end,
            banner=shown,
            threshold=THRESHOLD,
            brief=brief_part(forecast, needs, parts),
            counted=counted,
            left_out="; ".join(left_out),
            further=(words.about(further), words.bracket(further)),
            population_chart=charts.population_chart(forecast, words),
            disagreements_chart=charts.disagreements_chart(forecast, conflicts, words),
            daily_chart=charts.daily_chart(forecast, words),
            since_chart=charts.since_chart(forecast, words),
            ending_chart=charts.ending_chart(forecast, words),
            waits_chart=charts.waits_chart(forecast, words),
            waits=reception.wait_rows(forecast, words),
            held_up=reception.bottleneck_sentence(outlook, forecast, words=words) if outlook else "",
            measures=reception.measure_rows(outlook, settings, words) if outlook else [],
            since=outlook.since if outlook else None,
            limit_chart=charts.limit_chart(forecast, outlook, words) if outlook else None,
            plans=reception.plan_rows(outlook, words) if outlook else [],
            deaths=reception.death_rows(outlook, settings, words) if outlook else [],
            thresholds=reception.threshold_note(words),
            map_chart=charts.map_chart(forecast, words),
            disagreements=sections.disagreements(conflicts, words),
            quoted=quoted_reports(parts.reports, parts.rows, words),
            events=sections.events_reported(forecast, words),
            elsewhere=sections.elsewhere(forecast, words),
            published=published_tables(parts.published, words),
            needs=needs_tables(
                needs, forecast.as_of, parts.standards, stockouts, sites=tuple(parts.sites), words=words
            ),
            stocked=stockouts is not None,
            assumptions=assumptions(forecast, words),
            used=sections.claim_rows(forecast, used=True, words=words),
            unused=sections.claim_rows(forecast, used=False, words=words),
            withheld=sections.withheld(forecast),
            not_known=not_known(forecast, words),
            record=record_lines(forecast.settings),
            steady=steadiness_said(steadiness, words) if steadiness else "",
            steady_rows=steady_rows(steadiness, words) if steadiness else [],
            style=style_sheet(),
            page_foot=_css_text(_foot(forecast, words)),
        )
    )


def _foot(forecast: Forecast, words: Language) -> str:
    """What stands at the foot of each printed page."""
    settings = forecast.scenario.settings
    shown = banner(settings)
    parts = [
        words.say("Sensitivity: %(level)s", level=words.say(shown.level.value)) + ".",
        words.say("Draft for coordination."),
    ]
    if shown.synthetic:
        parts.append(words.say("Synthetic: made-up data."))
    return " ".join([*parts, f"{settings.name}.", words.say("As of %(day)s", day=words.day(forecast.as_of))])


_NOT_PLAIN = re.compile(r"[^\w .,:;()%+'/-]")


def _css_text(text: str) -> Markup:
    """Text that may stand between quotes in a style sheet, where HTML escapes are not read."""
    return Markup(_NOT_PLAIN.sub(" ", text).replace("'", "\N{RIGHT SINGLE QUOTATION MARK}"))

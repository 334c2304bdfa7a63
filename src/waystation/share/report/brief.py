"""The report in two pages, in the reader's language: what a planner reads in the first minute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from waystation.errors import InputError, Problem, nearest
from waystation.share.disclosure import THRESHOLD, banner
from waystation.share.figures import main_place
from waystation.share.html_page import style_sheet
from waystation.share.language import LANGUAGES, language, translated
from waystation.share.report.needs_shown import needs_tables
from waystation.share.report.report_answers import first_sentences, summary
from waystation.share.reported_shown import outside_lines
from waystation.share.result_names import steadiness_said
from waystation.share.sites_today import sites_today

if TYPE_CHECKING:
    from waystation.forecast import Forecast
    from waystation.share.report.report_parts import ReportParts

__all__ = ["brief_html", "brief_part", "check_sites"]


def check_sites(forecast: Forecast, sites: Sequence[str]) -> None:
    """Refuse places that are not sites.

    Raises
    ------
    InputError
        With each that keeps nobody in the scenario, and the nearest right name.
    """
    known = dict.fromkeys(site.place for site in forecast.scenario.settings.sites.values())
    wrong = [each for each in sites if each not in known]
    if wrong:
        raise InputError(
            [Problem(f'"{each}" is not a site.', nearest(each, known), column="--site", value=each) for each in wrong]
        )


def brief_part(forecast: Forecast, needs: pd.DataFrame, parts: ReportParts, *, alone: bool = False) -> Markup:
    """The two pages as a part of a page.

    Parameters
    ----------
    forecast, needs, parts : as in `waystation.share.report_html`
    alone : whether nothing follows
    """
    code, outlook = parts.language, parts.outlook
    words = language(code)
    settings = forecast.scenario.settings
    asked = tuple(parts.sites) or (main_place(forecast),)
    part = translated("waystation.share", code).get_template("brief.html")
    first = first_sentences(forecast, outlook, parts.action, words)
    steadiness = forecast.steadiness
    return Markup(
        part.render(
            code=code, direction=words.direction, alone=alone,
            name=settings.name, description=settings.description, as_of=forecast.as_of, horizon=settings.end,
            first=first[0], others=first[1:], outside=outside_lines(forecast, words),
            not_steady=steadiness_said(steadiness, words) if steadiness and not steadiness.steady else "",
            used=sum(each.used for each in forecast.evidence), known=len(forecast.evidence),
            lines=summary(forecast, outlook, words), sites=sites_today(forecast),
            needs=needs_tables(needs, forecast.as_of, stockouts=parts.stockouts, sites=asked, words=words),
            threshold=THRESHOLD,
        )
    )  # fmt: skip


def brief_html(forecast: Forecast, needs: pd.DataFrame, parts: ReportParts) -> str:
    """The two pages as a page of their own: no script, nothing fetched from anywhere.

    Parameters as for `brief_part`.
    """
    code = parts.language
    shown = banner(forecast.scenario.settings)
    words = language(code)
    return (
        translated("waystation.share", code)
        .get_template("brief_page.html")
        .render(
            code=code, direction=words.direction, banner=shown, level=shown.level.value,
            name=forecast.scenario.settings.name, as_of=forecast.as_of, style=style_sheet(), languages=LANGUAGES,
            part=brief_part(forecast, needs, parts, alone=True),
        )
    )  # fmt: skip

"""A page of sections, each with words, a chart or a table: backtests and forecasts from claims alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from waystation.share.charts.style import Chart
from waystation.share.html_page import page_template, style_sheet

__all__ = ["Section", "plain_page"]


@dataclass(frozen=True)
class Section:
    """One section of a page.

    Parameters
    ----------
    heading, text : words
    chart : drawn above the table, if any
    columns, rows : the table, if any
    """

    heading: str
    text: str = ""
    chart: Chart | None = None
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def plain_page(kicker: str, heading: str, lead: str, sections: Sequence[Section]) -> str:
    """The page as HTML: no script, nothing fetched from anywhere; the same input gives the same text."""
    return page_template("plain.html").render(
        kicker=kicker, heading=heading, lead=lead, sections=sections, style=style_sheet()
    )

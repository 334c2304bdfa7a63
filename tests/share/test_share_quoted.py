"""Sentences of reports on the page: marked, escaped, linked to the table, without armed people."""

from __future__ import annotations

from datetime import date

import pytest
from share_fakes import needed, read_note

from waystation.errors import WaystationError
from waystation.share import ReportParts, report_html
from waystation.share.report.excerpts_shown import anchor, quoted_reports

pytestmark = pytest.mark.usefixtures("blank")


def test_the_words_of_a_sentence_are_all_there_and_those_read_are_marked():
    (report,) = quoted_reports(read_note(), {})
    first = report.quotes[0]
    assert (
        "".join(mark.words for mark in first.marks)
        == "About 300 people left <b>Sur</b> & Qal on Monday, the mayor said."
    )
    figures = [mark for mark in first.marks if mark.figure]
    assert [mark.words for mark in figures] == ["300"]
    assert figures[0].title.startswith("about 300 people, left, ")
    assert not any("the" in mark.words.split() for mark in first.marks if mark.title)


def test_figures_on_armed_people_are_left_out_and_what_was_denied_says_so():
    (report,) = quoted_reports(read_note(), {})
    said = [each for quote in report.quotes for each in quote.claims]
    assert not any("militants" in words for words, _, _ in said)
    assert "Not counted: denied." in {why for _, _, why in said}


def test_a_claim_in_the_table_links_to_its_row():
    reports = read_note()
    name = reports[0].readings[0].claim.id
    (report,) = quoted_reports(reports, {name: "a row/1"})
    assert report.quotes[0].claims[0][1] == anchor("a row/1") == "claim-a-row-1"


def test_the_page_escapes_what_it_quotes_and_marks_it(forecast, disagreements):
    page = report_html(
        forecast, needed(forecast), disagreements, ReportParts(reports=read_note(forecast.as_of), rows={})
    )
    assert "<b>Sur</b>" not in page
    assert "&lt;b&gt;" in page
    assert '<mark class="figure-read" title="about 300 people' in page
    assert "Radio &lt;1&gt;" in page
    assert "Read from reports" not in report_html(forecast, needed(forecast), disagreements)


def test_a_report_published_after_the_as_of_date_is_refused(forecast, disagreements):
    with pytest.raises(WaystationError, match=r"note\.txt"):
        report_html(
            forecast, needed(forecast), disagreements, ReportParts(reports=read_note(date(2099, 1, 1)), rows={})
        )

"""The day in a report's first lines holds where its file does not say one, and only where it is stated in full."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from waystation.claims.reading import read_reports
from waystation.claims.reading.intake.own_day import stated_day

BODY = "\n\nAbout 300 people arrived at Korr on 2 January 2030. Another 40 are expected by 1 February 2030."


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("Border office\nDaily note, 18 January 2030", date(2030, 1, 18)),
        ("RAPPORT DE SITUATION\nBrel, le 18 janvier 2030\nPoint d'accueil", date(2030, 1, 18)),
        ("تقرير الوضع\n١٨ يناير ٢٠٣٠", date(2030, 1, 18)),
        ("Flash note no. 3\nSt. Brel, 18 January 2030", date(2030, 1, 18)),
        ("Note\n18/01/2030", date(2030, 1, 18)),
        ("Note\n2030-01-08", date(2030, 1, 8)),
        ("KORR, 18 January 2030 — The border opened at dawn and a group came through the gate.", date(2030, 1, 18)),
        ("Brel camp, 18 January 2030.", date(2030, 1, 18)),  # a full stop makes no sentence of it
        ("Brel camp, 18 January 2030. Quiet night, no new families.", date(2030, 1, 18)),
        ("Note\n08/01/2030", None),  # the first of August, or the eighth of January
        ("Note\n18 January", None),  # of which year?
        ("Note\nFriday", None),
        ("Week note\n10 to 17 January 2030", None),  # it came out some time after
        ("Note of 18 January 2030\nAnswers that of 11 January 2030", None),
        ("Note", None),  # days of the text itself are those of events
    ],
)
def test_the_day_of_the_first_lines(head: str, day: date | None) -> None:
    assert stated_day(head + BODY) == day


def test_a_report_with_its_day_in_the_second_line_is_not_asked_again(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Border office\nDaily note, 18 January 2030" + BODY, "utf-8")
    (report,) = read_reports([tmp_path / "note.txt"]).reports
    assert report.published == date(2030, 1, 18)
    assert "Its day, 2030-01-18, is the one in its first lines." in report.notes


def test_what_the_reader_says_holds_over_the_first_lines(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Daily note, 18 January 2030" + BODY, "utf-8")
    (report,) = read_reports([tmp_path / "note.txt"], published=date(2030, 1, 19)).reports
    assert report.published == date(2030, 1, 19)

"""PDF documents as offices make them: tables with and without rules, columns, raised digits, Arabic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

pytest.importorskip("pdfplumber", reason="pdfplumber is not installed")
from bidi import get_display

from waystation.claims.reading.intake import read_reports
from waystation.claims.reading.intake.pdf import _Cell, _columns, _Line
from waystation.errors import InputError

SIZE = 11.0
LINE = 15.0


@contextmanager
def _pages(path: Path, count: int = 1) -> Iterator[list[Figure]]:
    """Empty pages of A4, measured in points from below, written when all is drawn."""
    with mpl.rc_context({"pdf.fonttype": 42}):
        figures = [Figure(figsize=(595 / 72, 842 / 72)) for _ in range(count)]
        yield figures
        with PdfPages(path) as pages:
            for figure in figures:
                pages.savefig(figure)


def _put(figure: Figure, across: float, up: float, words: str, size: float = SIZE, **more: Any) -> None:
    figure.text(across / 595, up / 842, words, fontsize=size, family="DejaVu Sans", parse_math=False, **more)


def _rule(figure: Figure, across: Sequence[float], up: Sequence[float]) -> None:
    from matplotlib.lines import Line2D

    figure.add_artist(Line2D([each / 595 for each in across], [each / 842 for each in up], linewidth=0.5))


def _text(path: Path) -> str:
    (report,) = read_reports([path], published=date(2030, 1, 2)).reports
    return report.text


def test_a_ruled_table_becomes_rows_where_it_stands(tmp_path: Path) -> None:
    with _pages(tmp_path / "update.pdf") as (page,):
        _put(page, 50, 780, "Arrivals by site")
        for number, row in enumerate((("Site", "31 Dec", "1 Jan"), ("Joda", "1,020", "1,310"), ("Total", "", "1,405"))):
            for at, words in enumerate(row):
                _put(page, 54 + 100 * at, 745 - 20 * number, words)
        for up in (760, 740, 720, 700):
            _rule(page, (50, 350), (up, up))
        for across in (50, 150, 250, 350):
            _rule(page, (across, across), (700, 760))
        _put(page, 50, 660, "Up to 20,000 more are expected.")
    assert _text(tmp_path / "update.pdf").split("\n\n") == [
        "Arrivals by site",
        "Site | 31 Dec | 1 Jan\nJoda | 1,020 | 1,310\nTotal |  | 1,405",
        "Up to 20,000 more are expected.",
    ]


def test_a_table_without_rules_is_told_by_its_columns_and_a_wide_heading_stands_over_several(tmp_path: Path) -> None:
    rows = [
        [(50, "Entry point"), (300, "Week 1"), (450, "Total")],
        [(270, "People"), (350, "Families")],
        [(50, "Joda border crossing"), (270, "1 020"), (350, "204"), (450, "3,400")],
        [(50, "Bunj"), (270, "95"), (450, "190")],
    ]
    with _pages(tmp_path / "update.pdf") as (page,):
        for number, row in enumerate(rows):
            for across, words in row:
                _put(page, across, 780 - 22 * number, words)
    assert _text(tmp_path / "update.pdf").splitlines() == [
        "Entry point | Week 1 | Week 1 | Total",
        " | People | Families | ",
        "Joda border crossing | 1 020 | 204 | 3,400",
        "Bunj | 95 |  | 190",
    ]


def test_columns_of_text_follow_one_another_and_are_no_table(tmp_path: Path) -> None:
    left = ["Some 850 people came to the post", "on Friday, and 40 of them went on", "to the camp at the river."]
    right = ["The camp holds 4,870 people, and", "has room for 3,000 of them, said", "the desk that registers them."]
    with _pages(tmp_path / "update.pdf") as (page,):
        for across, lines in ((50, left), (320, right)):
            for number, words in enumerate(lines):
                _put(page, across, 780 - LINE * number, words)
    text = _text(tmp_path / "update.pdf")
    assert "|" not in text
    assert " ".join(text.split()) == " ".join(left + right)


@pytest.mark.parametrize("size", [0.65 * SIZE, 0.84 * SIZE])
def test_raised_digits_stay_apart_however_large_they_are(tmp_path: Path, size: float) -> None:
    with _pages(tmp_path / "update.pdf") as (page,):
        _put(page, 50, 780, "Some people came: 850", ha="right", position=(300 / 595, 780 / 842))
        _put(page, 300.2, 780 + 0.35 * SIZE, "1", size)
    assert _text(tmp_path / "update.pdf") == "Some people came: 850¹"


def test_arabic_is_brought_into_the_order_of_reading_and_its_numbers_keep_theirs(tmp_path: Path) -> None:
    lines = ["وصل نحو 2,300 شخص إلى المخيم يوم 4 آذار 2030.", "ويستضيف المخيم الآن ٤٧٠٠٠ نازح."]
    with _pages(tmp_path / "update.pdf") as (page,):
        for number, words in enumerate(lines):
            # From 3.11 on matplotlib sets Arabic itself.
            printed = words if mpl.__version_info__ >= (3, 11) else str(get_display(words, base_dir="R"))
            _put(page, 200, 780 - LINE * number, printed)
    assert _text(tmp_path / "update.pdf").split() == " ".join(lines).split()


def test_a_document_of_pictures_and_one_that_is_damaged_are_told_apart(tmp_path: Path) -> None:
    with _pages(tmp_path / "scan.pdf"):
        pass
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4 and then nothing")
    with pytest.raises(InputError) as caught:
        read_reports([tmp_path / "scan.pdf", tmp_path / "broken.pdf"], published=date(2030, 1, 2))
    assert [str(each).split(": ")[1][:24] for each in caught.value.problems] == [
        "Its pages are pictures w",
        "It is not a PDF, or it i",
    ]


@pytest.mark.parametrize(("begin", "above"), [(9.0, ["", "Arrivals", ""]), (7.0, ["Arrivals", "Arrivals", ""])])
def test_a_heading_stands_over_a_column_that_has_a_sixth_of_its_width(begin: float, above: list[str]) -> None:
    """Columns from 0 to 9, 11 to 19, 21 to 29: borders at 10 and 20. The heading ends at 19.5."""
    row = _Line((_Cell("3", 0, 9), _Cell("4", 11, 19), _Cell("5", 21, 29)), 20, 30, 10)
    heading = _Line((_Cell("Arrivals", begin, 19.5),), 5, 15, 10)
    assert _columns([heading, row])[0] == above

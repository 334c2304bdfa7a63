"""Reports in: every kind of file made into text with a day and a publisher; bad ones told all at once."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from waystation.claims.reading.intake import MOST_CHARACTERS, Report, read_reports
from waystation.claims.reading.intake.page import page_text
from waystation.claims.reading.intake.web import web_report
from waystation.claims.reading.read import read_report
from waystation.errors import InputError

DAY = date(2019, 3, 4)
PAGE = """<!doctype html><html><head><title>Thousands reach camp</title>
<meta property="og:site_name" content="Valley Post"><meta property="article:published_time" content="2019-02-27T08:00Z">
<script>var seen = "12,000 people fled";</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/w">700 people fled the storm</a></li></ul></nav>
<div id="cookie">We and our 2,500 partners use cookies.</div>
<article><h1>Thousands reach camp</h1><p>Around 2,600 people reached the camp on Tuesday, an official said.</p>
<p>It now holds about 48,600 people, according to its supply office.</p></article>
<aside><ul><li>90 people killed in storm</li></ul></aside></body></html>"""
MAIL = b"""From: Field desk <desk@relief.example>
Subject: Evening note
Date: Mon, 04 Mar 2019 19:00:00 +0300
Content-Type: text/plain; charset=windows-1252

Some 3,000 people left \x96 mostly families.

> On Sunday you wrote: 9,000 people left.
-- 
A. Person, +963 933 123 456
"""


def _only(*files: Path | str, **options: object) -> Report:
    (report,) = read_reports(files, **options).reports  # type: ignore[arg-type]
    return report


def _problems(*files: Path | str, **options: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        read_reports(files, **options)  # type: ignore[arg-type]
    return [str(each) for each in caught.value.problems]


def _pdf(words: str) -> bytes:
    """A PDF of one page, written by hand."""
    drawn = f"BT /F1 12 Tf 40 700 Td ({words}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % each for each in offsets)
    ending = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 6\n0000000000 65535 f \n" + table + ending


def test_lines_at_the_top_of_a_text_name_its_day_and_publisher(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("---\nPublished: 2019-03-04\nPublisher: OCHA\n---\nSome 3,000 people left.\n", encoding="utf-8")
    report = _only(note)
    assert (report.text, report.published, report.publisher) == ("Some 3,000 people left.", DAY, "OCHA")
    assert _only(note, published=date(2019, 3, 5), publisher="Radio").publisher == "Radio"


def test_a_text_that_only_begins_with_a_word_and_a_colon_has_no_such_lines(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Published: by hand\nSome 3,000 people left.", encoding="utf-8")
    assert _only(note, published=DAY).text.startswith("Published: by hand")


def test_the_article_of_a_web_page_is_read_without_menus_and_with_the_day_it_declares(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, encoding="utf-8")
    report = _only(page)
    assert "2,600 people" in report.text
    assert "48,600 people" in report.text
    for noise in ("12,000", "2,500", "700 people", "90 people"):
        assert noise not in report.text
    assert (report.published, report.publisher) == (date(2019, 2, 27), "Valley Post")
    assert any("published on 2019-02-27" in note for note in report.notes)
    assert any(note.startswith("Left out as menus") for note in report.notes)


def test_a_day_is_not_guessed_from_the_words_of_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>On 3 March 2019 about 300 people fled. Copyright 2021.</p>", encoding="utf-8")
    assert _problems(page) == [
        "page.html: Nothing says on which day it was published. "
        "Give --published 2019-03-04, or begin the text with the line Published: 2019-03-04."
    ]


def test_of_a_mail_its_own_words_are_kept_and_no_person(tmp_path: Path) -> None:
    mail = tmp_path / "note.eml"
    mail.write_bytes(MAIL)
    report = _only(mail)
    assert report.text == "Some 3,000 people left \N{EN DASH} mostly families."
    assert (report.published, report.publisher, report.title) == (DAY, "relief.example", "")
    assert "Person" not in repr(report)


def test_a_word_document_gives_paragraphs_and_tables_in_their_order(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Flash update")
    row = document.add_table(1, 2).rows[0].cells
    row[0].text, row[1].text = "Al-Hol camp", "47,000 people"
    document.add_paragraph("About 300 people arrived.")
    document.save(str(tmp_path / "update.docx"))
    text = _only(tmp_path / "update.docx", published=DAY).text
    assert text == "Flash update\n\nAl-Hol camp | 47,000 people\n\nAbout 300 people arrived."


def test_a_pdf_is_read_page_by_page(tmp_path: Path) -> None:
    (tmp_path / "update.pdf").write_bytes(_pdf("About 300 people arrived."))
    assert _only(tmp_path / "update.pdf", published=DAY).text == "About 300 people arrived."


def test_markdown_loses_its_marks_and_keeps_its_tables(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    words = "# Note\n\nAbout **300 people** [arrived](http://a/2019).\n\n|Camp|People|\n|-|-|\n|Al-Hol|47,000|\n"
    note.write_text(words, encoding="utf-8")
    text = _only(note, published=DAY).text
    assert text == "Note\n\nAbout 300 people arrived.\n\nCamp | People\nAl-Hol | 47,000"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_row_of_a_table_of_excerpts_is_a_report(tmp_path: Path, kind: str) -> None:
    rows = [("text", "published", "publisher", "id"), ("300 people fled.", DAY, "Radio", ""), ("Nil.", DAY, "", "b")]
    path = tmp_path / f"excerpts.{kind}"
    if kind == "csv":
        path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    else:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    found = read_reports([path]).reports
    assert [(each.name, each.published, each.publisher) for each in found] == [
        (f"excerpts.{kind}, row 2", DAY, "Radio"),
        ("b", DAY, ""),
    ]


def test_all_visible_sheets_of_a_workbook_are_read_and_the_hidden_ones_are_told(tmp_path: Path) -> None:
    book = Workbook()
    first, second, hidden = book.active, book.create_sheet("North"), book.create_sheet("Draft")
    for sheet, rows in (
        (first, [("text", "id"), ("300 people fled.", "a"), ("999 people fled.", "b")]),
        (second, [("Site", "People"), ("Karda", 1450.0), ("Total", 1450)]),
        (hidden, [("text", "id"), ("77,000 people fled.", "z")]),
    ):
        for row in rows:
            sheet.append(row)
    first.row_dimensions[3].hidden = True
    hidden.sheet_state = "hidden"
    book.save(tmp_path / "week.xlsx")
    reports = read_reports([tmp_path / "week.xlsx"], published=DAY).reports
    assert [each.text for each in reports] == ["300 people fled.", "North\n\nSite | People\nKarda | 1450\nTotal | 1450"]
    assert "Hidden and not read in sheet Sheet: 1 row." in reports[0].notes
    assert "Hidden and not read: sheet Draft." in reports[0].notes


def test_a_table_without_a_column_of_texts_is_one_of_figures(tmp_path: Path) -> None:
    (tmp_path / "sites.csv").write_text("Site;People\nKarda;1 450\n", encoding="utf-8")
    assert _only(tmp_path / "sites.csv", published=DAY).text == "Site | People\nKarda | 1 450"


def test_merged_cells_stand_in_all_columns_they_cover_and_equal_figures_stay_two(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(3, 3)
    written = (("Site", "Arrivals", ""), ("Site", "Families", "People"), ("Karda", "40", "40"))
    for row, words in zip(table.rows, written, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.rows[0].cells[1].merge(table.rows[0].cells[2])
    document.save(str(tmp_path / "table.docx"))
    text = _only(tmp_path / "table.docx", published=DAY).text
    assert text == "Site | Arrivals | Arrivals\nSite | Families | People\nKarda | 40 | 40"
    page = (
        "<p>Note</p><table><tr><th rowspan=2>Site<th colspan=2>Arrivals<tr><th>Families<th>People"
        "<tr><td>Karda<td>40<td>40</table>"
    )
    assert page_text(page) == f"Note\n\n{text}"


def test_raised_digits_are_never_glued_to_a_figure(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("Some 850")
    paragraph.add_run("3").font.superscript = True
    paragraph.add_run(" people came.")
    document.save(str(tmp_path / "note.docx"))
    drawn = "Some 850) Tj /F1 7 Tf 5 Ts (3) Tj 0 Ts /F1 12 Tf ( people came."
    (tmp_path / "note.pdf").write_bytes(_pdf(drawn))
    (tmp_path / "note.html").write_text(
        "<p>Some 850<sup><a href='#n3'>[3]</a></sup> people came.</p>", encoding="utf-8"
    )
    head = b"From: a@relief.example\nDate: Mon, 04 Mar 2019 19:00:00 +0300\nContent-Type: text/html; charset=utf-8\n\n"
    (tmp_path / "note.eml").write_bytes(head + b"<p>Some 850<sup>3</sup> people came.</p>")
    for kind in ("docx", "pdf", "html", "eml"):
        report = _only(tmp_path / f"note.{kind}", published=DAY)
        assert report.text == "Some 850³ people came.", kind
        assert [each.claim.quantity_low for each in read_report(report.text, DAY)] == [850]


def test_the_caption_and_the_table_of_an_article_are_read_and_those_beside_it_are_not(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    body = (
        "<h1>Thousands reach camp</h1><table><caption>By site</caption><tr><th>Site<th>People<tr><td>Karda<td>1,450"
        "<tr><td>Sur<td>610</table><figure><figcaption>Some 90 people wait at the gate.</figcaption></figure>"
    )
    page.write_text(PAGE.replace("<h1>Thousands reach camp</h1>", body), encoding="utf-8")
    text = _only(page).text
    assert "Site | People\nKarda | 1,450\nSur | 610" in text
    assert "Some 90 people wait" in text
    assert "90 people killed" not in text


@pytest.mark.parametrize("name", ["table.txt", "table.md"])
@pytest.mark.parametrize("framed", [True, False])
def test_a_table_in_bars_is_read_the_same_from_each_kind_of_text(tmp_path: Path, name: str, framed: bool) -> None:
    rows = ["Site | Families", "Doro | 140", "Renk | 60", "Total | 200"]
    text = "\n".join(["| Site | Families |", "|---|---|", *(f"| {row} |" for row in rows[1:])] if framed else rows)
    (tmp_path / name).write_text(text, encoding="utf-8")
    report = read_reports([tmp_path / name], published=date(2024, 6, 2)).reports[0]
    for given in (text, report.text):
        claims = [each.claim for each in read_report(given, "2024-06-02")]
        told = [(each.quantity_low, each.unit, each.place) for each in claims]
        assert told == [(140, "families", "Doro"), (60, "families", "Renk"), (200, "families", "not stated")]


def test_a_file_without_a_day_does_not_hold_up_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Published: 2019-03-04\n\n300 people fled.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("400 people fled.", encoding="utf-8")
    intake = read_reports([tmp_path])
    assert [each.name for each in intake.reports] == ["a.txt"]
    assert [str(each).partition(". Give")[0] for each in intake.problems] == [
        "b.txt: Nothing says on which day it was published"
    ]


def test_a_title_with_a_figure_is_read_once(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Published: 2019-03-04\nTitle: 2,600 people reach camp\n\nThey came on foot.", encoding="utf-8")
    assert _only(note).text == "2,600 people reach camp\n\nThey came on foot."
    note.write_text("Published: 2019-03-04\nTitle: 2,600 reach camp\n\n2,600 reach camp.\n\nMore.", encoding="utf-8")
    assert _only(note).text == "2,600 reach camp.\n\nMore."


def test_a_folder_is_read_in_the_order_of_names_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    for name in ("b.txt", "a.md", "more/c.txt", "photo.jpg", ".hidden.txt"):
        (tmp_path / name).write_text("300 people fled.", encoding="utf-8")
    intake = read_reports([tmp_path], published=DAY)
    assert [each.name for each in intake.reports] == ["a.md", "b.txt", "more/c.txt"]
    assert intake.left_out == ["photo.jpg"]


def test_the_tables_of_a_model_in_a_folder_are_no_reports(tmp_path: Path) -> None:
    (tmp_path / "valley/input_csv").mkdir(parents=True)
    (tmp_path / "post").mkdir()
    tables = ("valley/simsetting.yml", "valley/input_csv/locations.csv", "post/scenario.toml", "post/places.csv")
    for name in (*tables, "post/note.txt", "counts.csv"):
        (tmp_path / name).write_text("300 people fled.", encoding="utf-8")
    intake = read_reports([tmp_path], published=DAY)
    assert [each.name for each in intake.reports] == ["post/note.txt"]
    assert set(intake.left_out) == set(tables)
    assert {each.file for each in intake.problems} == {"counts.csv"}, "a table that lies elsewhere is looked at"


def test_standard_input_may_be_a_text_or_a_page() -> None:
    assert _only("-", published=DAY, standard_input=lambda: b"300 people fled.").text == "300 people fled."
    assert "48,600" in _only("-", standard_input=PAGE.encode).text


def test_telephone_numbers_are_struck_out_and_offsets_hold(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Call +963 933 123 456: 300 people came.", encoding="utf-8")
    report = _only(note, published=DAY)
    assert report.text.index("300 people") == len("Call +963 933 123 456: ")
    assert "933" not in report.text
    assert report.notes == ("Struck out as personal data: a telephone number.",)


def test_everything_wrong_with_all_files_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02\xff" * 300)
    (tmp_path / "old.txt").write_bytes("Ein Drittel flüchtete.".encode("cp1252"))
    (tmp_path / "fake.docx").write_bytes(b"no archive")
    (tmp_path / "fake.pdf").write_bytes(b"no document")
    (tmp_path / "fake.xlsx").write_bytes(b"no workbook")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    told = "\n".join(_problems(*sorted(tmp_path.iterdir()), tmp_path / "none.txt", published=DAY))
    for line in (
        "empty.txt: There is no text in it.",
        "binary.txt",
        "old.txt, row 1: The file is not UTF-8",
        "fake.docx: It is not a Word document",
        "fake.pdf: It is not a PDF",
        "fake.xlsx: It is not a workbook",
        'old.doc: Files of the kind ".doc" are not read. Open it in the word processor and save it as .docx.',
        "huge.txt: The file has 50 MB; at most 20 MB are read.",
        "none.txt: The file is missing.",
    ):
        assert line in told


def test_a_text_without_end_is_cut_and_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_text("300 people fled " * 20_000, encoding="utf-8")
    report = _only(tmp_path / "long.txt", published=DAY)
    assert len(report.text) == MOST_CHARACTERS
    assert report.notes == ("Only the first 200,000 of its 319,999 characters are read.",)


def test_text_from_right_to_left_comes_through(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("وصل 300 شخص إلى المخيم", encoding="utf-8")
    assert _only(tmp_path / "note.txt", published=DAY).text == "وصل 300 شخص إلى المخيم"


@pytest.mark.parametrize(
    "soup",
    [
        "<div>300 people" * 100_000,
        "<a href='" * 100_000,
        "<p><form><td></a>300 people" * 50_000,
        "<script>" * 100_000,
        "<table><tr><td>300 people</td></tr></table>" * 50_000,
        "<p><b><td></i></table>300 people <a href='" * 20_000,
        "&#" * 100_000 + "<!--" * 1000,
    ],
    ids=["deep", "open quotes", "nested forms", "scripts", "tables", "mixed", "entities"],
)
def test_soup_takes_time_in_proportion_to_its_length(soup: str) -> None:
    begun = time.process_time()
    web_report("soup.html", soup.encode())
    # Half a second each where written; a parser that loses itself takes minutes.
    assert time.process_time() - begun < 20


def test_a_page_without_any_end_tags_is_read_paragraph_by_paragraph() -> None:
    assert page_text("<body><p>300 people<p>came<ul><li>12 trucks<li>2 buses") == (
        "300 people\n\ncame\n\n- 12 trucks\n\n- 2 buses"
    )


def test_a_long_row_of_names_is_read_in_time_in_proportion_to_its_length() -> None:
    begun = time.process_time()
    read_report("Al-Hol Camp " * 100, "2019-03-04")
    # A hundredth of a second; a pattern that tries every way to cut the hyphens never ends.
    assert time.process_time() - begun < 20

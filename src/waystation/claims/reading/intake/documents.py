"""The text of Word and PDF documents."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from typing import Any

from waystation.claims.reading.intake.grids import as_lines
from waystation.claims.reading.intake.marks import raised
from waystation.claims.reading.intake.report import MOST_CHARACTERS, Draft

__all__ = ["pdf_report", "word_report"]

_MOST_UNPACKED = 100_000_000
_MOST_PAGES = 300


def word_report(name: str, data: bytes) -> Draft | str:
    """The paragraphs and tables of a Word document (.docx) in their order, or why it cannot be read.

    Parameters
    ----------
    name : of the file
    data : its bytes
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _MOST_UNPACKED:
                return f"Unpacked it is larger than {_MOST_UNPACKED // 1_000_000} MB."
        from docx import Document
        from docx.table import Table

        document = Document(io.BytesIO(data))
        blocks: list[str] = []
        length = 0
        for each in document.iter_inner_content():
            block = as_lines(_rows(each)) if isinstance(each, Table) else _words(each)
            blocks.append(block)
            length += len(block)
            if length > 2 * MOST_CHARACTERS:
                break
    except Exception:  # a damaged archive can break anywhere in it
        return "It is not a Word document of the kind .docx, or it is damaged."
    return Draft(name, "\n\n".join(blocks), title=str(document.core_properties.title or ""))


def _words(paragraph: Any) -> str:
    """The text of a paragraph; raised digits, which refer to a footnote, stay raised."""
    parts = []
    for piece in paragraph.iter_inner_content():
        for run in getattr(piece, "runs", [piece]):  # a link holds runs of its own
            parts.append(raised(run.text) if run.font.superscript else run.text)
    return "".join(parts)


def _rows(table: Any) -> list[list[str]]:
    """The cells of a table; a merged cell that holds words stands in every column it covers, one with a figure once."""
    rows: list[list[str]] = []
    for row in table.rows:
        cells, last = [], None
        for cell in row.cells:
            words = "\n".join(_words(each) for each in cell.paragraphs)
            again = last is not None and cell._tc is last
            cells.append("" if again and any(each.isdigit() for each in words) else words)
            last = cell._tc
        rows.append(cells)
    return rows


def pdf_report(name: str, data: bytes) -> Draft | str:
    """The text of a PDF, page by page, or why it cannot be read.

    Parameters
    ----------
    name : of the file
    data : its bytes
    """
    try:
        from pypdf import PdfReader
    except ModuleNotFoundError:
        return "Reading PDF needs one more package. Install it: pip install 'waystation[pdf]'."
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return "It is locked with a password."
        pages: list[str] = []
        count = len(reader.pages)
        for number in range(min(count, _MOST_PAGES)):
            pages.append(_page(reader.pages[number]))
            if sum(map(len, pages)) > 2 * MOST_CHARACTERS:
                break
    except Exception:  # a damaged document can break anywhere in it
        return "It is not a PDF, or it is damaged."
    if not any(page.strip() for page in pages):
        return "Its pages are pictures without text: a program for text recognition has to read them first."
    draft = Draft(name, "\n\n".join(pages))
    if len(pages) < count:
        draft.notes.append(f"Only the first {len(pages)} of its {count} pages are read.")
    return draft


_SMALL = 0.8
_NOTE = re.compile(r"\d{1,3}(?:,\d{1,3})*")


def _page(page: Any) -> str:
    """The text of a page; digits set smaller than what they stand behind are raised."""
    pieces: list[tuple[str, float]] = []

    def seen(words: str, _matrix: Any, text_matrix: Any, _font: Any, size: float) -> None:
        if words:
            pieces.append((words, abs(size * text_matrix[3]) or size))

    whole = str(page.extract_text(visitor_text=seen))
    if "".join(words for words, _ in pieces).strip() != whole.strip():
        return whole
    out, last = "", 0.0
    for words, size in pieces:
        mark = _NOTE.match(words) if out and not out[-1].isspace() and size < _SMALL * last else None
        if mark:
            out += raised(mark[0]) + words[mark.end() :]
        else:
            out, last = out + words, (size if words.strip() else last)
    return out

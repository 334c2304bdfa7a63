"""The text of Word and PDF documents."""

from __future__ import annotations

import io
import logging
import zipfile

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
            rows = _rows(each) if isinstance(each, Table) else [each.text]
            blocks += rows
            length += sum(map(len, rows))
            if length > 2 * MOST_CHARACTERS:
                break
    except Exception:  # a damaged archive can break anywhere in it
        return "It is no Word document of the kind .docx, or it is damaged."
    return Draft(name, "\n\n".join(blocks), title=str(document.core_properties.title or ""))


def _rows(table: object) -> list[str]:
    rows: list[str] = []
    for row in table.rows:  # type: ignore[attr-defined]
        # A merged cell stands there once for each column that it covers.
        rows.append(" | ".join(dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)))
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
            pages.append(reader.pages[number].extract_text())
            if sum(map(len, pages)) > 2 * MOST_CHARACTERS:
                break
    except Exception:  # a damaged document can break anywhere in it
        return "It is no PDF, or it is damaged."
    if not any(page.strip() for page in pages):
        return "Its pages are pictures without text: a program for text recognition has to read them first."
    draft = Draft(name, "\n\n".join(pages))
    if len(pages) < count:
        draft.notes.append(f"Only the first {len(pages)} of its {count} pages are read.")
    return draft

"""The text of PDF documents."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

from waystation.claims.reading.intake.marks import raised
from waystation.claims.reading.intake.report import MOST_CHARACTERS, Draft

__all__ = ["pdf_report"]

_MOST_PAGES = 300


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

"""The text of Word documents: what a reader sees on the page, boxes, forms and changes under review with it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from waystation.claims.reading.intake.grids import as_lines
from waystation.claims.reading.intake.marks import raised
from waystation.claims.reading.intake.report import MOST_CHARACTERS, Draft

__all__ = ["word_report"]

_MOST_UNPACKED = 100_000_000

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_EITHER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"


def _named(space: str, *names: str) -> tuple[str, ...]:
    return tuple(space + name for name in names)


# What wraps a part of the text without being text: python-docx passes over all that stands in it.
_WRAPS = _named(_WORD, "ins", "moveTo", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir", "bdo")
_WRAPS += _named(_EITHER, "AlternateContent", "Choice")
# What a reader does not see: text taken out or moved away, settings of a form, and the second form of a drawing.
_UNSEEN = _named(_WORD, "del", "moveFrom", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr")
_UNSEEN += _named(_EITHER, "Fallback")
_UNDER_REVIEW = _named(_WORD, "ins", "del", "moveFrom", "moveTo")
_BOX = _WORD + "txbxContent"


def word_report(name: str, data: bytes) -> Draft | str:
    """The paragraphs, tables and text boxes of a Word document (.docx) in their order, or why it cannot be read.

    Changes under review are read as if all were accepted, and a note says so.

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

        document = Document(io.BytesIO(data))
        under_review = _flatten(document.element.body)
        blocks: list[str] = []
        length = 0
        for block in _blocks(document):
            blocks.append(block)
            length += len(block)
            if length > 2 * MOST_CHARACTERS:
                break
        title, unread = str(document.core_properties.title or ""), _footnotes(document)
    except Exception:  # a damaged archive can break anywhere in it
        return "It is not a Word document of the kind .docx, or it is damaged."
    draft = Draft(name, "\n\n".join(blocks), title=title)
    if under_review:
        draft.notes.append("It holds changes under review; they are read as if all were accepted.")
    if unread:
        draft.notes.append(f"Its footnotes are not read: {unread}.")
    return draft


def _footnotes(document: Any) -> int:
    """How many footnotes and endnotes with words the document has."""
    from docx.oxml import parse_xml

    count = 0
    for each in document.part.rels.values():
        if each.reltype.endswith(("/footnotes", "/endnotes")):
            notes = parse_xml(each.target_part.blob)
            count += sum(any(text.text for text in note.iter(_WORD + "t")) for note in notes)
    return count


def _flatten(body: Any) -> bool:
    """Bring the text of forms and of changes under review to where python-docx reads; whether there were changes."""
    under_review = False
    # A row or paragraph mark that was taken out or put in is noted in its properties.
    for row in [
        each.getparent().getparent() for each in body.iter(_WORD + "del") if each.getparent().tag == _WORD + "trPr"
    ]:
        row.getparent().remove(row)
        under_review = True
    for each in list(body.iter(*_WRAPS, *_UNSEEN)):
        under_review = under_review or each.tag in _UNDER_REVIEW
        parent = each.getparent()
        if each.tag in _WRAPS:
            for child in list(each):
                each.addprevious(child)
        parent.remove(each)
    return under_review


def _blocks(container: Any) -> Iterator[str]:
    """The texts of a document, cell or box, the boxes that hang on a paragraph after it."""
    from docx.table import Table

    for each in container.iter_inner_content():
        if isinstance(each, Table):
            yield as_lines(_rows(each))
            continue
        yield _words(each)
        # A box in a box comes with the outer one.
        for box in [box for box in each._p.iter(_BOX) if next(box.iterancestors(_BOX), None) is None]:
            yield from _blocks(_box(box, each))


def _box(content: Any, paragraph: Any) -> Any:
    """The content of a text box, to be read as the body of a document is."""
    from docx.blkcntnr import BlockItemContainer
    from docx.oxml import OxmlElement

    body = OxmlElement("w:body")
    body.extend(list(content))
    return BlockItemContainer(body, paragraph)


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
            words = "\n".join(_blocks(cell))
            again = last is not None and cell._tc is last
            cells.append("" if again and any(each.isdigit() for each in words) else words)
            last = cell._tc
        rows.append(cells)
    return rows

"""The text of PDF documents: lines in the order in which they were set, tables by rows, raised digits apart."""

from __future__ import annotations

import io
import logging
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import Any, NamedTuple

from waystation.claims.reading.intake.grids import as_lines
from waystation.claims.reading.intake.marks import raised
from waystation.claims.reading.intake.report import MOST_CHARACTERS, Draft

__all__ = ["pdf_report"]

_MOST_PAGES = 300
_MOST_SECONDS = 60.0

# Sizes and gaps in parts of the size of the letters beside them.
_SMALL, _SMALLER, _HIGHER = 0.8, 0.9, 0.08  # digits behind a word are raised if small, or smaller and set higher
_SAME_LINE = 0.5  # how far the middles of two letters of a line lie apart at most
_WORD_GAP = 0.2
_CELL_GAP = 1.4  # wider than any space of a justified line
_PARAGRAPH_GAP = 0.8
_ROW_GAP = 3.0
_COVERS = 0.15  # a heading stands over each column that has more than this part of its width

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Letters joined or shaped for print, as some programs store them; raised digits are no part of it.
_PRINTED = re.compile(r"[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufefc]+")
_FIGURE = re.compile(r"[~<>+±]?\s?\d[\d.,\s'\N{ARABIC THOUSANDS SEPARATOR}]*%?[\N{SUPERSCRIPT ONE}²³⁰⁴-⁹]*")

Letter = dict[str, Any]


class _Cell(NamedTuple):
    words: str
    begin: float
    end: float


class _Line(NamedTuple):
    cells: tuple[_Cell, ...]  # from the left to the right
    top: float
    bottom: float
    size: float

    @property
    def words(self) -> str:
        return " ".join(each.words for each in _in_order(self.cells))

    @property
    def has_figures(self) -> bool:
        return any(_FIGURE.fullmatch(each.words) for each in self.cells)


def pdf_report(name: str, data: bytes) -> Draft | str:
    """The text of a PDF, page by page, or why it cannot be read.

    Rows of a table, ruled or not, become lines with a bar between their cells. Arabic and Hebrew, which a PDF holds
    in the order of print, are brought into the order of reading.

    Parameters
    ----------
    name : of the file
    data : its bytes
    """
    try:
        import bidi  # noqa: F401, as words are turned later
        import pdfplumber
        from pdfplumber.utils.exceptions import PdfminerException
    except ModuleNotFoundError:
        return "Reading PDF needs more packages. Install them: pip install 'waystation[pdf]'."
    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
    begin = time.process_time()
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            pages: list[str] = []
            count = len(document.pages)
            for page in document.pages[:_MOST_PAGES]:
                pages.append(_page(page))
                page.close()  # else all letters of all pages are kept
                if sum(map(len, pages)) > 2 * MOST_CHARACTERS or time.process_time() - begin > _MOST_SECONDS:
                    break
    except PdfminerException as error:
        locked = "Password" in repr(error)
        return "It is locked with a password." if locked else "It is not a PDF, or it is damaged."
    except Exception:  # a damaged document can break anywhere in it
        return "It is not a PDF, or it is damaged."
    if not any(page.strip() for page in pages):
        return "Its pages are pictures without text: a program for text recognition has to read them first."
    draft = Draft(name, "\n\n".join(pages))
    if len(pages) < count:
        draft.notes.append(f"Only the first {len(pages)} of its {count} pages are read.")
    return draft


def _page(page: Any) -> str:
    """The text of a page; a ruled table stands where its first line was set."""
    tables = [each for each in page.find_tables() if _is_table(each)]
    blocks: list[str] = []
    written: set[int] = set()
    lines: list[_Line] = []
    for letters in _set_lines(page.chars):
        at = next((number for number, table in enumerate(tables) if _inside(letters[0], table.bbox)), None)
        if at is None:
            lines.append(_line(letters))
        elif at not in written:
            written.add(at)
            blocks += [*_paragraphs(lines), as_lines(_rows(tables[at], page.chars))]
            lines = []
    return "\n\n".join([*blocks, *_paragraphs(lines)])


def _is_table(table: Any) -> bool:
    """Whether what is ruled is a table of figures, not a frame round a text."""
    return len(table.rows) > 1 and sum(cell is not None for cell in table.rows[0].cells) > 1


def _rows(table: Any, letters: Sequence[Letter]) -> list[list[str]]:
    """The cells of a ruled table; words of a cell that covers several columns stand in each of them."""
    inside = [each for each in letters if _inside(each, table.bbox)]
    rows: list[list[str]] = []
    for row in table.rows:
        cells: list[str] = []
        for box in row.cells:
            if box is None:
                before = cells[-1] if cells else ""
                cells.append("" if any(each.isdigit() for each in before) else before)
                continue
            held = [each for each in inside if _inside(each, box)]
            cells.append(" ".join(_line(each).words for each in _set_lines(held)))
        rows.append(cells)
    return _rows_as_read(rows)


def _rows_as_read(rows: list[list[str]]) -> list[list[str]]:
    """Rows with their first column first: that on the right, where the words run from there."""
    turned = any(_RIGHT_TO_LEFT.search(each) for row in rows for each in row)
    return [row[::-1] for row in rows] if turned else rows


def _paragraphs(lines: Sequence[_Line]) -> Iterator[str]:
    """Lines that follow closely as one text, rows of figures under one another as a table."""
    block: list[_Line] = []
    for line in lines:
        if block and not _goes_on(block, line):
            yield _block(block)
            block = []
        block.append(line)
    if block:
        yield _block(block)


def _goes_on(block: Sequence[_Line], line: _Line) -> bool:
    last = block[-1]
    if len(line.cells) > 1 and len(last.cells) > 1:
        return abs(line.top - last.bottom) < _ROW_GAP * line.size
    # A line further up begins the next column, and may go on with a sentence.
    return line.top - last.bottom < _PARAGRAPH_GAP * line.size and len(line.cells) == len(last.cells)


def _block(lines: Sequence[_Line]) -> str:
    if len(lines[0].cells) > 1 and sum(each.has_figures for each in lines) > 1:
        return as_lines(_columns(lines))
    return "\n".join(each.words for each in lines)


def _columns(lines: Sequence[_Line]) -> list[list[str]]:
    """Lines of a table without rules as rows: a cell stands in each column above or below which it was set."""
    most = max(len(each.cells) for each in lines)
    full = [each.cells for each in lines if len(each.cells) == most]
    begins = [min(cells[at].begin for cells in full) for at in range(most)]
    ends = [max(cells[at].end for cells in full) for at in range(most)]
    borders = [-inf, *((end + begin) / 2 for end, begin in zip(ends, begins[1:], strict=False)), inf]
    rows = []
    for line in lines:
        row = [""] * most
        for cell in line.cells:
            width = max(cell.end - cell.begin, 1e-6)
            shares = [max(min(cell.end, right) - max(cell.begin, left), 0) / width for left, right in pairwise(borders)]
            figure = _FIGURE.fullmatch(cell.words)
            for at, share in enumerate(shares):
                if share == max(shares) if figure else share > _COVERS:
                    row[at] = f"{row[at]} {cell.words}".strip()
        rows.append(row)
    return _rows_as_read(rows)


def _in_order(cells: tuple[_Cell, ...]) -> tuple[_Cell, ...]:
    return cells[::-1] if any(_RIGHT_TO_LEFT.search(each.words) for each in cells) else cells


def _inside(letter: Letter, box: tuple[float, float, float, float]) -> bool:
    across, down = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    return bool(box[0] <= across <= box[2] and box[1] <= down <= box[3])


def _set_lines(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    """Letters as lines, in the order in which the document sets them: so one column follows the other."""
    line: list[Letter] = []
    for each in letters:
        if not each["upright"]:
            continue
        if line:
            largest = max(line[-1]["size"], each["size"])
            apart = abs((each["top"] + each["bottom"]) - (line[-1]["top"] + line[-1]["bottom"])) / 2
            if apart > _SAME_LINE * largest:
                yield line
                line = []
        if line or not each["text"].isspace():
            line.append(each)
    if line:
        yield line


def _line(letters: Sequence[Letter]) -> _Line:
    """A line with its cells: what stands further apart than words do."""
    cells: list[_Cell] = []
    words, begin = "", 0.0
    size = foot = end = 0.0  # of the last letter that is not raised; where the last one ends
    spaced = False
    for each in sorted(letters, key=lambda letter: letter["x0"]):
        text = each["text"]
        if text.isspace():
            spaced = True
            continue
        higher = foot - each["bottom"] > _HIGHER * size
        small = text.isdigit() and each["size"] < (_SMALLER if higher else _SMALL) * size
        gap = (each["x0"] - end) / size if size else 0.0
        if gap > _CELL_GAP:
            cells.append(_Cell(_as_read(words), begin, end))
            words, small = "", False
        elif spaced or gap > _WORD_GAP:
            words, small = words + " " * bool(words), False
        if not words:
            begin = each["x0"]
        # Letters joined to one sign come in the order of reading, all else in that of print.
        words += raised(text) if small else text[::-1] if _RIGHT_TO_LEFT.search(text) else text
        if not small:
            size, foot = each["size"], each["bottom"]
        end, spaced = each["x1"], False
    cells.append(_Cell(_as_read(words), begin, end))
    tallest = max(letters, key=lambda letter: letter["size"])
    return _Line(tuple(cells), tallest["top"], tallest["bottom"], tallest["size"])


def _as_read(printed: str) -> str:
    """Words in the order of print as they are read: for Arabic and Hebrew the rule of print, applied once more."""
    if _RIGHT_TO_LEFT.search(printed):
        from bidi import get_display

        printed = str(get_display(printed, base_dir="R"))
    return _PRINTED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), printed)

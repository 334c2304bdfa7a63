"""A web page taken apart by one pass of the parser: its paragraphs, tables and captions, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

from waystation.claims.reading.intake.grids import as_lines
from waystation.claims.reading.intake.marks import raised_html

__all__ = ["CAPTION", "TABLE", "Page", "page_text", "paragraphs", "parsed", "plain", "text_of"]

TABLE, CAPTION, _NEWLINE = "\x01", "\x02", "\x03"
"""Signs that no page may hold: what begins a table, what begins a caption, and a line's end inside a table."""

_MOST_COLUMNS = 200
_LONGEST_CELL = 400
_ASIDE = frozenset({"nav", "aside", "footer"})
_CAPTIONS = frozenset({"figcaption", "caption", "h1"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "fieldset", "figcaption",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p",
    "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_HIDDEN = frozenset({"title", "noscript", "script", "style", "svg", "template"})
_DEEPEST = 400
"""No page of a publisher nests its tags deeper; in soup that does, tags are struck out one by one."""

_TAG = re.compile(r"<[^<>]*>")
_CODE = re.compile(r"<(script|style)\b")
_PIECE = 16_384


class _Table:
    """A table of a page, cell by cell, with its merged cells filled."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None
        self.holds_another = False
        self._wide = self._deep = 1
        self._hanging: dict[int, tuple[int, str]] = {}

    def new_row(self) -> None:
        self.end_cell()
        self.rows.append([])
        self._fill()

    def _fill(self) -> None:
        """Cells that hang down from a row above."""
        row = self.rows[-1]
        while len(row) in self._hanging:
            left, words = self._hanging.pop(len(row))
            if left > 1:
                self._hanging[len(row)] = (left - 1, words)
            row.append(words)

    def new_cell(self, attributes: Mapping[str, str]) -> None:
        self.end_cell()
        if not self.rows:
            self.rows.append([])
        self.cell = []
        self._wide, self._deep = _span(attributes.get("colspan"), 60), _span(attributes.get("rowspan"), 500)

    def end_cell(self) -> None:
        if self.cell is None:
            return
        words, row = "".join(self.cell), self.rows[-1]
        self.cell = None
        figure = any(each.isdigit() for each in words)
        for column in range(self._wide if len(row) < _MOST_COLUMNS else 1):
            here = "" if column and figure else words
            if self._deep > 1:
                self._hanging[len(row)] = (self._deep - 1, "" if figure else words)
            row.append(here)
        self._fill()

    def text(self, *, aside: bool) -> str:
        """The table as lines; one that only lays out a page, as paragraphs."""
        self.end_cell()
        filled = [row for row in self.rows if any(each.strip() for each in row)]
        laid_out = self.holds_another or any(len(each) > _LONGEST_CELL for row in filled for each in row)
        if laid_out:
            return "\n\n" + "\n\n".join(each for row in filled for each in row) + "\n\n"
        lines = as_lines([each.replace(TABLE, "").replace(CAPTION, "") for each in row] for row in filled)
        mark = TABLE if not aside and len(filled) > 1 and any(each.isdigit() for each in lines) else ""
        return "\n\n" + mark + lines.replace("\n", _NEWLINE) + "\n\n"


def _span(given: str | None, most: int) -> int:
    return max(1, min(int(given), most)) if given and given.isdecimal() and len(given) < 5 else 1


class Page:
    """One pass over a page, told by the parser: its visible text, and what it says of itself."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.said: dict[str, str] = {}
        self.blocks: list[str] = []
        self.title = ""
        self.too_deep = False
        self._hidden = 0
        self._inside = ""
        self._depth = 0
        self._aside = 0
        self._tables: list[_Table] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self.too_deep = self.too_deep or self._depth > _DEEPEST
        self._note(tag, attributes)
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "table":
            self._tables.append(_Table())
        elif tag == "tr" and self._tables:
            self._tables[-1].new_row()
        elif tag in {"td", "th"}:
            if self._tables:
                self._tables[-1].new_cell(attributes)
            else:
                self.parts.append(" | ")
        elif tag in _BLOCKS:
            self._sink().append("\n\n- " if tag == "li" else "\n\n")
            if tag in _CAPTIONS and not self._aside:
                self._sink().append(CAPTION)
        self._aside += tag in _ASIDE

    def _sink(self) -> list[str]:
        """Where text now goes: into the cell of a table, or the page."""
        return self._tables[-1].cell if self._tables and self._tables[-1].cell is not None else self.parts

    def _note(self, tag: str, attributes: Mapping[str, str]) -> None:
        """What a tag says of the page's day, publisher and title."""
        self._inside = ""
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            self.said.setdefault(name.casefold(), attributes.get("content", "").strip())
        elif tag == "time" and attributes.get("itemprop", "").casefold() == "datepublished":
            self.said.setdefault("datepublished", attributes.get("datetime", ""))
        elif tag == "script" and attributes.get("type", "").casefold() == "application/ld+json":
            self._inside = "data"
            self.blocks.append("")
        elif tag == "title" and not self.title:
            self._inside = "title"

    def end(self, tag: str) -> None:
        self._inside = ""
        self._depth -= 1
        self._aside -= tag in _ASIDE
        if tag in _HIDDEN:
            self._hidden -= 1
        elif tag == "table" and self._tables:
            table = self._tables.pop()
            if self._tables:
                self._tables[-1].holds_another = True
            self._sink().append(table.text(aside=self._aside > 0))
        elif tag in {"td", "th"} and self._tables:
            self._tables[-1].end_cell()
        elif tag in _BLOCKS and tag not in {"td", "th", "li", "tr"}:
            self._sink().append("\n\n")

    def data(self, data: str) -> None:
        if self._inside == "data":
            self.blocks[-1] += data
        elif self._inside == "title":
            self.title += data
        elif self._hidden <= 0:
            self._sink().append(data)

    def close(self) -> Page:
        while self._tables:
            self.end("table")
        return self


def parsed(html: str) -> Page:
    from lxml import etree

    page, data = Page(), html.encode("utf-8", errors="replace")
    try:
        parser = etree.HTMLParser(target=page, encoding="utf-8")
        # In pieces, so that soup is noticed before the parser has lost its time in it.
        for start in range(0, len(data), _PIECE):
            parser.feed(data[start : start + _PIECE])
            if page.too_deep:
                return _stripped(html)
        parser.close()
    except etree.LxmlError:
        return _stripped(html)
    return page


def _lower(html: str) -> str:
    """Small letters for capital ones, and nothing else changed, so that offsets hold."""
    return html.translate({code: code + 32 for code in range(ord("A"), ord("Z") + 1)})


def _stripped(html: str) -> Page:
    """A page whose tags are struck out one by one, whatever they mean; scripts and styles with what they hold."""
    page, kept, at, plain = Page(), list[str](), 0, _lower(html)
    for found in _CODE.finditer(plain):
        if found.start() >= at:
            kept.append(html[at : found.start()])
            end = plain.find(f"</{found[1]}", found.end())
            at = end if end >= 0 else len(html)
    kept.append(html[at:])
    page.parts = [_TAG.sub("\n\n", "".join(kept))]
    return page


def paragraphs(page: Page) -> list[str]:
    """The paragraphs of a page in their order; those that begin with `TABLE` or `CAPTION` are tables and captions."""
    tidy = (" ".join(line.split()).removeprefix("| ") for line in "".join(page.parts).split("\n\n"))
    return [line.replace(_NEWLINE, "\n") for line in tidy if line.strip(TABLE + CAPTION + " ") not in {"", "-"}]


def plain(paragraph: str) -> str:
    """A paragraph without the sign that says what it is."""
    return paragraph.lstrip(TABLE + CAPTION).strip()


def text_of(page: Page) -> str:
    """All visible text of a page."""
    return "\n\n".join(plain(each) for each in paragraphs(page))


def page_text(html: str) -> str:
    """All visible text of a page, a paragraph or a row of a table each on its own; menus and all.

    Examples
    --------
    >>> page_text("<h1>Update</h1><p>About <b>300</b> people</p><table><tr><td>Al-Hol<td>47,000</table>")
    'Update\\n\\nAbout 300 people\\n\\nAl-Hol | 47,000'
    """
    return text_of(parsed(raised_html(html)))

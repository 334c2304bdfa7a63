"""The text of web pages and of Markdown: the article without menus, with the day the page itself names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from waystation.claims.reading.intake.report import MOST_CHARACTERS, Draft

__all__ = ["markdown_report", "page_text", "web_report"]

_MOST_TAGS = 12_000
"""In longer pages the article is not told from the rest: that takes time which grows faster than the page."""

_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_HIDDEN = frozenset({"title", "noscript", "script", "style", "svg", "template"})
_DEEPEST = 400
"""No page of a publisher nests its tags deeper; in soup that does, tags are struck out one by one."""

_TAG = re.compile(r"<[^<>]*>")
_CODE = re.compile(r"<(script|style)\b")
_PIECE = 16_384
_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dc.date",
    "dcterms.date", "citation_publication_date", "parsely-pub-date", "publishdate", "pubdate", "date",
)  # fmt: skip
_CHANGED = ("article:modified_time", "og:updated_time", "datemodified")
_PUBLISHERS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "citation_publisher")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


class _Page:
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

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self.too_deep = self.too_deep or self._depth > _DEEPEST
        self._note(tag, attributes)
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag in {"td", "th"}:
            self.parts.append(" | ")
        elif tag in _BLOCKS:
            self.parts.append("\n\n- " if tag == "li" else "\n\n")

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
        if tag in _HIDDEN:
            self._hidden -= 1
        elif tag in _BLOCKS and tag not in {"td", "th", "li"}:
            self.parts.append("\n\n")

    def data(self, data: str) -> None:
        if self._inside == "data":
            self.blocks[-1] += data
        elif self._inside == "title":
            self.title += data
        elif self._hidden <= 0:
            self.parts.append(data)

    def close(self) -> _Page:
        return self


def _parsed(html: str) -> _Page:
    from lxml import etree

    page, data = _Page(), html.encode("utf-8", errors="replace")
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


def _stripped(html: str) -> _Page:
    """A page whose tags are struck out one by one, whatever they mean; scripts and styles with what they hold."""
    page, kept, at, plain = _Page(), list[str](), 0, _lower(html)
    for found in _CODE.finditer(plain):
        if found.start() >= at:
            kept.append(html[at : found.start()])
            end = plain.find(f"</{found[1]}", found.end())
            at = end if end >= 0 else len(html)
    kept.append(html[at:])
    page.parts = [_TAG.sub("\n\n", "".join(kept))]
    return page


def _text(page: _Page) -> str:
    lines = ("".join(page.parts)).split("\n\n")
    tidy = (" ".join(line.split()).removeprefix("| ") for line in lines)
    return "\n\n".join(line for line in tidy if line and line != "-")


def page_text(html: str) -> str:
    """All visible text of a page, a paragraph or a row of a table each on its own; menus and all.

    Examples
    --------
    >>> page_text("<h1>Update</h1><p>About <b>300</b> people</p><table><tr><td>Al-Hol<td>47,000</table>")
    'Update\\n\\nAbout 300 people\\n\\nAl-Hol | 47,000'
    """
    return _text(_parsed(html))


def web_report(name: str, data: bytes) -> Draft | str:
    """The article of a web page, or why it cannot be read.

    The body is found by trafilatura. The day is taken only from what the page itself declares to be its
    day of publication; nothing is guessed from its text.

    Parameters
    ----------
    name : of the file
    data : its bytes
    """
    html = _decoded(data)
    if html is None:
        return "It is neither UTF-8 nor does it name an encoding that fits."
    page = _parsed(html)
    whole = _text(page)
    body = "" if _saved_by_word(page) else _article(html)
    draft = Draft(name, body or whole, title=" ".join(page.title.split()))
    left = len(whole) - len(body)
    if body and left > 20:
        draft.notes.append(f"Left out as menus and the like: {left:,} of {len(whole):,} characters.")
    _declared(draft, page)
    return draft


def _article(html: str) -> str:
    if html.count("<") > _MOST_TAGS:
        return ""
    import trafilatura
    from trafilatura.settings import use_config

    settings = use_config()
    # Situation reports are short: without these the library runs short pages together into one line.
    for key in ("MIN_EXTRACTED_SIZE", "MIN_OUTPUT_SIZE"):
        settings["DEFAULT"][key] = "1"
    try:
        found = trafilatura.extract(html, config=settings, include_comments=False)
    except Exception:  # a library for soup must not decide whether the page's text is read
        return ""
    lines = [line.strip().strip("|").strip() for line in (found or "").split("\n")]
    return "\n\n".join(line for line in lines if line.strip("-| "))[: MOST_CHARACTERS * 2]


def _saved_by_word(page: _Page) -> bool:
    """Whether the page is a document saved as HTML: all of it is the report, and its tables hold figures."""
    return (
        "microsoft word" in page.said.get("generator", "").casefold()
        or "libreoffice" in page.said.get("generator", "").casefold()
    )


def _declared(draft: Draft, page: _Page) -> None:
    """What the page says of its day and publisher, into the draft."""
    said = {**_linked_data(page.blocks), **{key: value for key, value in page.said.items() if value}}
    draft.published = next((day for key in _PUBLISHED if (day := _day(said.get(key, "")))), None)
    draft.publisher = next((said[key] for key in (*_PUBLISHERS, "publisher") if said.get(key)), "")
    if draft.published:
        draft.notes.append(f"The page says it was published on {draft.published}.")
    changed = next((day for key in _CHANGED if (day := _day(said.get(key, "")))), None)
    if changed and draft.published and changed > draft.published:
        draft.notes.append(f"The page was changed on {changed}: its figures may be later than its day.")
    if draft.publisher:
        draft.notes.append(f"The page names {draft.publisher} as its publisher.")


def _day(text: str) -> date | None:
    found = _DAY.match(text.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _linked_data(blocks: list[str]) -> dict[str, str]:
    """Day and publisher from schema.org data, as news pages carry it."""
    said: dict[str, str] = {}
    for block in blocks:
        try:
            found: Any = json.loads(block)
        except (ValueError, RecursionError):
            continue
        things = found if isinstance(found, list) else [found]
        graph = [each for thing in things if isinstance(thing, dict) for each in thing.get("@graph", []) or []]
        for thing in [*things, *graph]:
            if not isinstance(thing, dict):
                continue
            for key in ("datePublished", "dateModified"):
                if isinstance(thing.get(key), str):
                    said.setdefault(key.casefold(), thing[key])
            publisher = thing.get("publisher")
            if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
                said.setdefault("publisher", publisher["name"])
    return said


def _decoded(data: bytes) -> str | None:
    """The page's characters: as UTF-8, else as the page declares; None if neither fits."""
    declared = _CHARSET.search(data[:4000])
    for encoding in ("utf-8-sig", "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "", declared):
        try:
            if encoding:
                return data.decode(encoding if isinstance(encoding, str) else encoding[1].decode("ascii"))
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def markdown_report(draft: Draft) -> Draft:
    """A draft in Markdown with its marks taken away; tables become rows."""
    from markdown_it import MarkdownIt

    rendered = MarkdownIt("commonmark").enable("table").render(draft.text)
    draft.text = page_text(rendered)
    return draft

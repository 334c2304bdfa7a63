"""The text of web pages and of Markdown: the article without menus, with the day the page itself names."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from waystation.claims.reading.intake.marks import raised_html
from waystation.claims.reading.intake.page import CAPTION, TABLE, Page, page_text, paragraphs, parsed, plain, text_of
from waystation.claims.reading.intake.report import MOST_CHARACTERS, Draft

__all__ = ["markdown_report", "page_text", "web_report"]

_MOST_TAGS = 12_000
"""In longer pages the article is not told from the rest: that takes time which grows faster than the page."""

_SAME = 0.9
_PUBLISHED = (
    "article:published_time", "og:published_time", "datepublished", "dc.date.issued", "dcterms.issued", "dc.date",
    "dcterms.date", "citation_publication_date", "parsely-pub-date", "publishdate", "pubdate", "date",
)  # fmt: skip
_CHANGED = ("article:modified_time", "og:updated_time", "datemodified")
_PUBLISHERS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "citation_publisher")
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_ROW = re.compile(r"^([^\n]*\|[^\n]*\S)[^\S\n]*$", re.MULTILINE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


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
    html = raised_html(html)
    page = parsed(html)
    whole = text_of(page)
    body = "" if _saved_by_word(page) else _with_tables(page, _article(html))
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
        found = trafilatura.extract(html, config=settings, include_comments=False, include_tables=False)
    except Exception:  # a library for soup must not decide whether the page's text is read
        return ""
    lines = [line.strip().strip("|").strip() for line in (found or "").split("\n")]
    return "\n\n".join(line for line in lines if line.strip("-| "))[: MOST_CHARACTERS * 2]


def _with_tables(page: Page, article: str) -> str:
    """The article as the page has it: its paragraphs in their order, with the tables and captions between them."""
    if not article:
        return ""
    kept, words = list[str](), " ".join(article.split())
    for each in paragraphs(page):
        bare = plain(each)
        mine = each[0] == TABLE or (each[0] == CAPTION and any(sign.isdigit() for sign in bare))
        if mine or " ".join(bare.removeprefix("- ").split()) in words:
            kept.append(bare)
    tables = [plain(each) for each in paragraphs(page) if each[0] == TABLE]
    together = "\n\n".join(kept)
    # Where the article was put together anew its paragraphs are not found again: the tables then follow it.
    return together if len(together) >= _SAME * len(words) else "\n\n".join([article, *tables])


def _saved_by_word(page: Page) -> bool:
    """Whether the page is a document saved as HTML: all of it is the report, and its tables hold figures."""
    return (
        "microsoft word" in page.said.get("generator", "").casefold()
        or "libreoffice" in page.said.get("generator", "").casefold()
    )


def _declared(draft: Draft, page: Page) -> None:
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

    # Rows without the line of hyphens under their head are no table to Markdown, which would join them into one line.
    text = _ROW.sub(r"\1  ", draft.text)
    rendered = MarkdownIt("commonmark").enable("table").render(text)
    draft.text = page_text(rendered)
    return draft

"""Exports of chats, as WhatsApp writes them: each message has its own day, and who wrote it is never kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from waystation.claims.reading.figures.plain import plain_text
from waystation.claims.reading.intake.report import Draft

__all__ = ["ChatDay", "chat_days", "chat_reports"]

_DAY = r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{2,4})"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:[\s\u202f]?(?:[ap]\.?[\s\u202f]?m\.?|[صم]))?"
# "[18/05/2023, 19:42:10] Name: ..." on iPhones, "18/05/2023, 19:42 - Name: ..." on Android, "[19:42, 18/05/2023] Name:"
# copied from a browser; with the signs of phones that write from right to left.
_STAMP = re.compile(
    rf"^[\u200e\u200f\u202a-\u202c]*(?:\[{_DAY}[,،]?\s{{1,3}}{_TIME}\]|{_DAY}[,،]?\s{{1,3}}{_TIME}\s+[-–]\s"
    rf"|\[{_TIME}[,،]\s{{1,3}}{_DAY}\])[^\S\n]*",
    re.IGNORECASE | re.MULTILINE,
)
_SENDER = re.compile(r"[\u200e\u200f\u202a-\u202c~\s]*[^:\n]{1,60}:(?:[^\S\n]|$)", re.MULTILINE)
_EMPTY = re.compile(
    r"^\W*(?:<[^<>\n]{3,60}>|(?:image|video|audio|document|sticker|gif|contact card|imagen|vidéo|صورة)\s+\w+"
    r"|(?:this|you deleted this) message\b.*|null)\W*$",
    re.IGNORECASE,
)
_MOST_DAYS = 400
_READ_AS = {"dmy": "Its days are read as day/month/year", "mdy": "Its days are read as month/day/year"}


class _Message(NamedTuple):
    parts: tuple[int, int, int]
    start: int
    end: int


class ChatDay(NamedTuple):
    """The messages of one day of a chat.

    Parameters
    ----------
    day : the day
    messages : offsets of what each message says, without its stamp and sender
    """

    day: date
    messages: list[tuple[int, int]]


def chat_days(text: str) -> list[ChatDay]:
    """The messages of a chat export by their days, in the order they stand; none where a text is no such export.

    Examples
    --------
    >>> text = "[18/05/2023, 19:42] Desk: 300 people reached Adre today\\n[19/05/2023, 08:10] Desk: 120 more"
    >>> [(each.day.isoformat(), text[slice(*each.messages[0])]) for each in chat_days(text)]
    [('2023-05-18', '300 people reached Adre today'), ('2023-05-19', '120 more')]
    """
    return _days(text)[0]


def chat_reports(draft: Draft) -> list[Draft] | None:
    """The messages of a chat export as one report a day, or None where a text is not such an export.

    The sender's name or number stands between the stamp and the colon and is cut off; lines of the program itself
    ("... joined", "image omitted") are left out.

    Parameters
    ----------
    draft : a plain text as it was read from its file

    Examples
    --------
    >>> text = "[18/05/2023, 19:42] Desk: 300 people reached Adre today\\n[19/05/2023, 08:10] Desk: 120 more"
    >>> [(day.published.isoformat(), day.text) for day in chat_reports(Draft("chat.txt", text))]
    [('2023-05-18', '300 people reached Adre today'), ('2023-05-19', '120 more')]
    """
    days, order, why = _days(draft.text)
    if not days:
        return None
    words = ["\n\n".join(draft.text[start:end] for start, end in each.messages) for each in days]
    note = "A chat export: each message is read with its own day; who wrote it is not kept."
    guessed = [f"{_READ_AS[order]}{why}"] if why else []
    return [
        Draft(
            f"{draft.name}, {each.day}" if len(days) > 1 else draft.name,
            said, each.day, draft.publisher, draft.title, [*draft.notes, note, *guessed], own_day=True,
            earlier=earlier,
        )
        for each, said, earlier in zip(days, words, ["", *words], strict=False)
    ]  # fmt: skip


def _days(text: str) -> tuple[list[ChatDay], str, str]:
    """The days of a chat, the order in which day, month and year stand, and why that is a guess."""
    plain = plain_text(text)
    opening = len(plain) - len(plain.lstrip())
    stamps = list(_STAMP.finditer(plain)) if _STAMP.match(plain, opening) else []
    messages = list[_Message]()
    ends = [*(each.start() for each in stamps[1:]), len(text)][: len(stamps)]
    for stamp, end in zip(stamps, ends, strict=True):
        sender = _SENDER.match(text, stamp.end(), end)
        first = next(group for group in (1, 4, 7) if stamp[group] is not None)
        bracketed = first != 4
        if sender is None and not bracketed:
            continue  # the program's own line: it names no sender
        piece = text[sender.end() if sender else stamp.end() : end]
        words = piece.strip().strip("\u200e\u200f")
        if words and not _EMPTY.fullmatch(words):
            start = end - len(piece) + piece.index(words)
            parts = int(stamp[first]), int(stamp[first + 1]), int(stamp[first + 2])
            messages.append(_Message(parts, start, start + len(words)))
    order, why = _order([each.parts for each in messages])
    days: dict[date, list[tuple[int, int]]] = {}
    for message in messages:
        day = _day(message.parts, order)
        if day is not None:
            days.setdefault(day, []).append((message.start, message.end))
    if len(days) > _MOST_DAYS:
        return [], order, why
    return [ChatDay(day, spans) for day, spans in days.items()], order, why


def _order(parts: Iterable[tuple[int, int, int]]) -> tuple[str, str]:
    """In which order day, month and year stand, and why it is a guess; "" where the export itself tells."""
    given = list(parts)
    if any(first > 31 for first, _, _ in given):
        return "ymd", ""
    if any(first > 12 for first, _, _ in given):
        return "dmy", ""
    if any(second > 12 for _, second, _ in given):
        return "mdy", ""
    runs = {order: [_day(each, order) for each in given] for order in ("dmy", "mdy")}
    rising = {order: all(a and b and a <= b for a, b in pairwise(days)) for order, days in runs.items()}
    if len(set(given)) < 2 or not any(rising.values()):
        return "dmy", ". If they are month/day/year, correct them in the file."
    if not all(rising.values()):
        return ("dmy" if rising["dmy"] else "mdy"), ""
    # A chat goes on from day to day: read the wrong way, its days lie whole months apart, all with the same number.
    spans = {order: (days[-1] - days[0]).days for order, days in runs.items() if days[0] and days[-1]}
    order = min(("dmy", "mdy"), key=lambda each: spans[each])
    other = "mdy" if order == "dmy" else "dmy"
    apart = f"{_days_long(spans[order])}, not {spans[other]}"
    return order, f", so that its messages lie within {apart}. If not, correct them."


def _day(parts: tuple[int, int, int], order: str) -> date | None:
    named = dict(zip(order, parts, strict=True))
    try:
        return date(named["y"] + (2000 if named["y"] < 100 else 0), named["m"], named["d"])
    except ValueError:
        return None


def _days_long(count: int) -> str:
    return "one day" if count <= 1 else f"{count} days"

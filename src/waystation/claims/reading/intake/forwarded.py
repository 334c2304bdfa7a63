"""Mails within a mail: what was passed on or answered below, each part with its own day and sender."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from waystation.claims.reading.intake.own_day import stated_day

__all__ = ["Part", "parts_of"]

_FROM = r"(?:From|De|Von|От|Від|من)"
_DATE = (
    r"(?:Date|Sent|Envoy\S{1,2}|Enviado(?: el| em)?|Fecha|Data"
    r"|Datum|Gesendet|Дата|Отправлено|Надіслано|التاريخ|تاريخ|أرسلت?)"
)
_OTHER = r"(?:To|Cc|Subject|À|A|\ufffd+|Pour|Objet|Para|Asunto|Assunto|An|Betreff|Кому|Тема|إلى|الموضوع|Reply-To)"
_HEAD = re.compile(
    rf"(?:^[ \t]*(?:--[^\n]*|(?:Begin forwarded message|Début du message transféré)[ \t]*:?[ \t]*)\n+)?"
    rf"^[ \t*]*{_FROM}[ \t*]?:[^\n]*\n(?:[ \t*]*(?:{_OTHER}|{_DATE})[ \t*]?:[^\n]*(?:\n|\Z))+",
    re.MULTILINE,
)
_DAY = re.compile(rf"^[ \t*]*{_DATE}[ \t*]?:[ \t*]*([^\n]+)", re.MULTILINE)
_SENDER = re.compile(rf"^[ \t*]*{_FROM}[ \t*]?:([^\n]*)", re.MULTILINE)
_TIME = re.compile(r"[,،]?\s*(?:at|à|a las|às|um|в|о|الساعة)?\s*\d{1,2}[:h.]\d{2}(?::\d{2})?.*$")
_MOST = 20


class Part(NamedTuple):
    """A part of a mail.

    Parameters
    ----------
    text : what it says
    day : day it was sent, None where its head states none, or one that can be read in two ways
    sender : the line that names who sent it; empty for the mail itself
    """

    text: str
    day: date | None
    sender: str


def parts_of(text: str) -> list[Part]:
    """A mail in the parts of its writers: its own words first, then each mail below them that has a head of its own.

    Parameters
    ----------
    text : the words of the mail

    Examples
    --------
    >>> head = "From: Desk <d@korr.example>\\nDate: Tue, 7 May 2024 at 18:04"
    >>> text = f"See below.\\n\\n{head}\\n\\nToday 95 people arrived."
    >>> [(part.text.strip(), str(part.day)) for part in parts_of(text)]
    [('See below.', 'None'), ('Today 95 people arrived.', '2024-05-07')]
    """
    text = text.replace("\r\n", "\n")
    heads = [each for each in _HEAD.finditer(text) if _DAY.search(each.group())][:_MOST]
    ends = [*(each.start() for each in heads), len(text)]
    out = [Part(text[: ends[0]], None, "")]
    for head, end in zip(heads, ends[1:], strict=True):
        day, sender = _DAY.search(head.group()), _SENDER.search(head.group())
        stated = stated_day(_TIME.sub("", day[1])) if day else None
        out.append(Part(text[head.end() : end], stated, sender[1].strip() if sender else ""))
    return out

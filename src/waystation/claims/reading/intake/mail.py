"""The text of an e-mail: what its writer wrote, and what was passed on with it, without what is quoted."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from waystation.claims.reading.intake.forwarded import Part, parts_of
from waystation.claims.reading.intake.page import page_text
from waystation.claims.reading.intake.report import Draft

__all__ = ["mail_report"]

_PRIVATE_HOSTS = re.compile(
    r"(?:^|\.)(?:gmail|googlemail|hotmail|outlook|live|yahoo|ymail|icloud|gmx|aol|proton|protonmail|mail|yandex)\.",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- ?$.*", re.MULTILINE | re.DOTALL)
_LEFT_OUT = "Left out: what the mail quotes from others, and its signature."
_FIGURE = re.compile(r"\d+")
_DOMAIN = re.compile(r"@([\w.-]+\.\w+)")


def mail_report(name: str, data: bytes) -> tuple[list[Draft], list[tuple[str, bytes]]] | str:
    """The reports in an e-mail and the files attached to it, or why it cannot be read.

    The first is what its writer wrote. Each mail that is passed on or answered below it, with a head of its own, is
    another, with the day and the sender of that head.

    The publisher is the organisation that the mail names, else the domain of its sender unless that is a
    provider of private mail. Its subject, names and addresses are not kept.

    Parameters
    ----------
    name : of the file
    data : its bytes

    Returns
    -------
    the reports, the writer's own first, and each attached file with its name ("" if it has none) and its bytes
    """
    message = message_from_bytes(data, policy=policy.default)
    if not message.keys():
        return "It is not an e-mail: it has no header."
    assert isinstance(message, EmailMessage)
    draft = Draft(name, "")
    text = _body(message)
    if text is None:
        return "The e-mail holds no text."
    own, *below = parts_of(text)
    draft.text = _written(own.text)
    if len(draft.text.strip()) < len(own.text.strip()):
        draft.notes.append(_LEFT_OUT)
    try:
        draft.published = parsedate_to_datetime(str(message["Date"])).date() if message["Date"] else None
    except (ValueError, TypeError, OverflowError):
        draft.published = None
    if draft.published:
        draft.notes.append(f"The mail was sent on {draft.published}.")
    draft.publisher = _publisher(message)
    if draft.publisher:
        draft.notes.append(f"Its publisher is taken from the mail: {draft.publisher}.")
    return [draft, *(_passed_on(draft, number, part) for number, part in enumerate(below, start=1))], _attachments(
        message
    )


def _written(text: str) -> str:
    """Without lines quoted from others and without the signature."""
    return _SIGNATURE.sub("", _QUOTED.sub("", text))


def _passed_on(mail: Draft, number: int, part: Part) -> Draft:
    """A mail below another one; of the day on which it was sent itself."""
    below = Draft(f"{mail.name}, mail {number} below it", _written(part.text), part.day or mail.published)
    told = f"sent on {part.day}" if part.day else f"of a day its head does not tell: taken is {mail.published}"
    below.notes.append(f"A mail passed on with another: {told}.")
    below.own_day = part.day is not None
    found = _DOMAIN.search(part.sender)
    if found and not _PRIVATE_HOSTS.search(found[1]):
        below.publisher = found[1].casefold()
        below.notes.append(f"Its publisher is taken from its head: {below.publisher}.")
    return below


def _attachments(message: EmailMessage) -> list[tuple[str, bytes]]:
    found = []
    for each in message.iter_attachments():
        payload = each.get_payload(decode=True)  # None for a mail within the mail
        found.append((each.get_filename() or "", payload if isinstance(payload, bytes) else b""))
    return found


def _body(message: EmailMessage) -> str | None:
    """The words of the mail: its plain form, unless the form with layout has figures that the plain one lacks."""
    plain, page = (_part(message, kind) for kind in ("plain", "html"))
    if plain is None or page is None:
        return plain or page
    return page if set(_FIGURE.findall(page)) - set(_FIGURE.findall(plain)) else plain


def _part(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    if part is None:
        return None
    try:
        content = str(part.get_content())
    except (LookupError, UnicodeError, KeyError):
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", errors="replace") if isinstance(payload, bytes) else ""
    text = page_text(content) if kind == "html" else content
    return text if text.strip() else None


def _publisher(message: EmailMessage) -> str:
    named = str(message.get("Organization") or message.get("Organisation") or "").strip()
    found = _DOMAIN.search(str(message.get("From", "")))
    if named or not found or _PRIVATE_HOSTS.search(found[1]):
        return named
    return found[1].casefold()

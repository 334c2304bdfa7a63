"""A report as text, with who published it and when, and what was done to it on the way in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from waystation.claims.personal import without_personal
from waystation.claims.reading.intake.own_day import stated_day
from waystation.claims.reading.sentences import MOST_CHARACTERS
from waystation.claims.reading.when import two_ways
from waystation.errors import InputError, Problem
from waystation.world.cells import CellError, read_date
from waystation.world.textfile import shown

__all__ = ["MOST_BYTES", "MOST_CHARACTERS", "Draft", "Report", "finished", "headed"]

MOST_BYTES = 20_000_000
"""Larger files are refused unread: no report is that long."""

_LINE = re.compile(r"(published|publisher|title)\s*:\s*(.*)", re.IGNORECASE)
_FENCE = "---"
_BLANK_LINES = re.compile(r"[ \t\r\f\v]*\n(?:[ \t\r\f\v]*\n)+")


@dataclass(frozen=True)
class Report:
    """A report ready to be read.

    Parameters
    ----------
    name : of the file, or of the row of a table of excerpts
    text : what it says; personal data in it is struck out
    published : day it came out
    publisher : where it was read, as an organisation; empty if nobody says
    title : its headline, empty if it has none
    notes : what a reader should know: where the day comes from, what was cut or struck out
    earlier : what a chat said on the day before, on which words such as "80 more" lean; not read itself
    """

    name: str
    text: str
    published: date
    publisher: str = ""
    title: str = ""
    notes: tuple[str, ...] = ()
    earlier: str = ""


@dataclass
class Draft:
    """A report on its way in: what the file itself says of its day and publisher, if it does."""

    name: str
    text: str
    published: date | None = None
    publisher: str = ""
    title: str = ""
    notes: list[str] = field(default_factory=list)
    own_day: bool = False  # its day is sure, and holds over what is said of all files
    earlier: str = ""


def headed(name: str, text: str) -> Draft:
    """A plain text with the lines at its top that name its day, publisher and title, if it has any.

    The lines read "Published: 2019-03-04", "Publisher: ..." and "Title: ...", in any order, up to the
    first blank line; a line of three hyphens may stand before and after them.

    Raises
    ------
    InputError
        If the day named there is none.

    Examples
    --------
    >>> draft = headed("a.txt", "Published: 2019-03-04\\nPublisher: OCHA\\n\\nSome 3,000 people left.")
    >>> draft.published.isoformat(), draft.publisher, draft.text
    ('2019-03-04', 'OCHA', 'Some 3,000 people left.')
    """
    draft = Draft(name, text)
    lines = text.lstrip("\ufeff\n\r ").split("\n")
    at = 1 if lines[0].strip() == _FENCE else 0
    said: dict[str, str] = {}
    while at < len(lines) and (found := _LINE.fullmatch(lines[at].strip())):
        said[found[1].casefold()] = found[2].strip()
        at += 1
    if not said or (at < len(lines) and lines[at].strip() not in {"", _FENCE}):
        return draft
    draft.text = "\n".join(lines[at + 1 :])
    draft.publisher, draft.title = said.get("publisher", ""), said.get("title", "")
    if "published" in said:
        try:
            draft.published = read_date(said["published"])
        except CellError as error:
            raise InputError(Problem(error.message, error.fix, name, value=shown(said["published"]))) from error
    return draft


def finished(draft: Draft, published: date | None, publisher: str) -> Report | Problem:
    """The report, with what the reader said of day and publisher over what the file says.

    Parameters
    ----------
    draft : what was read from a file
    published, publisher : as the reader gave them; None and empty where the file's own are to hold
    """
    notes = list(draft.notes)
    text = _BLANK_LINES.sub("\n\n", draft.text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not any(character.isalnum() for character in text):
        return Problem("There is no text in it.", "Check the file, or leave it out.", draft.name)
    if len(text) > MOST_CHARACTERS:
        notes.append(f"Only the first {MOST_CHARACTERS:,} of its {len(text):,} characters are read.")
        text = text[:MOST_CHARACTERS]
    day = draft.published if draft.own_day else published or draft.published
    if day is None and (day := stated_day(text)) is not None:
        notes.append(f"Its day, {day}, is the one in its first lines.")
    if day is None:
        fix = "Give --published 2019-03-04, or begin the text with the line Published: 2019-03-04."
        return Problem("Nothing says on which day it was published.", fix, draft.name)
    office = publisher or draft.publisher
    for own, said, told in ((draft.published, day, "day"), (draft.publisher, office, "publisher")):
        if own and own != said:
            notes.append(f"Its own {told}, {own}, is not used: you gave {said}.")
    if either := two_ways(text):
        notes.append(
            f"Days such as {either} are read as day/month/year. If the month stands first, write it as a word."
        )
    safe, struck = without_personal(text)
    if struck:
        notes.append(f"Struck out as personal data: {', '.join(dict.fromkeys(struck))}.")
    title, _ = without_personal(draft.title)
    if any(sign.isdigit() for sign in title) and _bare(title) not in _bare(safe[:2_000]):
        safe = f"{title}\n\n{safe}"[:MOST_CHARACTERS]
    earlier, _ = without_personal(draft.earlier)
    return Report(draft.name, safe, day, office, title, tuple(notes), earlier)


def _bare(words: str) -> str:
    return "".join(filter(str.isalnum, words.casefold()))

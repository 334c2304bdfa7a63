"""The head of a report: its dateline, and the day or period that it gives for the whole."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from waystation.claims.reading.lexicon import Tokens, lexicon
from waystation.claims.reading.period import When
from waystation.claims.reading.site_names import sites

__all__ = [
    "as_of_the_hour",
    "datelines",
    "days_of_filing",
    "filed_elsewhere",
    "is_heading_line",
    "is_prose",
    "standing",
]

_HEAD = 400
_BESIDE = 24
_HOUR = r"(?:\d{1,2}[:.h]\d{2}|\d{1,4}\s?(?:hrs|hours|[ap]\.?m\.?|h))(?!\w)(?:\s?(?:hrs|hours|[ap]\.?m\.?|h)(?!\w))?"
_HOUR_BEFORE = re.compile(rf"(?<!\d){_HOUR},?\s(?:\w+\s)?$", re.IGNORECASE)
_HOUR_BEHIND = re.compile(rf"[,;]?\s(?:at\s)?{_HOUR}", re.IGNORECASE)
_NEAR_HEADING = 24
_DATELINE = re.compile(
    r"(?:^|(?<=\n))[A-ZÀ-Þ](?:[^\n()]{0,60}\([^)\n]{2,40}\)[^\n()]{0,30}(?:\([^)\n]{2,40}\)\s*)?\s[-–—]\s"
    r"|[\w ]{2,24},\s\d{1,2}\s\w+\s\d{4}\.\s)"
    # "Bamako, le 14 mars 2030.", "Cúcuta, 4 de mayo de 2030.", "– بيروت، الاثنين 14 أيار 2030"
    r"|(?:^|(?<=\n)|(?<=\s[–—-]\s))[A-ZÀ-Þ\u0621-\u064a][\w .]{1,30}[,،]\s(?:[^\W\d]+\s){0,2}?"
    r"\d{1,2}(?:er)?\s(?:de\s|من\s)?[^\W\d]+(?:\s[^\W\d]+)?(?:\s(?:del?\s)?(?:19|20)\d\d(?=\s*(?:[.(\n–—-]|$))|(?=\s*\())"
)
"""Where and when a story was filed: no day or place of what it tells."""
_STORY = re.compile(r"(?:[ \t.–—-]|\([^)\n]*\))*[^\s.(]")
_PLACE_ALONE = re.compile(
    r"(?:^|(?<=\n))[A-ZÀ-Þ][\w’'-]+(?:[ ,/]+[A-ZÀ-Þ][\w’'-]+){0,3} [-–—] (?=[A-ZÀ-Þ][a-zà-ÿ]*,? [a-zà-ÿ])"
)
_MAIL = re.compile(r"^(?:From|Subject|De|Objet|Asunto):", re.MULTILINE)
# The first lines of a report, as far as they are short and no sentences.
_HEADING = re.compile(r"^(?=[^\n]{4,110}$)(?![^\n]*[a-z]{3}\.\s)[^\n]+", re.MULTILINE)
_MARKS, _LONGEST_HEADING = " \t*_#•-–", 110
# "Update no. 4 on preparedness for the storm ... as of 8 a.m. (14 February)": the title of a report may be long.
_LONGEST_TITLE, _ENDS = 200, (".", ",", ";", "!", "?")
# The end of a sentence of four words or more: no "note no. 3", nor "St. Mirel".
_SENTENCE = re.compile(r"(?:\S+\s+){3,}\S*(?<![ap]\.m)[.!?؟。](?:\s+[^\W\d_]|$)")
_YEAR = re.compile(r"\d{4}")
_STATEMENT = re.compile(
    r"\b(?:statement|communiqu|comunicado|press\s+(?:release|service)|de\s+presse|de\s+prensa|immediate\s+release|subject:)",
    re.IGNORECASE,
)


def datelines(text: str) -> list[tuple[int, int]]:
    """Offsets of the lines that say where and when a story was filed, or where alone: "GENEVA - This is what ..."."""
    found = [each.span() for each in _DATELINE.finditer(text)]
    alone = [each for each in _PLACE_ALONE.finditer(text) if is_prose(text[each.start() : _line_end(text, each.end())])]
    # Several such lines are a list of places, each with what happened there.
    first = alone[0].span() if len(alone) == 1 and not text[: alone[0].start()].count("\n\n") else None
    return found if first is None or any(a <= first[0] < b for a, b in found) else sorted([*found, first])


def days_of_filing(text: str, lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The datelines behind which a story begins; one that is all of a line gives the day of a bulletin.

    Parameters
    ----------
    text : the report
    lines : as from `datelines`
    """
    # "Joda border post, 9 June 2030." is all of its line though the pattern takes the end of the line too.
    return [each for each in lines if _STORY.match(text, each[1]) and not text[slice(*each)].endswith("\n")]


def filed_elsewhere(
    lines: Sequence[tuple[int, int]], filed: Sequence[tuple[int, int]], tokens: Tokens
) -> list[tuple[int, int]]:
    """The datelines whose place is not that of the figures.

    A story is filed from a town and tells of others; a note headed by a site and its day is about that site.

    Parameters
    ----------
    lines, filed : as from `datelines` and `days_of_filing`
    tokens : of the report
    """
    headed = [each.start() for each in sites(tokens)] if len(filed) < len(lines) else []
    return [each for each in lines if each in filed or not any(each[0] <= at < each[1] for at in headed)]


def standing(text: str, whens: Sequence[When], published: date | None = None) -> When | None:
    """The period that a heading gives for the whole report: "situation as of", a note's own day, a month that is over.

    Parameters
    ----------
    text : the report
    whens : the periods that it names
    published : day it came out; without it no month is taken to be over
    """
    named = _announced(text, whens)
    if named is not None:
        return named
    for line in _HEADING.finditer(text[:_HEAD]):
        dated = [each for each in whens if line.start() <= each.start < line.end() and each.last]
        if dated:
            # A statement of a day tells of other days; a note is about its own.
            last = dated[-1].last
            over = dated[-1].accuracy == "month" and published is not None and last is not None and last < published
            full = (dated[-1].accuracy == "day" or over) and not dated[-1].since
            window = dated[-1].first is not None and dated[-1].first != dated[-1].last
            return dated[-1] if full and (window or not _STATEMENT.search(text[: line.end()])) else None
    return None


def as_of_the_hour(text: str, whens: Sequence[When]) -> list[When]:
    """The periods of a report; a day that its heading names with the hour is one up to which it counts.

    "Situation report at 1800 hrs on 21 May": so many up to then, and not on that day.
    """
    out = list(whens)
    for line in _HEADING.finditer(text[:_HEAD]):
        for at, each in enumerate(out):
            day = line.start() <= each.start < line.end() and each.first is not None and each.first == each.last
            before = text[max(line.start(), each.start - _BESIDE) : each.start]
            if day and (_HOUR_BEFORE.search(before) or _HOUR_BEHIND.match(text, each.end, line.end())):
                out[at] = replace(each, first=None)
    return out


def _announced(text: str, whens: Sequence[When]) -> When | None:
    heading = next(
        (
            each
            for each in lexicon().pattern("dates", "standing").finditer(text, 0, _HEAD)
            if _heads(text, each.start())
        ),
        None,
    )
    mail = heading is not None and heading.group().casefold() == "date" and _MAIL.search(text[:_HEAD])
    if heading is None or mail:
        return None
    last = _line_end(text, heading.end())
    named = [each for each in whens if heading.start() <= each.start < last and each.last]
    # "Reporting period 11 to 17 September, issued on the 18th": the period is what it is about.
    longer = [each for each in named if each.first and each.last and each.first < each.last and not each.since]
    near = [each for each in named if each.start - heading.end() < _NEAR_HEADING]
    return (longer or near or named)[0 if near and not longer else -1] if named else None


def _heads(text: str, at: int) -> bool:
    """Whether an offset opens a line, or stands in one that is not prose: prose tells of other days too."""
    begins, end = text.rfind("\n", 0, at) + 1, _line_end(text, at)
    line = text[begins:end].strip()
    titled = end < len(text) and not text[:begins].strip() and len(line) <= _LONGEST_TITLE and line[-1:] not in _ENDS
    return titled or not text[begins:at].strip(_MARKS) or not is_prose(line)


def is_heading_line(text: str, when: When) -> bool:
    """Whether a day or period with its month or year stands in a line that is no prose."""
    written = text[when.start : when.end]
    dated = _YEAR.search(written) is not None or lexicon().values("dates.months")[0].search(written) is not None
    begins = text.rfind("\n", 0, when.start) + 1
    return dated and not when.relative and not is_prose(text[begins : _line_end(text, when.end)])


def _line_end(text: str, at: int) -> int:
    """Offset behind the last character of the line that an offset stands in."""
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def is_prose(line: str) -> bool:
    """Whether a line is too long for a heading, or holds a sentence.

    Examples
    --------
    >>> is_prose("Situation in St. Mirel, note no. 3"), is_prose("Some people left the town.")
    (False, True)
    """
    return len(line) > _LONGEST_HEADING or _SENTENCE.search(line) is not None

"""Where the sentences of a report begin and end, lists and headings included."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from waystation.claims.reading.lexicon.languages import full_months, languages, short_months

__all__ = ["MOST_CHARACTERS", "all_lower", "sentences"]

MOST_CHARACTERS = 200_000
"""No report is longer; what goes beyond is not read."""

_LONGEST = 1_000
_FULL_LINE = 50
_FEW = 3
_SHORTENED = re.compile(
    r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Nos?|Mr|Mrs|Ms|Dr|St|Gen|Col|Lt|Gov|approx|est|[A-ZА-ЯІЇЄҐ]|тис|тыс|млн|млрд|грн|руб|вул|ул|обл|ім|им|кв|м|с|р|рр|г|гг|ст|смт|пгт|др)\.$"
)
# Words too ("three days ago. Another 80 stay"): months only before a number; `_shortened_months` has those behind one.
_SMALL_MONTH = re.compile(r"\b(?:mar|ene|feb|abr|may|jun|jul|ago|sep|oct|nov|dic)\.$")
# Arabic has no capitals: there a full stop before a word ends the sentence.
_END = re.compile(
    r"[.!?؟](?:[”\"’»)\]]*\s+(?=[“\"«\[(¿¡A-ZÀ-ÞА-ЯІЇЄҐЁ\u0621-\u064a\d•-])|(?<=؟)\s*(?=\S)"
    r"|(?<=[\u0621-\u064b]\.)(?=[\u0621-\u064a]))"
)
# Pasted messages often have no capitals at all.
_LOWER_END = re.compile(r"(?<=\w\w)[.!?][”\"’»)\]]*\s+(?=\S)")
_BREAK = re.compile(r"\n[ \t]*(?:\n\s*)?")
_ONLY_A_NUMBER = re.compile(r"\d[\d., '’\u00a0\u202f]*[kKmM]?\+?")
_ITEM = re.compile(r"(?:[-*•–·]|\d{1,2}[.)]|\[)\s?")
# A line of a sheet: what is counted, a colon and its figure.
_LABELLED = re.compile(r"[^\W\d_][^\n:.;,]{0,40}[ \u00a0]?:[ \t]*[~≈±]?\d")
# A count at the end of a line, and no year.
_ENDS_COUNTING = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d\Z)\d[\d.,]*\d\d\Z")
# "2.1M people projected to face hunger"
_OPENS_COUNTING = re.compile(r"[~≈>]?\d[\d.,]*[kKmM]?\+?[ \u00a0][^\W\d_]")
_LOOK_AHEAD = 64


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of a report, blanks at their ends left out.

    A line that is a heading, an item of a list or a row of a table stands alone; lines that an
    e-mail wrapped are joined. Endless sentences are cut, so that the time to read them stays bounded.

    Examples
    --------
    >>> text = "On Feb. 20 some left. Others\\nstayed.\\n- 300 arrived"
    >>> [text[start:end] for start, end in sentences(text)]
    ['On Feb. 20 some left.', 'Others\\nstayed.', '- 300 arrived']
    """
    end_mark = _LOWER_END if all_lower(text) else _END
    cuts = [0, *(found.end() for found in _BREAK.finditer(text) if _breaks(text, found)), len(text)]
    pieces = list[tuple[int, int]]()
    for start, end in pairwise(cuts):
        inner = [start]
        for found in end_mark.finditer(text, start, end):
            before = text[max(start, found.start() - 16) : found.start() + 1]
            month = text[found.end() : found.end() + 1].isdigit() and _SMALL_MONTH.search(before)
            if not (month or _SHORTENED.search(before) or _shortened_months().search(before)):
                inner.append(found.end())
        for first, last in pairwise([*inner, end]):
            for at in range(first, last, _LONGEST):
                pieces += _bare(text, at, min(at + _LONGEST, last))
    return pieces


@cache
def _shortened_months() -> re.Pattern[str]:
    """A day with its month shortened, in all languages that are read: "19 déc."."""
    # "May", "mars" and "juin" are not shortened: the stop after them ends the sentence.
    short = {name for language in languages() for name in short_months(language)}
    names = sorted(re.escape(name) for name in short - full_months())
    return re.compile(rf"\d\s(?:de\s)?(?:{'|'.join(names)})\.$", re.IGNORECASE)


def all_lower(text: str) -> bool:
    """Whether the writer of a text used no capitals, as in pasted messages."""
    begins = re.findall(r"(?:^|\n|[.!?:\]]\s)[^\S\n]*([A-Za-z])", text)
    return len(begins) > _FEW and sum(each.isupper() for each in begins) < len(begins) / 4


def _breaks(text: str, newline: re.Match[str]) -> bool:
    """Whether a new line begins a new sentence, and is not just where the text was wrapped."""
    if newline.group().count("\n") > 1:
        return True
    before = text[text.rfind("\n", 0, newline.start()) + 1 : newline.start()].rstrip()
    after = text[newline.end() : newline.end() + 8]
    if not before or not after or _tile(text, newline, before):
        return bool(not before or not after)
    if _ITEM.match(after) or _of_a_sheet(text, newline.end(), before) or _ends_title(text, newline.end(), before):
        return True
    if (after[0].isupper() and _ENDS_COUNTING.search(before)) or _key_figures(text, newline, before):
        return True
    wrapped = after[0].islower() or (len(before) >= _FULL_LINE and before[-1] not in ".!?:;")
    return not wrapped or before[-1] == ":"


def _key_figures(text: str, newline: re.Match[str], before: str) -> bool:
    """Whether two lines are of three or more that each open with a figure: "547k people affected"."""
    if not _OPENS_COUNTING.match(before) or not _OPENS_COUNTING.match(text, newline.end()):
        return False
    above = text.rfind("\n", 0, max(text.rfind("\n", 0, newline.start()), 0)) + 1
    below = text.find("\n", newline.end()) + 1
    return bool(_OPENS_COUNTING.match(text, above)) or bool(below and _OPENS_COUNTING.match(text, below))


def _of_a_sheet(text: str, start: int, before: str) -> bool:
    """Whether a line says what is counted and its figure, and the one before is short or alike."""
    if not _LABELLED.match(text, start, start + _LOOK_AHEAD):
        return False
    return len(before) < _FULL_LINE or _LABELLED.match(before) is not None


def _ends_title(text: str, start: int, before: str) -> bool:
    """Whether a line in capitals alone is followed by one that is not."""
    if not before.isupper():
        return False
    letters = [each for each in text[start : start + _LOOK_AHEAD] if each.isalpha()]
    return any(each.islower() for each in letters)


def _tile(text: str, newline: re.Match[str], before: str) -> bool:
    """Whether two lines with blank ones around them are a number and what it counts, as in key figures."""
    above, ends = text.rfind("\n", 0, newline.start()), text.find("\n", newline.end())
    ends = len(text) if ends < 0 else ends
    after, below = text[newline.end() : ends], text.find("\n", ends + 1)
    if (above > 0 and text[above - 1].strip()) or text[ends + 1 : len(text) if below < 0 else below].strip():
        return False
    numbers = [bool(_ONLY_A_NUMBER.fullmatch(each.strip())) for each in (before, after)]
    return numbers[0] != numbers[1]


def _bare(text: str, start: int, end: int) -> list[tuple[int, int]]:
    piece = text[start:end]
    first = start + len(piece) - len(piece.lstrip())
    last = start + len(piece.rstrip())
    return [(first, last)] if first < last else []

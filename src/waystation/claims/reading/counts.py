"""What the figures of a report count: people, families, trucks; and vague words and shares as figures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from waystation.claims.reading.figures import Figure, find_figures, find_numbers, qualifier_before, ratios
from waystation.claims.reading.lexicon import COUNTS_NOBODY, Lexicon, lexicon
from waystation.claims.reading.lexicon.beginnings import digits_of, found_from, values_in
from waystation.claims.vocabulary import vocabulary

__all__ = ["FAMILIES", "Counted", "at_least", "every_figure", "is_thing", "of_base", "shares"]

FAMILIES = frozenset({"families", "households"})
"""Units of households."""

_TAIL = re.compile(
    r"\s*(?:(or so|odd\b)|(or more|and more|\+|plus\b)|(or fewer|or less|max\b|at most|at the most|not more))",
    re.IGNORECASE,
)
_LEAD = 60
_THOSE_WHO = re.compile(r"\s+of\s+(?:those|them|these)\s+who\b", re.IGNORECASE)
_WHO = ("children", "women", "men", "militants")
_PER_CENT = re.compile(
    r"(?<![\d,.])(\d{1,2}(?:[.,]\d+)?)\s?"
    r"(?:[%٪]|per\s?cent|percent|por ciento|por cento|pour cent|процент\w*|відсотк\w*"
    r"|في المئة|في المائة|بالمئة|بالمائة)",
    re.IGNORECASE,
)
_OF_FIGURE = re.compile(r"\s+(?:of|de|du|des)\s+(?:the\s+|les\s+|las\s+|los\s+)?(?:[\w’']+\s+){0,2}?(?=\d)")
_OF_THEM = re.compile(r"\s+(?:of\s+)?(?:them|whom|those|these|d[’']entre|de ell[oa]s)")
_BASE_NEAR = 160
_LED_NEAR = 30
_AT_ONCE = 10
_SAME = 40
"""Signs within which people and households are two counts of the same."""


@dataclass(frozen=True)
class Counted:
    """A figure that counts something.

    Parameters
    ----------
    figure : the figure
    unit : what it counts, empty where only the sentence can tell
    start, end : offsets of the unit's words; both the figure's end where there are none
    base : the figure of which this one is a share, if it is one
    """

    figure: Figure
    unit: str
    start: int
    end: int
    base: Figure | None = None

    @property
    def things(self) -> bool:
        """Whether it counts things: homes, tents, vehicles."""
        return is_thing(self.unit)


def is_thing(unit: str) -> bool:
    """Whether a unit is one of things, by the vocabulary."""
    known = vocabulary().units.get(unit)
    return known is not None and known.counts == "things"


def every_figure(text: str) -> list[Figure]:
    """The figures of a report, vague and round words among them, in the order they stand."""
    plain = [_tailed(text, each) for each in find_figures(text)]
    wide = list[Figure]()
    for found in values_in("vague", text):
        low, high = lexicon().meaning("vague", found.group())
        wide.append(Figure(float(low), float(high), "vague", found.start(), found.end()))
    for found in values_in("round", text):
        value = float(lexicon().meaning("round", found.group()))
        word = qualifier_before(text[max(0, found.start() - 24) : found.start()])
        wide.append(_bounded(value, "about" if word == "exact" else word, found.start(), found.end()))
    # A number that goes on around a vague word has it as a part: the "thousands" of an Arabic "three thousands".
    wide = [each for each in wide if not _within_a_number(each, plain)]
    wide.sort(key=lambda each: each.start)
    kept = [each for each in plain if not _overlaps(each, wide)]
    return sorted([*kept, *wide], key=lambda each: each.start)


def _within_a_number(words: Figure, numbers: Sequence[Figure]) -> bool:
    """Whether a vague wording is a part of a longer number; the numbers stand in order."""
    index = bisect_right(numbers, words.start, key=lambda each: each.start) - 1
    if index < 0 or numbers[index].end < words.end:
        return False
    return (numbers[index].start, numbers[index].end) != (words.start, words.end)


def _overlaps(figure: Figure, wide: Sequence[Figure]) -> bool:
    """Whether a figure lies in a wider wording: the "dozen" of "two dozen"."""
    index = bisect_right(wide, figure.end - 1, key=lambda each: each.start) - 1
    return index >= 0 and figure.start < wide[index].end


def _bounded(value: float, word: str, start: int, end: int) -> Figure:
    low = None if word in {"up to", "less than"} else value
    high = None if word in {"at least", "more than"} else value
    return Figure(low, high, word, start, end)


def _tailed(text: str, figure: Figure) -> Figure:
    """The figure with what is said after it: "1,200 or so", "3,000 or more"."""
    tail = _TAIL.match(text, figure.end)
    if tail is None or figure.qualifier != "exact" or figure.high is None:
        return figure
    word = "about" if tail[1] else "at least" if tail[2] else "up to"
    return _bounded(figure.high, word, figure.start, figure.end)


def at_least(text: str, count: Counted) -> Counted:
    """The same as a least number where words say so behind its unit: "18 personnes au moins".

    Not where a number follows, whose words they are then: "18 people, at least 5 of them children".

    Parameters
    ----------
    text : the report
    count : a figure with its unit
    """
    end, figure = max(count.end, count.figure.end), count.figure
    if figure.qualifier != "exact" or figure.high is None or text[end : end + 1] != " ":
        return count
    said = lexicon().pattern("qualifiers", "at least").match(text, end + 1)
    if said is None or any(said.end() <= each.number.start <= said.end() + _AT_ONCE for each in find_numbers(text)):
        return count
    return replace(count, figure=_bounded(figure.high, "at least", figure.start, figure.end))


def shares(text: str, figures: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Shares of a stated figure ("a third of the 9,000", "of whom 58 per cent"), each with its base.

    The value is worked out and marked "about"; a share whose base is not stated gives nothing, nor does one of people
    ("60 per cent are women") where only households are counted. Where both are, it is of the people.
    """
    wordings = values_in("shares", text)
    found = [(*each.span(), lexicon().meaning("shares", each.group())) for each in wordings]
    found += [
        (*each.span(), float(each[1].replace(",", ".")) / 100) for each in found_from(_PER_CENT, text, digits_of(text))
    ]
    worded = {at for start, end, _ in found for at in range(start, end)}
    found += [each for each in ratios(text) if each[0] not in worded]
    out = list[tuple[Figure, Figure]]()
    for start, end, share in sorted(found):
        base = _base(text, (start, end), figures)
        if base is not None and base.end <= start and _THOSE_WHO.match(text, end) and _counts_things(text, base):
            continue  # "2,500 beds are ready. 60 % of those who came": not of the beds
        if base is not None and base.end <= start:
            base = _people(text, base, figures) or (None if _says_who(text, end) else base)
        if base is not None:
            value = float(round(share * (base.high or base.low or 0)))
            out.append((Figure(value, value, "about", start, end), base))
    return out


def _base(text: str, share: tuple[int, int], figures: Sequence[Figure]) -> Figure | None:
    """The figure a share is taken of: named after it ("of the 520"), or the last one before it ("of them")."""
    after = _OF_FIGURE.match(text, share[1])
    if after:
        return _at(figures, after.end())
    including = lexicon().pattern("parts", "including")
    back = _OF_THEM.match(text, share[1], share[1] + _LEAD) or including.match(text, share[1] + 1)
    led = any(
        share[0] - each.end() <= _LED_NEAR and not re.search(r"[.;]", text[each.end() : share[0]])
        for each in including.finditer(text, max(0, share[0] - _LEAD), share[0])
    )
    said = _predicate(lexicon()).match(text, share[1], share[1] + _LEAD)
    if not (back or led or (said and said["verb"])):
        return None
    index = bisect_right(figures, share[0], key=lambda each: each.end) - 1
    while index > 0 and _counts_sites(text, figures[index]):
        index -= 1  # "11,450 people came to 9 sites. 64 per cent of them are children"
    return figures[index] if index >= 0 and share[0] - figures[index].end < _BASE_NEAR else None


def _counts_sites(text: str, figure: Figure) -> bool:
    """Whether the word behind a figure is one of sites or of what is never counted."""
    at = figure.end + (text[figure.end : figure.end + 1] == " ")
    return any(lexicon().units[each].match(text, at) for each in COUNTS_NOBODY if each in lexicon().units)


def _people(text: str, base: Figure, figures: Sequence[Figure]) -> Figure | None:
    """The figure itself, or, if it counts households, the same in people just before it; None if nobody says that."""
    if not _counts_homes(text, base):
        return base
    before = bisect_right(figures, base.start, key=lambda each: each.end) - 1
    if before >= 0 and base.start - figures[before].end < _SAME and not _counts_homes(text, figures[before]):
        return figures[before]
    return None


@cache
def _homes(words: Lexicon) -> tuple[re.Pattern[str], ...]:
    names = [name for name, unit in vocabulary().units.items() if unit.counts == "households"]
    return tuple(words.units[name] for name in names if name in words.units)


def _counts_homes(text: str, figure: Figure) -> bool:
    """Whether the word behind a figure is one of households."""
    at = figure.end + (text[figure.end : figure.end + 1] == " ")
    return any(homes.match(text, at) for homes in _homes(lexicon()))


@cache
def _things(words: Lexicon) -> tuple[re.Pattern[str], ...]:
    return tuple(words.units[name] for name in words.units if is_thing(name))


def _counts_things(text: str, figure: Figure) -> bool:
    """Whether the word behind a figure is one of homes, beds or vehicles."""
    at = figure.end + (text[figure.end : figure.end + 1] == " ")
    return any(each.match(text, at) for each in _things(lexicon()))


def _says_who(text: str, end: int) -> bool:
    return _predicate(lexicon()).match(text, end, end + _LEAD) is not None


def _at(figures: Sequence[Figure], start: int) -> Figure | None:
    index = bisect_right(figures, start, key=lambda each: each.start) - 1
    return figures[index] if index >= 0 and figures[index].start == start else None


@cache
def _predicate(words: Lexicon) -> re.Pattern[str]:
    """ "19 are children", "52 % of them women", "60 % de femmes": who they are stands behind a verb or at once."""
    who = "|".join(words.pattern("units", name).pattern for name in _WHO)
    them = r"them|whom|those|these|(?:the|las|los|les)\s+[\w.,]+(?:\s+[^\W\d]+){0,2}?|ell[oa]s|entre\s+(?:eux|elles)"
    including = words.pattern("parts", "including").pattern
    between = rf"(?:\s+(?:of|de|d[’'])\s*(?:{them})|\s+(?:{including}))?"
    verb = (
        r"\s+(?:were|are|is|was|son|sont|eran|étaient|são|eram|составля\w+|были|становля\w+|були|هم|هن|كانوا"
        r"|(?<!\w)[—–-])"
    )
    article = r"(?:des?\s+|d[’']|من\s+)?"
    return re.compile(rf"{between}(?:(?P<verb>{verb})\s+|\s+){article}(?P<who>{who})(?!\w)", re.IGNORECASE)


def of_base(text: str, figure: Figure, base: Figure, sentence: tuple[int, int]) -> Counted:
    """A share of a figure: its unit if a verb says who they are, else that of the whole."""
    said = _predicate(lexicon()).match(text, figure.end, sentence[1])
    name = said and next((name for name in _WHO if lexicon().pattern("units", name).fullmatch(said["who"])), None)
    if said is None or name is None:
        return Counted(figure, "", figure.end, figure.end, base)
    together = lexicon().units["people"].match(text, said.start("who"))
    if together and together.end() > said.end("who"):  # "women and children"
        return Counted(figure, "people", said.start("who"), together.end(), base)
    return Counted(figure, name, said.start("who"), said.end("who"), base)

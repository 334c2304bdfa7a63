"""What the figures of a report count: people, families, trucks; and vague words and shares as figures."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from waystation.claims.reading.figures import Figure, find_figures, qualifier_before
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.wording import finder, phrases, values

__all__ = ["THINGS", "Counted", "counted", "every_figure", "of_base", "shares"]

THINGS = frozenset({"trucks", "buses", "vehicles", "tents", "beds", "structures"})
"""Units that are no people."""

_REACH = 7
_TAIL = re.compile(
    r"\s*(?:(or so|odd\b)|(or more|and more|\+|plus\b)|(or fewer|or less|max\b|at most|at the most|not more))",
    re.IGNORECASE,
)
# "School 3", "Update 2", "line 4.2": a number that names a thing counts nothing.
_NAMES = re.compile(
    r"(?:\b(?:(?<=\s)[A-Z][\w-]*|(?i:no|nos|number|school|sector|line|route|road|page|phase|desk|update|item|block|zone|unit|article"
    r"|hotline|class|gate|level|annex|figure|table|version|chapter|highway|resolution|generator|section))\.?\s+|[#/])$"
)
_MONEY = re.compile(r"(?:[$€£]|\b(?:usd|eur|us\$))\s*$", re.IGNORECASE)
_PLAIN_NUMBER = 3
_STREET = re.compile(r",?\s(?:rue|avenue|calle|street|boulevard|bd|\w+\s(?:street|road|avenue))\b", re.IGNORECASE)
_LEAD = 60
_WHO = {"people", "families", "households", "children", "women", "men", "patients", "militants"}
_BASE_NEAR = 160


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


def every_figure(text: str) -> list[Figure]:
    """The figures of a report, vague and round words among them, in the order they stand."""
    plain = [_tailed(text, each) for each in find_figures(text)]
    wide = list[Figure]()
    for found in values("vague")[0].finditer(text):
        low, high = values("vague")[1][_key(found.group())]
        wide.append(Figure(float(low), float(high), "vague", found.start(), found.end()))
    for found in values("round")[0].finditer(text):
        value = float(values("round")[1][_key(found.group())])
        word = qualifier_before(text[max(0, found.start() - 24) : found.start()])
        wide.append(_bounded(value, "about" if word == "exact" else word, found.start(), found.end()))
    wide.sort(key=lambda each: each.start)
    kept = [each for each in plain if not _overlaps(each, wide)]
    return sorted([*kept, *wide], key=lambda each: each.start)


def _key(wording: str) -> str:
    return " ".join(wording.casefold().split())


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


def shares(text: str, figures: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Shares of a stated figure ("a third of the 9,000", "of whom 58 per cent"), each with its base.

    The value is worked out and marked "about"; a share whose base is not stated gives nothing.
    """
    percent = re.compile(
        r"(?<![\d,.])(\d{1,2}(?:[.,]\d+)?)\s?(?:%|per\s?cent|percent|por ciento|pour cent)", re.IGNORECASE
    )
    found = [(each, values("shares")[1][_key(each.group())]) for each in values("shares")[0].finditer(text)]
    found += [(each, float(each[1].replace(",", ".")) / 100) for each in percent.finditer(text)]
    out = list[tuple[Figure, Figure]]()
    for match, share in sorted(found, key=lambda each: each[0].start()):
        base = _base(text, match, figures)
        if base is not None:
            value = float(round(share * (base.high or base.low or 0)))
            out.append((Figure(value, value, "about", match.start(), match.end()), base))
    return out


def _base(text: str, share: re.Match[str], figures: Sequence[Figure]) -> Figure | None:
    """The figure a share is taken of: named after it ("of the 520"), or the last one before it ("of them")."""
    after = re.match(
        r"\s+(?:of|de|du|des)\s+(?:the\s+|les\s+|las\s+|los\s+)?(?:[\w’']+\s+){0,2}?(?=\d)", text[share.end() :]
    )
    if after:
        at = share.end() + after.end()
        return _at(figures, at)
    back = re.match(
        r"\s+(?:of\s+)?(?:them|whom|those|these|d[’']entre|de ell[oa]s)", text[share.end() : share.end() + _LEAD]
    )
    led = re.search(
        r"(?:of\s+whom|of\s+them|among\s+them|of\s+which|dont|de\s+ell[oa]s)[^.;]{0,30}$",
        text[max(0, share.start() - _LEAD) : share.start()],
    )
    said = re.match(r"\s+are\s+(?:women|children|girls)", text[share.end() : share.end() + _LEAD])
    if not (back or led or said):
        return None
    index = bisect_right(figures, share.start(), key=lambda each: each.end) - 1
    return figures[index] if index >= 0 and share.start() - figures[index].end < _BASE_NEAR else None


def _at(figures: Sequence[Figure], start: int) -> Figure | None:
    index = bisect_right(figures, start, key=lambda each: each.start) - 1
    return figures[index] if index >= 0 and figures[index].start == start else None


def counted(text: str, figure: Figure, sentence: tuple[int, int]) -> Counted | None:
    """What a figure counts, or None if it counts nothing a planner asks for.

    The first word of a known unit after the figure decides; a figure that stands alone is kept with an
    empty unit, for its sentence to tell.
    """
    before = text[max(sentence[0], figure.start - 24) : figure.start]
    small = text[figure.start : figure.end].isdigit() and figure.end - figure.start <= _PLAIN_NUMBER
    # "On Monday 64 people" counts people, "Monday 64" and "School 3" are names.
    says_whom = re.compile(r"\s+(?=[^\W\d_])").match(text, figure.end, sentence[1])
    whom = _kind(text, says_whom.end()) if says_whom else None
    named = small and figure.qualifier == "exact" and _NAMES.search(before) and (not whom or whom[0] == "other")
    if any(each is not None and each % 1 for each in (figure.low, figure.high)):
        return None
    if (
        _STREET.match(text, figure.end)
        or _MONEY.search(before)
        or named
        or (small and _is_item(text, figure, sentence))
    ):
        return None
    after = text[figure.end : sentence[1]]
    said = _predicate().match(after)
    if said:
        name, end = _kind(after, said.start(1)) or ("people", said.end())
        return Counted(figure, name, figure.end + said.start(1), figure.end + end)
    of_all = re.match(r"\s+of\s+(?:the|its|their)\s+[\d,]+(?=\s)", after)
    if of_all:
        after = " " * of_all.end() + after[of_all.end() :]
    for count, found in enumerate(re.finditer(r"[%\w][\w'’.-]*", after)):
        gap = after[: found.start()]
        if count >= _REACH or re.search(r"[.;:()\n]|\d|[—–]", gap) or (count == 0 and "," in gap) or gap.count(",") > 1:
            break
        kind = _kind(after, found.start())
        if kind is None:
            if values("vague")[0].match(after, found.start()):
                break
            continue
        name, end = kind
        if count and _verb_between(gap):
            break
        if name == "other" and not _modifies(after, end):
            return None
        if name == "other":
            continue
        following = _kind(after, end + 1) if name != "people" else None
        if following and following[0] == "people":
            end = following[1]
        return Counted(figure, name, figure.end + found.start(), figure.end + end)
    return _labelled(text, figure, sentence) or Counted(figure, "", figure.end, figure.end)


def _labelled(text: str, figure: Figure, sentence: tuple[int, int]) -> Counted | None:
    """The unit of a labelled figure: "Houses burned: 10,160"."""
    label = re.match(r"\W*([^.:;\n]{2,40}):\s*(?:about\s+|some\s+)?$", text[sentence[0] : figure.start])
    if label is None:
        return None
    found = [(name, words.search(label[1])) for name, words in phrases("units").items() if name != "other"]
    # "Houses burned: 10,160" counts houses, "Arrived at the shelter: 142" does not count shelters.
    named = [(name, match) for name, match in found if match and (name in _WHO or match.start() == 0)]
    if not named:
        return None
    name, match = min(named, key=lambda each: each[1].start())
    at = sentence[0] + label.start(1)
    return Counted(figure, name, at + match.start(), at + match.end())


@cache
def _predicate() -> re.Pattern[str]:
    """ "19 are children": who they are stands behind a verb."""
    who = "|".join(phrases("units")[name].pattern for name in ("children", "women", "men", "militants"))
    them = r"them|whom|those|these|(?:the|las|los|les)\s+[\w.,]+|ell[oa]s|entre\s+(?:eux|elles)"
    between = rf"(?:\s+(?:of|de|d[’'])\s*(?:{them}))?"
    return re.compile(rf"{between}\s+(?:were|are|is|was|son|sont|eran|étaient)\s+({who})", re.IGNORECASE)


def of_base(text: str, figure: Figure, base: Figure, sentence: tuple[int, int]) -> Counted:
    """A share of a figure: its unit if a verb says who they are, else that of the whole."""
    after = text[figure.end : sentence[1]]
    said = _predicate().match(after)
    kind = _kind(after, said.start(1)) if said else None
    if said is None or kind is None:
        return Counted(figure, "", figure.end, figure.end, base)
    return Counted(figure, kind[0], figure.end + said.start(1), figure.end + kind[1], base)


def _is_item(text: str, figure: Figure, sentence: tuple[int, int]) -> bool:
    """The number of a list's item: "3. The Minister ..."."""
    return figure.start == sentence[0] and bool(re.match(r"[.)]\s", text[figure.end : figure.end + 2]))


def _kind(after: str, at: int) -> tuple[str, int] | None:
    found = finder("units").at(after, at)
    return max(found, key=lambda each: (each[1], each[0] != "other")) if found else None


def _modifies(after: str, end: int) -> bool:
    """Whether a word of no unit only says which people: "town residents"."""
    following = re.match(r"\s+(?=\w)", after[end:])
    kind = _kind(after, end + following.end()) if following else None
    return kind is not None and kind[0] not in {"other"}


_VERBS = re.compile(
    r"\b(?:were|was|are|is|had|have|has|to|in|at|into|from|with|by|left|fled|came|went|moved|arrived|reached|crossed)\b",
    re.IGNORECASE,
)


def _verb_between(gap: str) -> bool:
    """A verb or preposition between figure and word: the word then counts something else."""
    return bool(_VERBS.search(gap)) or any(
        word in lexicon().numbers and word not in {"a", "an"} for word in gap.casefold().split()
    )

"""The patterns by which days and periods are found, built from the words of each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from waystation.claims.reading.lexicon import Lexicon, folded, lexicon, tokens_of
from waystation.claims.reading.lexicon.beginnings import Beginnings, digits_of, found_from
from waystation.claims.reading.parts_of_periods import part_patterns

__all__ = ["NUMBERS", "alternatives", "dates_in", "named_days"]

NUMBERS = re.compile(
    r"(?:(?<![\d.,/])|(?<=\d,)(?=\d\d/\d\d/\d{4}))(?P<day>\d{1,2})(?P<mark>[/.])(?P<month_number>\d{1,2})(?:(?P=mark)(?P<year>(?:20|19)?\d\d))?(?![\d/]|[.,]\d)"
)
"""A date in numbers, named as if the day stood first."""

_LETTER_FORMS = {"ا": "[اأإآ]", "ه": "[هة]", "ي": "[يى]", "'": "['’]"}
"""The letters that one of a folded word stands for."""

_LETTERS, _ARABIC = re.compile(r"[^\W\d_]+"), re.compile("[\u0621-\u064a]")

_FROM_DIGITS = frozenset({"iso", "days_of_month", "numbers", "day_month", "dashed", "ordinal_day", "year"})
"""Patterns that begin with a number in digits."""

_FROM_COUNTS = frozenset({"past_es", "past_in", "ago_behind"})
"""Patterns that begin with a number in digits or words."""


def alternatives(table: str, name: str) -> str:
    """The pattern of one list of date words, as text to build others from."""
    return lexicon().pattern(table, name).pattern


def _openly(name: str) -> str:
    """The wordings of a list of date words that may run into what follows, as "d'" does."""
    known = sorted(lexicon().words("dates", name), key=len, reverse=True)
    return (
        "(?:" + "|".join(re.sub(r"(?:\\ )+", r"\\s+", _as_written(each)) for each in known) + ")" if known else "(?!)"
    )


def _as_written(number: str) -> str:
    """The pattern of a number's word, which the lexicon keeps folded, in every way that Arabic writes it."""
    return "".join(_LETTER_FORMS.get(letter, re.escape(letter)) for letter in number)


@cache
def _grammar_of(words: Lexicon) -> dict[str, re.Pattern[str]]:
    months, weekdays = lexicon().values("dates.months")[0].pattern, lexicon().values("dates.weekdays")[0].pattern
    by_day, by_year = lexicon().months_of_days.pattern, lexicon().months_of_years.pattern
    by_dash = by_day.replace(r"(?<![\w-])", r"(?<!\w)")  # "8-May-24", as spreadsheets write days
    lengths = "(?:" + "|".join(sorted(lexicon().values("dates.lengths")[1], key=len, reverse=True)) + r")(?!\w)"
    numbers = "|".join(map(_as_written, sorted(lexicon().numbers, key=len, reverse=True)))
    count = rf"(?:\d{{1,3}}|{numbers})"
    named = {
        each: alternatives("dates", each) for each in ("past", "next", "early", "mid", "late", "to", "within", "ago")
    }
    # "Mid-April" has a hyphen before its month, which else is part of a name.
    behind_mid = months.replace(r"(?<![\w-])", r"(?<!\w)", 1)
    month_of = rf"(?:{_openly('month_of')}\s*)?"
    year = r"(?:,?\s+(?:de\s+)?(?P<year>(?:19|20)\d\d)\b)?"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er)?"
    # "Between 1-7 and 16-30 November", "on 3-5 and 9 May": from the first day to the last.
    several = rf"(?:\s*[-–—]\s*\d{{1,2}}(?:\s*(?:,|{alternatives('clauses', 'and')})\s*\d{{1,2}})?)?"
    # "On 6, 7 and 8 May": one after another.
    listed = rf"(?:\s*[,،و]\s*\d{{1,2}}){{1,6}}\s*,?\s*(?:{alternatives('clauses', 'and')}|و)"
    flags = re.IGNORECASE
    return {
        "iso": re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month_number>\d\d)-(?P<day>\d\d)\b"),
        **part_patterns(by_year, count, lengths, month_of),
        "days_of_month": re.compile(
            rf"(?<![\d.,:]){day}(?P<between>{listed}|(?:\s+(?P<month_a>{by_day})\.?|{several})\s*(?:{named['to']}|-|–|—))\s*"
            rf"(?:the\s+|el\s+|le\s+)?(?P<day_b>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:de\s+|of\s+)?(?P<month>{by_day})\.?{year}",
            flags,
        ),
        "numbers": NUMBERS,
        "day_month": re.compile(rf"(?<![\d.,:]){day}(?:\s+of)?\s+(?:de\s+)?(?P<month>{by_day})\.?{year}", flags),
        "dashed": re.compile(
            rf"(?<![\w.,:/-])(?P<day>\d{{1,2}})(?P<mark>[-/.])(?P<month>{by_dash})\.?"
            r"(?:(?P=mark)(?P<year>(?:(?:19|20)\d\d|\d\d)))?(?![\w/-])",
            flags,
        ),
        "ordinal_day": re.compile(
            r"(?:(?<=\bon the )|(?<=\bsince the )|(?<=\bby the )|(?<=\buntil the )|(?<=\bfrom the )|(?<=\bto the ))"
            r"(?P<day>\d{1,2})(?:st|nd|rd|th)"
            # "300 on the 8th and 40 on the 9th", but neither "the 2nd and 3rd floors" nor half of "the 8th and 9th".
            r"(?=\s*(?:[.,;:)\n]|$|(?:to|until)\b|and\b(?!\s+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)\b)))",
            flags,
        ),
        "month_day": re.compile(
            rf"(?<!\w)(?P<month>{months})\.?\s+{day}(?![\d:,]*\d)(?:\s*(?:{named['to']}|-|–)\s*(?P<day_b>\d{{1,2}})(?!\d))?{year}",
            flags,
        ),
        "month": re.compile(
            rf"(?<!\w)(?:(?:(?P<early>{named['early']})|(?P<mid>{named['mid']})|(?P<late>{named['late']}))[\s-]*{month_of})?"
            rf"(?P<month>(?(mid)(?:{behind_mid})|(?:{by_year})))(?:\s+(?:de\s+)?(?P<year>(?:19|20)\d\d)\b)?",
            flags,
        ),
        "past": re.compile(rf"(?:{named['past']})\s+(?P<count>{count})[\s-]*(?P<length>{lengths})", flags),
        "within": re.compile(
            rf"(?:{named['within']})\s+(?:{_openly('shorter')}\s*)?(?P<count>{count}|an?)[\s-]*(?P<length>{lengths})\b(?!\s*(?:ago|old|later|away))",
            flags,
        ),
        "label": re.compile(r"\((?:last\s+)?(?P<count>\d{2})\s?(?P<length>h|hrs|hours)\)", flags),
        "past_es": re.compile(rf"(?<!\w)(?P<count>{count})\s+(?P<length>{lengths})\s+(?:{named['past']})", flags),
        "past_in": re.compile(
            rf"(?<!\w)(?<!\d[.,])(?P<count>{count})\s+(?:{named['past']})\s+(?P<length>{lengths})", flags
        ),
        # "خلال الأيام الثلاثة الماضية": the days, three, past.
        "past_behind": re.compile(
            rf"(?<!\w)(?:ال)?(?P<length>{lengths})\s+(?:ال)?(?P<count>{count})\s+(?:{named['past']})", flags
        ),
        "past_one": re.compile(
            r"\b(?:over|in|during|within)\s+the\s+(?:past|last)\s+(?P<length>day|week|fortnight|month|year)\b", flags
        ),
        "ago": re.compile(
            rf"(?<!\w)(?<!\d[.,])(?P<count>{count}|an?(?=\s+\w+\s+ago\b))\s+(?P<length>{lengths})\s+"
            r"(?P<ago>ago|earlier|before|after|later)\b",
            flags,
        ),
        "ago_before": re.compile(
            rf"(?<!\w)(?:{named['ago']})\s+(?P<count>{count})[\s-]*(?P<length>{lengths})(?!\s+من\b)", flags
        ),
        "ago_behind": re.compile(
            rf"(?<!\w)(?<!\d[.,])(?P<count>{count})\s+(?P<length>{lengths})\s+(?:{named['ago']})", flags
        ),
        "weekday": re.compile(
            rf"(?<!\w)(?:(?P<next>{named['next']})\s+|(?P<last>last)\s+)?(?P<weekday>{weekdays})"
            rf"(?:\s+(?P<next_behind>{named['next']}))?(?!\w)",
            flags,
        ),
        "named": lexicon().values("dates.days")[0],
        "relative": lexicon().values("dates.relative")[0],
        "quarter": re.compile(
            rf"(?<!\w)(?P<quarter>{lexicon().values('dates.quarters')[0].pattern})"
            r"(?:(?:\s+of|\s+de|\s+do|\s+del|,)?\s+(?:عام\s+)?(?P<year>(?:19|20)\d\d)\b)?",
            flags,
        ),
        "year": re.compile(r"(?<![\d.,/-])(?P<year>(?:19|20)\d\d)(?![\d/-]|[.,]\d)"),
    }


_Wordings = tuple[frozenset[str], list[frozenset[str]]]
"""Wordings of one word, and the words of those of several."""


@cache
def _needed_by(words: Lexicon) -> dict[str, list[_Wordings]]:
    """For each pattern the words without which a text cannot hold it: of every list one wording has to stand there."""

    def wordings(*tables: str) -> _Wordings:
        """The words of each wording of some tables or lists."""
        known = list[str]()
        for name in tables:
            table, _, one = name.rpartition("/")
            known += words.lists(table).get(one, []) if table else words.values(name)[1]
        found = {frozenset(_LETTERS.findall(folded(each))) for each in known}
        if any("*" in each or "#" in each for each in known):
            found = {frozenset()}
        return frozenset(word for each in found if len(each) == 1 for word in each), [e for e in found if len(e) != 1]

    single, several = wordings("dates.months")
    months = single | {folded(each) for each in words.short_months}, several
    lengths, past = wordings("dates.lengths"), wordings("dates/past")
    return {
        "part": [wordings("dates.nth")],
        "week_number": [wordings("dates/numbered_weeks")],
        "days_of_month": [months],
        "day_month": [months],
        "dashed": [months],
        "month_day": [months],
        "month": [months],
        "past": [past, lengths],
        "past_es": [past, lengths],
        "past_in": [past, lengths],
        "past_behind": [past, lengths, (frozenset({"ال"}), [])],
        "within": [wordings("dates/within"), lengths],
        "past_one": [(frozenset({"past", "last"}), [])],
        "ago": [(frozenset({"ago", "earlier", "before", "after", "later"}), []), lengths],
        "ago_before": [wordings("dates/ago"), lengths],
        "ago_behind": [wordings("dates/ago"), lengths],
        "relative": [wordings("dates.relative")],
        "weekday": [wordings("dates.weekdays")],
        "named": [wordings("dates.days")],
        "quarter": [wordings("dates.quarters")],
    }


@cache
def _beginnings(words: Lexicon) -> Beginnings:
    """Where each of the patterns that begin with a word may begin."""
    dates, months = words.lists("dates"), [*words.values("dates.months")[1], *words.short_months]
    return Beginnings(
        {
            "month": [*months, *(one for each in ("early", "mid", "late") for one in dates.get(each, ()))],
            "month_day": months,
            "weekday": [*words.values("dates.weekdays")[1], *dates.get("next", ()), "last"],
            "named": words.values("dates.days")[1],
            "past": dates.get("past", ()),
            "within": dates.get("within", ()),
            "past_one": ["over", "in", "during", "within"],
            "ago_before": dates.get("ago", ()),
            "part": [
                *words.values("dates.nth")[1],
                *words.values("dates.lengths")[1],
                *dates.get("halves", ()),
                *words.numbers,
                "0",
            ],
            "week_number": dates.get("numbered_weeks", ()),
            **{kind: [*words.numbers, "0"] for kind in _FROM_COUNTS},
            "ago": [*words.numbers, "0", "a", "an"],
        }
    )


@cache
def _needed_by_any(words: Lexicon) -> frozenset[str] | None:
    """Words one of which stands in every text that holds a day and no digit; None where a list leaves them open."""
    known = [[each for each in lists if frozenset() not in each[1]] for lists in _needed_by(words).values()]
    if not all(known):
        return None
    return frozenset().union(*(single.union(*several) for lists in known for single, several in lists))


def dates_in(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """What each pattern finds in a text, pattern by pattern; most texts are spared most of them.

    A pattern is tried only where its first word or a number stands, which is as good as everywhere and much faster.
    """
    tokens, needed, beginnings = tokens_of(text), _needed_by(lexicon()), _beginnings(lexicon())
    # Arabic writes small words together with the next one: there a word may stand within another.
    present = folded(text) if _ARABIC.search(text) else tokens.present
    digits = digits_of(text)
    needed_by_any = None if digits or isinstance(present, str) else _needed_by_any(lexicon())
    if needed_by_any is not None and needed_by_any.isdisjoint(tokens.present):
        return
    for kind, pattern in _grammar_of(lexicon()).items():
        if not all(_any_stands(wordings, present) for wordings in needed.get(kind, ())):
            continue
        if kind in _FROM_DIGITS:
            found = found_from(pattern, text, digits)
        elif kind in beginnings.kinds:
            found = found_from(pattern, text, beginnings.starts(tokens, kind))
        else:
            found = pattern.finditer(text)
        for match in found:
            yield kind, match


def named_days(text: str) -> list[tuple[int, int]]:
    """Offsets of the words that name a day by where it lies from the day of the report: "today", "next week"."""
    starts = _beginnings(lexicon()).starts(tokens_of(text), "named")
    return [each.span() for each in found_from(lexicon().values("dates.days")[0], text, starts)]


def _any_stands(wordings: _Wordings, present: str | frozenset[str]) -> bool:
    single, several = wordings
    if isinstance(present, str):
        return any(word in present for word in single) or any(all(map(present.__contains__, each)) for each in several)
    return not single.isdisjoint(present) or any(each <= present for each in several)

"""Arabic dates made ready for the reader of dates; every offset stays where it was."""

from __future__ import annotations

import re
from functools import cache

from waystation.claims.reading.lexicon import lexicon

__all__ = ["plain_arabic_dates"]

_ARABIC = re.compile("[\u0621-\u064a]")
_GLUED = re.compile("(?<![\u0621-\u064a])(?:و|ف)?(?:ال|لل|ب|ل|بال)?\u0640?(?=\\d)")
_DASH = re.compile("(?<=\\s)\u0640(?=\\s)")
_AND_A_DAY, _A_DAY_OF = re.compile(r"\sو\d{1,2}\s"), re.compile(r"\d\s+من\s")


@cache
def _months() -> tuple[re.Pattern[str], ...]:
    month = lexicon(("ar",)).values("dates.months")[0].pattern
    return (
        re.compile(rf"(?<=\d)(\s+من\s+)(?={month})"),  # "17 of October"
        re.compile(rf"{month}(\s?/\s?{month})"),  # October by both of its names
        re.compile(rf"({month})(\s+و)(?=\d{{1,2}}\s+{month})"),  # "29 July and 7 August"
        re.compile(rf"(?<![\d.,،])(\d{{1,2}})(\s+و)(?=\d{{1,2}}\s+{month})"),  # "2 and 5 May", "between 2 and 5 May"
    )


def plain_arabic_dates(text: str) -> str:
    """A text whose Arabic dates stand as the patterns of dates expect them.

    "And" and "the" written together with a number become blanks, or a dash between two days; of a month that is named
    twice ("October/Tishreen I") the first name stays.

    Parameters
    ----------
    text : as from `plain_text`

    Examples
    --------
    >>> plain_arabic_dates("17 من أكتوبر/تشرين الأول").split()
    ['17', 'أكتوبر']
    """
    if not _ARABIC.search(text):
        return text
    # The patterns of months are slow, and few texts have what they begin or end with.
    of_month, twice, *joined = _months()
    if _AND_A_DAY.search(text):
        for to in joined:
            text = to.sub(lambda found: found[1] + "-".rjust(len(found[0]) - len(found[1])), text)
    text = _GLUED.sub(lambda found: " " * len(found[0]), _DASH.sub("-", text))
    if _A_DAY_OF.search(text):
        text = of_month.sub(lambda found: " " * len(found[0]), text)
    if "/" in text:
        text = twice.sub(lambda found: found[0][: -len(found[1])] + " " * len(found[1]), text)
    return text

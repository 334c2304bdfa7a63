"""Whether a figure is a rate: so many an hour, a day, a week or a month, and no count."""

from __future__ import annotations

from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.passage import Passage

__all__ = ["period_of", "rate_follows"]

_BEHIND, _AHEAD = 6, 6


def rate_follows(passage: Passage, at: int) -> bool:
    """Whether words such as "a week" begin at a word."""
    found = lexicon().finder("rates").at(passage.tokens, at)
    return bool(found) and any(not _names_days(passage, at, last) for _, last in found)


def period_of(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> str:
    """The period of a rate: "hour", "day", "week" or "month"; empty for a count.

    Parameters
    ----------
    passage : the report
    here : numbers of the figure's first word and of the word after it and its unit
    sentence : the same of its sentence

    Examples
    --------
    >>> from datetime import date
    >>> from waystation.claims.reading.lexicon import speaking
    >>> with speaking(("en",)):
    ...     period_of(Passage("About 300 people cross daily into Chad", date(2024, 5, 1)), (1, 3), (0, 7))
    'day'
    """
    borders, tokens = passage.borders, passage.tokens
    found = (
        lexicon().finder("rates").all(tokens, max(sentence[0], here[0] - _AHEAD), min(sentence[1], here[1] + _BEHIND))
    )
    for name, first, last in found:
        period, _, kind = name.partition("_")
        edge, other = (here[1], first) if first >= here[1] else (last, here[0])
        if last < here[0] and _in_label(passage, here[0], sentence, kind == "adjective"):
            return period
        if edge > other or not _one_clause(passage, edge, other) or _names_days(passage, first, last):
            continue
        if first == here[1]:
            return period
        adjective = kind == "adjective"
        if first > here[1]:
            # "Cross daily into Chad", but not "receive daily meals".
            if not adjective or _ends_phrase(passage, last, sentence[1]):
                return period
        elif not borders.inside(here[0]) and (not adjective or last < here[0]):
            # "Daily arrivals of some 300", "the average daily number is 340", "each day some 300 people".
            return period
    return ""


def _in_label(passage: Passage, figure: int, sentence: tuple[int, int], adjective: bool) -> bool:
    """Whether a rate stands in a label: "Average daily arrivals: 340", "Arrivals per day: 340", no "Daily arrivals"."""
    words = passage.tokens.words[sentence[0] : figure]
    if words[-1:] != [":"] or passage.within(passage.figures_at, sentence[0], figure):
        return False
    return not adjective or not lexicon().words("clauses", "average").isdisjoint(words)


def _names_days(passage: Passage, first: int, last: int) -> bool:
    """Whether words such as "a day" say when: "in a week", "1,020 a day earlier", but "40 a day before the war"."""
    words = passage.tokens.words
    if first > 0 and words[first - 1] in lexicon().words("dates", "within"):
        return True
    if last >= len(words) or words[last] not in lexicon().words("dates", "ago"):
        return False
    joins = words[last] in lexicon().words("dates", "before")
    return not joins or last + 1 >= len(words) or not words[last + 1][0].isalnum()


def _one_clause(passage: Passage, first: int, last: int) -> bool:
    borders = passage.borders
    return all(
        counts[first] == counts[last]
        for counts in (borders.commas, borders.stops, borders.figures, borders.ands, borders.opened, borders.closed)
    )


def _ends_phrase(passage: Passage, at: int, end: int) -> bool:
    """Whether no noun follows that an adjective would belong to."""
    words, tokens = lexicon(), passage.tokens
    if at >= end:
        return True
    word = tokens.words[at]
    small = (words.words("sites", name) for name in ("origin", "destination", "there"))
    return not word[0].isalpha() or any(word in each for each in small) or word in words.words("clauses", "and")

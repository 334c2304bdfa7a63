"""What a figure is only compared with has days of its own: "310 this week, against 1,020 last week"."""

from __future__ import annotations

from collections.abc import Sequence

from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.passage import Passage

__all__ = ["compared_with"]

_NEAREST = 4
_SIGNS = frozenset({"'s", "’s", "'", "’", "(", "~"})


def compared_with(
    passage: Passage, sentence: tuple[int, int], figures: Sequence[tuple[int, int]], days: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The stretches of a sentence that hold a figure of another time: numbers of their first word and of that after.

    Words such as "against" compare no times where no day stands with the figure they lead to, as in "310
    people against 200 places"; words such as "up from" always are.

    Parameters
    ----------
    passage : the report
    sentence : numbers of its first word and of the word after it
    figures : the same of its figures
    days : the same of the words that name its days
    """
    out = list[tuple[int, int]]()
    if len(figures) < 2:
        return out
    for name, first, last in lexicon().finder("parts").all(passage.tokens, *sentence):
        if name not in {"compared", "up_from"} or (out and first < out[-1][1]):
            continue
        led = next((each for each in figures if last <= each[0] and _leads(passage, last, each, days)), None)
        if led is None:
            continue
        end = _end(passage, led[1], sentence[1])
        if name == "up_from" or any(first <= day[0] < end for day in days):
            out.append((first, end))
    return out


def _leads(passage: Passage, last: int, figure: tuple[int, int], days: Sequence[tuple[int, int]]) -> bool:
    """Whether only a day, an article or a qualifier stands between words and a figure: "against last week's 1,020"."""
    start = max(passage.led(figure)[0], last)  # "frente a 1.020", "a más de 300"
    if start - last > _NEAREST:
        return False
    small = lexicon().words("speakers", "articles") | _SIGNS
    words = passage.tokens.words
    return all(words[at] in small or any(day[0] <= at < day[1] for day in days) for at in range(last, start))


def _end(passage: Passage, figure: int, end: int) -> int:
    """Number of the word after the clause that a figure stands in: up to a comma, a semicolon or a bracket."""
    borders = passage.borders
    for at in range(figure, end):
        if any(
            counts[at + 1] != counts[figure]
            for counts in (borders.commas, borders.semicolons, borders.stops, borders.closed)
        ):
            return at
    return end

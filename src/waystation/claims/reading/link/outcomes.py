"""What an event did to people: "the floods left 300 dead", "leaving 12,000 stranded": nobody left."""

from __future__ import annotations

from collections.abc import Sequence

from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.label_pairs import leads_pair
from waystation.claims.reading.link.passage import Mention, Passage

__all__ = ["outcome", "without_leaving"]

_FARTHEST = 2


def without_leaving(passage: Passage, here: tuple[int, int], said: Sequence[Mention]) -> list[Mention]:
    """Wordings without a "left" right before a figure, whose people it does not say to have gone.

    Parameters
    ----------
    passage : the report
    here : numbers of the first word of the figure, its "about" included, and of the word after its unit
    said : the wordings of its sentence that say what happened
    """
    leaving = lexicon().words("clauses", "leaving")
    words = passage.tokens.words

    def leaves(each: Mention) -> bool:
        led = each.last == here[0] and each.last - each.first == 1 and words[each.first] in leaving
        return led and not leads_pair(passage, each)  # "arrived 580, left 35"

    return [each for each in said if not leaves(each)]


def outcome(passage: Passage, here: tuple[int, int], said: Sequence[Mention]) -> Mention | None:
    """The word behind a figure that says in what state an event left its people: "left 300 people dead".

    Parameters
    ----------
    passage, here, said : as in `without_leaving`
    """
    if here[0] == 0 or passage.tokens.words[here[0] - 1] not in lexicon().words("clauses", "leaving"):
        return None
    if any(each.last == here[0] and leads_pair(passage, each) for each in said):
        return None
    if here[1] < len(passage.tokens.words) and passage.tokens.words[here[1]] in lexicon().words("clauses", "behind"):
        return Mention("remaining", here[1], here[1] + 1, "verbs", "remaining")
    behind = (each for each in said if 0 <= each.first - here[1] + 1 <= _FARTHEST and each.last > here[0] + 1)
    return next(behind, None)

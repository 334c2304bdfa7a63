"""Terms that a figure cannot have by the words it stands with, however well their weights would fit."""

from __future__ import annotations

from waystation.claims.reading.counts import Counted
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.hosts import GUESTS, hosted
from waystation.claims.reading.link.passage import Mention, Passage

__all__ = ["ruled_out"]

_VICTIMS = frozenset({"killed", "wounded", "missing", "died_on_the_way"})
_THERE_NOW = frozenset({"camp_population"})
_ROOM = frozenset({"capacity"})
_CONTEXT = frozenset({"context"})
_EXPECTED = frozenset({"expected"})
_HELD = frozenset({"detained"})
_NONE = frozenset[str]()
_HOUSES = frozenset({"structures", "homes", "houses", "buildings"})
_DWELL = frozenset({"camp_population", "currently_displaced", "accommodated", "remaining", "killed", "wounded"})
_UNIT_BETWEEN, _SITE_BEFORE = 2, 14
_ROOM_TO_FIGURE = 2
"""Words between a word for room and its figure: "capacity of 4,000", "capacity was only 4,000"."""


def ruled_out(
    passage: Passage, count: Counted, here: tuple[int, int], sentence: tuple[int, int], before: Drawn | None
) -> frozenset[str]:
    """The terms a figure cannot have.

    Houses do not live in a camp, those that a boat carries are not the dead of its sinking, those who host others are
    not themselves hosted, those who lived there before the war are not there now, people beside "a capacity of 4,000"
    are not that capacity, those whom a camp holds are not detained, and a figure with a verb of its own is no room
    because the sentence before told of room.

    Parameters
    ----------
    passage : the report
    count : the figure with its unit
    here : numbers of the first word of the figure with its qualifiers, and of the word after its unit
    sentence : numbers of its sentence's first word and of the word after it
    before : the claim before it
    """
    out = _VICTIMS if _is_carried(passage, here, sentence) else _NONE
    if count.unit in _HOUSES:
        out |= _DWELL
    if hosted(passage, here[1], sentence[1]) >= 0:
        out |= GUESTS
    if _before_it_all(passage, here, sentence):
        out |= _THERE_NOW
    if _held_by_a_site(passage, here, sentence):
        out |= _HELD
    if _beside_a_target(passage, here, sentence):
        out |= _EXPECTED
    if _beside_its_room(passage, here, sentence):
        out |= _ROOM | _VICTIMS | _CONTEXT
    return out | _ROOM if before is not None and _beside_room(passage, here, sentence, before) else out


def _is_carried(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether a figure counts those on a boat or bus, and nothing says of all of them that they are victims."""
    if here[0] > sentence[0] and passage.begins("clauses", "carrying", here[0] - 1):
        return True
    for at in range(here[1], min(here[1] + _UNIT_BETWEEN, sentence[1])):
        end = passage.begins("clauses", "aboard", at)
        if end:
            return not _befell_all(passage, end, sentence[1])
    return False


def _befell_all(passage: Passage, first: int, last: int) -> bool:
    """Whether the words behind "on board" say of all of them that they are victims: "were killed"."""
    borders, words = passage.borders, passage.tokens.words
    return any(
        borders.commas[first] == borders.commas[each.first]
        and borders.stops[first] == borders.stops[each.first]
        and borders.figures[first] == borders.figures[min(each.last + 1, len(words))]
        for each in passage.within(passage.terms, first, last)
        if each.name in _VICTIMS
    )


def _held_by_a_site(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether a verb right before a figure says of a site how many are there: "the transit centre held 1,310"."""
    verb = next((each for each in passage.within(passage.terms, max(sentence[0], here[0] - 2), here[0])
                 if each.name in {"detained", "camp_population"} and each.kind == "verbs"), None)  # fmt: skip
    if verb is None:
        return False
    borders = passage.borders
    return any(
        each.name == "sites" and borders.stops[each.first] == borders.stops[verb.first]
        for each in passage.within(passage.units, max(sentence[0], verb.first - _SITE_BEFORE), verb.first)
    )


def _before_it_all(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether words such as "before the war" stand with a figure, and no other figure is nearer to them."""
    told = [
        each
        for each in passage.within(passage.terms, *sentence)
        if each.name == "population_before" and each.kind == "nouns"
    ]
    if not told:
        return False
    figures = passage.within(passage.figures_at, *sentence)

    def far(figure: int, each: Mention) -> int:
        return max(each.first - figure, figure - each.last)

    nearest = (min(figures, key=lambda figure: far(figure.first, each), default=None) for each in told)
    return any(each is not None and here[0] <= each.first < here[1] for each in nearest)


def _beside_a_target(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether all that is expected stands with a later figure: "370 families, against a target of 2,500, received"."""
    told = [each for each in passage.within(passage.terms, *sentence) if each.name == "expected"]
    return bool(told) and all(
        each.kind == "nouns" and each.first > here[1] and _has_its_own(passage, here, each, sentence) for each in told
    )


def _beside_its_room(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether all words for room stand with a later figure: "5,310 people against a capacity of 4,000"."""
    told = [each for each in passage.within(passage.terms, *sentence) if each.name == "capacity"]
    return bool(told) and all(each.first >= here[1] and _has_its_own(passage, here, each, sentence) for each in told)


def _has_its_own(passage: Passage, here: tuple[int, int], room: Mention, sentence: tuple[int, int]) -> bool:
    """Whether a word for room leads to a figure, or stands right behind one that is not joined to the figure before."""
    behind = next((each.first for each in passage.within(passage.figures_at, room.last, sentence[1])), -1)
    if behind >= 0 and passage.led((behind, behind + 1))[0] - room.last <= _ROOM_TO_FIGURE:
        return room.first > here[1]  # not "400 beds for 300"
    ands, commas = passage.borders.ands, passage.borders.commas
    joined = ands[here[1]] != ands[room.first] or commas[here[1]] != commas[room.first]  # "300 and 400 places"
    figures = passage.within(passage.figures_at, here[1] + 1, room.first)  # not "from 300 to 400 places"
    return not joined and any(each.last == room.first for each in figures)


def _beside_room(passage: Passage, here: tuple[int, int], sentence: tuple[int, int], before: Drawn) -> bool:
    """Whether room was told of in an earlier sentence alone, and this figure has a verb of its own."""
    words = passage.tokens.words
    return (
        before.term[0] == "capacity"
        and passage.tokens.at(before.counted.figure.start) < sentence[0]
        and here[1] < sentence[1]
        and words[here[1]] in lexicon().words("clauses", "helpers")
        and not any(each.name == "capacity" for each in passage.within(passage.terms, *sentence))
    )

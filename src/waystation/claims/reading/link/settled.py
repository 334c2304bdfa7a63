"""What happened, where a figure's own words settle it and no weights are asked: "212 in, 40 out", "Arrivals: 310"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import takewhile

from waystation.claims.reading.counts import Counted
from waystation.claims.reading.lexicon import Lexicon, lexicon
from waystation.claims.reading.link.hosts import GUESTS
from waystation.claims.reading.link.label_pairs import leads_pair
from waystation.claims.reading.link.outcomes import outcome
from waystation.claims.reading.link.passage import Mention, Passage
from waystation.claims.reading.link.things import behind_number, leading_words

__all__ = ["TRANSITIVE", "Told", "follows", "settled"]

Told = tuple[str, int, int]
"""A term, and the offsets of the words that say it; 0 and 0 where none do."""

TRANSITIVE = frozenset({
    "currently_displaced", "evacuated", "relocated", "killed", "wounded", "affected", "registered", "detained",
    "accommodated",
    "homeless", "aid_delivered", "destroyed_housing", "partially_destroyed_housing",
})  # fmt: skip
"""Senses of verbs whose participle may stand for what was done to people."""

_DONE_TO = TRANSITIVE - {"registered"}  # "64 deaths were recorded"

_LEAD, _PAIRED, _TO_CAMP, _LONGEST_PART = 4, 2, 6, 12
_COLON, _FEWEST_LABELS = re.compile(r"\s?:\s*[^\s\w]?\d"), 2


def settled(
    passage: Passage, count: Counted, here: tuple[int, int], sentence: tuple[int, int], said: Sequence[Mention],
    verbs: Sequence[Mention],
) -> Told | None:  # fmt: skip
    """The term of a figure that its own words settle, by the first rule that fits; None where none does.

    Parameters
    ----------
    passage : the report
    count : the figure with its unit
    here : numbers of the first word of the figure, its "about" included, and of the word after its unit
    sentence : numbers of its sentence's first word and of the word after it
    said : the wordings of its sentence that say what happened
    verbs : those of them that are verbs and do more than say which people
    """
    behind = passage.words(count.figure.start, count.figure.end)[1]
    if _is_case(passage, behind, sentence[1]):
        return "context", 0, 0
    mention = _meant_for(here, said) or outcome(passage, here, said) or _elided(passage, here, sentence, said)
    if mention is not None:
        return _told(passage, mention)
    turned = _in_or_out(passage, here, sentence)
    if turned:
        return turned, passage.tokens.starts[here[1]], passage.tokens.ends[here[1]]
    if not said:
        # "Arrivals today:" leads to "Goris: 310".
        above = passage.said_above(count.figure.start)
        if above is not None:
            return _told(passage, above)
        if _is_there(passage, here, sentence):
            return "camp_population", 0, 0
    helped = _helped(passage, count, here, sentence)
    if helped is not None:
        return helped
    taken_in = _taken_in(passage, count, here, said)
    if taken_in is not None:
        return taken_in
    mention = (
        _number_behind(passage, behind, said)
        or _left_over(passage, here, sentence)
        or _label(passage, here, said)
        or _behind_relative(passage, here, verbs)
        or _of_all(passage, count, here, verbs)
    )
    return _told(passage, mention) if mention is not None else None


def _told(passage: Passage, each: Mention) -> Told:
    return each.name, passage.tokens.starts[each.first], passage.tokens.ends[each.last - 1]


def _of_all(passage: Passage, count: Counted, here: tuple[int, int], verbs: Sequence[Mention]) -> Mention | None:
    """The verb behind a part between commas, or the verb with its helper behind a bare figure."""
    behind_part = _after_part(passage, here[1])
    if behind_part > here[1]:
        of_whole = next((each for each in verbs if follows(passage, behind_part, each)), None)
        if of_whole is not None:
            return of_whole
    # "12,100 have been evacuated", "4 people were killed and 12 people were hurt"
    helped = (each for each in verbs if each.first > here[1] and follows(passage, here[1], each))
    named = count.end > count.start
    return next(
        (
            each
            for each in helped
            if (each.sense in _DONE_TO and not count.things if named else each.name not in {"expected", *GUESTS})
        ),
        None,
    )


def _behind_relative(passage: Passage, here: tuple[int, int], verbs: Sequence[Mention]) -> Mention | None:
    """The verb of those whom a clause only describes: the "airlifted" of "40 who were marooned have been airlifted"."""
    words, known = passage.tokens.words, lexicon()
    apart = words[here[1] : here[1] + 1] == [","]
    opens = here[1] + apart
    if opens >= len(words) or words[opens] not in known.words("clauses", "relative"):
        return None
    behind = [each for each in verbs if each.first > opens]
    figures, helpers = passage.borders.figures, known.words("clauses", "helpers")
    for each in behind[1:]:
        at = each.first + (words[each.first] in helpers)
        while at > behind[0].last and words[at - 1] in helpers:
            at -= 1
        helped = at < each.first or words[each.first] in helpers
        joined = words[at - 1] in known.words("clauses", "and") or words[at - 1] in known.words("clauses", "relative")
        if helped and not joined and (words[at - 1] == ",") == apart and figures[here[1]] == figures[each.first]:
            return each if each.first >= behind[0].last else None
    return None


def _meant_for(here: tuple[int, int], said: Sequence[Mention]) -> Mention | None:
    """What is given, right before those it is for: "blankets for 300 families" arrive, and the families do not."""
    if any(each.name == "in_need" for each in said):
        return None
    goods = (each for each in said if each.name == "aid_delivered" and each.kind == "nouns")
    # "pour" may be counted among the words of the figure.
    return next((each for each in goods if each.first < here[0] <= each.last <= here[0] + 1), None)


def _is_case(passage: Passage, behind: int, last: int) -> bool:
    """Whether a figure counts cases of an illness, not of displacement: "1,312 suspected cases since July"."""
    cases = lexicon().words("clauses", "cases")
    at = next((at for at in range(behind, min(behind + _PAIRED, last)) if passage.tokens.words[at] in cases), last)
    around = passage.within(passage.terms, behind, min(at + _LEAD, last))
    return at < last and not any(each.kind == "nouns" and each.sense != "context" for each in around)


def _elided(
    passage: Passage, here: tuple[int, int], sentence: tuple[int, int], said: Sequence[Mention]
) -> Mention | None:
    """The participle behind a figure without an auxiliary of its own: "30 were killed, and 400 displaced"."""
    words, known = passage.tokens.words, lexicon()
    if here[0] <= sentence[0] or words[here[0] - 1] not in known.words("clauses", "and"):
        return None
    verbs = [each for each in said if each.kind == "verbs"]
    behind = (each for each in said if each.kind != "nouns" and here[1] - 1 <= each.first and each.last == here[1] + 1)
    own = next((each for each in behind if each.sense in TRANSITIVE), None)
    if own is None or any(_same_clause(passage, own.last, each.first) for each in verbs if each.first >= own.last):
        return None
    helpers = known.words("clauses", "helpers")
    passive = any(
        each.last < here[0]
        and each.first > sentence[0]
        and words[each.first - 1] in helpers
        and each.sense in TRANSITIVE
        for each in verbs
    )
    return own if passive else None


def _same_clause(passage: Passage, first: int, last: int) -> bool:
    borders = passage.borders
    return all(each[first] == each[last] for each in (borders.commas, borders.stops, borders.figures))


def _in_or_out(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> str:
    """What the small words of a gate register say of a figure: "212 in, 40 out"; else nothing."""
    words, known = passage.tokens.words, lexicon()
    if here[1] >= sentence[1]:
        return ""
    inward, outward = known.words("clauses", "inward"), known.words("clauses", "outward")
    if words[here[1]] in inward:
        beside = passage.within(passage.figures_at, here[1] + 1, min(here[1] + 1 + _PAIRED, sentence[1]))
        return "arrived" if any(each.last < len(words) and words[each.last] in outward for each in beside) else ""
    if words[here[1]] in outward:
        beside = passage.within(passage.figures_at, max(sentence[0], here[0] - _PAIRED - 1), here[0])
        return "left" if any(words[each.last] in inward for each in beside) else ""
    return ""


def _is_there(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether no more is said of people than that they are in a camp: "we have 3,450 people in Renk camp"."""
    tokens, words = passage.tokens, lexicon()
    led = passage.named("clauses", "there_are", max(sentence[0], here[0] - _LEAD), here[0])
    begins = next((first for first, last in led if last == here[0]), None)
    if begins is None:
        # "In the transit centre tonight 9,870."
        before = tokens.words[sentence[0] : here[0]]
        opens = 1 < len(before) <= _LONGEST_PART and before[0] in _leading(words)
        alone = here[1] >= sentence[1] or not tokens.words[here[1]][0].isalnum()
        plain = all(word[0].isalpha() or word in {":", ","} for word in before)
        return opens and alone and plain and not _camps(words).isdisjoint(before)
    behind = tokens.words[here[1] : min(here[1] + _TO_CAMP, sentence[1])]
    before = tokens.words[max(sentence[0], begins - _TO_CAMP) : begins]
    for place in (behind, before[::-1]):
        near = list(takewhile(lambda word: word[0].isalpha(), place))
        if not _camps(words).isdisjoint(near):
            return place is not behind or near[0] in _leading(words)
    return False


@cache
def _camps(words: Lexicon) -> frozenset[str]:
    """Words of camps and transit centres."""
    names = words.words("roles", "camp") | words.words("roles", "transit")
    return frozenset(word for each in names for word in each.split()) - words.words("language", "common")


@cache
def _leading(words: Lexicon) -> frozenset[str]:
    """Prepositions that lead to where people are."""
    return words.words("sites", "there") | words.words("sites", "destination")


def _taken_in(passage: Passage, count: Counted, here: tuple[int, int], said: Sequence[Mention]) -> Told | None:
    """The verb of "we have received 1,150 people": they came; nobody delivers people as aid."""
    if count.things or count.end == count.start:
        return None
    tokens, finder = passage.tokens, lexicon().finder("terms")
    verb = next(
        (each for each in said if (each.sense, each.kind, each.last) == ("aid_delivered", "verbs", here[0])), None
    )
    if verb is None or ("arrived:verbs", verb.last) not in finder.at(tokens, verb.last - 1):
        return None
    return "arrived", tokens.starts[verb.first], tokens.ends[verb.last - 1]


def _helped(passage: Passage, count: Counted, here: tuple[int, int], sentence: tuple[int, int]) -> Told | None:
    """The verb of "300 people received shelter kits" and "300 people reached": aid came to them; nobody arrived."""
    tokens, words, known = passage.tokens, passage.tokens.words, lexicon()
    if count.things or passage.words(count.figure.start, count.figure.end)[1] >= sentence[1]:
        return None
    at, helpers = here[1], known.words("dates", "perfect")
    while at < sentence[1] and words[at] in helpers:
        at += 1
    got = count.end > count.start and at < sentence[1] and words[at] in known.words("clauses", "got")
    bare = passage.words(count.figure.start, count.figure.end)[1]  # "210K reached": the verb stands for the people too
    at = bare if words[bare] in known.words("clauses", "reached") else at
    behind = words[at + 1] if at + 1 < sentence[1] else ""
    reached = at in {here[1], bare} and at < sentence[1] and words[at] in known.words("clauses", "reached")
    led = leading_words(known)
    object_of = behind[:1].isalpha() and behind not in led and behind not in known.words("clauses", "by_means")
    ends = not behind[:1].isalnum() or behind in known.words("clauses", "with")
    if (got and object_of and not _been(words[here[1] : at])) or (reached and ends):
        return "aid_delivered", tokens.starts[at], tokens.ends[at]
    return None


def _been(words: Sequence[str]) -> bool:
    return any(word in lexicon().words("clauses", "been") for word in words)


def _number_behind(passage: Passage, after: int, said: Sequence[Mention]) -> Mention | None:
    """Who they are whose number stands behind a figure: "raised to 36 the number of dead"."""
    last = behind_number(passage, after)
    return next((each for each in said if each.kind == "people" and 0 <= last <= each.first <= last + 1), None)


def _left_over(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> Mention | None:
    """The "left" behind people who are said to be there and no more: "there are 300 people left"."""
    words = lexicon()
    if here[1] >= sentence[1] or passage.tokens.words[here[1]] not in words.words("clauses", "left_over"):
        return None
    led = passage.named("clauses", "there_are", max(sentence[0], here[0] - _LEAD), here[0])
    there = any(here[0] - last <= 1 for _, last in led)
    return Mention("remaining", here[1], here[1] + 1, "verbs", "remaining") if there else None


def _label(passage: Passage, here: tuple[int, int], said: Sequence[Mention]) -> Mention | None:
    """The word that leads to a figure, one of several pairs: "Departures: 40, arrivals: 310", "capacity 300, ..."."""
    text, tokens = passage.text, passage.tokens
    labels = [each for each in said if _COLON.match(text, tokens.ends[each.last - 1]) or leads_pair(passage, each)]
    if len(labels) < _FEWEST_LABELS:
        return None
    return next(
        (each for each in labels if text[tokens.ends[each.last - 1] : tokens.starts[here[0]]].strip() in {":", ""}),
        None,
    )


def _after_part(passage: Passage, at: int) -> int:
    """The word behind a part between commas: the "remain" of "53,000, including 4,000 children, remain"."""
    words = passage.tokens.words
    if words[at : at + 1] != [","]:
        return at
    named = lexicon().finder("parts").at(passage.tokens, at + 1)
    if not any(name == "including" for name, _ in named):
        return at
    end = next((each for each in range(at + 1, min(at + 1 + _LONGEST_PART, len(words))) if words[each] == ","), at)
    return end + 1 if passage.within(passage.figures_at, at, end) else at


def follows(passage: Passage, at: int, verb: Mention) -> bool:
    """Whether nothing but helpers leads from a word to a verb: "have been" of "300 have been evacuated"."""
    helpers = lexicon().words("clauses", "helpers")
    return verb.first >= at and all(word in helpers for word in passage.tokens.words[at : verb.first])

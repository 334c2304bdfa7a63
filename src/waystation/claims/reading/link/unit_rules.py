"""What a figure counts, where the words beside it settle that and no weights are asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from waystation.claims.reading.counts import Counted
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.figures import Figure
from waystation.claims.reading.lexicon import COUNTS_NOBODY, Lexicon, lexicon
from waystation.claims.reading.link.befallen import befallen
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.label_pairs import labels_another, labels_item, line_label
from waystation.claims.reading.link.of_persons import of_one_person
from waystation.claims.reading.link.partitives import goes_on_counting, of_the_named, with_adjective
from waystation.claims.reading.link.passage import Mention, Passage
from waystation.claims.reading.link.rates import rate_follows
from waystation.claims.reading.link.things import behind_number, leading_words, names_a_thing, small_words

__all__ = [
    "VEHICLES",
    "counted_as",
    "next_to_it",
    "number_of",
    "settled_by_a_rule",
    "settled_by_a_word",
    "words_beside",
]

VEHICLES = frozenset({"trucks", "buses", "vehicles"})
_AHEAD, _BEHIND, _MOST = 14, 10, 4
_FARTHEST, _CLOSE, _LEAD = 26, 2, 4
_NOBODY = {"none": 1.0}


@dataclass(frozen=True)
class Beside:
    """The words for what is counted that stand beside a figure.

    Parameters
    ----------
    here : numbers of the figure's first word and of the word after it
    sentence : numbers of its sentence's first word and of the word after it
    ahead, behind : the nearest of those that follow the figure and of those that stand before it
    free : those that follow, but none where a label leads to the figure and its brackets hold another count
    numbered : that of "the number of ...", however far before
    label : that of a line of a label and a figure
    own : that of a pair in a list of labels and figures
    """

    here: tuple[int, int]
    sentence: tuple[int, int]
    ahead: list[Mention]
    behind: list[Mention]
    free: list[Mention]
    numbered: list[Mention]
    label: Mention | None
    own: Mention | None

    def ranked(self) -> Iterator[tuple[int, Mention]]:
        """All that are not labels, each with its rank on its side of the figure."""
        yield from enumerate(self.ahead)
        yield from enumerate(reversed(self.behind))


def words_beside(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> Beside:
    """The words for what is counted beside a figure; parameters as of `Beside`."""
    around = passage.within(passage.units, max(sentence[0], here[0] - _BEHIND), min(sentence[1], here[1] + _AHEAD))
    # "87 (19 households)": those are the 19.
    around = [each for each in around if not _of_brackets(passage, here[1], each)]
    # Of words that follow one another the last is the head: "IDP families", "family plots".
    around = [each for each in around if each not in passage.modifiers]
    if rate_follows(passage, here[1]):
        # "Some 3,500 per day": the day is no unit.
        around = [each for each in around if not (each.name == "other" and 0 <= each.first - here[1] <= _CLOSE)]
    own = [each for each in around if each.last <= here[0] and not each.kind and labels_item(passage, each, here)]
    around = [each for each in around if each.first < here[1] or not labels_another(passage, each)]
    numbered = _numbered(passage, here, sentence)
    behind = [each for each in around if each.last <= here[0]][-2:]
    helpers = lexicon().words("clauses", "helpers")
    # "2,600 were displaced" counts people who are not named.
    ahead = [
        each
        for each in around
        if each.first >= here[1]
        and not (each.kind == "term_verbs" and not helpers.isdisjoint(passage.tokens.words[here[1] : each.first]))
    ][:_MOST]
    label = line_label(passage, here, sentence)
    # "Shelters open: 19 (1,144 families)"
    apart = label is not None and passage.tokens.words[here[1] : here[1] + 1] == ["("]
    return Beside(
        here,
        sentence,
        ahead,
        [*numbered, *(each for each in behind if each not in numbered)],
        [] if apart else ahead,
        numbered,
        label,
        max(own, key=lambda each: each.name != "people", default=None),
    )


def counted_as(passage: Passage, figure: Figure, each: Mention) -> Counted:
    """A figure that counts what a word names."""
    tokens = passage.tokens
    return Counted(figure, each.name, tokens.starts[each.first], tokens.ends[each.last - 1])


def settled_by_a_word(passage: Passage, figure: Figure, beside: Beside) -> Candidate | None:
    """What a figure counts by the word for it that stands in a place which leaves no choice; None where none does.

    Parameters
    ----------
    passage : the report
    figure : the figure
    beside : the words for what is counted beside it
    """
    here, ahead, label = beside.here, beside.ahead, beside.label
    if of_one_person(passage, figure, here):
        return Candidate(None, _NOBODY)
    fallen = befallen(passage, here, beside.sentence)
    if fallen is not None:
        start, end = passage.tokens.starts[fallen[0]], passage.tokens.ends[fallen[1] - 1]
        return Candidate(Counted(figure, "people", start, end), {"numbered": 1.0})
    if beside.own is not None and beside.own.name not in COUNTS_NOBODY:
        # "(women 566, men 301)"
        return Candidate(counted_as(passage, figure, beside.own), {"numbered": 1.0})
    if ahead and ahead[0].name in COUNTS_NOBODY and _next_to(passage, here, ahead[0]):
        return Candidate(None, _NOBODY)
    if ahead and with_adjective(passage, here, ahead[0]):
        return Candidate(counted_as(passage, figure, ahead[0]), {"numbered": 1.0})
    ahead = beside.free
    if label is not None and not ahead:
        if label.name not in COUNTS_NOBODY:
            # "Families: 2,610", "Displaced families: 310"
            return Candidate(counted_as(passage, figure, label), {"numbered": 1.0})
        several = label.name == "sites" and _alone(passage, label, here, beside.sentence)
        if label.name == "other" or several or number_of(passage, label):
            return Candidate(None, _NOBODY)  # "Latrines: 310", "Shelters: 40", "Number of schools open: 23"
    number = behind_number(passage, here[1])
    of_number = next((each for each in ahead if number >= 0 and each.first == number), None)
    if of_number is not None and of_number.name not in COUNTS_NOBODY:
        # "Raised to 36 the number of dead"
        return Candidate(counted_as(passage, figure, of_number), {"numbered": 1.0})
    of_them = sorted((each for each in ahead if _of_them(passage, here, each)), key=lambda each: each.name == "people")
    if of_them:
        # "530 of them women"; children are people too.
        return Candidate(counted_as(passage, figure, of_them[0]), {"of_them": 1.0})
    return None


def next_to_it(passage: Passage, beside: Beside) -> dict[str, float]:
    """Features of what stands right behind a figure: a unit, or a word that no list knows."""
    after, free = beside.here[1], beside.free
    if free and free[0].first - after <= _CLOSE and free[0].name not in COUNTS_NOBODY:
        return {"unit_near": 1.0, "unit_next": 1.0} if free[0].first == after else {"unit_near": 1.0}
    word = passage.tokens.words[after] if after < beside.sentence[1] else ""
    named = bool(free) and free[0].first == after
    unknown = word[:1].isalpha() and not named and word not in small_words(lexicon())
    return {"unknown_next": 1.0} if unknown and not lexicon().finder("terms").at(passage.tokens, after) else {}


def settled_by_a_rule(
    passage: Passage, figure: Figure, beside: Beside, before: Drawn | None, near_term: Mention | None,
    said: dict[str, float],
) -> Candidate | None:  # fmt: skip
    """What a figure counts by what stands around it, where no word names it for certain; None where no rule fits.

    Parameters
    ----------
    passage : the report
    figure : the figure
    beside : the words for what is counted beside it
    before : the claim read before it, if any
    near_term : the nearest wording of its sentence that says what happened, if any
    said : features of the words around it
    """
    here, free, near = beside.here, beside.free, "unit_near" in said
    parted = bool(free) and free[0].kind == "term_verbs" and free[0].first > here[1]
    if (parted or "unknown_next" in said) and names_a_thing(passage, here[1], beside.sentence[1], near_term):
        return Candidate(None, _NOBODY)  # "300 sets, 40 arrived", "40 camels arrived": the verb counts nobody
    if beside.numbered and beside.numbered[0].name not in COUNTS_NOBODY and not near:
        # "The number of families who came rises to 737": families, whatever stands between.
        return Candidate(counted_as(passage, figure, beside.numbered[0]), {"numbered": 1.0})
    if before is not None and _carries_on(passage, beside, before):
        return Candidate(Counted(figure, before.unit, figure.end, figure.end), {"carried": 1.0})
    labelled = "colon" in said and near_term is not None and near_term.last == here[0] - 1  # "Deaths: 1"
    if (figure.high or figure.low or 0.0) <= 1 and not (near or labelled):
        # "One of their officials" counts nobody.
        return Candidate(None, _NOBODY)
    of_named = of_the_named(passage, here[1], free)
    if of_named is not None:
        return Candidate(counted_as(passage, figure, of_named), {"of_them": 1.0})
    if before is not None and goes_on_counting(passage, here, before, beside.sentence[0]):
        return Candidate(Counted(figure, before.unit, figure.end, figure.end), {"carried": 1.0})
    if near:
        return None
    if _aboard(passage, here, beside.sentence):
        # "A dinghy carrying about 60", "two buses with 310 on board": people, for whom no word stands.
        return Candidate(Counted(figure, "people", figure.end, figure.end), {"aboard": 1.0})
    listed = _listed(passage, figure)
    return Candidate(Counted(figure, listed, figure.end, figure.end), {"above": 1.0}) if listed else None


def _carries_on(passage: Passage, beside: Beside, before: Drawn) -> bool:
    """Whether a figure counts what the one before it counts: "of which 2,110 are in centres", "88 more today"."""
    free, after = beside.free, beside.here[1]
    named = any(each.first - after <= _CLOSE and not each.kind.startswith("term") for each in free)
    if before.unit and not named and _of_which(passage, beside.here[0], beside.sentence[0]):
        return True
    return not free and _leans_back(passage, after, beside.sentence[1])


def _of_brackets(passage: Passage, after: int, each: Mention) -> bool:
    """Whether a unit behind a figure stands in brackets, right behind a figure of their own."""
    inside = passage.borders.inside
    if each.kind or each.first < after or not inside(each.first) or inside(after - 1):
        return False
    return any(
        own.last == each.first and inside(own.first) for own in passage.within(passage.figures_at, after, each.first)
    )


def _of_them(passage: Passage, here: tuple[int, int], each: Mention) -> bool:
    """Whether words such as "of them" stand between a figure and a unit, and nothing else."""
    if each.kind or each.name in COUNTS_NOBODY:
        return False
    return ("including", each.first) in lexicon().finder("parts").at(passage.tokens, here[1])


def _listed(passage: Passage, figure: Figure) -> str:
    """What the first figure of a list's item counts, by the line above the list that says what happened; or nothing."""
    item = passage.item_of(figure.start)
    if item is None or passage.said_above(figure.start) is None:
        return ""
    own = passage.tokens.span(item.start, figure.start)
    if any(each.name not in COUNTS_NOBODY for each in passage.within(passage.units, *own)):
        return ""
    named = [
        each
        for each in passage.within(passage.units, *passage.tokens.span(*item.lead))
        if each.name not in COUNTS_NOBODY and each not in passage.modifiers
    ]
    return named[0].name if named else "people"


def _aboard(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether a figure without a unit counts those whom a vehicle carries."""
    tokens, led = passage.tokens, passage.led(here)[0]
    if passage.begins("clauses", "aboard", here[1]) and here[1] < sentence[1]:
        return True
    carries = led > sentence[0] and passage.begins("clauses", "carrying", led - 1) > 0
    # "The warehouse carried 20,000 in stock": only of vehicles is it said without a word for people.
    carries = carries and any(each.name in VEHICLES for each in passage.within(passage.units, sentence[0], led))
    # "5 buses with 230"
    beside = led > sentence[0] + 1 and tokens.words[led - 1] in lexicon().words("clauses", "with")
    behind = passage.within(passage.units, max(sentence[0], led - 2), led - 1) if beside else ()
    carries = carries or any(each.name in VEHICLES and each.last == led - 1 for each in behind)
    following = tokens.words[here[1]] if here[1] < sentence[1] else "."
    return carries and (
        not following[0].isalpha()
        or following in small_words(lexicon())
        or bool(lexicon().finder("events").at(tokens, here[1]) or lexicon().finder("terms").at(tokens, here[1]))
    )


def _of_which(passage: Passage, figure: int, first: int) -> bool:
    """Whether words such as "of which" lead straight to a figure, and a figure stands before them in its sentence."""
    led = passage.named("parts", "including", max(first, figure - _LEAD), figure)
    return any(last == figure and passage.within(passage.figures_at, first, begins) for begins, last in led)


def _leans_back(passage: Passage, after: int, last: int) -> bool:
    """Whether "more" follows a figure, and behind it no word that could be what is counted."""
    words, known = passage.tokens.words, lexicon()
    ends = [end for name, end in known.finder("clauses").at(passage.tokens, after) if name == "further"]
    if after >= last or not ends:
        return False
    end = max(ends)
    return (
        end >= last
        or not words[end][0].isalpha()
        or words[end] in small_words(known)
        or words[end] in _of_days(known)
        or bool(known.finder("terms").at(passage.tokens, end))
    )


@cache
def _of_days(words: Lexicon) -> frozenset[str]:
    """First words of wordings of days: "this" of "this morning", "yesterday"."""
    wordings = {*words.values("dates.days")[1], *words.values("dates.weekdays")[1]}
    return frozenset(each.split()[0] for each in wordings)


def _next_to(passage: Passage, here: tuple[int, int], each: Mention) -> bool:
    """Whether at most two words stand between a figure and a unit, none of them a verb or a preposition."""
    words = lexicon()
    gap = passage.tokens.words[here[1] : each.first]
    return len(gap) <= 2 and not any(
        not word[0].isalpha()
        or word in words.words("clauses", "helpers")
        or word in leading_words(words)
        or word in words.words("speakers", "articles")  # "down from 3,415 on the night of the storm"
        for word in gap
    )


def _alone(passage: Passage, label: Mention, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether a label is a plural alone or in use, and no line above says who is in each: "Shelters open: 40"."""
    words = passage.tokens.words[sentence[0] : here[0] - 1]
    in_use = lexicon().words("clauses", "in_use")
    named = [word for word in words if word[0].isalpha() and word not in in_use]
    alone = named == passage.tokens.words[label.first : label.last]
    listed = passage.said_above(passage.tokens.starts[here[0]]) is not None
    return alone and not listed and passage.tokens.words[label.last - 1].endswith("s")


def number_of(passage: Passage, each: Mention) -> bool:
    """Whether the words "the number of" lead to a unit."""
    return any(last >= each.first - 2 for _, last in passage.named("parts", "number", each.first - 5, each.first))


def _numbered(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> list[Mention]:
    """The unit of "the number of families who came ... rises to 737", however far before the figure."""
    first = max(sentence[0], here[0] - _FARTHEST)
    if not passage.named("parts", "number", first - 5, here[0]):
        return []
    named = [
        each
        for each in passage.within(passage.units, first, here[0])
        if not each.kind.startswith("term") and number_of(passage, each) and each not in passage.modifiers
    ]
    return named[-1:] if named and not passage.within(passage.figures_at, named[-1].last, here[0]) else []

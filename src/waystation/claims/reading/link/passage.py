"""A report as what it names: words, sentences, units, wordings of terms, places, days and speakers, gathered once."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

from waystation.claims.reading.counts import Counted
from waystation.claims.reading.date_words import named_days
from waystation.claims.reading.gazetteer import named_peoples
from waystation.claims.reading.lexicon import Lexicon, Tokens, lexicon, tokens_of
from waystation.claims.reading.link.list_leads import Item, items
from waystation.claims.reading.link.relation import Borders
from waystation.claims.reading.sentences import sentences
from waystation.claims.vocabulary import vocabulary

__all__ = ["Mention", "Passage"]

_CONTEXT = "context"
_ARABIC = "\u0600"
_MOST_BEFORE = 5
_MOST_ROWS = 60
_ITEM = re.compile(r"[-*•–·●▪]|\d{1,2}[.)]\s")
_BULLET = re.compile(r"^[ \t•*–-]*\d{1,2}[.)][ \t]")
_DIGIT = re.compile(r"\d")
_FULL = frozenset(".!?؟")
_LISTED = re.compile(r"[ \t]*(?:[-*•–·]|\d{1,2}[.)])[ \t]*[^\n]*\d[^\n]*")
# Said of people alone.
_OF_PEOPLE = frozenset(
    {
        "killed",
        "wounded",
        "missing",
        "returned",
        "arrived",
        "currently_displaced",
        "evacuated",
        "detained",
        "homeless",
        "affected",
        "accommodated",
        "registered",
        "left",
        "relocated",
        "died_on_the_way",
        "hospital_referral",
        "camp_population",
        "remaining",
    }
)


class Mention(NamedTuple):
    """A wording of the lexicon in a text.

    Parameters
    ----------
    name : what it says: a unit or a term
    first, last : numbers of its first word and of the word after it
    kind : for terms verbs, nouns or people; for units "nation" for the name of a people
    sense : for terms the lexicon's own, finer name
    """

    name: str
    first: int
    last: int
    kind: str = ""
    sense: str = ""


@dataclass
class Passage:
    """The text of a report with what its words are.

    Parameters
    ----------
    text : the report
    published : day it came out
    dated : offsets of the words that name its days, in order; none of them is a unit
    sources : offsets of names of speakers, in order; the "Cross" of "Red Cross" says not what happened
    """

    text: str
    published: date
    dated: Sequence[tuple[int, int]] = ()
    sources: Sequence[tuple[int, int]] = ()
    tokens: Tokens = field(init=False)
    borders: Borders = field(init=False)
    _begins: dict[int, list[int]] = field(init=False, default_factory=dict)
    _sayings: dict[tuple[int, int], list[tuple[int, int]]] = field(init=False, default_factory=dict)
    _named: dict[str, dict[str, list[tuple[int, int]]]] = field(init=False, default_factory=dict)
    _words: dict[tuple[int, int], tuple[int, int]] = field(init=False, default_factory=dict)
    _led: dict[int, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.tokens = tokens_of(self.text)
        self.borders = Borders(self.tokens)

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """Offsets of the sentences."""
        return sentences(self.text)

    @cached_property
    def sentence_words(self) -> list[tuple[int, int]]:
        """Numbers of the first word of each sentence and of the word after it."""
        return [self.tokens.span(*each) for each in self.sentences]

    @cached_property
    def paragraphs(self) -> list[int]:
        """The number of the paragraph of each sentence; the items of a list and what leads to them are one.

        Items that are whole sentences are paragraphs of their own.
        """
        text, found = self.text, [0]
        for (_, end), (start, _) in pairwise(self.sentences):
            between = text[end:start]
            apart = (
                "\n\n" in between
                or ("\n" in between and (text[end - 1] in _FULL or not _ITEM.match(text, start)))
                or text[end - 1] == ":"
            )
            found.append(found[-1] + ("\n" in between and apart))
        return found

    @cached_property
    def _items(self) -> list[Item]:
        return items(self.text, self.dated)

    def item_of(self, offset: int) -> Item | None:
        """The item of a list, with the line that leads to it, in which an offset stands."""
        index = bisect_right(self._items, offset, key=lambda each: each.start) - 1
        if index < 0 or "\n" in self.text[self._items[index].start : offset]:
            return None
        return self._items[index]

    def total_of_list(self, offset: int) -> Item | None:
        """The item in which an offset stands, if it is the total of the items above it: "Total: 405"."""
        item = self.item_of(offset)
        if item is None or item.start == item.first:
            return None
        first = self.tokens.span(item.start, offset)[0]
        while first < len(self.tokens.words) and not self.tokens.words[first][0].isalpha():
            first += 1
        names = {name for name, _ in lexicon().finder("parts").at(self.tokens, first)}
        return item if "sum" in names else None

    def items_below(self, offset: int) -> tuple[int, int]:
        """Offsets of the list below the line of an offset, if a word for a sum opens that line; else of nothing."""
        text = self.text
        start, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
        opening = self.tokens.span(start, offset)
        sums = any(name == "sum" for name, _, _ in lexicon().finder("parts").all(self.tokens, *opening))
        if end < 0 or not sums or text[end : end + 2] == "\n\n":
            return (0, 0)
        last = end
        for _ in range(_MOST_ROWS):
            row = _LISTED.match(text, last + 1)
            if row is None:
                break
            last = row.end()
        return end, last

    def said_above(self, offset: int) -> Mention | None:
        """What the line that leads to a list says of the first figure of its items, if it says one thing."""
        item = self.item_of(offset)
        if item is None or _DIGIT.search(_BULLET.sub("", self.text[item.start : offset])):
            return None
        said = self.within(self.terms, *self.tokens.span(*item.lead))
        # "The displaced were transported as follows:" tells of who was moved, not of who is displaced.
        people = [each for each in said if each.kind == "people"]
        acts = [
            each
            for each in said
            if each.kind == "verbs" and not any(each.first < of.last and of.first < each.last for of in people)
        ]
        said = acts if acts and people else said
        return said[-1] if len({each.name for each in said}) == 1 else None

    def paragraph_start(self, index: int) -> int:
        """The number of the first sentence of a sentence's paragraph."""
        return bisect_left(self.paragraphs, self.paragraphs[index])

    def sentence_of(self, offset: int) -> int:
        """The number of the sentence in which an offset stands."""
        return max(0, bisect_right(self.sentences, offset, key=lambda each: each[0]) - 1)

    def paragraph_of(self, offset: int) -> int:
        """The number of the paragraph in which an offset stands."""
        return self.paragraphs[self.sentence_of(offset)]

    @cached_property
    def units(self) -> list[Mention]:
        """Words for what figures count, in the order they stand; names of peoples among them."""
        found = [
            Mention(name, first, last)
            for name, first, last in lexicon().finder("units").all(self.tokens)
            if name != "other" or not (self._in_a_day(first) or self._leads_to_a_day(last))
        ]
        taken = {at for each in found for at in range(each.first, each.last)}
        # "300 dead", "40 returnees": the word that says what happened also says that they are people.
        found += [
            Mention("people", each.first, each.last, f"term_{each.kind}")
            for each in self.terms
            if each.sense in _OF_PEOPLE
            and (each.kind == "nouns" or each.last - each.first <= 2)
            and not taken & {each.first, each.last - 1}
        ]
        found += [
            Mention("people", *self.tokens.span(each.start, each.end), "nation") for each in named_peoples(self.text)
        ]
        return _longest(found)

    @cached_property
    def unit_words(self) -> frozenset[int]:
        """The words at which a unit begins."""
        return frozenset(each.first for each in self.units)

    @cached_property
    def modifiers(self) -> frozenset[Mention]:
        """Units whose next word is the head of the same name: the "IDP" of "IDP families"."""
        heads = {each.first for each in self.units if not each.kind.startswith("term")}
        return frozenset(each for each in self.units if each.last in heads and self._may_modify(each))

    def _may_modify(self, each: Mention) -> bool:
        word = self.tokens.words[each.last - 1]
        # In Arabic the head stands first; "410 people home" and "families children" are not such names.
        return word[0] <= _ARABIC and word != "people" and not word.endswith("s")

    def units_at(self, word: int) -> list[str]:
        """The units that the words from one on name, whatever days the text names."""
        return [name for name, _ in lexicon().finder("units").at(self.tokens, word)]

    def _in_a_day(self, word: int) -> bool:
        """Whether a word stands in the name of a day or period: the "week" of "4,700 last week" is not a unit."""
        at = self.tokens.starts[word]
        return any(_holds(spans, at) for spans in (self.dated, self._to_come))

    def _leads_to_a_day(self, word: int) -> bool:
        """Whether a day begins at a word, so that it counts nothing: the "يوم" of "2400 يوم الأحد"."""
        if word >= len(self.tokens.starts):
            return False
        index = bisect_left(self.dated, self.tokens.starts[word], key=lambda each: each[0])
        return index < len(self.dated) and self.dated[index][0] <= self.tokens.starts[word] + 2

    @cached_property
    def _to_come(self) -> list[tuple[int, int]]:
        """Offsets of names of days that are no days of the past: "next week"."""
        return named_days(self.text)

    @cached_property
    def terms(self) -> list[Mention]:
        """Wordings that say what happened, in the order they stand."""
        known = vocabulary().terms
        found = list[Mention]()
        for name, first, last in lexicon().finder("terms").all(self.tokens):
            sense, _, kind = name.partition(":")
            if self._amounts_to(first, last) or _holds(self.sources, self.tokens.starts[first]):
                continue
            found.append(Mention(sense if sense in known else _CONTEXT, first, last, kind, sense))
        return _longest(found)

    @cached_property
    def figures_at(self) -> list[Mention]:
        """The figures in digits, in the order they stand, dates among them."""
        words = self.tokens.words
        return [
            Mention("figure", at, at + 1)
            for at, word in enumerate(words)
            if word[0].isdigit() and _months(lexicon()).isdisjoint(words[max(0, at - 1) : at + 2])
        ]

    def _amounts_to(self, first: int, last: int) -> bool:
        """Whether a verb leads to an amount, and nobody arrives: "deaths reached 18"."""
        if self.begins("clauses", "amounts", first) < last:
            return False
        words, at = self.tokens.words, last
        while at < len(words) and at - last < _MOST_BEFORE and words[at] in _qualifying(lexicon()):
            at += 1
        return at < len(words) and words[at][0].isdigit()

    def _by_name(self, table: str) -> dict[str, list[tuple[int, int]]]:
        by_name = self._named.get(table)
        if by_name is None:
            by_name = self._named[table] = {}
            for each, begins, ends in lexicon().finder(table).all(self.tokens):
                by_name.setdefault(each, []).append((begins, ends))
            for places in by_name.values():
                places.sort()
        return by_name

    def begins(self, table: str, name: str, word: int) -> int:
        """Number of the word after the longest wording of a list that begins at a word; 0 where none does."""
        found = self._by_name(table).get(name)
        if found is None:
            return 0
        at = bisect_left(found, (word + 1,)) - 1
        return found[at][1] if at >= 0 and found[at][0] == word else 0

    def named(self, table: str, name: str, first: int, last: int) -> list[tuple[int, int]]:
        """Where the wordings of one list of a table stand in a stretch of words: first word, and the word after it."""
        found = self._by_name(table).get(name)
        if found is None:
            return []
        return [each for each in found[bisect_left(found, (first,)) : bisect_left(found, (last,))] if each[1] <= last]

    def sayings(self, first: int, last: int) -> list[tuple[int, int]]:
        """Numbers of the first word of each verb of saying in a stretch of words, and of the word after it."""
        found = self._sayings.get((first, last))
        if found is None:
            all_of = lexicon().finder("speech").all(self.tokens, first, last)
            found = [(begins, ends) for name, begins, ends in all_of if name == "verbs"]
            self._sayings[first, last] = found
        return found

    def so_far(self, first: int, last: int) -> bool:
        """Whether words of a running total stand in a stretch of words: "so far", "the toll", "rose to"."""
        at = bisect_left(self._so_far, first)
        return at < len(self._so_far) and self._so_far[at] < last

    def in_tally(self, offset: int) -> bool:
        """Whether a figure stands in a list, and the line that leads to it or to one above says "so far", "toll"."""
        if offset < self._tallied:
            return False
        return self.item_of(offset) is not None or self.text[self.text.rfind("\n", 0, offset) + 1] in "•*–-"

    @cached_property
    def _tallied(self) -> float:
        """Where the first list begins whose lead makes its figures running totals; infinite if there is none."""
        leads = {each.lead: each.first for each in self._items}
        return min(
            (first for lead, first in leads.items() if self.so_far(*self.tokens.span(*lead))), default=float("inf")
        )

    @cached_property
    def _so_far(self) -> list[int]:
        found = lexicon().finder("parts").all(self.tokens)
        return [first for name, first, _ in found if name == "so_far"]

    def within(self, mentions: Sequence[Mention], first: int, last: int) -> Sequence[Mention]:
        """The mentions that begin in a stretch of words."""
        begins = self._begins.get(id(mentions))
        if begins is None:
            begins = self._begins[id(mentions)] = [each.first for each in mentions]
        start = bisect_left(begins, first)
        return mentions[start : bisect_left(begins, last, lo=start)]

    def words(self, start: int, end: int) -> tuple[int, int]:
        """Numbers of the first word between two offsets and of the word after the last."""
        found = self._words.get((start, end))
        if found is None:
            first = self.tokens.at(start)
            found = self._words[start, end] = first, max(first + 1, self.tokens.at(end - 1) + 1)
        return found

    def counted(self, count: Counted) -> tuple[int, int]:
        """Numbers of a figure's first word, the qualifiers before it included, and of the word after its unit."""
        whole = self.words(count.figure.start, max(count.end, count.figure.end))
        return self.led(whole)

    def led(self, figure: tuple[int, int]) -> tuple[int, int]:
        """A figure's words with the qualifiers before it: "more than 12,000", "an estimated 500"."""
        first = self._led.get(figure[0])
        if first is None:
            first, words, qualifying = figure[0], self.tokens.words, _qualifying(lexicon())
            while first > 0 and figure[0] - first < _MOST_BEFORE and words[first - 1] in qualifying:
                first -= 1
            self._led[figure[0]] = first
        return first, figure[1]


def _holds(spans: Sequence[tuple[int, int]], at: int) -> bool:
    """Whether an offset lies in one of some ordered stretches."""
    index = bisect_right(spans, at, key=lambda each: each[0]) - 1
    return index >= 0 and at < spans[index][1]


@cache
def _months(words: Lexicon) -> frozenset[str]:
    return frozenset(words.values("dates.months")[1])


@cache
def _qualifying(words: Lexicon) -> frozenset[str]:
    lists = [
        *words.lists("qualifiers").values(),
        words.table("parts").get("sum", []),
        words.table("parts").get("more", []),
    ]
    return frozenset(word for each in lists for wording in each for word in Tokens(wording).words if word[0].isalpha())


def _longest(found: list[Mention]) -> list[Mention]:
    """Without those that lie in a longer one."""
    found.sort(key=lambda each: (each.first, -each.last))
    kept, reach = list[Mention](), (-1, -1)
    for each in found:
        if each.last <= reach[1] and (each.first, each.last) != reach:
            continue
        if each.last > reach[1]:
            reach = (each.first, each.last)
        kept.append(each)
    return kept

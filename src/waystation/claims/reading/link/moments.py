"""The days that a report names, each with how its words use it: as of it, said on it, at the head of what follows."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import log1p

from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.comparisons import compared_with
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.period import When

__all__ = ["Moment", "Moments"]

_SAID, _THAT, _DONE = 5, 2, 4
_HEADING_WORDS = 18
_EVENT = 5
_TITLE_WORDS = 26
_LEAD = 4
_LOOK_BACK = 40
"""Days further back are not looked at, so that the time to read endless rows of them stays bounded."""
_BETWEEN = frozenset(":(,")
_COMMAS = tuple(",،")
_LABELLED = re.compile(r"[ \t•*–-]*[^\W\d_][^\n:\d]{1,50}:[ \t]*[~≈<>]?\d[\d.,  ]*[^\d\n:;]{0,30}(?:\n|\Z)")
_LABEL = re.compile(r"[^\n:\d]{2,50}:[ \t]*[~≈<>]?\d")
_PROSE = re.compile(r"[.!?؟]\s+\S")


@dataclass(frozen=True, eq=False, slots=True)
class Moment:
    """A day or period where it stands.

    Parameters
    ----------
    when : the period
    words : numbers of its first word and of the word after it
    sentence, paragraph : numbers of its sentence and of its paragraph
    features : how it is used: "as_of", "said" (the day on which somebody spoke), "done" (next to a verb of what
        happened), "opens" (its sentence), "heading" (a line of its own, or one that leads to a list), "brackets",
        "compared" (with another of its sentence), "event" (beside a word for what people flee from), "title" (in the
        lines above the first sentence), "alone" (all of its line)
    """

    when: When
    words: tuple[int, int]
    sentence: int
    paragraph: int
    features: Mapping[str, float]


@dataclass
class Moments:
    """All of them, in the order they stand.

    Parameters
    ----------
    passage : the report
    whens : the periods that it names, in order
    """

    passage: Passage
    whens: Sequence[When]
    all: list[Moment] = field(init=False)

    def __post_init__(self) -> None:
        self.all = list[Moment]()
        for each in self.whens:
            moment = self._moment(each)
            if self.all and self.all[-1].sentence == moment.sentence and _previous(self.passage, each):
                moment = replace(moment, features={**moment.features, "compared": 1.0})
            self.all.append(moment)
        self._mark_compared()
        titles = [each for each in self.all if "title" in each.features]
        self.title = next((each for each in titles if "as_of" in each.features), titles[-1] if titles else None)
        self.first_as_of = next(
            (each for each in self.all if "as_of" in each.features and not self._to_come(each)), None
        )

    def _mark_compared(self) -> None:
        """Mark days of another time: the "December" of "1,870 live there, against 1,640 in December"."""
        passage = self.passage
        for index in sorted({each.sentence for each in self.all}):
            words = passage.sentence_words[index]
            if not any(passage.named("parts", name, *words) for name in ("compared", "up_from")):
                continue
            here = self.of_sentence(index)
            figures = [
                (each.first, each.last)
                for each in passage.within(passage.figures_at, *words)
                if not any(day.words[0] <= each.first < day.words[1] for day in here)
            ]
            apart = compared_with(passage, words, figures, [each.words for each in here])
            at = bisect_left(self.all, index, key=lambda each: each.sentence)
            for place, each in enumerate(here, at):
                if any(first <= each.words[0] < last for first, last in apart):
                    self.all[place] = replace(each, features={**each.features, "compared": 1.0})

    def of_sentence(self, index: int) -> list[Moment]:
        """Those of one sentence."""
        first = bisect_left(self.all, index, key=lambda each: each.sentence)
        return self.all[first : bisect_left(self.all, index + 1, lo=first, key=lambda each: each.sentence)]

    def carried(self, index: int) -> list[tuple[str, Moment]]:
        """Those named before a sentence that may hold for it too, by why: the same one may stand several times."""
        paragraph = self.passage.paragraphs[index]
        end = bisect_left(self.all, index, key=lambda each: each.sentence)
        # What was only compared ("up from 4,684 in the previous week") holds for nothing that follows.
        before = [
            each
            for each in self.all[max(0, end - _LOOK_BACK) : end]
            if "compared" not in each.features and not self._to_come(each)
        ]
        out = list[tuple[str, Moment]]()
        here = [each for each in before if each.paragraph == paragraph]
        if here:
            # What the paragraph names itself stands before all that the rest of the report does.
            out += [("earlier", here[-1]), ("paragraph", here[0])]
            own_as_of = next((each for each in reversed(here) if "as_of" in each.features), None)
            if self.title is not None and self.title.paragraph != paragraph and self.title.sentence < index:
                out.append(("title_beyond", self.title))
            return out if own_as_of is None else [*out, ("as_of", own_as_of)]
        if before:
            out.append(("far", before[-1]))
        as_of = [each for each in before if "as_of" in each.features]
        if as_of:
            out.append(("as_of", as_of[-1]))
        if self.first_as_of is not None and self.first_as_of.sentence < index:
            out.append(("first_as_of", self.first_as_of))
        if self.title is not None and self.title.sentence < index:
            out.append(("title", self.title))
        heading = next((each for each in reversed(before) if "heading" in each.features), None)
        if heading is not None:
            out.append(("heading", heading))
        return out

    def _to_come(self, moment: Moment) -> bool:
        """Whether it lies after the report: a day by which something is expected, and of no other figure."""
        when, published = moment.when, self.passage.published
        return when.last is not None and when.last > published and (when.first is None or when.first > published)

    def held(self, index: int) -> Moment | None:
        """The day that a paragraph is as of, for a sentence of it that names none: "As of 3 May 40 stay. 25 left"."""
        end = bisect_left(self.all, index, key=lambda each: each.sentence)
        last = self.all[end - 1] if end else None
        if last is None or last.paragraph != self.passage.paragraphs[index] or "as_of" not in last.features:
            return None
        over = last.when.last is not None and last.when.last <= self.passage.published
        return last if over and "compared" not in last.features and not self.of_sentence(index) else None

    def over_list(self, index: int) -> Moment | None:
        """The day that is all of a line, where a sentence is one of the lines below it: "01/03" over "Adre 120"."""
        if index < 1 or self.passage.text[self.passage.sentences[index][0] - 1 :][:1] not in {"\n", " ", "-", "•", "*"}:
            return None
        end = bisect_left(self.all, index + 1, key=lambda each: each.sentence)
        last = self.all[end - 1] if end else None
        if last is None or "alone" not in last.features or last.sentence >= index or "title" in last.features:
            return None
        lines = self.passage.text[self.passage.sentences[last.sentence][1] : self.passage.sentences[index][1]]
        return last if "\n\n" not in lines.strip() and _PROSE.search(lines) is None else None

    def of_sheet(self, index: int) -> Moment | None:
        """The one day in the title of a sheet of labels and figures: "Daily sheet, 11/02/2024" over "Arrivals: 137"."""
        title, passage = self._sheet, self.passage
        if title is None or title.sentence >= index or self.of_sentence(index):
            return None
        start = passage.text.rfind("\n", 0, passage.sentences[index][0]) + 1
        return title if start <= self._prose and _LABELLED.match(passage.text, start) is not None else None

    @cached_property
    def _sheet(self) -> Moment | None:
        """The first day of the title, if it is one day by its date."""
        title = next((each for each in self.all if "title" in each.features), None)
        dated = title is not None and not title.when.relative and title.when.last is not None
        return title if title is not None and dated and title.when.first in (None, title.when.last) else None

    @cached_property
    def _prose(self) -> int:
        """Where the first sentence that another one follows ends, below the title of a sheet."""
        begins = self.passage.sentences[self._sheet.sentence][1] if self._sheet is not None else 0
        found = _PROSE.search(self.passage.text, begins)
        return found.start() if found else len(self.passage.text)

    def of_lead(self, figure: int, index: int) -> Moment | None:
        """The one day in the line that leads to a list, for an item that names none: "Evacuated since Monday:"."""
        item = self.passage.item_of(figure)
        if item is None or self.of_sentence(index) or self.passage.text[item.lead[1] - 1] != ":":
            return None
        first = bisect_left(self.all, item.lead[0], key=lambda each: each.when.start)
        named = self.all[first : bisect_left(self.all, item.lead[1], lo=first, key=lambda each: each.when.start)]
        return named[0] if len(named) == 1 and "event" not in named[0].features else None

    @cached_property
    def _body(self) -> int:
        """The number of the first sentence that is no title: not a line of its own, or one that counts something."""
        passage = self.passage
        for index, (start, end) in enumerate(passage.sentences):
            first, last = passage.sentence_words[index]
            short = last - first <= _TITLE_WORDS and self._is_line(start, end)
            if not short or self._closes(start, end, ".;!?") or self._counts(first, last) or self._labels(start, end):
                return index
        return len(passage.sentences)

    def _is_line(self, start: int, end: int) -> bool:
        """Whether a sentence is all of its line."""
        text = self.passage.text
        return not text[text.rfind("\n", 0, start) + 1 : start].strip() and text[end : end + 1] in {"", "\n"}

    def _closes(self, start: int, end: int, signs: str) -> bool:
        """Whether one of some signs ends a sentence, and no heading that has a full stop behind its day."""
        return self.passage.text[end - 1] in signs and not self._ends_with_day(start, end)

    def _ends_with_day(self, start: int, end: int) -> bool:
        """Whether a day behind a comma ends a line, as in a heading that has a full stop: "Site, 9 June 2030."."""
        text = self.passage.text
        at = bisect_left(self.passage.dated, (end,)) - 1
        begins, ends = self.passage.dated[at] if at >= 0 else (-1, -1)
        if begins < start or ends > end or text[ends:end].strip(" ."):
            return False
        return text[start:begins].rstrip()[-1:] in _COMMAS

    def _labels(self, start: int, end: int) -> bool:
        """Whether a line is a word for people or what they did, a colon and a figure: "New arrivals: 4,218 (...)"."""
        label = _LABEL.match(self.passage.text, start, end)
        if label is None:
            return False
        words = self.passage.tokens.span(start, label.end())
        return any(bool(self.passage.within(each, *words)) for each in (self.passage.units, self.passage.terms))

    def _counts(self, first: int, last: int) -> bool:
        """Whether figures before a unit stand in a line; "18 heures" in a title is its hour."""
        passage = self.passage
        digits = passage.borders.figures
        return any(
            each.name != "other" and each.first > first and digits[each.first] > digits[max(first, each.first - 2)]
            for each in passage.within(passage.units, first, last)
        ) or (last - first <= 2 and digits[last] > digits[first])

    def distance(self, moment: Moment, index: int) -> float:
        """How many paragraphs before a sentence it stands, as a logarithm."""
        return log1p(max(0, self.passage.paragraphs[index] - moment.paragraph))

    def _moment(self, when: When) -> Moment:
        passage = self.passage
        words = passage.words(when.start, when.end)
        index = passage.sentence_of(when.start)
        first, last = passage.sentence_words[index]
        features = dict[str, float]()
        if when.first is None or _leads(passage, when):
            features["as_of"] = 1.0
        # What is said of a week, or "as of" a day, is not said on it.
        if when.first in (None, when.last) and "as_of" not in features and self._said(words, first, last):
            features["said"] = 1.0
        if self._done(words, first, last):
            features["done"] = 1.0
        if words[0] <= first + 2:
            features["opens"] = 1.0
        if passage.borders.inside(words[0]):
            features["brackets"] = 1.0
        if index < self._body:
            features["title"] = 1.0
        if lexicon().finder("events").all(passage.tokens, max(first, words[0] - _EVENT), min(last, words[1] + 2)):
            features["event"] = 1.0
        start, end = passage.sentences[index]
        led = passage.text[end - 1] == ":"
        if self._is_line(start, end) and (
            led or (last - first < _HEADING_WORDS and not self._closes(start, end, ".;,!?"))
        ):
            features["heading"] = 1.0
            if words[0] == first and not any(each[0].isalnum() for each in passage.tokens.words[words[1] : last]):
                features["alone"] = 1.0
        return Moment(when, words, index, passage.paragraphs[index], features)

    def _said(self, words: tuple[int, int], first: int, last: int) -> bool:
        """Whether it is the day on which somebody spoke: "said on Monday", "announced on Monday that"."""
        passage, borders = self.passage, self.passage.borders
        after = passage.tokens.words[words[1] : words[1] + _THAT]
        that = lexicon().words("clauses", "that")
        if after and (after[0] in that or (after[0] in {",", "،"} and after[1:] and after[1] in that)):
            return True
        for begins, ends in passage.sayings(first, last):
            if 0 <= words[0] - ends <= _SAID and (
                borders.commas[ends] == borders.commas[words[0]] and borders.figures[ends] == borders.figures[words[0]]
            ):
                return True
            # "Arrived on Monday, said the mayor" is the day of the arrival.
            if 0 <= begins - words[1] <= 1 and borders.commas[begins] == borders.commas[words[1]]:
                return True
        return False

    def _done(self, words: tuple[int, int], first: int, last: int) -> bool:
        """Whether a verb of what happened stands next to it: "arrived on Monday"."""
        passage, borders = self.passage, self.passage.borders
        around = passage.within(passage.terms, max(first, words[0] - _DONE - 3), min(last, words[1] + _DONE))
        return any(
            each.kind == "verbs"
            and (
                (0 <= words[0] - each.last <= _DONE and borders.figures[each.last] == borders.figures[words[0]])
                or 0 <= each.first - words[1] <= 1
            )
            for each in around
        )


def _leads(passage: Passage, when: When) -> bool:
    """Whether words such as "as of" lead to it."""
    at, known = passage.tokens.at(when.start), lexicon().words("dates", "as_of")
    words = passage.tokens.words[max(0, at - _LEAD) : at]
    while words and words[-1] in _BETWEEN:
        words.pop()
    return any(" ".join(words[-size:]) in known for size in range(1, _LEAD + 1) if len(words) >= size)


def _previous(passage: Passage, when: When) -> bool:
    """Whether it is a period before another: "the previous week", "last year"."""
    words = passage.tokens.words[slice(*passage.words(when.start, when.end))]
    return when.relative and any(word in lexicon().words("dates", "past") for word in words)

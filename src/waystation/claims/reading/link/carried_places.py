"""The places that a report names, and those that stand for figures whose sentence names none."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.whereabouts import Spot
from waystation.claims.vocabulary import vocabulary

__all__ = ["Standing", "direction"]

# Said of where people went, though they left another place for it.
_TOWARDS = frozenset({"returned", "relocated", "hospital_referral", "expected"})
_FEW, _MOST_BEFORE = 4, 3
_KNOWN = frozenset({"country", "province", "town", "site"})


@dataclass
class Standing:
    """The places that a report names, and those it stands by, for figures whose sentence names none.

    Parameters
    ----------
    passage : the report
    named : all places that it names, in the order they stand
    home : the first of them that is no part of a speaker's name
    heading : the place that the last heading names
    heading_line : number of the sentence that is that heading
    heading_alone : whether that line holds nothing but the place
    here : the place of the last figure that was not said to go elsewhere
    country : the first country it names
    most : the place it names most often
    listed : the places of sentences that give several places their own figures
    """

    passage: Passage
    named: Sequence[Spot]
    home: Spot | None = None
    heading: Spot | None = None
    heading_line: int = -1
    heading_alone: bool = False
    here: Spot | None = None
    country: Spot | None = None
    most: Spot | None = None
    listed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._sentence, self._taken = (-1, -1), set[str]()
        known = [each for each in self.named if each.kind in _KNOWN]
        self.home = next(
            (each for each in self.named if each.kind not in {"bare", "name"} and not each.in_speaker), None
        )
        self.country = next((each for each in known if each.kind == "country" and not each.in_speaker), None)
        self.times = Counter(each.name for each in known)
        often = self.times.most_common(1)
        if often and often[0][1] > 1:
            self.most = next(each for each in known if each.name == often[0][0])

    def took(self, drawn: Drawn) -> None:
        """Note the place that a figure took."""
        if drawn.sentence != self._sentence:
            self.listed |= self._taken if len(self._taken) > 1 else set()
            self._sentence, self._taken = drawn.sentence, set()
        spot = drawn.spot
        if spot is None:
            return
        self._taken.add(spot.name)
        bound = direction(drawn.term[0]) in {"comes", "goes"} and spot.role == "destination"
        if not spot.bare and not bound:
            self.here = spot

    def between(self, start: int, end: int) -> list[Spot]:
        """Those that stand between two offsets."""
        first = bisect_left(self.named, start, key=lambda each: each.start)
        return list(self.named[first : bisect_left(self.named, end, lo=first, key=lambda each: each.start)])

    def carried(self, index: int, before: Drawn | None) -> list[tuple[str, Spot | None]]:
        """Places named before a sentence that may hold for its figures too, by why."""
        passage = self.passage
        start, first = passage.sentences[index][0], passage.sentences[passage.paragraph_start(index)][0]
        out: list[tuple[str, Spot | None]] = [
            ("standing_here", self.here), ("standing_home", self.home), ("standing_heading", self.heading),
            ("standing_country", self.country), ("standing_most", self.most),
        ]  # fmt: skip
        out = [each for each in out if each[1] is not None]
        begins = bisect_left(self.named, first, key=lambda each: each.start)
        ends = bisect_left(self.named, start, lo=begins, key=lambda each: each.start)
        if begins < ends:
            opening, closing = (
                self.named[begins : min(ends, begins + _FEW)],
                self.named[max(begins, ends - _FEW) : ends],
            )
            out += [("paragraph_first", each) for each in opening if each.kind != "bare"][:1]
            out += [("paragraph_last", each) for each in reversed(closing) if each.kind != "bare"][:1]
        if index:
            last = self.between(*passage.sentences[index - 1])
            out += [("sentence_before", each) for each in last[:_MOST_BEFORE]]
        if before is not None:
            same = before.sentence == passage.sentences[index]
            out.append(("before_same" if same else "before_other", before.spot))
            if not same and passage.paragraph_of(before.sentence[0]) == passage.paragraphs[index]:
                out.append(("before_paragraph", before.spot))
        return out


def direction(term: str) -> str:
    """Whether people of a term go, come, stay, or none of these."""
    if term in _TOWARDS:
        return "comes"
    known = vocabulary().terms[term]
    return {"out": "goes", "in": "comes"}.get(known.direction) or ("stays" if known.kind == "stock" else "is")

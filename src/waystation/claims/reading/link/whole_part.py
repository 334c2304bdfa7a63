"""Which total a figure is part of: "3,000 people, including around 200 children"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from math import log

from waystation.claims.reading.counts import Counted, is_thing
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.figures import Figure
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.link.relation import relation

__all__ = ["tie_list_totals", "total_candidates", "totals_without_place_of_parts"]

_LOOK_BACK, _FARTHEST = 6, 70
_MOST_PARTS, _ROUNDED = 12, 0.005


def total_candidates(
    passage: Passage, count: Counted, sentence: tuple[int, int], earlier: Sequence[Drawn], figures: Sequence[Figure]
) -> list[Candidate]:
    """The earlier figures that a figure may be part of, each a `Drawn`, and None.

    Parameters
    ----------
    passage : the report
    count : the figure with its unit
    sentence : numbers of its sentence's first word and of the word after it
    earlier : the claims before it, in the order they stand
    figures : all figures of its sentence
    """
    here = passage.words(count.figure.start, max(count.figure.end, count.end))
    value = count.figure.high or count.figure.low or 0.0
    finder = lexicon().finder("parts")
    out = [Candidate(None, {"none": 1.0})]
    near = [
        each for each in earlier[-_LOOK_BACK:] if here[0] - passage.tokens.at(each.counted.figure.start) < _FARTHEST
    ]
    # "2,150 of them were children": right behind the figure, whatever its unit is.
    ends = passage.words(count.figure.start, count.figure.end)[1], here[1]
    following = {name for end in ends if end < sentence[1] for name, _ in finder.at(passage.tokens, end)}
    last = near[-1] if near else None
    opener = _before_brackets(passage, here, near)
    largest = max((each.counted.figure.high or each.counted.figure.low or 0.0 for each in near), default=0.0)
    # "Of these, some 300": the sentence is about parts of what the one before it counts.
    opening = any(
        name == "including" for name, _, _ in finder.all(passage.tokens, sentence[0], min(here[0], sentence[0] + 4))
    )
    for rank, each in enumerate(reversed(near)):
        whole = each.counted.figure.high or each.counted.figure.low or 0.0
        if value > whole or count.things != is_thing(each.unit):
            continue
        there = passage.words(each.counted.figure.start, max(each.counted.figure.end, each.counted.end))
        if there[1] > here[0]:
            continue
        features = relation(passage.borders, here, there)
        between = finder.all(passage.tokens, there[1], here[0])
        names = {name for name, _, end in between}
        # In this order: shares are sums of weights, and the last digit of a sum hangs on the order.
        for name in ("including", "continuing"):
            if name in names:
                features[name] = 1.0
        led = {
            name
            for name, first, end in between
            if first >= (passage.words(last.counted.figure.end - 1, last.counted.figure.end)[1] if last else 0)
        }
        if "including" in led:
            features["including_last"] = 1.0
        if "including" in following:
            features["of_them"] = 1.0
        if there[0] >= sentence[0]:
            features["same_sentence"] = 1.0
        if passage.borders.inside(here[0]) and not passage.borders.inside(there[0]):
            features["in_brackets"] = 1.0
            if rank == 0:
                features["in_brackets_next"] = 1.0
        if whole == largest:
            features["largest"] = 1.0
            if opening:
                features["largest_opening"] = 1.0
        if opening and there[0] < sentence[0]:
            features["sentence_opens"] = 1.0
        if _sums(count.figure, [other for other in figures if other.start > each.counted.figure.start], whole):
            features["sums"] = 1.0
        if each is opener:
            features["brackets_of"] = 1.0
        if rank == 0:
            features["last"] = 1.0
        if last is not None and last.total is each:
            features["total_of_last"] = 1.0
            rest = whole - sum(
                (part.counted.figure.high or part.counted.figure.low or 0.0) for part in near if part.total is each
            )
            features["fits" if value <= rest * 1.001 else "too_much"] = 1.0
            if abs(value - rest) < 1:
                features["completes"] = 1.0
        if each.total is not None:
            features["is_part"] = 1.0
        if value == whole:
            features["equal"] = 1.0
        else:
            features["share"] = min(3.0, log(whole / value)) if value else 0.0
        features["same_unit" if each.unit == count.unit else "other_unit"] = 1.0
        if count.unit in {"children", "women", "men", "patients"} and each.unit == "people":
            features["kind_of_people"] = 1.0
        if count.unit in {"families", "households"} and each.unit not in {"families", "households"}:
            features["families_of_people"] = 1.0
        if each.unit in {"families", "households"} and count.unit not in {"families", "households"}:
            features["people_of_families"] = 1.0
        out.append(Candidate(each, features))
    return out


def tie_list_totals(passage: Passage, drawn: Sequence[Drawn]) -> None:
    """The figures of a list that add up to its last line, "Total: 405", or to its first, are parts of it."""
    for total in drawn:
        at = total.counted.figure.start
        item = passage.total_of_list(at)
        first, last = (item.first, item.start) if item is not None else passage.items_below(at)
        parts = [
            each
            for each in drawn
            if first <= each.counted.figure.start < last and each.unit == total.unit and each.total is None
        ]
        if len(parts) > 1 and sum(each.counted.figure.high or 0.0 for each in parts) == total.counted.figure.high:
            for each in parts:
                each.total = total


def totals_without_place_of_parts(drawn: Sequence[Drawn]) -> None:
    """A total is not of a place named behind it with one of its parts: "Total 405; Joda: 300; Renk: 105"."""
    parts_of = defaultdict[int, list[Drawn]](list)
    for each in drawn:
        if each.total is not None and each.spot is not None:
            parts_of[id(each.total)].append(each)
    for total in drawn:
        parts = parts_of[id(total)]
        theirs = {each.spot.start for each in parts if each.spot}
        if total.spot is None or len(theirs) < 2 or total.spot.start not in theirs:
            continue
        most = sum(each.counted.figure.high or 0.0 for each in parts)
        first = parts[0].counted.figure.start
        if total.counted.figure.end <= total.spot.start < first and most == total.counted.figure.high:
            total.spot = None


def _sums(figure: Figure, behind: Sequence[Figure], whole: float) -> bool:
    """Whether a run of figures, one of them the given one, adds up to a total."""
    values = [each.high or each.low or 0.0 for each in behind]
    at = next((at for at, each in enumerate(behind) if each == figure), None)
    if at is None or whole <= 0:
        return False
    for first in range(at + 1):
        total = 0.0
        for last in range(first, min(len(values), first + _MOST_PARTS)):
            total += values[last]
            if last > first and last >= at and abs(total - whole) <= _ROUNDED * whole:
                return True
            if total > whole * (1 + _ROUNDED):
                break
    return False


def _before_brackets(passage: Passage, here: tuple[int, int], earlier: Sequence[Drawn]) -> Drawn | None:
    """The figure before the brackets in which a figure stands: "540 people (300 from Joda, 240 from Renk)"."""
    borders = passage.borders
    if not borders.inside(here[0]):
        return None
    outside = (
        each for each in reversed(earlier)
        if borders.opened[passage.tokens.at(each.counted.figure.start)] < borders.opened[here[0]]
    )  # fmt: skip
    return next(outside, None)

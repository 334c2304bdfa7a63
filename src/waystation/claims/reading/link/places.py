"""Where it happened: the place of a figure among those that the report names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import log1p

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.lexicon import Lexicon, lexicon
from waystation.claims.reading.link.carried_places import Standing, direction
from waystation.claims.reading.link.chains import goes_on
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.list_leads import Item
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.link.place_rows import (
    begins_parts,
    is_row_of,
    onward,
    place_of_row,
    without_those_of_parts,
    without_where_they_are_from,
)
from waystation.claims.reading.link.relation import relation
from waystation.claims.reading.whereabouts import Spot

__all__ = ["place_candidates"]

_NEAREST, _REACH = 8, 8
_BEFORE_VERB, _CLOSE = 3, 2
_WHYS = (
    "standing_here", "standing_home", "standing_heading", "standing_country", "standing_most", "paragraph_first",
    "paragraph_last", "sentence_before", "before_same", "before_other", "before_paragraph", "total",
)  # fmt: skip
_NEW_LINE = ("\n", "- ", "• ", "* ")
# Signs and words between a place and the larger one that holds it.
_WITHIN = frozenset({",", "(", "in", "of", "en", "de", "du", "في"})
_LIST = re.compile(r"[\s\w’'-]{0,14}(?:[:(–—-]|\s)\s*(?:about |some |over |more than |around )?$")


def place_candidates(
    drawn: Drawn, index: int, before: Drawn | None, standing: Standing, figures: list[tuple[int, int]]
) -> list[Candidate]:
    """The places a figure may speak of, each a `Spot`, and None.

    Parameters
    ----------
    drawn : the figure with its unit, term and total
    index : number of its sentence
    before : the claim before it
    standing : the places that the report names
    figures : numbers of the words of all figures of the sentence
    """
    passage, count = standing.passage, drawn.counted
    sentence = passage.sentence_words[index]
    figure = passage.words(count.figure.start, count.figure.end)
    here = passage.counted(count)
    spots = standing.between(*passage.sentences[index])
    named = [(passage.words(each.start, each.end), each) for each in spots]
    if direction(drawn.term[0]) == "goes":
        bound = onward(passage, drawn, named)
        named = [each for each in named if each not in bound]
    elif direction(drawn.term[0]) == "comes" and drawn.total is not None and drawn.total.spot is not None:
        # "In Renk, 640 arrived, half of them from Bor": a part says where it came from, and arrived where all did.
        named = [each for each in named if each[1].role != "origin" or each[1].name == drawn.total.spot.name]
    parts = begins_parts(passage, here, sentence)
    named = [each for each in named if each[0][0] < parts]
    figures = [each for each in figures if each[0] < parts]
    named = without_those_of_parts(passage, here, sentence, named)
    named = without_where_they_are_from(passage, drawn, named)
    near = sorted(named, key=lambda each: max(each[0][0] - here[1], here[0] - each[0][1]))[:_NEAREST]
    row = next((spot for _, spot in near if is_row_of(passage.text, spot, count.figure.start)), None)
    if row is not None:
        return [Candidate(row, {"row": 1.0})]
    row = _before_its_brackets(passage, here, named)
    if row is not None:
        return [Candidate(row, {"row": 1.0})]
    row = None if near else place_of_row(passage, count.figure.start, before)
    if row is not None:
        return [Candidate(row, {"row": 1.0})]
    total = passage.total_of_list(count.figure.start)
    if total is not None:
        return [Candidate(_of_list(standing, total), {"row": 1.0})]
    about = _about(passage, drawn, here, index, near)
    scene = _Scene(passage, drawn, sentence, here, figures, named, before)
    out = [Candidate(spot, scene.features(there, spot, near, about)) for there, spot in near]
    known, none = _carried(drawn, index, before, standing, here, bool(near))
    heading = standing.heading if standing.heading_alone else None
    if not near and len(known) == 1 and _of_title(passage, index, known[0][0]):
        return [Candidate(known[0][0], {"row": 1.0, "carried": 0.0})]
    if not near and heading is not None and all(spot.name == heading.name for spot, _ in known):
        # A line that is a place, and no other place named since.
        lines = log1p(index - standing.heading_line)
        return [
            Candidate(heading, {"headed": 1.0, "headed_lines": lines, "carried": 0.0}),
            Candidate(None, {"none_headed": 1.0}),
        ]
    chain = goes_on(passage, before, figure, sentence[0], [there for there, _ in named])
    for carried, features in known:
        whys = [name for name in _WHYS if name in features]
        features |= {f"{name}_{each}": 1.0 for each in about for name in whys}
        own = [at for at, each in enumerate(out) if each.value.name == carried.name]
        if own:
            for at in own:
                also = {f"own_{k}": v for k, v in features.items() if not k.startswith("carried")}
                out[at] = Candidate(out[at].value, {**out[at].features, **also})
        else:
            out.append(Candidate(carried, {**features, "carried": 1.0}))
    if chain and before is not None:
        spot_before = before.spot.name if before.spot is not None else None
        for candidate in out:
            candidate.features["chained" if candidate.value.name == spot_before else "unchained"] = 1.0
    features = {"none": 1.0, **{f"none_{name}": 1.0 for name in (*none, *about)}}
    if chain and before is not None:
        features["none_chained" if before.spot is None else "none_unchained"] = 1.0
    if near:
        features["none_although"] = 1.0
        if all(spot.in_speaker for _, spot in near):
            features["none_only_speakers"] = 1.0
        if any(there[1] <= here[0] for there, _ in near):
            features["none_behind"] = 1.0
    out.append(Candidate(None, features))
    return out


def _before_its_brackets(
    passage: Passage, here: tuple[int, int], named: list[tuple[tuple[int, int], Spot]]
) -> Spot | None:
    """The place whose brackets open with a figure and name no other place: "Goris" of "Goris (936 people)"."""
    borders = passage.borders
    if not borders.inside(here[0]) or passage.tokens.words[here[0] - 1] != "(":
        return None
    opened = borders.opened[here[0]]
    if any(borders.inside(there[0]) and borders.opened[there[0]] == opened for there, _ in named):
        return None
    return next((spot for there, spot in named if there[1] == here[0] - 1 and not spot.in_speaker), None)


def _of_title(passage: Passage, index: int, spot: Spot) -> bool:
    """Whether a place stands in the line above a report, and is not where people came from."""
    start, end = passage.sentences[0]
    alone = index > 0 and passage.text[end : end + 1] == "\n" and passage.text[end - 1] not in ".;,:!?"
    return alone and start <= spot.start < end and spot.role != "origin" and not spot.in_speaker


def _of_list(standing: Standing, total: Item) -> Spot | None:
    """The place of a list's total, which is none of its items: that of the line above it, or the one all stands by."""
    above = standing.between(*total.lead)
    items = {each.name for each in standing.between(total.first, total.start)}
    known = [*reversed(above), standing.heading, standing.home]
    return next((each for each in known if each is not None and each.name not in items), None)


@dataclass
class _Scene:
    """A figure in its sentence, as the places around it see it."""

    passage: Passage
    drawn: Drawn
    sentence: tuple[int, int]
    here: tuple[int, int]
    figures: list[tuple[int, int]]
    named: list[tuple[tuple[int, int], Spot]]
    before: Drawn | None

    def __post_init__(self) -> None:
        drawn, passage = self.drawn, self.passage
        self.figure = passage.words(drawn.counted.figure.start, drawn.counted.figure.end)
        self.term = passage.words(*drawn.term[1:]) if drawn.term[2] > drawn.term[1] else None
        self.goes = direction(drawn.term[0])
        self.bracketed = passage.borders.inside(self.here[0])
        self.habit = "" if self.bracketed else _habit(passage, self.before, self.sentence)
        self.order, self.strict = self._order()
        stops = passage.borders.semicolons
        self.parted = stops[self.sentence[1]] > stops[self.sentence[0]]
        self.part = stops[self.here[0]]

    def _order(self) -> tuple[str, bool]:
        """Whether the sentence, or the brackets around a figure, names the places behind or before their figures.

        And whether every figure has one there: "300 in Goris and 200 in Sisian".
        """
        (first, last), figures = self._segment(), self.figures
        figures = [each for each in figures if first <= each[0] < last]
        if self.bracketed:
            opened = self.passage.borders.opened
            inside = [
                at
                for at in range(first, last)
                if opened[at] == opened[self.here[0]] and self.passage.borders.inside(at)
            ]
            first, last = (inside[0], inside[-1] + 1) if inside else (first, last)
            figures = [each for each in figures if first <= each[0] < last]
        if len(figures) <= 1:
            return "", False
        edges = [first, *(each[0] for each in figures), last]
        holds = [any(start <= there[0] < end for there, _ in self.named) for start, end in pairwise(edges)]
        before, behind = sum(holds[:-1]), sum(holds[1:])
        if behind == before:
            return "", False
        return ("after", behind == len(figures)) if behind > before else ("before", before == len(figures))

    def _segment(self) -> tuple[int, int]:
        """The part of the sentence in which a figure stands, between semicolons and words such as ", while"."""
        first, last = self.sentence
        words, borders = self.passage.tokens.words, lexicon().words("clauses", "borders")
        for at in range(first, last):
            parts = words[at] in {";", "؛"} or (words[at] in borders and at > first and words[at - 1] in {",", "،"})
            if parts and at <= self.here[0]:
                first = at + 1
            elif parts:
                return first, at
        return first, last

    def features(
        self, there: tuple[int, int], spot: Spot, near: Sequence[tuple[tuple[int, int], Spot]], about: Sequence[str]
    ) -> dict[str, float]:
        """What speaks for and against one of the places of the sentence."""
        passage, here, goes = self.passage, self.here, self.goes
        borders, words = passage.borders, passage.tokens.words
        side = "after" if there[0] >= here[1] else "before"
        role = spot.role or "unled"
        found = relation(borders, here, there)
        found[f"{goes}_{role}"] = found[f"{goes}_{role}_{side}"] = found[f"{self.drawn.term[0]}_{role}"] = 1.0
        found[f"kind_{spot.kind}"] = found[f"kind_{spot.kind}_{side}"] = 1.0
        if spot.in_speaker:
            found["in_speaker"] = 1.0
        far = _gap(here, there)
        nearer = [other for other, _ in near if (other[0] >= here[1]) == (side == "after") and _gap(here, other) < far]
        found[f"{side}_rank"] = float(len(nearer))
        if len(near) == 1:
            found["only"] = found[f"only_{role}"] = 1.0
        far = _gap(self.figure, there)
        if far and any(other != self.figure and _gap(other, there) < far for other in self.figures):
            found[f"{side}_nearer_other"] = 1.0
        found |= self._by_figures(there, side)
        found |= self._in_brackets(there, side)
        gap = words[here[1] : there[0]] if side == "after" else words[there[1] : here[0]]
        if gap and side == "after" and all(word in _leading(lexicon()) for word in gap):
            found["just_led"] = found[f"just_led_{role}"] = 1.0
        if side == "before" and _LIST.fullmatch(passage.text, spot.end, self.drawn.counted.figure.start):
            found["list_item"] = 1.0
        if self.habit:
            found[f"{'as' if side == self.habit else 'unlike'}_before"] = 1.0
            if self.before is not None and self.before.spot is spot:
                found["taken_before"] = 1.0
        if self.order and not self.bracketed:
            found[f"{'as' if side == self.order else 'unlike'}_order"] = 1.0
        if self.strict and side == self.order:
            next_to = "before_next_figure" if side == "after" else "behind_last_figure"
            found["aligned" if next_to in found else "not_aligned"] = 1.0
        if self.parted:
            same = passage.borders.semicolons[there[0]] == self.part
            found["same_part" if same else "other_part"] = 1.0
        if spot.kind == "name":
            found[f"unknown_{role}"] = 1.0
        if self.term is not None:
            found |= self._by_term(self.term, there, spot)
        # "Refugees from Sudan": said of the people, not of what happened.
        if any(each.last >= there[0] - _BEFORE_VERB for each in passage.within(passage.units, there[0] - 4, there[0])):
            found["of_people"] = found[f"of_people_{role}"] = 1.0
        if there[0] <= self.sentence[0] + 2:
            found["opens_sentence"] = found[f"opens_sentence_{role}"] = 1.0
        # "In Renk, Upper Nile State, South Sudan": what follows only says where that is.
        lead = words[max(self.sentence[0], there[0] - 2) : there[0]]
        if any(0 < there[0] - other[1] <= _CLOSE and (not lead or lead[-1] in _WITHIN) for other, _ in self.named):
            found["container"] = 1.0
        if any(0 < other[0] - there[1] <= _CLOSE and words[there[1]] in _WITHIN for other, _ in self.named):
            found["contained"] = 1.0
        if "brackets" in about and side == "before" and "into_brackets" not in found:
            found["beyond_brackets"] = 1.0
        return found

    def _by_figures(self, there: tuple[int, int], side: str) -> dict[str, float]:
        """Whether other figures of the sentence stand between, or beyond."""
        found = dict[str, float]()
        if side == "after":
            if any(self.here[1] <= other[0] < there[0] for other in self.figures):
                found["behind_next_figure"] = 1.0
            elif len(self.figures) > 1:
                found["before_next_figure"] = 1.0
        elif any(there[1] <= other[0] < self.figure[0] for other in self.figures):
            found["before_last_figure"] = 1.0
        elif len(self.figures) > 1:
            found["behind_last_figure"] = 1.0
        return found

    def _in_brackets(self, there: tuple[int, int], side: str) -> dict[str, float]:
        if not self.bracketed:
            return {}
        borders, here = self.passage.borders, self.here
        opened = borders.opened[here[0]]
        within = [each for each, _ in self.named if borders.inside(each[0]) and borders.opened[each[0]] == opened]
        found = {"same_brackets" if there in within else "other_brackets": 1.0}
        if within and there not in within:
            found["brackets_name_others"] = 1.0
        if side == "before" and there[1] == here[0] - 1:
            found["bracket_after_name"] = 1.0
        else:
            found["bracket_after_other"] = 1.0
        return found

    def _by_term(self, term: tuple[int, int], there: tuple[int, int], spot: Spot) -> dict[str, float]:
        found = {"words_to_term": log1p(_gap(term, there))}
        if _gap(term, there) <= 2 and there[0] >= term[1]:
            found["follows_term"] = 1.0
        # "Chad hosts 3,000 refugees": the place is the subject.
        if 0 <= term[0] - there[1] <= _BEFORE_VERB and not spot.role:
            found["subject"] = found[f"subject_{self.goes}"] = 1.0
        between = self.passage.borders.figures
        if between[min(term[0], there[0])] != between[max(term[0], there[0])]:
            found["figure_to_term"] = 1.0
        return found


def _about(passage: Passage, drawn: Drawn, here: tuple[int, int], index: int, near: Sequence[object]) -> list[str]:
    """What kind of figure it is, as far as its place goes."""
    found = [direction(drawn.term[0])]
    if passage.borders.inside(here[0]):
        found.append("brackets")
    if drawn.total is not None:
        found.append("part")
    if near:
        found.append("named")
    if here[0] <= passage.sentence_words[index][0] + 1:
        found.append("first_word")
    start = passage.sentences[index][0]
    if passage.text.endswith(_NEW_LINE, 0, start):
        found.append("line")
    if passage.so_far(max(0, here[0] - _REACH), here[1] + _REACH):
        found.append("so_far")
    return found


def _carried(
    drawn: Drawn, index: int, before: Drawn | None, standing: Standing, here: tuple[int, int], own: bool
) -> tuple[list[tuple[Spot, dict[str, float]]], list[str]]:
    """The places that may hold though the sentence does not name them, and why none may be right."""
    passage = standing.passage
    carried = standing.carried(index, before)
    if drawn.total is not None:
        carried.append(("total", drawn.total.spot))
    known: dict[str, tuple[Spot, dict[str, float]]] = {}
    none = list[str]()
    heading = standing.heading if standing.heading_alone and not own else None
    goes, bracketed = direction(drawn.term[0]), passage.borders.inside(here[0])
    for name, spot in carried:
        if spot is None:
            none.append(name)
            continue
        later = spot.start > drawn.counted.figure.start
        if later and spot.kind != "country" and name != "standing_most":
            continue  # a town named only further on is where another figure belongs
        if name == "standing_home" and spot.role == "origin" and goes in {"stays", "comes"}:
            continue  # "Influx of refugees from Sudan": they are not there
        if heading is not None and spot.start < heading.start:
            continue  # a line that is a place parts what follows it from the places before
        features = known.setdefault(spot.name, (spot, {}))[1]
        features[name] = 1.0
        if later:
            features["carried_later"] = features[f"carried_later_{spot.kind}"] = 1.0
        if name in {"sentence_before", "paragraph_first", "paragraph_last"}:
            features[f"{name}_{spot.role or 'unled'}"] = 1.0
        if own:
            features["carried_although"] = features[f"{name}_although"] = 1.0
        if bracketed:
            features["carried_brackets"] = 1.0
        if before is not None and name.startswith("before"):
            if "\n" in passage.text[before.sentence[1] : drawn.sentence[0]]:
                features["carried_new_line"] = 1.0
            if before.term == drawn.term:
                features["same_words"] = 1.0
            elif before.term[0] == drawn.term[0]:
                features["same_term"] = 1.0
        if name == "standing_heading":
            features["heading_lines"] = log1p(index - standing.heading_line)
            if standing.heading_alone:
                features["standing_heading_alone"] = 1.0
                if not own and passage.text.endswith(_NEW_LINE, 0, passage.sentences[index][0]):
                    features["standing_heading_alone_line"] = 1.0
                if own:
                    features["standing_heading_alone_although"] = 1.0
    for spot, features in known.values():
        features[f"carried_kind_{spot.kind}"] = 1.0
        features[f"carried_{goes}_{spot.role or 'unled'}"] = 1.0
        features["carried_times"] = log1p(standing.times[spot.name])
        features["carried_words"] = log1p(max(here[0] - passage.tokens.at(spot.start), 0))
        if spot.in_speaker:
            features["carried_in_speaker"] = 1.0
        if spot.name in standing.listed:
            features["carried_listed"] = features[f"carried_listed_{goes}"] = 1.0
    return list(known.values()), none


@cache
def _leading(words: Lexicon) -> frozenset[str]:
    """Prepositions of place and articles."""
    lists = (words.words("sites", name) for name in ("origin", "destination", "there"))
    return frozenset().union(*lists, words.words("speakers", "articles"))


def _habit(passage: Passage, before: Drawn | None, sentence: tuple[int, int]) -> str:
    """On which side the place of the figure before stands, in the same sentence: lists keep to one side."""
    if before is None or before.spot is None:
        return ""
    figure, spot = passage.tokens.at(before.counted.figure.start), passage.tokens.at(before.spot.start)
    if figure < sentence[0] or spot < sentence[0]:
        return ""
    return "after" if spot >= figure else "before"


def _gap(figure: tuple[int, int], other: tuple[int, int]) -> int:
    return max(other[0] - figure[1], figure[0] - other[1], 0)

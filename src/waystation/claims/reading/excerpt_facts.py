"""From a short excerpt to facts: each figure with its unit, what happened, where, and how likely it is the main one.

The figures, their units and the words that say what happened are those of the reader of reports. What is added is the
exchange format of annotators, which knows ten terms of displacement and housing: which of them is meant, and which
figures are asked for, is chosen by weights learned from annotated excerpts (``excerpt_weights.toml``, made by
``benchmarks/learn_excerpts.py``).
"""

from __future__ import annotations

import math
import tomllib
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from waystation.claims.reading.counts import every_figure
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.figures import Figure, plain_text
from waystation.claims.reading.gazetteer import PlaceMention, likely_country, named_places
from waystation.claims.reading.lexicon import languages_of, speaking
from waystation.claims.reading.link.choice import Candidate, Learned, learned
from waystation.claims.reading.link.happenings import nearest, term_candidates
from waystation.claims.reading.link.passage import Mention, Passage
from waystation.claims.reading.link.units import unit_candidates
from waystation.claims.reading.link.whole_part import total_candidates
from waystation.claims.reading.sentences import MOST_CHARACTERS

__all__ = ["DISPLACEMENT", "Fact", "fact_candidates", "read_facts", "term_choice"]

DISPLACEMENT = {
    "displaced": "moved", "evacuated": "moved", "forced_to_flee": "moved", "relocated": "moved",
    "sheltered": "hosted", "in_relief_camp": "hosted",
    "homeless": "housing", "destroyed_housing": "housing", "partially_destroyed_housing": "housing",
    "uninhabitable_housing": "housing",
}  # fmt: skip
"""The ten terms of the exchange format, each with its group."""

_SAME = {
    "currently_displaced": "displaced", "left": "forced_to_flee", "accommodated": "sheltered",
    "camp_population": "in_relief_camp", "remaining": "displaced", "expected": "displaced", "registered": "displaced",
    "arrived": "displaced", **{name: name for name in DISPLACEMENT if name != "displaced"},
}  # fmt: skip
"""What the terms of claims are called there."""

_NEAR, _STEM, _FEW = 6, 5, 10
_LOOK_BACK, _MOST_OF_A_SENTENCE, _MOST = 60, 40, 1_000
_PLACES_AROUND = 40
_NO_DAY = date(2018, 1, 1)
"""An excerpt has no day, and its facts have none."""


@dataclass(frozen=True)
class Fact:
    """One figure read from an excerpt.

    Parameters
    ----------
    figure : the figure and where it stands
    unit : people, households or structures
    term : what happened to them, one of `DISPLACEMENT`
    stated : whether words of the sentence carry the term; else it is only the likeliest
    places : names of places in the sentence, the nearest first
    country : ISO3 code, empty if the text does not tell
    sentence : offsets of the sentence in the text
    asked : chance that it is a fact that an annotator would note, from 0 to 1
    """

    figure: Figure
    unit: str
    term: str
    stated: bool
    places: tuple[str, ...]
    country: str
    sentence: tuple[int, int]
    asked: float


@dataclass(frozen=True)
class _Seen:
    """A figure with what is known of it before its term and its chance are chosen."""

    drawn: Drawn
    unit: str
    mention: Mention | None
    about: Mapping[str, float]
    asked: Mapping[str, float]

    @property
    def sense(self) -> str:
        return self.mention.sense if self.mention else self.drawn.term[0]


def read_facts(text: str, weights: Mapping[str, Learned] | None = None) -> list[Fact]:
    """The figures of people and homes in an excerpt, the likeliest to be its main fact first.

    Parameters
    ----------
    text : the excerpt; what goes beyond 200,000 characters is not read
    weights : by which terms and facts are chosen; those that ship with the package if None

    Examples
    --------
    >>> fact = read_facts("About 2,000 people were evacuated in Rivera, Colombia.")[0]
    >>> fact.figure.high, fact.unit, fact.term, fact.country
    (2000.0, 'people', 'evacuated', 'COL')
    """
    chosen = weights or _shipped()
    text = plain_text(text[:MOST_CHARACTERS])
    with speaking(languages_of(text)):
        places = named_places(text)
    starts, facts = [place.start for place in places], list[Fact]()
    for seen in fact_candidates(text):
        figure, sentence = seen.drawn.counted.figure, seen.drawn.sentence
        term, _ = chosen["term"].choose("term", figure.start, term_choice(seen), str)
        weighed = sum(chosen["asked"].weights["asked"].get(name, 0.0) * value for name, value in seen.asked.items())
        # Only the nearest names are weighed, so that a long list of places costs no more than its length.
        middle = bisect_left(starts, figure.start)
        near = places[max(0, middle - _PLACES_AROUND) : middle + _PLACES_AROUND]
        country = likely_country(near, figure.start, text)
        asked = 1 / (1 + math.exp(-weighed))
        where = _places(near, figure, sentence)
        stated = seen.mention is not None and seen.sense in _SAME
        facts.append(Fact(figure, seen.unit, term.value, stated, where, country, sentence, asked))
    return sorted(facts, key=lambda fact: -fact.asked)


@cache
def _shipped() -> dict[str, Learned]:
    file = resources.files("waystation.claims.reading").joinpath("excerpt_weights.toml")
    weights = tomllib.loads(file.read_text("utf-8"))
    return {name: Learned({name: weights[name]}) for name in ("term", "asked")}


def fact_candidates(text: str) -> list[_Seen]:
    """The figures of an excerpt that count people or homes, each with what speaks for its term and for noting it.

    Parameters
    ----------
    text : as from `plain_text`
    """
    with speaking(languages_of(text)):
        passage = Passage(text, _NO_DAY)
        drawn = _drawn(passage)
        said = {passage.tokens.starts[each.first]: each for each in passage.terms}
    largest = max((_size(each) for each in drawn), default=0.0)
    out = list[_Seen]()
    for each in drawn:
        mention = said.get(each.term[1]) if each.term[2] > each.term[1] else None
        unit = {"families": "households", "households": "households", "structures": "structures", "tents": "structures"}
        counted = unit.get(each.unit, "people")
        about = _about(passage, each, mention, counted)
        sense = mention.sense if mention else f"default_{each.term[0]}"
        asked = {
            "stated": float(mention is not None), "mapped": float(sense in _SAME), "first": float(each is drawn[0]),
            "only": float(len(drawn) == 1), f"is_{sense}": 1.0, f"unit_{counted}": 1.0,
            "part": float(each.total is not None), "few": float(_size(each) < _FEW),
            "largest": float(_size(each) >= largest), "unit_sure": each.sure["unit"],
        }  # fmt: skip
        out.append(_Seen(each, counted, mention, about, asked))
    return out


def term_choice(seen: _Seen) -> list[Candidate]:
    """The ten terms, with what speaks for each."""
    same = _SAME.get(seen.sense, "displaced")
    return [
        Candidate(
            term,
            {
                term: 1.0,
                "same": float(term == _SAME.get(seen.sense)),
                "group": float(group == DISPLACEMENT[same]),
                **{f"{term}~{name}": value for name, value in seen.about.items()},
            },
        )
        for term, group in DISPLACEMENT.items()
    ]


def _drawn(passage: Passage) -> list[Drawn]:
    """The figures of an excerpt with unit, total and term, chosen as in a report."""
    text, chooser, out = passage.text, learned(), list[Drawn]()
    figures = every_figure(text)[:_MOST]
    starts = [each.start for each in figures]
    for piece, words in zip(passage.sentences, passage.sentence_words, strict=True):
        here = figures[bisect_left(starts, piece[0]) : bisect_left(starts, piece[1])][:_MOST_OF_A_SENTENCE]
        around = [passage.words(each.start, each.end) for each in here]
        for figure, at in zip(here, around, strict=True):
            before = out[-1] if out else None
            units = unit_candidates(passage, figure, words, before, nearest(passage, at, words))
            unit, sure = chooser.choose("unit", figure.start, units, lambda each: each.unit if each else None)
            if unit.value is None:
                continue
            drawn = Drawn(unit.value, piece, unit=unit.value.unit, sure={"unit": sure})
            totals = total_candidates(passage, unit.value, words, out[-_LOOK_BACK:], here)
            if len(totals) > 1:
                drawn.total = chooser.choose("total", figure.start, totals, id)[0].value
            terms = term_candidates(passage, unit.value, words, before, drawn.total, around, labelled=False)
            drawn.term = chooser.choose("term", figure.start, terms, lambda each: each[0])[0].value
            out.append(drawn)
    return out


def _about(passage: Passage, drawn: Drawn, mention: Mention | None, unit: str) -> dict[str, float]:
    """What speaks for a term: the words that carry it, their sense, the unit, and what else the sentence tells."""
    words, figure = passage.tokens.words, drawn.counted.figure
    first, last = passage.words(figure.start, max(figure.end, drawn.counted.end))
    sense = mention.sense if mention else f"default_{drawn.term[0]}"
    about = {f"sense_{sense}": 1.0, f"unit_{unit}": 1.0}
    if mention is not None:
        about[f"kind_{sense}_{mention.kind}"] = 1.0
        about |= {f"stem_{word[:_STEM]}": 1.0 for word in words[mention.first : mention.last]}
    for other in passage.within(passage.terms, *passage.tokens.span(*drawn.sentence)):
        if other is mention:
            continue
        about[f"also_{other.sense}"] = 1.0
        if min(abs(other.first - last), abs(first - other.last)) < _NEAR:
            about[f"near_{other.sense}_{'after' if other.first >= last else 'before'}"] = 1.0
    return about


def _size(drawn: Drawn) -> float:
    return drawn.counted.figure.high or drawn.counted.figure.low or 0.0


def _places(places: Sequence[PlaceMention], figure: Figure, sentence: tuple[int, int]) -> tuple[str, ...]:
    here = [each for each in places if sentence[0] <= each.start < sentence[1]] or places[:3]
    ordered = sorted(here, key=lambda each: abs(each.start - figure.end))
    return tuple(dict.fromkeys(each.name for each in ordered))

"""From text to facts: each figure with its unit, what happened, where, and how sure the reading is."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise

from waystation.claims.reading.excerpt_words import lexicon
from waystation.claims.reading.figures import Figure, find_figures
from waystation.claims.reading.gazetteer import PlaceMention, likely_country, named_places
from waystation.claims.reading.sentences import MOST_CHARACTERS

__all__ = ["DISPLACEMENT", "WEIGHTS", "Fact", "Weights", "read_facts"]

DISPLACEMENT = frozenset({
    "displaced", "evacuated", "forced_to_flee", "relocated", "sheltered", "in_relief_camp",
    "homeless", "destroyed_housing", "partially_destroyed_housing", "uninhabitable_housing",
})  # fmt: skip
"""Terms of displacement and housing; the others are kept so that deaths are not read as arrivals."""

_HOUSING = frozenset({"destroyed_housing", "partially_destroyed_housing", "uninhabitable_housing"})
_ONLY_PEOPLE = frozenset({"homeless", "sheltered", "in_relief_camp", "forced_to_flee"})
_SENTENCE_END = re.compile(r"(?<=[a-z\d)”\"’][.!?])[”\"’]?\s+(?=[“\"A-Z\d])|\n\s*\n|(?<=[a-z][.])(?=[A-Z])")
_WORD = re.compile(r"%|\w+(?:-\w+)*")
_REACH = 9
_FEW = 10
_NEAR = 300
_SENTENCE_CHARACTERS = 1_000
_PLACES_AROUND = 40


@dataclass(frozen=True)
class Weights:
    """The few numbers by which terms are chosen and facts ranked; `benchmarks/reading.py` cross-validates them.

    Parameters
    ----------
    before : cost of a word between a term and the figure after it; a word after the figure costs 1
    other : added where the term is none of displacement
    few : taken off the rank of a figure below ten
    """

    before: float = 1.4
    other: float = 2.0
    few: float = 0.05


WEIGHTS = Weights()


@dataclass(frozen=True)
class Fact:
    """One figure read from a text.

    Parameters
    ----------
    figure : the figure and where it stands
    unit : people, households or structures
    term : what happened to them
    stated : whether words of the sentence carry the term; else it is only the likeliest
    places : names of places in the sentence, the nearest first
    country : ISO3 code, empty if the text does not tell
    sentence : offsets of the sentence in the text
    """

    figure: Figure
    unit: str
    term: str
    stated: bool
    places: tuple[str, ...]
    country: str
    sentence: tuple[int, int]

    def rank(self, weights: Weights = WEIGHTS) -> float:
        """By which the main fact is chosen, from 0 to 1; not a probability."""
        # "Three people killed" stands beside the count of the displaced more often than it is one.
        few = max(self.figure.low or 0, self.figure.high or 0) < _FEW
        people = 0.02 if self.unit != "structures" else 0.0
        return (0.6 if self.stated else 0.1) + (0.3 if self.term in DISPLACEMENT else 0.0) + people - weights.few * few


def _sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences; endless ones are cut so that time stays bounded."""
    cuts = [0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text)]
    pieces: list[tuple[int, int]] = []
    for start, end in pairwise(cuts):
        pieces += [(at, min(at + _SENTENCE_CHARACTERS, end)) for at in range(start, end, _SENTENCE_CHARACTERS)]
    return pieces


def _unit(text: str, figure: Figure, end: int) -> tuple[str, int] | None:
    """What the figure counts and where that word ends; people if a verb follows at once."""
    words, after, verb = lexicon(), text[figure.end : end], False
    for count, found in enumerate(_WORD.finditer(after)):
        word = found.group().replace("-", "")
        gap = after[: found.start()]
        if count >= _REACH or re.search(r"[.;:()]\s", gap) or (count == 0 and re.match(r"\s*[.;)]", gap)):
            break
        if count == 0 and "," in gap:
            break
        for kind in ("other", "households", "structures", "people"):
            if words.units[kind].fullmatch(word):
                if kind == "other" and _of_people(after[found.end() :]):
                    break
                return None if kind == "other" else (kind, figure.end + found.end())
        if words.verbs.fullmatch(word) and not (word == "of" and re.match(r"\s+the\s+[\d,]+", after[found.end() :])):
            rest = _WORD.match(after[found.end() :].lstrip())
            if word in {"more", "newly", "displaced", "evacuated", "of"} and rest:
                verb = verb or word != "of"
                continue
            return ("people", figure.end)
        if word.isdigit() and count > 2:
            break
    return ("people", figure.end) if verb else _unit_before(text, figure)


def _of_people(after: str) -> bool:
    """Whether the next word counts people or homes, so that the word before only says which: "town residents"."""
    following = re.match(r"\s+(\w+)", after)
    return following is not None and any(
        lexicon().units[kind].fullmatch(following[1]) for kind in ("people", "households", "structures")
    )


def _unit_before(text: str, figure: Figure) -> tuple[str, int] | None:
    """The unit of a labelled figure: "Population evacuated: 1,200", "a population of 4,500"."""
    label = re.search(
        r"(\w+)(?:/\w+)?(?:\s+(?:of|evacuated|displaced|destroyed|damaged))?\s*:?\s*$", text[: figure.start][-60:]
    )
    if label:
        for kind in ("households", "structures", "people"):
            if lexicon().units[kind].fullmatch(label[1]):
                return kind, figure.end
    return None


def _distance(text: str, one: int, other: int) -> int:
    between = text[min(one, other) : max(one, other)]
    return len(between.split()) + 3 * len(re.findall(r"[,;:(]", between)) + 4 * len(re.findall(r"\d[\d,.]*", between))


def _term(text: str, figure: Figure, unit: str, unit_end: int, sentence: tuple[int, int], weights: Weights) -> str:
    """The term whose words stand nearest; words before the figure count as farther off."""
    best, nearest = "", 40.0
    for term, pattern in lexicon().terms.items():
        if (term in _HOUSING) and unit == "people":
            continue
        if term in _ONLY_PEOPLE and unit == "structures":
            continue
        for found in pattern.finditer(text, max(sentence[0], figure.start - _NEAR), min(sentence[1], unit_end + _NEAR)):
            ahead = found.start() >= figure.end
            far = float(_distance(text, unit_end, found.start()) if ahead else 0)
            if not ahead:
                far = 1 + weights.before * _distance(text, found.end(), figure.start)
            if ahead and found.end() <= unit_end:
                far = 2.5
            if term not in DISPLACEMENT:
                far += weights.other
            if far < nearest:
                best, nearest = term, far
    return best


def _places(places: list[PlaceMention], figure: Figure, sentence: tuple[int, int]) -> tuple[str, ...]:
    here = [each for each in places if sentence[0] <= each.start < sentence[1]] or places[:3]
    ordered = sorted(here, key=lambda each: abs(each.start - figure.end))
    return tuple(dict.fromkeys(each.name for each in ordered))


def read_facts(text: str, weights: Weights = WEIGHTS) -> list[Fact]:
    """The figures of people and homes in a text, the main fact first.

    Parameters
    ----------
    text : the report; what goes beyond 200,000 characters is not read
    weights : by which terms are chosen and facts ranked

    Examples
    --------
    >>> fact = read_facts("About 2,000 people were evacuated in Rivera, Colombia.")[0]
    >>> fact.figure.high, fact.unit, fact.term, fact.country
    (2000.0, 'people', 'evacuated', 'COL')
    """
    text = text[:MOST_CHARACTERS]
    figures, places = find_figures(text), named_places(text)
    facts: list[Fact] = []
    at = 0
    starts = [place.start for place in places]
    for sentence in _sentences(text):
        while at < len(figures) and figures[at].start < sentence[1]:
            figure = figures[at]
            at += 1
            counted = _unit(text, figure, sentence[1])
            if counted is None:
                continue
            unit, unit_end = counted
            term = _term(text, figure, unit, unit_end, sentence, weights)
            likely = term or ("displaced" if unit == "people" else "destroyed_housing")
            # Only the nearest names are weighed, so that a long list of places costs no more than its length.
            middle = bisect_left(starts, figure.start)
            near = places[max(0, middle - _PLACES_AROUND) : middle + _PLACES_AROUND]
            where, country = _places(near, figure, sentence), likely_country(near, figure.start, text)
            facts.append(Fact(figure, unit, likely, bool(term), where, country, sentence))
    return sorted(facts, key=lambda fact: -fact.rank(weights))

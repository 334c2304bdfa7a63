"""What happened to those a figure counts: the term of a claim."""

from __future__ import annotations

from collections.abc import Sequence
from math import log1p

from waystation.claims.reading.counts import FAMILIES, Counted, is_thing
from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.outcomes import without_leaving
from waystation.claims.reading.link.passage import Mention, Passage
from waystation.claims.reading.link.relation import relation
from waystation.claims.reading.link.ruled_out import ruled_out
from waystation.claims.reading.link.settled import TRANSITIVE, follows, settled
from waystation.claims.reading.link.things import leading_words

__all__ = ["LOSSES", "nearest", "term_candidates"]

LOSSES = frozenset({"destroyed_housing", "partially_destroyed_housing", "uninhabitable_housing"})
"""Senses that say what happened to homes."""

_HOMES = frozenset({"structures", "tents", "beds"})
_PASSING = frozenset({"killed", "wounded", "missing", "died_on_the_way", "detained", "capacity"})
_VICTIMS = frozenset({"killed", "wounded", "missing", "died_on_the_way", "detained"})
_EVENTS = frozenset({"arrived", "left", "returned", "killed", "wounded", "missing"})
_REACH, _BESIDE, _LEAD, _LONGEST_NAME = 60, 14, 4, 5


def nearest(passage: Passage, figure: tuple[int, int], sentence: tuple[int, int]) -> Mention | None:
    """The wording of the sentence that stands nearest to a figure."""
    here = passage.within(passage.terms, *sentence)
    first, last = figure
    return min(here, key=lambda each: each.first - last if each.first >= last else first - each.last, default=None)


def term_candidates(
    passage: Passage, count: Counted, sentence: tuple[int, int], before: Drawn | None, total: Drawn | None,
    figures: list[tuple[int, int]], labelled: bool, wide: bool = False,
) -> list[Candidate]:  # fmt: skip
    """The terms a figure may have, each with the offsets of the words that say it.

    Parameters
    ----------
    passage : the report
    count : the figure with its unit
    sentence : numbers of its sentence's first word and of the word after it
    before : the claim before it
    total : the figure it is part of
    figures : numbers of the words of all figures of the sentence
    labelled : whether only the name of a place and a colon lead to it
    wide : whether its sentence names a country or a province
    """
    tokens = passage.tokens
    figure = passage.words(count.figure.start, count.figure.end)
    here = passage.counted(count)
    sites = _sites_near(passage, here, sentence)
    out = list[Candidate]()
    said = passage.within(passage.terms, max(sentence[0], here[0] - _REACH), min(sentence[1], here[1] + _REACH))
    said = [each for each in said if not _of_part(passage, here, each)]
    said = _without_those_among(passage, said)
    said = [each for each in said if not _only_recorded(passage, here, each, said)]
    said = without_leaving(passage, here, said)
    said = [each for each in said if not _rest(passage, sentence, each)]
    said = [each for each in said if not _only_amounts(passage, each, said)]
    verbs = [each for each in said if each.kind == "verbs" and not _adjective(passage, each)]
    told = settled(passage, count, here, sentence, said, verbs)
    if told is not None:
        return [Candidate(told, {"above": 1.0})]
    acts = _acting(passage, here, verbs)
    gaps = [_gap(figure, (each.first, each.last)) for each in said]
    closest = min(gaps, default=0)
    others = [each for each in figures if each != figure]
    behind = [each for each in figures if each[0] >= here[1]]
    first_behind = min((each.first for each in verbs if each.first >= here[1]), default=-1)
    last_before = max((each.first for each in verbs if each.last <= here[0]), default=-1)
    for each, far in zip(said, gaps, strict=True):
        features = _of_mention(passage, count, here, each)
        if any(_gap(other, (each.first, each.last)) < far for other in others):
            features["nearer_other"] = 1.0
        if each.first >= here[1] and any(other[1] <= each.first for other in behind):
            features["beyond_figure"] = 1.0
        if each in acts:
            features["acts"] = 1.0
        elif acts:
            features[f"{each.kind}_although_acts"] = 1.0
        if each.kind == "verbs" and each in verbs:
            if each.first == first_behind:
                features["first_verb_after"] = 1.0
            if each.last <= here[0] and each.last > last_before:
                features["last_verb_before"] = 1.0
        if far == closest:
            features["nearest"] = 1.0
        told = (each.name, tokens.starts[each.first], tokens.ends[each.last - 1])
        if each.sense == "camp_population" and wide and not sites:
            # "Chad hosts 3,000 refugees" tells of no camp.
            features["country_and_no_camp"] = 1.0
            out.append(Candidate(("accommodated", *told[1:]), {**features, "widened": 1.0}))
        out.append(Candidate(told, features))
    near = 1.0 if acts else 0.0
    paragraph = before is not None and "\n" in passage.text[before.counted.figure.end : count.figure.start]
    if before is not None:
        carried = _carried(passage, count, here, sentence, before, near)
        if paragraph:
            carried["carried_new_line"] = 1.0
        if total is before:
            carried["carried_of_total"] = 1.0
        out.append(Candidate(before.term, carried))
    if total is not None and total is not before:
        out.append(Candidate(total.term, {"of_total": 1.0, "of_total_verb_near": near}))
    site_before = any(
        each.name == "sites" for each in passage.within(passage.units, max(sentence[0], here[0] - 12), here[0])
    )
    kind = "homes" if count.unit in _HOMES else "families" if count.unit in FAMILIES else "who"
    if count.things and kind == "who":
        kind = "vehicles"
    bracketed = passage.borders.inside(here[0])
    for term in ("context", "currently_displaced", "camp_population", "capacity"):
        features = {f"default_{term}": 1.0, f"default_{term}_{kind}": 1.0}
        if labelled:
            features[f"default_{term}_label"] = 1.0
        if term == "camp_population" and site_before:
            features["default_camp_population_site"] = 1.0
        if near:
            features["default_verb_near"] = 1.0
        if bracketed:
            features["default_brackets"] = 1.0
        out.append(Candidate((term, 0, 0), features))
    never = ruled_out(passage, count, here, sentence, before)
    return [each for each in out if each.value[0] not in never]


def _of_part(passage: Passage, here: tuple[int, int], each: Mention) -> bool:
    """Whether a word says who a part of a figure is: "951 people, among them 108 wounded"."""
    if each.first < here[1]:
        return False
    parts = passage.within(passage.figures_at, here[1], each.first)
    if not parts or each.first - parts[-1].last > 0:
        return False
    led = passage.led((parts[-1].first, parts[-1].last))[0]
    names = lexicon().finder("parts").all(passage.tokens, max(here[1], led - _LEAD), led)
    return any(name == "including" and last == led for name, _, last in names)


def _without_those_among(passage: Passage, said: Sequence[Mention]) -> list[Mention]:
    """Without words that say among whom something happened: the "arrivals" of "deaths among new arrivals"."""
    words, among = passage.tokens.words, lexicon().words("clauses", "among")
    if among.isdisjoint(passage.tokens.present):
        return list(said)
    articles, ends = lexicon().words("speakers", "articles"), {each.last for each in said}

    def is_among(each: Mention) -> bool:
        at = each.first - 1 - (each.first > 0 and words[each.first - 1] in articles)
        return at > 0 and words[at] in among and at in ends

    return [each for each in said if not is_among(each)]


def _only_amounts(passage: Passage, each: Mention, said: Sequence[Mention]) -> bool:
    """Whether a verb only leads to the amount of what the noun before it names: "the official toll stood at 47"."""
    if each.kind != "verbs" or ("amount_of", each.last) not in lexicon().finder("clauses").at(
        passage.tokens, each.first
    ):
        return False
    commas, stops = passage.borders.commas, passage.borders.stops
    return any(
        other.kind != "verbs"
        and other.last <= each.first
        and (commas[other.last], stops[other.last]) == (commas[each.first], stops[each.first])
        for other in said
    )


def _only_recorded(passage: Passage, here: tuple[int, int], each: Mention, said: Sequence[Mention]) -> bool:
    """Whether a verb only says that they were counted whom the figure's noun names: "40 arrivals were recorded"."""
    if each.sense != "registered" or each.kind != "verbs":
        return False
    figures, words = passage.borders.figures, passage.tokens.words
    helpers = lexicon().words("clauses", "helpers")
    if any(
        other.sense in _EVENTS and other.kind == "nouns" and other.last <= each.first
        and all(word in helpers for word in words[other.last : each.first])
        for other in said
    ):  # fmt: skip
        return True  # "Arrivals were recorded in Goris (310) and Sisian (95)"
    apart = (
        figures[here[1]] != figures[max(each.first, here[1])] or figures[here[0]] != figures[min(each.last, here[0])]
    )
    return not apart and any(
        other.sense in _EVENTS and other.kind != "verbs" and here[0] <= other.first <= here[1] for other in said
    )


def _rest(passage: Passage, sentence: tuple[int, int], each: Mention) -> bool:
    """Whether a word only says that a figure is the rest: "38 to Goris and the remaining 105 to Sisian"."""
    if each.sense != "remaining" or each.last - each.first > 1:
        return False
    before, behind = (
        passage.within(passage.figures_at, *part) for part in ((sentence[0], each.first), (each.last, each.last + 1))
    )
    return bool(before and behind) and passage.tokens.words[each.first] in lexicon().words("parts", "more")


def _sites_near(passage: Passage, here: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Whether a camp, a centre or another site is named beside a figure."""
    first, last = max(sentence[0], here[0] - _BESIDE), min(sentence[1], here[1] + _BESIDE)
    return any(each.name == "sites" for each in passage.within(passage.units, first, last))


def _adjective(passage: Passage, each: Mention) -> bool:
    """Whether a participle only says which people: "displaced families", "registered refugees"."""
    return each.last in passage.unit_words and each.last - each.first == 1


def _acting(passage: Passage, here: tuple[int, int], verbs: list[Mention]) -> list[Mention]:
    """The verbs that govern the figure: right before it, or behind it with nothing but helpers between."""
    after = _past_where_from(passage, here[1], verbs)
    return [each for each in verbs if _reaches(passage, each.last, here[0]) or follows(passage, after, each)]


def _past_where_from(passage: Passage, after: int, verbs: Sequence[Mention]) -> int:
    """The word behind where the people are or come from: the "returned" of "640 evacuees in Goris returned"."""
    words, text = passage.tokens.words, passage.text
    if after >= len(words) or words[after] not in leading_words(lexicon()):
        return after
    verb = next((each.first for each in verbs if each.first > after), after)
    helpers = lexicon().words("clauses", "helpers")
    while verb > after and words[verb - 1] in helpers:
        verb -= 1
    names = range(after + 1, verb)
    joined = lexicon().words("speakers", "articles") | lexicon().words("figures", "of")
    named = all(text[passage.tokens.starts[at]].isupper() or words[at] in joined for at in names)
    return verb if names and len(names) <= _LONGEST_NAME and named else after


def _reaches(passage: Passage, verb: int, figure: int) -> bool:
    """Whether nothing or only a day stands between a verb and its figure: "abrite aujourd'hui 33.000"."""
    if verb >= figure:
        return verb == figure
    start, end = passage.tokens.starts[verb], passage.tokens.ends[figure - 1]
    return any(first <= start and end <= last for first, last in passage.dated)


def _gap(figure: tuple[int, int], other: tuple[int, int]) -> int:
    return max(other[0] - figure[1], figure[0] - other[1], 0)


def _of_mention(passage: Passage, count: Counted, here: tuple[int, int], each: Mention) -> dict[str, float]:
    tokens, kind = passage.tokens, each.kind
    helpers, may = lexicon().words("clauses", "helpers"), lexicon().words("clauses", "may")
    features = {
        f"{kind}_{name}": value for name, value in relation(passage.borders, here, (each.first, each.last)).items()
    }
    features[f"says_{each.sense}"] = 1.0
    features["length"] = float(min(each.last - each.first - 1, 3))
    word_before = tokens.words[each.first - 1] if each.first > 0 else ""
    if word_before in helpers:
        features[f"{kind}_helped"] = 1.0
    if word_before in may:
        features["may"] = 1.0
    if each.last in passage.unit_words:
        features[f"{kind}_modifies"] = 1.0
    if each.sense in _VICTIMS and (f"{kind}_within" in features or f"{kind}_after_next" in features):
        features["victims"] = 1.0
    # "People displaced by drought have arrived": a participle without its auxiliary only says which people.
    if kind == "verbs" and each.first >= here[1] and each.sense in TRANSITIVE and f"{kind}_helped" not in features:
        features["participle"] = 1.0
    if each.sense in LOSSES:
        features["loss_of_homes" if count.unit in _HOMES else "loss_of_people"] = 1.0
    elif count.unit in _HOMES:
        features["people_of_homes"] = 1.0
    return features


def _carried(
    passage: Passage, count: Counted, here: tuple[int, int], sentence: tuple[int, int], before: Drawn, near: float
) -> dict[str, float]:
    there = passage.tokens.at(before.counted.figure.start)
    features = {"carried": 1.0, "carried_words": log1p(max(here[0] - there, 0)), "carried_verb_near": near}
    features["carried_same_sentence" if there >= sentence[0] else "carried_other_sentence"] = 1.0
    if before.term[0] in _PASSING:
        features["carried_passing"] = 1.0
    if before.term[0] == "context":
        features["carried_context"] = 1.0
    if count.things != is_thing(before.unit):
        features["carried_other_things"] = 1.0
    if count.end == count.start:
        features["carried_no_unit"] = 1.0
    if passage.borders.inside(here[0]):
        features["carried_brackets"] = 1.0
    between = passage.within(
        passage.terms, passage.words(before.counted.figure.start, before.counted.figure.end)[1], here[0]
    )
    if not between:
        features["carried_nothing_between"] = 1.0
    elif any(each.kind == "verbs" for each in between):
        features["carried_verb_between"] = 1.0
    opening = lexicon().finder("parts").all(passage.tokens, sentence[0], min(here[0], sentence[0] + 6))
    if any(name == "continuing" for name, _, _ in opening):
        features["carried_continuing"] = 1.0
    return features

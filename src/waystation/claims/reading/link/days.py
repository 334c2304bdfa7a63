"""When it happened: the days of a figure among those that the report names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log1p

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.heading import is_heading_line
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.chains import goes_on, in_turn, run_of
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.comparisons import compared_with
from waystation.claims.reading.link.moments import Moment, Moments
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.link.place_rows import of_a_part
from waystation.claims.reading.link.relation import relation
from waystation.claims.reading.period import When
from waystation.claims.vocabulary import vocabulary

__all__ = ["Days", "day_candidates", "since_and_as_of"]

_NEAREST, _CLOSE, _REACH = 6, 3, 8
_NEARLY_A_YEAR = 360
_BETWEEN = frozenset(
    f"{side}_{name}" for side in ("before", "after") for name in ("commas", "clauses", "figures", "ands", "stops")
)
_HOLDS = frozenset({"as_of", "heading", "title", "alone"})
"""How a day is used that may hold for what other paragraphs count."""
_WHEN_TOLD = frozenset({"said", "event", "compared"})
_ELSEWHERE, _SO_FAR = frozenset({"other", "ahead"}), frozenset({"so_far", "perfect"})
_SHAPES = ("since", "until", "one_day", "long", "year")


@dataclass(frozen=True, slots=True)
class Days:
    """A period of a report as a claim takes it.

    Parameters
    ----------
    when : the period
    whole : whether it holds from its first to its last day; else only the last day is meant
    """

    when: When
    whole: bool


def since_and_as_of(chosen: When, named: Sequence[Moment]) -> When | None:
    """The whole of "as of 9 March 480 people have come since 27 February", where a sentence names those two alone.

    Parameters
    ----------
    chosen : one of them
    named : all that the sentence names
    """
    whens = [each.when for each in named]
    since = next((each for each in whens if each.since and each.first), None)
    until = next((each for each in whens if each.first is None and each.last and not each.since), None)
    if len(whens) != 2 or since is None or until is None or not any(chosen is each for each in whens):
        return None
    assert since.first is not None
    assert until.last is not None
    return replace(chosen, first=since.first, last=until.last, since=False) if since.first <= until.last else None


def day_candidates(
    passage: Passage, drawn: Drawn, index: int, moments: Moments, before: Drawn | None, standing: When | None,
    figures: list[tuple[int, int]],
) -> list[Candidate]:  # fmt: skip
    """The periods a figure may speak of, each `Days`, and None.

    Parameters
    ----------
    passage : the report
    drawn : the figure with its unit, term and total
    index : number of its sentence
    moments : the days that the report names
    before : the claim before it
    standing : the period of the whole report
    figures : numbers of the words of all figures of the sentence
    """
    count, sentence = drawn.counted, passage.sentence_words[index]
    figure = passage.words(count.figure.start, count.figure.end)
    here = passage.counted(count)
    term = passage.words(*drawn.term[1:]) if drawn.term[2] > drawn.term[1] else None
    about = _about(passage, drawn, here, sentence, term)
    over = moments.over_list(index) or moments.of_lead(count.figure.start, index) or moments.of_sheet(index)
    if over is not None:
        # A running total is of no single day.
        total = "so_far" in about and over.when.first == over.when.last
        return [Candidate(Days(over.when, whole="stock" not in about and not total), {"over_list": 1.0})]
    held = moments.held(index)
    if held is not None:
        return _as_of_or_none(held.when, about)
    named_before = moments.carried(index)
    in_sentence = moments.of_sentence(index)
    headed = _of_heading(passage, index, standing, in_sentence, named_before, about)
    if headed:
        return headed
    out = list[Candidate]()
    moments_here = [
        each
        for each in in_sentence
        if not of_a_part(passage, here, each.words) and not _bracketed_with_another(passage, here, each.words, figures)
    ]
    apart = compared_with(passage, sentence, figures, [each.words for each in moments_here])
    compared = _stretch(apart, figure[0])
    if before is not None and before.sentence == passage.sentences[index]:
        word = passage.tokens.at(before.counted.figure.start)
        # "Compared with last week's 1,270, only 415 came": the other time is not that of the 415.
        before = before if _stretch(apart, word) == compared else None
    moments_here = [each for each in moments_here if _stretch(apart, each.words[0]) == compared]
    told = [each for each in moments_here if _WHEN_TOLD.isdisjoint(each.features)]
    own = in_turn(figure, figures, [each.words for each in told]) if compared is None else -1
    moments_here = moments_here if own < 0 else [told[own]]
    named = sorted(moments_here, key=lambda each: max(each.words[0] - here[1], here[0] - each.words[1]))[:_NEAREST]
    # "12 dead, 30 wounded and 200 homes lost on Monday": the day stands as near to the first as to the last.
    run = run_of(passage, here, figures, [each.words for each in moments_here])
    figures = [each for each in figures if each == figure or not run[0] <= each[0] < run[1]]
    verbs = [each for each in passage.within(passage.terms, *sentence) if each.kind == "verbs"] if named else []
    for rank, moment in enumerate(named):
        there = moment.words
        features = relation(passage.borders, run, there)
        side = "after" if there[0] >= here[1] else "before"
        features["rank"] = float(rank)
        features["only" if len(named) == 1 else "several"] = 1.0
        if any(other != figure and _gap(other, there) < _gap(figure, there) for other in figures):
            features["nearer_other"] = features[f"nearer_other_{side}"] = 1.0
        for name in moment.features:
            features[name] = features[f"{name}_{side}"] = 1.0
        if passage.borders.inside(here[0]) and "brackets" not in moment.features:
            features["out_of_own_brackets"] = 1.0
        if term is not None:
            features["words_to_term"] = log1p(_gap(term, there))
            if _gap(term, there) <= _CLOSE:
                features["close_to_term"] = 1.0
            beside = relation(passage.borders, term, there)
            features |= {f"term_{name}": value for name, value in beside.items() if name in _BETWEEN}
        if verbs:
            verb = min(verbs, key=lambda each: _gap((each.first, each.last), there))
            own = term is not None and verb.first < term[1] and term[0] < verb.last
            features["verb_own" if own else "verb_other"] = 1.0
            if not own and term is None:
                features["verb_other_carried"] = 1.0
        out += _ways(moment.when, {**features, **_shape(moment.when, about)}, about, before)
    carried: list[tuple[str, When | None]] = [(name, moment.when) for name, moment in named_before]
    uses = {id(moment.when): moment for _, moment in named_before}
    if standing is not None and not any(name == "earlier" for name, _ in carried):
        later = standing.start >= passage.sentences[index][0]
        carried.append(("standing_later" if later else "standing", standing))
    elif standing is not None and standing.start < passage.sentences[index][0]:
        carried.append(("standing_beyond", standing))
    if before is not None and not _of_another(passage, index, before, carried):
        same = before.sentence == passage.sentences[index]
        carried.append(("before_same" if same else "before_other", before.when))
        if not same and "\n" not in passage.text[before.sentence[1] : drawn.sentence[0]]:
            carried.append(("before_paragraph", before.when))
        elif not same and passage.paragraphs[index] == passage.paragraph_of(before.sentence[0]):
            carried.append(("before_list", before.when))
    if drawn.total is not None:
        carried.append(("total", drawn.total.when))
    if "stock" in about:
        carried = [(name, when) for name, when in carried if when is None or not _passed(passage, index, when, moments)]
    if compared is not None:
        carried = []  # "up from 120": of some earlier time, whatever the report is of
    known: dict[When | None, dict[str, float]] = {}
    when_carried: When | None
    for name, when_carried in carried:
        features = known.setdefault(when_carried, {})
        for each in about:
            features[f"{name}_{each}"] = 1.0
        features[name] = 1.0
        if named:
            features["carried_although"] = features[f"{name}_although"] = 1.0
        if before is not None and before.term[0] == drawn.term[0]:
            features[f"{name}_same_term"] = 1.0
    none = known.pop(None, {})
    available = list(known)
    for when_carried, features in known.items():
        if when_carried is not None and not any(when_carried is each.when for each in named):
            shape = {f"carried_{name}": value for name, value in _shape(when_carried, about).items()}
            use = uses.get(id(when_carried))
            if use is not None:
                features["paragraphs"] = moments.distance(use, index)
                if "as_of" in use.features and use.paragraph == passage.paragraphs[index]:
                    features["as_of_here"] = 1.0
                for name in use.features:
                    features[f"carried_{name}"] = 1.0
            ways = _ways(when_carried, {**features, **shape, "carried": 1.0}, about, before)
            one_day = when_carried.first == when_carried.last and passage.in_tally(count.figure.start)
            # A running total is of no single day.
            out += [each for each in ways if not (one_day and each.value.whole)]
    features = {"none": 1.0}
    features["none_although"] = 1.0 if named else 0.0
    for moment in named:
        for name in moment.features:
            features[f"none_although_{name}"] = 1.0
    for each in about:
        features[f"none_{each}"] = 1.0
    for name in none:
        if name in {"total", "before_same", "before_other", "before_paragraph", "before_list"}:
            features[f"none_{name}"] = 1.0
    if any("as_of" in uses[id(each)].features for each in available if id(each) in uses):
        features["none_as_of"] = 1.0
    out.append(Candidate(None, features))
    if before is not None and goes_on(passage, before, figure, sentence[0], [each.words for each in moments_here]):
        for candidate in out:
            same = candidate.value.when is before.when if candidate.value is not None else before.when is None
            kind = "none_" if candidate.value is None else "last_" if not candidate.value.whole else "whole_"
            candidate.features[f"{kind}{'chained' if same else 'unchained'}"] = 1.0
    return out


def _bracketed_with_another(
    passage: Passage, here: tuple[int, int], day: tuple[int, int], figures: list[tuple[int, int]]
) -> bool:
    """Whether a day stands in brackets with another figure: "12,430 in the camp (yesterday 12,249)"."""
    borders = passage.borders
    if not borders.inside(day[0]) or (borders.inside(here[0]) and borders.opened[here[0]] == borders.opened[day[0]]):
        return False
    return any(borders.inside(each[0]) and borders.opened[each[0]] == borders.opened[day[0]] for each in figures)


def _of_another(passage: Passage, index: int, before: Drawn, carried: Sequence[tuple[str, When | None]]) -> bool:
    """Whether the figure before has a day of another paragraph, while that of this sentence names one of its own."""
    if before.when is None or before.sentence == passage.sentences[index]:
        return False
    return any(name == "earlier" for name, _ in carried) and (
        passage.paragraph_of(before.when.start) != passage.paragraphs[index]
    )


def _passed(passage: Passage, index: int, when: When, moments: Moments) -> bool:
    """Whether a period of another paragraph is only when something happened there: no day of who is here now."""
    line = passage.sentence_of(when.start)
    if passage.paragraphs[line] == passage.paragraphs[index]:
        return False
    named = next((each for each in moments.of_sentence(line) if each.when is when), None)
    return named is not None and _HOLDS.isdisjoint(named.features)


def _of_heading(
    passage: Passage, index: int, standing: When | None, own: Sequence[Moment], before: Sequence[tuple[str, Moment]],
    about: Sequence[str],
) -> list[Candidate]:  # fmt: skip
    """The day or period in the heading of a report, for a figure whose sentence and paragraph name none.

    On the day of the heading so many were there or had come; in its period so many came.
    """
    if standing is None or standing.last is None or standing.start >= passage.sentences[index][0]:
        return []
    if _ELSEWHERE & set(about) or not is_heading_line(passage.text, standing):
        return []
    if standing.last == passage.published and not _of_document(passage, standing):
        return []  # a story of that day tells of others
    nearer = any(
        name == "paragraph" or (name in {"title", "heading"} and moment.when.start > standing.start)
        for name, moment in before
    )
    if nearer or own:
        return []
    if standing.first in (None, standing.last):
        out = [Candidate(Days(standing, whole=False), {"headed": 1.0, **{f"headed_{name}": 1.0 for name in about}})]
        if standing.first is not None and "flow" in about:
            out.append(Candidate(Days(standing, whole=True), {f"headed_whole_{name}": 1.0 for name in about}))
        return out
    if "flow" in about and not _SO_FAR & set(about):
        return [Candidate(Days(standing, whole=True), {"headed": 1.0})]
    return []


def _of_document(passage: Passage, standing: When) -> bool:
    """Whether the line of a day is the title of a report: "Flash update 3, 18 January"."""
    words, known = passage.tokens.words, lexicon()
    first, last = passage.sentence_words[passage.sentence_of(standing.start)]
    named = known.words("speakers", "documents") | known.words("dates", "as_of")
    line = words[first:last]
    return any(word in named for word in line) or any(" ".join(pair) in named for pair in pairwise(line))


def _as_of_or_none(when: When, about: Sequence[str]) -> list[Candidate]:
    """The day that the paragraph is as of, or none; what else the report names is further away."""
    return [
        Candidate(Days(when, whole=False), {f"held_{each}": 1.0 for each in about} | {"held": 1.0, "carried": 1.0}),
        Candidate(None, {f"none_held_{each}": 1.0 for each in about} | {"none_held": 1.0}),
    ]


def _stretch(apart: Sequence[tuple[int, int]], word: int) -> tuple[int, int] | None:
    """The stretch of another time in which a word stands, if it stands in one."""
    return next((each for each in apart if each[0] <= word < each[1]), None)


def _about(
    passage: Passage, drawn: Drawn, here: tuple[int, int], sentence: tuple[int, int], term: tuple[int, int] | None
) -> list[str]:
    """What kind of figure it is, as far as its days go: a flow, a stock, so far, in the perfect tense."""
    kind: str = vocabulary().terms[drawn.term[0]].kind
    kind = kind if kind in {"flow", "stock"} else "other"
    said_by = next((each.kind for each in passage.within(passage.terms, *term)), "") if term is not None else ""
    if drawn.term[0] == "currently_displaced" and said_by == "verbs":
        kind = "event"  # "3,000 were displaced on Monday": what happened, not who is there
    found: list[str] = [kind]
    if vocabulary().terms[drawn.term[0]].forward:
        found.append("ahead")
    if said_by:
        found.append(f"{kind}_{said_by}")
    perfect = bool(_perfect(passage, here, sentence, term))
    so_far = passage.so_far(max(sentence[0], here[0] - _REACH), min(sentence[1], here[1] + _REACH))
    so_far = so_far or passage.in_tally(drawn.counted.figure.start)
    if perfect:
        found += ["perfect", f"perfect_{kind}"]
    if so_far:
        found += ["so_far", f"so_far_{kind}"]
    if not (perfect or so_far):
        found.append(f"plain_{kind}")
    if passage.borders.inside(here[0]):
        found.append("brackets")
    if drawn.total is not None:
        found.append("part")
    if drawn.counted.figure.qualifier in {"at least", "more than"}:
        found.append("lower")
    return found


def _ways(when: When, features: dict[str, float], about: Sequence[str], before: Drawn | None) -> list[Candidate]:
    """A period from end to end, and its last day alone."""
    whole, last = {**features, "whole": 1.0}, {**features, "last": 1.0}
    shapes = [name for name in _SHAPES if name in features or f"carried_{name}" in features]
    for way, own in (("whole", whole), ("last", last)):
        for each in about:
            own[f"{way}_{each}"] = 1.0
            for name in shapes:
                own[f"{way}_{name}_{each}"] = 1.0
        for name in shapes:
            own[f"{way}_{name}"] = 1.0
    if before is not None and before.when is when:
        (whole if before.whole else last)["as_before"] = 1.0
    stock = "stock" in about
    out = [Candidate(Days(when, whole=not stock), last if stock else whole)]
    if when.first is not None and (stock or when.last is not None):
        out.append(Candidate(Days(when, whole=stock), whole if stock else last))
    return out


def _shape(when: When, about: Sequence[str]) -> dict[str, float]:
    shape = dict[str, float]()
    if when.since:
        shape["since"] = 1.0
    elif when.first is None:
        shape["until"] = 1.0
    elif when.first == when.last:
        shape["one_day"] = 1.0
    elif when.last and (when.last - when.first).days > _NEARLY_A_YEAR:
        shape["year"] = 1.0
    else:
        shape["long"] = 1.0
    if when.relative:
        shape["relative"] = 1.0
    return {**shape, **{f"{name}_{each}": 1.0 for name in shape for each in about}}


def _perfect(passage: Passage, here: tuple[int, int], sentence: tuple[int, int], term: tuple[int, int] | None) -> float:
    """Whether the verb runs to the present: "have arrived", "has reached"."""
    words = lexicon().words("dates", "perfect")
    around = passage.tokens.words[max(sentence[0], here[0] - 4) : min(sentence[1], here[1] + 5)]
    led = passage.tokens.words[max(sentence[0], term[0] - 2) : term[0]] if term else []
    return 1.0 if any(word in words for word in [*around, *led]) else 0.0


def _gap(figure: tuple[int, int], other: tuple[int, int]) -> int:
    return max(other[0] - figure[1], figure[0] - other[1], 0)

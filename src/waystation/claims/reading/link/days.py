"""When it happened: the days of a figure among those that the report names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log1p

from waystation.claims.reading.drawn import Drawn
from waystation.claims.reading.heading import is_heading_line
from waystation.claims.reading.lexicon import lexicon
from waystation.claims.reading.link.chains import goes_on, in_turn, run_of
from waystation.claims.reading.link.choice import Candidate
from waystation.claims.reading.link.comparisons import compared_with
from waystation.claims.reading.link.day_ways import Days, kind_of_figure, shape_of, ways
from waystation.claims.reading.link.moments import Moment, Moments
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.link.place_rows import of_a_part
from waystation.claims.reading.link.relation import relation
from waystation.claims.reading.period import When

__all__ = ["Days", "day_candidates", "since_and_as_of"]

_NEAREST, _CLOSE = 6, 3
_BETWEEN = frozenset(
    f"{side}_{name}" for side in ("before", "after") for name in ("commas", "clauses", "figures", "ands", "stops")
)
_HOLDS = frozenset({"as_of", "heading", "title", "alone"})
"""How a day is used that may hold for what other paragraphs count."""
_WHEN_TOLD = frozenset({"said", "event", "compared"})
_ELSEWHERE, _SO_FAR = frozenset({"other", "ahead"}), frozenset({"so_far", "perfect"})


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
    term = passage.words(*drawn.term[1:]) if drawn.term[2] > drawn.term[1] else None
    about = kind_of_figure(passage, drawn, passage.counted(drawn.counted), passage.sentence_words[index], term)
    settled = _settled(drawn, index, moments, about)
    if settled is not None:
        return settled
    named_before = moments.carried(index)
    headed = _of_heading(passage, index, standing, moments.of_sentence(index), named_before, about)
    if headed:
        return headed
    row = _row(passage, drawn, index, moments, before, figures, about, term)
    out = _of_sentence(passage, row)
    known = _carried(passage, row, index, moments, named_before, standing)
    none = known.pop(None, {})
    uses = {id(moment.when): moment for _, moment in named_before}
    out += _of_elsewhere(passage, row, known, index, moments, uses)
    as_of = any("as_of" in uses[id(each)].features for each in known if id(each) in uses)
    out.append(Candidate(None, _of_none(row, none, as_of)))
    before, here_days = row.before, [each.words for each in row.here_days]
    if before is not None and goes_on(passage, before, row.figure, row.sentence[0], here_days):
        for candidate in out:
            same = candidate.value.when is before.when if candidate.value is not None else before.when is None
            kind = "none_" if candidate.value is None else "last_" if not candidate.value.whole else "whole_"
            candidate.features[f"{kind}{'chained' if same else 'unchained'}"] = 1.0
    return out


def _settled(drawn: Drawn, index: int, moments: Moments, about: Sequence[str]) -> list[Candidate] | None:
    """The few days that are left where a list or a paragraph "as of" a day holds for a figure."""
    over = moments.over_list(index) or moments.of_lead(drawn.counted.figure.start, index) or moments.of_sheet(index)
    if over is not None:
        # A running total is of no single day.
        total = "so_far" in about and over.when.first == over.when.last
        return [Candidate(Days(over.when, whole="stock" not in about and not total), {"over_list": 1.0})]
    held = moments.held(index)
    return _as_of_or_none(held.when, about) if held is not None else None


@dataclass(frozen=True)
class _Row:
    """A figure among the days of its sentence.

    Parameters
    ----------
    drawn : the figure with its unit, term and total
    before : the claim before it, unless a comparison parts the two
    figure, here, run, sentence : numbers of its words, of those with what leads to it and its unit, of the list in
        which it stands, and of its sentence
    figures : those of the other figures of its sentence, without those of that list
    about : what kind of figure it is
    term : numbers of the words that say what happened, if any do
    compared : the stretch of another time in which it stands, if it stands in one
    here_days, named : the days of its sentence that may be its own, and the nearest of them, the nearest first
    """

    drawn: Drawn
    before: Drawn | None
    figure: tuple[int, int]
    here: tuple[int, int]
    run: tuple[int, int]
    sentence: tuple[int, int]
    figures: list[tuple[int, int]]
    about: Sequence[str]
    term: tuple[int, int] | None
    compared: tuple[int, int] | None
    here_days: list[Moment]
    named: list[Moment]


def _row(
    passage: Passage, drawn: Drawn, index: int, moments: Moments, before: Drawn | None,
    figures: list[tuple[int, int]], about: Sequence[str], term: tuple[int, int] | None,
) -> _Row:  # fmt: skip
    """A figure among the days of its sentence; parameters as of `day_candidates` and `_Row`."""
    count, sentence = drawn.counted, passage.sentence_words[index]
    figure, here = passage.words(count.figure.start, count.figure.end), passage.counted(count)
    days = [
        each
        for each in moments.of_sentence(index)
        if not of_a_part(passage, here, each.words) and not _bracketed_with_another(passage, here, each.words, figures)
    ]
    apart = compared_with(passage, sentence, figures, [each.words for each in days])
    compared = _stretch(apart, figure[0])
    if before is not None and before.sentence == passage.sentences[index]:
        word = passage.tokens.at(before.counted.figure.start)
        # "Compared with last week's 1,270, only 415 came": the other time is not that of the 415.
        before = before if _stretch(apart, word) == compared else None
    days = [each for each in days if _stretch(apart, each.words[0]) == compared]
    told = [each for each in days if _WHEN_TOLD.isdisjoint(each.features)]
    own = in_turn(figure, figures, [each.words for each in told]) if compared is None else -1
    days = days if own < 0 else [told[own]]
    named = sorted(days, key=lambda each: max(each.words[0] - here[1], here[0] - each.words[1]))[:_NEAREST]
    # "12 dead, 30 wounded and 200 homes lost on Monday": the day stands as near to the first as to the last.
    run = run_of(passage, here, figures, [each.words for each in days])
    others = [each for each in figures if each != figure and not run[0] <= each[0] < run[1]]
    return _Row(drawn, before, figure, here, run, sentence, others, about, term, compared, days, named)


def _of_sentence(passage: Passage, row: _Row) -> list[Candidate]:
    """The days that its own sentence names."""
    out, here, term = list[Candidate](), row.here, row.term
    verbs = [each for each in passage.within(passage.terms, *row.sentence) if each.kind == "verbs"] if row.named else []
    for rank, moment in enumerate(row.named):
        there = moment.words
        features = relation(passage.borders, row.run, there)
        side = "after" if there[0] >= here[1] else "before"
        features["rank"] = float(rank)
        features["only" if len(row.named) == 1 else "several"] = 1.0
        if any(_gap(other, there) < _gap(row.figure, there) for other in row.figures):
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
        out += ways(moment.when, {**features, **shape_of(moment.when, row.about)}, row.about, row.before)
    return out


def _carried(
    passage: Passage, row: _Row, index: int, moments: Moments, named_before: Sequence[tuple[str, Moment]],
    standing: When | None,
) -> dict[When | None, dict[str, float]]:  # fmt: skip
    """The days from elsewhere in the report, each with why it may hold; None for a claim before that has none."""
    before, drawn = row.before, row.drawn
    carried: list[tuple[str, When | None]] = [(name, moment.when) for name, moment in named_before]
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
    if "stock" in row.about:
        carried = [(name, when) for name, when in carried if when is None or not _passed(passage, index, when, moments)]
    if row.compared is not None:
        carried = []  # "up from 120": of some earlier time, whatever the report is of
    known: dict[When | None, dict[str, float]] = {}
    for name, when in carried:
        features = known.setdefault(when, {})
        for each in row.about:
            features[f"{name}_{each}"] = 1.0
        features[name] = 1.0
        if row.named:
            features["carried_although"] = features[f"{name}_although"] = 1.0
        if before is not None and before.term[0] == drawn.term[0]:
            features[f"{name}_same_term"] = 1.0
    return known


def _of_elsewhere(
    passage: Passage, row: _Row, known: Mapping[When | None, dict[str, float]], index: int, moments: Moments,
    uses: Mapping[int, Moment],
) -> list[Candidate]:  # fmt: skip
    """The candidates of days from elsewhere in the report, some with how the report uses them, by their identity."""
    out, about, figure = list[Candidate](), row.about, row.drawn.counted.figure
    for when, features in known.items():
        if when is None or any(when is each.when for each in row.named):
            continue
        shape = {f"carried_{name}": value for name, value in shape_of(when, about).items()}
        use = uses.get(id(when))
        if use is not None:
            features["paragraphs"] = moments.distance(use, index)
            if "as_of" in use.features and use.paragraph == passage.paragraphs[index]:
                features["as_of_here"] = 1.0
            for name in use.features:
                features[f"carried_{name}"] = 1.0
        taken = ways(when, {**features, **shape, "carried": 1.0}, about, row.before)
        one_day = when.first == when.last and passage.in_tally(figure.start)
        # A running total is of no single day.
        out += [each for each in taken if not (one_day and each.value.whole)]
    return out


def _of_none(row: _Row, none: Mapping[str, float], as_of: bool) -> dict[str, float]:
    """The features of a figure of no day, where a claim before has none, and where the report is as of some day."""
    features = {"none": 1.0, "none_although": 1.0 if row.named else 0.0}
    for moment in row.named:
        for name in moment.features:
            features[f"none_although_{name}"] = 1.0
    for each in row.about:
        features[f"none_{each}"] = 1.0
    for name in none:
        if name in {"total", "before_same", "before_other", "before_paragraph", "before_list"}:
            features[f"none_{name}"] = 1.0
    if as_of:
        features["none_as_of"] = 1.0
    return features


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
    # Who is there now is of no day on which only something happened in its paragraph.
    nearer = any(
        (name == "paragraph" and ("stock" not in about or not _HOLDS.isdisjoint(moment.features)))
        or (name in {"title", "heading"} and moment.when.start > standing.start)
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


def _gap(figure: tuple[int, int], other: tuple[int, int]) -> int:
    return max(other[0] - figure[1], figure[0] - other[1], 0)

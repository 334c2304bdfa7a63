"""A report taken apart: each figure with what it counts, what happened, when, where and who says so."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter, itemgetter
from typing import TypeVar

from waystation.claims.personal import personal_spans
from waystation.claims.reading.counts import Counted, at_least, every_figure, of_base, shares
from waystation.claims.reading.drawn import Drawn, add_up
from waystation.claims.reading.figures import Figure
from waystation.claims.reading.heading import as_of_the_hour, datelines, days_of_filing, filed_elsewhere, standing
from waystation.claims.reading.lexicon import COUNTS_NOBODY, Tokens, languages_of, speaking
from waystation.claims.reading.link.carried_places import Standing, direction
from waystation.claims.reading.link.choice import Candidate, Chooser, learned
from waystation.claims.reading.link.corrected import mark_corrected
from waystation.claims.reading.link.days import Days, day_candidates, since_and_as_of
from waystation.claims.reading.link.happenings import nearest, term_candidates
from waystation.claims.reading.link.moments import Moments
from waystation.claims.reading.link.passage import Passage
from waystation.claims.reading.link.places import place_candidates
from waystation.claims.reading.link.prospects import look_ahead
from waystation.claims.reading.link.rates import period_of
from waystation.claims.reading.link.restated import before_brackets, counted_again, restates
from waystation.claims.reading.link.sources import source_candidates
from waystation.claims.reading.link.units import said_of_whole, unit_candidates
from waystation.claims.reading.link.whole_part import tie_list_totals, total_candidates, totals_without_place_of_parts
from waystation.claims.reading.marks import exclusion_reason
from waystation.claims.reading.office_names import Attribution
from waystation.claims.reading.period import When
from waystation.claims.reading.reporting_period import of_reporting_period
from waystation.claims.reading.speaker_lines import Known, title_source
from waystation.claims.reading.speakers import attributions, quotations, standing_source
from waystation.claims.reading.tables import tabled
from waystation.claims.reading.weeks import before_period, from_own_day
from waystation.claims.reading.when import periods
from waystation.claims.reading.whereabouts import Spot, spots, without_qualifiers

__all__ = ["Gathered", "gathered", "take_apart"]

_T = TypeVar("_T")
_LONGEST_QUOTE = 700
_MOST_OF_A_SENTENCE = 40
_MOST_OF_A_REPORT = 1_000
"""More figures are not read; they stand among the numbers not read."""

_LOOK_BACK = 60
_OF_THE = re.compile(r"\b(?:of|de)\s+(?:the|las|los|les)\s+$")
_OPENS_LINE = re.compile(r"(?:^|\n)[ \t•*-]*$")
# "Jowhar and Mahaday": a heading of several places, not all of them known.
_MORE_NAMES = re.compile(
    r"(?:\s?(?:,|/|&|and|et|y|e|і|и)\s[^\W\d_a-zß-öø-ÿа-яіїєґё][\w’'-]+(?:[ -][^\W\d_a-zß-öø-ÿ][\w’'-]+)?)+"
)
_HEADING = 9
_BESIDE = 6
_YEAR = 4
_LABELS = frozenset({":", ": about", ": some"})


@dataclass
class _Sentence:
    """A sentence and all that stands in it, gathered once for its figures."""

    index: int
    span: tuple[int, int]
    words: tuple[int, int]
    figures: list[Figure]
    sources: list[Attribution]
    following: list[Attribution]
    earlier_source: Attribution | None
    sentences_back: int
    spots: list[Spot]
    quotes: list[tuple[int, int]]
    at: dict[int, tuple[int, int]] = field(default_factory=dict)
    again: set[int] = field(default_factory=set)

    def figures_near(self, passage: Passage, figure: Figure) -> list[tuple[int, int]]:
        """Numbers of the words of a figure and of those next to it, without groups counted again in brackets."""
        if not self.at:
            self.at = {each.start: passage.words(each.start, each.end) for each in self.figures}
            again = counted_again(passage, list(self.at.values()))
            self.again = {each.start for each in self.figures if self.at[each.start] in again}
        index = bisect_left(self.figures, figure.start, key=lambda each: each.start)
        near = self.figures[max(0, index - _BESIDE) : index + _BESIDE + 1]
        return [self.at[each.start] for each in near if each.start not in self.again or each == figure]


@dataclass
class Gathered:
    """All that a report names.

    Parameters
    ----------
    passage : the report
    sentences : those of its sentences that hold a figure or name a place, with their speakers
    named : its places
    standing, source : the period and the source of the whole report
    bases : the figure that a share is taken of, by where the share stands
    moments : its days
    tables : the claims of its tables
    """

    passage: Passage
    sentences: Sequence[_Sentence]
    named: Sequence[Spot]
    standing: When | None
    source: Attribution | None
    bases: Mapping[int, Figure]
    moments: Moments
    tables: Sequence[Drawn]


@dataclass
class _Report:
    """What is known of the whole text so far."""

    found: Gathered
    chooser: Chooser
    places: Standing
    drawn: list[Drawn] = field(default_factory=list)
    ahead: list[When] = field(default_factory=list)


def take_apart(
    text: str, published: date, places: Sequence[str] = (), publisher: str = "", chooser: Chooser | None = None,
    roles: Mapping[str, str] | None = None,
) -> list[Drawn]:  # fmt: skip
    """Every figure of a report that counts people, families, homes or vehicles, in the order they stand.

    Parameters
    ----------
    text : the report
    published : day it came out, against which its days are resolved
    places : names of the scenario's places
    publisher : who publishes it; its name is no place
    chooser : chooses between candidates; the weights that ship with the package if None
    roles : for a role such as "camp" the scenario's one place that has it
    """
    with speaking(languages_of(text)):
        found = gathered(text, published, places, publisher, roles or {})
        report = _Report(found, chooser or learned(), Standing(found.passage, found.named))
        for sentence in found.sentences:
            _look_at_heading(report, sentence)
            for figure in sentence.figures:
                _draw(report, figure, sentence)
        mark_corrected(found.passage, report.drawn)
        tie_list_totals(found.passage, report.drawn)
    drawn = sorted([*found.tables, *report.drawn], key=lambda each: each.counted.figure.start)
    add_up(text, drawn)
    totals_without_place_of_parts(drawn)
    return drawn


def gathered(text: str, published: date, places: Sequence[str], publisher: str, roles: Mapping[str, str]) -> Gathered:
    """All that a report names, before anything is chosen; parameters as of `take_apart`."""
    passage = Passage(text, published)
    persons = Known()
    sources = [attributions(passage.tokens, piece, persons) for piece in passage.sentences]
    title = title_source(text)
    if title and sources and not sources[0]:
        sources[0] = [Attribution(title[0], title[1], title[1] + len(title[0]), forward=False)]
    passage.sources = sorted(each for each in _named_as_source(sources) if " " in text[slice(*each)])
    source = standing_source(text)
    lines = datelines(text)
    filed = days_of_filing(text, lines)
    whens = [each for each in periods(text, published) if not _inside(each.start, filed)]
    figures, bases = _figures(text)
    whens = as_of_the_hour(text, [each for each in whens if not _holds_count(passage, each, figures)])
    passage.dated = sorted((each.start, each.end) for each in whens)
    speakers = [*_named_as_source(sources), *([(source.start, source.end)] if source else [])]
    apart = filed_elsewhere(lines, filed, passage.tokens)
    if publisher and not any(each.place is None for each in spots(Tokens(publisher))):
        apart += [each.span() for each in re.finditer(re.escape(publisher), text)]
    named = without_qualifiers(text, spots(passage.tokens, places, apart, speakers, roles), places)
    figures = _bounded(figures, passage.sentences)
    of_names = [(each.start, each.end) for each in named if each.numbered]
    figures = [each for each in figures if not _inside(each.start, of_names)]
    named = [each for each in (_without_figure(each, figures) for each in named) if not each.name.endswith("-")]
    stands = standing(text, whens, published)
    whens = from_own_day(whens, text, stands, published)
    whens = of_reporting_period(before_period(whens, text, stands, published), text, stands)
    whens = [_up_to(each, stands, published) for each in whens]
    tables = tabled(text, named, Standing(passage, named).home, stands, source, published)
    apart = [each.sentence for each in tables]
    private = personal_spans(text)
    dated = [(each.start, each.end) for each in whens]
    figures = [
        each for each in figures
        if not (_inside(each.start, apart) or _inside(each.start, private) or _inside(each.start, dated))
        and not any(end is not None and end % 1 for end in (each.low, each.high))
    ]  # fmt: skip
    together = list(_sentences(passage, figures, sources, named))
    return Gathered(passage, together, named, stands, source, bases, Moments(passage, whens), tables)


def _up_to(when: When, standing: When | None, published: date) -> When:
    """A period "since 9 November" up to the day that the report is as of, where it came out later."""
    last = standing.last if standing is not None and standing.first in (None, standing.last) else None
    if last is None or not when.since or when.last != published or last >= published:
        return when
    return when if when.first is None or when.first > last else replace(when, last=last)


def _without_figure(spot: Spot, figures: Sequence[Figure]) -> Spot:
    """A place without the figure behind its name that was taken for its number: "South gate 64"."""
    index = bisect_left(figures, spot.end, key=lambda each: each.start) - 1
    if index < 0 or figures[index].start <= spot.start:
        return spot
    name = spot.name[: figures[index].start - spot.start].rstrip()
    # The scenario's own name of a place may be another than stands in the text.
    whole = len(spot.name) == spot.end - spot.start
    return replace(spot, name=name, end=spot.start + len(name)) if whole and name else spot


def _holds_count(passage: Passage, when: When, figures: Sequence[Figure]) -> bool:
    """Whether words taken for a day end with a count or a part of one: "in March 30 people", "marzo 3.352 personas"."""
    index = bisect_left(figures, when.end, key=lambda each: each.start) - 1
    if index < 0 or figures[index].start <= when.start or figures[index].end < when.end:
        return False
    if figures[index].end > when.end:
        return True
    written = passage.text[figures[index].start : figures[index].end]
    if (len(written) == _YEAR and written.isdigit()) or passage.text[when.end : when.end + 1] != " ":
        return False  # "In March 2022 people fled"; a day at the end of a line
    first = passage.words(figures[index].start, figures[index].end)[1]
    return any(name not in COUNTS_NOBODY for name in passage.units_at(first))


def _bounded(figures: Sequence[Figure], sentences: Sequence[tuple[int, int]]) -> list[Figure]:
    """The figures that are read: so many of a sentence and of a report, so that endless rows of numbers end."""
    kept = list[Figure]()
    for piece in sentences:
        kept += _between(figures, piece, _begins)[:_MOST_OF_A_SENTENCE]
    return kept[:_MOST_OF_A_REPORT]


_begins = attrgetter("start")


def _sentences(
    passage: Passage, figures: Sequence[Figure], sources: Sequence[list[Attribution]], named: Sequence[Spot]
) -> Iterator[_Sentence]:
    """The sentences that hold a figure or name a place."""
    text, pieces = passage.text, passage.sentences
    quotes = quotations(text)
    earlier: tuple[Attribution, int] | None = None
    for index, piece in enumerate(pieces):
        its_figures, its_spots = _between(figures, piece, _begins), _between(named, piece, _begins)
        if its_figures or its_spots:
            yield _Sentence(
                index,
                piece,
                passage.sentence_words[index],
                its_figures,
                sources[index],
                sources[index + 1] if index + 1 < len(pieces) else [],
                earlier[0] if earlier else None,
                index - earlier[1] if earlier else 0,
                its_spots,
                _between(quotes, (piece[0] - _LONGEST_QUOTE, piece[1]), itemgetter(0)),
            )
        spoke = next((each for each in reversed(sources[index]) if each.speaker), None)
        earlier = (spoke, index) if spoke else earlier


def _look_at_heading(report: _Report, sentence: _Sentence) -> None:
    """A short line of its own that names a place heads what follows."""
    text, (start, end) = report.found.passage.text, sentence.span
    places = [each for each in sentence.spots if each.kind != "bare"]
    if not places or sentence.figures or sentence.words[1] - sentence.words[0] > _HEADING or text[end - 1] in ".;,":
        return
    if _OPENS_LINE.search(text, max(0, start - _LOOK_BACK), start) and text[end : end + 1] in {"", "\n"}:
        report.places.heading = places[-1] if places[-1].role == "there" else places[0]
        report.places.heading_line = sentence.index
        named = report.places.heading
        beside = text[start : named.start].strip("#* -•") + text[named.end : end].strip(": ")
        report.places.heading_alone = not beside or _MORE_NAMES.fullmatch(beside) is not None
        report.places.here = None


def _draw(report: _Report, figure: Figure, sentence: _Sentence) -> None:
    """Add one figure with all that is said of it, if it counts something."""
    passage, text = report.found.passage, report.found.passage.text
    before = report.drawn[-1] if report.drawn else None
    words = passage.words(figure.start, figure.end)
    sure: dict[str, float] = {}
    ways: dict[str, str] = {}

    def chosen(name: str, candidates: Sequence[Candidate], key: Callable[[object], object]) -> object:
        best, sure[name] = report.chooser.choose(name, figure.start, candidates, key)
        ways[name] = "none" if best.value is None else "carried" if _from_elsewhere(name, best.features) else "own"
        return best.value

    base = report.found.bases.get(figure.start)
    is_whole = any(share < figure.start and whole == figure for share, whole in report.found.bases.items())
    if base is not None:
        count: Counted | None = of_base(text, figure, base, sentence.span)
        if count is not None and not count.unit and base.start > figure.start:
            # "60 per cent of the 120 households": of households, which are named further on.
            count = replace(count, unit=_unit_behind(passage, base))
        sure["unit"] = 0.7
    else:
        aside = before_brackets(text, report.drawn, figure)
        units = unit_candidates(passage, figure, sentence.words, aside, nearest(passage, words, sentence.words))
        if is_whole:
            units = said_of_whole(passage, figure, units)
        count = chosen("unit", units, lambda each: each.unit if each else None)  # type: ignore[assignment,attr-defined]
    if count is None or _mentioned(report, figure):
        return
    count = at_least(text, count)
    drawn = Drawn(count, sentence.span, unit=count.unit, sure=sure, ways=ways)
    if before is not None and base is None and restates(
        passage, count, before, sentence.words, sentence.spots, report.found.moments, sentence.index
    ):  # fmt: skip
        _as_before(drawn, before)
        report.drawn.append(drawn)
        return
    if base is not None:
        drawn.total = next((each for each in reversed(report.drawn) if _same(each.counted.figure, base)), None)
    else:
        totals = total_candidates(passage, count, sentence.words, report.drawn[-_LOOK_BACK:], sentence.figures)
        if len(totals) > 1:
            drawn.total = chosen("total", totals, id)  # type: ignore[assignment]
    if not drawn.unit:
        drawn.unit = drawn.total.unit if drawn.total else "people"
    around = sentence.figures_near(passage, figure)
    labelled = any(
        each.end < figure.start and text[each.end : figure.start].strip() in _LABELS for each in sentence.spots
    )
    wide = any(each.kind in {"country", "province"} for each in sentence.spots)
    terms = term_candidates(passage, count, sentence.words, before, drawn.total, around, labelled, wide)
    if is_whole:
        # "Half of the 26,000 residents had left": what follows is said of the half.
        terms = [each for each in terms if each.value[1] < max(count.end, figure.end)] or terms
    drawn.term = chosen("term", terms, lambda each: each[0])  # type: ignore[assignment,index]
    led = passage.led(words)[0], max(words[1], passage.words(figure.start, max(count.end, figure.end))[1])
    drawn.per = period_of(passage, led, sentence.words)
    spots_of = place_candidates(drawn, sentence.index, before, report.places, around)
    drawn.spot = chosen("place", spots_of, lambda each: each.name if each else None)  # type: ignore[assignment,attr-defined]
    whens = day_candidates(passage, drawn, sentence.index, report.found.moments, before, report.found.standing, around)
    days = chosen("days", whens, _days_key)
    if isinstance(days, Days):
        drawn.when, drawn.whole = days.when, days.whole
        if len(around) == 1 and direction(drawn.term[0]) != "stays":
            together = since_and_as_of(days.when, report.found.moments.of_sentence(sentence.index))
            drawn.when, drawn.whole = (together, True) if together else (days.when, days.whole)
    speakers = source_candidates(
        passage, drawn, sentence.words, sentence.sources, sentence.earlier_source, sentence.sentences_back,
        sentence.following, sentence.quotes, before, report.found.source,
    )  # fmt: skip
    drawn.source = chosen("who", speakers, lambda each: each.speaker if each else None)  # type: ignore[assignment,attr-defined]
    drawn.exclusion_reason = exclusion_reason(
        text, figure.start, figure.end, sentence.span, drawn.when, passage.published
    )
    if not drawn.exclusion_reason and drawn.total:
        drawn.exclusion_reason = drawn.total.exclusion_reason
    if drawn.term[0] == "capacity" and drawn.exclusion_reason == "forecast":
        # Room that will be there is told as room.
        drawn.exclusion_reason = ""
    stated = drawn.when
    look_ahead(text, drawn, passage.published)
    if drawn.when is not stated and stated is not None:
        report.ahead.append(stated)
    elif drawn.exclusion_reason not in {"forecast", "hypothetical"} and any(each is stated for each in report.ahead):
        # "By December 400 may come. 30 came by boat": the days to come are none of what has been.
        drawn.when, drawn.whole = None, True
    report.drawn.append(drawn)
    report.places.took(drawn)


def _as_before(drawn: Drawn, before: Drawn) -> None:
    """Take over all that is said of the same group where it was counted first."""
    drawn.unit = drawn.unit or before.unit
    drawn.term, drawn.when, drawn.whole, drawn.spot = before.term, before.when, before.whole, before.spot
    drawn.source, drawn.per, drawn.exclusion_reason = before.source, before.per, before.exclusion_reason
    for name in ("term", "place", "days", "who"):
        if name in before.sure:
            drawn.sure[name], drawn.ways[name] = before.sure[name], before.ways[name]


def _from_elsewhere(choice: str, features: Mapping[str, float]) -> bool:
    """Whether no words near the figure say it."""
    if "carried" in features or "bare" in features:
        return True
    return choice == "term" and any(name.startswith("default_") for name in features)


def _mentioned(report: _Report, figure: Figure) -> bool:
    """Whether a figure only names a total read before: "a fifth of the 520"."""
    led = _OF_THE.search(report.found.passage.text, max(0, figure.start - 12), figure.start)
    return led is not None and any(_same(each.counted.figure, figure) for each in report.drawn[-_LOOK_BACK:])


def _days_key(value: object) -> object:
    return (value.when.first if value.whole else None, value.when.last) if isinstance(value, Days) else None


def _unit_behind(passage: Passage, figure: Figure) -> str:
    """The unit right behind a figure, or nothing."""
    after = passage.words(figure.start, figure.end)[1]
    return next((name for name in passage.units_at(after) if name not in COUNTS_NOBODY), "")


def _same(figure: Figure, base: Figure) -> bool:
    value = base.high or base.low
    return figure == base or value in (figure.low, figure.high)


def _between(ordered: Sequence[_T], span: tuple[int, int], start: Callable[[_T], int]) -> list[_T]:
    """Those of an ordered list that begin in a stretch of the text."""
    first = bisect_left(ordered, span[0], key=start)
    return list(ordered[first : bisect_left(ordered, span[1], lo=first, key=start)])


def _inside(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether an offset lies in one of some ordered stretches that do not overlap, or in the last of those alike."""
    index = bisect_right(spans, at, key=lambda each: each[0]) - 1
    return index >= 0 and at < spans[index][1]


def _figures(text: str) -> tuple[list[Figure], dict[int, Figure]]:
    """The figures of a text with its shares, and the base of each share by where it stands."""
    figures = every_figure(text)
    partial = [(share, base) for share, base in shares(text, figures) if not _within(share, figures)]
    spans = [(share.start, share.end) for share, _ in partial]
    bare = [each for each in figures if not _inside(each.start, spans)]
    together = sorted([*bare, *(share for share, _ in partial)], key=lambda each: each.start)
    return together, {share.start: base for share, base in partial}


def _named_as_source(sources: Sequence[Sequence[Attribution]]) -> Iterator[tuple[int, int]]:
    """Offsets of speakers and of the outlets they told: names there are no places."""
    for each in (each for sentence in sources for each in sentence):
        yield each.start, max(each.end, each.whole)
        if each.told:
            yield each.told


def _within(share: Figure, figures: Sequence[Figure]) -> bool:
    """Whether a share is a word of a figure: "half a dozen"."""
    index = bisect_right(figures, share.start, key=lambda each: each.start) - 1
    if index < 0:
        return False
    around = figures[index]
    return share.end <= around.end and (around.start, around.end) != (share.start, share.end)

"""A report taken apart: each figure with what it counts, what happened, when, where and who says so."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from waystation.claims.personal import personal_spans
from waystation.claims.reading.bare import stands_for_people
from waystation.claims.reading.counts import THINGS, Counted, counted, every_figure, of_base, shares
from waystation.claims.reading.drawn import Drawn, add_up
from waystation.claims.reading.figures import Figure
from waystation.claims.reading.heading import datelines, standing
from waystation.claims.reading.marks import kept_out
from waystation.claims.reading.parts import carries_on, total_of
from waystation.claims.reading.sentences import sentences
from waystation.claims.reading.speakers import Attribution, attributions, quotations, standing_source, who
from waystation.claims.reading.tables import tabled
from waystation.claims.reading.terms import Happening, distance, happening, sayings
from waystation.claims.reading.when import When, periods
from waystation.claims.reading.whereabouts import Spot, spots, where
from waystation.claims.reading.wording import phrases, values
from waystation.claims.vocabulary import vocabulary

__all__ = ["take_apart"]

_T = TypeVar("_T")
_LOOK_BACK = 60
_LONGEST_QUOTE = 700
_FAR_TERM = 14.0
_FAR_WHEN = 26.0
_OPENING = 12
_A_DAY = re.compile(r"\s+(?:a|per|each|every|par|al|por)\s+(?:day|jour|día)\b|\s+daily\b", re.IGNORECASE)
# What these say of one figure is not said of the next.
_PASSING = {
    "killed",
    "wounded",
    "died_on_the_way",
    "hospital_referral",
    "capacity",
    "detained",
    "surrendered",
    "expected",
}
_A_YEAR = 365
_ITS_COUNT = re.compile(
    r"\bby\s+(?:its|their|his|her)\s+(?:own\s+)?(?:latest\s+)?(?:count|tally|figures|estimate|reckoning)", re.IGNORECASE
)
_GOES_ELSEWHERE = {"returned", "relocated", "hospital_referral", "left_receiving_place", "left_camp", "expected"}
_BARE_NEAR = 12.0
_SAID_ON = re.compile(r"\W*(?:on\s+|late\s+|early\s+)*$")


@dataclass
class _Passage:
    """A sentence and all that stands in it, gathered once for its figures."""

    span: tuple[int, int]
    sources: list[Attribution]
    following: list[Attribution]
    before: Attribution | None
    spots: list[Spot]
    whens: list[When]
    quotes: list[tuple[int, int]]
    said: list[Happening]


@dataclass
class _SoFar:
    """What is known of the whole text so far."""

    text: str
    published: date
    standing: When | None
    source: Attribution | None
    home: Spot | None
    drawn: list[Drawn] = field(default_factory=list)
    totals: dict[int, int] = field(default_factory=dict)
    by_start: dict[int, Drawn] = field(default_factory=dict)
    here: Spot | None = None

    def add(self, drawn: Drawn) -> None:
        """Keep a figure, and the place where the report now is."""
        start = drawn.counted.figure.start
        self.drawn.append(drawn)
        self.by_start[start] = drawn
        if drawn.total:
            self.totals[start] = drawn.total.counted.figure.start
        if drawn.spot and not drawn.spot.bare and drawn.term[0] not in _GOES_ELSEWHERE:
            self.here = drawn.spot


def take_apart(text: str, published: date, places: Sequence[str] = (), publisher: str = "") -> list[Drawn]:
    """Every figure of a report that counts people, families, vehicles or shelters, in the order they stand.

    Parameters
    ----------
    text : the report
    published : day it came out, against which its days are resolved
    places : names of the scenario's places
    publisher : who publishes it; its name is no place
    """
    pieces = sentences(text)
    sources = [attributions(text, piece) for piece in pieces]
    source = standing_source(text)
    lines = datelines(text)
    whens = [each for each in periods(text, published) if not _inside(each.start, lines)]
    apart = [*_named_as_source(sources), *([(source.start, source.end)] if source else [])]
    if publisher and not any(each.place is None for each in spots(publisher)):
        apart += [each.span() for each in re.finditer(re.escape(publisher), text)]
    named = spots(text, places, apart)
    home = next((each for each in named if not each.bare), None)
    report = _SoFar(text, published, standing(text, whens), source, home)
    for each in tabled(text, home, report.standing, source, published):
        report.add(each)
    rows = [each.sentence for each in report.drawn]
    private = personal_spans(text)
    figures, bases = _figures(text)
    figures = [each for each in figures if not (_inside(each.start, rows) or _inside(each.start, private))]
    dated = [(each.start, each.end) for each in whens]
    figures = [each for each in figures if not _inside(each.start, dated)]
    for passage in _passages(text, pieces, sources, named, whens):
        here = _between(figures, passage.span, lambda each: each.start)
        if here:
            passage.said = sayings(text, passage.span)
        for figure in here:
            _draw(report, figure, bases.get(figure.start), passage)
    report.drawn.sort(key=lambda each: each.counted.figure.start)
    add_up(text, report.drawn)
    return report.drawn


def _passages(
    text: str,
    pieces: Sequence[tuple[int, int]],
    sources: Sequence[list[Attribution]],
    named: Sequence[Spot],
    whens: Sequence[When],
) -> Iterator[_Passage]:
    quotes, before = quotations(text), None
    for index, piece in enumerate(pieces):
        following = sources[index + 1] if index + 1 < len(pieces) else []
        reaching = _between(quotes, (piece[0] - _LONGEST_QUOTE, piece[1]), lambda each: each[0])
        here = _between(named, piece, lambda each: each.start)
        yield _Passage(
            piece,
            sources[index],
            following,
            before,
            here,
            _between(whens, piece, lambda each: each.start),
            reaching,
            [],
        )
        before = next((each for each in reversed(sources[index]) if each.speaker), before)


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


def _draw(report: _SoFar, figure: Figure, base: Figure | None, passage: _Passage) -> None:
    """Add one figure with all that is said of it, if it counts something."""
    text, sentence = report.text, passage.span
    count = counted(text, figure, sentence) if base is None else of_base(text, figure, base, sentence)
    if count is None or _mentioned(report, figure):
        return
    drawn = Drawn(count, sentence)
    recent = [each.counted for each in report.drawn[-_LOOK_BACK:]]
    total = total_of(text, count, sentence, recent, report.totals)
    drawn.total = report.by_start.get(total.figure.start) if total else None
    found = happening(text, count, passage.said)
    previous = report.drawn[-1] if report.drawn else None
    goes_on = previous is not None and carries_on(text, figure.start, sentence)
    earlier = None if count.unit else _again(report, figure)
    if not count.unit and drawn.total is None:
        told = goes_on or earlier is not None
        if not stands_for_people(text, figure, found[1] if found else None, sentence, previous, told=told):
            return
    if found and not (drawn.total and (found[1] > _FAR_TERM or _of_another(report, found[0], count))):
        drawn.term, drawn.far = found
    elif drawn.total:
        drawn.term, drawn.far = drawn.total.term, drawn.total.far + 4
    elif previous is not None and (goes_on or _same_kind(count, previous)):
        drawn.term, drawn.far = previous.term, previous.far + 6
    again = earlier if found is None else None
    drawn.unit = count.unit or (drawn.total.unit if drawn.total else again.unit if again else "people")
    _by_unit(text, drawn)
    _by_label(text, drawn, passage)
    if _A_DAY.match(text, max(count.end, figure.end)):
        drawn.unit = f"{drawn.unit} per day"
    leaning = drawn.total or again or (previous if goes_on else None)
    drawn.source = (
        who(figure.start, passage.sources, passage.before, passage.following, passage.quotes)
        or _carried(leaning, drawn)
        or _own_count(text, passage)
        or report.source
    )
    drawn.spot = _spot(report, drawn, leaning, passage)
    drawn.when = _when(report, drawn, leaning, passage)
    drawn.kept_out = kept_out(text, figure.start, figure.end, sentence, drawn.when, report.published)
    if not drawn.kept_out and drawn.total:
        drawn.kept_out = drawn.total.kept_out
    _look_ahead(report, drawn)
    report.add(drawn)


def _mentioned(report: _SoFar, figure: Figure) -> bool:
    """Whether a figure only names a total read before: "a fifth of the 520"."""
    led = re.search(r"\b(?:of|de)\s+(?:the|las|los|les)\s+$", report.text[max(0, figure.start - 12) : figure.start])
    return led is not None and _again(report, figure) is not None


def _again(report: _SoFar, figure: Figure) -> Drawn | None:
    """The earlier figure of the same value."""
    value = figure.high or figure.low
    recent = reversed(report.drawn[-_LOOK_BACK:])
    return next((each for each in recent if value in (each.counted.figure.low, each.counted.figure.high)), None)


def _of_another(report: _SoFar, term: Happening, count: Counted) -> bool:
    """Whether words before a figure belong to another one that stands between."""
    last, figure = report.drawn[-1].counted if report.drawn else None, count.figure
    if last is not None and term[2] <= figure.start and term[1] < max(last.end, last.figure.end):
        return True
    between = report.text[figure.end : term[1]]
    return term[1] > figure.end and count.base is None and bool(re.search(r"\s\d[\d,.]*\s+\w", between))


def _same_kind(count: Counted, previous: Drawn) -> bool:
    """Whether both count people, or both things."""
    return (count.unit in THINGS) == (previous.unit in THINGS) and previous.term[0] not in _PASSING


def _by_unit(text: str, drawn: Drawn) -> None:
    """What the unit alone tells: beds are room, lorries of food are aid."""
    if drawn.unit == "beds" and drawn.term[0] in {"context", "hospital_referral", "arrived", "camp_population"}:
        drawn.term = ("capacity", *drawn.term[1:])
    after = text[drawn.counted.end : drawn.counted.end + 24]
    laden = re.match(r"\s+of\s+(?:food|bread|water|aid|rice|flour|blankets|medicine|relief)", after)
    if drawn.unit in {"trucks", "vehicles"} and laden:
        drawn.term = ("aid_delivered", drawn.counted.end, drawn.counted.end + laden.end())


def _by_label(text: str, drawn: Drawn, passage: _Passage) -> None:
    """ "Hangar B: 610 people": a figure labelled with a place alone counts those who are there."""
    start = drawn.counted.figure.start
    label = next((each for each in passage.spots if text[each.end : start].strip() in {":", ": about", ": some"}), None)
    if label is not None and (drawn.term[0] == "context" or drawn.far > _FAR_TERM or drawn.term[2] == 0):
        drawn.term = ("camp_population", label.start, label.end)


def _own_count(text: str, passage: _Passage) -> Attribution | None:
    """The source of the sentence before, where this one goes by "its count"."""
    return passage.before if _ITS_COUNT.search(text, *passage.span) else None


def _carried(leaning: Drawn | None, drawn: Drawn) -> Attribution | None:
    """The source of the figure leant on; one named behind its sentence said no more than that."""
    if leaning is None or leaning.source is None:
        return None
    return leaning.source if leaning.source.forward or leaning.sentence == drawn.sentence or drawn.total else None


def _spot(report: _SoFar, drawn: Drawn, leaning: Drawn | None, passage: _Passage) -> Spot | None:
    """The place its sentence gives it; else that of its total; else where the report now is."""
    figure = drawn.counted.figure
    own = where(report.text, (figure.start, max(figure.end, drawn.counted.end)), drawn.term[0], passage.spots)
    if own is not None and own[1]:
        near = not own[0].bare or drawn.term[0] == "hospital_referral"
        if near or distance(report.text, figure.end, own[0].start) < _BARE_NEAR:
            return own[0]
    if leaning is not None and leaning.spot is not None:
        return leaning.spot
    if report.here is not None:
        return report.here
    if report.home is not None and report.home.start < passage.span[0]:
        return report.home
    return own[0] if own is not None else None


def _when(report: _SoFar, drawn: Drawn, leaning: Drawn | None, passage: _Passage) -> When | None:
    """The period nearest to the figure in its sentence; else that of its total; else the report's own."""
    text, figure = report.text, drawn.counted.figure
    here = [each for each in passage.whens if drawn.stock or not _of_saying(text, each, passage.span)]
    opens = {each.start for each in here if each.start - passage.span[0] <= _OPENING}
    costs = [
        (min(_when_cost(text, figure, each), _FAR_WHEN - 1 if each.start in opens else 99.0), each.start, each)
        for each in here
    ]
    if costs and min(costs)[0] < _FAR_WHEN:
        return min(costs)[2]
    if leaning is not None and leaning.when is not None:
        return leaning.when
    last = report.drawn[-1] if report.drawn else None
    if last and last.when and last.when is not report.standing and last.when.end > last.sentence[0]:
        between = text[last.counted.figure.end : figure.start]
        if "\n\n" not in between and "\n-" not in between and not drawn.stock and last.term[0] == drawn.term[0]:
            return last.when
    return report.standing


def _when_cost(text: str, figure: Figure, when: When) -> float:
    if when.start >= figure.end:
        return distance(text, figure.end, when.start)
    return 1 + distance(text, when.end, figure.start)


def _of_saying(text: str, when: When, sentence: tuple[int, int]) -> bool:
    """Whether a day is the one on which something was said, not the one it is about."""
    before = _SAID_ON.sub("", text[sentence[0] : when.start])
    last = list(phrases("speech")["verbs"].finditer(before))
    return bool(last) and last[-1].end() >= len(before.rstrip())


def _look_ahead(report: _SoFar, drawn: Drawn) -> None:
    """What is only foretold is expected, on the next such day instead of the last."""
    term = drawn.term[0]
    if term == "expected" and not drawn.kept_out:
        drawn.kept_out = "forecast"
    if drawn.kept_out in {"hypothetical", "forecast"}:
        if vocabulary().terms[term].kind == "flow" or term in {"context", "aid_delivered"}:
            drawn.term = ("expected", *drawn.term[1:])
        if drawn.when and drawn.when.last and drawn.when.last <= report.published:
            drawn.when = _next(report.text, drawn.when, report.published)


def _next(text: str, when: When, published: date) -> When | None:
    """The next such weekday or month, for what is still to come; None for a day that has passed."""
    words = text[when.start : when.end].casefold()
    if words in values("dates.weekdays")[1] and when.last:
        ahead = timedelta(7 if when.last <= published else 0)
        first = when.first + ahead if when.first else None
        return When(when.start, when.end, first, when.last + ahead, when.accuracy)
    named = values("dates.months")[0].search(text, when.start, when.end)
    if named and when.accuracy == "month" and when.last and (published - when.last).days < _A_YEAR:
        first, last = (day + timedelta(_A_YEAR) if day else None for day in (when.first, when.last))
        return When(when.start, when.end, first, last, when.accuracy)
    return when if when.since or words in values("dates.days")[1] else None

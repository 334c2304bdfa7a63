"""Scores what was read from a report against its gold: figure by figure, and field by field.

Knows nothing of how reports are read: `gold/README.md` says how the gold was written, and `Read` is
all that a reader has to give. A reader's figure is paired with the gold figure it overlaps.
"""

from __future__ import annotations

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

__all__ = ["FIELDS", "Count", "Gold", "Read", "Report", "Score", "load", "places_of", "same_name", "score"]

FIELDS = (
    "value", "qualifier", "unit", "term", "kind", "about_start", "about_end", "place", "speaker", "told_to",
    "part_of", "kept_out",
)  # fmt: skip
"""The fields scored, in the order of the table. `value` is low and high together."""

# The guide rounds what a share comes to; so may a reader.
_SAME_WITHIN = 0.005
_SMALL_WORDS = {
    "the", "of", "a", "an", "le", "la", "les", "l", "de", "du", "des", "d", "el", "los", "las", "del",
    "un", "una", "une",
}  # fmt: skip
_ALIKE = {
    "around": "about", "approximately": "about", "households": "families", "persons": "people",
    "individuals": "people", "left_pocket": "left", "died_en_route": "died_on_the_way",
}  # fmt: skip
_KEYS = {
    "words", "at", "low", "high", "qualifier", "unit", "term", "kind", "about_start", "about_end", "place",
    "speaker", "told_to", "part_of", "kept_out",
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """One figure as a reader read it. ``start``, ``end`` and ``part_of_start`` are offsets in the text."""

    start: int
    low: float | None = None
    high: float | None = None
    qualifier: str = ""
    unit: str = ""
    term: str = ""
    kind: str = ""
    about_start: date | None = None
    about_end: date | None = None
    place: str = ""
    speaker: str = ""
    told_to: str = ""
    part_of_start: int | None = None
    kept_out: str = ""
    end: int | None = None
    """After the last character of the figure; without it, `start` alone must lie in the gold figure."""


@dataclass(frozen=True)
class Gold:
    """One figure as annotated. Where the guide allows several answers, any of them is right."""

    start: int
    end: int
    low: float | None
    high: float | None
    about_start: date | None
    about_end: date | None
    part_of: tuple[tuple[int, int], ...]
    """Where the total it belongs to is written; empty if it belongs to none."""
    names: Mapping[str, tuple[str, ...]]
    """Answers to qualifier, unit, term, kind, place, speaker, told_to and kept_out."""


@dataclass(frozen=True)
class Report:
    """A report with its gold. Figures at ``optional`` may be read or not; those at ``not_claims`` must not."""

    name: str
    text: str
    published: date
    publisher: str
    lang: str
    claims: tuple[Gold, ...]
    not_claims: tuple[tuple[int, int], ...] = ()
    optional: tuple[tuple[int, int], ...] = ()


@dataclass
class Count:
    """How one field fared over the paired figures."""

    right: int = 0
    missed: int = 0
    """The gold has it, the reader does not."""
    wrong: int = 0
    """Both have it, and they differ."""
    added: int = 0
    """The reader has it, the gold does not."""

    @property
    def asked(self) -> int:
        """Figures where the gold or the reader has the field."""
        return self.right + self.missed + self.wrong + self.added

    @property
    def share(self) -> float:
        """Right of asked; nan if nothing was asked."""
        return self.right / self.asked if self.asked else math.nan


@dataclass
class Score:
    """Figures found of those in the gold, figures read beside it, and a `Count` for every field."""

    gold: int = 0
    found: int = 0
    invented: list[tuple[str, int]] = field(default_factory=list)
    """Report and offset of every figure read that the gold does not have."""
    forbidden: int = 0
    """How many of the invented stand at words the gold names as no claim: ages, distances, money, times."""
    fields: dict[str, Count] = field(default_factory=lambda: {name: Count() for name in FIELDS})

    @property
    def recall(self) -> float:
        """Share of the gold figures that were read."""
        return self.found / self.gold if self.gold else math.nan

    @property
    def precision(self) -> float:
        """Share of the figures read that the gold has; optional ones are left out."""
        read = self.found + len(self.invented)
        return self.found / read if read else math.nan

    def table(self) -> str:
        """The score as text: two lines on the figures, then a line a field."""
        lines = [
            f"figures found   {self.found} of {self.gold} ({self.recall:.3f})",
            f"figures right   {self.found} of {self.found + len(self.invented)} read ({self.precision:.3f}); "
            f"{self.forbidden} at words that are no claim",
            f"{'field':<12} {'right':>6} {'asked':>6} {'share':>6} {'missed':>7} {'wrong':>6} {'added':>6}",
        ]
        lines += [
            f"{name:<12} {count.right:>6} {count.asked:>6} {count.share:>6.3f} "
            f"{count.missed:>7} {count.wrong:>6} {count.added:>6}"
            for name, count in self.fields.items()
        ]
        return "\n".join(lines)


# ------------------------------------------------------------------ reading the gold


def places_of(words: str, text: str) -> list[tuple[int, int]]:
    """Where words stand in a text, not inside a longer word or number.

    Examples
    --------
    >>> places_of("400", "At 0400 we had 2,400 people, now 400.")
    [(33, 36)]
    """
    whole = rf"(?<!\w)(?<!\d[.,]){re.escape(words)}(?!\w)(?![.,]\d)"
    return [match.span() for match in re.finditer(whole, text)]


def load(folder: Path) -> list[Report]:
    """Every report of a folder with its gold, in the order of their names.

    Raises
    ------
    ValueError
        If words of the gold do not stand in the text, or a key is unknown; names the file.
    """
    return [_report(file) for file in sorted(folder.glob("*.toml"))]


def _report(file: Path) -> Report:
    text = file.with_suffix(".txt").read_text(encoding="utf-8")
    gold = tomllib.loads(file.read_text(encoding="utf-8"))
    try:
        return Report(
            name=file.stem,
            text=text,
            published=gold["published"],
            publisher=gold["publisher"],
            lang=gold["lang"],
            claims=tuple(_claim(claim, text) for claim in gold["claim"]),
            not_claims=_all_places(gold["not_claims"], text),
            optional=_all_places(gold.get("optional", []), text),
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"{file.name}: {error}") from error


def _claim(gold: Mapping[str, Any], text: str) -> Gold:
    if unknown := set(gold) - _KEYS:
        raise ValueError(f"unknown keys {sorted(unknown)} at {gold['words']!r}")
    places = places_of(gold["words"], text)
    at = gold.get("at", 1)
    if not 1 <= at <= len(places):
        raise ValueError(f"{gold['words']!r} stands in the text {len(places)} times, not {at}")
    start, end = places[at - 1]
    return Gold(
        start=start,
        end=end,
        low=gold.get("low"),
        high=gold.get("high"),
        about_start=gold.get("about_start"),
        about_end=gold.get("about_end"),
        part_of=_all_places(_answers(gold.get("part_of", "")), text),
        names={name: _answers(gold.get(name, "")) for name in _NAMES},
    )


def _answers(value: str | list[str]) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,) if value else ()


def _all_places(words: Iterable[str], text: str) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for each in words:
        places = places_of(each, text)
        if not places:
            raise ValueError(f"{each!r} does not stand in the text")
        found += places
    return tuple(found)


# ------------------------------------------------------------------ scoring


def score(reports: Iterable[Report], reads: Mapping[str, Sequence[Read]]) -> Score:
    """Pair what was read with the gold, and count.

    Parameters
    ----------
    reports : the gold
    reads : for each report's name, what was read from its text; a report without any counts as unread
    """
    total = Score()
    for report in reports:
        left = list(reads.get(report.name, ()))
        total.gold += len(report.claims)
        for claim in report.claims:
            read = _take((claim.start, claim.end), left)
            if read is None:
                continue
            total.found += 1
            for name in FIELDS:
                _count(total.fields[name], name, claim, read)
        own = [(claim.start, claim.end) for claim in report.claims]
        for read in left:
            # A second reading of a gold figure is one too many, wherever else its words may stand.
            if _stands_at(read, report.optional) and not _stands_at(read, own):
                continue
            total.invented.append((report.name, read.start))
            total.forbidden += _stands_at(read, report.not_claims)
    return total


def _take(place: tuple[int, int], reads: list[Read]) -> Read | None:
    """The read that stands at a place, taken from the list; of several, the one that starts nearest."""
    there = [read for read in reads if _stands_at(read, [place])]
    if not there:
        return None
    nearest = min(there, key=lambda read: abs(read.start - place[0]))
    reads.remove(nearest)
    return nearest


def _stands_at(read: Read, places: Iterable[tuple[int, int]]) -> bool:
    end = read.start + 1 if read.end is None else read.end
    return any(read.start < last and first < end for first, last in places)


def _count(count: Count, name: str, claim: Gold, read: Read) -> None:
    asked, given, right = _JUDGES.get(name, _judge_name)(name, claim, read)
    if asked and given:
        count.right += right
        count.wrong += not right
    else:
        count.missed += asked
        count.added += given


def _judge_value(_: str, claim: Gold, read: Read) -> tuple[bool, bool, bool]:
    given = read.low is not None or read.high is not None
    return True, given, _close(claim.low, read.low) and _close(claim.high, read.high)


def _judge_day(name: str, claim: Gold, read: Read) -> tuple[bool, bool, bool]:
    gold, day = getattr(claim, name), getattr(read, name)
    return gold is not None, day is not None, gold == day


def _judge_part(_: str, claim: Gold, read: Read) -> tuple[bool, bool, bool]:
    total = read.part_of_start
    right = total is not None and any(first <= total < last for first, last in claim.part_of)
    return bool(claim.part_of), total is not None, right


def _judge_name(name: str, claim: Gold, read: Read) -> tuple[bool, bool, bool]:
    answers, given = claim.names[name], getattr(read, name)
    same = same_name if name in {"place", "speaker", "told_to"} else _same_word
    return bool(answers), bool(given), any(same(answer, given) for answer in answers)


_JUDGES = {"value": _judge_value, "about_start": _judge_day, "about_end": _judge_day, "part_of": _judge_part}
_NAMES = [name for name in FIELDS if name not in _JUDGES]


def _close(gold: float | None, read: float | None) -> bool:
    if gold is None or read is None:
        return gold is read
    return math.isclose(gold, read, rel_tol=_SAME_WITHIN)


def _same_word(one: str, other: str) -> bool:
    return _ALIKE.get(one, one) == _ALIKE.get(other, other)


def same_name(one: str, other: str) -> bool:
    """Whether all words of one name stand in the other; case, accents, articles and "of" do not count.

    Examples
    --------
    >>> same_name("governor of Deraa", "the Deraa governor"), same_name("Goris", "Goris hospital")
    (True, True)
    >>> same_name("mayor's office", "governor's office"), same_name("the", "Goris")
    (False, False)
    """
    first, second = _words(one), _words(other)
    return bool(first and second) and (first <= second or second <= first)


def _words(name: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return set(re.findall(r"\w+", letters)) - _SMALL_WORDS

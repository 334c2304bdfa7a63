"""A figure of a report and all that the words around it say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from waystation.claims.reading.counts import Counted
from waystation.claims.reading.office_names import Attribution
from waystation.claims.reading.period import When
from waystation.claims.reading.whereabouts import Spot
from waystation.claims.vocabulary import vocabulary

__all__ = ["Drawn", "add_up"]

# "43 deaths among 1,312 cases"
_AMONG = re.compile(r"[^.;:,\d]{0,30}?\b(?:among|out\s+of)\s+(?=\d)")


@dataclass
class Drawn:
    """A figure of a report and all that the words around it say of it.

    Parameters
    ----------
    counted : the figure and what it counts
    sentence : offsets of its sentence
    term : in the terms of claims, with the offsets of its words if any say it
    when, spot, source : period, place and speaker, None where nothing says them
    total : the figure it is part of
    per : the period of a rate (hour, day, week, month), empty for a count
    exclusion_reason : why it is never counted, else empty
    instead : the figure that the report gives in its place, where it corrects itself
    whole : whether the period holds from its first to its last day; else its last day alone is meant
    sure : for each field that was chosen its share in the choice
    ways : how each was found, see `chances`
    """

    counted: Counted
    sentence: tuple[int, int]
    term: tuple[str, int, int] = ("context", 0, 0)
    unit: str = "people"
    when: When | None = None
    spot: Spot | None = None
    source: Attribution | None = None
    total: Drawn | None = None
    exclusion_reason: str = ""
    whole: bool = True
    sure: dict[str, float] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    per: str = ""
    instead: Drawn | None = None

    @property
    def depth(self) -> int:
        """How many totals it stands under."""
        return self.total.depth + 1 if self.total else 0

    @property
    def stock(self) -> bool:
        """Whether its term counts those there on a day."""
        return vocabulary().terms[self.term[0]].kind == "stock"


def add_up(text: str, drawn: Sequence[Drawn]) -> None:
    """Figures of one sentence that add up to another are its parts: "2,700 and 1,800, 4,500 in all"."""
    for each in drawn:
        base = each.counted.base
        if base is not None and each.total is None:
            each.total = next((other for other in drawn if other.counted.figure == base), None)
        among = _AMONG.match(text, max(each.counted.end, each.counted.figure.end))
        if among and each.total is None:
            each.total = next((other for other in drawn if other.counted.figure.start == among.end()), None)
    by_sentence: dict[tuple[int, int], list[Drawn]] = {}
    for each in drawn:
        if each.counted.figure.qualifier in {"exact", "about"} and each.counted.base is None:
            by_sentence.setdefault(each.sentence, []).append(each)
    for together in by_sentence.values():
        values = [each.counted.figure.high or 0.0 for each in together]
        for at, total in enumerate(together):
            parts = together[:at] if sum(values[:at]) == values[at] else together[at + 1 :]
            if len(parts) > 1 and sum(each.counted.figure.high or 0.0 for each in parts) == values[at]:
                for part in parts:
                    part.total = part.total or total

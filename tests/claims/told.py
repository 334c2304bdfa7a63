"""Paths told as people tell them, for tests of histories: a true path, and claims about it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from waystation.claims import Claim

FIRST = date(2030, 5, 1)
ROW = {"place": "Adre", "qualifier": "exact", "unit": "people", "term": "arrived"}


def day(number: int) -> date:
    """The day of a number; day 1 is the first."""
    return FIRST + timedelta(days=number - 1)


def told(first: int | None, last: int, people: float, *, published: int | None = None, **changed: object) -> Claim:
    """A count from one day to another by the border monitors, published on the day after."""
    row: dict[str, object] = {
        "published": day(last + 1 if published is None else published), "source": "Border monitors",
        "about_start": None if first is None else day(first), "about_end": day(last),
        "quantity_low": people, "quantity_high": people,
    }  # fmt: skip
    return Claim.model_validate(ROW | row | changed)


@dataclass(frozen=True)
class Telling:
    """A true path (people up to each day; index 0 before the first) and claims about it, in any order."""

    path: list[int]
    claims: list[Claim]

    def settled(self) -> set[int]:
        """Days whose total follows from the claims: a chain of counts leads to them from before the first day."""
        links: defaultdict[int, set[int]] = defaultdict(set)
        for claim in self.claims:
            assert claim.about_start is not None
            before, last = (claim.about_start - FIRST).days, (claim.until - FIRST).days + 1
            links[before].add(last)
            links[last].add(before)
        found, todo = {0}, [0]
        while todo:
            for other in links[todo.pop()] - found:
                found.add(other)
                todo.append(other)
        return found - {0}


@st.composite
def tellings(draw: st.DrawFn) -> Telling:
    """One to three offices that each tell the path: as totals, days, weeks, windows, totals with last days, mixed."""
    came = draw(st.lists(st.integers(0, 3000), min_size=3, max_size=24))
    path = [0]
    for people in came:
        path.append(path[-1] + people)
    claims = []
    for office in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from(["totals", "days", "weeks", "windows", "total and last day", "mixed"]))
        gaps = draw(st.booleans())
        for last in range(1, len(path)):
            if gaps and draw(st.integers(0, 3)) == 0:
                continue
            one = draw(st.sampled_from(["totals", "days", "windows", "total and last day"])) if way == "mixed" else way
            firsts = {
                "totals": [1], "days": [last], "windows": [max(1, last - draw(st.integers(0, 6)))],
                "weeks": [last - 6] if last % 7 == 0 else [], "total and last day": [1, last],
            }[one]  # fmt: skip
            published = last + draw(st.integers(0, 2))
            claims += [
                told(first, last, path[last] - path[first - 1], published=published, source=f"Office {office}")
                for first in firsts
            ]
    return Telling(path, draw(st.permutations(list({claim.id: claim for claim in claims}.values()))))

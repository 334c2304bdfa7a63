"""Drawn claims of one crisis: the history they tell, and where they disagree."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from outcomes import short
from waystation.claims import Claim, conflicts, history
from waystation.claims.adding_up import total
from waystation.claims.corrections import corrections
from waystation.claims.history import TrustedTotal, read_days
from waystation.claims.lineage import lineage
from waystation.claims.same_story import same_story
from waystation.errors import InputError

FIRST = date(2031, 5, 1)
PLACE = "Adre"
FIGURES = (1, 2, 99, 100, 101, 103, 110, 120, 125, 149, 150, 151, 200, 250, 300, 400, 500, 800, 1000, 1250, 1500)
OFFICES = ("Border monitors", "Port office", "Agency (Port office)", "A newspaper via Border monitors")
WORDS = (
    "People came over the bridge in the night and waited at the school",
    "People came over the bridge in the night and slept in the open field",
    "The office counted those who came, Port office said",
)


def _bounds(draw: random.Random, people: float) -> dict[str, object]:
    """How a figure is worded: mostly plainly, sometimes as a range or a bound."""
    way = draw.choices(["exact", "about", "range", "at least", "more than", "up to"], [6, 4, 2, 1, 1, 1])[0]
    low: float | None = people
    high: float | None = people
    if way == "range":
        high = round(people * draw.choice([1.02, 1.25, 2]))
    elif way == "up to":
        low = None
    elif way in ("at least", "more than"):
        high = None
    return {"quantity_low": low, "quantity_high": high, "qualifier": way}


def _claim(draw: random.Random, number: int, **changes: object) -> Claim:
    published = FIRST + timedelta(days=draw.randrange(0, 24))
    row: dict[str, object] = {
        "id": f"c{number}", "published": published, "source": draw.choice(OFFICES), "place": PLACE, "unit": "people",
        "term": "arrived", **_bounds(draw, draw.choice(FIGURES)),
    }  # fmt: skip
    if draw.random() < 0.15:
        row |= {"unit": "households", "household_size": draw.choice([None, 4.5])}
    if draw.random() < 0.2:
        row["excerpt"] = draw.choice(WORDS)
    for name, values, chance in (
        ("speaker", ["Mayor", "Port office"], 0.1), ("publisher", ["Port office", "Daily"], 0.15),
        ("role", ["triangulation"], 0.05), ("exclusion_reason", ["forecast"], 0.05), ("total_id", ["yes"], 0.05),
        ("report", ["r1", "r2"], 0.15), ("location_accuracy", ["ADM0", "point"], 0.1),
    ):  # fmt: skip
        if draw.random() < chance:
            row[name] = draw.choice(values)
    return Claim.model_validate(row | changes)


def _days(draw: random.Random, way: str, published: date) -> dict[str, object]:
    """First and last day of a count: of one start, of single days, of windows, or not stated."""
    end = published - timedelta(days=draw.choice([0, 0, 1, 1, 2, 6]))
    starts = {
        "totals": FIRST - timedelta(days=draw.choice([0, 0, 0, 1, 3, 4])),
        "days": end,
        "windows": end - timedelta(days=draw.choice([1, 6, 13, 14])),
        "unstated": None,
    }
    start = starts[way]
    return {
        "about_start": min(start, end) if start else None,
        "about_end": draw.choice([end, end, end, None] if start is None else [end]),
    }


def _path(draw: random.Random) -> list[int]:
    """People who came up to each day since long before the first, or people there; index 60 is the first day."""
    path = [0] * 58
    for _ in range(40):
        path.append(path[-1] + draw.choice([0, 50, 100, 100, 100, 200]))
    return path


def _drawn(draw: random.Random, stock: bool) -> list[Claim]:
    """Claims of a crisis, of one way to count or of several; mostly of one path, told rightly or off by a share."""
    path = _path(draw) if draw.random() < 0.7 else None
    usual = draw.choice(["totals", "days", "windows", "unstated"])
    claims = []
    for number in range(draw.randrange(3, 12)):
        way = usual if draw.random() < 0.8 else draw.choice(["totals", "days", "windows", "unstated"])
        published = FIRST + timedelta(days=draw.randrange(0, 24))
        changes: dict[str, object] = {"published": published}
        if stock:
            changes |= {"term": "camp_population", "about_end": published - timedelta(days=draw.choice([0, 0, 1, 3]))}
        else:
            changes |= _days(draw, way, published)
        if path is not None:
            last, start = changes["about_end"] or published, changes.get("about_start")
            assert isinstance(last, date)
            people = path[60 + (last - FIRST).days]
            if isinstance(start, date):
                people -= path[59 + (start - FIRST).days]
            share = draw.choice([1.0] * 8 + [0.2, 0.5, 0.79, 0.8, 0.85, 0.97, 0.98, 1.03, 1.25, 1.5, 3.0])
            changes |= _bounds(draw, round(people * share))
        if draw.random() < 0.08:
            changes |= {
                "term": draw.choice(["remaining", "population_before", "left"]),
                "about_start": None,
                "about_end": published,
            }
        claims.append(_claim(draw, number, **changes))
    return claims


def histories(only: int | None = None) -> Iterator[str]:
    """Totals by day and what becomes of each claim."""
    for number in range(500):
        if only not in (None, number):
            continue
        draw = random.Random(f"histories {number}")
        stock = number % 3 == 0
        claims = _drawn(draw, stock)
        ends = draw.sample(range(20), 3) if draw.random() < 0.1 else []
        trusted = [
            TrustedTotal(FIRST + timedelta(days=end + draw.randrange(3)), FIRST + timedelta(days=end), 50.0 * end)
            for end in ends
        ]
        if only is not None:
            yield from map(_plainly, claims)
            yield from map(str, trusted)
        read = read_days(claims)
        dated = ", ".join(f"{key} {each.first} {each.last}" for key, each in sorted(read.items()))
        try:
            found = history(
                claims, FIRST + timedelta(days=draw.choice([12, 25])), place=PLACE, trusted=trusted,
                term="camp_population" if stock else "arrived", household_size=draw.choice([None, 5.0]),
            )  # fmt: skip
        except InputError as error:
            yield f"{number}: {error.problems[0].message} [{dated}]"
            continue
        totals = " ".join(f"{day:%d}={short(people)}" for day, people in zip(found.dates, found.totals, strict=True))
        used = " ".join(f"{key}:{_letters(said)}" for key, said in sorted(found.used.items()))
        unused = " ".join(f"{key}:{why.code.value}/{_letters(why.text)}" for key, why in sorted(found.unused.items()))
        rest = [
            found.population,
            found.remaining,
            found.ends_in_bound,
            sorted(found.windows),
            len(found.uncounted),
            len(found.estimated),
        ]
        yield f"{number}: from {found.began:%d.%m} {totals} | {used} | {unused} | {rest} {len(found.notes)} [{dated}]"


def disagreements(only: int | None = None) -> Iterator[str]:
    """Disagreements, stories, copies, corrections and sums of a few claims."""
    for number in range(500):
        if only not in (None, number):
            continue
        draw = random.Random(f"disagreements {number}")
        terms = draw.choice(
            [["arrived"], ["left", "arrived"], ["camp_population"], ["remaining", "left"], ["remaining"]]
        )
        figures = draw.choice([FIGURES, draw.sample(FIGURES, 2)])
        claims = []
        for each in range(draw.randrange(2, 7)):
            published = FIRST + timedelta(days=draw.randrange(0, 12))
            end = published - timedelta(days=draw.choice([0, 0, 1, 2]))
            term = draw.choice(terms)
            flow = term in ("left", "arrived")
            long = draw.choice([0, 0, 1, 2, 13, 14, 20, 40])
            changes: dict[str, object] = {
                "published": published, "about_end": end, "term": term,
                "about_start": end - timedelta(days=long) if flow else None,
                "place": draw.choice([PLACE, PLACE, PLACE, "Tal"]), **_bounds(draw, draw.choice(figures)),
            }  # fmt: skip
            claims.append(_claim(draw, each, **changes))
        if only is not None:
            yield from map(_plainly, claims)
        found = []
        for clash in conflicts(claims):
            ids = "+".join(claim.id for claim in clash.claims)
            found.append(f"{clash.category.value} {ids} x{short(clash.factor)} {clash.text.split('): ')[-1]}")
        stories = " ".join("+".join(claim.id for claim in group) for group in same_story(claims))
        copies = sorted(lineage(claims).items())
        replaced = sorted((key, why.code.value) for key, why in corrections(claims).items())
        try:
            added = total(islice(claims, 3))
            summed = f"{added.kind.value} {added.low:g} to {added.high}"
        except InputError as error:
            summed = f"{len(error.problems)} reasons: {error.problems[0].message}"
        yield f"{number}: {'; '.join(found)} | {stories} | {copies} {replaced} | {summed}"


def _letters(text: str) -> str:
    """The first letters of the words of a sentence, and its figures: enough to tell sentences apart."""
    return "".join(word if word[0].isdigit() else word[0] for word in text.split())


def _plainly(claim: Claim) -> str:
    return str(claim.model_dump(mode="json", exclude_defaults=True))

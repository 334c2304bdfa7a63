"""Passages of our own as they stand and put together anew, and all that is read from them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

from outcomes import short
from waystation.claims.reading import Reading, read_report
from waystation.claims.reading.lexicon.languages import languages_of

PUBLISHED = date(2030, 5, 10)  # a Friday
PLACES = ("Renk", "Lower Camp")
ROLES = {"camp": "Lower Camp", "border": "Joda"}
FILLERS = (*(" very" * words for words in range(1, 9)), " (see the note below)", ", as was said,", " a dozen or so")
JOINTS = (" ", " ", "\n", "\n\n", "\n- ", " \N{EN DASH} ", "; ", ", and ")
FIGURES = ("1", "7", "12", "40", "90", "100", "340", "1,240", "3 500", "12.000", "2030", "45,000", "1.2 million")


def passages() -> list[str]:
    """Passages of our own in several languages, each chosen as it needs lines of the reader that few others need."""
    return Path(__file__).with_name("passages.txt").read_text(encoding="utf-8").removesuffix("\n").split("\n====\n")


def _one(reading: Reading) -> str:
    """All of a reading on a line; where its words stand, and what was weighed for it, as a sum of their bytes."""
    claim = reading.claim
    days = f"{claim.about_start or ''}/{claim.about_end or ''} {claim.start_accuracy}/{claim.end_accuracy}"
    sure = " ".join(f"{name}={short(share)}" for name, share in sorted(reading.shares.items()))
    spans = f"{sorted(reading.spans.items())} {claim.excerpt_start} {sure} {sorted(reading.ways.items())}"
    told = (
        claim.figure, claim.term, claim.place, days, claim.speaker, claim.reported_to, reading.exclusion_reason,
        claim.total_id and "part", claim.calculation_logic, "" if claim.note.startswith("Read by") else claim.note,
    )  # fmt: skip
    return f"{','.join(filter(None, map(str, told)))} {reading.confidence:g} {crc32(spans.encode()):08x}"


def _line(readings: Iterable[Reading]) -> str:
    return " | ".join(map(_one, readings)).replace("\n", " ")


def readings(only: int | None = None) -> Iterator[str]:
    """What is read from each passage."""
    for number, text in enumerate(passages()):
        if only is not None:
            if only == number:
                yield text
            else:
                continue
        yield f"{number}: {_line(read_report(text, PUBLISHED, 'Radio'))}"


def _changed(draw: random.Random, text: str) -> str:
    """A passage with another figure, a word less, or something put in between."""
    way = draw.randrange(4)
    if way == 0:
        numbers = list(re.finditer(r"\d[\d,.]*\b", text))
        if numbers:
            at = draw.choice(numbers)
            return text[: at.start()] + draw.choice(FIGURES) + text[at.end() :]
    gaps = [found.start() for found in re.finditer(r" ", text)] or [0]
    at = draw.choice(gaps)
    if way == 1:
        return text[:at] + draw.choice(FILLERS) + text[at:]
    if way == 2:
        return text[:at] + re.sub(r"^ ?\S+", "", text[at:], count=1)
    return text


def joined(only: int | None = None) -> Iterator[str]:
    """What is read from two passages of one language put together, changed at random, on days of many kinds."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for text in passages():
        alike.setdefault(languages_of(text)[:1], []).append(text)
    groups = [each for each in alike.values() if len(each) > 1]
    for number in range(120):
        if only not in (None, number):
            continue
        draw = random.Random(f"joined {number}")
        every = draw.choices(groups, [len(each) for each in groups])[0]
        text = draw.choice(JOINTS).join(_changed(draw, each) for each in draw.sample(every, 2))
        published = PUBLISHED + timedelta(days=draw.choice([0, 1, 2, 3, 4, -9, -10, 236, -129]))
        known = draw.random() < 0.5
        found = read_report(text, published, "Radio", places=PLACES if known else (), roles=ROLES if known else None)
        if only is not None:
            yield text
        yield f"{number}: {_line(found)}"

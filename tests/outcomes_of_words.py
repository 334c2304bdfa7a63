"""Drawn words: numbers, days, pages, letters of a PDF and files, and what the reader takes from each."""

from __future__ import annotations

import random
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

import waystation as ws
from fuzzing import reports as damaged_report
from outcomes import short
from waystation.claims.reading.excerpt_facts import read_facts
from waystation.claims.reading.figures import find_figures
from waystation.claims.reading.figures.find import find_numbers, ratios
from waystation.claims.reading.figures.unread import numbers_left_out, numbers_not_read
from waystation.claims.reading.intake.own_day import stated_day
from waystation.claims.reading.intake.pdf import _line, _paragraphs, _set_lines
from waystation.claims.reading.intake.web import web_report
from waystation.claims.reading.when import periods, two_ways
from waystation.errors import InputError

WORDS = tomllib.loads(Path(__file__).with_name("drawn_words.toml").read_text(encoding="utf-8"))
DIGITS = ("3", "12", "40", "350", "1,200", "2.500", "3 400", "0.5", "1.2", "10,000", "097", "2030", "½", "١٢")
BETWEEN = (" ", " ", " ", "-", " - ", ", ", " to ", "/", ":", " of ", "\n")
AROUND = (
    ("", ""), ("about ", ""), ("on May ", " people"), ("aged ", ""), ("$", ""), ("at ", " pm"), ("", "%"), ("", " km"),
    ("more than ", " of them"), ("group ", ""), ("population: ", ""), ("every ", " families"), ("", "m of road"),
    ("out of ", ""), ("no. ", ""), ("between ", " and 900"), ("", " years old"), ("up ", " since"), ("", " villages"),
)  # fmt: skip


def numbers(only: int | None = None) -> Iterator[str]:
    """Numbers and figures in drawn words and digits, and why others count nobody."""
    for number in range(400):
        if only not in (None, number):
            continue
        draw = random.Random(f"numbers {number}")
        language = WORDS[draw.choice(sorted(WORDS))]
        parts = [
            draw.choice(language["numbers"].split() if draw.random() < 0.7 else DIGITS)
            for _ in range(draw.randrange(1, 6))
        ]
        text = parts[0] + "".join(draw.choice(BETWEEN) + each for each in parts[1:])
        before, behind = draw.choice(AROUND)
        text = f"{before}{text}{behind} {language['people']}"
        counted = [
            f"{each.number.value:g}@{each.number.start}-{each.number.end} {each.why}" for each in find_numbers(text)
        ]
        figures = [f"{each.low}..{each.high} {each.qualifier} {each.start}-{each.end}" for each in find_figures(text)]
        rest = [f"{each.words}={each.why}" for each in numbers_left_out(text, [])]
        unread = [f"{each.words} {each.language}" for each in numbers_not_read(text, [])]
        yield f"{number}: {text} > {counted} {figures} {ratios(text)} {rest} {unread}".replace("\n", "/")


PUBLISHED = tuple(map(date.fromisoformat, ("2030-05-10", "2031-01-01", "2032-02-29", "2030-12-30", "2030-05-05")))


def _days_said(draw: random.Random, language: str) -> str:
    shape = draw.choice(WORDS[language]["days"])
    words = {name: draw.choice(WORDS[language][table].split()) for name, table in (("w", "weekdays"), ("m", "months"))}
    numbers = {
        "n": (1, 2, 5, 12, 13),
        "d": (1, 2, 5, 12, 13, 29, 30, 31),
        "e": (2, 3, 7, 14, 31),
        "y": (2029, 2030, 30),
    }
    return str(shape.format(**words, **{name: draw.choice(values) for name, values in numbers.items()}))


def days(only: int | None = None) -> Iterator[str]:
    """Periods named by drawn words, alone, two in a row and in the first lines of a report, on days of many kinds."""
    for number in range(400):
        if only not in (None, number):
            continue
        draw = random.Random(f"days {number}")
        language, published = draw.choice(["en", "en", "fr", "es", "ar"]), draw.choice(PUBLISHED)
        text = "350 " + draw.choice([", ", " and ", ". ", " ("]).join(
            _days_said(draw, language) for _ in range(draw.choice([1, 1, 2]))
        )
        told = [
            f"{each.first}/{each.last} {each.accuracy} {each.start}-{each.end}" for each in periods(text, published)
        ]
        headed = draw.choice(["", "Situation report 4\n", "Update, ", "Published "]) + _days_said(draw, language)
        yield f"{number}: {published} {text} > {told} {two_ways(text)}; {headed} > {stated_day(headed)}".replace(
            "\n", "/"
        )


CELLS = ("Karda", "Sur", "Total", "310", "1,204", "-", "12 May", "People", "Families", "", "In camps", "2030-05-09")
SPANS = ("", "", "", " colspan=2", " rowspan=2", " rowspan=3 colspan=3", " colspan=x")
TAGS = ("p", "p", "div", "nav", "aside", "li", "h1", "figcaption", "blockquote", "script", "td", "sup")

HEADS = (
    "",
    '<meta property="article:published_time" content="2030-05-09T23:30:00+03:00">',
    '<time datetime="2030-05-08">8 May</time>',
    '<meta name="date" content="2030-05-07"><title>Arrivals | Radio</title>',
    '<script type="application/ld+json">{"datePublished": "2030-05-06", "publisher": {"name": "Radio"}}</script>',
)


def _table(draw: random.Random) -> str:
    rows = []
    for _ in range(draw.choice([1, 2, 3, 5])):
        cells = "".join(f"<td{draw.choice(SPANS)}>{draw.choice(CELLS)}" for _ in range(draw.choice([1, 2, 2, 3])))
        rows.append(f"<tr>{cells}")
    return f"<table>{draw.choice(['', '<caption>Arrivals, 12 May</caption>'])}{''.join(rows)}</table>"


def webs(only: int | None = None) -> Iterator[str]:
    """Drawn pages, and the text, the day and the office that are taken from them."""
    for number in range(60):
        if only not in (None, number):
            continue
        draw = random.Random(f"webs {number}")
        parts = []
        for _ in range(draw.choice([1, 3, 6])):
            tag = draw.choice(TAGS)
            words = draw.choice(
                ["350 people came to Sur.", "Read more", "On 9 May 2030 &amp; after", "Photo: 12<sup>2</sup>"]
            )
            parts.append(_table(draw) if draw.random() < 0.4 else f"<{tag}>{words}{draw.choice(['', f'</{tag}>'])}")
        head = draw.choice(HEADS)
        page = f"<html><head>{head}</head><body>{draw.choice(['', '<article>'])}{''.join(parts)}</body></html>"
        if only is not None:
            yield page
        found: Any = web_report("a.html", page.encode())
        if isinstance(found, str):
            yield f"{number}: {found}"
        else:
            yield f"{number}: {found.published} {found.publisher} {found.title} {found.notes} {found.text!r}"


def letters(only: int | None = None) -> Iterator[str]:
    """Letters set on a page of a PDF at drawn distances and sizes: words, cells, rows and paragraphs."""
    for number in range(120):
        if only not in (None, number):
            continue
        draw, page, down = random.Random(f"letters {number}"), list[dict[str, Any]](), 20.0
        for _ in range(draw.choice([1, 2, 3, 5])):
            across, size = draw.choice([50.0, 50.0, 80.0]), draw.choice([10.0, 10.0, 14.0])
            for word in draw.choices([each for each in CELLS if each] + ["people", "شخص"], k=draw.choice([1, 2, 3])):
                for sign in word:
                    raised = draw.random() < 0.08
                    high = size * draw.choice([0.5, 0.6, 0.7, 0.75, 0.8, 0.9]) if raised else size
                    up = size * draw.choice([0.05, 0.1, 0.2, 0.3, 0.35]) if raised else 0.0
                    page.append({
                        "text": sign, "x0": across, "x1": across + high / 2, "top": down - up + (size - high),
                        "bottom": down + size - up, "size": high, "upright": draw.random() > 0.01,
                    })  # fmt: skip
                    across += high / 2
                across += size * draw.choice([0.1, 0.2, 0.25, 0.3, 0.5, 1.0, 1.4, 1.5, 1.6, 3.0, 6.0])
            down += size * draw.choice([0.3, 0.5, 1.0, 1.2, 1.5, 1.8, 2.0, 2.5, 3.0])
        lines = [_line(each) for each in _set_lines(page)]
        yield f"{number}: {list(_paragraphs(lines))}"


def files(only: int | None = None) -> Iterator[str]:
    """Damaged reports of each kind, and what of them is a report; days of excerpts and what is asked of them."""
    for number in range(50):
        if only not in (None, number):
            continue
        with tempfile.TemporaryDirectory() as home:
            with suppress(InputError):
                damaged_report(Path(home), random.Random(f"files {number}"))
            if any(Path(home).glob("*.docx")):
                continue  # the hour it was made at stands in its bytes
            try:
                found = ws.read_reports([home])
            except InputError as error:
                yield f"{number}: {[each.message for each in error.problems]}".replace(home, "HOME")
                continue
        told = [
            f"{each.name} {each.published} {each.publisher} {each.title} {each.notes} {len(each.text)} "
            f"{crc32(each.text.encode()):08x} {len(each.earlier)}"
            for each in found.reports
        ]
        yield f"{number}: {told} {found.left_out} {[each.message for each in found.problems]}".replace(home, "HOME")


def facts(only: int | None = None) -> Iterator[str]:
    """Drawn excerpts, and the facts that an annotator would note of each."""
    for number in range(80):
        if only not in (None, number):
            continue
        draw = random.Random(f"facts {number}")
        places = draw.sample(
            ["Rivera, Colombia", "Mosul", "Tyre", "northern Mali", "Santiago", "Georgia", "the Congolese side"], 2
        )
        said = draw.sample([
            "About 2,000 people were evacuated in {}", "{}: 340 families displaced and 12 houses destroyed",
            "some 450 persons in {} have fled their homes", "a fire in {} left 30 families homeless",
            "at least 3 people died in {}", "1,200 people remain displaced", "3500 personnes ont fui {}",
        ], draw.choice([1, 2, 3]))  # fmt: skip
        text = ". ".join(each.format(draw.choice(places)) for each in said)
        found = [
            f"{each.figure.low}..{each.figure.high} {each.unit} {each.term} {each.stated} {each.places} {each.country} "
            f"{short(each.asked)}"
            for each in read_facts(text)
        ]
        yield f"{number}: {text} > {found}"

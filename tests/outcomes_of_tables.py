"""Drawn tables and columns of cells: what is taken from them, and what is said."""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

from waystation.claims.take import TakeSettings, guess_mapping, read_mapping, take_tables
from waystation.claims.take.day_cells import read_days
from waystation.claims.take.numbers import read_figures
from waystation.errors import InputError

sys.path.insert(0, str(Path(__file__).resolve().parent / "claims" / "take"))
from take_samples import SAMPLES
from test_take_damages import DAMAGES, Damaged, _file, cell_lost

FIGURES = (
    "0", "7", "99", "100", "999", "1000", "1,000", "1.000", "1 000", "1'000", "1,00", "1.5", "1.25", "12,34",
    "1,234.5", "1.234,5", "12.345", "12,345", "123.456", "1,23,456", "10.0", "1e3", "1000000000000",
    "1000000000001", "-5", "(5)", "5*", "5 ²", "300 (a)", "250-300", "250 - 1,000", "300-250", "007-9",
    "c. 300", "> 40", "<5", "up to 300", "300 (est.)", "12k", "1.5k", "1.25 k", "3 000 000", "١٢٣", "-", "n/a",
    "", "x", "12 %", "0.5", "1.000.000", "1,000,000.00", "4 houses",
)  # fmt: skip
DAYS = (
    "2031-03-04", "2031-13-04", "2031-02-29", "2028-02-29", "20310304", "2031", "1899", "1900", "2100", "2101",
    "2031-01", "2031-12", "2031-13", "2031-00", "12/2031", "13/2031", "2031-W01", "2031-W52", "2031-W53",
    "2026-W53", "2031-W54", "04/03/2031", "13/03/2031", "03/13/2031", "12/12/2031", "4.3.2031", "13.13.2031",
    "4/3/31", "04/03", "31/04", "30/04", "47000", "47000.5", "20000", "80000", "4 March 2031", "March 4, 2031",
    "4-Mar-31", "March 2031", "4 March", "31 April", "2031-03-04 06:30", "2031-03-04T23:59:59Z", "4 mars 2031",
    "4 de marzo de 2031", "-", "n/a", "", "soon", "*2031-03-04", "٢٠٣١-٠٣-٠٤",
)  # fmt: skip


def cells(only: int | None = None) -> Iterator[str]:
    """What columns of figures and of days are read as."""
    for number in range(300):
        if only not in (None, number):
            continue
        draw = random.Random(f"cells {number}")
        column: list[object] = list(draw.choices(FIGURES, k=draw.choice([1, 2, 4, 7])))
        if draw.random() < 0.2:
            column.append(draw.choice([3, 2.5, 1e12, 2e12, float("nan"), True, -1, None]))
        found = read_figures(column, decimal=draw.choice(["", "", "", ",", "."]), times=draw.choice([1, 1, 1, 5]))
        ends = [f"{low}~{high}" for low, high in zip(found.low, found.high, strict=True)]
        said = {at: why.message for at, why in found.unreadable.items()}
        marks = f"{sorted(found.noted)} {sorted(found.unlike)}"
        yield f"{number}: {column} -> {' '.join(ends)} {found.qualifier} {said} {marks}"
        column = list(draw.choices(DAYS, k=draw.choice([1, 2, 3, 5])))
        if draw.random() < 0.2:
            column.append(draw.choice([47000, 47000.25, 20310304.0, 12.0, date(2031, 3, 4), None]))
        days = read_days(
            column, order=draw.choice(["", "", "day first", "month first"]), until=draw.choice([None, date(2031, 4, 1)])
        )
        spans = [f"{span.start}~{span.end}" if span else "-" for span in days.spans]
        unread = {at: why.message for at, why in days.unreadable.items()}
        yield f"{number}: {column} -> {' '.join(spans)} {days.clock} {days.serial} {unread}"


def _said(path: Path, settings: TakeSettings, mapping: object = None) -> str:
    taken = take_tables([path], mapping=mapping, settings=settings)  # type: ignore[arg-type]
    if taken.problems:
        return f"refused: {len(taken.problems)}: {taken.problems[0]}".replace("\n", " ")
    claims = [str(claim.model_dump(mode="json", exclude_defaults=True)) for claim in taken.claims()]
    parts = [part for file in taken.files for part in file.tables]
    lines = [line for part in parts for line in (*part.notes, *part.left_out)]
    lines += [line for file in taken.files for line in file.notes]
    return f"{len(claims)} {sha256(repr(claims).encode()).hexdigest()[:8]} {' / '.join(lines)}".replace("\n", " ")


def tables(only: int | None = None) -> Iterator[str]:
    """What is taken from damaged tables of known layouts, and what is told of them."""
    with tempfile.TemporaryDirectory() as home:
        for number in range(240):
            if only not in (None, number):
                continue
            draw = random.Random(f"tables {number}")
            sample = draw.choice(SAMPLES)
            damaged = Damaged(sample, draw)
            damages = draw.sample(DAMAGES, draw.choice([1, 1, 2, 3]))
            for damage in sorted(damages, key=lambda each: each is cell_lost):
                damage(damaged)
            path = _file(damaged, Path(home))
            if only is not None:
                yield path.read_bytes().decode(damaged.encoding, errors="replace")
            said = _said(path, TakeSettings(**sample.options))
            yield f"{number}: {sample.name} {'+'.join(each.__name__ for each in damages)}: {said}"


HEADINGS = (
    ("Site", "Place name", "Camp", "District", "Location of arrival", "Nom du site"),
    ("Date", "Day", "Reported on", "Week", "As of", "From", "Month"),
    (
        "Arrivals",
        "People",
        "Persons present",
        "Households",
        "Total arrivals",
        "Families (new)",
        "Deaths",
        "IDPs",
        "Adults",
        "Boys",
    ),
)


def proposals(only: int | None = None) -> Iterator[str]:
    """What is proposed for tables of no known layout, and what is taken once it is confirmed."""
    with tempfile.TemporaryDirectory() as home:
        path, mapping = Path(home, "counts.csv"), Path(home, "counts.mapping.toml")
        for number in range(100):
            if only not in (None, number):
                continue
            draw = random.Random(f"proposals {number}")
            places, days, counts = HEADINGS
            kinds = [
                draw.choice(places),
                *draw.sample(days, draw.choice([1, 1, 2])),
                *draw.sample(counts, draw.choice([1, 2, 3])),
            ]
            rows = [kinds]
            for row in range(draw.choice([1, 3, 6])):
                told = [draw.choice(["Adre", "Korr", "Tal", f"Site {row}"])]
                for heading in kinds[1:]:
                    if heading in days:
                        told.append(f"2031-03-{1 + row:02}" if draw.random() < 0.9 else draw.choice(DAYS))
                    else:
                        told.append(
                            str(draw.choice([0, 12, 40, 900, 1000, 12000]))
                            if draw.random() < 0.95
                            else draw.choice(FIGURES)
                        )
                rows.append(told)
            draw.shuffle(order := list(range(len(kinds))))
            path.write_text("\n".join(";".join(row[at] for at in order) for row in rows) + "\n", encoding="utf-8")
            if only is not None:
                yield path.read_text(encoding="utf-8")
            try:
                proposed = guess_mapping(path, TakeSettings())
                told_of = f"{kinds} {sha256(proposed.encode()).hexdigest()[:8]}"
                confirmed = proposed.replace("confirmed = false", "confirmed = true")
                mapping.write_text(confirmed.replace('publisher = ""', 'publisher = "Border office"'), encoding="utf-8")
                yield f"{number}: {told_of} => {_said(path, TakeSettings(), read_mapping(mapping))}"
            except InputError as error:
                yield f"{number}: {error!s}".replace("\n", " ")

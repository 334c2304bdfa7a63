"""Drawn figures in the places where figures are rounded, hidden, sketched, varied and emulated."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np

from outcomes import short
from waystation.errors import InputError
from waystation.scale.jobs import Slice, read_slice
from waystation.scale.sketch import Sketch, merge_sketches
from waystation.share.disclosure import hidden, least_step, public_count
from waystation.share.release.suppression import hidden_figures, with_totals
from waystation.share.report.needs_shown import planned_unit
from waystation.share.rounding import DateInterval, Interval, rising, step_for
from waystation.study.design import points_of
from waystation.study.indices import indices_from, sensitivity_points
from waystation.study.setting_ranges import in_digits, read_varied

SIZES = (
    0,
    0.4,
    0.5,
    1,
    2,
    4,
    5,
    9,
    10,
    11,
    24,
    49,
    50,
    99,
    100,
    101,
    149,
    150,
    480,
    999,
    1000,
    1499,
    1500,
    9999,
    10_000,
    123_456,
    2.5e6,
)


def figures(only: int | None = None) -> Iterator[str]:
    """How intervals, days, waits, small counts and tables with hidden cells are shown."""
    del only
    draw = random.Random("figures")
    for size in SIZES:
        shown = f"{public_count(size)} {planned_unit('litres', size)} {in_digits(size)}"
        yield f"{size}: {least_step(size):g} {hidden(size)} {shown}"
    for number in range(300):
        low, middle, high = sorted(draw.choice(SIZES) * draw.choice([1, 1, 1.01, 0.8]) for _ in range(3))
        people = Interval(middle, low, high)
        hours = Interval.hours(middle, low, high, fixed=number % 2 == 0)
        told = f"{people.text} | {people.about} {people.bracket} | {hours.text} | {people.rounded}"
        yield f"{number}: {step_for(low, high):g} {told}"
        if number % 5 == 0:
            more = [Interval(middle + each, low, high + 2 * each) for each in (0, 1, 40)]
            yield " ".join(each.text for each in rising(more))
    days = [None, *[date(2031, 12, 1) + timedelta(days=each) for each in (0, 1, 7, 29, 31, 400)]]
    for _ in range(40):
        chosen = sorted(draw.choices(days, k=3), key=lambda each: each or date.max)
        yield f"{chosen}: {DateInterval(chosen[1], chosen[0], chosen[2], date(2032, 1, 5)).text}"
    for _ in range(40):
        counts = {
            (place, kind): draw.choice([0, 1, 3, 9, 10, 11, 40, 200])
            for place in ("A", "B", "C")[: draw.choice([2, 3])] for kind in ("x", "y")
        }  # fmt: skip
        table = with_totals(counts)
        yield f"{list(counts.values())}: {sorted(hidden_figures(table, threshold=draw.choice([5, 10])).items())}"


def sketches(only: int | None = None) -> Iterator[str]:
    """What a sketch of drawn members gives back, put together from parts; and how members are cut."""
    del only
    for number in range(40):
        rng = np.random.default_rng(number)
        values = rng.choice([0, 1, 1, 5, 63, 64, 65, 1000, 1e6, -3, np.inf, np.nan], size=(rng.integers(2, 60), 2))
        values = values * rng.choice([1.0, 1.5, 0.1])
        unit = float(rng.choice([1.0, 0.25]))
        half = len(values) // 2
        both = merge_sketches([Sketch.of(values[:half], unit), Sketch.of(values[half:], unit)])
        found = np.ravel([*both.quantiles([0.0, 0.1, 0.25, 0.5, 0.9, 1.0]), both.mean()])
        yield f"{number}: {' '.join(short(each) for each in found)}"
    for members in (1, 2, 7, 100):
        for cut in (1, 2, 7):
            yield f"{members}/{cut}: {[Slice(each, cut).bounds(members) for each in range(1, cut + 1)]}"
    for text in ("1/1", "0/1", "2/1", "3/40", "40/40", "41/40", "1/0", "-1/2", "a/2", "1"):
        yield f"{text}: {_told(lambda text=text: read_slice(text))}"


TEXTS = (
    "a=1,2", "a=0:1", "a=0:1:3", "a=1:100:3:log", "a=1:100:log", "a=0:1:log", "a=1:0", "a=1:1", "a=0:1:1", "a=0:1:2",
    "a=0:1:0",
    "a=true,false", "a=x,y", "a=", "=1", "a", "a=1", "a=1,1", "a=0.1:0.3:0.1", "a=1e-3:1e3:7:log", "a=-1:1:5",
    "a=1:2:3:4:5",
)  # fmt: skip


def studies(only: int | None = None) -> Iterator[str]:
    """Ranges as they are read, points of designs, and indices of a function known by hand."""
    del only
    for text in TEXTS:
        yield f"{text}: {_told(lambda text=text: read_varied(text))}"
    draw = random.Random("studies")
    for number in range(40):
        texts = [draw.choice(TEXTS).replace("a", name, 1) for name in ("b", "c")[: draw.choice([1, 2])]]
        design: Any = draw.choice(["grid", "sobol", "latin", "other"])
        count = draw.choice([None, 1, 2, 4, 7])
        yield f"{number}: {texts} {design} {count} {_told(lambda t=texts, d=design, c=count: _points(t, d, c))}"
    for method in ("sobol", "morris"):
        for samples in (2, 3, 4, 8, 12, 16):
            yield f"{method} {samples}: {_told(lambda m=method, s=samples: _indices(m, s))}"


def _points(texts: list[str], design: Any, count: int | None) -> object:
    return [{key: short(each) if isinstance(each, float) else each for key, each in point.items()}
            for point in points_of([read_varied(text) for text in texts], design, count, seed=3)]  # fmt: skip


def _indices(method: Any, samples: int) -> str:
    varying = [read_varied(text) for text in ("x=0:1", "y=-1:1", "z=1,2,4")]
    points = sensitivity_points(varying, method, samples, 5)
    values = np.array([4 * each["x"] + each["y"] ** 2 * each["z"] for each in points])
    table = indices_from(values, varying, method, samples, 5)
    return " ".join(short(each) for each in table.select_dtypes("number").to_numpy().ravel())


def _told(ask: Any) -> str:
    try:
        return str(ask())
    except (InputError, ValueError) as error:
        return f"{error}".replace("\n", " ")

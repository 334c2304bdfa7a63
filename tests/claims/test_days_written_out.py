"""Days are read back as a library writes them in each language: an independent source of how people write days."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from babel.dates import format_date, format_interval, format_timedelta

from waystation.claims.reading import read_report

_ON = {
    "en_US": "On {}, 350 people arrived at the camp.", "en_GB": "On {} 350 people arrived at the camp.",
    "fr": "Le {}, 350 personnes sont arrivées dans le camp.", "es": "El {} llegaron 350 personas al campo.",
    "pt": "Em {}, chegaram 350 pessoas ao campo.", "ar_EG": "وصل 350 شخصا إلى المخيم يوم {}.",
    "ar_SY": "وصل 350 شخصا إلى المخيم يوم {}.", "ru": "{} в лагерь прибыли 350 человек.",
    "uk": "{} до табору прибули 350 осіб.",
}  # fmt: skip
_FROM = {
    "en_GB": "350 people arrived at the camp from {} to {}.", "fr": "350 personnes sont arrivées du {} au {}.",
    "es": "Llegaron 350 personas al campo del {} al {}.", "pt": "Chegaram 350 pessoas ao campo de {} a {}.",
    "ar_EG": "وصل 350 شخصا إلى المخيم من {} إلى {}.", "ru": "С {} по {} в лагерь прибыли 350 человек.",
    "uk": "З {} по {} до табору прибули 350 осіб.",
}  # fmt: skip
Read = list[tuple[float | None, date | None, date | None]]


def _read(text: str, published: date) -> Read:
    claims = (each.claim for each in read_report(text, published))
    return [(each.quantity_low, each.about_start, each.about_end) for each in claims]


def _drawn(locale: str) -> list[date]:
    drawn = random.Random(locale)
    return [date(2030, 1, 3) + timedelta(days=drawn.randrange(330)) for _ in range(6)]


@pytest.mark.parametrize("locale", _ON)
def test_a_day(locale: str) -> None:
    """Short, with the month shortened ("19 déc. 2030", whose stop ends no sentence), in full, with its weekday."""
    for day in _drawn(locale):
        # "8/1/30" alone is read with its day first, and pointed out.
        for form in ("medium", "long", "full") if locale == "en_US" else ("short", "medium", "long", "full"):
            text = _ON[locale].format(format_date(day, form, locale=locale))
            assert _read(text, day + timedelta(days=2)) == [(350, day, day)], text


def test_a_month_in_full_ends_its_sentence_and_a_shortened_one_does_not() -> None:
    monday = date(2030, 5, 13)
    for month, day in (("May", date(2030, 5, 11)), ("Apr", date(2030, 4, 11)), ("April", date(2030, 4, 11))):
        text = f"350 people arrived in Renk on 11 {month}. {'They' if month != 'Apr' else 'and'} left again. "
        found = _read(f"{text}Some 720 people crossed on Sunday.", monday)
        assert found == [(350, day, day), (720, date(2030, 5, 12), date(2030, 5, 12))], text
    for text in ("350 people came on 11 May. Several hundred people crossed on Sunday.",
                 "350 personnes sont arrivées le 11 mai. Quelque 200 personnes ont fui dimanche."):  # fmt: skip
        days = [end for _, _, end in _read(text, monday)]
        assert days == [date(2030, 5, 11), date(2030, 5, 12)], text


def test_a_day_in_brackets_with_a_figure_of_its_own_is_of_that_figure_alone() -> None:
    friday = date(2030, 5, 17)
    found = _read("In the camp are 12,430 people (12,249 on Tuesday). They need water.", friday)
    assert [(people, end) for people, _, end in found] == [(12_430, None), (12_249, date(2030, 5, 14))]
    found = _read("On Monday 310 people arrived (40 of them on Tuesday).", friday)
    assert [(people, end) for people, _, end in found] == [(310, date(2030, 5, 13)), (40, date(2030, 5, 14))]


@pytest.mark.parametrize("locale", _FROM)
def test_days_from_one_to_another(locale: str) -> None:
    """As intervals ("27 окт. — 16 нояб. 2030 г.", "2–5 oct") and as two whole days."""
    for first in _drawn(locale):
        last = first + timedelta(days=3 if first.day < 15 else 20)
        if last.year > first.year:
            continue
        texts = [
            _ON[locale].format(format_interval(first, last, form, locale=locale))
            for form in ("yMMMd", "yMMMMd", "MMMd")
        ]
        for form in ("medium", "long"):
            texts.append(_FROM[locale].format(*(format_date(day, form, locale=locale) for day in (first, last))))
        for text in texts:
            assert _read(text, last + timedelta(days=2)) == [(350, first, last)], text


@pytest.mark.parametrize(
    "text",
    [
        "350 people arrived in one week.",
        "350 personnes sont arrivées en une semaine.",
        "Llegaron 350 personas en una semana.",
        "Em uma semana chegaram 350 pessoas.",
        "За неделю прибыли 350 человек.",
        "За тиждень прибули 350 осіб.",
    ],
)
def test_in_one_week(text: str) -> None:
    """An article counts one: the seven days before the report, and not the day before it."""
    assert _read(text, date(2030, 5, 14)) == [(350, date(2030, 5, 7), date(2030, 5, 14))], text


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar", "ru", "uk"])
def test_days_ago(language: str) -> None:
    """In front of it or behind: "il y a 3 jours", "hace 3 días", "3 дня назад"."""
    published = date(2030, 5, 10)
    text = next(each for locale, each in _ON.items() if locale[:2] == language)
    for on in ("On ", "Le ", "El ", "Em ", "يوم "):
        text = text.replace(on, "")
    for days in (3, 5, 10):
        delta = timedelta(days=-days)
        said = format_timedelta(delta, granularity="day", threshold=100, add_direction=True, locale=language)
        day = published - timedelta(days=days)
        assert _read(text.format(said), published) == [(350, day, day)], said

"""Money and measures count nobody: written by a library as each language writes them, beside a count of people."""

from __future__ import annotations

import random
from datetime import date

import pytest
from babel.numbers import format_compact_decimal, format_currency, format_decimal
from babel.units import format_unit

from waystation.claims.reading import read_report
from waystation.claims.reading.figures import numbers_left_out

_GIVEN = {
    "en": "On Monday the agency gave {} to the camp, where 300 people arrived.",
    "fr": "Lundi, l'agence a donné {} au camp, où 300 personnes sont arrivées.",
    "es": "El lunes la agencia entregó {} al campo, adonde llegaron 300 personas.",
    "pt": "Na segunda-feira a agência deu {} ao campo, onde chegaram 300 pessoas.",
    "ar": "قدمت الوكالة {} للمخيم حيث وصل 300 شخص.",
    "ru": "В понедельник агентство передало {} лагерю, куда прибыли 300 человек.",
    "uk": "У понеділок агенція передала {} табору, куди прибули 300 осіб.",
}
_COUNTED = {
    "en_US": "{} people arrived at the camp.", "en_IN": "{} people arrived at the camp.",
    "fr_FR": "{} personnes sont arrivées dans le camp.", "fr_CH": "{} personnes sont arrivées dans le camp.",
    "es_ES": "Llegaron {} personas al campo.", "es_MX": "Llegaron {} personas al campo.",
    "pt_BR": "Chegaram {} pessoas ao campo.", "pt_PT": "Chegaram {} pessoas ao campo.",
    "ar_EG": "وصل {} شخص إلى المخيم.", "ru": "В лагерь прибыли {} человек.", "uk": "До табору прибули {} осіб.",
}  # fmt: skip
_MEASURES = [
    "length-kilometer", "length-meter", "mass-kilogram", "mass-tonne", "area-hectare", "area-square-meter",
    "area-square-kilometer", "volume-liter", "volume-cubic-meter", "temperature-celsius", "duration-day",
    "duration-hour", "power-kilowatt", "speed-kilometer-per-hour",
]  # fmt: skip


def _people(text: str) -> list[tuple[float | None, str]]:
    return [(each.claim.quantity_low, each.claim.unit) for each in read_report(text, date(2030, 5, 10))]


@pytest.mark.parametrize("language", _GIVEN)
def test_measures_count_nobody(language: str) -> None:
    """Not even "45 m²" and "12 m", whose letter stands for millions elsewhere."""
    for measure in _MEASURES:
        for number in (12, 5_000):
            for length in ("long",) if measure == "duration-day" else ("long", "short"):
                text = _GIVEN[language].format(format_unit(number, measure, length, locale=language))  # type: ignore[arg-type]
                assert _people(text) == [(300, "people")], text


@pytest.mark.parametrize("language", _GIVEN)
def test_money_counts_nobody(language: str) -> None:
    for currency in ("USD", "EUR", "GBP", "XAF", "SDG", "SYP", "UAH", "COP"):
        text = _GIVEN[language].format(format_currency(24_650, currency, locale=language))
        assert _people(text) == [(300, "people")], text


@pytest.mark.parametrize("locale", _COUNTED)
def test_counts_are_read_back_as_a_library_writes_them(locale: str) -> None:
    """Grouped as the country groups digits, and short: "4,3 M personnes", "57 k personnes", "12 тыс. человек"."""
    drawn = random.Random(locale)
    for number in [drawn.randint(10**size, 10 ** (size + 1)) for size in (2, 3, 4, 5, 6)]:
        text = _COUNTED[locale].format(format_decimal(number, locale=locale, numbering_system="default"))
        assert _people(text) == [(number, "people")], text
    lakh_has_a_letter = locale == "en_IN"
    for number in (12_000, 57_000) if lakh_has_a_letter else (12_000, 57_000, 4_300_000, 8_000_000):
        text = _COUNTED[locale].format(format_compact_decimal(number, locale=locale, fraction_digits=1))
        assert _people(text) == [(number, "people")], text


def test_what_is_left_out_as_money_and_measure_is_told() -> None:
    text = "They were given 300 kg of rice, 45 m² of sheets and SDG 2,500; 12 t. people say. 2.5 m people fled."
    read = read_report(text, date(2030, 5, 10))
    taken = [each.spans["figure"] for each in read]
    assert [(each.words, each.why) for each in numbers_left_out(text, taken)] == [
        ("300", "other unit"), ("45", "other unit"), ("2,500", "money"), ("12", "other unit")
    ]  # fmt: skip
    assert [each.claim.quantity_low for each in read] == [2_500_000]


def test_a_spanish_has_is_no_hectare() -> None:
    assert _people("El grupo de 300 ha llegado al campo de Korr.") == [(300, "people")]
    assert _people("Se quemaron 300 ha de cultivos, y llegaron 40 personas.") == [(40, "people")]

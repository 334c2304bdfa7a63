"""Money and measures beside a number, as each language writes them, from the Unicode locale data: "300 kg", "257 €"."""

from __future__ import annotations

import re
from functools import cache
from itertools import product
from typing import Literal

from babel import Locale
from babel.numbers import list_currencies
from babel.units import format_unit

__all__ = ["has_letter_of_measure", "measure_after", "money_after", "money_before"]

_MEASURES = (
    "length-kilometer", "length-meter", "length-centimeter", "length-millimeter", "length-mile",
    "mass-kilogram", "mass-gram", "mass-tonne", "mass-ton", "mass-pound",
    "area-hectare", "area-acre", "area-square-meter", "area-square-kilometer",
    "volume-liter", "volume-milliliter", "volume-cubic-meter", "temperature-celsius", "temperature-fahrenheit",
    "power-kilowatt", "power-megawatt", "energy-kilowatt-hour", "speed-kilometer-per-hour", "duration-hour",
    "frequency-hertz", "frequency-kilohertz", "frequency-megahertz", "energy-kilocalorie", "electric-volt",
)  # fmt: skip
_PLURALS = (1, 2, 5, 11, 100, 1.5)
_LENGTHS: tuple[Literal["long", "short"], ...] = ("long", "short")
_NO_MEASURES = frozenset({"mi", "ми"})
"""Miles; "2,3 mi" are millions in Portuguese."""
_WORDS = {"ha": r"ha(?!\s+\w*(?:ado|ido|cho|sto|rto)\b)"}
"""Hectares, but not the Spanish "has" of "un grupo de 300 ha llegado"."""
_NO_CODES = frozenset({"ALL", "TOP", "TRY", "CUP", "PEN", "BOB", "SOS"})
"""Currencies whose codes are words of headings in capitals."""
_SIGNS = r"US\s?\$|\$\s?US|[€£$¥₹₦₴₽₪₺]"
_LONGEST_SIGN = len("US $ ")
_NUMBER = re.compile(r"\d+(?:[.,٫]\d+)?")
_LETTER = re.compile(r"\d([ \u00a0\u202f]?)([mмт])\.?\Z")
_CUBED = re.compile(r"[²³]|[23](?!\d)")


@cache
def _money() -> tuple[re.Pattern[str], re.Pattern[str]]:
    codes = "|".join(sorted(list_currencies() - _NO_CODES))
    return (
        re.compile(rf"(?:\b(?:{codes})|{_SIGNS}|\b(?i:usd|eur|gbp|rs\.?|fcfa))\s?\Z"),
        re.compile(rf"\s?(?:(?:{_SIGNS})|(?:{codes})(?!\w)|F?\s?CFA(?!\w))"),
    )


@cache
def _local_money(languages: tuple[str, ...]) -> re.Pattern[str]:
    """The signs of currencies as they are written in some languages: "$CO", "ل.س."."""
    signs = {
        sign.strip("\u200e\u200f")
        for language in languages
        for code, sign in Locale.parse(language).currency_symbols.items()
        if code not in _NO_CODES
    }
    ordered = sorted((re.escape(each) for each in signs if len(each) > 1), key=len, reverse=True)
    return re.compile(rf"\s?\u200f?(?:{'|'.join(ordered)})(?!\w)" if ordered else r"(?!)")


@cache
def _measures(languages: tuple[str, ...]) -> re.Pattern[str]:
    # "Metres" and "kilometres" as most of the world writes them.
    languages = (*languages, "en_GB") if "en" in languages else languages
    names = {
        _NUMBER.sub("", format_unit(number, measure, length, locale=language)).strip()
        for language, measure, length, number in product(languages, _MEASURES, _LENGTHS, _PLURALS)
        if measure in Locale.parse(language).unit_display_names
    }
    # Squares and cubes are often typed as digits.
    names |= {each.replace("²", "2").replace("³", "3") for each in names}
    ordered = sorted(names - _NO_MEASURES, key=len, reverse=True)
    written = (_WORDS.get(each, re.escape(each).replace(r"\ ", r"\s")) for each in ordered)
    return re.compile(rf"[\s-]?(?:{'|'.join(written)})(?![\w'’])")


def money_before(led: str) -> bool:
    """Whether a number is money by what stands before it: "USD 300"."""
    return _money()[0].search(led, max(0, len(led) - _LONGEST_SIGN)) is not None


def money_after(tail: str, languages: tuple[str, ...]) -> bool:
    """Whether a number is money by what follows it: "300 USD", "257,00 €"."""
    return _money()[1].match(tail) is not None or _local_money(languages).match(tail) is not None


def measure_after(tail: str, languages: tuple[str, ...]) -> int:
    """How long the measure is that follows a number, 0 where none does: "300 kg", "12 °C".

    Parameters
    ----------
    tail : what follows the number
    languages : codes of the languages of the text
    """
    found = _measures(languages).match(tail)
    return found.end() if found else 0


def has_letter_of_measure(written: str, tail: str) -> bool:
    """Whether the letter at the end of a number may be one of a measure: metres in "12 m", tonnes in "300 т".

    Where people follow, and where it stands right behind the digits, it means millions or thousands.
    """
    found = _LETTER.search(written)
    return found is not None and (bool(found[1]) or _CUBED.match(tail) is not None)

"""The words tables use whatever their layout, kept as data in ``words.toml`` beside this file."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Literal

__all__ = [
    "HeadingHints",
    "TableWords",
    "about_persons",
    "folded",
    "heading_hints",
    "heading_key",
    "heading_says",
    "heading_says_who_counted",
    "is_group",
    "is_machine",
    "is_running",
    "is_share",
    "is_total",
    "part_named",
    "people_a_one",
    "table_words",
    "without_raised",
]

_AGES = re.compile(r"(?:[<>≤≥]\s*\d{1,2}|\d{1,2}\s*[-–]\s*\d{1,2}|\d{1,2}\s*\+)(?:\s*(?:y|yrs?|years|ans|anos))?")
_A_RATE = re.compile(r"\b(?:per|pour|por|pro|je)\s+(?:cada\s+)?(?:thousand|1[ ,.]?000|mill?e?\b|tausend)")
_RAISED = "¹²³⁰⁴⁵⁶⁷⁸⁹⁽⁾"
_NO_RAISED = str.maketrans("", "", _RAISED)
_EDGES = re.compile(r"^[^\w#<>≤≥~≈±]+|[^\w]+$")


@dataclass(frozen=True)
class TableWords:
    """Words of cells: for unknown figures, totals, qualifiers, and headings about persons."""

    unknown: frozenset[str]
    unknown_signs: frozenset[str]
    spreadsheet_errors: frozenset[str]
    totals: frozenset[str]
    qualifiers: MappingProxyType[str, str]
    persons: frozenset[str]


@cache
def _file() -> dict[str, Any]:
    text = resources.files(__package__ or "waystation.claims.take").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def table_words() -> TableWords:
    """The words that ship with the package.

    Examples
    --------
    >>> table_words().qualifiers["~"]
    'about'
    """
    words = _file()
    return TableWords(
        frozenset(map(folded, words["unknown"])),
        frozenset(words["unknown_signs"]),
        frozenset(words["spreadsheet_errors"]),
        frozenset(map(folded, words["totals"])),
        MappingProxyType({folded(word): name for name, each in words["qualifiers"].items() for word in each}),
        frozenset(heading_key(each) for each in words["persons"]["headings"]),
    )


def other_months() -> dict[str, int]:
    """Names of months that the Unicode locale data do not have, folded."""
    return {folded(word): int(number) for number, each in _file()["months"].items() for word in each}


@dataclass(frozen=True)
class HeadingHints:
    """Parts of headings from which a mapping is proposed."""

    places: tuple[str, ...]
    areas: tuple[str, ...]
    families: tuple[str, ...]
    people: tuple[str, ...]
    part_leads: tuple[str, ...]
    running: tuple[str, ...]
    thousands: tuple[str, ...]
    shares: tuple[str, ...]
    groups: tuple[str, ...]
    first_day: frozenset[str]
    last_day: frozenset[str]
    week: frozenset[str]
    week_letters: frozenset[str]
    who: frozenset[str]
    teller: frozenset[str]
    machine: frozenset[str]
    terms: tuple[tuple[str, tuple[str, ...]], ...]


@cache
def heading_hints() -> HeadingHints:
    """The parts of headings that ship with the package.

    Examples
    --------
    >>> "menage" in heading_hints().families
    True
    """
    words = _file()["headings"]
    terms = tuple((term, tuple(each)) for term, each in words["terms"].items())
    machine = frozenset(map(heading_key, words["machine"])) - {""}
    kinds = dict.fromkeys(
        ("first_day", "last_day", "week", "week_letters", "who", "teller"), frozenset
    )  # of whole words; the rest are parts
    names = HeadingHints.__dataclass_fields__.keys() - {"machine", "terms"}
    hints: dict[str, Any] = {name: kinds.get(name, tuple)(words[name]) for name in names}
    return HeadingHints(**hints, machine=machine, terms=terms)


def without_raised(text: str) -> str:
    """A text without raised digits: they refer to a footnote, and a plain form of them would read as one more digit.

    Examples
    --------
    >>> without_raised("1² March"), without_raised("IDPs¹")
    ('1 March', 'IDPs')
    """
    return text.translate(_NO_RAISED)


def folded(text: str) -> str:
    """A text without case, accents, raised digits and doubled blanks.

    Examples
    --------
    >>> folded(" Février²")
    'fevrier'
    """
    # Only Latin letters lose their marks: in Arabic and Cyrillic a mark makes another letter.
    split = unicodedata.normalize("NFKD", without_raised(text).strip())
    bare = "".join(
        each for at, each in enumerate(split) if not (unicodedata.combining(each) and split[at - 1 : at].isascii())
    )
    return " ".join(unicodedata.normalize("NFKC", bare).casefold().split())


@lru_cache(maxsize=20_000)
def heading_key(text: str) -> str:
    """A heading as it is compared: letters and digits only, so that ``ADM1_PCODE`` is ``adm1 pcode``.

    Examples
    --------
    >>> heading_key("Country of asylum (ISO)"), heading_key("numPresentIdpInd")
    ('countryofasylumiso', 'numpresentidpind')
    """
    return "".join(each for each in folded(text) if each.isalnum())


def is_total(text: str) -> bool:
    """Whether a cell names a total, alone or at the beginning or end of a name.

    Examples
    --------
    >>> [is_total(each) for each in ("TOTAL:", "Sub-total North", "Totaling", "Somme", "Al-Hol")]
    [True, True, False, True, False]
    """
    words = table_words().totals
    plain = _EDGES.sub("", folded(text))
    if plain in words:
        return True
    parts = plain.split()
    if not 2 <= len(parts) <= 6:
        return False
    ends = {" ".join(parts[:count]).rstrip(":,-–") for count in (1, 2)}
    return bool((ends | {parts[-1]}) & _long_totals())


def is_running(heading: str) -> bool:
    """Whether a heading is that of a running total.

    Examples
    --------
    >>> [is_running(each) for each in ("Cumulative arrivals", "Acumulado", "Arrivals to date", "Total", "Accumulator")]
    [True, True, True, False, False]
    """
    plain = folded(heading)
    return any(re.search(rf"(?<!\w){re.escape(each)}", plain) for each in heading_hints().running)


def is_group(heading: str) -> bool:
    """Whether a heading names a kind of people (men, girls, an age) that is part of a whole, or says it is a part.

    Examples
    --------
    >>> [is_group(each) for each in ("Women", "Boys 5-11", "60+", "Femmes", "Womera", "Gate 5", "Arrivals")]
    [True, True, True, True, False, False, False]
    >>> [is_group(each) for each in ("of which from Renk", "dont enfants", "Dontal")]
    [True, True, False]
    """
    if part_named(heading):
        return True
    last = folded(re.split(r"[/:]", heading)[-1]).replace("_", " ")
    words = re.findall(r"[^\W\d_]+", last)
    named = [word for word in words if word in heading_hints().groups]
    return (bool(named) and len(named) * 2 >= len(words)) or bool(_AGES.fullmatch(last))


def part_named(heading: str) -> str:
    """What a heading that says it is a part names as that; empty if it does not say so.

    Examples
    --------
    >>> [part_named(each) for each in ("Arrivals / of which: children", "incl. women", "Arrivals (incl. women)")]
    ['children', 'women', '']
    """
    found = _part_lead().search(folded(heading).replace("_", " "))
    return found[1] if found else ""


@cache
def _part_lead() -> re.Pattern[str]:
    leads = "|".join(map(re.escape, heading_hints().part_leads))
    return re.compile(rf"(?:^|[/:]\s*)(?:{leads})\b[.:]?\s*(.+)")


def heading_says(heading: str, what: Literal["first_day", "last_day", "week", "who", "teller"]) -> bool:
    """Whether a word of a heading marks the first or last day of a period, a week, who counted, or who told.

    Examples
    --------
    >>> [heading_says(each, "first_day") for each in ("From", "period_start", "Date de début", "Date", "Offer")]
    [True, True, True, False, False]
    >>> [heading_says(each, "last_day") for each in ("To", "Period end", "hasta", "Date", "Legend")]
    [True, True, True, False, False]
    >>> [heading_says(each, "who") for each in ("Source", "Organisation", "Site", "Resource site")]
    [True, True, False, False]
    >>> heading_says("Reported by", "teller")
    True
    """
    return not getattr(heading_hints(), what).isdisjoint(re.findall(r"[^\W_]+", folded(heading)))


def heading_says_who_counted(heading: str) -> bool:
    """Whether a column names the office that counted; not who told, which may be a person.

    Examples
    --------
    >>> [heading_says_who_counted(each) for each in ("Source", "Reported by", "Reporting agency", "Reporter (office)")]
    [True, False, True, False]
    """
    return heading_says(heading, "who") and not heading_says(heading, "teller")


def people_a_one(heading: str) -> int:
    """How many people a 1 stands for in a column: 1,000 where its heading says thousands, else 1.

    Examples
    --------
    >>> [people_a_one(each) for each in ("Arrivals (thousands)", "Arrivals ('000)", "En milliers", "Arrivals")]
    [1000, 1000, 1000, 1]
    >>> people_a_one("Arrivals per thousand inhabitants"), people_a_one("Site 1000")
    (1, 1)
    """
    plain = folded(heading)
    if _A_RATE.search(plain):
        return 1
    return 1000 if any(word in plain for word in heading_hints().thousands) else 1


def is_share(heading: str) -> bool:
    """Whether a column holds shares or rates, which count nobody.

    Examples
    --------
    >>> [is_share(each) for each in ("Women (%)", "Pourcentage", "Arrivals per 1,000 inhabitants", "Women")]
    [True, True, True, False]
    """
    plain = folded(heading)
    return _A_RATE.search(plain) is not None or any(word in plain for word in heading_hints().shares)


def is_machine(heading: str) -> bool:
    """Whether a column numbers rows, or is one that a form fills in by itself.

    Examples
    --------
    >>> [is_machine(each) for each in ("_id", "No.", "grp/_index", "start", "meta/instanceID", "Gate 5", "Noor")]
    [True, True, True, True, False, False, False]
    """
    last = re.split(r"[/:]", heading)[-1].strip()
    return last.startswith("_") or heading_key(heading) in heading_hints().machine


@cache
def _long_totals() -> frozenset[str]:
    """Words that mark a total also beside others; "sum" or "ara" alone could be part of a name."""
    return frozenset(
        each for each in table_words().totals if len(each) > 4 and not each.startswith(("all ", "overall"))
    )


def about_persons(heading: str) -> bool:
    """Whether a heading is that of a column about single persons.

    Examples
    --------
    >>> [about_persons(each) for each in ("Phone", "_submitted_by", "group/first_name", "Arrivals", "Site name")]
    [True, True, True, False, False]
    """
    last = re.split(r"[/:]", heading)[-1]
    return heading_key(heading) in table_words().persons or heading_key(last) in table_words().persons

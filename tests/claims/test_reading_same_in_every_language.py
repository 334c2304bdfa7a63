"""What is read in English is read in French, Spanish and Arabic: their lexicons hold the same lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from waystation.claims.reading.lexicon.languages import tables
from waystation.claims.reading.read import read

DAY = date(2024, 5, 10)

# Words with two meanings in English alone ("left", "in", "out"), and names of values, which each language has
# of its own.
OF_ENGLISH = {"clauses.behind", "clauses.inward", "clauses.left_over", "clauses.outward", "clauses.leaving"}
OF_LATIN_SCRIPT = {"clauses.by_means", "clauses.cases", "figures.articles"}


def lists(table: dict[str, Any], above: str = "") -> Iterator[str]:
    for name, each in table.items():
        if isinstance(each, dict):
            yield from lists(each, f"{above}{name}.")
        elif isinstance(each, list) and above not in {"vague.", "dates.days."}:
            yield above + name


@pytest.mark.parametrize("language", ["fr", "es", "ar"])
def test_a_lexicon_has_the_lists_that_the_english_one_has(language: str) -> None:
    missing = set(lists(tables("en"))) - set(lists(tables(language))) - OF_ENGLISH
    assert missing <= (OF_LATIN_SCRIPT if language == "ar" else set())


def found(text: str) -> list[tuple[float | None, float | None, str, str]]:
    return [(each.quantity_low, each.quantity_high, each.unit, each.term) for each in read(text, published=DAY)]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Près de 740 personnes ont pris la route vendredi.", (740, 740, "people", "left")),
        ("Le centre peut héberger 350 ménages.", (350, 350, "households", "capacity")),
        ("Quelque 2 300 habitants refusent de quitter le village.", (2300, 2300, "people", "remaining")),
        ("Une trentaine de milliers de réfugiés ont besoin d'eau.", (30000, 30000, "people", "in_need")),
        ("Des vivres ont été remis à 610 familles.", (610, 610, "families", "aid_delivered")),
        ("410 personnes sont en attente d'enregistrement.", (410, 410, "people", "awaiting_processing")),
        ("Otras 85 familias se niegan a evacuar.", (85, 85, "families", "remaining")),
        ("Se repartieron alimentos a 1.240 personas.", (1240, 1240, "people", "aid_delivered")),
        ("El gimnasio puede alojar a 300 personas.", (300, 300, "people", "capacity")),
        ("Tuvieron que dejar sus casas medio millar de vecinos.", (500, 500, "people", "left")),
        ("Hay 64 personas a la espera de ser registradas.", (64, 64, "people", "awaiting_processing")),
        ("رفض 320 مواطنا المغادرة، وما زالوا عالقين.", (320, 320, "people", "remaining")),
        ("أنقذت فرق الدفاع المدني 45 شخصا.", (45, 45, "people", "evacuated")),
        ("ينتظرون التسجيل 760 شخصا عند المعبر.", (760, 760, "people", "awaiting_processing")),
    ],
)
def test_words_that_english_had_alone(text: str, claim: tuple[float | None, float | None, str, str]) -> None:
    assert claim in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Les équipes ont distribué 480 moustiquaires, 60 sacs de riz et 12 000 comprimés.",
        "Se entregaron 350 colchonetas y 1.200 mercados; murieron 90 reses.",
        "تم توزيع 900 طرد و40 جوالا من الدقيق.",
    ],
)
def test_things_count_nobody(text: str) -> None:
    assert not [each for each in found(text) if each[2] in {"people", "families", "households", "children"}]

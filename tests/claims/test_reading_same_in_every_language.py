"""What is read in English is read in French, Spanish and Arabic: their lexicons hold the same lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from waystation.claims.reading.lexicon.languages import tables
from waystation.claims.reading.read import read
from waystation.claims.reading.when import periods

DAY = date(2024, 5, 10)

# Words with two meanings in English alone ("left", "in", "out").
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


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("40 people left since mid-April.", "2024-04-11", "2024-05-10"),
        ("50 personnes sont parties depuis la mi-avril.", "2024-04-11", "2024-05-10"),
        ("50 personnes sont parties depuis le début du mois d'avril.", "2024-04-01", "2024-05-10"),
        ("50 personnes partiront lundi prochain.", "2024-05-13", "2024-05-13"),
        ("50 personnes sont parties dans la nuit de samedi à dimanche.", "2024-05-04", "2024-05-05"),
        ("50 personnes sont arrivées en moins d’une semaine.", "2024-05-03", "2024-05-10"),
        ("Fin 2022, le camp comptait 900 personnes.", "2022-09-01", "2022-12-31"),
        ("À la date du 5 mai, 50 personnes vivent ici.", "None", "2024-05-05"),
        ("Balance con corte a las 6:00 p. m. del 5 de mayo: 50 heridos.", "None", "2024-05-05"),
        ("A 5 de mayo hay 50 personas en el albergue.", "None", "2024-05-05"),
        ("A finales de 2022 vivían aquí 50 personas.", "2022-09-01", "2022-12-31"),
        ("وصل 50 شخصا يومي 28 و29 أبريل.", "2024-04-28", "2024-04-29"),
        ("وصل 50 شخصا بين يناير ومارس 2023.", "2023-01-01", "2023-03-31"),
        ("سيصل 50 شخصا يوم الاثنين المقبل.", "2024-05-13", "2024-05-13"),
    ],
)
def test_days_that_english_had_alone(text: str, first: str, last: str) -> None:
    assert [(str(each.first), str(each.last)) for each in periods(text, DAY)] == [(first, last)]


def places(text: str) -> list[tuple[float | None, str]]:
    return [(each.quantity_low, each.place) for each in read(text, published=DAY)]


def test_pairs_of_a_name_and_a_figure_in_arabic() -> None:
    text = "توزع النازحون على المحافظات كالآتي: جبل لبنان 68,400، بيروت 49,210، الشمال 24,075."
    assert places(text) == [(68400, "جبل لبنان"), (49210, "بيروت"), (24075, "الشمال")]


def test_what_is_no_pair_in_arabic() -> None:
    assert places("عبر 340 شخصا إلى تشاد، أي ما يعادل 68 أسرة، لافتاً إلى أن 20 شخصا عادوا.") == [
        (340, "تشاد"),
        (68, "تشاد"),
        (20, "تشاد"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Arrivals: 310\nShelters open: 19 (1,140 people)",
        "Llegadas: 310\nAlbergues activos: 19 (1.140 personas)",
        "Arrivées : 310\nAbris ouverts : 19 (1 140 personnes)",
    ],
)
def test_sites_in_use_count_nobody(text: str) -> None:
    assert [each[0] for each in found(text)] == [310, 1140]


@pytest.mark.parametrize(
    "text",
    [
        "Se entregaron carpas a 900 hogares, señaló el director de la entidad, Ernesto Palacín, quien agradeció.",
        "Des tentes ont été remises à 900 ménages, a indiqué le directeur de l'agence, Etienne Paulmier.",
    ],
)
def test_a_name_behind_an_office_and_its_body_is_no_place(text: str) -> None:
    assert places(text) == [(900, "not stated")]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Bamako, le 9 mai 2024. Les services ont recensé 40 blessés.", None),
        ("Bilan\nBamako, le 8 mai 2024\nBlessés : 40", date(2024, 5, 8)),
        ("التقرير اليومي – بيروت، الأربعاء 8 أيار 2024\n- عدد الجرحى: 40", date(2024, 5, 8)),
    ],
)
def test_where_a_bulletin_was_issued_is_no_place_of_it(text: str, last: date | None) -> None:
    assert [(each.quantity_low, each.place, each.about_end) for each in read(text, published=DAY)] == [
        (40, "not stated", last)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Report no 6, Sunday 5 May\nThe agency gives this partial toll:\nDead: 28\nInjured: 14\n- Sud: 9 dead; 7 lost",
        "Rapport no 6, dimanche 5 mai, 18 heures\nVoici le bilan partiel :\nMorts : 28\nBlessés : 14\n– Sud : 9 morts",
        "Boletín No. 6\nBalance con corte a las 6:00 p. m. del 5 de mayo:\nMuertos: 28\nHeridos: 14",
    ],
)
def test_a_toll_is_up_to_the_day_of_its_sheet_and_not_on_it(text: str) -> None:
    days = [(each.about_start, each.about_end) for each in read(text, published=DAY)]
    assert len(days) >= 2
    assert set(days) == {(None, date(2024, 5, 5))}

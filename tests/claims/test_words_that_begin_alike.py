"""Wordings of a language take no other word that begins alike, and none of two meanings."""

from __future__ import annotations

import pytest

from waystation.claims.reading.read import read_report

DAY, PUBLISHER = "2030-06-10", "A relief office"


@pytest.mark.parametrize(
    ("text", "term", "unit"),
    [
        ("Quelque 300 personnes ont subitement quitté Bunia.", "left", "people"),  # not "subi"
        ("À 5 km d'ici, 300 familles sont arrivées à Bunia.", "arrived", "families"),
        ("La situation va de mal en pis et 300 familles ont fui Bunia.", "left", "families"),
        ("20 enseignants ont fui Bunia.", "left", "people"),
        ("El proyecto atendió a 300 familias en Tumaco.", "aid_delivered", "families"),
        ("300 personas aguardan en la frontera de Rumichaca.", "awaiting_transfer", "people"),
        ("20 docentes huyeron de Tumaco.", "left", "people"),
        ("ينتظر 2000 لاجئ على الحدود في حلب.", "awaiting_transfer", "people"),
        ("قضى 300 نازح ليلتهم في العراء في حلب.", "accommodated", "people"),  # spent the night; not: died
        ("وصل 300 شخص إلى حلب حال فتح المعبر.", "arrived", "people"),
        ("300 أسرة بانتظار المساعدات في حلب.", "in_need", "households"),
        ("نزح 20 معلما من حلب.", "left", "people"),
    ],
)
def test_a_word_that_begins_as_another_does_not_change_what_happened(text: str, term: str, unit: str) -> None:
    [found] = read_report(text, DAY, PUBLISHER)
    assert (found.claim.term, found.claim.unit) == (term, unit)
    assert not found.claim.exclusion_reason


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("A Bunia, 300 nourrissons.", "aid_delivered"),
        ("Une vidéo montre 300 personnes à Bunia.", "left"),
        ("Les services sociaux : 300 personnes à Bunia.", "aid_delivered"),
        ("Des kits destinés à 500 ménages de Bunia.", "capacity"),
        ("Le bilan est de 500 familles sinistrées à Bunia.", "killed"),
        ("Dejó un saldo de 500 familias damnificadas en Tumaco.", "killed"),
        ("المنظمة الدولية للهجرة: 5400 عائلة في حلب.", "left"),  # the organisation for migration
        ("غرقت 300 خيمة في مخيمات حلب.", "died_on_the_way"),
    ],
)
def test_a_figure_has_not_the_meaning_of_a_word_that_only_begins_alike(text: str, never: str) -> None:
    [found] = read_report(text, DAY, PUBLISHER)
    assert found.claim.term != never


@pytest.mark.parametrize(
    "text",
    [
        "En Río Negro se registraron 300 familias desplazadas.",
        "Negocios cerrados: en Tumaco 300 personas evacuadas.",
        "300 familles ont fui la zone contestée d'Abyei.",
    ],
)
def test_a_name_or_a_trade_that_begins_as_a_denial_denies_nothing(text: str) -> None:
    [found] = read_report(text, DAY, PUBLISHER)
    assert not found.claim.exclusion_reason


def test_checkpoints_are_no_pilgrims() -> None:
    assert not read_report("أقامت القوات 15 حاجزا أمنيا في حلب.", DAY, PUBLISHER)


@pytest.mark.parametrize("country", ["تركيا", "سوريا", "ليبيا", "إريتريا", "إثيوبيا", "أوكرانيا"])
def test_a_country_whose_people_are_named_alike_is_a_place(country: str) -> None:
    [found] = read_report(f"وصل 300 لاجئ إلى {country}.", DAY, PUBLISHER)
    assert found.claim.place == country


def test_a_department_named_as_a_goal_is_a_place() -> None:
    [found] = read_report("300 familias desplazadas en Meta.", DAY, PUBLISHER)
    assert (found.claim.place, found.claim.exclusion_reason) == ("Meta", "")


def test_a_country_that_ends_the_name_of_an_organisation_is_no_place() -> None:
    text = 'قال فريق "منسقو الإغاثة في سوريا" إن 300 عائلة وصلت إلى حلب، لافتا إلى زيادة المعاناة.'
    [found] = read_report(text, DAY, PUBLISHER)
    assert found.claim.place == "حلب"

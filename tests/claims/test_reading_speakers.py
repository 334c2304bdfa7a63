"""Who says so: offices behind verbs, in passives, in titles, in headings, and persons called by name alone."""

from __future__ import annotations

import pytest

from waystation.claims.reading.lexicon import Tokens
from waystation.claims.reading.lexicon.lexicon import speaking
from waystation.claims.reading.sentences import sentences
from waystation.claims.reading.speaker_lines import Known, title_source
from waystation.claims.reading.speakers import attributions, standing_source
from waystation.claims.reading.verbs_of_saying import name_behind
from waystation.claims.reading.whereabouts import _joined

SAID = [
    ("en", "About 4,200 tents were counted by the municipality as torn.", [["municipality"]]),
    (
        "en",
        "Based on the latest figures of the Coastal Relief Board (CRB), 310 families came.",
        [["Coastal Relief Board"]],
    ),
    ("en", "Some 90 came, according to a statement of the health ministry issued today.", [["health ministry"]]),
    (
        "en",
        "Red Cross spokesman Peter Alm said 300 fled. Some 40 a day ask for shelter, Alm added.",
        [["Red Cross spokesman"], ["Red Cross spokesman"]],
    ),
    ("en", "Some 300 left, a spokesman for the Northern Forces said.", [["Northern Forces"]]),
    ("en", "Some 700 sleep outside. The figures are from the Harbour Authority.", [[], ["Harbour Authority"]]),
    ("en", "The Ministry of Refugees and Resettlement said 300 returned.", [["Ministry of Refugees and Resettlement"]]),
    ("fr", "L'Office des Migrations et du Retour a recensé 412 familles.", [["Office des Migrations et du Retour"]]),
    ("fr", "Selon ce qu'a indiqué le maire, 310 familles sont arrivées.", [["maire"]]),
    ("es", "El vocero de Defensa Civil, Luis Peña, informó que salieron 75 personas.", [["vocero de Defensa Civil"]]),
    ("es", "Llegaron 300 personas, informó hoy la Alcaldía de Sur.", [["Alcaldía de Sur"]]),
    ("es", "Murieron 12 personas, según han confirmado fuentes oficiales.", [["fuentes oficiales"]]),
    ("pt", "A administração local e o ACNUR têm um registo de 512 refugiados.", [["ACNUR"]]),
    ("uk", "Евакуйовано 12 осіб. Про це повідомив голова ради Іван Петрук.", [[], ["голова ради"]]),
    ("uk", "В ОВА зазначають, що виїхали 40 родин.", [["ОВА"]]),
    ("ru", "Эвакуировано 300 человек, сообщили в МЧС.", [["МЧС"]]),
]


@pytest.mark.parametrize(("language", "text", "speakers"), SAID)
def test_the_office_is_found_wherever_it_stands_and_names_of_persons_are_not_kept(language, text, speakers):
    known = Known()
    with speaking((language,)):
        tokens = Tokens(text)
        found = [[each.speaker for each in attributions(tokens, piece, known)] for piece in sentences(text)]
    assert found == speakers


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El temblor se registró en el municipio de Sur y dejó 30 muertos."),
        ("en", "The camp, run by the agency, hosts 300."),
        ("en", "About 300 people were moved by the army."),
    ],
)
def test_an_office_that_only_did_something_says_nothing(language, text):
    with speaking((language,)):
        assert not attributions(Tokens(text), (0, len(text)))


def test_the_report_that_says_more_is_that_of_the_source_before():
    text = "The report says fighting between two groups drove out 200."
    with speaking(("en",)):
        assert [each.speaker for each in attributions(Tokens(text), (0, len(text)))] == [""]


def test_a_title_and_a_heading_name_their_source():
    with speaking(("en",)):
        assert title_source("Over 400 families flooded out: minister\n\nThe river rose.") == ("minister", 31)
        assert title_source("Correction: 530 came\n\nMore later.") is None
        issued = standing_source("Bulletin of the Civil Defence, 12 May\n\nDisplaced: 930")
    assert issued is not None
    assert issued.speaker == "Civil Defence"


@pytest.mark.parametrize("more", [0, 1])
def test_a_name_behind_said_has_eleven_words_at_most(more: int) -> None:
    words = ["Harbour", "Shore", "Coastal", "Flood", "Relief", "Repair", "Return", "Registration", "Records", "Office"]
    office = " ".join([*["Old"] * more, *words])
    text = f"said the {office}"
    with speaking(("en",)):
        found = name_behind(text, len("said"), len(text))
    assert (found.speaker if found else None) == (office if more == 0 else None)


def test_names_of_speakers_that_overlap_are_one_stretch() -> None:
    assert _joined([(10, 12), (0, 4), (2, 8), (6, 7)]) == [(0, 8), (10, 12)]

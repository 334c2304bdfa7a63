"""One search of a text for all tables of wordings gives what a search for each of them gives."""

from __future__ import annotations

import pytest

from waystation.claims.reading.lexicon import Finder, Tokens, lexicon, speaking
from waystation.claims.reading.whereabouts import spots

TABLES = ("clauses", "parts", "rates", "speech", "terms", "units")
TEXTS = {
    "en": "According to the mayor's office, some 300 families (1,420 people) had been displaced, 40 of whom left.",
    "fr": "Selon la mairie, quelque 300 familles déplacées ont fui, dont 40 enfants ; 12 personnes ont été tuées.",
    "ar": "وقالت المتحدثة إن 300 أسرة نزحت وبينهم أطفال، فيما وصل آخرون إلى المخيّم",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_search_for_all_tables_finds_what_each_table_finds_alone(language):
    words, tokens = lexicon((language,)), Tokens(TEXTS[language])
    for table in TABLES:
        alone = Finder(words.classed() if table == "terms" else words.lists(table))
        assert words.finder(table).all(tokens) == alone.all(Tokens(TEXTS[language]))


def test_a_text_is_gone_through_once_for_tables_searched_together():
    found = Finder.together({"seen": {"left": ["left", "left behind"]}, "kept": {"behind": ["behind", "left *"]}})
    tokens = Tokens("They left behind two boats")
    assert found["seen"].all(tokens) == [("left", 1, 2), ("left", 1, 3)]
    assert set(tokens.wordings) == set(found.values())
    assert found["kept"].all(tokens) == [("behind", 1, 3), ("behind", 2, 3)]


def test_words_with_marks_are_folded_where_they_stand():
    assert Tokens("Über 300 Männer, «كانُوا» IN Łódź").words == [
        "über", "300", "männer", ",", "«", "كانوا", "»", "in", "łódź",
    ]  # fmt: skip
    assert Tokens("Straße İzmir Camp").words == ["strasse", "i̇zmir", "camp"]


def test_a_name_stands_again_only_as_a_whole_word_and_the_longest_one_first():
    text = "300 people reached the Tessa clinic. Near the Tessa clinics and in Tessa clinic they stay, none in Tessa."
    with speaking(("en",)):
        found = [(text[each.start : each.end], each.start) for each in spots(Tokens(text))]
    assert found == [("Tessa clinic", 23), ("Tessa", 46), ("Tessa clinic", 67), ("Tessa", 99)]

"""Copies lead back to one origin; what contradicts stays side by side."""

from __future__ import annotations

from waystation.claims import lineage, lineages, same_story

WORDS = "About 3,000 people were taken out of Baghouz on Wednesday, mostly women and children, {} said."


def test_near_identical_sentences_are_a_copy_of_the_one_published_first(claim):
    wire = claim(id="wire", excerpt=WORDS.format("the SDF"), report="a", source="AFP")
    paper = claim(id="paper", excerpt=WORDS.format("officials"), report="b", source="Daily", published="2019-02-22")
    other = claim(id="other", excerpt="3,000 in all, says our reporter at the camp gate.", report="c", source="Radio")
    assert lineage([paper, other, wire]) == {"paper": "wire"}


def test_a_claim_that_names_the_other_publisher_goes_back_to_it_whatever_the_order(claim):
    wire = claim(id="z-wire", source="Reuters", publisher="Reuters", excerpt="3,000 people left.", report="a")
    paper = claim(id="a-paper", source="Daily", publisher="Daily", excerpt="Reuters reported 3,000.", report="b")
    assert lineage([wire, paper]) == {"a-paper": "z-wire"}


def test_an_article_that_names_an_organisation_only_by_a_common_word_is_no_copy(claim):
    first = claim(id="first", source="News Agency", publisher="News Agency", report="a")
    second = claim(id="second", source="B", publisher="B", excerpt="The news agency of the north said.", report="b")
    assert lineage([first, second]) == {}


def test_one_office_behind_two_outlets_is_one_origin(claim):
    first = claim(id="first", source="AFP via Dawn (SOHR)")
    again = claim(id="again", source="AFP via Belga (SOHR)", published="2019-02-23")
    assert lineage([again, first]) == {"again": "first"}


def test_copies_of_copies_go_back_to_the_first(claim):
    names = ("Reuters", "Herald", "Weekly")
    wire, paper, last = (
        claim(
            id=name, source=name, publisher=name, report=name, published=f"2019-02-2{day}", excerpt=f"{said} said so."
        )
        for day, name, said in zip((1, 2, 3), names, ("Officials", "Reuters", "Herald"), strict=True)
    )
    assert lineage([last, paper, wire]) == {"Herald": "Reuters", "Weekly": "Reuters"}
    assert [[each.id for each in group] for group in lineages([last, paper, wire])] == [["Reuters", "Herald", "Weekly"]]


def test_figures_that_differ_or_days_that_do_are_never_joined(claim):
    wire = claim(id="wire", source="Reuters", publisher="Reuters", report="a")
    differs = claim(2500, id="differs", source="Daily", excerpt="Reuters reported.", report="b")
    later = claim(
        id="later", source="Daily", excerpt="Reuters reported.", report="b",
        about_start="2019-02-26", about_end="2019-02-26", published="2019-02-27",
    )  # fmt: skip
    assert lineage([wire, differs, later]) == {}


def test_a_copy_counts_with_its_origin_even_where_the_place_is_written_otherwise(claim):
    wire = claim(id="wire")
    copy = claim(id="copy", place="Baghuz", copied_from="wire", published="2019-02-22")
    assert [[each.id for each in group] for group in same_story([copy, wire])] == [["wire", "copy"]]


def test_what_was_denied_is_not_the_same_story_as_what_was_said(claim):
    assert len(same_story([claim(), claim(source="Radio", exclusion_reason="denied")])) == 2

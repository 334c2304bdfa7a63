"""One vocabulary: every word is read as people write it, and no set of words stands in code."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import waystation
from waystation.claims import Claim, check_claims, read_claims, vocabulary
from waystation.errors import InputError
from waystation.forecast.scenario.evidence import Observable

PACKAGE = Path(waystation.__file__).parent
HEADER = "published,source,about_start,about_end,place,quantity_low,quantity_high,qualifier,unit,term,note"


def test_every_term_speaks_of_a_measure_of_the_simulation_or_says_why_of_none() -> None:
    for term in vocabulary().terms.values():
        if term.measure:
            assert Observable(term.measure)
            assert not term.no_measure
        else:
            assert term.no_measure.endswith(".")


def test_every_spelling_means_one_term_and_one_unit() -> None:
    words = vocabulary()
    for term in words.terms.values():
        for spelling in (term.name, *term.aliases):
            assert words.term(spelling) is term
    for unit in words.units.values():
        for spelling in (unit.name, *unit.aliases):
            assert words.unit(spelling) is unit


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Persons", "people"), ("INDIVIDUALS", "people"), ("idp", "people"), ("Pers", "people"), ("Refugees", "people"),
        ("individuals (IDPs)", "people"), ("persons/refugees", "people"), ("# of persons", "people"),
        ("Number of IDPs", "people"), ("people\u00a0", "people"), ("personnes d\u00e9plac\u00e9es", "people"),
        ("R\u00e9fugie\u0301s", "people"), ("Desplazados", "people"), ("Hhs", "households"),
        ("M\u00c9NAGES", "households"),
        ("household(s)", "households"), ("no. of HH", "households"), ("Familles", "families"), ("Family", "families"),
        ("SDF_fighters", "fighters"), ("persons per day", "people per day"), ("%", "percent"), ("Lorries", "trucks"),
    ],
)  # fmt: skip
def test_a_unit_is_read_whatever_its_case_number_accents_and_marks(written: str, read: str) -> None:
    unit = vocabulary().unit(written)
    assert unit is not None
    assert unit.name == read


@pytest.mark.parametrize("unknown", ["", "Libyans", "women and trucks", "sacks of flour", "..."])
def test_a_word_nobody_knows_is_not_taken_for_a_unit(unknown: str) -> None:
    assert vocabulary().unit(unknown) is None
    assert not vocabulary().near_unit(unknown)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("left_pocket", "left"), ("Died en route", "died_on_the_way"), ("died_on_the_way", "died_on_the_way"),
        ("handed_over_to_iraq", "handed_over"), ("pocket_area", "held_area"), ("New arrivals", "arrived"),
        ("Camp population", "camp_population"), ("DEPARTURES", "left"), ("awaiting transfer", "awaiting_transfer"),
    ],
)  # fmt: skip
def test_a_claim_of_a_word_of_one_crisis_or_a_synonym_has_the_general_term(written: str, read: str) -> None:
    claim = Claim(
        published="2030-05-02", source="IOM", place="Adre", quantity_low=5, quantity_high=5, qualifier="exact",
        unit="Individuals", term=written,
    )  # fmt: skip
    assert (claim.term, claim.unit) == (read, "people")


def _table(folder: Path, unit: str, term: str = "arrived") -> Path:
    file = folder / "claims.csv"
    row = f"2030-05-02,IOM,2030-05-01,2030-05-01,Adre,500,500,exact,{unit},{term},"
    file.write_text(f"{HEADER}\n{row}\n", encoding="utf-8")
    return file


def test_a_misspelled_unit_is_refused_and_the_right_one_offered(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'row 2, column "unit": "pepole" is not .* Did you mean "people"\?'):
        read_claims(_table(tmp_path, "pepole"))


def test_checking_refuses_counts_in_a_unit_nobody_knows_but_not_what_is_no_count_of_people(tmp_path: Path) -> None:
    [problem] = check_claims(_table(tmp_path, "Martians"))
    assert "Write people, households, families for people" in problem.fix
    assert read_claims(_table(tmp_path, "Martians"))
    assert check_claims(_table(tmp_path, "sacks of flour", "aid_delivered")) == []
    assert check_claims(_table(tmp_path, "Personnes")) == []


def test_no_set_of_terms_or_units_stands_in_code() -> None:
    words = vocabulary()
    names = {*words.terms, *words.units}
    # The reader of reports weighs words against each other; what units count is named where the vocabulary is.
    apart = {PACKAGE / "claims" / "vocabulary.py", *(PACKAGE / "claims" / "reading").rglob("*.py")}
    found = []
    for file in sorted({*PACKAGE.rglob("*.py")} - apart):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            parts: list[ast.expr | None] = []
            if isinstance(node, ast.Set | ast.List | ast.Tuple):
                parts = list(node.elts)
            elif isinstance(node, ast.Dict):
                parts = list(node.keys)
            told = [each.value for each in parts if isinstance(each, ast.Constant) and each.value in names]
            if len(told) > 1 and 2 * len(told) > len(parts):
                found.append(f"{file.relative_to(PACKAGE)}, line {getattr(node, 'lineno', 0)}: {told}")
    assert found == []

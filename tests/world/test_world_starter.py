"""A first scenario from ten answers: what is written can be checked, run and corrected by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.errors import InputError
from waystation.world import check_folder, load_scenario
from waystation.world.starter import QUESTIONS, FirstAnswers, new_scenario, read_answers

ANSWERS: dict[str, object] = {
    "name": 'The "Korr" crossing', "post": "Korr post", "site": "Téla transit camp", "distance_km": "25",
    "origin": "Northern plain", "first_day": "2030-02-01",
}  # fmt: skip


def test_ten_questions_ask_for_every_answer_once() -> None:
    asked = [name for names in QUESTIONS.values() for name in names]
    assert len(QUESTIONS) == 10
    assert sorted(asked) == sorted(FirstAnswers.model_fields)


def test_the_folder_made_from_the_fewest_answers_has_nothing_wrong(tmp_path: Path) -> None:
    guesses = new_scenario(tmp_path / "korr", read_answers(ANSWERS))
    assert check_folder(tmp_path / "korr") == []
    assert load_scenario(tmp_path / "korr").settings.name == 'The "Korr" crossing'
    text = (tmp_path / "korr" / "scenario.toml").read_text("utf-8")
    assert text.count("a guess") >= len(guesses)


def test_what_was_answered_is_not_called_a_guess(tmp_path: Path) -> None:
    given_all = ANSWERS | {"desks": 5, "opens": 7, "closes": 19, "household_size": 6, "capacity": 3000}
    guesses = new_scenario(tmp_path / "korr", read_answers(given_all))
    assert not any("desks there are" in each or "family" in each or "the site can hold" in each for each in guesses)
    assert "lanes = 5\n" in (tmp_path / "korr" / "scenario.toml").read_text("utf-8")


def test_people_at_the_site_whom_nobody_counted_are_an_unknown_and_no_zero(tmp_path: Path) -> None:
    guesses = new_scenario(tmp_path / "korr", read_answers(ANSWERS | {"capacity": "3000"}))
    assert "How many people are at the site on the first day: from nobody to 4,500, until reports tell." in guesses
    settings = load_scenario(tmp_path / "korr").settings
    assert settings.sites["site"].people_at_start == "people_at_the_start"
    assert settings.unknowns["people_at_the_start"].high == 4500
    assert not any(
        "first day" in each for each in new_scenario(tmp_path / "tela", read_answers(ANSWERS | {"people_now": "0"}))
    )
    assert load_scenario(tmp_path / "tela").settings.sites["site"].people_at_start == 0


def test_every_wrong_answer_is_told_at_once() -> None:
    with pytest.raises(InputError) as raised:
        read_answers(ANSWERS | {"desks": "many", "distance_km": "-3", "post": "", "dsks": 3})
    said = str(raised.value)
    assert '"many" is not a whole number.' in said
    assert '"-3" is negative.' in said
    assert '"post": There is no answer.' in said
    assert 'Did you mean "desks"?' in said


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"least_people": 500, "most_people": 500}, "is not below"),
        ({"opens": 9, "closes": 9}, "open and close at 9:00"),
        ({"site": "korr POST"}, "same name"),
    ],
)
def test_answers_that_do_not_fit_each_other_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_answers(ANSWERS | wrong)


def test_what_is_there_already_is_never_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "korr"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="already exists and is not empty"):
        new_scenario(folder, read_answers(ANSWERS))
    assert [each.name for each in tmp_path.rglob("*")] == ["korr", "notes.txt"]


words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30)


@settings(max_examples=25, deadline=None)
@given(names=st.lists(words, min_size=3, max_size=3), title=words, desks=st.integers(1, 1000), buses=st.integers(0, 50))
def test_any_names_give_a_folder_that_can_be_read_or_a_refusal(
    names: list[str], title: str, desks: int, buses: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    raw = ANSWERS | {"name": title, "post": names[0], "site": names[1], "origin": names[2]}
    try:
        answers = read_answers(raw | {"desks": desks, "buses": buses})
    except InputError:
        return
    folder = tmp_path_factory.mktemp("any") / "made"
    new_scenario(folder, answers)
    assert check_folder(folder) == []
    assert load_scenario(folder).settings.start == date(2030, 2, 1)

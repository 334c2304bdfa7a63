"""What the program says of problems, in the reader's language: every sentence of the rooms behind the page is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from waystation.errors import Problem
from waystation.share.language import LANGUAGES, Language, catalogue
from waystation.share.translation import translate_message, translate_problem
from waystation.world.cells import CellError, read_date, read_number
from waystation.world.csv_tables import read_table
from waystation.world.scenario_model import Event

PACKAGE = Path(__file__).resolve().parents[2] / "src/waystation"
WORDS = PACKAGE / "share/words"
OTHERS = [code for code in LANGUAGES if code != "en"]
ROOMS = (
    "web/*.py", "web/screens/*.py", "situation/view.py", "situation/saved.py", "plan/stock.py", "plan/changes.py",
    "world/starter.py", "world/wording.py", "share/release/*.py", "claims/edits.py", "claims/as_of.py",
    "claims/reading/intake/*.py", "claims/take/*.py", "forecast/scenario/*.py",
    "claims/claims_csv.py", "claims/claim.py", "claims/corrections.py", "claims/decisions.py", "claims/faults.py",
    "claims/personal.py", "situation/situation.py",
    "world/cells.py", "world/csv_tables.py",
    "world/check_tables.py", "world/load.py", "world/textfile.py",
    "claims/ledger.py", "claims/ledger_rows.py", "claims/database*.py",
)  # fmt: skip
AT_THE_TERMINAL = {"web/server.py"}
WRITTEN_DOWN = {"_guesses", "_settings", "_files"}
"""Functions of `world.starter` whose sentences stand in the scenario's own files."""
PROGRESS = {"progress", "tell", "_tell"}
BLANK = "\u27e6{}\u27e7"


def _forms(node: ast.expr) -> list[str]:
    """All that an expression of text may be, with a mark where a value is put in."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else [BLANK]
    if isinstance(node, ast.IfExp):
        return [*_forms(node.body), *_forms(node.orelse)]
    if isinstance(node, ast.JoinedStr):
        parts = [_forms(each.value) if isinstance(each, ast.FormattedValue) else _forms(each) for each in node.values]
        return ["".join(each) for each in product(*parts)]
    return [BLANK]


def _said(file: Path) -> Iterator[str]:
    """Sentences in a module, but for docstrings, templates of the page's own and what is printed at the terminal."""
    tree = ast.parse(file.read_text("utf-8"))
    apart: set[ast.AST] = set()
    for node in ast.walk(tree):
        name = getattr(getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", ""))
        if isinstance(node, ast.FunctionDef) and node.name in WRITTEN_DOWN:
            apart |= set(ast.walk(node))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            apart.add(node.value)
        if isinstance(node, ast.Call) and name in {"say", "compile"}:
            apart |= set(ast.walk(node))
        if isinstance(node, ast.Call) and name in PROGRESS and node.args:
            yield from (each for each in _forms(node.args[0]) if re.search("[a-z]", each))
        if isinstance(node, ast.JoinedStr | ast.IfExp):
            apart |= {each for each in ast.walk(node) if each is not node and isinstance(each, ast.Constant)}
    if "forecast" in file.parts:
        return
    for node in ast.walk(tree):
        if node in apart or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        yield from (
            each
            for each in _forms(node)
            if re.fullmatch(r'[A-Z"\u27e6][^\n]* [^\n]*[.\u27e7]', each) and len(re.findall(r"\b[a-z]+\b", each)) > 1
        )


@cache
def _messages() -> list[str]:
    files = [file for pattern in ROOMS for file in sorted(PACKAGE.glob(pattern))]
    used = [file for file in files if file.relative_to(PACKAGE).as_posix() not in AT_THE_TERMINAL]
    found = [each for file in used for each in _said(file)]
    assert len(found) > 200
    page = catalogue(OTHERS[0])  # words of the page itself, which `test_web_words` looks at
    return sorted(
        {*(each for each in found if each not in page), 'Did you mean "\u27e6{}\u27e7"?', "Use one of: \u27e6{}\u27e7."}
    )


def _filled(message: str) -> tuple[str, list[str]]:
    """A message with a value of its own in each blank."""
    values = [f"value{letter}" for letter, _ in zip("abcdefgh", range(message.count(BLANK)), strict=False)]
    for value in values:
        message = message.replace(BLANK, value, 1)
    return message, values


@pytest.mark.parametrize("code", OTHERS)
def test_every_sentence_behind_the_page_is_said_in_every_language_with_all_its_values(code: str) -> None:
    words, missing = Language(code), []
    for message in _messages():
        text, values = _filled(message)
        said = translate_message(text, words)
        if said == text or sorted(re.findall(r"value[a-h]", said)) != values:
            missing.append(message)
    assert missing == []


def _catalogue(code: str) -> dict[str, str]:
    with (WORDS / f"messages-{code}.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file, locale=code) if each.id}


def test_the_catalogues_hold_the_same_messages_and_fill_the_same_blanks() -> None:
    first = _catalogue(OTHERS[0])
    for code in OTHERS:
        known = _catalogue(code)
        assert list(known) == list(first)
        for english, said in known.items():
            assert said, english
            assert sorted(re.findall(r"%\(\d\)s", english)) == sorted(re.findall(r"%\(\d\)s", said)), english


def test_the_longest_message_that_fits_is_taken_and_values_are_in_the_readers_form() -> None:
    spanish, arabic = Language("es"), Language("ar")
    late = "It came out on 2030-05-02, and the scenario ends on 2030-04-30."
    assert (
        translate_message(late, spanish)
        == "Se publicó el 2 de mayo de 2030, y el escenario termina el 30 de abril de 2030."
    )
    assert "12.345" in translate_message("There are 12,345 files in it; at most 500 are read at once.", spanish)
    assert translate_message("Struck out as personal data: a telephone number, an e-mail address.", spanish).endswith(
        "un número de teléfono, una dirección de correo electrónico."
    )
    assert translate_message("Nobody wrote this. Run it again.", spanish) == "Nobody wrote this. Run it again."
    assert translate_message("Nothing would change. Run it again.", spanish) == "No cambiaría nada. Ejecútelo de nuevo."
    assert "\u2068x\u2069" in translate_message('"x" cannot be changed.', arabic)


@pytest.mark.parametrize(
    ("cell", "whole", "french"),
    [
        ("12,5", False, "« 12,5 » n'est pas un nombre. Écrivez 12.5."),
        ("1,200", False, "« 1,200 » n'est pas un nombre. Écrivez 1200, ou 1.200 si la virgule sépare les décimales."),
        ("many", True, "« many » n'est pas un nombre entier. Écrivez un nombre entier, par exemple 1200."),
    ],
)
def test_what_is_wrong_with_a_cell_is_said_with_figures_as_they_are_to_be_written(
    cell: str, whole: bool, french: str
) -> None:
    with pytest.raises(CellError) as refused:
        read_number(cell, whole=whole)
    assert translate_message(str(refused.value), Language("fr")) == french


def test_a_day_that_is_to_be_written_stays_in_the_form_to_write_it_in() -> None:
    with pytest.raises(CellError) as refused:
        read_date("31/12/2030")
    spanish = translate_message(str(refused.value), Language("es"))
    assert spanish == '"31/12/2030" no es una fecha escrita como año-mes-día. Escriba 2030-12-31.'


def test_days_in_a_message_are_in_words_in_english_as_on_the_page_around_it() -> None:
    english = Language("en")
    late = "It came out on 2030-05-02, and the scenario ends on 2030-04-30."
    said = "It came out on 2 May 2030, and the scenario ends on 30 April 2030."
    assert translate_message(late, english) == said
    problem = Problem(late, "Write 2030-05-02.", "week.csv", 3)
    assert translate_problem(problem, english) == f"week.csv, row 3: {said} Write 2030-05-02."


def test_in_how_many_more_rows_it_is_so_is_said_in_every_language() -> None:
    two_ways = '"03/01/2030" can be read in two ways: 2030-01-03 or 2030-03-01. (so in 1,205 more rows)'
    french = translate_message(two_ways, Language("fr"))
    assert french.endswith("3 janvier 2030 ou 1 mars 2030. (de même dans 1\u202f205 autres lignes)")
    for code in OTHERS:
        assert "so in" not in translate_message(two_ways, Language(code))
        assert "so in" not in translate_message("(so in 1 more row)", Language(code))


def test_a_message_of_one_word_does_not_take_a_whole_sentence() -> None:
    assert translate_message("Write what nobody has translated.", Language("fr")) == "Write what nobody has translated."


def test_a_row_with_a_cell_too_few_is_told_in_the_readers_language(tmp_path: Path) -> None:
    table = tmp_path / "events.csv"
    table.write_text("date,kind,place\n2030-01-05,road_open\n", encoding="utf-8")
    _, problems = read_table(table, Event)
    arabic = [translate_problem(each, Language("ar")) for each in problems]
    assert arabic
    assert not [each for each in arabic if re.search("row|cell|header|blank", each)]


def test_a_problem_is_said_with_its_place() -> None:
    problem = Problem("The file is empty.", "Check the download.", "week.csv", 3, "total")
    assert translate_problem(problem, Language("en")) == str(problem)
    french = translate_problem(problem, Language("fr"))
    assert french == "week.csv, ligne 3, colonne « total »: Le fichier est vide. Vérifiez le téléchargement."
    assert translate_problem(Problem("No receiver is named.", column="--to"), Language("fr")).startswith("--to: Aucun")

"""No number that may count people is dropped unseen, and a language that is not read is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from waystation.claims.reading.figures import in_words, numbers_not_read
from waystation.claims.reading.figures.unread import language_name
from waystation.cli import app


def _words(text: str) -> list[str]:
    return [each.words for each in numbers_not_read(text, [])]


def test_dates_times_money_and_other_units_are_not_listed() -> None:
    text = "On May 3 at 10:30, 12% of the 41 Sudanese paid $500, 16 km from the 27 villages; two of 3,500 came."
    assert _words(text) == ["41", "3,500"]


def test_numbers_of_claims_are_not_listed_again() -> None:
    text = "Some 3,500 people and 41 Sudanese came."
    assert [each.words for each in numbers_not_read(text, [(5, 10)])] == ["41"]


@pytest.mark.parametrize(
    ("text", "language", "known"),
    [
        ("Depremde 38 kişi öldü ve çok sayıda kişi yaralandı, bir köy için yardım istendi.", "Turkish", False),
        (
            "Sebanyak 173 jiwa mengungsi dari desa ini dan telah dibawa ke tempat yang aman untuk warga.",
            "Indonesian",
            False,
        ),
        ("Watu 42 wamefariki katika mkoa wa kaskazini na wengine kwa sasa hawana makazi.", "Swahili", False),
        ("በጎርፍ ምክንያት 300 ሰዎች ተፈናቅለዋል", "Amharic or Tigrinya", False),
        ("বন্যায় 300 মানুষ", "Bengali", False),
        ("در این حادثه 300 نفر از خانه‌های خود که در شهر است رفته‌اند و به کمک نیاز دارند برای", "Persian", False),
        ("Chegaram 1.250 pessoas que foram para os centros da cidade e não voltaram.", "Portuguese", True),
        ("Евакуйовано 1250 осіб, з них 140 дітей, що були у громаді та за її межами.", "Ukrainian", True),
    ],
)
def test_languages_are_named(text: str, language: str, known: bool) -> None:
    assert language_name(text) == (language, known)


def test_a_language_without_words_is_said_with_its_numbers() -> None:
    unread = numbers_not_read(
        "Depremde 38 kişi öldü ve 1.607 kişi yaralandı, bir köy için yardım istendi ve bu çok.", []
    )
    assert in_words(unread) == "2 numbers not read: 2 in Turkish, for which there is no word list (38; 1.607)."


def test_the_command_says_what_was_not_read_on_screen_and_in_its_data(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    text = "Item | A | B\nKarda | 4 | 5\nBab | 1 | 2\n\nDepremde 38 kişi öldü ve bir köy için yardım istendi."
    note.write_text(f"Published: 2024-05-14\n\n{text}", encoding="utf-8")
    shown = " ".join(CliRunner().invoke(app, ["read", str(note)]).stdout.split())
    assert "A table with 2 rows was not read" in shown
    assert "1 number not read: 1 in Turkish" in shown
    data = json.loads(CliRunner().invoke(app, ["read", str(note), "--json"]).stdout)["reports"][0]
    assert [each["words"] for each in data["not_read"]] == ["38"]
    assert [each["rows"] for each in data["tables_not_read"]] == [2]

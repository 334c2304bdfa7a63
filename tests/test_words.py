"""Words that were taken out stay out: of messages, docs and code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What is not written, and what is written instead.
OLD_WORDS = {
    r"\bnoughts?\b": "0, or zero",
    r"\bless than none\b": "negative",
    r"\b[Mm]end or drop\b": "correct or delete",
    r"\bstands? (there )?(twice|\d+ times)\b": "appears twice",
    r"\bheld up to speak of\b": "no significant waiting",
    r"\b[Nn]obody said as of\b": "the as-of date is missing",
    r"\bfor they are no\b": "not",
    r"\bknow no agents\b": "has no agent kernel",
    r"\bhardly the year meant\b": "probably the wrong year",
    r"\btoo large to be true\b": "too large",
    r"\bnothing that can be changed\b": "cannot be changed",
    r"\bno family's size\b": "outside 1 to 30",
    r"\bperiod of no days\b": "a period of 0 days",
    r"\babove nothing\b": "greater than 0",
    r"\b[Ss]uppose it earlier\b": "move the event earlier",
    r"\bPrint for machines\b": "print JSON",
    r"\b[Tt]he evening we stand on\b": "the as-of date",
    r"\b(told_to|kept_out|part_of)\b(?! ?[=(]| :)": "reported_to, exclusion_reason, total_id",
    r"\bhumane\(": "label_of",
    r"\bweigh_forecasts\b": "pool_forecasts",
    r"\bless_stock\b": "subtract_stock",
    r"\brun_out\b": "stockout_dates",
    r"\bstray_(share|spread|level)\b": "outlier_share, outlier_spread",
    r"\bstand_in\b": "surrogate",
    r"\b(thereof|whereupon|hither|thither|aught|naught|betwixt|ere long)\b": "plain words of today",
}
# A message does not say "is no X": "is not a X" is easier for those who learn English.
IS_NO = re.compile(r"""f?["'][^"'\n]*[}"'] (is|are) no [a-z]""")
# They say what the old names were.
TELL_OF_OLD_NAMES = {"docs/glossary.md", "src/waystation/claims/claim.py", "src/waystation/world/scenario_model.py"}
# Here "part of" is a function's name, and has its plain meaning.
OTHER_MEANING = {"src/waystation/engine"}


def _files() -> list[Path]:
    found = [*(ROOT / "src").rglob("*.py"), *(ROOT / "src").rglob("*.html"), *(ROOT / "docs").rglob("*.md")]
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(found)]


def test_words_that_were_taken_out_stay_out_of_messages_docs_and_code() -> None:
    found = []
    for file in _files():
        name = file.relative_to(ROOT).as_posix()
        text = file.read_text(encoding="utf-8")
        for pattern, instead in OLD_WORDS.items():
            if name in TELL_OF_OLD_NAMES or ("part_of" in pattern and any(map(name.startswith, OTHER_MEANING))):
                continue
            for match in re.finditer(pattern, text):
                found.append(f'{name}, line {text.count(chr(10), 0, match.start()) + 1}: "{match[0]}": write {instead}')
    assert found == []


def test_a_message_says_is_not_a_thing_rather_than_is_no_thing() -> None:
    found = [
        f"{file.relative_to(ROOT)}: {match[0]}"
        for file in _files()
        if file.suffix == ".py"
        for match in IS_NO.finditer(file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_word_of_the_glossary_stands_once_and_in_order() -> None:
    table = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").partition("## Names")[0]
    words = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("| ")][1:]
    assert words == sorted(set(words), key=str.casefold)
    assert len(words) > 40

"""Whoever a verb says was killed or hurt is counted, also where no list has the word for them."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.claims.reading import read_report

_PUBLISHED = date(2031, 5, 9)
_KILLED = {
    "34 {} were killed in Gode.": (
        "police officers, aid workers, nurses, rescuers, mourners, Muslims, community leaders, health staff, locals"
    ),
    "An attack on Monday killed 34 {} in Gode.": "teachers, volunteers, nurses, imams",
    "34 {} ont été tués à Gode.": "policiers, agents de santé, travailleurs humanitaires, pèlerins, secouristes",
    "34 {} murieron en Gode.": "policías, rescatistas, maestros, reclusos, trabajadores humanitarios, agentes",
    "قتل 34 {} في قودي.": "شرطيا, صحفيا, متطوعا, شابا, سائقا",
}
_ROWS = [(sentence, each.strip()) for sentence, words in _KILLED.items() for each in words.split(",")]


def _read(text: str) -> list[tuple[float | None, str, str]]:
    return [(each.claim.quantity_low, each.claim.unit, each.claim.term) for each in read_report(text, _PUBLISHED)]


@pytest.mark.parametrize(("sentence", "who"), _ROWS)
def test_the_killed(sentence: str, who: str) -> None:
    assert _read(sentence.format(who)) == [(34, "people", "killed")]


@pytest.mark.parametrize(
    "text",
    [
        "34 aid workers visited the camp in Gode.",
        "34 police officers guard the camp in Gode.",
        "34 camels were sold in Gode.",
        "34 goats were killed in Gode.",
        "34 volontaires aident au camp de Gode.",
        "34 agentes vigilan el campamento de Gode.",
        "A woman and her two sons were killed in Gode.",
    ],
)
def test_those_who_help_and_things_count_nobody(text: str) -> None:
    assert _read(text) == []


def test_children_who_die_stay_children() -> None:
    assert _read("4 children were killed and 12 firefighters were hurt in Gode.") == [
        (4, "children", "killed"),
        (12, "people", "wounded"),
    ]

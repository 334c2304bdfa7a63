"""A figure before a word that no list has counts a thing, where nobody comes, goes or stays."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.claims.reading import read_report
from waystation.claims.reading.figures import numbers_not_read


@pytest.mark.parametrize(
    "text",
    [
        "Besoin de 300 glacières pour le site.",
        "300 tarps were distributed at Korr on Monday.",
        "Necesitamos 300 hieleras en el sitio.",
    ],
)
def test_what_is_needed_and_given_is_not_read_as_people_but_listed(text: str) -> None:
    assert read_report(text, date(2030, 5, 4)) == []
    assert len(numbers_not_read(text, [])) == 1


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Some 300 herders reached Korr.", 300),  # whoever arrives may have any name
        ("At Korr 310 exhausted people got food.", 310),
        ("An increase of 3,293 since last week at Korr camp.", 3293),
    ],
)
def test_people_of_other_names_and_bare_figures_are_still_read(text: str, people: float) -> None:
    [read] = read_report(text, date(2030, 5, 4))
    assert (read.claim.quantity_low, read.claim.unit) == (people, "people")


@pytest.mark.parametrize(
    "text",
    [
        "The camp holds 3,850 people. Tents for 600 people are on the way.",
        "Blankets for 600 families arrived at Korr on Monday.",
        "Des couvertures pour 600 familles sont arrivées à Korr.",
        "Llegaron mantas para 600 familias.",
    ],
)
def test_what_comes_for_people_is_aid_and_they_do_not_come(text: str) -> None:
    for_them = read_report(text, date(2030, 5, 4))[-1].claim
    assert (for_them.quantity_low, for_them.term) == (600, "aid_delivered")

"""Personal data in free text: found, masked, and not seen where there is none."""

from __future__ import annotations

import pytest

from waystation.claims import find_personal, read_claims
from waystation.claims.personal import personal_problems


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("write to camp.desk@example.org", "an e-mail address"),
        ("posted by @some_account", "an account name"),
        ("+963 933 123 456", "a telephone number"),
        ("00963933123456", "a telephone number"),
        ("(021) 345 6789", "a telephone number"),
        ("phone: 345678", "a telephone number"),
        ("WhatsApp 0933-123456", "a telephone number"),
        ("passport no. N12345678", "an identity number"),
        ("ID card 99-12345", "an identity number"),
        ("refugee file 033-12C00123", "an identity number"),
        ("a white van, plate 514-233", "a vehicle plate"),
        ("licence plate: AB 1234", "a vehicle plate"),
        ("number 01234567890 on the list", "an identity or telephone number"),
        ("\u0669\u0663\u0663\u0661\u0662\u0663\u0664\u0665\u0666\u0667", "an identity or telephone number"),
    ],
)
def test_personal_data_are_found_and_masked(text, what):
    [found] = find_personal(text)
    assert found.what == what
    assert len(found.masked) <= 5


@pytest.mark.parametrize(
    "text",
    [
        "OCHA, 4 March 2019: 56,002 people, up from 35,552 on 4 February",
        "from 2019-02-20 to 2019-03-04, file 2019-03-04",
        "As of 08:00 local; 100,625 counted, 2018-19",
        "34.454, 40.947",
        "plates of food for 12000 people; the case of 1,300 families; cell 4",
        "https://example.org/report/123456789012",
        "2.4 million; 9 to 10,000; 15 000 people; -12",
    ],
)
def test_dates_figures_and_web_addresses_are_left_alone(text):
    assert find_personal(text) == []


def test_nothing_in_the_shared_tables_is_taken_for_personal_data(shared):
    tables = [shared / "baghouz" / "claims_to_2019-03-04.csv"]
    tables += [each for each in (shared / "surges").glob("*.csv") if each.stem not in {"index", "targets"}]
    for table in tables:
        assert personal_problems(read_claims(table)) == []


def test_every_text_column_is_looked_at(claim):
    for column in (
        "source",
        "place",
        "note",
        "speaker",
        "reported_to",
        "publisher",
        "excerpt",
        "calculation_logic",
        "id",
    ):
        [problem] = personal_problems([claim(**{column: "tel. 0933 123456"})])
        assert problem.column == column
        assert "Take it out: no personal data is kept." in str(problem)
        assert "123" not in str(problem)

"""Days named in other ways, groups counted twice, lists under headings, running totals: reports of our own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from waystation.claims.reading import read_report
from waystation.claims.reading.date_words import _grammar_of, dates_in
from waystation.claims.reading.intake.files import read_reports
from waystation.claims.reading.lexicon import languages_of, lexicon, speaking
from waystation.claims.reading.link.choice import Candidate, Learned
from waystation.claims.reading.link.extract import take_apart
from waystation.claims.reading.when import periods


def days_of(text: str, published: str) -> list[tuple[str, str]]:
    """The first and the last day of each period that a text names."""
    with speaking(languages_of(text)):
        return [(str(each.first), str(each.last)) for each in periods(text, date.fromisoformat(published))]


def fields(text: str, published: str) -> dict[float | None, tuple[str, str, str, str]]:
    """Unit, term, place and days of each figure."""
    return {
        each.claim.quantity_high or each.claim.quantity_low: (
            each.claim.unit, each.claim.term, each.claim.place, f"{each.claim.about_start}..{each.claim.about_end}",
        )
        for each in read_report(text, published)
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "published", "days"),
    [
        ("As of 9:30 p.m. on Feb. 2, 410 people had come", "2025-02-04", [("None", "2025-02-02")]),
        ("Hasta las 17:00 horas del 2 de febrero, 410 personas", "2025-02-04", [("None", "2025-02-02")]),
        ("حتى الساعة 9 مساء يوم 2 فبراير نزح 410 شخصا", "2025-02-04", [("None", "2025-02-02")]),
        ("As of 9 pm, 98,625 people", "2025-02-04", [("None", "2025-02-04")]),
        ("the week of 3 February", "2025-02-14", [("2025-02-03", "2025-02-09")]),
        ("semaine du 3 février", "2025-02-14", [("2025-02-03", "2025-02-09")]),
        ("the week ending 9 February", "2025-02-14", [("2025-02-03", "2025-02-09")]),
        ("the week of 10 February", "2025-02-12", [("2025-02-10", "2025-02-12")]),
        ("in the second quarter of 2024", "2025-02-14", [("2024-04-01", "2024-06-30")]),
        ("au troisième trimestre 2024", "2025-02-14", [("2024-07-01", "2024-09-30")]),
        ("les trois derniers jours", "2025-02-14", [("2025-02-11", "2025-02-14")]),
        ("en todo 2023, 25.366 personas", "2025-02-14", [("2023-01-01", "2023-12-31")]),
        ("en lo que va del año", "2025-02-14", [("2025-01-01", "2025-02-14")]),
        # Without its date "Monday" would be the latest one, the 10th.
        ("on Monday, 3 February", "2025-02-14", [("2025-02-03", "2025-02-03")]),
        ("dans la nuit du 3 au 4 février", "2025-02-14", [("2025-02-03", "2025-02-04")]),
        ("03/02\nAdre 40 families", "2025-02-14", [("2025-02-03", "2025-02-03")]),
        ("a score of 3/4 was given to 40 families", "2025-02-14", []),
        ("40 families, and 1/3 of the camp", "2025-02-14", []),
        ("over the last quarter 40 families came", "2025-05-14", [("2025-01-01", "2025-03-31")]),
        ("over the last quarter 40 families came", "2025-02-14", [("2024-10-01", "2024-12-31")]),
        ("in the last quarter of 2023", "2025-05-14", [("2023-10-01", "2023-12-31")]),
        ("08.02 – 40 families", "2025-02-14", [("2025-02-08", "2025-02-08")]),
        # Hours: no month has the number 30.
        ("08.02 – 40 families\n09.30 – 20 families", "2025-02-14", []),
        (
            "410 families had come as of now. On 3 February 40 came",
            "2025-02-14",
            [("None", "2025-02-14"), ("2025-02-03", "2025-02-03")],
        ),
    ],
)
def test_days_are_read_however_they_are_named(text: str, published: str, days: list[tuple[str, str]]) -> None:
    assert days_of(text, published) == days


def test_the_past_week_of_a_weekly_report_is_its_week_and_the_previous_one_that_before() -> None:
    found = fields(
        "Reporting period: 3-9 February 2025\n\nOver the past week 620 people arrived in Adre. "
        "In the previous week 480 people arrived in Adre.",
        "2025-02-12",
    )
    assert found[620][3] == "2025-02-03..2025-02-09"
    assert found[480][3] == "2025-01-27..2025-02-02"


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("On Sunday 1,240 people (310 families) arrived in Adre, the mayor said.", (1240, 310)),
        ("Le 9 février, 310 ménages (1 240 personnes) sont arrivés à Adré, a dit le maire.", (310, 1240)),
        ("Del 3 al 9 de febrero llegaron a Arauca 310 familias, o 1.240 personas.", (310, 1240)),
        ("On Sunday half a million people (512,300) fled Khartoum.", (500_000, 512_300)),
    ],
)
def test_a_group_counted_twice_has_one_place_and_one_day(text: str, figures: tuple[int, int]) -> None:
    found = fields(text, "2025-02-12")
    first, second = (found[each] for each in figures)
    assert first[1:] == second[1:]
    assert not first[3].endswith("None")


def test_families_that_cannot_be_those_people_are_another_group() -> None:
    found = fields(
        "On Sunday 1,240 people (1,190 families) arrived in Adre.\n\n40 people left on Monday.", "2025-02-12"
    )
    assert found[1190][0] == "families"


def test_a_line_that_is_a_name_is_the_place_of_the_lines_below_it() -> None:
    found = fields(
        "Flood update 12 February 2025\n\nDISTRICTS\n\nKoroma\n21,300 people displaced, of whom 6,100 are in schools.\n"
        "1,240 houses destroyed.\n\nBaiyer\n18,700 people displaced.\n",
        "2025-02-13",
    )
    assert [found[each][2] for each in (21_300, 6_100, 1_240, 18_700)] == ["Koroma"] * 3 + ["Baiyer"]


def test_lines_of_an_arabic_list_have_the_day_above_them_and_the_site_they_open_with() -> None:
    found = fields("وصول النازحين\n\n03/02\nسنجة 120 أسرة\nالدندر 80 أسرة\n04/02\nسنجة 60 أسرة\n", "2025-02-06")
    assert {each[3][-10:] for each in (found[120], found[80])} == {"2025-02-03"}
    assert found[60][3][-10:] == "2025-02-04"
    assert [found[each][2] for each in (120, 80, 60)] == ["سنجة", "الدندر", "سنجة"]


def test_what_arabic_writes_together_with_a_place_is_no_part_of_its_name() -> None:
    assert fields("وصل 300 شخص بمدينة سنجة", "2025-02-06")[300][2] == "مدينة سنجة"


def test_a_column_of_running_totals_counts_what_the_column_before_it_counts() -> None:
    found = fields(
        "Count sheet, Adre\n\nFecha | Llegadas | Acumulado\n03/02/2025 | 120 | 1,320\n04/02/2025 | 95 | 1,415\n",
        "2025-02-06",
    )
    assert found[120] == ("people", "arrived", "Adre", "2025-02-03..2025-02-03")
    assert found[1_415] == ("people", "arrived", "Adre", "None..2025-02-04")


def test_those_a_boat_or_a_bus_carries_are_people() -> None:
    assert fields("A dinghy carrying about 60 capsized off Zuwara.", "2025-02-06")[60][0] == "people"
    found = fields("Six buses left for Maban with 310 on board.", "2025-02-06")
    assert (found[6][0], found[310][0]) == ("buses", "people")
    assert 60 not in fields("A truck carrying 60 sacks of flour reached Zuwara.", "2025-02-06")


def test_what_half_of_a_town_did_is_not_said_of_the_whole() -> None:
    found = fields("Half of the 26,000 residents of Sur had left, the mayor said.", "2025-02-06")
    assert found[13_000][1] == "left"
    assert found[26_000][1] not in {"left", "arrived"}


def test_of_them_ties_a_figure_to_the_total_before_it() -> None:
    first, second = read_report("More than 4,300 people crossed on Monday. 2,150 of them were children.", "2025-02-06")
    assert second.claim.total_id == first.claim.id


def test_a_preposition_with_a_capital_is_no_part_of_a_name() -> None:
    assert fields("À Bulenga, 860 personnes sont arrivées le 3 février.", "2025-02-06")[860][2] == "Bulenga"


def test_a_town_named_only_further_on_is_not_the_place_of_what_stands_before() -> None:
    text = "Boletim\n\nHá 85 mortos e 339 feridos.\n\nEm Canoas, 400 pessoas foram levadas para abrigos."
    assert fields(text, "2025-02-06")[85][2] != "Canoas"


@pytest.mark.parametrize(
    ("above", "heading", "below"),
    [
        ("People came to the camps in Hasakeh this week.", "Nutrition", "21,300 people displaced"),
        ("Des personnes sont arrivées dans les camps de Goma.", "Sécurité", "21 300 personnes déplacées"),
        ("Llegaron personas a los campamentos de Cúcuta esta semana.", "Impacto", "21.300 personas desplazadas"),
        ("Chegaram pessoas aos campos de Pemba esta semana.", "Educação", "21.300 pessoas deslocadas"),
    ],
)
def test_a_heading_of_a_section_is_no_place(above: str, heading: str, below: str) -> None:
    found = fields(f"{above}\n\n{heading}\n{below}", "2025-02-14")
    assert found[21_300][2] != heading


@pytest.mark.parametrize(
    ("published", "named", "days"),
    [
        # Weeks from Sunday to Saturday: "last week" is the one named, and not the one before.
        ("2019-03-06", "24 February and 2 March", "2019-02-24..2019-03-02"),
        ("2019-03-10", "4 and 10 March", "2019-02-25..2019-03-03"),
    ],
)
def test_last_week_is_the_week_that_a_report_names_where_the_calendar_says_so(
    published: str, named: str, days: str
) -> None:
    text = f"Between {named} 2019, 500 people arrived in Korr. Last week 300 people left Adre."
    assert fields(text, published)[300][3] == days


@pytest.mark.parametrize(
    "words",
    [
        "On Monday 310 people left Kaspi for Sur.",
        "On Monday 310 people fled Kaspi for the town of Sur.",
        "On Monday 310 people departed from Kaspi to Sur.",
        "On Monday two buses with 310 people left Kaspi for Sur.",
    ],
)
def test_who_left_one_place_for_another_is_told_of_the_place_left(words: str) -> None:
    assert fields(words, "2030-01-09")[310][2] == "Kaspi"


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("On Monday 310 people (62 families) reached Kaspi, bringing the total since 1 January to 1,900.", "people"),
        ("On Monday 310 people reached Kaspi (62 families), bringing the total since 1 January to 1,900.", "people"),
        ("On Monday 62 families reached Kaspi, bringing the total since 1 January to 1,900.", "families"),
    ],
)
def test_families_in_brackets_are_not_what_the_next_figure_counts(words: str, unit: str) -> None:
    assert fields(words, "2030-01-09")[1900][0] == unit


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("Site 4 hosts 310 people and Site 5 hosts 200 people.", {310: "Site 4", 200: "Site 5"}),
        ("Site A: 310 people; Site B: 200 people.", {310: "Site A", 200: "Site B"}),
        ("On Monday 310 people moved to Camp B, and 200 people remain in Camp A.", {310: "Camp B", 200: "Camp A"}),
        ("At camp 310 people stayed. A site I visited holds 200 people.", {310: "not stated", 200: "not stated"}),
    ],
)
def test_a_site_may_be_named_by_a_number_or_a_letter(words: str, places: dict[float, str]) -> None:
    assert {figure: found[2] for figure, found in fields(words, "2030-01-09").items()} == places


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("As of 7 January, 910 people (182 families) have reached Kaspi since 2 January.", "2030-01-02..2030-01-07"),
        ("Since 2 January 910 people have reached Kaspi as of 7 January.", "2030-01-02..2030-01-07"),
        ("Au 7 janvier, 910 personnes sont arrivées à Kaspi depuis le 2 janvier.", "2030-01-02..2030-01-07"),
        ("As of 7 January, 910 people have been living in Kaspi camp since 2 January.", "None..2030-01-07"),
    ],
)
def test_a_total_since_a_day_as_of_another_has_both(words: str, days: str) -> None:
    assert fields(words, "2030-01-09")[910][3] == days


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Please confirm: is it 240 or 420 people?", "hypothetical"),
        ("¿Son 240 o 420 personas?", "hypothetical"),
        ("Between 240 and 420 people reached Kaspi.", ""),
    ],
)
def test_a_question_which_of_two_figures_is_right_is_no_figure(words: str, why: str) -> None:
    [reading] = read_report(words, "2030-01-09")
    assert (reading.claim.quantity_high, reading.claim.exclusion_reason) == (420, why)


@pytest.mark.parametrize(
    ("words", "least"),
    [
        ("18 people at least were killed in Kaspi.", True),
        ("18 personnes au moins ont été tuées à Kaspi.", True),
        ("وقتل 18 شخصاً على الأقل في القصيبة.", True),
        ("Of 18 people at least 5 were children.", False),
        ("Of 18 people at least five were children.", False),
    ],
)
def test_at_least_may_stand_behind_what_is_counted(words: str, least: bool) -> None:
    claim = read_report(words, "2030-01-09")[0].claim
    assert (claim.quantity_low, claim.qualifier) == (18, "at least" if least else "exact")


@pytest.mark.parametrize("figure", ["3,900", "400", "95"])
def test_a_figure_of_last_week_is_no_number_of_weeks(figure: str) -> None:
    words = f"Kaspi camp hosts 5,000 people, including 1,410 children, compared with {figure} last week."
    with speaking(languages_of(words)):
        assert all(each.first is None or each.first.year == 2029 for each in periods(words, date(2030, 1, 9)))
    assert "None..None" in fields(words, "2030-01-09")[5000]


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("In the shelters of Corrick: Shed A: 310 people; Shed B: 955 people.", {310: "Shed A", 955: "Shed B"}),
        ("Displaced people by site: Block A 310, Block B 955, Block C 80.", {310: "Block A", 955: "Block B"}),
        ("New arrivals: Dunmere 310 people; Corrick 95 people.", {310: "Dunmere", 95: "Corrick"}),
        ("In Corrick, School No. 2 holds 310 displaced people.", {310: "School No. 2"}),
        # No list: the place before a comma and a figure is told of by its own verb.
        ("640 people reached Dunmere, 95 of them children, and 210 reached Corrick.", {640: "Dunmere", 210: "Corrick"}),
    ],
)
def test_places_and_figures_in_pairs_within_a_line(words: str, places: dict[int, str]) -> None:
    found = fields(words, "2031-04-14")
    assert {figure: found[figure][2] for figure in places} == places


def test_a_number_alone_on_its_line_counts_what_the_line_below_it_names() -> None:
    page = "Key figures\n\n3,120\nPEOPLE DISPLACED\n\n14\nDEATHS\n\n77\nPEOPLE INJURED\n\nResponse\n"
    read = fields(page, "2022-06-02")
    assert {n: each[1] for n, each in read.items()} == {3120: "currently_displaced", 14: "killed", 77: "wounded"}


def test_a_label_may_stand_above_its_number() -> None:
    page = "Key figures\n\nPeople displaced\n3,120\n\nDeaths\n14\n\nPeople injured\n77\n"
    read = fields(page, "2022-06-02")
    assert {n: each[1] for n, each in read.items()} == {3120: "currently_displaced", 14: "killed", 77: "wounded"}


def test_last_week_beside_this_week_is_the_week_before_that_of_the_report() -> None:
    text = "Border Weekly 6 - 12 May 2024\n\nThis week 510 people arrived, against last week's 640 arrivals.\n"
    read = fields(text, "2024-05-13")
    assert {n: each[3] for n, each in read.items()} == {
        510: "2024-05-06..2024-05-12", 640: "2024-04-29..2024-05-05",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Zambia hosts 12,300 refugees.", True),
        ("Le Niger accueille 12.300 réfugiés maliens.", True),
        ("In Zambia the Meheba camp hosts 12,300 refugees.", False),
        ("Meheba hosts 12,300 refugees.", False),
    ],
)
def test_those_whom_a_country_hosts_may_be_housed_outside_camps(text: str, offered: bool) -> None:
    terms = set[str]()

    class Noting(Learned):
        def choose(
            self, field: str, at: int, candidates: Sequence[Candidate], key: Callable[[Any], object]
        ) -> tuple[Candidate, float]:
            if field == "term":
                terms.update(each.value[0] for each in candidates)
            return super().choose(field, at, candidates, key)

    take_apart(text, date(2022, 6, 2), chooser=Noting({}))
    assert "camp_population" in terms
    assert ("accommodated" in terms) is offered


@pytest.mark.parametrize(
    ("text", "days"),
    [
        (
            "On 05/13/2024 310 people came, on 05/04/2024 95.",
            [("2024-05-13", "2024-05-13"), ("2024-05-04", "2024-05-04")],
        ),
        (
            "On 13/05/2024 310 people came, on 05/04/2024 95.",
            [("2024-05-13", "2024-05-13"), ("2024-04-05", "2024-04-05")],
        ),
        ("On 05/04/2024 310 people came.", [("2024-04-05", "2024-04-05")]),
    ],
)
def test_one_date_in_numbers_shows_whether_the_month_stands_first_in_all(
    text: str, days: list[tuple[str, str]]
) -> None:
    assert days_of(text, "2024-05-20") == days


def test_a_date_in_numbers_that_could_be_of_two_days_is_said_to_be_read_day_first(tmp_path: Path) -> None:
    for name, text in (
        ("a", "On 05/04/2024 310 people came."),
        ("b", "On 05/04/2024 310 people came, on 14/04/2024 95."),
    ):
        (tmp_path / f"{name}.txt").write_text(text)
    one, other = read_reports([tmp_path / "a.txt", tmp_path / "b.txt"], published=date(2024, 5, 20)).reports
    assert any("05/04/2024 are read as day/month/year" in note for note in one.notes)
    assert not other.notes


@pytest.mark.parametrize(
    "text",
    [
        "From 3 to 9 May 2031, mid-June, Monday 4May; 2031-06-02; 12/06/2031; three days ago, 2 weeks before, in 2030.",
        "Du 3 au 9 mai 2031, lundi dernier, il y a 3 jours, le 2 juin; début mai, 19 déc. 2030; 24 dernières heures.",
        "Del 3 al 9 de mayo de 2031, el lunes, hace tres días, a principios de junio, en los últimos 10 días, en 2030.",
        "С 3 по 9 мая 2031 года, в понедельник, три дня назад, вчера; за последние 24 часа; в начале июня",
        "Nothing here: a maybe, a marched, 1,312 cases, 7.5 km, 03:40, no. 2031-6.",
    ],
)
def test_trying_patterns_of_days_only_where_they_can_begin_misses_none(text: str) -> None:
    """The short cut against the plain way: every pattern tried at every letter."""
    with speaking(languages_of(text)):
        found = [(kind, match.span()) for kind, match in dates_in(text)]
        everywhere = [
            (kind, match.span()) for kind, each in _grammar_of(lexicon()).items() for match in each.finditer(text)
        ]
    assert found == everywhere

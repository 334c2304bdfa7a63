"""Count sheets as camps keep them: kinds of people, days across, running totals, totals that do not add up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from waystation.claims.take import Taken, TakeSettings, guess_mapping, read_mapping, take_tables
from waystation.claims.take.numbers import read_figures
from waystation.errors import InputError


def _guessed(path: Path, published: date | None = None, **says: str) -> tuple[str, Taken]:
    """The mapping proposed for a table, and what is taken by it once a person has confirmed it."""
    text = guess_mapping(path)
    for before, after in {"confirmed = false": "confirmed = true", **says}.items():
        text = text.replace(before, after)
    mapping = path.with_suffix(".toml")
    mapping.write_text(text, encoding="utf-8")
    return text, take_tables(
        [path], mapping=read_mapping(mapping), settings=TakeSettings(place="Tarn", published=published)
    )


def _said(taken: Taken) -> list[tuple[str, str, float | None, str]]:
    assert not taken.problems
    return [(each.place, str(each.about_end), each.quantity_low, each.unit) for each in taken.claims()]


def _notes(taken: Taken) -> list[str]:
    return taken.files[0].tables[0].notes


def _write(folder: Path, text: str) -> Path:
    path = folder / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_men_and_women_are_parts_of_the_total_and_no_places(tmp_path: Path) -> None:
    rows = "1/9/2031,52,61,113\n2/9/2031,40,38,78\n,,,\n13/9/2031,30,44,75\nTotal,122,143,266"
    text, taken = _guessed(_write(tmp_path, f"Tarn transit centre,,,\nDate,Hommes,Femmes,Total\n{rows}\n"))
    assert text.count("place = ") == text.count('place = ""') == 1  # asked for, and no group of people is proposed
    assert _said(taken) == [
        ("Tarn", "2031-09-01", 113, "people"), ("Tarn", "2031-09-02", 78, "people"), ("Tarn", "2031-09-13", 75, "people")
    ]  # fmt: skip
    assert _notes(taken) == ['Row 6, "Total" says 75, but Hommes and Femmes add up to 74.']


def test_a_column_a_day_is_a_claim_a_day_and_formulas_nobody_computed_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "across.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Site", date(2032, 2, 28), date(2032, 2, 29), date(2032, 3, 1), "Total"])
    for row in (["Tarn", 1100, None, 1250, 2350], ["Old Tarn", 20, 31, "-", 51], ["Total", 1120, 31, 1260, 2411]):
        sheet.append(row)
    book.save(path)
    text, taken = _guessed(path)
    assert "days_across = true" in text
    assert _said(taken) == [
        ("Tarn", "2032-02-28", 1100, "people"), ("Tarn", "2032-03-01", 1250, "people"),
        ("Old Tarn", "2032-02-28", 20, "people"), ("Old Tarn", "2032-02-29", 31, "people"),
    ]  # fmt: skip
    assert _notes(taken) == [
        'Row 4 (Total), "2032-03-01" says 1,260, but the rows above add up to 1,250.',
        'Row 4 (Total), "Total" says 2,411, but the rows above add up to 2,401.',
    ]
    sheet["C2"] = "=SUM(1,2)"
    book.save(path)
    assert "formula" in str(_guessed(path)[1].problems[0])


def test_who_counted_may_stand_after_the_days_and_a_range_is_no_fault_of_its_total(tmp_path: Path) -> None:
    rows = "Tarn;1 100;about 90;1 190;Red Crescent\nOld Tarn;20-35;-;35;Town hall\nWest Tarn;;12;12;Town hall"
    text, taken = _guessed(
        _write(tmp_path, f"Camp;28.02.2032;29.02.2032;Total;Source\n{rows}\nTotal;1 135;102;1 237;\n"),
        **{'publisher = ""': 'publisher = "Border office"'},
    )
    assert 'key = ["place", "source"]' in text
    assert [(each.place, each.publisher, each.quantity_low, each.quantity_high) for each in taken.claims()] == [
        ("Tarn", "Red Crescent", 1100, 1100), ("Tarn", "Red Crescent", 90, 90),
        ("Old Tarn", "Town hall", 20, 35), ("West Tarn", "Town hall", 12, 12),
    ]  # fmt: skip
    assert _notes(taken) == []  # 1 135 is 1 100 and at most 35: nothing says that it is wrong


def test_a_cell_that_is_refused_is_not_told_to_be_unknown_too(tmp_path: Path) -> None:
    _, taken = _guessed(
        _write(tmp_path, "Date,People,Families\n2032-02-27,90,18\n2032-02-28,110,21\n2032-02-29,12.5,n/a\n")
    )
    assert [problem.row for problem in taken.problems] == [4]
    assert _notes(taken) == ['"Families" is marked as not known in 1 row: no claim of it there.']


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "id,published,place,qualifier,unit,term,quantity_low,quantity_high\n"
            "a,2032-02-28,Tarn,exact,people,arrived,110,110\nb,2032-02-29,Tarn,exact,people,arrived,40,40\n",
            "waystation claims import",
        ),
        ("Name,Age,Date,Site\nA,31,2032-02-28,Tarn\nB,12,2032-02-28,Tarn\n", "count people by day and place first"),
    ],
)
def test_claims_and_lists_without_counts_get_no_proposal(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        guess_mapping(_write(tmp_path, text))


def test_groups_of_ages_are_not_proposed_as_counts(tmp_path: Path) -> None:
    rows = "2032-02-28,0-4,12\n2032-02-28,5-17,15\n2032-02-28,18-59,40"
    text = guess_mapping(_write(tmp_path, f"Date,Age,People\n{rows}\n"))
    assert text.count("[[figures]]") == 1
    assert 'column = "figure_1"  # People' in text


def test_a_running_total_is_never_taken_for_the_counts_of_days(tmp_path: Path) -> None:
    rows = "2031-09-01,Tarn,120,120\n2031-09-02,Tarn,80,200\n2031-09-03,Tarn,95,295\n2031-09-04,Tarn,60,345"
    _, beside = _guessed(_write(tmp_path, f"Date,Site,Arrivals,Cumulative\n{rows}\n"))
    assert [each[2] for each in _said(beside)] == [120, 80, 95, 60]
    assert _notes(beside) == ['Row 5, "Cumulative" changes by 50, but "Arrivals" says 60.']
    alone = _write(tmp_path, "Date,Site,Arrivals to date\n2031-09-01,Tarn,120\n2031-09-02,Tarn,200\n")
    with pytest.raises(InputError, match='"" is not a date'):
        _guessed(alone)
    _, taken = _guessed(alone, **{'since = ""': "since = 2031-08-30"})
    assert [(str(each.about_start), str(each.about_end)) for each in taken.claims()] == [
        ("2031-08-30", "2031-09-01"), ("2031-08-30", "2031-09-02")
    ]  # fmt: skip


def test_what_a_form_fills_in_by_itself_is_no_count(tmp_path: Path) -> None:
    head = '"start";"visit/site";"visit/date";"visit/men";"visit/women";"visit/total_people";"_id";"_index"'
    rows = '"2031-09-02T08:00";"tarn";"2031-09-01";"20";"30";"50";"71";"1"\n"2031-09-03T08:00";"tarn";"2031-09-02";"21";"30";"51";"72";"2"'
    _, taken = _guessed(_write(tmp_path, f"{head}\n{rows}\n"))
    assert _said(taken) == [("tarn", "2031-09-01", 50, "people"), ("tarn", "2031-09-02", 51, "people")]


def test_other_sheets_are_named_and_an_ambiguous_day_is_told_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title in ("In", "Out"):
        sheet = book.create_sheet(title)
        sheet.append(["Date", "Tarn", "Lo"])
        sheet.append([date(2031, 9, 1), 4, 5])
    book.save(tmp_path / "two.xlsx")
    assert '(another table; it needs a mapping of its own): two.xlsx, sheet "Out"' in guess_mapping(
        tmp_path / "two.xlsx"
    )
    _, taken = _guessed(_write(tmp_path, "Date,Site,Arrivals\n03/04/2031,Tarn,12\n"))
    assert len(taken.problems) == 1


def test_a_proposal_names_the_publisher_given_and_the_day_from_which_its_figures_are_known(tmp_path: Path) -> None:
    rows = "\n".join(f"2031-08-0{day},Sur,{day}0" for day in (1, 2, 3))
    path = _write(tmp_path, f"Date,Site,Arrivals\n{rows}\n")
    text = guess_mapping(path, TakeSettings(publisher='The "Border" office'))
    (tmp_path / "m.toml").write_text(text.replace("confirmed = false", "confirmed = true"), encoding="utf-8")
    claims = list(take_tables([path], mapping=read_mapping(tmp_path / "m.toml")).claims())
    assert "--published" in text
    assert {(each.source, each.published == each.about_end) for each in claims} == {('The "Border" office', True)}


def test_counts_of_two_offices_in_one_column_stand_side_by_side(tmp_path: Path) -> None:
    rows = "2031-08-01,Border office,Sur,50\n2031-08-01,Relief group,Sur,80\n2031-08-02,,Sur,60\n"
    path = _write(tmp_path, f"Date,Source,Site,Arrivals\n{rows}")
    text = guess_mapping(path, TakeSettings(publisher="Council"))
    (tmp_path / "m.toml").write_text(text.replace("confirmed = false", "confirmed = true"), encoding="utf-8")
    taken = take_tables([path], settings=TakeSettings(publisher="Council"), mapping=read_mapping(tmp_path / "m.toml"))
    found = [(each.source, each.quantity_low) for each in taken.claims()]
    assert found == [("Border office", 50), ("Relief group", 80), ("Council", 60)]
    assert len({each.id for each in taken.claims()}) == 3


def test_a_column_that_may_name_persons_is_not_proposed_as_who_counted(tmp_path: Path) -> None:
    rows = "2031-08-01,Sur,50,A\n2031-08-02,Sur,60,B\n"
    text = guess_mapping(_write(tmp_path, f"Date,Site,Arrivals,Reported by\n{rows}"))
    assert "# Not proposed (it may name persons): Reported by" in text
    assert "columns.source" not in text


def _windows(taken: Taken) -> list[tuple[str, str, str, float | None]]:
    assert not taken.problems
    return [(each.place, str(each.about_start), str(each.about_end), each.quantity_low) for each in taken.claims()]


def test_two_columns_of_days_are_a_period_and_no_place(tmp_path: Path) -> None:
    rows = "29 Jan 2031,4 Feb 2031,3400,UNHCR\n5 Feb 2031,11 Feb 2031,2900,Office"
    _, taken = _guessed(_write(tmp_path, f"From,To,Individuals,Source\n{rows}\n"))
    assert {each.source for each in taken.claims()} == {"UNHCR", "Office"}
    assert _windows(taken) == [
        ("Tarn", "2031-01-29", "2031-02-04", 3400), ("Tarn", "2031-02-05", "2031-02-11", 2900)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "days", "window"),
    [
        ("Week ending", ["12/01/2031", "19/01/2031", "02/02/2031"], ("2031-01-06", "2031-01-12")),
        ("Week of", ["06/01/2031", "13/01/2031", "27/01/2031"], ("2031-01-06", "2031-01-12")),
        ("Week", ["2031-W02", "W03 2031", "2031W04"], ("2031-01-06", "2031-01-12")),
        ("Date", ["12/01/2031", "19/01/2031", "26/01/2031"], ("2031-01-06", "2031-01-12")),
        ("Date", ["12/01/2031", "13/01/2031", "14/01/2031"], ("2031-01-12", "2031-01-12")),
    ],
)
def test_a_count_of_a_week_is_not_that_of_a_day(
    tmp_path: Path, heading: str, days: list[str], window: tuple[str, str]
) -> None:
    rows = "".join(f"{day},Tarn,{350 + at},{1200 + at},2031-02-0{at + 3}\n" for at, day in enumerate(days))
    path = _write(tmp_path, f"{heading},Site,New arrivals,Camp population,Report date\n{rows}")
    _, taken = _guessed(path)
    arrived = [each for each in taken.claims() if each.term == "arrived"]
    assert (str(arrived[0].about_start), str(arrived[0].about_end)) == window
    stock = next(each for each in taken.claims() if each.term == "camp_population")
    assert (stock.about_start, str(stock.about_end)) == (None, window[1])  # a stock is that of one day


def test_days_that_are_no_week_apart_are_asked_about(tmp_path: Path) -> None:
    rows = "12/01/2031,Tarn,350\n15/01/2031,Tarn,420\n21/01/2031,Tarn,390"
    text, taken = _guessed(_write(tmp_path, f"Date,Site,Arrivals\n{rows}\n"))
    assert "# The days are 3 apart: if a figure counts all of them, write days_counted = 3" in text
    assert _windows(taken)[0] == ("Tarn", "2031-01-12", "2031-01-12", 350)


def test_rows_not_taken_are_told_by_their_numbers(tmp_path: Path) -> None:
    rows = "12/01/2031,Tarn,350\n13/01/2031,Tarn,n/d\n14/01/2031,Tarn,390"
    _, taken = _guessed(_write(tmp_path, f"Date,Site,Arrivals\n{rows}\n"))
    assert taken.files[0].tables[0].not_taken(5) == ["Not taken because their figures are not known: row 3."]


def test_days_one_after_the_other_are_days_whatever_the_heading_says(tmp_path: Path) -> None:
    rows = "".join(f"{day}/01/2031,Tarn,{350 + day}\n" for day in (12, 13, 14))
    text, _ = _guessed(_write(tmp_path, f"Week,Site,Arrivals\n{rows}"))
    assert "days_counted" not in text


def test_day_numbers_of_a_spreadsheet_in_plain_text_are_read_and_said_under_their_heading(tmp_path: Path) -> None:
    text = "Day of count,Site,Arrivals\n47849,Tarn,120\n47850,Tarn,95\n47852,Tarn,240\n"
    _, taken = _guessed(_write(tmp_path, text))  # day 47,849 counted from 1900 is 1 January 2031
    assert [each[1:3] for each in _said(taken)] == [("2031-01-01", 120), ("2031-01-02", 95), ("2031-01-04", 240)]
    assert [each for each in _notes(taken) if each.startswith('"Day of count" holds day numbers of a spreadsheet')]


def test_one_heading_above_others_may_stand_alone_in_its_row(tmp_path: Path) -> None:
    rows = "1/9/2031,Tarn,12,52\n2/9/2031,Tarn,9,40\n13/9/2031,Tarn,7,30"
    text, taken = _guessed(_write(tmp_path, f",,,Departures\nDate,Site,Persons,Persons\n{rows}\n"))
    assert "header_rows = 2" in text
    assert "Departures" in text
    assert not taken.problems


@pytest.mark.parametrize(
    "heading", ["Arrivals (thousands)", "Arrivées (milliers)", "Llegadas, en miles", "Arrivals '000"]
)
def test_a_column_of_thousands_counts_thousands_and_says_so(tmp_path: Path, heading: str) -> None:
    _, taken = _guessed(_write(tmp_path, f'Date;"{heading}"\n2031-09-01;6\n2031-09-02;7.4\n2031-09-03;0\n'))
    claims = list(taken.claims())
    assert [(each.quantity_low, each.qualifier) for each in claims] == [(6000, "about"), (7400, "about"), (0, "exact")]
    assert any("counts thousands" in note for note in _notes(taken))


@pytest.mark.parametrize(("decimal", "figure"), [(".", 4120.0), (",", 4120000.0)])
def test_three_decimals_of_thousands_are_refused_until_somebody_says_which_sign_is_which(
    decimal: str, figure: float
) -> None:
    cells = ["4.120", "7.305"]
    message = read_figures(cells, times=1000).unreadable[0].message
    assert message == '"4.120" can be read in two ways: 4120 or 4.120.'
    assert read_figures(cells, decimal=decimal, times=1000).low[0] == figure
    # Another cell of the column leaves no doubt.
    assert read_figures([*cells, "6.5"], times=1000).low == [4120, 7305, 6500]
    assert read_figures(["4.1204"], times=1000).low == [4120]


@pytest.mark.parametrize("heading", ["Arrivals per thousand places", "Women (%)", "Pourcentage de femmes"])
def test_shares_and_rates_are_not_proposed_as_people(tmp_path: Path, heading: str) -> None:
    rows = "2031-09-01,6,310\n2031-09-02,7,402\n"
    text, taken = _guessed(_write(tmp_path, f"Date,{heading},Newcomers\n{rows}"))
    assert [each.quantity_low for each in taken.claims()] == [310, 402]
    assert f"# Not proposed (a share or a rate, which counts nobody): {heading}" in text


def test_people_in_shelters_are_proposed_as_people_there_and_arrivals_at_a_shelter_are_not(tmp_path: Path) -> None:
    rows = "2031-09-01,800\n2031-09-02,700\n"
    assert 'term = "camp_population"' in guess_mapping(_write(tmp_path, f"Date,People in shelters\n{rows}"))
    assert 'term = "arrived"' in guess_mapping(_write(tmp_path, f"Date,Arrivals at shelters\n{rows}"))


@pytest.mark.parametrize(
    ("heading", "term"),
    [("Décès", "died_on_the_way"), ("Deaths on arrival", "died_on_the_way"), ("Blessés", "wounded"), ("Fallecidos", "died_on_the_way"),
     ("Départs", "left_camp")],
)  # fmt: skip
def test_the_dead_and_wounded_are_not_proposed_as_arrivals(tmp_path: Path, heading: str, term: str) -> None:
    rows = "2031-09-01,310,78,0\n2031-09-02,402,96,3\n"
    text, taken = _guessed(_write(tmp_path, f"Date,Arrivées,Ménages,{heading}\n{rows}"))
    found = {(each.term, each.unit, each.quantity_low) for each in taken.claims()}
    assert {("arrived", "people", 310), ("arrived", "households", 78), (term, "people", 3)} <= found
    # Families of a day are taken for those who arrived, but their heading does not say so.
    assert text.count("as the heading does not say what happened to them") == 1


def test_a_proposed_mapping_says_both_readings_of_days_that_leave_the_order_open(tmp_path: Path) -> None:
    open_days, settled = tmp_path / "open.csv", tmp_path / "settled.csv"
    open_days.write_text("Date,Site,Arrivals\n01/03/2019,Tal Marin,212\n02/03/2019,Tal Marin,240\n", encoding="utf-8")
    settled.write_text("Date,Site,Arrivals\n01/03/2019,Tal Marin,212\n13/03/2019,Tal Marin,240\n", encoding="utf-8")
    asked = guess_mapping(open_days)
    assert '"01/03/2019" can be read in two ways: 2019-03-01 or 2019-01-03.' in asked
    assert '# dates = "dmy"  # or "mdy"' in asked
    assert "two ways" not in guess_mapping(settled)


@pytest.mark.parametrize(
    "text",
    [
        "Day,Site,Arrivals\n30-Dec,Tarn,300\n31-Dec,Tarn,12\n2-Jan,Tarn,55\n",
        "Site,30 Dec,31 Dec,2 Jan\nTarn,300,12,55\n",
    ],
)
def test_days_without_a_year_are_the_last_ones_up_to_the_day_of_the_table(tmp_path: Path, text: str) -> None:
    """They are asked for once, and said to be so where they are read."""
    path = _write(tmp_path, text)
    asked = _guessed(path)[1].problems
    assert len(asked) == 1
    assert "(so in 2 more rows)" in asked[0].message
    assert "--published" in asked[0].fix
    taken = _guessed(path, published=date(2031, 1, 5))[1]
    days = [("2030-12-30", 300), ("2030-12-31", 12), ("2031-01-02", 55)]
    assert _said(taken) == [("Tarn", day, count, "people") for day, count in days]
    assert "the last ones up to 2031-01-05, from 2030-12-30 to 2031-01-02" in _notes(taken)[0]


def test_a_daily_log_with_weekdays_parts_and_departures_is_proposed_as_its_keeper_means_it(tmp_path: Path) -> None:
    rows = "Mon 03/06/24;112;498;271;0\nTue 04/06/24;140;611;300;220\nWed 05/06/24;98;402;188;310"
    path = _write(tmp_path, f"Daily registration;;;;\nDate;HH;Ind.;of which < 18;Left by bus\n{rows}\n")
    text = guess_mapping(path, TakeSettings(place="Tarn"))
    # The place that was given stands with every figure: none of these headings names one.
    assert text.count('place = "Tarn"') == text.count("[[figures]]") == 4
    of_which = text[text.index('"figure_3"  # of which < 18') :]
    assert 'unit = "people"' in of_which
    assert "part = true" in of_which[: of_which.index("[[figures]]")]
    _, taken = _guessed(path)
    assert [each.term for each in taken.claims() if str(each.about_end) == "2024-06-04"] == [
        *["arrived"] * 3,
        "left_camp",
    ]
    assert ("Tarn", "2024-06-04", 611, "people") in _said(taken)
    assert [each.quantity_low for each in taken.claims() if each.total_id] == [271, 300, 188]


@pytest.mark.parametrize(
    ("headings", "place"),
    [("Province;Chef-lieu", "Chef-lieu"), ("Province;Commune", "Commune"), ("Site;Governorate", "Site"), ("Province;Note", "Province")],
)  # fmt: skip
def test_the_narrowest_column_that_says_where_is_the_place(tmp_path: Path, headings: str, place: str) -> None:
    rows = "S18 2024;Lac;Bol;120;604\nS19 2024;Lac;Liwa;98;488\nS18 2024;Ouaddai;Adre;1 240;6 331"
    path = _write(tmp_path, f"Semaine;{headings};Ménages arrivés;Personnes arrivées\n{rows}\n")
    text, taken = _guessed(path)
    assert f'[columns.place]\nnames = ["{place}"]' in text
    # A week that is named has seven days, whatever the step between rows.
    assert {(str(each.about_start), str(each.about_end)) for each in taken.claims()} == {
        ("2024-04-29", "2024-05-05"), ("2024-05-06", "2024-05-12"),
    }  # fmt: skip


def test_a_sheet_of_one_day_is_sent_to_the_command_that_reads_it(tmp_path: Path) -> None:
    path = _write(tmp_path, "Situation au 12 mai 2024;;\nSite;Ménages;Individus\nKorsi;1 220;5 840\nFarchana;ND;ND\n")
    with pytest.raises(InputError, match=r"A sheet of one day can be read as a report: waystation read FILE\."):
        guess_mapping(path)


def test_a_column_of_days_that_leave_the_order_open_is_told_once_with_the_rows_it_is_about(tmp_path: Path) -> None:
    rows = "".join(f"0{day}/0{month}/2030,Tarn,{10 * day}\n" for month in (1, 2) for day in (3, 4, 5))
    sheet = _write(tmp_path, f"Date,Site,Arrivals\n{rows}")
    mapping = tmp_path / "sheet.toml"
    mapping.write_text(guess_mapping(sheet).replace("confirmed = false", "confirmed = true"), encoding="utf-8")
    (told,) = take_tables([sheet], mapping=read_mapping(mapping)).problems
    assert told.message == '"03/01/2030" can be read in two ways: 2030-01-03 or 2030-03-01. (so in 5 more rows)'
    assert told.row == 2

"""Every layout is taken as its publisher means it, or refused with the sentence that helps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from take_samples import SAMPLES, Sample, as_json, claims_of, written

from waystation.claims.take import TakeSettings, layouts, take_tables


def _table(sample: Sample, folder: Path) -> Path:
    rows = [sample.tags, *sample.rows] if sample.tags else sample.rows
    return written(sample.header, rows, folder / f"{sample.name}.csv")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_table_of_each_layout_says_what_its_publisher_says(sample: Sample, tmp_path: Path) -> None:
    taken = take_tables([_table(sample, tmp_path)], settings=TakeSettings(**sample.options))
    assert taken.problems == []
    assert taken.files[0].tables[0].match.layout.name == sample.name
    assert claims_of(taken) == sample.says


@pytest.mark.parametrize(
    "sample", [each for each in SAMPLES if each.name != "hxl_arrivals"], ids=lambda sample: sample.name
)
def test_the_same_rows_as_a_json_answer_say_the_same(sample: Sample, tmp_path: Path) -> None:
    taken = take_tables([as_json(sample, tmp_path / "a.json", "data")], settings=TakeSettings(**sample.options))
    assert taken.problems == []
    assert claims_of(taken) == sample.says


def test_ids_are_the_same_whatever_the_form_of_the_file(tmp_path: Path) -> None:
    for sample in SAMPLES:
        if sample.name == "hxl_arrivals":
            continue
        settings = TakeSettings(**sample.options)
        table = {claim.id for claim in take_tables([_table(sample, tmp_path)], settings=settings).claims()}
        answer = {
            claim.id
            for claim in take_tables([as_json(sample, tmp_path / "a.json", "result")], settings=settings).claims()
        }
        assert table == answer


def test_reasons_are_added_up_and_rounds_never(tmp_path: Path) -> None:
    sample = SAMPLES[0]
    taken = take_tables([_table(sample, tmp_path)])
    table = taken.files[0].tables[0]
    assert table.left_out == {"they are of an older round (take all rounds with --all-rounds)": [6]}
    every = take_tables([_table(sample, tmp_path)], settings=TakeSettings(all_rounds=True))
    assert claims_of(every) == sample.says | {("Upper", "2030-01-20", 9999, "people", "currently_displaced")}
    claim = next(iter(taken.claims()))
    assert "row 3" in claim.excerpt
    assert "row 4" in claim.excerpt


def test_half_a_round_is_refused_and_never_added_to_the_whole_one(tmp_path: Path) -> None:
    sample = SAMPLES[0]
    number = sample.header.index("roundNumber")
    rows = [list(row) for row in sample.rows]
    rows[0][number] += ".5"
    changed = replace(sample, rows=rows)
    table = take_tables([_table(changed, tmp_path)]).files[0].tables[0]
    assert any("is not the number of a round" in str(problem) for problem in table.problems)


def test_a_sum_with_an_unknown_part_is_unknown(tmp_path: Path) -> None:
    sample = SAMPLES[0]
    rows = [list(row) for row in sample.rows]
    rows[1][9:10], rows[1][15:17] = ["N/A"], ["", ""]
    taken = take_tables([written(sample.header, rows, tmp_path / "a.csv")])
    assert ("Upper", "2030-03-15", 5210, "people", "currently_displaced") not in claims_of(taken)
    assert taken.problems or "a part of their sum is not known" in taken.files[0].tables[0].left_out


def test_a_publisher_that_marks_a_row_as_an_error_is_believed(tmp_path: Path) -> None:
    sample = SAMPLES[1]
    rows = [list(row) for row in sample.rows]
    rows[1][-1] = "admin2 code unknown"
    taken = take_tables([written(sample.header, rows, tmp_path / "a.csv")])
    assert taken.files[0].tables[0].left_out["HAPI marks the row as an error"] == [3]


def test_the_days_in_the_words_hold_where_dates_carry_a_time(tmp_path: Path) -> None:
    [first, second] = take_tables([_table(SAMPLES[6], tmp_path)]).claims()
    assert (first.about_start, first.about_end) == (date(2030, 3, 7), date(2030, 3, 9))
    assert (first.qualifier, first.quantity_high) == ("more than", None)
    assert (second.about_start, second.about_end) == (date(2030, 3, 20), date(2030, 3, 20))
    assert first.published == date(2030, 3, 10)
    assert first.excerpt.startswith("Madeup: 1,250 displacements")


def test_no_words_and_a_time_of_day_leave_two_days_open_and_say_so(tmp_path: Path) -> None:
    rows = [list(SAMPLES[6].rows[0])]
    rows[0][13] = "People fled."
    taken = take_tables([written(SAMPLES[6].header, rows, tmp_path / "a.csv")])
    [claim] = taken.claims()
    assert claim.about_end == date(2030, 3, 9)
    assert any("it may be the next one" in note for note in taken.files[0].tables[0].notes)


def test_a_figure_that_differs_from_the_words_is_refused_with_its_row(tmp_path: Path) -> None:
    rows = [list(row) for row in SAMPLES[6].rows]
    rows[1][7] = "3180"
    [problem] = take_tables([written(SAMPLES[6].header, rows, tmp_path / "a.csv")]).problems
    assert (problem.row, problem.column) == (3, "figure")
    assert "the words" in problem.message


REFUSED = {
    "acled.csv": "event_id_cnty,event_date,event_type,location,latitude,longitude,fatalities\nX1,2030-01-04,Battles,A,1,2,0\n",
    "ucdp.csv": "id,type_of_violence,latitude,longitude,date_start,date_end,best\n1,2,1,2,2030-01-01,2030-01-02,3\n",
    "gdacs.csv": "id,title,event_type,severity_value,from_date,to_date\n1,Flood,Flood,1,a,b\n",
    "emdat.csv": "DisNo.,Disaster Type,Total Deaths,Total Affected\n2030-1,Flood,1,2000\n",
    "cod_ps.csv": "ISO3,ADM1_PCODE,Population_group,Gender,Age_range,Population,Reference_year\nXXA,X1,T_TL,all,all,5,2030\n",
    "pcodes.csv": "Location,Admin Level,P-Code,Name,Parent P-Code\nXXA,1,XX01,North,XXA\n",
    "hapi_events.csv": "location_code,event_type,events,fatalities\nXXA,civilian_targeting,3,0\n",
    "places.geojson": json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {"name": "A"}}]}),
    "persons.csv": "First name,Last name,Phone,Arrival date\nA,B,1,2030-01-01\n",
    "other.csv": "Colour,Shape\nred,round\n",
    "error.json": '{"isSuccess": false, "result": null, "errorMessages": ["Subscription key is missing"]}',
    "page.csv": "<!DOCTYPE html><html><body>Log in</body></html>",
    "empty.csv": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("acled.csv", "This is a table of ACLED events."),
        ("ucdp.csv", "without counts of people on the move"),
        ("gdacs.csv", "alerts of disasters"),
        ("emdat.csv", "people affected by a disaster"),
        ("cod_ps.csv", "It holds populations of areas, not people on the move."),
        ("pcodes.csv", "codes of places, not people"),
        ("hapi_events.csv", "events and deaths of conflict by month"),
        ("places.geojson", "It holds places, not counts of people."),
        ("persons.csv", "This looks like a list of single persons (First name, Last name, Phone)."),
        ("other.csv", "The columns fit no known layout: Colour, Shape."),
        ("error.json", "Subscription key is missing"),
        ("page.csv", "This is a web page or XML, not a table."),
        ("empty.csv", "The file is empty."),
    ],
)
def test_what_holds_no_counts_of_people_is_refused_in_one_sentence(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(REFUSED[name])
    taken = take_tables([tmp_path / name])
    assert len(taken) == 0
    [problem] = taken.problems
    assert says in str(problem)


def test_a_report_of_reliefweb_goes_to_the_reader(tmp_path: Path) -> None:
    fields = {
        "title": "Valley: Flash Update 4", "body-html": "<p>On 12 March 2030, 3,400 people arrived at <b>Adre</b>, UNHCR said.</p>",
        "date": {"original": "2030-03-13T00:00:00+00:00"}, "source": [{"name": "Office", "shortname": "OCHA"}],
    }  # fmt: skip
    (tmp_path / "a.json").write_text(json.dumps({"totalCount": 1, "data": [{"id": "1", "fields": fields}]}))
    [claim] = take_tables([tmp_path / "a.json"]).claims()
    assert (claim.quantity_low, claim.term, claim.published) == (3400, "arrived", date(2030, 3, 13))
    assert "OCHA" in claim.source + claim.publisher


def test_part_of_an_answer_is_said_to_be_part(tmp_path: Path) -> None:
    sample = SAMPLES[0]
    rows = [dict(zip(sample.header, row, strict=True)) for row in sample.rows]
    (tmp_path / "a.json").write_text(json.dumps({"result": rows, "totalRecordsCount": 1384}))
    table = take_tables([tmp_path / "a.json"]).files[0].tables[0]
    assert "The answer has 4 of 1,384 rows: ask for the rest too." in table.notes


def test_every_layout_names_columns_that_it_has() -> None:
    for layout in layouts():
        named = {
            *layout.place,
            *layout.within,
            *layout.pcode,
            *layout.day,
            *layout.key,
            *layout.note,
            *layout.sum_over,
            *layout.parts,
        }
        named |= {
            layout.start,
            layout.end,
            layout.id,
            layout.origin,
            layout.excerpt,
            layout.day_year,
            layout.day_month,
        } - {""}
        named |= {figure.column for figure in layout.figures} | {figure.beside for figure in layout.figures} - {""}
        assert named - {""} <= set(layout.columns), layout.name
        assert layout.seen, layout.name

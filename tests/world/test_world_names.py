"""Names that look alike are alike, in every table; rows of HXL tags are no records; nights are open hours."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from scenarios import write_scenario
from waystation.claims import read_claims
from waystation.engine.reception.calendar import effort_of
from waystation.world import check_folder, load_flee, load_scenario

JOINED, APART, NO_BREAK = "Hôpital Saint-Éloi", "Ho\u0302pital Saint-E\u0301loi", "Hôpital\u00a0Saint-Éloi"


def _renamed(folder: Path, old: str, spellings: dict[str, str]) -> None:
    for name, spelling in spellings.items():
        file = folder / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, spelling), encoding="utf-8")


def test_a_place_written_in_three_ways_that_look_alike_is_one_place(tmp_path: Path) -> None:
    folder = write_scenario(tmp_path)
    old = load_scenario(folder).places[0].name
    _renamed(folder, old, {"places.csv": JOINED, "routes.csv": APART, "events.csv": NO_BREAK, "scenario.toml": APART})
    assert check_folder(folder) == []
    scenario = load_scenario(folder)
    assert scenario.places[0].name == JOINED
    assert {JOINED} <= {end for route in scenario.routes for end in (route.origin, route.to)}


def test_claims_of_one_place_in_two_spellings_are_about_one_place(tmp_path: Path) -> None:
    rows = "".join(
        f"2031-03-0{day},Office,,2031-03-0{day},{place},{people},{people},exact,people,camp_population,\n"
        for day, place, people in ((1, JOINED, 310), (2, APART, 420), (3, NO_BREAK, 530))
    )
    header = "published,source,about_start,about_end,place,quantity_low,quantity_high,qualifier,unit,term,note\n"
    file = tmp_path / "claims.csv"
    file.write_text(header + rows, encoding="utf-8")
    assert {claim.place for claim in read_claims(file)} == {JOINED}


def test_a_no_break_space_in_a_flee_folder_is_a_space(tmp_path: Path) -> None:
    (tmp_path / "sim_period.csv").write_text("StartDate,2031-03-01\nLength,20\n", encoding="utf-8")
    (tmp_path / "locations.csv").write_text(
        "#name,region,country,lat,lon,location_type,conflict_date,pop/cap\n"
        "Old\u00a0town,r,c,1,1,conflict_zone,0,1000\nEast\u00a0camp,r,c,1,2,camp,0,5000\n",
        encoding="utf-8",
    )
    (tmp_path / "routes.csv").write_text("#name1,name2,distance,forced\nOld town,East camp,50,0\n", encoding="utf-8")
    (tmp_path / "closures.csv").write_text("#type,name1,name2,start,end\n", encoding="utf-8")
    assert [place.name for place in load_flee(tmp_path).places] == ["Old town", "East camp"]


def test_a_row_of_hxl_tags_is_skipped_and_a_hash_among_words_is_not(tmp_path: Path) -> None:
    header = "published,source,place,quantity_low,quantity_high,qualifier,unit,term\n"
    tags = "#date+published,#meta +source,#loc+name,#affected +min,#affected+max,,#indicator+unit,\n"
    file = tmp_path / "claims.csv"
    file.write_text(f"{header}{tags}2031-03-01,Radio #1,Gate 2,50,50,about,people,arrived\n", encoding="utf-8")
    [claim] = read_claims(file)
    assert (claim.published, claim.source) == (date(2031, 3, 1), "Radio #1")


def test_a_desk_that_works_by_night_works_past_midnight(tmp_path: Path) -> None:
    folder = write_scenario(tmp_path)
    _renamed(folder, "open_hours = [6, 18]", {"scenario.toml": "open_hours = [21, 5]\nbreaks = [[23, 1]]"})
    assert check_folder(folder) == []
    scenario = load_scenario(folder)
    stage = next(iter(scenario.settings.stages))
    at_work = effort_of(scenario, stage, 2, [])[1]
    assert np.flatnonzero(at_work).tolist() == [1, 2, 3, 4, 21, 22]

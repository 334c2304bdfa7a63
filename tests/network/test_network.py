"""A Flee folder from events, camps, populations and a small extract of roads of our own."""

from __future__ import annotations

import csv
import itertools
import json
from pathlib import Path

import numpy as np
import pytest

from commands import run
from waystation.errors import InputError
from waystation.network import build_network, fill_places, read_known_places
from waystation.network.build import NetworkPlace, _with_distinct_names, links_between
from waystation.network.roads import DETOUR, great_circle_km, road_distances, straight_distances
from waystation.world import check_flee, load_flee

EVENTS = """event_id_cnty,event_date,event_type,country,admin1,admin2,location,latitude,longitude,fatalities
X1,2030-01-04,Battles,Madeup,North,Upper,Upper Town,10.0,20.0,0
X2,9 January 2030,Battles,Madeup,North,Upper,Upper Town,10.0,20.0,0
X3,2030-01-14,Battles,Madeup,North,Middle,Middle Town,10.0,20.5,0
X4,2030-01-14,Protests,Madeup,North,Far,Far Town,10.0,25.5,0
"""
UCDP = """id,type_of_violence,where_coordinates,adm_1,adm_2,latitude,longitude,country,date_start,date_end,best
,,#loc+name,#adm1+name,#adm2+name,#geo+lat,#geo+lon,#country+name,#date+start,#date+end,#affected+killed
1,1,Upper Town,North,Upper,10.0,20.0,Madeup,2030-01-04,2030-01-04,2
"""
CAMPS = [
    {"geomaster_name": "Lower Camp", "centroid_lat": "10.5", "centroid_lon": "21.0", "date": "2030-01-31", "individuals": "4200"},
    {"geomaster_name": "Lower Camp", "centroid_lat": "10.5", "centroid_lon": "21.0", "date": "2030-01-15", "individuals": "1200"},
    {"geomaster_name": "Far Camp", "centroid_lat": "11.0", "centroid_lon": "21.0", "date": "2030-01-31", "individuals": "-"},
]  # fmt: skip
PEOPLE = """ISO3,ADM1_PCODE,ADM1_NAME,ADM2_PCODE,ADM2_NAME,Population_group,Gender,Age_range,Population,Reference_year
#country+code,#adm1+code,#adm1+name,#adm2+code,#adm2+name,#population+group,#gender,#age+range,#population,#date+year
XXA,X1,North,X11,Upper,T_TL,all,all,28016,2029
XXA,X1,North,X11,Upper,F_TL,f,all,14000,2029
XXA,X1,North,X11,Upper,T_TL,all,all,27000,2025
XXA,X1,North,X12,Middle,T_TL,all,all,"1,500",2029
"""


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    (tmp_path / "events.csv").write_text(EVENTS)
    (tmp_path / "camps.json").write_text(json.dumps({"data": CAMPS}))
    (tmp_path / "people.csv").write_text(PEOPLE)
    return tmp_path


def _extract(path: Path) -> Path:
    """Upper Town to Middle Town to a corner to Lower Camp; a footpath on to Far Camp."""
    osmium = pytest.importorskip("osmium", reason="osmium is not installed")
    writer = osmium.SimpleWriter(str(path))
    corners = [(10.0, 20.0), (10.0, 20.5), (10.5, 20.5), (10.5, 21.0), (11.0, 21.0)]
    for number, (latitude, longitude) in enumerate(corners, 1):
        writer.add_node(osmium.osm.mutable.Node(id=number, location=(longitude, latitude)))
    for number, (nodes, kind) in enumerate([([1, 2, 3], "primary"), ([3, 4], "secondary"), ([4, 5], "footway")], 1):
        writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags={"highway": kind}))
    writer.close()
    return path


def test_a_degree_of_the_equator_is_40030_km_over_360() -> None:
    assert great_circle_km(np.array([0.0, 0.0]), np.array([0.0, 1.0]))[0, 1] == pytest.approx(
        2 * np.pi * 6371.0088 / 360
    )


def test_distances_run_along_roads_and_not_along_footpaths(tmp_path: Path) -> None:
    latitude, longitude = np.array([10.0, 10.0, 10.5, 11.0]), np.array([20.0, 20.5, 21.0, 21.0])
    found = road_distances(_extract(tmp_path / "roads.osm.pbf"), latitude, longitude)
    corner = great_circle_km(np.array([10.0, 10.5, 10.5]), np.array([20.5, 20.5, 21.0]))
    assert found.km[1, 2] == pytest.approx(corner[0, 1] + corner[1, 2], rel=1e-6)
    assert found.by_road[1, 2]
    assert not found.by_road[2, 3]
    line = great_circle_km(latitude, longitude)[2, 3]
    assert (found.low[2, 3], found.km[2, 3], found.high[2, 3]) == pytest.approx(tuple(each * line for each in DETOUR))
    assert any("3 pairs of places are not joined" in note for note in found.notes)


def test_links_leave_out_ways_through_a_third_place_and_join_all_places() -> None:
    chance = np.random.default_rng(20300101)
    for _ in range(20):
        found = straight_distances(chance.uniform(5, 15, 12), chance.uniform(15, 25, 12))
        links = links_between([str(each) for each in range(12)], found)
        reached = {"0"}
        for _, link in itertools.product(range(12), links):
            if {link.one, link.other} & reached:
                reached |= {link.one, link.other}
        assert len(reached) == 12
        assert len(links) < 66


def test_a_network_is_a_folder_that_the_strict_check_passes(tables: Path, tmp_path: Path) -> None:
    roads = _extract(tables / "roads.osm.pbf")
    done = run(
        "network", "build", "--events", tables / "events.csv", "--camps", tables / "camps.json", "--population",
        tables / "people.csv", "--roads", roads, "--out", tmp_path / "flee",
    )  # fmt: skip
    assert done.code == 0
    assert check_flee(tmp_path / "flee", strict=True) == []
    case = load_flee(tmp_path / "flee")
    assert {place.name: place.people for place in case.places} == {
        "Upper Town": 28016, "Middle Town": 1500, "Lower Camp": 4200, "Far Camp": 0
    }  # fmt: skip
    with (tmp_path / "flee" / "input_csv" / "routes.csv").open() as file:
        routes = {(row["#name1"], row["name2"]): int(row["distance"]) for row in csv.DictReader(file)}
    assert routes["Upper Town", "Middle Town"] == 55
    assert ("Upper Town", "Lower Camp") not in routes
    notes = (tmp_path / "flee" / "NOTES.md").read_text()
    assert "population of Upper, 28,016 (COD-PS 2029)" in notes
    assert "capacity not stated" in notes
    assert "| Lower Camp | Far Camp | 78 | 61 to 117 |" in notes
    assert (tmp_path / "flee" / "map.png").read_bytes().startswith(b"\x89PNG")


def test_conflict_begins_with_the_first_event_of_a_district(tables: Path) -> None:
    made = build_network(tables / "events.csv", camps=tables / "camps.json")
    assert [(place.name, place.conflict_day) for place in made.places[:2]] == [("Upper Town", 0), ("Middle Town", 10)]
    assert made.days == 28


def test_events_of_ucdp_serve_too(tables: Path) -> None:
    (tables / "ged.csv").write_text(UCDP)
    made = build_network(tables / "ged.csv", camps=tables / "camps.json")
    assert [place.name for place in made.places] == ["Upper Town", "Lower Camp", "Far Camp"]


def test_an_event_without_a_place_is_refused_with_its_row(tables: Path) -> None:
    (tables / "events.csv").write_text(EVENTS.replace("10.0,20.5,0", ",20.5,0"))
    with pytest.raises(InputError, match=r"row 4.*no coordinates"):
        build_network(tables / "events.csv", camps=tables / "camps.json")


def test_a_table_of_something_else_is_refused(tables: Path) -> None:
    with pytest.raises(InputError, match="There is no table of events in it"):
        build_network(tables / "people.csv", camps=tables / "camps.json")


PLACES = (
    "name,role,latitude,longitude,other_names\nUpper,town,,,\nMid,town,1,2,Middle\nSpring,town,,,\nNowhere,town,,,\n"
)


def test_a_table_of_places_with_semicolons_is_filled_too(tables: Path) -> None:
    (tables / "places.csv").write_text("sep=;\n" + PLACES.replace(",", ";"))
    assert fill_places(tables / "places.csv", []).rows[0]["name"] == PLACES.splitlines()[1].split(",")[0]


def test_places_get_codes_and_coordinates_and_what_is_ambiguous_stays_open(tables: Path) -> None:
    (tables / "places.csv").write_text(PLACES)
    areas = [
        {"type": "Feature", "properties": {"ADM2_EN": name, "ADM2_PCODE": code, "ADM1_EN": above},
         "geometry": {"type": "Polygon", "coordinates": [[[20, 10], [20, 11], [22, 11], [22, 10], [20, 10]]]}}
        for name, code, above in [("Upper", "X11", "North"), ("Spring", "X21", "South"), ("Spring", "X31", "West")]
    ]  # fmt: skip
    (tables / "adm2.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": areas}))
    done = run("places", tables / "places.csv", "--from", tables / "adm2.geojson", "--from", tables / "people.csv")
    assert "Spring: several areas bear the name (X21 in South, X31 in West)" in done.out
    assert "Nowhere: not in the lists." in done.out
    assert "28,016 people live there (COD-PS 2029)" in done.out
    with (tables / "places.csv").open() as file:
        rows = {row["name"]: row for row in csv.DictReader(file)}
    assert (rows["Upper"]["pcode"], rows["Upper"]["latitude"], rows["Upper"]["longitude"]) == (
        "X11",
        "10.50000",
        "21.00000",
    )
    assert (rows["Mid"]["pcode"], rows["Mid"]["latitude"]) == ("X12", "1")
    assert rows["Spring"]["pcode"] == ""


def test_a_geoparquet_of_2026_is_read_without_its_shapes(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    import pyarrow.parquet as pq

    columns = {
        "adm2_name": ["Satéma"], "adm2_pcode": ["XX616"], "adm1_name": ["Basse"], "adm1_pcode": ["XX61"], "version_no": ["v1"],
        "center_lat": [4.38], "center_lon": [21.93], "geometry": [b"\x00"],
    }  # fmt: skip
    pq.write_table(pa.table(columns), tmp_path / "adm2.parquet")
    [place] = read_known_places(tmp_path / "adm2.parquet")
    assert (place.name, place.pcode, place.level, place.latitude, place.parent) == ("Satéma", "XX616", 2, 4.38, "Basse")


def test_codes_of_the_global_list_and_of_a_wide_latin1_table_are_read(tmp_path: Path) -> None:
    text = "Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date\n#country+code,#geo+admin_level,#adm+code,#adm+name,#adm+code+parent,#date+start\nXXA,1,XX01,Kabul,XXA,2021-11-17\n"
    (tmp_path / "pcodes.csv").write_text(text)
    (tmp_path / "places.csv").write_text("name,role,latitude,longitude\nKabul,town,,\n")
    filled = fill_places(tmp_path / "places.csv", read_known_places(tmp_path / "pcodes.csv"))
    assert filled.rows[0]["pcode"] == "XX01"
    (tmp_path / "wide.csv").write_bytes(
        "Adm1_name,Adm1_Pcode,Adm2_name,Adm2_Pcode,T_TL\nMambéré,XX1,Bérbérati,XX12,28016\n".encode("latin-1")
    )
    [place] = read_known_places(tmp_path / "wide.csv")
    assert (place.name, place.people, place.pcode) == ("Bérbérati", 28016, "XX12")


def test_a_row_without_a_level_has_none_and_others_the_one_they_state(tmp_path: Path) -> None:
    head = "Location,Admin Level,P-Code,Name,Parent P-Code,Valid from date\n#country+code,#geo+admin_level,#adm+code,#adm+name,#adm+code+parent,#date+start\n"
    (tmp_path / "pcodes.csv").write_text(head + "XXA,,XX01,Upper,XXA,2021-11-17\nXXA,2,XX02,Lower,XXA,2021-11-17\n")
    assert [each.level for each in read_known_places(tmp_path / "pcodes.csv")] == [0, 2]


def _place(name: str, region: str) -> NetworkPlace:
    return NetworkPlace(name, region, "Here", 1.0, 2.0, "town", 0, 0)


def test_a_place_that_bears_the_name_another_was_given_is_told_apart_too() -> None:
    notes: list[str] = []
    places = [_place(*each) for each in [("Spring", "East"), ("Spring", "East"), ("Spring East", "South")]]
    assert [each.name for each in _with_distinct_names(places, notes)] == ["Spring", "Spring East", "Spring East South"]
    assert len(notes) == 2


@pytest.mark.parametrize(
    ("places", "written"),
    [
        ([("Spring", "West"), ("Spring", "East")], ["Spring", "Spring East"]),
        ([("Spring", "West"), ("Spring", "East"), ("Spring", "East")], ["Spring", "Spring East", "Spring 3"]),
        ([("Spring, up", "West"), ("Spring  up", "East")], ["Spring  up", "Spring  up East"]),
    ],
)
def test_places_of_one_name_are_told_apart_by_their_region_or_a_number(
    places: list[tuple[str, str]], written: list[str]
) -> None:
    notes: list[str] = []
    found = [each.name for each in _with_distinct_names([_place(*each) for each in places], notes)]
    assert found == written
    assert len(set(found)) == len(found)
    assert len(notes) == len(places) - len({name.replace(",", " ") for name, _ in places})

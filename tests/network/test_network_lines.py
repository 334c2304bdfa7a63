"""Both sides of what a network tells apart: ways, roads, events, codes and days, held to other calculations."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from waystation.errors import InputError
from waystation.network import build_network, fill_places, read_known_places, write_flee_folder
from waystation.network.build import Camp, Link, Network, NetworkPlace, links_between
from waystation.network.events import ViolentEvent, conflict_places, read_events
from waystation.network.roads import Distances, great_circle_km, road_distances, straight_distances

START = date(2031, 3, 1)


def _haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """The textbook's way to the same distance; another formula than the code's."""
    (north, east), (north2, east2) = (tuple(map(math.radians, each)) for each in (one, other))
    half = math.sin((north2 - north) / 2) ** 2 + math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    return 6371.0088 * 2 * math.atan2(math.sqrt(half), math.sqrt(1 - half))


def test_distances_over_the_earth_are_those_of_the_haversine_formula() -> None:
    chance = np.random.default_rng(5)
    points = [*zip(chance.uniform(-90, 90, 12), chance.uniform(-180, 180, 12), strict=True), (0.0, 0.0), (0.0, 180.0)]
    found = great_circle_km(np.array([each[0] for each in points]), np.array([each[1] for each in points]))
    assert found == pytest.approx(np.array([[_haversine(a, b) for b in points] for a in points]), abs=1e-6)


def test_a_straight_line_is_lengthened_by_ten_forty_and_a_hundred_and_ten_per_cent() -> None:
    found = straight_distances(np.array([1.0, 2.0]), np.array([3.0, 3.0]))
    line = _haversine((1, 3), (2, 3))
    assert [each[0, 1] / line for each in (found.low, found.km, found.high)] == pytest.approx([1.1, 1.4, 2.1])
    assert not found.by_road.any()
    assert "times 1.4 (1.1 to 2.1), a guess" in found.notes[0]


def _between(way: float, whole: float, *, by_road: bool) -> list[tuple[str, str]]:
    """Names of the links where from one place to another it is `whole`, and through a third `way`, in two halves."""
    km = np.array([[0, whole, way / 2], [whole, 0, way / 2], [way / 2, way / 2, 0]])
    found = links_between(["one", "other", "third"], Distances(km, km, km, np.full((3, 3), by_road)))
    return [(each.one, each.other) for each in found]


@pytest.mark.parametrize(("by_road", "most"), [(True, 105.0), (False, 120.0)])
def test_a_way_through_a_third_place_replaces_a_link_up_to_so_much_longer(by_road: bool, most: float) -> None:
    assert ("one", "other") not in _between(most, 100.0, by_road=by_road)
    assert ("one", "other") in _between(most + 0.01, 100.0, by_road=by_road)


def test_a_third_place_as_far_as_the_other_replaces_no_link() -> None:
    km = np.array([[0, 100.0, 100.0], [100.0, 0, 3.0], [100.0, 3.0, 0]])
    found = links_between(["one", "other", "third"], Distances(km, km / 2, km * 2, np.full((3, 3), True)))
    assert [(each.one, each.other, each.km, each.low, each.high, each.by_road) for each in found] == [
        ("one", "other", 100, 50, 200, True), ("one", "third", 100, 50, 200, True), ("other", "third", 3, 1.5, 6, True)
    ]  # fmt: skip


def test_places_without_any_way_are_not_joined() -> None:
    km = np.array([[0, np.inf], [np.inf, 0]])
    assert links_between(["one", "other"], Distances(km, km, km, np.full((2, 2), True))) == []


def test_roads_serve_places_within_fifteen_km_of_them(tmp_path: Path) -> None:
    osmium = pytest.importorskip("osmium", reason="osmium is not installed")
    writer = osmium.SimpleWriter(str(tmp_path / "roads.osm.pbf"))
    for number, longitude in enumerate((20.0, 21.0), 1):
        writer.add_node(osmium.osm.mutable.Node(id=number, location=(longitude, 0.0)))
    writer.add_way(osmium.osm.mutable.Way(id=1, nodes=[1, 2], tags={"highway": "track"}))
    writer.close()
    degree = _haversine((0, 0), (1, 0))
    for away, joined in ((14.9, True), (15.1, False)):
        found = road_distances(tmp_path / "roads.osm.pbf", np.array([away / degree, 0.0]), np.array([20.0, 21.0]))
        assert found.by_road[0, 1] == joined
        assert len(found.notes) == (1 if joined else 2)
        if joined:
            assert found.km[0, 1] == pytest.approx(away + _haversine((0, 20), (0, 21)), rel=1e-6)
            assert f"at most {away} km away" in found.notes[0]
        else:
            assert found.notes[1].startswith("1 pairs of places are not joined")
        assert found.km.diagonal().tolist() == [0, 0]


def _event(day: int, location: str, district: str = "Upper", north: float = 1.0) -> ViolentEvent:
    return ViolentEvent(START + timedelta(days=day), location, north, 2.0, "Madeup", "North", district)


def test_a_district_with_as_many_events_as_asked_stays_and_stands_where_most_of_them_were() -> None:
    events = [_event(4, "Rare", north=9.0), _event(6, "Often"), _event(5, "Often"), _event(1, "Alone", "")]
    for least, names in ((1, ["Alone", "Often"]), (2, ["Often"]), (3, ["Often"]), (4, [])):
        assert [each.name for each in conflict_places(events, least=least)] == names
    often = conflict_places(events, least=3)[0]
    assert (often.latitude, often.events, often.first, often.district) == (1.0, 3, START + timedelta(days=4), "Upper")


@pytest.mark.parametrize(
    ("north", "east", "sound"),
    [("90", "180", True), ("-90", "-180", True), ("90.1", "0", False), ("0", "180.1", False), ("-90.1", "0", False)],
)
def test_coordinates_are_of_the_earth(tmp_path: Path, north: str, east: str, sound: bool) -> None:
    head = "event_date,event_type,country,admin1,admin2,location,latitude,longitude\n"
    (tmp_path / "events.csv").write_text(head + f"2031-03-01,Battles,Madeup,N,U,Town,{north},{east}\n")
    if sound:
        assert read_events(tmp_path / "events.csv")[1][0].latitude == float(north)
    else:
        with pytest.raises(InputError, match=r"row 2.*not on Earth"):
            read_events(tmp_path / "events.csv")


def _tables(home: Path, days: list[int], camp: dict[str, str]) -> tuple[Path, Path]:
    rows = "".join(
        f"{START + timedelta(days=day)},Battles,Madeup,North,D{i},Town {i},1,{i}\n" for i, day in enumerate(days)
    )
    head = "event_date,event_type,country,admin1,admin2,location,latitude,longitude\n"
    (home / "events.csv").write_text(head + rows)
    (home / "camps.json").write_text(json.dumps({"data": [{"name": "Camp", "lat": "2", "lon": "2", **camp}]}))
    return home / "events.csv", home / "camps.json"


@pytest.mark.parametrize(
    ("count_on", "start", "days", "length", "conflict"),
    [
        (3, None, None, 10, [0, 9]),  # the last event ends the period
        (12, None, None, 13, [0, 9]),  # the last count does
        (3, 4, None, 6, [0, 5]),  # what began before begins on its first day
        (3, 9, None, 1, [0, 0]),
        (3, None, 5, 5, [0, 4]),  # what begins after its end begins on its last day
        (3, None, 1, 1, [0, 0]),
    ],
)
def test_the_period_is_from_the_first_event_to_the_last_event_or_count(
    tmp_path: Path, count_on: int, start: int | None, days: int | None, length: int, conflict: list[int]
) -> None:
    events, camps = _tables(tmp_path, [0, 9], {"date": str(START + timedelta(days=count_on)), "individuals": "70"})
    begins = None if start is None else START + timedelta(days=start)
    made = build_network(events, camps=camps, start=begins, days=days)
    assert made.days == length
    assert [each.conflict_day for each in made.places] == [*conflict, 0]


def test_a_period_that_begins_after_all_of_it_is_refused(tmp_path: Path) -> None:
    events, camps = _tables(tmp_path, [0, 9], {})
    with pytest.raises(InputError, match="after the last event"):
        build_network(events, camps=camps, start=START + timedelta(days=10))


@pytest.mark.parametrize(("stated", "capacity", "said"), [("900", 900, False), ("0", 0, False), ("", 70, True)])
def test_the_capacity_of_a_camp_is_the_stated_one_or_its_largest_count(
    tmp_path: Path, stated: str, capacity: int, said: bool
) -> None:
    events, camps = _tables(tmp_path, [0], {"date": "2031-03-02", "individuals": "70", "capacity": stated})
    made = build_network(events, camps=camps)
    assert made.places[-1].people == capacity
    assert any("capacity not stated" in note for note in made.notes) == said


def _network(**changes: object) -> Network:
    zone = NetworkPlace("Zone", "R", "Here", 1.234567, 2.0, "conflict_zone", 2, 10)
    camp = NetworkPlace("Camp", "R", "There", 1.0, 2.5, "camp", 0, 5)
    counts = tuple((START + timedelta(days=day), people) for day, people in ((1, 5), (3, 8)))
    received = [Camp("Camp", 1.0, 2.5, "There", 5, counts), Camp("Late", 1, 2, "There", 5, ((counts[1][0], 4),))]
    links = [Link("Zone", "Camp", 12.5, 10.4, 20.6, False)]
    return replace(Network(START, 4, [zone, camp], links, received), **changes)  # type: ignore[arg-type]


def _rows(file: Path) -> list[list[str]]:
    with file.open(newline="") as text:
        return list(csv.reader(text))


def test_a_folder_says_each_day_of_conflict_each_count_and_their_sum(tmp_path: Path) -> None:
    write_flee_folder(_network(), tmp_path)
    assert _rows(tmp_path / "input_csv/conflicts.csv") == [
        ["#Day", "Zone"],
        *([str(d), str(int(d >= 2))] for d in range(4)),
    ]
    assert _rows(tmp_path / "input_csv/locations.csv")[1][3:5] == ["1.23457", "2.00000"]
    assert _rows(tmp_path / "source_data/refugees.csv") == [
        ["Date", "count"],
        ["2031-03-02", "5"],
        ["2031-03-04", "12"],
    ]
    assert _rows(tmp_path / "source_data/Late.csv")[1:] == [["2031-03-04", "4"]]
    assert "| Zone | Camp | 12 | 10 to 21 |" in (tmp_path / "NOTES.md").read_text()


@pytest.mark.parametrize(
    ("km", "written"), [(0.0, "1"), (0.7, "1"), (1.4, "1"), (1.6, "2"), (12.5, "12"), (13.5, "14")]
)
def test_a_link_is_written_in_whole_km_and_never_as_none(tmp_path: Path, km: float, written: str) -> None:
    write_flee_folder(_network(links=[Link("Zone", "Camp", km, km, km, True)]), tmp_path)
    assert _rows(tmp_path / "input_csv/routes.csv")[1] == ["Zone", "Camp", written, "0"]
    assert "guesses" not in (tmp_path / "NOTES.md").read_text()


def _feature(level: int, names: dict[str, str], points: object) -> dict[str, object]:
    codes = {f"ADM{each}_PCODE": "X" * each for each in range(1, level + 1)}
    return {"type": "Feature", "properties": {**codes, **names}, "geometry": {"type": "Polygon", "coordinates": points}}


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_an_area_has_the_finest_of_its_levels_all_its_names_and_the_middle_of_its_box(
    tmp_path: Path, level: int
) -> None:
    names = {f"ADM{level}_EN": "Upper", f"ADM{level}_FR": "Haut", f"ADM{level - 1}_EN": "Above"}
    names |= {f"adm{level}_name{each}": f"Name {each}" for each in (1, 2, 3)}
    shape = [[[[3, 1], [7, 1], [7, 2], [4, 5]]], [[[3, 4]]]]
    (tmp_path / "a.geojson").write_text(json.dumps({"features": [_feature(level, names, shape)]}))
    [place] = read_known_places(tmp_path / "a.geojson")
    assert (place.name, place.other_names) == ("Upper", ("Haut", "Name 1", "Name 2", "Name 3"))
    assert (place.level, place.pcode, place.parent) == (level, "X" * level, "Above")
    assert (place.longitude, place.latitude) == (5, 3)


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_people_of_an_area_are_those_of_the_latest_year_at_the_finest_level(tmp_path: Path, level: int) -> None:
    head = [f"ADM{each}_{end}" for each in range(1, level + 1) for end in ("PCODE", "NAME")]
    cells = [f"{text}{each}" for each in range(1, level + 1) for text in ("X", "Area ")]
    rows = [
        [*cells, "T_TL", "all", "all", str(count), str(year)] for count, year in ((20, 2029), (30, 2031), (40, 2030))
    ]
    rows.append([*cells, "T_TL", "f", "all", "5", "2032"])
    columns = [*head, "Population_group", "Gender", "Age_range", "Population", "Reference_year"]
    (tmp_path / "p.csv").write_text("\n".join(",".join(row) for row in [columns, *rows]) + "\n")
    [place] = read_known_places(tmp_path / "p.csv")
    above = f"Area {level - 1}" if level > 1 else ""
    assert (place.name, place.level, place.people, place.parent) == (f"Area {level}", level, 30, above)


@pytest.mark.parametrize(
    ("held", "filled"),
    [({}, ("1.00000", "2.00000")), ({"latitude": "5", "longitude": "6"}, ("5", "6"))],
)
def test_a_place_that_has_coordinates_keeps_them(tmp_path: Path, held: dict[str, str], filled: tuple[str, str]) -> None:
    row = {"name": "Upper", "role": "town", "latitude": "", "longitude": "", **held}
    (tmp_path / "places.csv").write_text(",".join(row) + "\n" + ",".join(row.values()) + "\n")
    point = {"features": [{"properties": {"name": "Upper"}, "geometry": {"type": "Point", "coordinates": [2, 1]}}]}
    (tmp_path / "p.geojson").write_text(json.dumps(point))
    made = fill_places(tmp_path / "places.csv", read_known_places(tmp_path / "p.geojson"))
    assert (made.rows[0]["latitude"], made.rows[0]["longitude"]) == filled
    assert ("(point" in made.said[0]) == (not held)


def _areas(count: int) -> str:
    area: Callable[[int], dict[str, object]] = lambda i: _feature(2, {"ADM2_EN": "Spring", "ADM2_PCODE": f"X{i}"}, [])  # noqa: E731
    return json.dumps({"features": [area(each) for each in range(1, count + 1)]})


def test_of_several_areas_of_one_name_four_are_named(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("name,role\nSpring,town\n")
    (tmp_path / "a.geojson").write_text(_areas(5))
    [said] = fill_places(tmp_path / "places.csv", read_known_places(tmp_path / "a.geojson")).open
    assert [f"X{each}" in said for each in range(1, 6)] == [True] * 4 + [False]


@pytest.mark.parametrize("region", ["North", "South"])
def test_of_districts_of_one_name_the_population_is_that_of_the_region_with_the_events(
    tmp_path: Path, region: str
) -> None:
    events, camps = _tables(tmp_path, [0], {})
    events.write_text(events.read_text().replace("Madeup,North,D0", f"Madeup,{region},Spring"))
    (tmp_path / "people.csv").write_text(
        "ADM1_NAME,ADM1_PCODE,ADM2_NAME,ADM2_PCODE,T_TL\nNorth,X1,Spring,X11,400\nSouth,X2,Spring,X21,900\n"
    )
    made = build_network(events, camps=camps, population=tmp_path / "people.csv")
    assert made.places[0].people == {"North": 400, "South": 900}[region]


def test_a_name_of_several_regions_without_that_of_the_events_has_no_population(tmp_path: Path) -> None:
    events, camps = _tables(tmp_path, [0], {})
    events.write_text(events.read_text().replace("Madeup,North,D0", "Madeup,West,Spring"))
    (tmp_path / "people.csv").write_text(
        "ADM1_NAME,ADM1_PCODE,ADM2_NAME,ADM2_PCODE,T_TL\nNorth,X1,Spring,X11,400\nSouth,X2,Spring,X21,900\n"
    )
    made = build_network(events, camps=camps, population=tmp_path / "people.csv")
    assert made.places[0].people == 0
    assert any("no population found" in note for note in made.notes)

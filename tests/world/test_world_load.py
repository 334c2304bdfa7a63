"""Loading whole folders, the shipped examples among them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from scenarios import PLACES, write_scenario
from waystation.errors import InputError
from waystation.world import check_folder, distance_km, leg_between, load_scenario, place_of

ROOT = Path(__file__).parents[2]


def records(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


def test_a_folder_becomes_a_typed_scenario(tmp_path: Path):
    scenario = load_scenario(str(write_scenario(tmp_path)))
    assert scenario.settings.start == date(2030, 1, 1)
    assert scenario.settings.stages["search"].open_hours == (6, 18)
    assert scenario.settings.sources["village"].people == "inside"
    assert [place.name for place in scenario.places] == [
        "Upper Valley",
        "Bridge",
        "Lower Camp",
        "Market Town",
    ]
    assert scenario.place("Lower Camp").capacity == 600
    assert scenario.events[0].kind == "opening"
    assert scenario.events[1].end == date(2030, 1, 12)


def test_distances_come_from_the_leg_the_route_either_way_or_the_same_place(tmp_path: Path):
    leg = '[[legs]]\nfrom = "village"\nto = "camp"\ndistance_km = 99\nkm_per_hour = 4\n'
    scenario = load_scenario(
        write_scenario(
            tmp_path,
            ("hours = 6\n", f"hours = 6\n{leg}"),
            ('[sites.school]\nplace = "Market Town"', '[sites.school]\nplace = "Lower Camp"'),
        )
    )
    found = [distance_km(scenario, each) for each in scenario.settings.legs]
    # village-search by route, search-camp by the route written camp-bridge, camp-school at one place,
    # school and search to relatives, who are at no place, and the leg with its own distance.
    assert found == [12, 30, 0, None, None, 99]
    assert leg_between(scenario.settings, "search", "camp") == scenario.settings.legs[1]
    assert leg_between(scenario.settings, "camp", "search") is None
    assert place_of(scenario.settings, "camp") == "Lower Camp"
    assert place_of(scenario.settings, "relatives") is None


def test_loading_raises_all_problems_that_checking_lists_sorted_by_file_and_row(tmp_path: Path):
    folder = write_scenario(
        tmp_path,
        ("lanes = 4", "lnaes = 4"),
        (",600,", ',"1,200",'),
        ("Upper Valley,closure", "Upper Valley,x"),
    )
    with pytest.raises(InputError) as caught:
        load_scenario(folder)
    problems = check_folder(folder)
    assert list(caught.value.problems) == problems
    assert [(each.file, each.row, each.column, each.value) for each in problems] == [
        ("events.csv", 3, "kind", "x"),
        ("places.csv", 4, "capacity", "1,200"),
        ("scenario.toml", 25, "stages.search.lnaes", "4"),
    ]
    assert all(each.fix for each in problems)


@pytest.mark.parametrize(
    ("other", "fix"),
    [
        ("place.csv", 'Rename "place.csv" to places.csv if that is the one.'),
        ("Places.CSV", 'Rename "Places.CSV" to places.csv if that is the one.'),
        ("places.csv.txt", 'Rename "places.csv.txt" to places.csv if that is the one.'),
        ("places.xlsx", 'Save "places.xlsx" as "CSV UTF-8" under the name places.csv.'),
        ("unrelated.txt", "Add places.csv to the folder."),
    ],
)
def test_a_missing_table_names_the_file_that_may_be_meant(tmp_path: Path, other: str, fix: str):
    write_scenario(tmp_path, places=None)
    (tmp_path / other).write_text(PLACES)
    assert [str(each) for each in check_folder(tmp_path)] == [f"places.csv: The file is missing. {fix}"]


def test_files_that_are_none_of_the_four_are_not_looked_at(tmp_path: Path):
    write_scenario(tmp_path)
    (tmp_path / "notes.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "reports").mkdir()
    assert check_folder(tmp_path) == []


def test_an_empty_folder_is_told_the_four_files_it_needs(tmp_path: Path):
    assert [each.file for each in check_folder(tmp_path)] == [
        "events.csv",
        "places.csv",
        "routes.csv",
        "scenario.toml",
    ]


def test_no_such_folder_offers_the_nearest(tmp_path: Path):
    (tmp_path / "baghouz").mkdir()
    (problem,) = check_folder(tmp_path / "bagouz")
    assert problem.message.startswith('There is no folder "')
    assert problem.fix == 'Did you mean "baghouz"?'
    (problem,) = check_folder(tmp_path / "no" / "where")
    assert problem.fix == "Name a folder that holds scenario.toml."


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path):
    (tmp_path / "scenario.toml").touch()
    (problem,) = check_folder(tmp_path / "scenario.toml")
    assert problem.message.endswith('scenario.toml" is a file, not a folder.')


@pytest.mark.parametrize("folder", ["a\x00b", "x" * 5000, ""])
def test_an_impossible_folder_name_is_refused_without_a_traceback(folder: str, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert check_folder(folder)


def test_the_shipped_tables_of_baghouz_hold_the_reported_facts_and_every_place_of_them():
    shared = ROOT / ".." / "shared" / "baghouz"
    if not shared.is_dir():
        pytest.skip("the shared figures of Baghouz are not here")
    ours = ROOT / "examples" / "baghouz"
    for name, columns in {
        "routes.csv": ("from", "to", "distance_km"),
        "events.csv": ("published", "source", "start", "end", "place", "kind"),
        "places.csv": ("name", "role", "latitude", "longitude", "capacity"),
    }.items():
        facts = [[row[each] for each in columns] for row in records(shared / name)]
        kept = [[row[each] for each in columns] for row in records(ours / name)]
        assert [row for row in facts if row not in kept] == []
    places = {row["name"] for row in records(ours / "places.csv")}
    assert {row["place"] for row in records(shared / "claims_to_2019-03-04.csv")} <= places


@pytest.mark.parametrize("name", ["baghouz", "synthetic"])
def test_the_shipped_examples_have_no_problem(name: str):
    assert [str(each) for each in check_folder(ROOT / "examples" / name)] == []

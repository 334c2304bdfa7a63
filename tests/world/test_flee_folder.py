"""Folders in Flee's format: what is read, and every trap told with its place and its fix."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flee_folders import write_folder
from flee_worlds import CONFLICTS, NAMES, shared
from waystation.engine import MovementModel
from waystation.errors import InputError
from waystation.world.flee import FleeCase, FleeSettings, check_flee, is_flee_folder, load_flee

VALLEY = Path(__file__).resolve().parents[2] / "examples" / "flee_valley"
FILES = sorted(path.relative_to(VALLEY).as_posix() for path in VALLEY.rglob("*") if path.is_file())


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    """A copy of the example, to be spoiled."""
    return Path(shutil.copytree(VALLEY, tmp_path / "valley"))


def marked(file: str) -> Callable[[Path], None]:
    """With a byte order mark before the first letter."""
    return lambda folder: (folder / file).write_bytes(b"\xef\xbb\xbf" + (folder / file).read_bytes()) and None


def ended(file: str, rows: str) -> Callable[[Path], None]:
    """With more rows at the end."""

    def spoil(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.rstrip() + "\n" + rows, encoding="utf-8")

    return spoil


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def divided(file: str) -> Callable[[Path], None]:
    """Written by a spreadsheet of a country where the comma is the decimal point."""

    def spoil(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(",", ";"), encoding="utf-8")

    return spoil


CONFLICTS_CSV, ROUTES, LOCATIONS, CLOSURES = (
    f"input_csv/{name}.csv" for name in ("conflicts", "routes", "locations", "closures")
)
PERIOD = "input_csv/sim_period.csv"
SETTINGS, LAYOUT = "simsetting.yml", "source_data/data_layout.csv"
ENDS = [
    (edit(LOCATIONS, "#name", "name"), 'locations.csv, row 1, column "name": The header is read as a'),
    (edit(ROUTES, "#name1", "name1"), 'Put "#" before it, as Flee asks.'),
    (edit(ROUTES, "Mill,Bridge", "Mill,Brigde"), 'Did you mean "Bridge"?'),
    (edit(ROUTES, "Mill,Bridge,41", "Mill,Bridge,far"), '"far" is not a number.'),
    (edit(ROUTES, "Mill,Bridge,41", "Mill,Bridge,nan"), '"nan" is not a number.'),
    (edit(ROUTES, "Mill,Bridge,41", "Mill,Bridge,-1"), '"-1" is less than 0.'),
    (edit(LOCATIONS, "conflict_zone,25,", "conflict_zone,soon,"), '"soon" is not a whole number.'),
    (edit(CONFLICTS_CSV, "7,1,1,0", "7,1,1,0,"), "Remove what follows the last named column."),
    (edit(CLOSURES, "30,38", "30,"), "or -1 if it stays closed."),
    (edit(CLOSURES, "#closure_type", "closure_type"), "The header is read as a closure."),
    (edit("input_csv/registration_corrections.csv", "04-20", "04-21"), "Write a date that the camp's file has"),
    (edit("input_csv/registration_corrections.csv", "South", "West"), "has no counts."),
    (edit("input_csv/sim_period.csv", "Length", "Lenght"), "Length is missing."),
    (edit("input_csv/sim_period.csv", "2030-03-01", "01/03/2030"), "Write 2030-03-01"),
    (edit(LAYOUT, "north.csv", "nord.csv"), "nord.csv: The file is missing."),
    (edit("source_data/north.csv", "1400", "-1400"), '"-1400" is less than 0.'),
    (edit("source_data/north.csv", "1400", '"1,400"'), "Write 1400"),
    (lambda folder: (folder / "source_data" / "north.csv").write_text(""), "There is no count in it."),
    (lambda folder: (folder / "input_csv" / "routes.csv").unlink(), "routes.csv: The file is missing."),
    (lambda folder: (folder / "input_csv" / "locations.csv").write_text(""), "There is no place in it."),
    (divided(LOCATIONS), "locations.csv, row 2: Its columns are divided by semicolons; Flee divides by commas."),
    (divided(PERIOD), "sim_period.csv, row 1: Its columns are divided by semicolons; Flee divides by commas."),
    (divided("source_data/north.csv"), "north.csv, row 1: Its columns are divided by semicolons"),
    (edit(SETTINGS, "move_rules:", "move_rules:\n  MatchCampReligion: True"), "MatchCampReligion is not run"),
    (edit(SETTINGS, "move_rules:", "move_rules:\n  flood_rules: {flood_movechances: [0, 1]}"), "Flee ends on day 0."),
    (lambda folder: (folder / "input_csv" / "sim_period.csv").unlink(), "sim_period.csv is missing from input_csv."),
]  # fmt: skip
"""Flee ends on these: they stay refused."""

ODD = [
    (edit(ROUTES, "Mill,Bridge,41,", "Mill,Bridge,41,3"), "Write 0, 1 or 2.", "Flee takes it for 0."),
    (edit(LOCATIONS, "\nMill,", "\nBridge,n,Home,0,0,town,0,7\nMill,"), "Give each", "makes a place of each row"),
    (edit(LOCATIONS, "forwarding_hub", "village"), '"village" is not a type', "everybody leaves every day"),
    (edit(CONFLICTS_CSV, "\n7,1,1,0", ""), "or shorten Length", "Flee ends after day 58"),
    (edit(CONFLICTS_CSV, "\n7,1,1,0", "\n6,1,1,0"), "Write one row a day, sorted.", "goes by the position"),
    (edit(CONFLICTS_CSV, "\n59,", "\n#59,"), "Write one row a day, sorted.", "does not read this column"),
    (edit(CONFLICTS_CSV, "7,1,1,0", "7,1,1"), "conflicts.csv, row 9", "later values move up"),
    (edit(CONFLICTS_CSV, "7,1,1,0", "7,1,2,0"), "Write an intensity from 0 to 1.", "Flee takes it as it is"),
    (edit(CONFLICTS_CSV, "7,1,1,0", "7,1,-1,0"), "Write an intensity from 0 to 1.", "takes it for no conflict"),
    (edit(CONFLICTS_CSV, "Mill", "Mil"), 'Did you mean "Mill"?', "Flee says so and goes on."),
    (edit(CLOSURES, "location,Harbour", "location,Harbor"), 'Did you mean "Harbour"?', "closes nothing"),
    (edit(CLOSURES, "location,Harbour", "camp,Harbor"), 'Did you mean "Harbour"?', '"Old town" is changed'),
    (edit(CLOSURES, "location,", "locaton,"), 'Did you mean "location"?', "Flee does nothing with it."),
    (edit(LAYOUT, "total,refugees.csv\n", ""), "Put a row total", "leaves the first row out"),
    (edit(LAYOUT, "South camp", "North camp,north.csv\nSouth camp"), "Keep one row.", "second file is never used"),
    (edit("source_data/north.csv", "2030-03-15", "2030-03-08"), "Sort rows by date", "takes 1400 from the day itself"),
    (edit(SETTINGS, "softening", "softning"), 'Did you mean "softening"?', "Flee does not read it."),
    (edit(SETTINGS, "avoid_short_stints: True", 'avoid_short_stints: "False"'), "Write True", "takes it for on"),
    (edit(SETTINGS, "camp_movechance: 0.001", "camp_movechance: 1\n  camp_movechance: 0"), "twice", "takes the last"),
    (edit(SETTINGS, "awareness_level: 1", "awareness_level: 1.9"), "Write 1.", "Flee cuts it to 1."),
    (marked(ROUTES), "routes.csv, row 1: The file begins with a byte order mark.", "a letter of the first cell"),
    (marked("source_data/north.csv"), 'north.csv, row 1: The file begins', "and ends with an error."),
    (marked(LAYOUT), "without the mark", "a letter of the first name"),
    (marked(CONFLICTS_CSV), "conflicts.csv, row 1: The file begins", "does not read the first cell"),
    (ended(PERIOD, "\n"), "sim_period.csv, row 3: The row is blank.", "Flee ends here with an error."),
    (ended(LOCATIONS, ",,,,,,,\n"), "locations.csv, row 10: The row is blank.", "Flee ends here with an error."),
    (ended(ROUTES, "  \n"), "Delete the row.", "Flee ends here with an error."),
    (ended("source_data/south.csv", ",\n"), "Delete the row.", "Flee ends here with an error."),
    (edit(LOCATIONS, ",9000", ",9000.0"), 'row 3, column "pop/cap"', "Flee ends here with an error."),
    (edit(LOCATIONS, ",25,", ",2.5e1,"), "Write 25.", "is not written as a whole number."),
    (edit("source_data/north.csv", "1400", "1400.0"), "Write 1400.", "Flee ends here with an error."),
    (edit(PERIOD, "Length,60", "Length,60.0"), "Write 60.", "Flee ends here with an error."),
    (edit(LOCATIONS, ",9000", ",9000,"), "Remove what follows the last named column.", "Flee ends here with an error."),
    (edit(ROUTES, "Mill,Bridge,41,", "Mill,Bridge,41,,,"), "routes.csv, row", "Flee ends here with an error."),
    (edit(LAYOUT, "north.csv", "north.csv,"), "There is a comma that no file follows.", "Flee ends here with"),
    (ended(LAYOUT, "Spare\n"), 'data_layout.csv, row 4, column "file": "Spare" names no file.', "Flee skips the row."),
    (ended(CLOSURES, "link,Mill,Bridge,3,9\n"), "use the option link_closures", "so it stays open."),
    (edit(CLOSURES, "30,38", "38,30"), "The closure ends on day 30 and begins on day 38.", "does not open it again"),
    (edit(CLOSURES, "30,38", "30,30"), "and then the first open one", "Flee opens it again the same day."),
    (edit(CLOSURES, "30,38", "-5,38"), "Write 0 where it is closed from the start.", "Flee never closes it."),
    (ended(ROUTES, "Bridge,Mill,44,\n"), "Row 4 has the same two places.", "and all go by the first"),
    (edit("source_data/north.csv", "03-08,300", "03-08,"), "There is no count of 2030-03-08.", "leaves the row out"),
]  # fmt: skip
"""Flee reads these in its own way: what a strict check says, and the reading told otherwise."""


@pytest.mark.parametrize(("spoil", "said"), ENDS, ids=[said[:40] for _, said in ENDS])
def test_what_ends_flee_is_refused_with_its_place_and_fix(
    valley: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(valley)
    problems = check_flee(valley)
    assert said in "\n".join(map(str, problems))
    assert all(problem.file for problem in problems)
    with pytest.raises(InputError) as caught:
        load_flee(valley)
    assert list(caught.value.problems) == problems


@pytest.mark.parametrize("file", [LOCATIONS, PERIOD, CONFLICTS_CSV, "source_data/north.csv"])
def test_a_file_with_semicolons_is_told_once_and_not_by_each_name_it_lacks(valley: Path, file: str) -> None:
    divided(file)(valley)
    about = [str(problem) for problem in check_flee(valley) if problem.file == file.split("/")[-1]]
    assert len(about) == 1
    assert "divided by semicolons" in about[0]


@pytest.mark.parametrize(("spoil", "fix", "reading"), ODD, ids=[reading[:40] for _, _, reading in ODD])
def test_what_flee_reads_in_its_own_way_is_read_so_and_said(
    valley: Path, spoil: Callable[[Path], None], fix: str, reading: str
) -> None:
    before = len(load_flee(valley).notes)
    spoil(valley)
    assert check_flee(valley) == []
    notes = load_flee(valley).notes
    assert len(notes) > before
    assert reading in "\n".join(map(str, notes))
    assert fix in "\n".join(map(str, check_flee(valley, strict=True)))


HARMLESS = [ended(LOCATIONS, "\n\n"), ended(ROUTES, "\n"), ended(PERIOD, ",,\n"), ended(LAYOUT, "  \n"),
            ended(CONFLICTS_CSV, "\n"), ended("source_data/north.csv", "\n"),
            edit(LOCATIONS, "town,,15000", "town,1.5,15000")]  # fmt: skip


@pytest.mark.parametrize("spoil", HARMLESS)
def test_what_flee_skips_as_we_do_is_no_matter_to_a_strict_check(valley: Path, spoil: Callable[[Path], None]) -> None:
    before = check_flee(valley, strict=True)
    spoil(valley)
    assert check_flee(valley, strict=True) == before


def test_remarks_before_the_header_and_a_header_without_a_first_name_are_passed_over_as_flee_does(valley: Path) -> None:
    edit(LOCATIONS, "#name", "# drawn from two maps, 2030\n#name")(valley)
    edit(LOCATIONS, "pop/cap", "pop/cap,initial_idps")(valley)
    edit(LOCATIONS, ",9000\n", ",9000,70\n")(valley)
    edit(ROUTES, "#name1", "# km by road\n#name1")(valley)
    edit("source_data/north.csv", "Date,count", ",count")(valley)
    ours, plain = load_flee(valley), load_flee(VALLEY)
    assert next(place.attributes for place in ours.places if place.people == 9000) == {"initial_idps": "70"}
    assert ours.routes == plain.routes
    assert ours.counts is not None
    assert plain.counts is not None
    assert (ours.counts.daily("North camp", 60) == plain.counts.daily("North camp", 60)).all()


def test_a_marker_stays_a_marker(valley: Path) -> None:
    ended(LOCATIONS, "Ford,n,Valley,34,41,marker,,\n")(valley)
    ended(CLOSURES, "camp,Ford,,3,9\n")(valley)
    [problem] = check_flee(valley)
    assert "A place cannot become a marker, or stop being one, on the way." in str(problem)


def test_all_problems_of_all_files_are_told_at_once(valley: Path) -> None:
    for spoil, _ in (ENDS[2], ENDS[-3]):
        spoil(valley)
    for spoil, *_ in (ODD[7], ODD[10], ODD[15]):
        spoil(valley)
    files = {problem.file for problem in check_flee(valley, strict=True)}
    assert files == {"routes.csv", "conflicts.csv", "closures.csv", "north.csv", "simsetting.yml"}


def test_what_flee_accepts_is_read(valley: Path) -> None:
    """Windows line ends, a byte order mark, quoted cells, blanks after commas, a header without "#"."""
    for file in FILES:
        text = (valley / file).read_text(encoding="utf-8")
        if file.endswith("conflicts.csv"):
            text = text.replace("#Day", "Day").replace(",", ", ")
        if file.endswith("routes.csv"):
            text = text.replace("Old town", '"Old town"')
        with (valley / file).open("w", encoding="utf-8-sig", newline="\r\n") as out:
            out.write(text)
    ours, plain = load_flee(valley), load_flee(VALLEY)
    assert (ours.places, ours.routes, ours.closures) == (plain.places, plain.routes, plain.closures)
    np.testing.assert_array_equal(ours.intensity, plain.intensity)


def test_a_conflict_column_of_an_unknown_place_without_conflict_is_only_noted(valley: Path) -> None:
    path = valley / "input_csv" / "conflicts.csv"
    first, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{first},Nowhere", *(f"{line},0" for line in rest)]), encoding="utf-8")
    assert any('"Nowhere"' in str(note) for note in load_flee(valley).notes)


def test_files_without_effect_are_noted(valley: Path) -> None:
    for name in ("agents.csv", "closures - old.csv"):
        (valley / "input_csv" / name).write_text("x\n", encoding="utf-8")
    notes = "\n".join(map(str, load_flee(valley).notes))
    assert "agents.csv has no effect" in notes
    assert "closures - old.csv is not read" in notes


def test_location_changes_stand_where_flee_looks_for_them(valley: Path) -> None:
    (valley / "location_changes.csv").write_text("#name,type,day\nHarbour,camp,20\n", encoding="utf-8")
    assert [(each.place, each.kind, each.day) for each in load_flee(valley).location_changes] == [
        ("Harbour", "camp", 20)
    ]


def test_the_folder_of_the_tables_serves_as_well_as_the_one_above() -> None:
    inside, above = load_flee(VALLEY / "input_csv"), load_flee(VALLEY)
    assert is_flee_folder(VALLEY)
    assert is_flee_folder(VALLEY / "input_csv")
    assert (inside.places, inside.settings) == (above.places, above.settings)
    assert inside.counts is not None


def test_daily_counts_lie_on_the_line_between_observations_and_are_held_outside() -> None:
    counts = load_flee(VALLEY).counts
    assert counts is not None
    north = counts.daily("North camp", 70)
    assert list(north[[0, 1, 7, 8, 59, 69]]) == [0, 42, 300, 457, 7600, 7600]


def test_a_correction_scales_everything_before_it() -> None:
    counts = load_flee(VALLEY).counts
    assert counts is not None
    raw, final = counts.raw["South camp"][1], counts.final["South camp"][1]
    np.testing.assert_allclose(final[:7], raw[:7] * 9000 / 9900)
    np.testing.assert_array_equal(final[7:], raw[7:])


@shared
@pytest.mark.parametrize("name", NAMES)
def test_the_validation_conflicts_load(name: str) -> None:
    case = load_flee(CONFLICTS / name)
    assert case.counts is not None
    assert case.counts.has_total
    assert case.intensity.shape == (case.days, len(case.places))


def test_editing_gives_another_case_and_leaves_the_first() -> None:
    case = load_flee(VALLEY)
    edited = (
        case.close_route("Bridge", "Market", 3, 9).with_capacity("North camp", 5).move_conflict("Mill", "Bridge", 30)
    )
    assert edited.place("North camp").people == 5
    assert edited.intensity[40, edited.index("Bridge")] == 1
    assert edited.intensity[40, edited.index("Mill")] == 0
    assert (len(case.closures), case.place("North camp").people) == (2, 9000)
    with pytest.raises(InputError, match="Did you mean"):
        case.with_capacity("Nord camp", 1)


NASTY = st.sampled_from(
    [
        "",
        " ",
        "#",
        ",",
        '"',
        "\n",
        "nan",
        "-1",
        "1e999",
        "1.5",
        "\x00",
        "\ufeff",
        "é",
        ": ",
        "{",
        "&a *a",
        "!!python",
        "- ",
    ]
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_mutated_folder_raises_nothing_but_input_errors(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = Path(shutil.copytree(VALLEY, tmp_path_factory.mktemp("mutated") / "valley"))
    for _ in range(data.draw(st.integers(1, 3))):
        path = folder / data.draw(st.sampled_from(FILES))
        text = path.read_bytes().decode("utf-8")
        at = data.draw(st.integers(0, len(text)))
        until = min(len(text), at + data.draw(st.integers(0, 6)))
        new = data.draw(st.one_of(NASTY, st.text(max_size=4)))
        path.write_bytes((text[:at] + new + text[until:]).encode("utf-8", "replace"))
    problems = check_flee(folder)
    if problems:
        with pytest.raises(InputError):
            load_flee(folder)
    else:
        assert isinstance(load_flee(folder), FleeCase)


def test_chances_of_leaving_are_those_of_flee_unless_set() -> None:
    chances = FleeSettings().chance_by_kind
    assert {kind: chances[kind] for kind in ("camp", "idpcamp", "conflict", "town", "forward")} == {
        "camp": 0.001, "idpcamp": 0.1, "conflict": 1.0, "town": 0.3, "forward": 1.0
    }  # fmt: skip


@pytest.mark.parametrize(("chance", "camp"), [(0.004, True), (0.005, False), (0.009, False)])
def test_a_town_that_fewer_than_one_in_200_leave_in_a_day_is_a_camp_for_flee(chance: float, camp: bool) -> None:
    assert FleeSettings().changed(default_movechance=chance).is_camp("town") is camp


def test_a_conflict_day_that_flee_does_not_read_is_told_with_what_stands_there(valley: Path) -> None:
    edit(LOCATIONS, "town,,15000", "town,soon,15000")(valley)
    [problem] = [each for each in check_flee(valley, strict=True) if each.column == "conflict_date"]
    assert problem.value == "soon"


@pytest.mark.parametrize(
    ("settings", "day"),
    [
        # Conflict begins at Old Town on day 0, at Mill on day 3: both count nothing in the evening of day 7.
        ("spawn_rules: {conflict_spawn_decay: [1, 0], conflict_spawn_decay_interval: 4}", 8),
        ("optimisations: {hasten: 20000}", 0),  # no place has people for an agent
        ("spawn_rules: {conflict_spawn_decay: [1, 0.1], conflict_spawn_decay_interval: 4}", None),
    ],
)
def test_a_day_on_which_no_place_of_conflict_has_a_weight_is_told_as_flee_ends_there(
    tmp_path: Path, settings: str, day: int | None
) -> None:
    folder = write_folder(tmp_path / "case")
    (folder / "simsetting.yml").write_text(settings)
    told = [str(note) for note in load_flee(folder).notes if "has a weight on day" in str(note)]
    assert [f"on day {day}," in each for each in told] == ([] if day is None else [True])


def test_a_camp_without_counts_is_told_loudly_also_where_a_low_chance_of_leaving_makes_the_camp(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "case")
    (folder / "simsetting.yml").write_text("move_rules: {default_movechance: 0.001}")
    told = [
        (str(note).split(" is ")[0].split()[-1], note.loud)
        for note in load_flee(folder).notes
        if "without" in str(note)
    ]
    assert told == [("Mill", True), ("Ford", True)]  # Mill is a town until its conflict begins


def test_a_camp_whose_counts_are_named_alike_but_for_a_blank_is_told_how_the_two_are_written(valley: Path) -> None:
    edit(LAYOUT, "North camp,", "North camp ,")(valley)
    with pytest.raises(InputError, match=r'It is written "North camp " there: write both alike, blanks included\.'):
        MovementModel.of(load_flee(valley))

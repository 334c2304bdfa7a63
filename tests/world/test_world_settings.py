"""``scenario.toml``: syntax, types, names, and where they stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import TOML, write_scenario
from waystation.world.scenario_model import Reporting
from waystation.world.scenario_toml import read_settings
from waystation.world.toml_rows import rows_of_settings
from waystation.world.wording import explain

Said = Callable[..., list[str]]
LANES = 'scenario.toml, row 25, setting "stages.search.lanes"'


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (
            'lanes = "four"',
            f'{LANES}: "four" is not an unknown. Write a number, or say what is unknown below [unknowns.four].',
        ),
        ('lanes = "4"', f'{LANES}: "4" is text, not a number. Write 4 without quotation marks.'),
        (
            "lanes = true",
            f"{LANES}: true is neither a number nor the name of an unknown. "
            "Write a number without quotation marks, or the name of an unknown in quotation marks.",
        ),
        ("lanes = -4", f"{LANES}: -4 is negative. Write 0 or more."),
        ("lanes = nan", f"{LANES}: nan is not a finite number. Write a number, or the name of an unknown."),
        ("lanes = 1e300", f"{LANES}: The number is too large. Check the number of digits."),
        (
            'lanes = "a\\u0000b"',
            f"{LANES}: The text holds an invisible control character. Type the text again.",
        ),
        (
            "lnaes = 4",
            'scenario.toml, row 25, setting "stages.search.lnaes": unknown setting "lnaes". Did you mean "lanes"?',
        ),
        (
            "",
            'scenario.toml, row 23, setting "stages.search.lanes": The setting is missing. '
            "Add it: Lanes, desks or search points working side by side.",
        ),
    ],
)
def test_a_wrong_setting_is_told_with_row_address_and_fix(said: Said, new: str, problem: str):
    assert said(("lanes = 4", new)) == [problem]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "open_hours = [6, 18]",
            "open_hours = [6]",
            'row 27, setting "stages.search.open_hours[2]": There are too few values. '
            "Write two values in square brackets, such as [6, 18].",
        ),
        (
            "open_hours = [6, 18]",
            'open_hours = "6-18"',
            'row 27, setting "stages.search.open_hours": "6-18" is not a pair. '
            "Write two values in square brackets, such as [6, 18].",
        ),
        (
            "start = 2030-01-01",
            'start = "15/01/2030"',
            'row 4, setting "start": "15/01/2030" is not a date. Write 2030-01-15.',
        ),
        (
            "start = 2030-01-01",
            "start = 20300101",
            'row 4, setting "start": 20300101 is not a date. Write it as year-month-day, such as 2018-12-31.',
        ),
        (
            "start = 2030-01-01",
            "start = 0030-01-01",
            'row 4, setting "start": 0030-01-01 is probably the wrong year. Check the year.',
        ),
        (
            "synthetic = true",
            "synthetic = 1",
            'row 3, setting "synthetic": 1 is neither true nor false. Write true or false without quotation marks.',
        ),
        (
            "synthetic = true",
            'level = "hgh"',
            'row 3, setting "level": "hgh" is not a known value. Did you mean "high"?',
        ),
        ("format = 1", "format = 2", 'row 1, setting "format": 2 is not a known value. Use one of: 1.'),
        ('name = "Valley"', "name = 5", 'row 2, setting "name": 5 is not text. Put it in quotation marks.'),
        (
            "synthetic = true",
            "stages = 3",
            "row 23: This is not TOML: Cannot overwrite a value, at character 15.",
        ),
        (
            'from = "school"',
            'form = "school"',
            'row 64, setting "legs[4].form": unknown setting "form". Did you mean "from"?',
        ),
        (
            "share = 0.1",
            "shar = 0.1",
            'row 78, setting "streams.kin.shar": unknown setting "shar". Did you mean "share"?',
        ),
        (
            "[exits.relatives]",
            "[exist.relatives]",
            'row 39, setting "exist": unknown setting "exist". Did you mean "exits"?',
        ),
        (
            'prior = "lognormal"',
            'prior = "lognorm"',
            'row 81, setting "unknowns.inside.prior": "lognorm" is not a known value. Did you mean "lognormal"?',
        ),
        (
            'matches = ["Radio"]',
            "matches = []",
            'row 89, setting "reporters[1].matches": There are too few parts. Give at least 1.',
        ),
        (
            "[exits.relatives]",
            "[exits.relatives]\nplace = 7",
            'row 40, setting "exits.relatives.place": 7 is not text. Put it in quotation marks.',
        ),
    ],
)
def test_a_wrong_type_or_word_is_told_once_and_nothing_that_follows_from_it(
    said: Said, old: str, new: str, problem: str
):
    assert [each.removeprefix("scenario.toml, ").split(" Write settings as")[0] for each in said((old, new))] == [
        problem
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a = [1", "scenario.toml: This is not TOML: Unclosed array at the end of the file."),
        (
            "a = 1\nb = 12,5\n",
            "scenario.toml, row 2: This is not TOML: "
            "Expected newline or end of document after a statement, at character 7.",
        ),
        (
            "a = " + "[" * 5000,
            "scenario.toml: The tables are nested too deeply. Close the brackets that are left open.",
        ),
        (
            "a." * 5000 + "b = 1",
            "scenario.toml: The tables are nested too deeply. Close the brackets that are left open.",
        ),
        ("a = " + "1" * 5000, "scenario.toml: A number has too many digits. Check the numbers."),
    ],
)
def test_what_is_not_toml_is_told_with_its_row(said: Said, text: str, problem: str):
    assert [each.split(" Write settings as")[0] for each in said(scenario=text)] == [problem]


def test_an_empty_file_is_told_every_setting_that_is_needed(said: Said):
    settings = [each.split('"')[1] for each in said(scenario="")]
    assert settings == ["format", "name", "start", "end", "sources", "sites", "legs", "streams"]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(said: Said):
    assert said(scenario=b"\xef\xbb\xbf" + TOML.replace("\n", "\r\n").encode()) == []


def test_latin_1_is_refused_with_its_row(said: Said):
    assert (
        "row 2: The file is not UTF-8: the byte 0xE9"
        in said(scenario=TOML.replace('"Valley"', '"Vallée"').encode("latin-1"))[0]
    )


def test_a_file_no_hand_wrote_is_refused_unread(said: Said):
    assert "scenario.toml: The file has 3 MB; at most 2 MB are read." in said(scenario="#" * 3_000_000)[0]


def test_problems_of_types_and_of_names_are_told_in_one_run(said: Said):
    found = said(
        ("lanes = 4", "lanes = -4"),
        ('starts_in = "held"', 'starts_in = "hold"'),
        ("vehicles = 3", "vehicels = 3"),
        ("Bridge,12,", 'Bridge,"12,5",'),
        ("Upper Valley,opening", "Upper Vally,opening"),
    )
    assert [each.split(":")[0] for each in found] == [
        'events.csv, row 2, column "place"',
        'routes.csv, row 2, column "distance_km"',
        'scenario.toml, row 10, setting "sources.village.starts_in"',
        'scenario.toml, row 25, setting "stages.search.lanes"',
        'scenario.toml, row 43, setting "fleets.buses.vehicels"',
    ]


def test_rows_are_found_past_comments_long_texts_and_arrays_of_tables():
    text = 'a = """\nb = 1\n[x]\n"""\n# [y]\n[t."p q"]\nc = 2\n[[l]]\n[[l]]\nd = 3\n[l.m]\ne = 4\n'
    data = {"a": "", "t": {"p q": {"c": 2}}, "l": [{}, {"d": 3, "m": {"e": 4}}]}
    assert rows_of_settings(text, data) == {
        ("a",): 1,
        ("t",): 6,
        ("t", "p q"): 6,
        ("t", "p q", "c"): 7,
        ("l",): 8,
        ("l", 0): 8,
        ("l", 1): 9,
        ("l", 1, "d"): 10,
        ("l", 1, "m"): 11,
        ("l", 1, "m", "e"): 12,
    }


def test_what_is_sound_is_kept_when_a_part_is_not(tmp_path: Path):
    folder = write_scenario(tmp_path, ("lanes = 4", "lanes = -4"))
    file = read_settings(folder / "scenario.toml")
    assert file.settings is not None
    assert list(file.settings.stages) == []
    assert list(file.settings.sites) == ["camp", "school"]
    assert file.broken == {"stages", "search"}


def test_a_setting_with_the_name_it_had_before_0_2_is_still_read() -> None:
    assert Reporting.model_validate({"stray_share": 0.2}) == Reporting(outlier_share=0.2)


def test_an_unknown_setting_is_named_by_itself_and_not_by_its_group() -> None:
    error = {"type": "extra_forbidden", "loc": ("optimisations", "hastn")}
    assert explain(error, "3", names=["optimism", "hasten"]) == (
        'unknown setting "hastn".', 'Did you mean "hasten"?'
    )  # fmt: skip

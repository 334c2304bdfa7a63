"""What the commands print, for people and for machines."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from commands import Said, run, write_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A valid scenario folder with three claims."""
    return write_folder(tmp_path / "valley")


def test_simulate_prints_people_at_each_site_with_intervals(folder: Path) -> None:
    said = run("simulate", folder, "--members", "20")
    assert said.code == 0
    assert said.out.startswith("Valley: 20 possible futures before any claim is read\nPeople at Lower Camp\n")
    assert "80 %" in said.out


def test_all_members_are_not_written_into_a_file_that_says_it_is_a_table(folder: Path, tmp_path: Path) -> None:
    said = run("simulate", folder, "--members", "5", "--out", tmp_path / "members.csv")
    assert said.code == 2
    assert "Give the file the ending .nc" in said.err
    assert not (tmp_path / "members.csv").exists()


def test_simulate_writes_every_member_to_a_file_that_opens(folder: Path) -> None:
    import xarray as xr

    out = folder / "futures.nc"
    assert run("simulate", folder, "--members", "5", "--out", out, "--quiet") == Said(0, "", "")
    with xr.open_dataset(out, engine="scipy") as dataset:
        assert dataset.sizes["member"] == 5
        assert dataset.attrs["conservation"] == "exact"


def test_simulate_gives_machines_the_same_figures(folder: Path) -> None:
    found = json.loads(run("simulate", folder, "--members", "20", "--json").out)
    assert found["members"] == 20
    assert {row["place"] for row in found["population"]} == {"Lower Camp", "Market Town"}
    last = next(row for row in found["population"] if row["date"] == "2030-01-31")
    assert 0 < int(last["low"]) <= int(last["median"]) <= int(last["high"])
    assert int(last["median"]) % 10 == 0


def test_claims_are_listed_with_who_said_them(folder: Path) -> None:
    said = run("claims", "list", folder)
    assert "about 300 people, left, Upper Valley. Radio" in said.out
    assert said.out.endswith("3 claims.\n")
    assert run("claims", "list", folder, "--as-of", "2030-01-06").out.endswith("1 claim.\n")


def test_claims_that_contradict_each_other_are_listed_with_both_sources(folder: Path) -> None:
    said = run("claims", "conflicts", folder)
    assert "Camp office said that 420 people" in " ".join(said.out.split())
    assert "Radio said that at least 900 people" in " ".join(said.out.split())
    (found,) = json.loads(run("claims", "conflicts", folder, "--json").out)
    assert found["category"] == "contradiction"


def test_the_ledger_keeps_claims_and_decisions_and_gives_them_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    assert run("claims", "import", "claims.csv").out == "3 claims added to ledger.db; 0 were there already.\n"
    assert json.loads(run("claims", "import", "claims.csv", "--json").out)["new"] == []
    name = json.loads(run("claims", "list", "ledger.db", "--json").out)[0]["id"]
    assert run("claims", "set-aside", name, "--why", "Counts two days.").out == f"{name} is set aside.\n"
    assert run("claims", "accept", name, "--why", "It does not.", "--role", "Camp office").code == 0
    history = run("claims", "history", name).out.splitlines()
    assert [line.partition("UTC  ")[2] for line in history] == [
        "set aside: Counts two days.",
        "accepted (Camp office): It does not.",
    ]
    assert run("claims", "show", "ledger.db", name).out.startswith(f"id: {name}\n")
    assert run("claims", "export", "handover").code == 0
    assert run("claims", "list", "handover/claims.csv").out == run("claims", "list", "ledger.db").out
    assert run("claims", "destroy", "--yes").out == "Deleted ledger.db.\n"
    assert not list(folder.glob("ledger.db*"))


def test_a_ledger_is_not_destroyed_without_a_yes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    run("claims", "import", "claims.csv")
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert run("claims", "destroy").code != 0
    assert (folder / "ledger.db").exists()


def test_looking_into_a_ledger_that_is_not_there_makes_none(folder: Path) -> None:
    said = run("claims", "list", folder / "no.db")
    assert said.code == 2
    assert "There is no such ledger." in said.err
    assert not (folder / "no.db").exists()


def test_an_unknown_id_is_told(folder: Path) -> None:
    said = run("claims", "show", folder, "c-nothing")
    assert said.code == 2
    assert 'No claim has the id "c-nothing".' in said.err


def test_a_number_of_people_with_its_thousands_apart_is_answered_with_how_to_write_it() -> None:
    said = run("needs", "--people", "1,200")
    assert (said.code, said.err) == (2, '"1,200" is not a whole number. Write 1200.\n')


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "simulate {folder} --members abc",
            '--members: "abc" is not a whole number. Write a whole number, such as 12.',
        ),
        ("serve {folder} --port 99999999", '--port: "99999999" is more than 65535.'),
        ("new {folder} --answer desks=k --answer dks=2", '"desks": "k" is not a whole number.'),
        ("new {folder} --answer desks=k --answer dks=2", '"dks": There is no such answer. Did you mean "desks"?'),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_its_option(folder: Path, words: str, told: str) -> None:
    said = run(*(each.format(folder=folder) for each in words.split()))
    assert said.code == 2
    assert told in said.err


def test_needs_of_a_given_number_of_people_come_with_their_standards() -> None:
    said = run("needs", "--people", "3000")
    assert said.out.startswith("Needs of 3,000 people\n")
    assert "water: 45,000 litres per day" in " ".join(said.out.split())


def test_needs_asks_for_a_folder_or_a_number() -> None:
    said = run("needs")
    assert said.code == 2
    assert said.err == "Give either a scenario folder or --people. Example: needs --people 3000.\n"

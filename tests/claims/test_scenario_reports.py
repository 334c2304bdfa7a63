"""Reports beside a table: places by the scenario's names, figures linked to rows and never counted twice."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from waystation.claims import known_rows, read_each, read_reports, scenario_claims
from waystation.claims.reading import REPORTS, not_in_rows, row_of
from waystation.claims.reading.intake.report import Report
from waystation.claims.reading.names import PlaceNames
from waystation.claims.reading.reported import read_one
from waystation.errors import InputError
from waystation.world import Place, load_scenario

BAGHOUZ = Path(__file__).resolve().parents[2] / "examples" / "baghouz"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example, to change."""
    return Path(shutil.copytree(BAGHOUZ, tmp_path / "baghouz"))


def _write(folder: Path, text: str, name: str = "new.txt") -> None:
    (folder / REPORTS / name).write_text(f"Published: 2019-03-04\nPublisher: Radio\n\n{text}", encoding="utf-8")


def test_a_place_is_known_by_its_other_names_and_without_its_kind() -> None:
    names = PlaceNames([Place(name="Al-Hol camp", other_names="Al-Hawl; El Hol"), Place(name="Hajin", role="town")])
    for written in ("al-Hol", "Al Hawl camp", "Hawl", "El-Hôl", "the Al-Hol camp in Hasakah"):
        assert names.name_of(written) == "Al-Hol camp"
    assert names.name_of("Hajin town") == "Hajin"
    assert names.name_of("Holland") is None


def test_a_crossing_is_known_by_its_name_alone_and_by_other_words_for_places_that_people_pass() -> None:
    names = PlaceNames([Place(name="Ardo crossing"), Place(name="Nim border post"), Place(name="Nim camp")])
    for written in ("Ardo", "Ardo border post", "Ardo post", "the Ardo border"):
        assert names.name_of(written) == "Ardo crossing"
    # Another kind of place of the same town is another place.
    assert [names.name_of(each) for each in ("Ardo transit centre", "Ardo hospital", "Ardo camp")] == [None] * 3
    assert names.name_of("Nim") == "Nim camp"
    assert names.name_of("Nim crossing") == "Nim border post"


@pytest.mark.parametrize("role", ["border", "border post", "Border crossing", "poste-frontière", "paso fronterizo"])
def test_a_role_in_the_words_of_any_language_is_found_in_reports(role: str) -> None:
    assert PlaceNames([Place(name="Ardo crossing", role=role), Place(name="Nim", role="town")]).roles == {
        "border": "Ardo crossing",
        "town": "Nim",
    }


def test_those_who_wait_at_the_border_wait_at_the_scenarios_post_and_not_where_the_sentence_before_was() -> None:
    names = PlaceNames([Place(name="Ardo crossing", role="border post"), Place(name="Nim camp", role="camp")])
    text = (
        "The transit centre at Brel took in 310 people on Monday. Some 1,500 more are waiting at the border. "
        "The camp now holds 2,750."
    )
    read = read_one(Report("note.txt", text, date(2030, 5, 7)), names)
    assert [(each.quantity_low, each.place) for each in read.claims] == [
        (310, "transit centre at Brel"),
        (1_500, "Ardo crossing"),
        (2_750, "Nim camp"),
    ]


def test_a_name_without_its_kind_means_nothing_where_two_places_share_it() -> None:
    names = PlaceNames([Place(name="Suar camp"), Place(name="Suar town")])
    assert names.name_of("Suar") is None
    assert names.name_of("Suar town") == "Suar town"


def test_every_figure_of_the_examples_reports_is_linked_to_its_row_and_none_is_added() -> None:
    found = scenario_claims(BAGHOUZ, load_scenario(BAGHOUZ))
    assert len(found.reports) == 6
    read = [claim for each in found.reports for claim in each.claims]
    assert len(read) >= 15
    assert {claim.id for claim in read} == set(found.rows)
    assert len(found.claims) == 189
    by_id = {claim.id: claim for claim in found.claims}
    for claim in read:
        row = by_id[found.rows[claim.id]]
        assert {claim.quantity_low, claim.quantity_high} == {row.quantity_low, row.quantity_high}
        assert (claim.family, claim.published) == (row.family, row.published)


def test_a_figure_in_no_row_is_added_but_waits_for_a_person(folder: Path) -> None:
    _write(folder, "About 700 people left Baghuz on Sunday, the mayor said.")
    found = scenario_claims(folder, load_scenario(folder))
    (added,) = found.claims[189:]
    assert (added.figure, added.place, added.role) == ("about 700 people", "Baghouz", "triangulation")
    assert added.report == "new.txt"


def test_reports_alone_are_the_claims_of_a_scenario(folder: Path) -> None:
    (folder / "claims.csv").unlink()
    found = scenario_claims(folder, load_scenario(folder))
    assert len(found.claims) == sum(len(each.readings) for each in found.reports)
    assert not found.rows
    assert {claim.role for claim in found.claims if not claim.exclusion_reason} == {""}


def test_only_reports_published_by_the_as_of_date_are_seen() -> None:
    found = scenario_claims(BAGHOUZ, load_scenario(BAGHOUZ))
    known = known_rows(found.reports, date(2019, 2, 25))
    assert [each.report.published.isoformat() for each in known] == ["2019-02-02", "2019-02-04", "2019-02-25"]


def test_what_is_wrong_with_reports_and_where_they_stand_is_told(folder: Path) -> None:
    (folder / REPORTS / "undated.txt").write_text("300 people left.", encoding="utf-8")
    with pytest.raises(InputError, match=r"undated.txt: Nothing says on which day it was published"):
        scenario_claims(folder, load_scenario(folder))


def test_of_several_rows_the_one_by_the_same_office_is_taken(claim) -> None:
    rows = [claim(id="paper", source="Daily"), claim(id="sdf", source="AFP via Dawn (SDF)")]
    read = claim(source="Radio (SDF)", speaker="SDF", published="2019-02-22")
    assert row_of(read, rows).id == "sdf"
    assert row_of(claim(2999), rows) is None
    assert row_of(claim(place="Hajin"), rows) is None
    assert row_of(claim(place="Hajin"), rows, {"hajin": "baghouz"}) is not None
    assert row_of(claim(term="remaining", about_start=None), rows) is None


def test_a_part_follows_its_total_to_the_row_or_says_that_there_is_none(claim) -> None:
    total, part = claim(id="t"), claim(300, id="p", total_id="t")
    (linked,) = not_in_rows([total, part], {"t": "row"}, [claim(id="row")])
    assert linked.total_id == "row"
    (alone,) = not_in_rows([total, part], {"t": "row"})
    assert alone.total_id == "yes"
    assert [each.total_id for each in not_in_rows([total, part], {})] == ["", "t"]


def test_parts_keep_their_total_when_places_are_named_as_the_scenario_names_them(folder: Path) -> None:
    _write(folder, "About 700 people, including 200 children, reached al-Hawl on Sunday.")
    (report,) = read_each(read_reports([folder / REPORTS / "new.txt"]).reports, load_scenario(folder).places)
    total, part = report.claims
    assert (total.place, part.place) == ("Al-Hol camp", "Al-Hol camp")
    assert part.total_id == total.id


def test_a_story_told_in_two_reports_points_to_its_origin(folder: Path) -> None:
    said = "About 700 people left Baghouz on Sunday, the mayor said."
    _write(folder, said, "a.txt")
    (folder / REPORTS / "b.txt").write_text(f"Published: 2019-03-04\nPublisher: Daily\n\n{said}", encoding="utf-8")
    files = [folder / REPORTS / name for name in ("a.txt", "b.txt")]
    first, second = (each.claims[0] for each in read_each(read_reports(files).reports))
    assert {first.copied_from, second.copied_from} == {"", min(first.id, second.id)}

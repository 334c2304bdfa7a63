"""What was decided on claims counts, at every door; it can be handed over and taken back to the same state."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import waystation as ws
from commands import replace, run

DAY = date(2030, 1, 9)
WIDE = "2030-01-08,Radio,,2030-01-08,Lower Camp,900,,at least,people,camp_population,Made up\n"
REPORT = """\
Published: 2030-01-08
Publisher: Valley News

Some 310 people arrived at Lower Camp on 7 January 2030. The camp office says 25 families are waiting at the bridge.
"""


def _forecast(folder: Path, out: Path) -> dict[str, bytes]:
    said = run("forecast", folder, "--members", "50", "--as-of", DAY, "--out", out)
    assert said.code == 0, said.err
    return {name: (out / name).read_bytes() for name in ("forecast.csv", "needs.csv")}


def _id(folder: Path, quantity: float) -> str:
    return next(each.id for each in ws.open(folder).claims if quantity in (each.quantity_low, each.quantity_high))


def test_a_claim_set_aside_changes_the_forecast_as_deleting_its_row_does(folder: Path, tmp_path: Path) -> None:
    before = _forecast(folder, tmp_path / "before")
    said = run("claims", "set-aside", _id(folder, 900)[:6], "--why", "Heard of by hearsay.", "--ledger", folder)
    assert said.code == 0, said.err
    assert (folder / "ledger.db").exists()
    aside = _forecast(folder, tmp_path / "aside")
    (folder / "ledger.db").unlink()
    replace(folder, "claims.csv", WIDE, "")
    assert aside == _forecast(folder, tmp_path / "deleted")
    assert aside != before


def test_a_correction_changes_the_forecast_as_writing_the_row_anew_does(folder: Path, tmp_path: Path) -> None:
    said = run("claims", "correct", _id(folder, 420), "--set", "quantity=560", "--why", "Misprint.", "--ledger", folder)
    assert said.code == 0, said.err
    corrected = _forecast(folder, tmp_path / "corrected")
    (folder / "ledger.db").unlink()
    replace(folder, "claims.csv", "420,420", "560,560")
    assert corrected == _forecast(folder, tmp_path / "anew")


def test_what_was_set_aside_or_corrected_is_named_with_the_reason(folder: Path) -> None:
    situation = ws.open(folder)
    situation.decide([_id(folder, 900)], "set aside", "Hearsay.", role="Information office")
    situation.correct(_id(folder, 420), {"quantity": "560"}, "Misprint.")
    view = ws.open(folder).as_of(DAY)
    assert [claim.quantity_low for claim in view.claims] == [300, 560]
    whys = [each.why for each in view.standing.left_out]
    assert whys[1] == "Set aside by Information office: Hearsay."
    assert whys[0].startswith("Corrected: c-")
    assert whys[0].endswith("replaces it. Misprint.")


def test_a_correction_published_later_does_not_count_before(folder: Path) -> None:
    ws.open(folder).correct(_id(folder, 420), {"quantity": "560", "published": "2030-01-12"}, "Corrected on the 12th.")
    situation = ws.open(folder)
    assert [claim.quantity_low for claim in situation.as_of(DAY).claims] == [300, 420, 900]
    assert sorted(c.quantity_low or 0 for c in situation.as_of(date(2030, 1, 13)).claims) == [300, 560, 900]


def test_several_ids_and_unique_beginnings_of_ids_are_taken_and_others_refused_all_at_once(folder: Path) -> None:
    ids = [claim.id for claim in ws.open(folder).claims]
    short = [each[:8] for each in ids[:2]]
    said = run("claims", "accept", *short, "--why", "Seen.", "--ledger", folder)
    assert said.out.split() == f"{ids[0]}, {ids[1]} are accepted.".split()
    said = run("claims", "accept", "c-", "nothing", "--why", "Seen.", "--ledger", folder)
    assert said.code == 2
    assert '"c-" is the beginning of 3 ids' in said.err
    assert 'No claim has the id "nothing"' in said.err
    assert ws.open(folder).book.status_of(ids[2]) is ws.Status.NEW


def test_an_export_carries_the_status_and_is_read_back_to_the_same_state(folder: Path, tmp_path: Path) -> None:
    run("claims", "import", folder / "claims.csv", "--ledger", folder)
    situation = ws.open(folder)
    situation.decide([_id(folder, 900)], "set aside", 'Hearsay, "they say".', role="Office")
    situation.correct(_id(folder, 420), {"quantity": "560"}, "Misprint.")
    assert run("claims", "export", tmp_path / "handover", "--ledger", folder).code == 0
    said = run("claims", "import", tmp_path / "handover", "--ledger", tmp_path / "other.db")
    assert "4 claims added" in said.out
    with ws.Ledger(folder / "ledger.db") as one, ws.Ledger(tmp_path / "other.db") as other:
        assert one.book() == other.book()
        other.restore(one.book())
        assert one.book() == other.book()
    # The table alone counts nothing that was set aside or replaced, wherever it is read.
    assert [c.quantity_low for c in ws.read_claims(tmp_path / "handover" / "claims.csv")] == [300, 560]
    (folder / "ledger.db").unlink()
    (folder / "claims.csv").write_bytes((tmp_path / "handover" / "claims.csv").read_bytes())
    view = ws.open(folder).as_of(DAY)
    assert [c.quantity_low for c in view.claims] == [300, 560]
    assert len(view.standing.left_out) == 2


def test_drafts_read_into_a_folder_wait_until_somebody_accepts_them(folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "news.txt"
    report.write_text(REPORT, encoding="utf-8")
    assert "2 claims added to" in " ".join(run("read", report, "--scenario", folder).out.split())
    view = ws.open(folder).as_of(DAY)
    assert len(view.standing.drafts) == 2
    assert view.standing.rule() == "2 figures read from reports are drafts and not counted until somebody accepts them."
    draft = _id(folder, 310)
    assert next(c for c in view.claims if c.id == draft).role == "triangulation"
    assert run("claims", "accept", draft, "--why", "Confirmed.", "--ledger", folder).code == 0
    view = ws.open(folder).as_of(DAY)
    assert next(c for c in view.claims if c.id == draft).role == ""
    assert len(view.standing.drafts) == 1


def test_where_there_are_only_drafts_they_count_and_that_is_said(folder: Path) -> None:
    (folder / "claims.csv").unlink()
    (folder / "reports").mkdir()
    (folder / "reports" / "news.txt").write_text(REPORT, encoding="utf-8")
    standing = ws.open(folder).as_of(DAY).standing
    assert standing.drafts_count
    assert standing.rule().endswith("counted, as nobody has entered or accepted any figure yet.")
    assert all(claim.role == "" for claim in standing.claims)


def test_a_correction_of_one_draft_leaves_the_other_drafts_counting(folder: Path, tmp_path: Path) -> None:
    (folder / "claims.csv").unlink()
    report = tmp_path / "news.txt"
    report.write_text(REPORT, encoding="utf-8")
    run("read", report, "--scenario", folder)
    both = {claim.quantity_low for claim in ws.open(folder).as_of(DAY).claims}
    why = ("--set", "quantity=330", "--why", "Counted again.", "--ledger", folder)
    assert run("claims", "correct", _id(folder, 310), *why).code == 0
    standing = ws.open(folder).as_of(DAY).standing
    assert standing.drafts_count
    assert {claim.quantity_low for claim in standing.claims} == both - {310} | {330}
    assert all(claim.role == "" for claim in standing.claims)
    # Once somebody accepts a figure the other drafts wait, as everywhere.
    other = next(claim.id for claim in standing.claims if claim.id in standing.drafts)
    run("claims", "accept", other, "--why", "Confirmed.", "--ledger", folder)
    assert not ws.open(folder).as_of(DAY).standing.drafts


def test_reading_again_after_a_place_got_another_name_makes_no_doubles(folder: Path, tmp_path: Path) -> None:
    report = tmp_path / "news.txt"
    report.write_text(REPORT.replace("Lower Camp", "Camp Below"), encoding="utf-8")
    run("read", report, "--scenario", folder)
    places = {claim.place for claim in ws.open(folder).book.claims if claim.quantity_low == 310}
    assert places == {"Camp Below"}
    text = (folder / "places.csv").read_text(encoding="utf-8")
    header, *rows = text.splitlines()
    lines = [
        f"{header},other_names",
        *(f"{row},{'Camp Below' if row.startswith('Lower Camp') else ''}" for row in rows),
    ]
    (folder / "places.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = " ".join(run("read", report, "--scenario", folder).out.split())
    assert "0 claims added" in said
    assert "2 were there already" in said
    standing = ws.open(folder).as_of(DAY)
    assert [c.place for c in standing.claims if c.quantity_low == 310] == ["Lower Camp"]
    assert len(standing.standing.drafts) == 2


def test_the_password_of_a_database_is_never_printed() -> None:
    said = run("claims", "list", "postgresql://office:hidden-word@localhost:1/nothing")
    assert said.code == 2
    assert "hidden-word" not in said.out + said.err


@pytest.mark.parametrize("name", ["ledger.db", "kept/decisions.db"])
def test_the_ledger_stands_in_the_folder_unless_the_scenario_names_another(folder: Path, name: str) -> None:
    (folder / "kept").mkdir()
    if name != "ledger.db":
        replace(folder, "scenario.toml", "format = 1", f'format = 1\nledger = "{name}"')
    ws.open(folder).decide([_id(folder, 900)], "set aside", "Hearsay.")
    assert (folder / name).exists()
    assert len(ws.open(folder).as_of(DAY).standing.left_out) == 1

"""What is dropped: kept as text, bounded, harmless; and what cannot be kept is told."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")

from starlette.testclient import TestClient

from waystation.web.guard import MOST_UPLOAD_BYTES, Door

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "synthetic"
HEAD = "Published: 2030-01-19\nPublisher: Valley Radio\n\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "valley", ignore=shutil.ignore_patterns(".waystation"))
    return tmp_path / "valley"


def _drop(visitor: TestClient, door: Door, files: dict[str, bytes], **fields: str):
    sent = [("files", (name, data)) for name, data in files.items()]
    return visitor.post("/drop", data={"token": door.form_token, **fields}, files=sent or None)


def _kept(folder: Path) -> list[str]:
    return sorted(each.name for each in (folder / "reports").iterdir()) if (folder / "reports").exists() else []


def test_a_script_in_a_report_is_shown_as_text(visitor: TestClient, door: Door, folder: Path) -> None:
    text = f"{HEAD}<script>alert(1)</script> About 300 people arrived at Lower Camp on 18 January <b onload=x>."
    assert _drop(visitor, door, {"a.txt": text.encode()}).status_code == 200
    page = visitor.get("/review").text
    assert "300" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert len(_kept(folder)) == 1


@pytest.mark.parametrize("name", ["../../evil.txt", "..\\..\\evil.txt", "/etc/evil.txt", "a\x00b.txt", "con.txt"])
def test_a_name_from_outside_never_reaches_the_disk(
    name: str, visitor: TestClient, door: Door, folder: Path, tmp_path: Path
) -> None:
    before = sorted(each for each in tmp_path.rglob("*"))
    _drop(visitor, door, {name: f"{HEAD}About 300 people arrived at Lower Camp.".encode()})
    new = [each for each in tmp_path.rglob("*") if each not in before]
    assert all(each == folder / "reports" or each.parent == folder / "reports" for each in new)
    assert all("evil" not in each.name for each in new)


def test_a_report_without_a_day_is_asked_for_and_the_others_are_kept(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    files = {"with.txt": f"{HEAD}About 300 people arrived at Lower Camp.".encode(), "without.txt": b"About 40 people."}
    answer = _drop(visitor, door, files)
    assert answer.status_code == 422
    assert "without.txt" in answer.text
    assert "Give the day below" in answer.text
    assert "Nothing says who published it" in answer.text
    assert len(_kept(folder)) == 1


def test_the_same_report_twice_is_kept_once(visitor: TestClient, door: Door, folder: Path) -> None:
    for _ in range(2):
        _drop(visitor, door, {"a.txt": f"{HEAD}About 300 people arrived at Lower Camp.".encode()})
    assert len(_kept(folder)) == 1


def test_more_than_can_be_taken_is_refused_unread(visitor: TestClient, door: Door, folder: Path) -> None:
    answer = _drop(visitor, door, {"a.txt": b"x" * (MOST_UPLOAD_BYTES + 1)})
    assert answer.status_code == 413
    assert _kept(folder) == []


def _word_file(inside: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", inside)
    return packed.getvalue()


def test_a_file_that_unpacks_to_far_more_than_it_holds_is_refused(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    packed = _word_file(b" " * 120_000_000)  # 100 MB are read
    for name in ("a.docx", "a.xlsx"):
        answer = _drop(visitor, door, {name: packed}, published="2030-01-19")
        assert answer.status_code == 422
    assert _kept(folder) == []
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize("name", ["a.docx", "a.xlsx", "a.pdf", "a.eml", "a.html", "a.exe", "a"])
def test_a_broken_file_is_told_and_nothing_is_kept(name: str, visitor: TestClient, door: Door, folder: Path) -> None:
    answer = _drop(visitor, door, {name: b"PK\x03\x04" + bytes(range(256)) * 20}, published="2030-01-19")
    assert answer.status_code in {200, 422}
    assert "Traceback" not in answer.text
    assert visitor.get("/").status_code == 200


def test_entities_that_multiply_stay_small(visitor: TestClient, door: Door, folder: Path) -> None:
    lines = "".join(f'<!ENTITY e{k} "{f"&e{k - 1};" * 10 if k else "0123456789"}">' for k in range(9))
    bomb = f"<?xml version='1.0'?><!DOCTYPE d [{lines}]><d>&e8;</d>".encode()
    answer = _drop(visitor, door, {"a.docx": _word_file(bomb), "b.html": bomb}, published="2030-01-19")
    assert answer.status_code in {200, 422}
    assert sum(each.stat().st_size for each in folder.rglob("*") if each.is_file()) < 5_000_000


SHEET = "Daily arrivals;;\nDate;Arrivals;Remarks\n18/01/2030;500;\n19/01/2030;620;rain\nTotal;1120;\n"


def _token(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def test_a_sheet_nobody_knows_is_taken_by_a_mapping_that_a_person_confirms_once(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    asked = _drop(visitor, door, {"daily counts.csv": SHEET.encode()}, publisher="Border office")
    assert "What do the columns of daily counts.csv mean?" in asked.text
    assert "publisher = &#34;Border office&#34;" in asked.text
    mapping = asked.text.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    mapping = mapping.replace("&#34;", '"').replace("&gt;", ">").replace('place = ""', 'place = "Lower Camp"')
    form = {"token": door.form_token, "key": _token(asked.text, "key"), "mapping": mapping, "by_text": "yes"}
    assert visitor.post("/drop/mapping", data=form).status_code == 422  # nobody ticked that it was looked at
    done = visitor.post("/drop/mapping", data={**form, "looked": "yes"})
    assert done.status_code == 200, done.text
    assert "new figures: 2" in done.text
    assert "sums of other rows" in done.text
    # The next day's sheet with the same headings is taken without asking.
    more = SHEET.replace("Total;1120;", "20/01/2030;700;\nTotal;1820;")
    again = _drop(visitor, door, {"daily counts.csv": more.encode()}, publisher="Border office")
    assert "mean?" not in again.text
    assert "new figures: 1" in again.text


def test_claims_written_by_the_program_are_added_to_the_ledger_once(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    table = (EXAMPLE / "claims.csv").read_text().replace("Valley Radio", "Hill Radio")
    first = _drop(visitor, door, {"claims.csv": table.encode()})
    again = _drop(visitor, door, {"claims.csv": table.encode()})
    assert "there already: 0" in first.text
    assert "new figures: 0" in again.text


def test_a_proposed_mapping_keeps_the_headings_to_the_letter(visitor: TestClient, door: Door, folder: Path) -> None:
    sheet = SHEET.replace("Arrivals", "Arrivals by timetable")
    asked = _drop(visitor, door, {"counts.csv": sheet.encode()}, publisher="Border office")
    assert "Arrivals by timetable" in asked.text


def test_a_report_from_after_the_scenario_is_refused_and_every_screen_goes_on(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    late = b"Published: 2039-01-19\nPublisher: Valley Radio\n\n500 people arrived at Korr."
    answer = _drop(visitor, door, {"late.txt": late, "good.txt": (HEAD + "500 people arrived at Korr.").encode()})
    assert "late.txt: It came out on 19 January 2039, and the scenario ends on" in answer.text
    assert len(_kept(folder)) == 1
    assert visitor.get("/review").status_code == 200


def test_a_report_that_waits_for_its_day_need_not_be_chosen_again(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    answer = _drop(visitor, door, {"plain.txt": b"500 people arrived at Korr."})
    assert answer.status_code == 422
    key = answer.text.split('name="again" value="')[1].split('"')[0]
    answer = _drop(visitor, door, {}, again=key, published="2030-01-19", publisher="Valley Radio")
    assert answer.status_code == 200
    assert _kept(folder) == ["2030-01-19-valley-radio.txt"]


def test_the_publisher_is_asked_for_where_it_is_not_found_and_each_file_has_its_own_answer(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    chat = "[18/01/2030, 07:12] Border police: 230 people arrived at Korr"
    files = {"chat.txt": chat.encode(), "note.txt": b"Published: 2030-01-18\n\n90 people arrived at Korr."}
    answer = _drop(visitor, door, files)
    assert answer.status_code == 422
    assert answer.text.count("Nothing says who published it") == 2
    assert "Border police" not in answer.text  # who wrote a message of a chat is never kept
    assert not _kept(folder)
    asked = re.findall(r'name="(publisher-[^"]+)"', answer.text)
    assert len(asked) == 2
    assert 'name="published-' not in answer.text
    keys = [name.removeprefix("publisher-") for name in asked]
    told = {"token": door.form_token, "again": keys, asked[0]: "Korr desk", asked[1]: "not known"}
    assert visitor.post("/drop", data=told).status_code == 200
    assert _kept(folder) == ["2030-01-18-korr-desk.txt", "2030-01-18-not-known.txt"]


def test_a_pasted_text_without_a_publisher_stays_in_the_form_and_is_taken_with_one(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    text = "Published: 2030-01-18\n\n90 people arrived at Korr."
    answer = _drop(visitor, door, {}, text=text)
    assert answer.status_code == 422
    assert "90 people arrived at Korr.</textarea>" in answer.text
    assert _drop(visitor, door, {}, text=text, publisher="Valley Radio").status_code == 200
    assert _kept(folder) == ["2030-01-18-valley-radio.txt"]


def test_a_publisher_that_a_report_names_itself_is_not_overwritten(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    report = b"Published: 2030-01-18\nPublisher: Valley Radio\n\n90 people arrived at Korr."
    assert _drop(visitor, door, {"a.txt": report}, publisher="Korr desk").status_code == 200
    assert _kept(folder) == ["2030-01-18-valley-radio.txt"]


def test_figures_and_decisions_are_told_in_the_readers_language_and_reasons_as_they_were_written(
    visitor: TestClient, door: Door
) -> None:
    report = b"Published: 2030-01-18\nPublisher: Valley Radio\n\n90 people arrived at Korr. 70 people left Korr."
    _drop(visitor, door, {"a.txt": report})
    spanish = {"accept-language": "es"}
    page = visitor.get("/review", headers=spanish).text
    assert "90 personas</h2>" in page
    assert "<dd>llegados</dd>" in page
    first, second = re.findall(r'data-claim="([^"]+)"', page)[:2]
    for claim, why in ((first, "50 % sure of it"), (second, "")):
        sent = {"token": door.form_token, "claim": claim, "action": "accept", "why": why}
        assert visitor.post("/review/decide", data=sent).status_code == 200
    ledger = visitor.get("/ledger", headers=spanish).text
    assert "<bdi>50 % sure of it</bdi>" in ledger
    assert "Revisado en su frase." in ledger


def test_more_files_without_a_day_than_are_kept_are_said_and_the_others_taken(
    visitor: TestClient, door: Door, folder: Path
) -> None:
    answer = _drop(visitor, door, {f"plain {k}.txt": f"{500 + k} people arrived at Korr.".encode() for k in range(22)})
    assert "Only 20 of 22 files that wait for an answer are kept until you give it." in answer.text
    keys = [each.split('"')[0] for each in answer.text.split('name="again" value="')[1:]]
    sent = {"token": door.form_token, "again": keys, "published": "2030-01-19", "publisher": "Valley Radio"}
    assert visitor.post("/drop", data=sent).status_code == 200
    assert len(_kept(folder)) == 20


def test_a_chat_is_shown_by_the_name_of_its_file(visitor: TestClient, door: Door) -> None:
    chat = "[18/01/2030, 07:12:33] Desk: 230 people arrived at Korr\n[19/01/2030, 08:10:01] Desk: 90 people arrived"
    answer = _drop(visitor, door, {"Group chat.txt": chat.encode()}, publisher="Korr desk")
    assert "Group chat.txt, 2030-01-18" in answer.text


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("wrong.csv", b"foo,bar\n1,2\n", "No table with a heading, a day and a figure is found"),
        ("counts.xlsx", bytes(range(256)) * 20, "It is not a workbook of the kind .xlsx, or it is damaged"),
    ],
)
def test_advice_on_a_table_names_nothing_of_the_command_line(
    name: str, data: bytes, said: str, visitor: TestClient, door: Door
) -> None:
    answer = _drop(visitor, door, {name: data})
    assert said in answer.text
    assert "--" not in answer.text.split('class="problems"')[-1].split("</ul>")[0]

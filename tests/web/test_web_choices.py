"""What is chosen from lists, and what can be undone, is said in the reader's language; what is sent stays the same."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the extra web is not installed")

from starlette.testclient import TestClient

from waystation.web.guard import Door

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "synthetic"
SHEET = "Camp;Date;New;Total there\nLower Camp;31/01/2030;120;3400\nLower Camp;02/02/2030;90;3490\n"
NOTE = "Published: 2030-01-20\nPublisher: Post\n\nSome 300 people arrived at Lower Camp on 19 January 2030. "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(EXAMPLE, tmp_path / "valley", ignore=shutil.ignore_patterns(".waystation"))
    return tmp_path / "valley"


def _options(page: str, name: str) -> dict[str, str]:
    listed = re.search(rf'<select[^>]* name="{name}"[^>]*>(.*?)</select>', page, re.DOTALL)
    assert listed
    return dict(re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', listed[1]))


def test_units_and_terms_of_a_table_are_said_in_french_and_sent_by_their_own_name(
    visitor: TestClient, door: Door
) -> None:
    sent = [("files", ("new.csv", SHEET.encode()))]
    page = visitor.post("/drop", data={"token": door.form_token}, files=sent, headers={"accept-language": "fr"}).text
    unit = re.search(r'name="(unit-\d+)"', page)
    assert unit
    assert _options(page, unit[1])["people"] == "personnes"
    assert _options(page, unit[1].replace("unit", "term"))["camp_population"] == "population du camp"


def test_what_can_be_undone_and_corrected_is_said_in_spanish(visitor: TestClient, door: Door) -> None:
    files = [("files", (f"{name}.txt", (NOTE + more).encode())) for name, more in (("a", ""), ("b", "So they say."))]
    visitor.post("/drop", data={"token": door.form_token}, files=files)
    spanish = {"accept-language": "es"}
    page = visitor.get("/review", headers=spanish).text
    assert _options(page, "unit")["families"] == "familias"
    claim, seen = (re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("claim", "seen"))
    assert claim
    assert seen
    decided = {"token": door.form_token, "claim": claim[1], "seen": seen[1], "action": "accept"}
    page = visitor.post("/review/decide", data=decided, headers=spanish).text
    undo = page.split('action="/review/undo"')[1].split("</form>")[0]
    assert "300 personas" in undo
    assert "people" not in undo

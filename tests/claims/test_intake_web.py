"""Web pages: what they say of their own day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from waystation.claims.reading.intake import read_reports


@pytest.mark.parametrize(("changed", "said"), [("2019-03-04", False), ("2019-03-05", True)])
def test_a_page_changed_after_its_day_says_so(changed: str, said: bool, tmp_path: Path) -> None:
    names = {"published": "2019-03-04", "modified": changed}
    times = "".join(f'<meta property="article:{name}_time" content="{day}">' for name, day in names.items())
    text = "<p>About 850 people arrived at the camp on Monday, officials said, and more are expected there soon.</p>"
    page = f"<html><head>{times}</head><body><article>{text * 3}</article></body></html>"
    (tmp_path / "a.html").write_text(page, "utf-8")
    [report] = read_reports([tmp_path]).reports
    assert report.published == date(2019, 3, 4)
    assert ("was changed on 2019-03-05" in " ".join(report.notes)) is said

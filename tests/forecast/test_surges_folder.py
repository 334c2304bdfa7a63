"""A folder of past surges as others make it: what cannot be read is named and left out, and no forecast is missing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from waystation.cli import app
from waystation.errors import InputError
from waystation.forecast.surges import LEAVE_ONE_OUT, PastSurge, backtest_surges, read_surges
from waystation.forecast.surges.folder import pairs

FIRST = date(2030, 1, 1)
COLUMNS = "published,source,about_start,about_end,place,quantity_low,quantity_high,qualifier,unit,term,note"
TOTALS = {1: 4000, 2: 9000, 3: 15000, 5: 22000, 8: 30000, 12: 33000}


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def claim(number: int, people: object) -> str:
    return f"{day(number)},UNHCR,{FIRST},{day(number)},Border,{people},{people},about,people,arrived,"


def lay(folder: Path, claims: dict[str, list[str]], *, head: str = "", row: str = "", term: str = "arrived") -> Path:
    """A folder with a table of totals, the same for every surge, and the claims given; the table's path."""
    lines = [f"surge,published,date,total,place,term{head}"]
    for name in [*claims, "nobody_wrote"]:
        lines += [f"{name},{day(n)},{day(n)},{people},Border,{term}{row}" for n, people in TOTALS.items()]
    (folder / "targets.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    for name, rows in claims.items():
        (folder / f"{name}.csv").write_text("\n".join([COLUMNS, *rows, ""]), encoding="utf-8")
    return folder / "targets.csv"


def test_what_cannot_be_read_is_named_and_left_out(tmp_path: Path) -> None:
    good = [claim(n, people) for n, people in TOTALS.items()]
    bad = [*good, claim(4, "many"), f"{day(4)},UNHCR"]
    targets = lay(tmp_path, {"whole": good, "broken": bad}, head=",colour", row=",blue")
    surges = {surge.name: surge for surge in read_surges(targets, tmp_path)}
    assert list(surges) == ["broken", "nobody_wrote", "whole"]
    assert [len(surge.claims) for surge in surges.values()] == [6, 0, 6]
    told = [str(problem) for surge in surges.values() for problem in surge.left_out]
    assert any('"many"' in each and "broken.csv, row 8" in each for each in told)
    assert any("broken.csv, row 9" in each and "2 cells" in each for each in told)
    assert any('unknown column "colour"' in each for each in told)
    assert any('no claims of the surge "nobody_wrote"' in each for each in told)
    with pytest.raises(InputError) as refused:
        read_surges(targets, tmp_path, strict=True)
    assert [str(problem) for problem in refused.value.problems] == told


def test_of_two_totals_of_one_day_the_last_published_is_used_and_the_other_named(tmp_path: Path) -> None:
    targets = lay(tmp_path, {"ford": [claim(n, people) for n, people in TOTALS.items()]})
    # The same day told again later, and twice on one day: once below the total before it.
    more = [f"ford,{day(6)},{day(5)},22500,Border,arrived", f"ford,{day(15)},{day(14)},36000,Border,arrived",
            f"ford,{day(15)},{day(14)},32000,Border,arrived"]  # fmt: skip
    targets.write_text(targets.read_text(encoding="utf-8") + "\n".join([*more, ""]), encoding="utf-8")
    [ford, _] = read_surges(targets, tmp_path)
    assert [(total.day, total.people) for total in ford.totals][3:] == [
        (day(5), 22000), (day(5), 22500), (day(8), 30000), (day(12), 33000), (day(14), 36000)
    ]  # fmt: skip
    told = [str(problem) for problem in (*ford.left_out, *ford.noted)]
    assert any("row 5" in each and "22,500 in row 14" in each for each in told)
    assert any("row 16" in each and "It is below the 33,000" in each and "36,000, is used" in each for each in told)
    assert sum(len(pair.days) for pair in pairs(ford)) == sum(
        1 <= (later - now).days <= 28
        for now in sorted({total.published for total in ford.totals})[2:]
        for later in {total.day for total in ford.totals}
    )


def test_a_running_total_that_falls_is_used_and_said(tmp_path: Path) -> None:
    targets = lay(tmp_path, {"ford": [claim(2, 9000)]})
    row = f"ford,{day(16)},{day(15)},32000,Border,arrived\n"
    targets.write_text(targets.read_text(encoding="utf-8") + row, encoding="utf-8")
    [ford, _] = read_surges(targets, tmp_path)
    assert ford.totals[-1].people == 32000
    assert "falls from 33,000" in str(ford.noted[0])


def test_no_pair_is_missing_whatever_the_claims_are(tmp_path: Path) -> None:
    one = {"one_claim": [claim(2, 9000)], "late_claims": [claim(11, 32000)], "unread": [claim(4, "many")]}
    surges = read_surges(lay(tmp_path, one), tmp_path)
    found = backtest_surges(surges, members=200, workers=1, protocols=[LEAVE_ONE_OUT])
    wanted = {
        (name, day(origin), day(later), level)
        for name in [*one, "nobody_wrote"]
        for origin in TOTALS
        for later in TOTALS
        for level in (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
        if origin >= 3 and later > origin
    }
    rows = found.forecasts
    assert set(zip(rows["surge"], rows["as_of"], rows["date"], rows["level"], strict=True)) == wanted
    assert len(rows) == len(wanted)
    assert np.isfinite(rows["value"]).all()


def test_a_total_dated_ahead_of_its_publication_leaves_no_hole(tmp_path: Path) -> None:
    lines = ["surge,published,date,total,place,term"]
    lines += [f"ahead,{day(0)},{day(n)},{people},Border,arrived" for n, people in TOTALS.items()]
    (tmp_path / "targets.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    surges = read_surges(tmp_path / "targets.csv", tmp_path)
    found = backtest_surges(surges, members=200, workers=1, protocols=[LEAVE_ONE_OUT])
    assert len(found.forecasts) == 7 * sum(len(pair.days) for pair in pairs(surges[0])) == 7 * len(TOTALS)
    assert np.isfinite(found.forecasts["value"]).all()


def test_a_term_nobody_knows_is_named_and_its_totals_forecast_all_the_same(tmp_path: Path) -> None:
    surges = read_surges(lay(tmp_path, {"odd": [claim(2, 9000)]}, term="turned_up"), tmp_path)
    assert any("turned_up" in str(problem) for problem in surges[0].left_out)
    assert len(backtest_surges(surges[:1], members=200, workers=1, protocols=[LEAVE_ONE_OUT]).forecasts) == 7 * 6


def test_totals_too_few_to_forecast_are_refused_in_a_sentence() -> None:
    with pytest.raises(InputError, match="nothing to forecast"):
        backtest_surges([PastSurge("empty", "Border", "arrived", (), ())])


def test_the_command_names_what_it_left_out_and_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    targets = lay(tmp_path, {"broken": [claim(2, 9000), claim(4, "many")]})
    out = tmp_path / "forecasts.csv"
    asked = ["backtest", "surges", str(targets), "--claims", str(tmp_path), "--out", str(out), "--members", "200"]
    app(asked, standalone_mode=False)
    assert out.exists()
    shown = capsys.readouterr().out
    assert "Skipped, 3 in all:" in shown
    assert "broken.csv, row 3" in shown

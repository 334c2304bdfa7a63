"""What Flee folders say of places besides their name: hunger by region, people listed, and what is odd in counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from flee_folders import write_folder
from waystation.world.flee import check_flee, load_flee

HUNGRY = "move_rules:\n  flee_when_starving: True\n"


def test_need_of_food_is_a_share_on_a_line_between_the_days_listed(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "valley")
    (folder / "simsetting.yml").write_text(HUNGRY, encoding="utf-8")
    rows = "#Day,North,East,West\n0,10,0,0\n4,50,20,0\n9,50,0,100\n"
    (folder / "input_csv" / "region_attributes_IPC.csv").write_text(rows, encoding="utf-8")
    case = load_flee(folder)
    place = [each.name for each in case.places]
    assert case.need is not None
    np.testing.assert_allclose(case.need[:, place.index("Mill")], [0.1, 0.2, 0.3, 0.4, *[0.5] * 6])
    np.testing.assert_allclose(case.need[[4, 5, 9], place.index("Hill Camp")], [0.2, 0.16, 0])
    np.testing.assert_allclose(case.need[[4, 9], place.index("Lake Camp")], [0, 1])
    named = (
        rows.replace("North", "Mill,North")
        .replace("\n0,", "\n0,1,")
        .replace("\n4,", "\n4,1,")
        .replace("\n9,", "\n9,1,")
    )
    (folder / "input_csv" / "region_attributes_IPC.csv").write_text(named, encoding="utf-8")
    [problem] = check_flee(folder)
    assert problem.message == 'The column "Mill" is named like a place, which Flee then skips: it ends here.'
    rows = rows.replace("\n9,", "\n8,")
    (folder / "input_csv" / "region_attributes_IPC.csv").write_text(rows, encoding="utf-8")
    [problem] = check_flee(folder)
    assert problem.message == "Days 0 to 8 are given, not 0 to 9: Flee ends outside them."


def test_a_date_that_repeats_is_named_with_what_flee_makes_of_it(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "valley")
    counts = folder / "source_data" / "hill.csv"
    counts.write_text("2024-05-01,0\n2024-05-05,40\n2024-05-05,60\n2024-05-10,200\n", encoding="utf-8")
    said = [str(note) for note in load_flee(folder).notes]
    assert any(
        "The row repeats 2024-05-05." in each and "Flee takes 60 from the day itself on." in each for each in said
    )

"""A run that plays: figures guarded, sizes true, nothing fetched; and the cells of the notebooks run."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

import waystation as ws

ROOT = Path(__file__).parents[2]
VALLEY = ROOT / "examples" / "flee_valley"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The valley, with its run's figures times a share so small that some camps hold a handful of people."""
    valley = ws.load_flee(VALLEY)
    futures = ws.simulate_movement(valley, members=4, seed=1)
    path = tmp_path_factory.mktemp("page") / "valley.html"
    ws.write_animation(valley, futures.assign(people=futures["people"] // 200), path)
    return path.read_text(encoding="utf-8")


def _figures(page: str) -> dict[str, list[list[object]]]:
    found = re.search(r'<script type="application/json" id="figures">(.*?)</script>', page)
    assert found is not None
    figures: dict[str, list[list[object]]] = json.loads(found[1])
    return figures


def test_nothing_is_fetched_and_no_count_of_1_to_9_is_shown(page: str) -> None:
    assert "http" not in page.replace("http-equiv", "").replace("noindex", "")
    said = [text for row in _figures(page)["said"] for text in row]
    assert "<10" in said
    numbers = [int(each.replace(",", "")) for text in said for each in re.findall(r"(?<![<\d])[\d,]+", str(text))]
    assert all(each == 0 or each >= 10 for each in numbers)


def test_the_area_of_a_circle_goes_with_the_people_shown(page: str) -> None:
    figures = _figures(page)
    rows = [(text, r) for texts, radii in zip(figures["said"], figures["middle"], strict=True)
            for text, r in zip(texts, radii, strict=True) if re.match(r"\d{2}", str(text))]  # fmt: skip
    assert len(rows) > 20
    people = np.array([float(str(text).split(" ")[0].replace(",", "")) for text, _ in rows])
    ratio = np.array([float(str(r)) ** 2 for _, r in rows]) / people
    assert ratio.std() / ratio.mean() < 0.05  # radii are rounded to a tenth of a pixel


def test_places_of_conflict_are_soft_spots_without_people(page: str) -> None:
    valley = ws.load_flee(VALLEY)
    conflicts = [valley.places[n].name for n in np.flatnonzero(valley.intensity.any(axis=0))]
    assert page.count('class="soft"') == len(conflicts) > 0
    assert not [name for name in conflicts if f">{name}<" in page]


def test_results_carry_units_and_names() -> None:
    futures = ws.simulate_movement(ws.load_flee(VALLEY), members=1)
    assert futures["people"].attrs == {"long_name": "people at the place at the end of the day", "units": "people"}
    data = ws.simulate(ws.load_scenario(ROOT / "examples" / "synthetic"), members=2)
    assert data["wait_90_hours"].attrs["units"] == "h"
    assert not [name for name in data.data_vars if "long_name" not in data[name].attrs]


def _notebooks() -> dict[str, list[str]]:
    spec = importlib.util.spec_from_file_location("make_notebooks", ROOT / "docs" / "make_notebooks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    code: dict[str, list[str]] = {
        name: [cell for cell in cells if module.is_code(cell)] for name, cells in module.NOTEBOOKS.items()
    }
    return code


@pytest.mark.parametrize("name", ["movement_study", "reception_study"])
def test_the_committed_notebook_has_the_cells_and_was_executed(name: str) -> None:
    book = json.loads((ROOT / "docs" / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    assert ["".join(cell["source"]) for cell in cells] == _notebooks()[name], "run: python docs/make_notebooks.py"
    assert all(cell["execution_count"] for cell in cells)
    assert "Traceback" not in json.dumps(book)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["movement_study", "reception_study"])
def test_every_cell_of_a_notebook_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for cell in _notebooks()[name]:
        exec(compile(cell, name, "exec"), names)
    assert any((tmp_path / "out").glob("*.svg"))

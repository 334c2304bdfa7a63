"""Who moved along which links: counts that add up with those at places, and a map of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import waystation as ws
from commands import run
from waystation.errors import InputError

VALLEY = Path(__file__).parents[2] / "examples" / "flee_valley"


@pytest.mark.parametrize("kernel", ["counts", "mean"])
def test_whoever_is_at_a_place_appeared_there_or_came_along_a_link(kernel: str) -> None:
    case = ws.load_flee(VALLEY)
    found = ws.simulate_movement(case, members=6, seed=4, kernel=kernel)  # type: ignore[arg-type]
    crossed = found["crossed"].values
    on_the_way = 0.0
    for place in found["place"].values:
        came = crossed[:, found["link_to"].values == place].sum(axis=1)
        left = crossed[:, found["link_from"].values == place].sum(axis=1)
        appeared = found["appeared"].sel(place=place).sum("date").values
        missing = appeared + came - left - found["people"].sel(place=place).isel(date=-1).values
        assert (missing > -1e-6).all()  # those on a link out of it
        on_the_way = on_the_way + missing
    assert np.allclose(on_the_way, found["under_way"].isel(date=-1).values)
    assert crossed.sum() > 0


def test_links_are_counted_alike_by_slices_and_sketches() -> None:
    case = ws.load_flee(VALLEY)
    whole = ws.simulate_movement(case, members=8, seed=2)["crossed"].values
    job = ws.MovementJob(case, members=8, seed=2, sketch=True)
    sketched = job.futures(ws.run_job(job))
    assert isinstance(sketched, ws.SketchedFutures)
    assert (sketched.means()["crossed"].values == whole.mean(axis=0)).all()


def test_the_page_of_a_run_has_the_map_with_its_caption_and_guarded_figures(tmp_path: Path) -> None:
    said = run("simulate", VALLEY, "--members", 5, "--out", tmp_path, "--quiet")
    assert said.code == 0, said.err
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    section = page[page.index('id="flows"') :]
    assert "Nothing here says that a route is safe" in section
    assert "People along each link, with 80\u00a0% ranges" in section


def test_the_map_is_written_as_svg_and_pdf_or_said_why_not(tmp_path: Path) -> None:
    case = ws.load_flee(VALLEY)
    found = ws.simulate_movement(case, members=2)
    for name in ("flows.svg", "flows.pdf"):
        ws.write_flow_map(case, found, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000
    with pytest.raises(InputError, match="Run Flee's rules with the kernel counts or mean"):
        ws.write_flow_map(case, found.drop_vars("crossed"), tmp_path / "none.svg")
    assert not (tmp_path / "none.svg").exists()

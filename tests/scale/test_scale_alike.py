"""A movement folder, a reception scenario and a backtest: the same files wherever their slices ran."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import waystation as ws
from commands import run
from scenarios import write_scenario
from waystation.forecast.surges import SurgeBacktestJob, read_surges
from waystation.scale import DaskCluster, Job, Threads, run_job
from waystation.scale.parts import same_parts

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
TARGETS = "surge,published,date,total,place,term\n" + "".join(
    f"{name},2031-03-{day:02},2031-03-{day:02},{people * size},Harbour,arrived\n"
    for name, size in [("north", 1), ("south", 3)]
    for day, people in [(2, 1100), (3, 2600), (5, 5200), (8, 7100), (12, 9000), (17, 9800)]
)
CLAIMS = "published,source,about_start,about_end,place,quantity_low,quantity_high,qualifier,unit,term,note\n" + "".join(
    f"2031-03-{day:02},Radio,2031-03-01,2031-03-{day:02},Harbour,{people},{people},about,people,arrived,Made up\n"
    for day, people in [(2, 1000), (3, 2500), (5, 5000)]
)


def _files(folder: Path) -> dict[str, bytes]:
    """All but the slices that a study keeps to carry on from."""
    files = [each for each in sorted(folder.rglob("*")) if each.is_file() and "parts" not in each.parts]
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def _done(*arguments: object) -> None:
    said = run(*arguments)
    assert said.code == 0, said.err


class _Work:
    """One command, and which of its outputs are compared."""

    def __init__(self, *command: object, name: str, options: tuple[object, ...] = ()) -> None:
        self.command, self.name, self.options = command, name, options

    def out(self, folder: Path) -> Path:
        folder.mkdir(parents=True)
        return folder / self.name

    def run(self, folder: Path, *more: object) -> dict[str, bytes]:
        _done(*self.command, "--out", self.out(folder), *self.options, *more, "--quiet")
        return _files(folder)

    def run_slices(self, folder: Path, parts: Path, of: int) -> dict[str, bytes]:
        numbers = list(range(1, of + 1))
        random.Random(of).shuffle(numbers)
        for number in [*numbers, numbers[0]]:  # one of them twice
            _done(*self.command, *self.options, "--slice", f"{number}/{of}", "--out", parts, "--quiet")
        files = sorted(parts.iterdir(), key=lambda file: hash((file.name, 5)))
        _done("merge", *files, "--out", self.out(folder), "--quiet")
        return _files(folder)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> dict[str, _Work]:
    folder = tmp_path_factory.mktemp("works")
    write_scenario(folder / "valley")
    (folder / "targets.csv").write_text(TARGETS, encoding="utf-8")
    for name in ("north", "south"):
        (folder / f"{name}.csv").write_text(CLAIMS, encoding="utf-8")
    flee = ("simulate", ROOT / "examples" / "flee_valley", "--members", 43)
    scenario = ("simulate", folder / "valley", "--members", 41)
    return {
        "movement": _Work(*flee, name="out", options=("--as-flee", "--nc")),
        "movement, sketched": _Work(*flee, name="out", options=("--sketch", "--nc")),
        "reception": _Work(*scenario, name="futures.nc"),
        "reception, sketched": _Work(*scenario, name="futures.nc", options=("--sketch",)),
        "backtest": _Work("backtest", "surges", folder / "targets.csv", "--members", 50, name="forecasts.csv"),
        "sweep": _Work(
            "sweep",
            ROOT / "examples" / "flee_valley",
            "--members",
            5,
            name="out",
            options=("--set", "move_rules.max_move_speed=60:200:9"),
        ),
    }


def test_slices_merged_in_random_order_give_the_file_of_threads(works: dict[str, _Work], tmp_path: Path) -> None:
    found = works["reception"].run_slices(tmp_path / "merged", tmp_path / "parts", 5)
    assert found == works["reception"].run(tmp_path / "threads", "--workers", 2)


@pytest.mark.parametrize("kind", ["movement", "backtest"])
def test_slices_of_a_movement_folder_and_a_backtest_give_what_threads_give(
    works: dict[str, _Work], kind: str, tmp_path: Path
) -> None:
    job: Job
    if kind == "movement":
        job = ws.MovementJob(ws.load_flee(ROOT / "examples" / "flee_valley"), 9, sketch=True)
    else:
        targets = Path(str(works["backtest"].command[2]))
        job = SurgeBacktestJob(tuple(read_surges(targets, targets.parent)), 20)
    numbers = [4, 1, 3, 2, 1]
    files = [ws.write_slice(job, ws.Slice(number, 4), tmp_path) for number in numbers]
    assert same_parts(run_job(job, ws.SliceFiles(files[:4])), run_job(job, Threads(2)))


@pytest.mark.slow
@pytest.mark.parametrize("options", [("camps", "--horizons", 14, "--from-day", 30), ("free-run", "--members", 8)])
def test_backtests_of_flee_folders_print_on_dask_what_they_print_on_threads(
    options: tuple[object, ...], tmp_path: Path
) -> None:
    folders = [shutil.copytree(ROOT / "examples" / "flee_valley", tmp_path / name) for name in ("one", "two")]
    command = ("backtest", options[0], *folders, *options[1:], "--json")
    said = [run(*command, "--workers", 2, "--engine", engine) for engine in ("threads", "dask")]
    assert [each.code for each in said] == [0, 0], said[1].err
    assert said[0].out == said[1].out


def test_the_same_command_carries_on_from_the_slices_it_kept(works: dict[str, _Work], tmp_path: Path) -> None:
    work = works["reception, sketched"]
    whole = work.run(tmp_path / "one", "--keep", tmp_path / "kept")
    kept = sorted((tmp_path / "kept").iterdir())
    for file in kept[::2]:
        file.unlink()
    before = {file: file.stat().st_mtime_ns for file in kept[1::2]}
    assert work.run(tmp_path / "two", "--keep", tmp_path / "kept") == whole
    assert {file: file.stat().st_mtime_ns for file in before} == before
    assert sorted((tmp_path / "kept").iterdir()) == kept


def test_a_merge_that_lacks_a_slice_writes_nothing_and_names_it(works: dict[str, _Work], tmp_path: Path) -> None:
    work = works["reception"]
    for number in (1, 3):
        _done(*work.command, "--slice", f"{number}/3", "--out", tmp_path / "parts", "--quiet")
    said = run("merge", tmp_path / "parts", "--out", tmp_path / "futures.nc")
    assert said.code == 2
    assert "Slice 2/3 is missing. Run it again with --slice 2/3." in " ".join(said.err.split())
    assert not (tmp_path / "futures.nc").exists()


def test_a_folder_that_changed_since_its_slices_ran_is_refused(tmp_path: Path) -> None:
    folder = write_scenario(tmp_path / "valley")
    command = ("simulate", folder, "--members", 4)
    _done(*command, "--slice", "1/1", "--out", tmp_path / "parts", "--quiet")
    settings = folder / "scenario.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("lanes = 4", "lanes = 5"), encoding="utf-8")
    said = run("merge", tmp_path / "parts")
    assert said.code == 2
    assert "the same settings, but what is in its folder has changed since" in " ".join(said.err.split())


def test_a_folder_that_has_moved_is_named_again(works: dict[str, _Work], tmp_path: Path) -> None:
    folder = write_scenario(tmp_path / "valley")
    _done("simulate", folder, "--members", 4, "--slice", "1/1", "--out", tmp_path / "parts", "--quiet")
    folder.rename(tmp_path / "moved")
    assert run("merge", tmp_path / "parts").code == 2
    _done("merge", tmp_path / "parts", "--folder", tmp_path / "moved", "--quiet")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--slice", "1/2"), "A slice needs a place for its file. Add --out FOLDER."),
        (("--slice", "9/2", "--out", "x"), "There is no slice 9/2. Use 1/2 to 2/2."),
        (("--slice", "1/2", "--out", "x", "--keep", "y"), "it does not go with --keep"),
        (("--engine", "dsk"), 'There is no engine "dsk". Did you mean "dask"?'),
        (("--scheduler", "tcp://a:1"), "--scheduler is for Dask. Add --engine dask."),
        (("--slices", 0), "cannot be cut into 0 slices"),
        (("--workers", 0), "0 workers cannot work"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    works: dict[str, _Work], options: tuple[object, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run(*works["reception"].command, *options)
    assert said.code == 2
    assert message in " ".join(said.err.split())
    assert not list(tmp_path.iterdir())


def test_more_whole_members_than_fit_are_refused_before_anything_is_run(works: dict[str, _Work]) -> None:
    said = run("simulate", works["reception"].command[1], "--members", 10**9)
    assert said.code == 2
    assert re.search(r"1,000,000,000 whole members take [\d,]+ GB; this machine has \d+ GB. Add --sketch", said.err)


# ------------------------------------------------------------------ on a cluster: slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as started:
        yield started.scheduler_address


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["movement", "movement, sketched", "reception", "reception, sketched", "backtest", "sweep"]
)
def test_dask_on_two_processes_and_many_slices_give_the_files_of_threads(
    works: dict[str, _Work], name: str, cluster: str, tmp_path: Path
) -> None:
    work = works[name]
    whole = work.run(tmp_path / "threads")
    assert work.run(tmp_path / "dask", "--engine", "dask", "--scheduler", cluster) == whole
    assert work.run_slices(tmp_path / "merged", tmp_path / "parts", 12 if name == "backtest" else 40) == whole


@pytest.mark.slow
def test_a_real_folder_of_each_kind_gives_the_same_though_a_worker_is_killed(cluster: str) -> None:
    if not SHARED.is_dir():
        pytest.skip("needs ../shared: mali2012 and the surges")
    surges = read_surges(SHARED / "surges" / "targets.csv", SHARED / "surges")
    mali = ws.load_flee(SHARED / "conflicts" / "mali2012")
    jobs = [
        ws.MovementJob(mali, 64, sketch=True),
        ws.ReceptionJob(ws.load_scenario(ROOT / "examples" / "baghouz"), 64),
        SurgeBacktestJob(tuple(surges), 60),
    ]
    for job in jobs:
        from distributed import Client

        with Client(cluster) as client:
            victim = next(iter(client.run(os.getpid).values()))
        killed: list[int] = []

        def kill(what: str, share: float, victim: int = victim, killed: list[int] = killed) -> None:
            if not killed:
                os.kill(victim, signal.SIGKILL)
                killed.append(victim)

        assert same_parts(run_job(job, DaskCluster(cluster), tell=kill), run_job(job, Threads()))
        assert killed


@pytest.mark.slow
def test_a_cluster_with_a_worker_of_another_program_is_refused_by_its_address(cluster: str) -> None:
    from distributed import Client
    from scale_jobs import Dice

    from waystation.errors import InputError

    with Client(cluster) as client:
        victim = next(iter(client.nthreads()))
        client.run(_pretend_another_program, workers=[victim])
    with pytest.raises(InputError, match=rf"Worker {victim} has another program: kernels 0123 there"):
        run_job(Dice(), DaskCluster(cluster))


def _pretend_another_program() -> None:
    from waystation.scale import cluster, program

    other = {**program.this_program(), "kernels": "0123"}
    cluster.this_program = program.this_program = lambda: other  # type: ignore[assignment, attr-defined]

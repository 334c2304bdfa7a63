"""A Dask cluster: the same bytes, a killed worker's slices again, and no worker with another program."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import distributed
import pytest
from scale_jobs import Dice, DiceThatKill

from waystation.errors import InputError
from waystation.scale import DaskCluster, Threads, run_job
from waystation.scale.parts import same_parts
from waystation.scale.program import refuse_other_program, this_program


def test_two_workers_give_the_bytes_of_threads_though_one_is_killed_and_serve_the_next_job_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Any] = []
    plain = distributed.LocalCluster

    def counted(**asked: Any) -> distributed.LocalCluster:
        made.append(plain(**asked))
        return made[-1]

    monkeypatch.setattr(distributed, "LocalCluster", counted)
    job = DiceThatKill(mark=str(tmp_path / "killed"), parent=os.getpid())
    with DaskCluster(workers=2) as cluster:
        with cluster:  # as calibrate does with a cluster that is in a block already
            found = run_job(job, cluster)
        other = run_job(Dice(seed=2), cluster)
    assert (tmp_path / "killed").exists()
    assert same_parts(found, run_job(Dice(), Threads(1)))
    assert same_parts(other, run_job(Dice(seed=2), Threads(1)))
    assert [each.status.name for each in made] == ["closed"]


def test_a_worker_with_another_program_is_refused_by_name() -> None:
    other = {**this_program(), "kernels": "0123456789abcdef", "numba": "0.1"}
    with pytest.raises(InputError) as caught:
        refuse_other_program({"Worker tcp://10.0.0.7:40001": other, "Worker b": this_program()}, "Install it.")
    assert len(caught.value.problems) == 1
    assert "Worker tcp://10.0.0.7:40001 has another program: kernels 0123456789abcdef there" in str(caught.value)
    assert "numba 0.1 there" in str(caught.value)


def test_without_distributed_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r'pip install "waystation\[cluster\]"'):
        DaskCluster()


def test_the_base_does_not_load_dask() -> None:
    import subprocess

    code = "import sys, waystation.scale; sys.exit(bool({'dask', 'distributed'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_cluster_takes_an_address_or_workers_to_start() -> None:
    with pytest.raises(InputError, match="started with the cluster"):
        DaskCluster("tcp://127.0.0.1:8786", workers=3)
    with pytest.raises(InputError, match="0 workers"):
        DaskCluster(workers=0)


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waystation.scale.cluster._CONNECT_SECONDS", 0.2)
    with pytest.raises(InputError, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        run_job(Dice(members=3), DaskCluster("tcp://127.0.0.1:9"))
    with pytest.raises(InputError, match="No Dask scheduler answers at nonsense://x"):
        run_job(Dice(members=3), DaskCluster("nonsense://x"))

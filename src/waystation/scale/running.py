"""Running a job: on threads of this machine, on a Dask cluster, or from slice files of a batch queue."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Protocol

from waystation.errors import InputError, Problem
from waystation.files import check_writable_folder
from waystation.scale.jobs import Job, Slice, slices_of
from waystation.scale.parts import Gathered, Part, Values
from waystation.scale.slices import SliceFiles, finished_slices, write_slice
from waystation.scale.threads import available_workers

__all__ = ["Engine", "Threads", "run_job"]

Tell = Callable[[str, float], None]


class Engine(Protocol):
    """Where slices run. `Threads` and `waystation.scale.DaskCluster` are the two there are."""

    def parts(self, job: Job, slices: Sequence[Slice]) -> Iterator[tuple[Slice, Part]]:
        """Run slices and give each with its part as it is done, in any order."""
        ...


class Threads:
    """Threads of this process: the default. The compiled loops let go of the interpreter's lock.

    Parameters
    ----------
    workers : how many; default: one a core

    Raises
    ------
    InputError
        If there is less than one.
    """

    def __init__(self, workers: int | None = None) -> None:
        if workers is not None and workers < 1:
            raise InputError(Problem(f"{workers} workers cannot work.", "Use 1 or more.", value=str(workers)))
        self.workers = workers or available_workers()

    def parts(self, job: Job, slices: Sequence[Slice]) -> Iterator[tuple[Slice, Part]]:
        """Run slices, see `Engine`; no more are held than are being run and waited for."""
        if self.workers == 1:
            for which in slices:
                yield which, job.run(*which.bounds(job.members))
            return
        todo = iter(slices)
        with ThreadPoolExecutor(self.workers) as pool:
            under_way: dict[Future[Part], Slice] = {}

            def start() -> None:
                for which in todo:
                    under_way[pool.submit(job.run, *which.bounds(job.members))] = which
                    if len(under_way) >= 2 * self.workers:
                        return

            try:
                start()
                while under_way:
                    done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                    for each in done:
                        which = under_way.pop(each)
                        yield which, each.result()
                    start()
            finally:
                for each in under_way:
                    each.cancel()


def run_job(
    job: Job,
    engine: Engine | SliceFiles | None = None,
    *,
    keep: Path | str | None = None,
    slices: int | None = None,
    tell: Tell | None = None,
) -> dict[str, Values]:
    """All members of a job, the same bytes wherever they ran.

    Parameters
    ----------
    job : see `Job`
    engine : `Threads` (the default), `DaskCluster`, or `SliceFiles` that hold the results of all slices
    keep : folder for one file a finished slice. What is there already is not run again: so a run that was broken off
        carries on. Slices run elsewhere may be put there too
    slices : how many to cut the job into; default: see `slices_of`, or as the files in ``keep`` are cut
    tell : called with the name of the job and the time left, and the share of members done

    Returns
    -------
    dict
        By name: arrays with all members in their order along the first axis, or one sketch of all

    Raises
    ------
    InputError
        If a worker has another program; a slice file is damaged, foreign or missing; a cluster cannot be reached;
        ``keep`` cannot be written.
    """
    gathered = Gathered(job.members)
    clock = _Clock(job.members, tell, job.name)
    if isinstance(engine, SliceFiles):
        for which, part in engine.parts(job):
            gathered.add(which.bounds(job.members)[0], part)
            clock.done(which.bounds(job.members))
        return gathered.result()
    folder = Path(keep) if keep is not None else None
    finished = finished_slices(job, folder) if folder is not None else {}
    cut = next((which.of for which in finished), slices)
    if slices not in (None, cut):
        message = f"{folder} holds slices of {cut}, not of {slices}."
        raise InputError(Problem(message, f"Use {cut} slices, or another folder.", value=str(slices)))
    for which, file in finished.items():
        gathered.add(which.bounds(job.members)[0], file.part())
        clock.done(which.bounds(job.members), kept=True)
    todo = [which for which in slices_of(job, cut) if which not in finished]
    if folder is not None and todo:
        check_writable_folder(folder)
    for which, part in (engine or Threads()).parts(job, todo):
        if folder is not None:
            write_slice(job, which, folder, part=part)
        gathered.add(which.bounds(job.members)[0], part)
        clock.done(which.bounds(job.members))
    return gathered.result()


class _Clock:
    """How much is done, and how long the rest will take if it goes on as it went."""

    def __init__(self, members: int, tell: Tell | None, name: str) -> None:
        self._members, self._tell, self._name = members, tell, name
        self._done = self._kept = 0
        self._began = time.monotonic()

    def done(self, bounds: tuple[int, int], *, kept: bool = False) -> None:
        self._done += bounds[1] - bounds[0]
        self._kept += bounds[1] - bounds[0] if kept else 0
        if self._tell is not None:
            self._tell(f"{self._name}{self._left()}", self._done / self._members)

    def _left(self) -> str:
        run = self._done - self._kept
        if run == 0:
            return ""
        return f", {_span((time.monotonic() - self._began) / run * (self._members - self._done))} left"


def _span(seconds: float) -> str:
    """A time in words, as coarse as it is known.

    Examples
    --------
    >>> _span(50), _span(500), _span(50_000)
    ('50 s', '8 min', '13 h 53 min')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"

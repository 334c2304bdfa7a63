"""A Dask cluster: the one named by its scheduler's address, or processes of this machine."""

from __future__ import annotations

import pickle
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from waystation.errors import InputError, Problem
from waystation.scale.jobs import Job, Slice
from waystation.scale.parts import Part
from waystation.scale.program import Program, refuse_other_program, this_program
from waystation.scale.threads import available_workers

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["DaskCluster"]

_AHEAD = 3
"""Slices handed out for each thread of the cluster: enough that none waits, few enough that results do not pile up."""

_CONNECT_SECONDS = 30
_QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.system-monitor.interval": "10s",
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.tick.limit": "30s",
    "distributed.worker.memory.monitor-interval": "2s",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.work-stealing": False,
}
"""Dask's watching of itself: by the clock it took a fifteenth of a core, on a busy machine a good part of the run."""

_MIXED = "Install the same version of Waystation and its libraries on every machine, then start the workers again."


class DaskCluster:
    """Workers of a Dask cluster. A slice whose worker dies is run again by another.

    Every slice checks that its worker has the program that the job was started with, so that a worker which joins
    later is checked too. In a ``with`` block several jobs share the processes and the connection, which take seconds to
    start; they are started with the first job, and end with the block.

    Parameters
    ----------
    scheduler : address such as ``tcp://10.0.0.5:8786``; default: worker processes of this machine, for this job or
        block alone
    workers : processes to start where no scheduler is named; default: one a core

    Raises
    ------
    InputError
        If `dask.distributed` is not installed, or there is less than one worker.
    """

    def __init__(self, scheduler: str | None = None, workers: int | None = None) -> None:
        try:
            import distributed  # noqa: F401
        except ImportError as error:
            fix = 'Install it with: pip install "waystation[cluster]".'
            raise InputError(Problem("A Dask cluster needs the package distributed.", fix)) from error
        if workers is not None and workers < 1:
            raise InputError(Problem(f"{workers} workers cannot work.", "Use 1 or more.", value=str(workers)))
        if scheduler is not None and workers is not None:
            message = "The workers of a cluster are started with the cluster."
            raise InputError(Problem(message, "Leave out --workers or --scheduler.", value=str(workers)))
        self.scheduler = scheduler
        self.workers = workers or available_workers()
        self._blocks = 0
        self._shared = ExitStack()
        self._client: Client | None = None

    def __enter__(self) -> Self:
        """Begin a block of jobs; blocks within blocks are one."""
        self._blocks += 1
        return self

    def __exit__(self, *_: object) -> None:
        """End what the block started."""
        self._blocks -= 1
        if self._blocks == 0:
            self._client = None
            self._shared.close()

    def parts(self, job: Job, slices: Sequence[Slice]) -> Iterator[tuple[Slice, Part]]:
        """Run slices, see `waystation.scale.Engine`.

        Raises
        ------
        InputError
            If the scheduler does not answer, has no workers, or a worker has another program; or if a slice ended
            the process of every worker that tried it.
        """
        if not slices:
            return
        from distributed import KilledWorker, as_completed

        with ExitStack() as alone:
            client = self._shared_client() if self._blocks else self._connected(alone)
            refuse_other_program(_programs(client), _MIXED)
            with warnings.catch_warnings():
                # One large object a job is what is wanted: the scheduler keeps it, so that no worker's death loses it.
                warnings.filterwarnings("ignore", message="Sending large graph")
                held = client.submit(pickle.loads, pickle.dumps(job), pure=False)
            todo = iter(slices)
            which_of: dict[Any, Slice] = {}
            threads = max(1, sum(client.nthreads().values()))

            def start(many: int) -> list[Any]:
                began = []
                for which in todo:
                    first, last = which.bounds(job.members)
                    future = client.submit(_run, held, first, last, dict(this_program()), pure=False)
                    which_of[future] = which
                    began.append(future)
                    if len(began) == many:
                        break
                return began

            running = as_completed(start(_AHEAD * threads))
            for future in running:
                which = which_of.pop(future)
                try:
                    part = future.result()
                except KilledWorker as error:
                    message = f"Slice {which} ended the process of every worker that tried it."
                    fix = "Often memory is short: cut the job into more slices, or give workers more memory."
                    raise InputError(Problem(message, fix, value=str(which))) from error
                future.release()
                running.update(start(1))
                yield which, part

    def _shared_client(self) -> Client:
        if self._client is None:
            self._client = self._connected(self._shared)
        return self._client

    def _connected(self, stack: ExitStack) -> Client:
        """A client that ends with ``stack``, as do the processes it needed."""
        import dask
        from distributed import Client, LocalCluster

        if self.scheduler is None:
            stack.enter_context(dask.config.set(_QUIET))
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=self.workers, threads_per_worker=1, processes=True, host="127.0.0.1",
                    dashboard_address=None, silence_logs=50,
                )
            )  # fmt: skip
            return stack.enter_context(Client(cluster))
        try:
            client = stack.enter_context(Client(self.scheduler, timeout=_CONNECT_SECONDS))
        except (OSError, TimeoutError, ValueError) as error:
            message = f"No Dask scheduler answers at {self.scheduler}."
            fix = "Start one with: dask scheduler. Then name its address, such as tcp://10.0.0.5:8786."
            raise InputError(Problem(message, fix, value=self.scheduler)) from error
        if not client.nthreads():
            message = f"The Dask scheduler at {self.scheduler} has no workers."
            raise InputError(Problem(message, f"Start some with: dask worker {self.scheduler}.", value=self.scheduler))
        return client


def _programs(client: Client) -> dict[str, Program]:
    """What each worker has; refused where one cannot load Waystation at all."""
    try:
        found = client.run(this_program, on_error="return")
    except Exception as error:  # what a worker without our package answers depends on the version of distributed
        raise InputError(Problem(f"A worker cannot load Waystation ({error}).", _MIXED)) from error
    broken = {name: each for name, each in found.items() if isinstance(each, BaseException)}
    if broken:
        raise InputError(
            Problem(f"Worker {name} cannot load Waystation ({error}).", _MIXED, value=name)
            for name, error in broken.items()
        )
    return {f"Worker {name}": program for name, program in found.items()}


def _run(job: Job, first: int, last: int, expected: Program) -> Part:
    """On a worker: some members, by the program expected and no other."""
    if this_program() != expected:
        from distributed import get_worker

        refuse_other_program({f"Worker {get_worker().address}": this_program()}, _MIXED, expected)
    return job.run(first, last)

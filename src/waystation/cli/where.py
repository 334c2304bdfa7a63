"""Where a command runs its members: options worded once, and what they come to."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from waystation.errors import Problem
    from waystation.scale import Engine, Job, Values

__all__ = [
    "EngineName", "Keep", "Scheduler", "Sketch", "SliceOf", "SliceOut", "Slices", "Where", "carrying_on", "engine_of",
    "given_of", "plain",
    "run_shown", "run_where", "say_slice", "with_folders", "with_paths",
]  # fmt: skip

_PANEL = "Where it runs"
_ENGINES = ("threads", "dask")
_SHARE_OF_MEMORY = 0.4
"""Of this machine's that whole members may take: writing them takes as much again."""

EngineName = Annotated[str, typer.Option("--engine", help="threads of this machine, or dask.", rich_help_panel=_PANEL)]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="Dask scheduler, as tcp://10.0.0.5:8786.",
        show_default="processes of this machine", rich_help_panel=_PANEL,
    ),
]  # fmt: skip
SliceOf = Annotated[
    str | None,
    typer.Option(
        "--slice", metavar="K/N",
        help="Run the Kth of N slices only and write its file into the folder --out; then: waystation merge.",
        show_default=False, rich_help_panel=_PANEL,
    ),
]  # fmt: skip
SliceOut = Annotated[
    Path | None,
    typer.Option("--out", help="Folder for the file of --slice.", show_default=False, rich_help_panel=_PANEL),
]
Keep = Annotated[
    Path | None,
    typer.Option(
        "--keep", metavar="FOLDER",
        help="Keep a file of each finished slice here; the same command carries on from them.",
        show_default=False, rich_help_panel=_PANEL,
    ),
]  # fmt: skip
Slices = Annotated[
    int | None,
    typer.Option(
        "--slices", help="Slices to cut the members into.", show_default="at least 32", rich_help_panel=_PANEL
    ),
]
Sketch = Annotated[
    bool,
    typer.Option(
        "--sketch", help="Keep distributions, not members: quantiles within 0.5 %, memory does not grow.",
        rich_help_panel=_PANEL,
    ),
]  # fmt: skip


@dataclass(frozen=True)
class Where:
    """Where to run, as the options said.

    Parameters
    ----------
    engine : "threads" or "dask"
    scheduler : address of a Dask scheduler
    workers : threads, or processes of a Dask cluster on this machine
    slice : such as 3/40: run only that slice
    keep : folder for files of finished slices
    slices : how many to cut the job into
    parts : slice files to take the results from
    """

    engine: str = "threads"
    scheduler: str | None = None
    workers: int | None = None
    slice: str | None = None
    keep: Path | None = None
    slices: int | None = None
    parts: tuple[Path, ...] = field(default=())


def given_of(where: Where) -> dict[str, object]:
    """The options of it that were given, by name; None for the others."""
    names = {"engine": "--engine", "slice": "--slice", "keep": "--keep", "slices": "--slices", "workers": "--workers",
             "scheduler": "--scheduler"}  # fmt: skip
    usual = Where()
    return {
        option: value if (value := getattr(where, name)) != getattr(usual, name) else None
        for name, option in names.items()
    }


def plain(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments of a command as plain text and numbers, for a slice's file."""

    def one(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [one(each) for each in value]
        return str(value) if isinstance(value, Path | date) else value

    return {name: one(each) for name, each in arguments.items()}


def with_paths(arguments: Mapping[str, Any], paths: Sequence[str], inputs: Sequence[Path]) -> dict[str, Any]:
    """Arguments that `plain` wrote; those of ``paths`` are paths again, the first of them those of ``inputs``."""
    found = {name: Path(arguments[name]) for name in paths if arguments[name] is not None}
    return {**arguments, **found, **dict(zip(paths, inputs, strict=False))}


def with_folders(arguments: Mapping[str, Any], inputs: Sequence[Path]) -> dict[str, Any]:
    """The same for a list of ``folders``, the first of them those of ``inputs``, where they have moved."""
    folders = [Path(each) for each in arguments["folders"]]
    return {**arguments, "folders": [*inputs, *folders[len(inputs) :]]}


def run_where(
    job: Job, where: Where, *, out: Path | None, recipe: Mapping[str, Any], tell: Callable[[str, float], None] | None
) -> dict[str, Values] | Path:
    """Run a job where the options say.

    Parameters
    ----------
    job : to run
    where : the options
    out : folder or file for the slice, where only one is asked for
    recipe : the command and its arguments, written into a slice's file for ``waystation merge``
    tell : see `waystation.scale.run_job`

    Returns
    -------
    what all members came to; or the file of the slice, where only one was asked for

    Raises
    ------
    InputError
        If the options do not go together, and as `waystation.scale.run_job`.
    """
    from waystation.files import check_writable_folder
    from waystation.scale import SliceFiles, read_slice, run_job, write_slice

    _refuse_what_does_not_fit(job, read_slice(where.slice).of if where.slice else 1)
    if where.parts:
        return run_job(job, SliceFiles(where.parts), tell=tell)
    _check(where, out)
    if where.slice is not None:
        assert out is not None
        if out.suffix != ".npz":
            check_writable_folder(out)
        return write_slice(job, read_slice(where.slice), out, recipe=recipe)
    with carrying_on(where.keep):
        return run_job(job, engine_of(where), keep=where.keep, slices=where.slices, tell=tell)


@contextmanager
def carrying_on(keep: Path | None) -> Iterator[None]:
    """Where work is stopped by Ctrl-C: say that the same command carries on, if finished slices are kept."""
    try:
        yield
    except KeyboardInterrupt:
        if keep is not None and any(keep.rglob("*.npz")):
            typer.echo(f"\nFinished slices are kept in {keep}: the same command carries on from them.", err=True)
        raise


def _check(where: Where, out: Path | None) -> None:
    from waystation.errors import InputError, Problem

    problems = _engine_problems(where)
    if where.slice is not None:
        if out is None:
            problems.append(Problem("A slice needs a place for its file.", "Add --out FOLDER.", value=where.slice))
        others = {"--engine dask": where.engine == "dask", "--keep": where.keep, "--slices": where.slices}
        problems += [
            Problem(f"--slice runs one slice here: it does not go with {name}.", f"Leave out {name}, or --slice.")
            for name, given in others.items()
            if given
        ]
    if problems:
        raise InputError(problems)


def _refuse_what_does_not_fit(job: Job, slices: int) -> None:
    from waystation.errors import InputError, Problem

    needed = getattr(job, "bytes_kept", 0) / slices
    names = ("SC_PAGE_SIZE", "SC_PHYS_PAGES")
    if not hasattr(os, "sysconf") or not set(names) <= set(os.sysconf_names):
        return  # not told on every system
    there = os.sysconf(names[0]) * os.sysconf(names[1])
    if needed > _SHARE_OF_MEMORY * there:
        message = f"{job.members:,} whole members take {needed / 1e9:,.0f} GB; this machine has {there / 1e9:,.0f} GB."
        fix = (
            "Add --sketch to keep their distributions only."
            if hasattr(job, "sketch")
            else "Use fewer points or members."
        )
        raise InputError(Problem(message, fix, value=str(job.members)))


def engine_of(where: Where) -> Engine:
    """Threads of this machine, or a Dask cluster.

    Raises
    ------
    InputError
        If the options do not go together.
    """
    from waystation.errors import InputError
    from waystation.scale import DaskCluster, Threads

    if problems := _engine_problems(where):
        raise InputError(problems)
    if where.engine == "dask":
        return DaskCluster(where.scheduler, where.workers)
    return Threads(where.workers)


def _engine_problems(where: Where) -> list[Problem]:
    from waystation.errors import Problem, nearest

    if where.engine not in _ENGINES:
        return [Problem(f'There is no engine "{where.engine}".', nearest(where.engine, _ENGINES), value=where.engine)]
    if where.scheduler is not None and where.engine != "dask":
        return [Problem("--scheduler is for Dask.", "Add --engine dask.", value=where.scheduler)]
    return []


def run_shown(
    job: Job, where: Where, *, out: Path | None, recipe: Mapping[str, Any], json: bool, quiet: bool, doing: str = ""
) -> dict[str, Values] | None:
    """Run a job where the options say, with a bar of progress.

    Parameters
    ----------
    job, where, out, recipe : as for `run_where`
    doing : what the bar says first

    Returns
    -------
    what all members came to; None where only a slice was asked for, which is then written and told
    """
    from waystation.cli.screen import progress_bar

    with progress_bar(quiet or json) as tell:
        if doing and tell is not None:
            tell(doing, 0.0)
        found = run_where(job, where, out=out, recipe=recipe, tell=tell)
    if isinstance(found, Path):
        say_slice(found, where, job.members, json=json, quiet=quiet)
        return None
    return found


def say_slice(file: Path, where: Where, members: int, *, json: bool, quiet: bool) -> None:
    """Say what slice was written."""
    from waystation.cli.screen import print_json, print_lines
    from waystation.scale import read_slice

    first, last = read_slice(where.slice or "1/1").bounds(members)
    if json:
        print_json({"slice": where.slice, "file": str(file), "first": first, "last": last - 1, "members": members})
    elif not quiet:
        print_lines(
            f"{file}: members {first:,} to {last - 1:,} of {members:,}",
            f"When all are there: waystation merge {shlex.quote(str(file.parent))}",
        )

"""What `sweep`, `sensitivity` and `calibrate` have in common: options worded once, and where their runs are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from waystation.cli.options import iso_date
from waystation.cli.where import Where, plain, run_where, say_slice, with_folders

if TYPE_CHECKING:
    import waystation as ws
    from waystation.study.sensitivity import SensitivityPlan
    from waystation.study.sweep import SweepPlan

__all__ = [
    "Folders", "FuturesOf", "Kernel", "Sets", "arguments_again", "keeping", "run_plan", "subjects_of",
    "warning_lines",
]  # fmt: skip

Folders = Annotated[
    list[Path], typer.Argument(help="Folders in Flee's format, or scenario folders.", show_default=False)
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="Setting to vary: PATH=low:high:n (n values between), PATH=v1,v2 or PATH=low:high; :log at the end.",
        show_default=False,
    ),
]
Kernel = Annotated[str, typer.Option("--kernel", help="Of Flee folders: auto, counts, mean, agents or shuffled.")]
FuturesOf = Annotated[
    date | None,
    typer.Option(
        "--as-of", parser=iso_date, metavar="DATE", help="Of scenario folders: use the forecast of this day.",
        show_default="futures before any claim is read",
    ),
]  # fmt: skip

Plan = TypeVar("Plan", "SweepPlan", "SensitivityPlan")


def keeping(where: Where, out: Path | None, name: str = "") -> Where:
    """The same place, with finished slices kept in the folder of results unless another is named.

    Parameters
    ----------
    where, out : the options
    name : of a folder for this job alone: another study with the same ``out`` neither finds its slices nor is stopped
    """
    if out is None or where.slice is not None or where.keep is not None or where.parts:
        return where
    return replace(where, keep=out / "parts" / name)


def subjects_of(arguments: Mapping[str, Any], workers: int | None) -> tuple[Any, date | None]:
    """What a study runs, and the first day on which a change holds.

    Parameters
    ----------
    arguments : ``folders``, ``as_of``, ``members`` and ``seed`` of a command
    workers : threads of a forecast
    """
    import waystation as ws

    folders: Sequence[Path] = arguments["folders"]
    as_of: date | None = arguments["as_of"]
    what: list[Path | ws.Futures] = list(folders)
    since = None
    if as_of is not None:
        views = [ws.open(each).as_of(as_of) for each in folders]
        members, seed = arguments["members"], arguments["seed"]
        what = [view.futures(members=members, seed=seed, workers=workers) for view in views]
        since = views[0].tomorrow
    return what[0] if len(what) == 1 else what, since


def run_plan(
    plan: Callable[[], Plan], command: str, arguments: Mapping[str, Any], where: Where, names: Sequence[str], *,
    out: Path | None, json: bool, quiet: bool,
) -> tuple[Plan, Mapping[str, Any]] | None:  # fmt: skip
    """Plan a study and run it where the options say.

    Parameters
    ----------
    plan : makes the plan, with all checks
    command, arguments : what the command was given, for ``waystation merge``
    where : the options
    names : of the files that will be written into ``out``
    out : folder of results, or of the slice

    Returns
    -------
    the plan and what all members came to; None where only a slice was asked for, which is then written and told

    Raises
    ------
    InputError
        With all that is wrong with the options, folders and settings; or if ``out`` cannot be written.
    """
    from waystation.cli.screen import progress_bar
    from waystation.files import check_writable_folder

    if out is not None and where.slice is None:
        check_writable_folder(out, *names)
    with progress_bar(quiet or json) as tell:
        planned = plan()
        recipe = {"command": command, "arguments": plain(arguments)}
        found = run_where(planned.job, keeping(where, out, planned.job.key()[:16]), out=out, recipe=recipe, tell=tell)
    if isinstance(found, Path):
        say_slice(found, where, planned.job.members, json=json, quiet=quiet)
        return None
    return planned, found


def warning_lines(warnings: Iterable[str]) -> list[str]:
    """What must be said beside figures, each as a line of its own, after a blank one."""
    lines = [f"Warning: {each}" for each in dict.fromkeys(warnings)]
    return ["", *lines] if lines else []


def arguments_again(arguments: Mapping[str, Any], inputs: Sequence[Path]) -> dict[str, Any]:
    """Arguments that `plain` wrote, as they were; the first folders are those of ``inputs``, where they have moved.

    Examples
    --------
    >>> arguments_again({"folders": ["a", "b"], "as_of": "2019-03-04"}, [Path("c")])["as_of"]
    datetime.date(2019, 3, 4)
    """
    as_of = arguments["as_of"]
    day = None if as_of is None else date.fromisoformat(as_of)
    return {**with_folders(arguments, inputs), "as_of": day}

"""``waystation sensitivity``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from waystation.cli.options import Json, Quiet, Seed, Workers
from waystation.cli.study_options import Folders, FuturesOf, Sets, run_plan, subjects_of, warning_lines
from waystation.cli.where import EngineName, Keep, Scheduler, SliceOf, Slices, Where

if TYPE_CHECKING:
    import waystation as ws

__all__ = ["run_sensitivity", "sensitivity"]


def sensitivity(
    folders: Folders,
    sets: Sets = None,
    method: Annotated[
        str, typer.Option("--method", help="sobol (shares of variance) or morris (effects; far cheaper).")
    ] = "sobol",
    samples: Annotated[
        int | None,
        typer.Option(
            "--samples", help="Base samples of sobol, a power of 2; paths of morris.", show_default="128; morris 20"
        ),
    ] = None,
    targets: Annotated[
        list[str] | None,
        typer.Option(
            "--target", help="Target; give it again for more.", show_default="the first, the total error if counted"
        ),
    ] = None,
    members: Annotated[int, typer.Option("--members", help="Possible futures at each point; one of kernel mean.")] = 20,
    seed: Seed = 1,
    workers: Workers = None,
    kernel: Annotated[
        str, typer.Option("--kernel", help="Of Flee folders: mean (nothing drawn), counts, auto, agents or shuffled.")
    ] = "mean",
    as_of: FuturesOf = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Folder for sensitivity.csv and sensitivity.svg; what is finished is kept in it, to carry on from.",
            show_default=False,
        ),
    ] = None,
    engine: EngineName = "threads",
    scheduler: Scheduler = None,
    slice_of: SliceOf = None,
    keep: Keep = None,
    slices: Slices = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say which settings a score or another target hangs on, with 95 % intervals. Needs the extra sensitivity.

    Example: [bold]waystation sensitivity examples/flee_valley --set move_rules.max_move_speed=60:200 --set
    move_rules.default_movechance=0.1:0.9 --method morris[/bold]
    """
    arguments = {
        "folders": folders, "sets": sets or [], "method": method, "samples": samples, "target": targets,
        "members": members, "seed": seed, "kernel": kernel, "as_of": as_of,
    }  # fmt: skip
    where = Where(engine, scheduler, workers, slice_of, keep, slices)
    run_sensitivity(arguments, where, out=out, json=json, quiet=quiet)


def run_sensitivity(arguments: Mapping[str, Any], where: Where, *, out: Path | None, json: bool, quiet: bool) -> None:
    """Run `sensitivity`, or print and write what came of its slices; see `waystation.cli.merge`."""
    import waystation as ws
    from waystation.cli.screen import print_json, print_lines

    def plan() -> ws.SensitivityPlan:
        what, since = subjects_of(arguments, where.workers)
        given = {name: arguments[name] for name in ("method", "samples", "target", "members", "seed", "kernel")}
        return ws.plan_sensitivity(what, arguments["sets"], since=since, **given)

    ran = run_plan(
        plan, "sensitivity", arguments, where, ("sensitivity.csv", "sensitivity.svg"), out=out, json=json, quiet=quiet
    )
    if ran is None:
        return
    planned, results = ran
    found = planned.result(results)
    files = ws.write_sensitivity(found, out) if out is not None else []
    if json:
        print_json({"method": found.method, "points": found.points, "members": found.members,
                    "indices": found.table.to_dict("records"), "files": files,
                    "warnings": found.warnings})  # fmt: skip
    elif not quiet:
        print_lines(*_lines(found), *warning_lines(found.warnings))
        if files:
            print_lines(f"Wrote {', '.join(files)} into {out}")


def _lines(found: ws.Sensitivity) -> list[str]:
    lines = [f"{found.points} points, {found.members} member{'' if found.members == 1 else 's'} each", ""]
    for (folder, target), table in found.table.groupby(["folder", "target"], sort=False):
        lines.append(f"{folder}: {target} ({table['unit'].iloc[0]}), with 95 % intervals")
        lines += [
            f"  {row.setting}: {row.index_name} {row.value:.3g} ({row.low:.3g} to {row.high:.3g})"
            for row in table.rename(columns={"index": "index_name"}).itertuples()
        ]
    return lines

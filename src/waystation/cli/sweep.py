"""``waystation sweep``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from waystation.cli.options import Json, Quiet, Seed, Workers
from waystation.cli.study_options import Folders, FuturesOf, Kernel, Sets, run_plan, subjects_of, warning_lines
from waystation.cli.where import EngineName, Keep, Scheduler, SliceOf, Slices, Where

if TYPE_CHECKING:
    import waystation as ws

__all__ = ["run_sweep", "sweep"]

_MOST_LINES = 12


def sweep(
    folders: Folders,
    sets: Sets = None,
    design: Annotated[
        str, typer.Option("--design", help="grid (every value with every other), sobol or latin.")
    ] = "grid",
    points: Annotated[
        int | None, typer.Option("--points", help="Points of sobol or latin.", show_default=False)
    ] = None,
    members: Annotated[int, typer.Option("--members", help="Possible futures at each point.")] = 50,
    seed: Seed = 1,
    workers: Workers = None,
    kernel: Kernel = "auto",
    as_of: FuturesOf = None,
    target: Annotated[
        str | None,
        typer.Option(
            "--target", help="Target to print and draw.", show_default="the first, the total error if counted"
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Folder for sweep.csv and sweep.svg; what is finished is kept in it, to carry on from.",
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
    """Run folders at many values of their settings, with the same members at each, and say what each comes to.

    Example: [bold]waystation sweep examples/flee_valley --set move_rules.max_move_speed=60:200:5 --out out/sweep[/bold]

    Without --set, the runs of FabFlee's folder SWEEP within a folder.

    Example: [bold]waystation sweep examples/synthetic --set stages.checkpoint.lanes=1:6:6[/bold]
    """
    arguments = {
        "folders": folders, "sets": sets or [], "design": design, "points": points, "members": members, "seed": seed,
        "kernel": kernel, "as_of": as_of, "target": target,
    }  # fmt: skip
    where = Where(engine, scheduler, workers, slice_of, keep, slices)
    run_sweep(arguments, where, out=out, json=json, quiet=quiet)


def run_sweep(arguments: Mapping[str, Any], where: Where, *, out: Path | None, json: bool, quiet: bool) -> None:
    """Run `sweep`, or print and write what came of its slices; see `waystation.cli.merge`."""
    import waystation as ws
    from waystation.cli.screen import print_json, print_lines, table_rows
    from waystation.share.study import guarded

    def plan() -> ws.SweepPlan:
        what, since = subjects_of(arguments, where.workers)
        given = {name: arguments[name] for name in ("design", "points", "members", "seed", "kernel", "target")}
        return ws.plan_sweep(what, arguments["sets"], since=since, **given)

    ran = run_plan(plan, "sweep", arguments, where, ("sweep.csv", "sweep.svg"), out=out, json=json, quiet=quiet)
    if ran is None:
        return
    planned, results = ran
    found = planned.result(results)
    files = ws.write_sweep(found, out) if out is not None else []
    if json:
        table = guarded(found.table())
        print_json({"paths": found.paths, "points": len(found.points), "rows": table_rows(table), "files": files,
                    "warnings": found.warnings})  # fmt: skip
    elif not quiet:
        print_lines(*_lines(found, arguments["members"]), *warning_lines(found.warnings))
        if files:
            print_lines(f"Wrote {', '.join(files)} into {out}")


def _lines(found: ws.Sweep, members: int) -> list[str]:
    means = found.means()
    many = len(found.points)
    shown = means.head(_MOST_LINES)
    lines = [
        f"{many} point{'' if many == 1 else 's'}, {members} members each: mean of {found.target}, smallest first",
        "",
        *shown.to_string(float_format=lambda value: f"{value:,.4g}").splitlines(),
    ]
    if len(shown) < many:
        lines.append(f"... {many - len(shown):,} more points; sweep.csv has all, with intervals.")
    return lines

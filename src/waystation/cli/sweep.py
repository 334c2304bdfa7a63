"""``waystation sweep``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from waystation.cli.options import Json, Quiet, Seed, Workers, iso_date

if TYPE_CHECKING:
    import pandas as pd

    import waystation as ws

__all__ = ["Folders", "Kernel", "Sets", "sweep"]

_MOST_LINES = 12

Folders = Annotated[
    list[Path], typer.Argument(help="Folders in Flee's format, or scenario folders.", show_default=False)
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        help="Setting to vary: PATH=a:b:n (n values from a to b), PATH=v1,v2 or PATH=a:b (a range); :log at the end.",
        show_default=False,
    ),
]
Kernel = Annotated[str, typer.Option("--kernel", help="Of Flee folders: auto, counts, mean, agents or shuffled.")]


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
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of",
            parser=iso_date,
            metavar="DATE",
            help="Of scenario folders: use the forecast of this day.",
            show_default="futures before any claim is read",
        ),
    ] = None,
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
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run folders at many values of their settings, with the same members at each, and say what each comes to.

    Example: [bold]waystation sweep examples/flee_valley --set move_rules.max_move_speed=60:200:5 --out out/sweep[/bold]

    Without --set, the runs of FabFlee's folder SWEEP within a folder.

    Example: [bold]waystation sweep examples/synthetic --set stages.checkpoint.lanes=1:6:6[/bold]
    """
    import waystation as ws
    from waystation.cli.screen import print_json, print_lines, progress_bar
    from waystation.share.study import guarded

    what: list[Path | ws.Futures] = list(folders)
    since = None
    if as_of is not None:
        views = [ws.open(each).as_of(as_of) for each in folders]
        what = [view.futures(members=members, seed=seed, workers=workers) for view in views]
        since = views[0].tomorrow
    with progress_bar(quiet or json) as tell:
        found = ws.sweep(
            what[0] if len(what) == 1 else what, sets or [], design=design, points=points,  # type: ignore[arg-type]
            members=members, seed=seed, kernel=kernel,  # type: ignore[arg-type]
            since=since, target=target, keep=None if out is None else out / "parts", workers=workers, tell=tell,
        )  # fmt: skip
    files = ws.write_sweep(found, out) if out is not None else []
    if json:
        table = guarded(found.table())
        print_json({"paths": found.paths, "points": len(found.points), "rows": _records(table), "files": files})
    elif not quiet:
        print_lines(*_lines(found, members))
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


def _records(table: pd.DataFrame) -> list[dict[str, object]]:
    from json import loads

    rows: list[dict[str, object]] = loads(table.to_json(orient="records"))
    return rows

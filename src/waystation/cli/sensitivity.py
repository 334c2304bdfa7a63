"""``waystation sensitivity``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import Json, Quiet, Seed, Workers
from waystation.cli.sweep import Folders, Sets

__all__ = ["sensitivity"]


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
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Folder for sensitivity.csv and sensitivity.svg; what is finished is kept in it, to carry on from.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say which settings a score or another target hangs on, with 95 % intervals. Needs the extra sensitivity.

    Example: [bold]waystation sensitivity examples/flee_valley --set move_rules.max_move_speed=60:200 --set
    move_rules.default_movechance=0.1:0.9 --method morris[/bold]
    """
    import waystation as ws
    from waystation.cli.screen import print_json, print_lines, progress_bar

    with progress_bar(quiet or json) as tell:
        found = ws.sensitivity(
            list(folders), sets or [], method=method, samples=samples, target=targets, members=members, seed=seed,  # type: ignore[arg-type]
            kernel=kernel, keep=None if out is None else out / "parts", workers=workers, tell=tell,  # type: ignore[arg-type]
        )  # fmt: skip
    files = ws.write_sensitivity(found, out) if out is not None else []
    if json:
        print_json({"method": found.method, "points": found.points, "members": found.members,
                    "indices": found.table.to_dict("records"), "files": files})  # fmt: skip
    elif not quiet:
        lines = [f"{found.points} points, {found.members} member{'' if found.members == 1 else 's'} each", ""]
        for (folder, target), table in found.table.groupby(["folder", "target"], sort=False):
            lines.append(f"{folder}: {target} ({table['unit'].iloc[0]}), with 95 % intervals")
            lines += [
                f"  {row.setting}: {row.index_name} {row.value:.3g} ({row.low:.3g} to {row.high:.3g})"
                for row in table.rename(columns={"index": "index_name"}).itertuples()
            ]
        print_lines(*lines)
        if files:
            print_lines(f"Wrote {', '.join(files)} into {out}")

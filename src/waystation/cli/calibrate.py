"""``waystation calibrate``."""

from __future__ import annotations

from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from waystation.cli.options import Json, Quiet, Seed, Workers
from waystation.cli.study_options import Kernel, keeping, warning_lines
from waystation.cli.where import EngineName, Keep, Scheduler, Where, carrying_on, engine_of

if TYPE_CHECKING:
    import waystation as ws

__all__ = ["calibrate"]


def calibrate(
    folders: Annotated[list[Path], typer.Argument(help="Folders in Flee's format, with counts.", show_default=False)],
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", help="Setting and its range: PATH=low:high, or PATH=low:high:log.", show_default=False),
    ] = None,
    late: Annotated[
        float, typer.Option("--late", help="Of one folder: share of the days left out of the fit, at the end.")
    ] = 0.3,
    runs: Annotated[int, typer.Option("--runs", help="Runs of a round; five rounds at most.")] = 96,
    members: Annotated[int, typer.Option("--members", help="Possible futures for the scores.")] = 50,
    seed: Seed = 1,
    workers: Workers = None,
    kernel: Kernel = "auto",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            help="Folder for settings.csv, scores.csv and calibration.svg; runs made are kept in it, to carry on from.",
            show_default=False,
        ),
    ] = None,
    engine: EngineName = "threads",
    scheduler: Scheduler = None,
    keep: Keep = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Fit settings of Flee folders to their counts, with intervals, and score the fit on what was left out of it.

    One folder: its late days are left out. Several: each folder in turn.

    Example: [bold]waystation calibrate examples/flee_valley --set move_rules.max_move_speed=60:300[/bold]
    """
    import waystation as ws
    from waystation.cli.screen import print_json, print_lines, progress_bar
    from waystation.files import check_writable_folder

    where = keeping(Where(engine, scheduler, workers, keep=keep), out)
    if out is not None:
        check_writable_folder(out, "settings.csv", "scores.csv", "calibration.svg")
    with progress_bar(quiet or json) as tell, carrying_on(where.keep):
        found = ws.calibrate(
            list(folders), sets or [], late=late, runs=runs, members=members, seed=seed, kernel=kernel,  # type: ignore[arg-type]
            engine=engine_of(where), keep=where.keep, tell=tell,
        )  # fmt: skip
    files = ws.write_calibration(found, out) if out is not None else []
    if json:
        print_json({"settings": found.settings.to_dict("records"), "scores": found.scores.to_dict("records"),
                    "discrepancy": found.discrepancy, "runs": found.runs, "files": files,
                    "warnings": found.warnings})  # fmt: skip
    elif not quiet:
        print_lines(*_lines(found), *warning_lines(found.warnings))
        if files:
            print_lines(f"Wrote {', '.join(files)} into {out}")


def _lines(found: ws.Calibration) -> list[str]:
    from waystation.study.setting_ranges import in_digits

    lines = [f"Settings fitted with {found.runs:,} runs, and 80 % intervals"]
    for row in found.settings.to_dict("records"):
        middle, low, high = (in_digits(row[each]) for each in ("estimate", "low", "high"))
        # A day of closing that there is not yet has no value now.
        now = "" if isnan(row["as_is"]) else f"; now {in_digits(row['as_is'])}"
        lines.append(f"  {row['setting']}: {middle} ({low} to {high}){now}")
    if found.discrepancy > 0:
        lines.append(
            f"The counts are not a run of the model: beyond chance, a camp's share of all people is off by some "
            f"{found.discrepancy:.2g} x the root of that share. The intervals allow for it."
        )
    lines += ["", "Total error, over the sum of the counts: fitted, and with the settings as they are"]
    lines += [
        f"  {row.folder}, {row.part} ({row.what}): {row.fitted_error:.3f}, as it is {row.as_is_error:.3f}; difference "
        f"{row.difference:+.3f} ({row.difference_low:+.3f} to {row.difference_high:+.3f})"
        for row in found.scores.itertuples()
    ]
    left = found.scores[found.scores["part"] == "left out"]
    if len(left):
        better = int((left["difference"] < 0).sum())
        lines.append(f"On what was left out the fitted settings are better in {better} of {len(left)}.")
    return lines

"""``waystation backtest free-run``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from waystation.cli.options import Json, Members, Quiet, Seed, Workers
from waystation.cli.study_options import warning_lines
from waystation.cli.where import (
    EngineName,
    Keep,
    Scheduler,
    SliceOf,
    SliceOut,
    Slices,
    Where,
    plain,
    run_shown,
)

if TYPE_CHECKING:
    from waystation.engine.movement.free_run_scores import FreeRunScore, MeanError

__all__ = ["free_run", "run_free_run"]

Folders = Annotated[
    list[Path],
    typer.Argument(
        metavar="CONFLICT_DIR...",
        help="Flee folders with counts; Flee's own runs are used if they are there.",
        show_default=False,
    ),
]
_HEADS = {
    "flee": "Flee",
    "capacity": "capacity",
    "gravity": "gravity",
    "known": "ours",
    "flee_blanked": "Flee",
    "blanked": "ours",
}
_NAME, _CELL = 18, 9


def free_run(
    folders: Folders,
    members: Members = 100,
    seed: Seed = 1,
    out: SliceOut = None,
    workers: Workers = None,
    engine: EngineName = "threads",
    scheduler: Scheduler = None,
    slice_of: SliceOf = None,
    keep: Keep = None,
    slices: Slices = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Score where our movement rules send people, beside Flee's runs and two baselines.

    The total of all camps is told for every day; of single camps, day 0 alone. Total error: mean over days
    of the sum over camps of |forecast - count|, over the sum of the counts. Conflicts that our settings were
    chosen on are scored with settings chosen without them.

    Example: [bold]waystation backtest free-run ../shared/conflicts/mali2012[/bold]
    """
    where = Where(engine, scheduler, workers, slice_of, keep, slices)
    arguments = {"folders": folders, "members": members, "seed": seed}
    run_free_run(arguments, where, out=out, json=json, quiet=quiet)


def run_free_run(arguments: Mapping[str, Any], where: Where, *, out: Path | None, json: bool, quiet: bool) -> None:
    """Run `backtest free-run`, or print what came of its slices; see `waystation.cli.merge`."""
    from waystation.cli.screen import print_json, print_lines
    from waystation.engine.movement.free_run_job import FreeRunJob
    from waystation.engine.movement.free_run_scores import mean_errors

    seed: int = arguments["seed"]
    job = FreeRunJob.of(arguments["folders"], None, arguments["members"], seed)
    recipe = {"command": "backtest free-run", "arguments": plain(arguments)}
    run = run_shown(job, where, out=out, recipe=recipe, json=json, quiet=quiet)
    if run is None:
        return
    scores = job.scores(run)
    means = mean_errors(scores, seed=seed)
    if json:
        print_json(_bare(scores, means))
    elif not quiet:
        print_lines(*_lines(scores, means), *warning_lines(each for score in scores for each in score.warnings))


def _bare(scores: list[FreeRunScore], means: dict[str, MeanError]) -> dict[str, Any]:
    from waystation.engine.movement.free_run_scores import FORECASTS

    return {
        "measure": "total error in a free run, true denominator",
        "forecasts": FORECASTS,
        "conflicts": [asdict(score) for score in scores],
        "means": {name: asdict(mean) for name, mean in means.items()},
    }


def _lines(scores: list[FreeRunScore], means: dict[str, MeanError]) -> list[str]:
    lines = [
        "Total error in a free run, true denominator",
        f"{'':{_NAME}}{'capacities known':^{4 * _CELL}}{'blanked':^{2 * _CELL}}",
        _row("", [_HEADS[name] for name in _HEADS]),
    ]
    lines += [_row(_marked(score), [_cell(score.errors.get(name)) for name in _HEADS]) for score in scores]
    if len(scores) > 1:
        lines.append(_row("mean", [_cell(means[name].mean if name in means else None) for name in _HEADS]))
        lows, highs = (
            [_cell(getattr(means[n], end) if n in means else None) for n in _HEADS] for end in ("low", "high")
        )
        lines += [_row("  80 % from", lows), _row("  to", highs)]
    lines += ["", "With Flee's denominator, which counts day 0 twice and so is too low"]
    lines += [_row(_marked(score), [_cell(score.printed.get(name)) for name in _HEADS]) for score in scores]
    return [*lines, "", *_notes(scores)]


def _notes(scores: list[FreeRunScore]) -> list[str]:
    notes = [
        "Capacities are leaks from the future: they mostly equal a camp's largest or last count.",
        "Gravity (population over distance) uses none. Intervals of means: conflicts drawn again.",
    ]
    for name, words in (("known", "known"), ("blanked", "blanked")):
        inside = [score.inside[name] for score in scores if name in score.inside]
        if inside:
            notes.append(
                f"Counts within our members' 80 % interval, capacities {words}: {sum(inside) / len(inside):.0%}."
            )
    if any(score.left_out for score in scores):
        notes.append("* our settings were chosen leaving this conflict out.")
    if not all(score.left_out for score in scores):
        notes.append("Without *: our packaged settings, chosen on other conflicts.")
    runs = [f"{score.conflict} {score.flee_runs}" for score in scores if score.flee_runs]
    if runs:
        notes.append(f"Flee's runs averaged: {', '.join(runs)}.")
    return notes


def _marked(score: FreeRunScore) -> str:
    return f"{score.conflict}*" if score.left_out else score.conflict


def _row(name: str, cells: list[str]) -> str:
    *most, last = cells
    return f"{name:{_NAME}}{''.join(f'{cell:>{_CELL}}' for cell in most)}{last:>{_CELL}}"


def _cell(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"

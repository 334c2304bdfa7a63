"""A folder in Flee's format on the command line: run, print, write."""

from __future__ import annotations

from pathlib import Path

from waystation.cli.flee_notes import reading_note_lines
from waystation.cli.flee_run import FleeRun
from waystation.cli.screen import print_json, print_lines
from waystation.cli.where import Where, run_shown
from waystation.engine import MovementJob, SketchedFutures, change_case, movement_errors
from waystation.engine.many import AnyFutures, frame_of, members_of, quantiles_of
from waystation.engine.movement.simulating import KERNELS
from waystation.errors import InputError, Problem, nearest
from waystation.files import check_writable, check_writable_folder
from waystation.world import load_flee
from waystation.world.flee import loud_notes
from waystation.world.flee.settings_file import read_changes

__all__ = ["RULES", "compare_flee", "run_flee"]

_FEWEST_FOR_RANGES = 10
"""Futures: of ten one lies below and one above an 80 % range."""

RULES = ("flee", "waystation")


def run_flee(run: FleeRun, where: Where, *, out: Path | None, json: bool, quiet: bool) -> None:
    """Run a Flee folder; print the error and the end, and write what is asked for.

    Raises
    ------
    InputError
        With all problems of the options, or of the folder.
    """
    _check(run, out)
    changes = read_changes(run.sets)
    if out is not None and where.slice is None:
        check_writable_folder(out, "camps.csv", "report.html")
    case = load_flee(run.folder, run.counts, run.settings)
    if run.sets:
        case = change_case(case, changes)
    job = MovementJob(case, run.members, run.seed, run.rules, run.kernel, run.sketch)  # type: ignore[arg-type]
    recipe = {"command": "simulate", "arguments": run.recipe()}
    found = run_shown(job, where, out=out, recipe=recipe, json=json, quiet=quiet, doing=f"Running {case.name}")
    if found is None:
        return
    futures = job.futures(found)
    errors = movement_errors(case, futures)
    names = _write(job, futures, out, as_flee=run.as_flee, nc=run.nc) if out is not None else []
    if json:
        print_json({"case": case.name, "rules": run.rules, "kernel": futures.attrs["kernel"],
                    "members": members_of(futures), "seed": run.seed, "total_error": errors,
                    "camps": _ends(futures),
                    "note": job.chosen.note, "warnings": loud_notes(case.name, case.notes)})  # fmt: skip
    elif not quiet:
        print_lines(*_lines(job, run, futures, errors))
        if names:
            print_lines(f"Wrote {', '.join(names)} into {out}")
        if run.as_flee or run.nc:
            print_lines("out.csv and the .nc file hold exact figures, small ones too: do not publish them.")


def _check(run: FleeRun, out: Path | None) -> None:
    problems = []
    if run.rules not in RULES:
        problems.append(Problem(f'There are no rules "{run.rules}".', nearest(run.rules, RULES), value=run.rules))
    if run.kernel not in KERNELS:
        problems.append(Problem(f'There is no kernel "{run.kernel}".', nearest(run.kernel, KERNELS), value=run.kernel))
    elif run.rules == "waystation" and run.kernel not in {"auto", "counts", "mean"}:
        problems.append(Problem("`--rules waystation` has no agent kernel.", "Use --kernel counts or mean."))
    if run.as_flee and run.rules != "flee":
        problems.append(Problem("Flee's columns need Flee's rules.", "Leave out --as-flee or --rules."))
    if (run.as_flee or run.nc) and out is None:
        problems.append(Problem("The output folder is missing.", "Add --out FOLDER."))
    if problems:
        raise InputError(problems)


def _write(job: MovementJob, futures: AnyFutures, out: Path, *, as_flee: bool, nc: bool) -> list[str]:
    from waystation.share import staged_folder, write_csv
    from waystation.share.movement.animation import write_animation
    from waystation.share.movement.movement_report import write_movement_report
    from waystation.share.movement.movement_tables import flee_table, write_camps, write_distributions, write_futures

    with staged_folder(out) as draft:
        write_camps(futures, draft / "camps.csv")
        write_movement_report(job.case, futures, KERNELS[str(futures.attrs["kernel"])], draft / "report.html")
        names = ["camps.csv", "report.html"]
        if as_flee:
            write_csv(flee_table(job.model, job.first_member), draft / "out.csv")
            names.append("out.csv")
        if nc and isinstance(futures, SketchedFutures):
            write_distributions(futures, draft / "quantiles.nc")
            names.append("quantiles.nc")
        elif nc and not isinstance(futures, SketchedFutures):
            write_futures(futures, draft / "members.nc")
            names.append("members.nc")
        if not isinstance(futures, SketchedFutures):
            write_animation(job.case, futures, draft / "animation.html")
            names.append("animation.html")
    return names


def _ends(futures: AnyFutures) -> dict[str, dict[str, str]]:
    """People in each camp on the last day: middle and 80 % interval, as they may be shown."""
    from waystation.share.disclosure import public_count
    from waystation.share.movement.movement_tables import camps_of

    found = {}
    people = quantiles_of(futures, "people", [0.1, 0.5, 0.9]).isel(date=-1)
    for camp in camps_of(futures):
        last = people.sel(place=camp).values
        found[camp] = dict(zip(("low", "median", "high"), map(public_count, last), strict=True))
    return found


def _lines(job: MovementJob, run: FleeRun, futures: AnyFutures, errors: dict[str, float] | None) -> list[str]:
    from waystation.share.disclosure import with_thousands

    case = job.case
    many = members_of(futures)
    whose = "Flee's rules" if run.rules == "flee" else "Waystation's rules"
    lines = [
        f"{case.name}: {many} possible future{'' if many == 1 else 's'} under {whose}",
        KERNELS[str(futures.attrs["kernel"])],
        "",
    ]
    if run.sets:
        lines.insert(2, f"Changed: {', '.join(run.sets)}")
    if job.chosen.note is not None:
        lines.insert(2, job.chosen.note)
    if errors is not None:
        lines += [
            f"Total error {errors['true']:.3f} (over the sum of the counts)",
            f"As Flee prints it {errors['flee']:.3f} (day 0 counted twice below the line: too low)",
            "",
        ]
    lines.append(f"People in camps on {str(frame_of(futures)['date'].values[-1])[:10]}, with 80 % ranges")
    for camp, ends in _ends(futures).items():
        low, middle, high = (with_thousands(ends[each]) for each in ("low", "median", "high"))
        lines.append(f"  {camp}: {middle} ({low} to {high})")
    if many < _FEWEST_FOR_RANGES:
        lines.append(
            f"{many} future{' is' if many == 1 else 's are'} too few for 80 % ranges: what comes may well lie outside. "
            f"Give --members {_FEWEST_FOR_RANGES} or more."
        )
    return lines + reading_note_lines(case)


def compare_flee(
    folder: Path, sets: list[str], *, members: int, seed: int, workers: int | None, out: Path | None, json: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """What a change of a Flee folder would do, in the same futures; print it, and write it if asked for.

    Raises
    ------
    InputError
        With all problems of what is to be changed, or of the folder.
    """
    from waystation.engine import compare_movement
    from waystation.share import write_csv
    from waystation.share.disclosure import public_count, with_thousands

    changes = read_changes(sets)
    if not sets:
        raise InputError(Problem("No change is given.", "Add --set move_rules.camp_weight=2."))
    if out is not None:
        check_writable(out)
    case = load_flee(folder)
    found = compare_movement(case, changes, members=members, seed=seed, workers=workers)
    shown = found.table.map(lambda people: public_count(people) if people >= 0 else f"-{public_count(-people)}")
    if out is not None:
        write_csv(shown.rename_axis("camp").reset_index(), out)
    if json:
        print_json({"case": case.name, "changed": changes, "members": members,
                    "camps": shown.to_dict("index"), "warnings": loud_notes(case.name, case.notes)})  # fmt: skip
    elif not quiet:
        last = str(found.before["date"].values[-1])[:10]
        print_lines(
            f"{case.name}, {', '.join(sets)}: people in camps on {last}, "
            f"the same {members} futures with and without the change",
            "",
        )
        for camp, row in shown.map(with_thousands).iterrows():
            print_lines(
                f"  {camp}: {row['before']} before, {row['after']} after; "
                f"change {row['change']} (80 %: {row['change_low']} to {row['change_high']})"
            )
        print_lines("", *reading_note_lines(case))

"""A folder in Flee's format on the command line: run, print, write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.cli.screen import print_json, print_lines, progress_bar
from waystation.engine import MovementModel, movement_errors, simulate_free_run, simulate_movement
from waystation.engine.movement.simulating import KERNELS
from waystation.errors import InputError, Problem, nearest
from waystation.world import FleeCase, load_flee
from waystation.world.flee import FOLLOWED, FleeNote

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["RULES", "FleeRun", "run_flee", "told"]

RULES = ("flee", "waystation")
_MOST_ALIKE = 3
"""So many notes of one kind of a file are printed one by one."""


@dataclass(frozen=True)
class FleeRun:
    """What to run."""

    counts: Path | None
    settings: Path | None
    rules: str
    kernel: str
    members: int
    seed: int
    workers: int | None


def run_flee(folder: Path, run: FleeRun, *, out: Path | None, as_flee: bool, nc: bool, json: bool, quiet: bool) -> None:
    """Run a Flee folder; print the error and the end, and write what is asked for.

    Raises
    ------
    InputError
        With all problems of the options, or of the folder.
    """
    _check(run, out, as_flee, nc)
    case = load_flee(folder, run.counts, run.settings)
    with progress_bar(quiet or json) as tell:
        futures, model = _futures(case, run, tell)
    errors = movement_errors(case, futures)
    names = _write(case, model, futures, out, as_flee=as_flee, nc=nc) if out is not None else []
    if json:
        print_json({"case": case.name, "rules": run.rules, "kernel": futures.attrs["kernel"],
                    "members": futures.sizes["member"], "seed": run.seed, "total_error": errors,
                    "camps": _ends(futures)})  # fmt: skip
    elif not quiet:
        print_lines(*_lines(case, run, futures, errors))
        if names:
            print_lines(f"Wrote {', '.join(names)} into {out}")
        if as_flee or nc:
            print_lines("out.csv and members.nc hold exact figures, small ones too: do not publish them.")


def _check(run: FleeRun, out: Path | None, as_flee: bool, nc: bool) -> None:
    problems = []
    if run.rules not in RULES:
        problems.append(Problem(f'There are no rules "{run.rules}".', nearest(run.rules, RULES), value=run.rules))
    if run.kernel not in KERNELS:
        problems.append(Problem(f'There is no kernel "{run.kernel}".', nearest(run.kernel, KERNELS), value=run.kernel))
    elif run.rules == "waystation" and run.kernel not in {"auto", "counts", "mean"}:
        problems.append(Problem("`--rules waystation` has no agent kernel.", "Use --kernel counts or mean."))
    if as_flee and run.rules != "flee":
        problems.append(Problem("Flee's columns need Flee's rules.", "Leave out --as-flee or --rules."))
    if (as_flee or nc) and out is None:
        problems.append(Problem("The output folder is missing.", "Add --out FOLDER."))
    if problems:
        raise InputError(problems)


def _futures(case: FleeCase, run: FleeRun, tell: object) -> tuple[xr.Dataset, MovementModel | None]:
    if callable(tell):
        tell(f"Running {case.name}", 0.0)
    if run.rules == "waystation":
        kernel = "mean" if run.kernel == "mean" else "counts"
        found = simulate_free_run(case, members=run.members, seed=run.seed, workers=run.workers, kernel=kernel)  # type: ignore[arg-type]
        return found, None
    model = MovementModel.of(case)
    done = simulate_movement(
        model, members=run.members, seed=run.seed, workers=run.workers, kernel=run.kernel, tell=tell,  # type: ignore[arg-type]
    )  # fmt: skip
    return done, model


def _write(
    case: FleeCase, model: MovementModel | None, futures: xr.Dataset, out: Path, *, as_flee: bool, nc: bool
) -> list[str]:
    from waystation.share import staged_folder, write_csv
    from waystation.share.movement import flee_table, write_camps, write_futures
    from waystation.share.movement_report import write_movement_report

    with staged_folder(out) as draft:
        write_camps(futures, draft / "camps.csv")
        write_movement_report(case, futures, KERNELS[str(futures.attrs["kernel"])], draft / "report.html")
        names = ["camps.csv", "report.html"]
        if as_flee and model is not None:
            write_csv(flee_table(model, futures), draft / "out.csv")
            names.append("out.csv")
        if nc:
            write_futures(futures, draft / "members.nc")
            names.append("members.nc")
    return names


def _ends(futures: xr.Dataset) -> dict[str, dict[str, str]]:
    """People in each camp on the last day: middle and 80 % interval, as they may be shown."""
    from waystation.share.disclosure import public_count
    from waystation.share.movement import camps_of

    found = {}
    for camp in camps_of(futures):
        last = futures["people"].sel(place=camp).isel(date=-1).quantile([0.1, 0.5, 0.9]).values
        found[camp] = dict(zip(("low", "median", "high"), map(public_count, last), strict=True))
    return found


def _lines(case: FleeCase, run: FleeRun, futures: xr.Dataset, errors: dict[str, float] | None) -> list[str]:
    many = futures.sizes["member"]
    whose = "Flee's rules" if run.rules == "flee" else "Waystation's rules"
    lines = [
        f"{case.name}: {many} possible future{'' if many == 1 else 's'} under {whose}",
        KERNELS[str(futures.attrs["kernel"])],
        "",
    ]
    if run.kernel == "auto" and futures.attrs["kernel"] == "agents":
        lines.insert(2, "Agents are used: camps are far over capacity here, so the order of arrival decides.")
    if errors is not None:
        lines += [
            f"Total error {errors['true']:.3f} (over the sum of the counts)",
            f"As Flee prints it {errors['flee']:.3f} (day 0 counted twice below the line: too low)",
            "",
        ]
    lines.append(f"In camps on {str(futures['date'].values[-1])[:10]}, with 80 % ranges")
    lines += [f"  {camp}: {e['median']} ({e['low']} to {e['high']})" for camp, e in _ends(futures).items()]
    return lines + told(case)


def told(case: FleeCase) -> list[str]:
    """What Flee reads in its own way in a folder: the loud ones first, many of one kind as one."""
    kinds: dict[tuple[bool, str, str, str], list[FleeNote]] = {}
    for note in case.notes:
        kinds.setdefault((not note.loud, note.problem.file, note.reading, ""), []).append(note)
    lines = []
    for (quiet, file, *_), notes in sorted(kinds.items(), key=lambda item: item[0][0]):
        word = "Note" if quiet else "Warning"
        few = notes if len(notes) <= _MOST_ALIKE or not file else notes[:_MOST_ALIKE]
        lines += [f"{word}: {note}" for note in few]
        if len(few) < len(notes):
            lines.append(f"{word}: {file}: {len(notes) - len(few):,} more rows or columns of that kind.")
    if any(note.reading for note in case.notes):
        lines.append(f"The reference is {FOLLOWED}. To refuse such folders instead: waystation check FOLDER --strict.")
    return lines


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
    import yaml

    from waystation.engine import compare_movement
    from waystation.share import write_csv
    from waystation.share.disclosure import public_count

    pairs = [each.partition("=") for each in sets]
    wrong = [
        Problem(f'"{each}" is not a setting and a value.', "Write PATH=VALUE.", value=each)
        for each in sets
        if "=" not in each
    ]
    if wrong or not sets:
        raise InputError(wrong or [Problem("No change is given.", "Add --set move_rules.camp_weight=2.")])
    changes = {path: yaml.safe_load(value) for path, _, value in pairs}
    case = load_flee(folder)
    found = compare_movement(case, changes, members=members, seed=seed, workers=workers)
    shown = found.table.map(lambda people: public_count(people) if people >= 0 else f"-{public_count(-people)}")
    if out is not None:
        write_csv(shown.rename_axis("camp").reset_index(), out)
    if json:
        print_json({"case": case.name, "changed": changes, "members": members, "camps": shown.to_dict("index")})
    elif not quiet:
        last = str(found.before["date"].values[-1])[:10]
        print_lines(
            f"{case.name}, {', '.join(sets)}: people in camps on {last}, "
            f"the same {members} futures with and without the change",
            "",
        )
        for camp, row in shown.iterrows():
            print_lines(
                f"  {camp}: {row['before']} before, {row['after']} after; "
                f"change {row['change']} (80 %: {row['change_low']} to {row['change_high']})"
            )
        print_lines("", *told(case))

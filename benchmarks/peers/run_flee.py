"""Runs one folder on the `flee` package from PyPI (3.1), writes what Flee's run script prints, and prints the seconds.

    python benchmarks/peers/run_flee.py FOLDER [--hasten N] [--days N] [--seed N] [--out FILE] [--release]

A process of its own, as Flee keeps its settings and counts in globals. The calls are those of Flee's run script, in its
order. Folders are written for Flee's current source, which differs from 3.1 in four things that many folders meet: a
conflict of any intensity ends, people of day 0 are taken from a camp's capacity where people flee by counts,
``capacity_scaling`` is read,
and who follows a route of several links goes on for certain. These are done here unless ``--release`` is given. What
else 3.1 does not know (``pruning_threshold``, floods, initial IDPs, ``location_changes.csv``...) it passes over in
silence, and some settings it reads otherwise: such a folder is refused.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import os
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

NOT_ALIKE: dict[str, dict[str, object]] = {
    "spawn_rules": {
        "flood_zone_spawning_only": False, "empty_camps_on_day0": False, "sum_from_camps": True,
        "starvation_driven_spawning": False, "conflict_spawn_decay_interval": 30, "insert_day0": True,
    },
    "move_rules": {
        "pruning_threshold": 1.0, "fixed_routes": False, "flood_rules": None, "harvest_months": None,
        "use_economic_pull": False, "flee_when_starving": False,
        "avoid_food_deprived_locations": False, "WomenAvoidHazards": False, "ElderlyAvoidHazards": False,
        "stay_close_to_home": False, "use_pop_for_loc_weight": False, "movechance_pop_scale_factor": 0.0,
    },
}  # fmt: skip
"""Settings that 3.1 does not read, or not as the current source does, with the value at which that is the same."""


def refuse_what_is_unknown(settings: dict[str, Any], folder: Path) -> None:
    """Exit where 3.1 would leave something out in silence, or does it otherwise."""
    found = [
        f"{group}.{name}"
        for group, names in NOT_ALIKE.items()
        for name, idle in names.items()
        if (settings.get(group) or {}).get(name, idle) != idle
    ]
    header = (folder / "input_csv" / "locations.csv").read_text(encoding="utf-8-sig").split("\n", 1)[0]
    found += [f"column {name}" for name in ("initial_idps", "capacity_per_day") if name in header]
    found += [name for name in ("location_changes.csv",) if (folder / name).is_file()]
    if found:
        sys.exit(f"{folder}: Flee 3.1 does not do alike: {', '.join(found)}.")


def run(days: int | None, scaling: float, release: bool) -> tuple[float, list[list[str]]]:
    """Processor seconds of the days of one run, loading left out, and the table that Flee's run script prints."""
    from flee import InputGeography, flee, spawning
    from flee.datamanager import handle_refugee_data, read_period

    settings = flee.SimulationSettings
    start, length = read_period.read_conflict_period("input_csv/sim_period.csv")
    settings.ReadFromYML("run_simsetting.yml")
    settings.ConflictInputFile = "input_csv/conflicts.csv"
    world, geography = flee.Ecosystem(), InputGeography.InputGeography()
    geography.ReadConflictInputCSV(settings.ConflictInputFile)
    geography.ReadLocationsFromCSV("input_csv/locations.csv")
    geography.ReadLinksFromCSV("input_csv/routes.csv")
    geography.ReadClosuresFromCSV("input_csv/closures.csv")
    world, places = geography.StoreInputGeographyInEcosystem(world)
    counts = handle_refugee_data.RefugeeTable(
        csvformat="generic", data_directory="source_data", start_date=start, data_layout="data_layout.csv",
        population_scaledown_factor=settings.optimisations["PopulationScaleDownFactor"],
    )  # fmt: skip
    counts.ReadL1Corrections("input_csv/registration_corrections.csv")
    if not release:
        flee.Person.evolve = going_on(flee.Person.evolve)
    camps = world.get_camp_names()
    for camp in camps:
        spawning.add_initial_refugees(world, counts, places[camp])
        by_counts = not settings.spawn_rules["conflict_driven_spawning"]
        if by_counts and settings.spawn_rules["InsertDayZeroRefugeesInCamps"] and not release:
            places[camp].capacity -= counts.get_field(camp, 0)
    for place in world.locations:
        place.capacity *= 1.0 if release else scaling
    rows, seconds = [header(camps)], 0.0
    known = min((len(levels) for levels in geography.conflicts.values()), default=0)  # Flee ends where no row is left
    for day in range(min(days or length, known)):
        begun = time.process_time()
        geography.AddNewConflictZones(world, day)
        if not release:
            end_conflicts(geography.conflicts, world, day)
        _, raw, debt = spawning.spawn_daily_displaced(world, day, counts, SumFromCamps=True)
        spawning.refresh_spawn_weights(world)
        world.enact_border_closures(day)
        world.evolve()
        seconds += time.process_time() - begun
        there, counted = [places[camp].numAgents for camp in camps], [counts.get_field(camp, day) for camp in camps]
        rows.append(printed(day, start, there, counted, world.numAgents(), raw, debt))
    return seconds, rows


def end_conflicts(conflicts: dict[str, list[float]], world: Any, day: int) -> None:
    """End those of the current source that 3.1 lets go on: it looks for an intensity of exactly 1 the day before."""
    for name, levels in conflicts.items():
        if day and levels[day] < 1e-6 <= levels[day - 1] != 1:
            world.remove_conflict_zone(name=name)


def going_on(evolve: Any) -> Any:
    """A morning of the current source: who has a route to follow takes its next step without a draw."""

    def morning(person: Any, world: Any, *args: Any, **options: Any) -> None:
        if person.travelling or not person.route:
            evolve(person, world, *args, **options)
        elif link := person.take_next_step(world):
            person.handle_travel(link, travelling=True)

    return morning


def header(camps: list[str]) -> list[str]:
    """Columns of Flee's run script."""
    by_camp = [f"{camp} {what}" for camp in camps for what in ("sim", "data", "error")]
    return ["Day", "Date", *by_camp, "Total error", "refugees in camps (UNHCR)", "total refugees (simulation)",
            "raw UNHCR refugee count", "refugees in camps (simulation)", "refugee_debt"]  # fmt: skip


def printed(day: int, start: str, there: list[int], counted: list[int], all_: int, raw: int, debt: int) -> list[str]:
    """One row of them."""
    cells: list[object] = [day, date.fromisoformat(start) + timedelta(days=day)]
    for people, count in zip(there, counted, strict=True):
        cells += [people, count, abs(people / count - 1) if count else 0.0]
    off = sum(abs(people - count) for people, count in zip(there, counted, strict=True))
    return [str(each) for each in (*cells, off / raw if raw else 0.0, sum(counted), all_, raw, sum(there), debt)]


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description="Run one folder on Flee 3.1.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--hasten", type=int, help="people for one agent, in place of that of simsetting.yml")
    parser.add_argument("--days", type=int)
    parser.add_argument("--seed", type=int, help="default: none, as Flee")
    parser.add_argument("--out", type=Path, help="where to write the table")
    parser.add_argument("--release", action="store_true", help="without the four things of the current source")
    given = parser.parse_args()
    folder = given.folder.resolve()
    file = next(each for each in (folder, *folder.parents) if (each / "simsetting.yml").is_file()) / "simsetting.yml"
    settings = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
    refuse_what_is_unknown(settings, folder)
    if given.hasten:
        settings["optimisations"] = {**(settings.get("optimisations") or {}), "hasten": given.hasten}
    settings["log_levels"] = {}  # the records of single agents are neither wanted nor part of the time
    if given.seed is not None:
        import numpy as np

        random.seed(given.seed)
        np.random.seed(given.seed)
    scaling = float((settings.get("move_rules") or {}).get("capacity_scaling", 1.0))
    with in_place_of(folder, settings), quiet():
        seconds, rows = run(given.days, scaling, given.release)
    if given.out:
        with given.out.open("w", newline="", encoding="utf-8") as out:
            csv.writer(out, lineterminator="\n").writerows(rows)
    print(f"{seconds:.2f}")


@contextlib.contextmanager
def in_place_of(folder: Path, settings: dict[str, Any]) -> Any:
    """Work where Flee does: beside ``input_csv``, where it looks for demographics; the settings are a file there."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as work:
        for name in ("input_csv", "source_data"):
            (Path(work) / name).symlink_to(folder / name)
        (Path(work) / "run_simsetting.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
        os.chdir(work)
        try:
            yield
        finally:
            os.chdir(before)


@contextlib.contextmanager
def quiet() -> Any:
    """Flee tells every place and conflict."""
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        yield


if __name__ == "__main__":
    main()

"""Runs one conflict on the `flee` package from PyPI (3.1), and prints the processor seconds it took.

    python benchmarks/peers/run_flee.py CONFLICT_DIR

A process of its own, as Flee keeps its settings and counts in globals. What 3.1 does differently from the
folders' format is adapted here, not there: it reads the period by another function.
"""

from __future__ import annotations

import contextlib
import io
import sys
import time
from pathlib import Path


def run(folder: Path) -> float:
    """Processor seconds of the days of one run, loading left out."""
    from flee import InputGeography, flee, spawning
    from flee.datamanager import handle_refugee_data, read_period

    inputs, source = folder / "input_csv", folder / "source_data"
    settings = next(each for each in (folder, *folder.resolve().parents) if (each / "simsetting.yml").is_file())
    start, days = read_period.read_conflict_period(str(inputs / "sim_period.csv"))
    flee.SimulationSettings.ReadFromYML(str(settings / "simsetting.yml"))
    flee.SimulationSettings.ConflictInputFile = str(inputs / "conflicts.csv")
    world, geography = flee.Ecosystem(), InputGeography.InputGeography()
    geography.ReadLocationsFromCSV(str(inputs / "locations.csv"))
    geography.ReadLinksFromCSV(str(inputs / "routes.csv"))
    geography.ReadClosuresFromCSV(str(inputs / "closures.csv"))
    world, places = geography.StoreInputGeographyInEcosystem(world)
    counts = handle_refugee_data.RefugeeTable(
        csvformat="generic", data_directory=str(source), start_date=start, data_layout="data_layout.csv"
    )
    counts.ReadL1Corrections(str(inputs / "registration_corrections.csv"))
    for camp in world.get_camp_names():
        spawning.add_initial_refugees(world, counts, places[camp])
    begun = time.process_time()
    for day in range(days):
        geography.AddNewConflictZones(world, day)
        spawning.spawn_daily_displaced(world, day, counts)
        spawning.refresh_spawn_weights(world)
        world.enact_border_closures(day)
        world.evolve()
    return time.process_time() - begun


if __name__ == "__main__":
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        seconds = run(Path(sys.argv[1]))
    print(f"{seconds:.2f}")

"""Taking a national daily table of a million rows: processor seconds and memory, beside pandas reading the same file.

Run: python benchmarks/take.py [ROWS]. The limit is 15 seconds and 500 MB for a million rows.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

LIMIT_SECONDS, LIMIT_MB = 15.0, 500.0


def write_table(path: Path, rows: int) -> None:
    """Daily arrivals of many sites, with ``;`` and thousands signs as a ministry would send them."""
    start = date(2029, 1, 1)
    days = [(start + timedelta(days=day)).strftime("%d/%m/%Y") for day in range(365)]
    with path.open("w", encoding="utf-8") as file:
        file.write("Date;Province;District;Site;P-code;Arrivals;Families;Remarks\n")
        for number in range(rows):
            site, day = divmod(number, 365)
            people = 1 + (number * 7919) % 4000
            file.write(
                f"{days[day]};Province {site % 12};District {site % 90};Site {site};XX{site:05d};"
                f"{people:,};{people // 5 or 1};\n".replace(",", "\u00a0")
            )


MAPPING = """
confirmed = true
title = "daily arrivals"
publisher = "Ministry of made-up affairs"
day = ["day"]
place = ["site"]
key = ["code", "day"]
[columns.day]
names = ["Date"]
required = true
[columns.site]
names = ["Site"]
required = true
[columns.code]
names = ["P-code"]
[columns.arrivals]
names = ["Arrivals"]
required = true
[[figures]]
column = "arrivals"
unit = "people"
term = "arrived"
"""


def ours(folder: str) -> int:
    """Take the table and write the claims."""
    from waystation.claims.take import read_mapping, take_tables, write_taken

    taken = take_tables([Path(folder, "daily.csv")], mapping=read_mapping(Path(folder, "daily.toml")))
    if taken.problems:
        raise SystemExit(str(taken.problems[0]))
    return write_taken(taken, Path(folder, "claims.csv"))


def pandas_alone(folder: str) -> int:
    """What reading and writing the same rows costs pandas, without deciding anything."""
    import pandas as pd

    table = pd.read_csv(Path(folder, "daily.csv"), sep=";", dtype=str)
    table.to_csv(Path(folder, "pandas.csv"), index=False)
    return len(table)


def _measured(work: Callable[[str], int], folder: str, pipe: object) -> None:
    begin = time.process_time()
    count = work(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pipe.send((count, time.process_time() - begin, peak))  # type: ignore[attr-defined]


def measured(work: Callable[[str], int], folder: str) -> tuple[int, float, float]:
    """Rows, processor seconds and peak megabytes of work in a fresh process."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_measured, args=(work, folder, there))
    process.start()
    found: tuple[int, float, float] = here.recv()
    process.join()
    return found


def main() -> None:
    """Measure both and say the ratio."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        write_table(Path(folder, "daily.csv"), rows)
        Path(folder, "daily.toml").write_text(MAPPING, encoding="utf-8")
        count, seconds, peak = measured(ours, folder)
        _, other, other_peak = measured(pandas_alone, folder)
    print(f"waystation take: {count:,} claims of {rows:,} rows in {seconds:.1f} s of processor time, {peak:.0f} MB")
    print(f"pandas, reading and writing the rows only: {other:.1f} s, {other_peak:.0f} MB; ratio {seconds / other:.1f}")
    print(f"limit for a million rows: {LIMIT_SECONDS:.0f} s, {LIMIT_MB:.0f} MB")


if __name__ == "__main__":
    main()

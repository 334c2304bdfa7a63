"""What it costs to run members on a cluster or as slices, beside threads; and how memory grows with members.

    python benchmarks/scale.py                          # up to 100,000 members of the synthetic scenario
    python benchmarks/scale.py --members 1000 1000000   # the long one: some ten minutes of one core

Every run is a process of its own. Processor seconds are user and system, of that process and all it started, so that a
busy machine does not count. Memory is the most that the driver (the process that was started) ever held, as Linux tells
it. Ratios are to threads in the same round.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import waystation as ws
from waystation.arrow import without_arrow
from waystation.scale import DaskCluster, Sketch, Slice, SliceFiles, Threads, run_job, write_slice
from waystation.world import is_flee_folder

SYNTHETIC = Path(__file__).parents[1] / "examples" / "synthetic"
WAYS = ("threads", "dask", "slices")
SLICES = 40
WORKERS = 2


def one(way: str, folder: Path, members: int, *, sketch: bool) -> dict[str, object]:
    """Run all members one way, in this process; the results as a hash, so that runs can be compared."""
    # Named by the package: it then loads what is used, as the commands do.
    job: ws.MovementJob | ws.ReceptionJob
    if is_flee_folder(folder):
        job = ws.MovementJob(ws.load_flee(folder), members, sketch=sketch)
    else:
        job = ws.ReceptionJob(ws.load_scenario(folder), members, sketch=sketch)
    begun = time.monotonic()
    if way == "slices":
        with tempfile.TemporaryDirectory() as parts:
            for number in range(1, SLICES + 1):
                write_slice(job, Slice(number, SLICES), parts)
            found = run_job(job, SliceFiles([parts]))
    else:
        found = run_job(job, DaskCluster(workers=WORKERS) if way == "dask" else Threads(WORKERS))
    took = time.monotonic() - begun
    digest, held = hashlib.sha256(), 0
    for name, each in sorted(found.items()):
        arrays = [each.keys, each.counts, each.sums] if isinstance(each, Sketch) else [each]
        held += sum(array.nbytes for array in arrays)
        digest.update(name.encode())
        for array in arrays:
            digest.update(array.tobytes())
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": sum(each.ru_utime + each.ru_stime for each in usage), "clock": took,
        "driver_mb": usage[0].ru_maxrss / 1024, "result_mb": held / 1e6, "result": digest.hexdigest()[:12],
    }  # fmt: skip


def alone(way: str, folder: Path, members: int, *, whole: bool) -> dict[str, float | str]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--one", way, "--folder", str(folder), "--members", str(members)]
    done = subprocess.run(command + ["--whole"] * whole, capture_output=True, text=True, check=True)
    found: dict[str, float | str] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--folder", type=Path, default=SYNTHETIC)
    parser.add_argument("--ways", nargs="+", default=list(WAYS), choices=WAYS)
    parser.add_argument("--whole", action="store_true", help="keep whole members, not sketches")
    parser.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        without_arrow()  # as the commands do
        print(json.dumps(one(given.one, given.folder, given.members[0], sketch=not given.whole)))
        return
    print(f"{given.folder.name}, {'whole members' if given.whole else 'sketches'}, {WORKERS} workers, {SLICES} slices")
    heads = ("members", "way", "processor s", "ratio", "members/s/core", "driver MB", "result MB", "result")
    print("  ".join(f"{head:>14}" for head in heads))
    for members in given.members:
        threads = None
        for way in given.ways:
            found = alone(way, given.folder, members, whole=given.whole)
            seconds = float(found["seconds"])
            threads = threads or seconds
            cells = (
                f"{members:,}", way, f"{seconds:.1f}", f"{seconds / threads:.2f}", f"{members / seconds:.0f}",
                f"{found['driver_mb']:.0f}", f"{found['result_mb']:.2f}", found["result"],
            )  # fmt: skip
            print("  ".join(f"{cell:>14}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()

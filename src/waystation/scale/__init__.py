"""Where it runs: this process, this machine's cores, a Dask cluster, or slices for a batch queue.

The room knows nothing of the work: whoever has work in numbered members says so as a `Job`, and `run_job` gives the
same bytes wherever its slices ran. Small work within a function uses `over_members`.
"""

from waystation.scale.cluster import DaskCluster
from waystation.scale.content import content_key
from waystation.scale.jobs import Job, Slice, read_slice, slices_of
from waystation.scale.parts import Gathered, Part, Values
from waystation.scale.program import Program, refuse_other_program, this_program
from waystation.scale.running import Engine, Threads, run_job
from waystation.scale.sketch import RELATIVE_ERROR, Sketch, merge_sketches
from waystation.scale.slices import SliceFiles, read_recipe, slice_path, write_slice
from waystation.scale.threads import available_workers, one_blas_thread, over_members

__all__ = [
    "RELATIVE_ERROR", "DaskCluster", "Engine", "Gathered", "Job", "Part", "Program", "Sketch", "Slice", "SliceFiles",
    "Threads", "Values", "available_workers", "content_key", "merge_sketches", "one_blas_thread", "over_members",
    "read_recipe", "read_slice", "refuse_other_program", "run_job", "slice_path", "slices_of", "this_program",
    "write_slice",
]  # fmt: skip

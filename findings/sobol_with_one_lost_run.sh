#!/usr/bin/env bash
# SALib: one run without a result makes every Sobol index 0.
#
# Guessed: with one NaN among 1,024 results the indices are NaN, or an error says so.
# Seen: SALib 1.6.0, `sobol.analyze`: S1 and ST are 0 for all inputs, where they are 1 and 0 without the loss; no
# exception and no word in the result. Results that are all alike give 0 as well, for another reason.
# Why it matters here: a study on a cluster loses a run now and then, and "this setting has no influence" is the
# conclusion a modeller acts on. Our `sensitivity` refuses a lost run by name before it hands results over, and says
# when a score does not vary at all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'SALib==1.6.0' 'numpy==2.3.5' 'scipy==1.16.3' 'pandas==2.3.3'
packages/bin/python -W ignore - <<'PYTHON'
import numpy as np
from SALib.analyze import sobol
from SALib.sample import sobol as sample

problem = {"num_vars": 2, "names": ["speed", "share"], "bounds": [[0, 1], [0, 1]]}
settings = sample.sample(problem, 256, calc_second_order=False, seed=1)
results = settings[:, 0].copy()  # all of it is due to the speed
whole = sobol.analyze(problem, results, calc_second_order=False, seed=1)
results[5] = np.nan
one_lost = sobol.analyze(problem, results, calc_second_order=False, seed=1)
print("all runs:    first order", whole["S1"].round(2), "total", whole["ST"].round(2))
print("one run lost: first order", one_lost["S1"], "total", one_lost["ST"])
assert np.allclose(whole["S1"], [1, 0], atol=0.02) and np.allclose(whole["ST"], [1, 0], atol=0.02)
assert (one_lost["S1"] == 0).all() and (one_lost["ST"] == 0).all()
PYTHON

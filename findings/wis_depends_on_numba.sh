#!/usr/bin/env bash
# scoringrules: the weighted interval score depends on whether numba is installed.
#
# Guessed: one function gives one number, whichever backend computes it, and adding 1,000 to forecast and truth
# alike changes nothing.
# Seen: scoringrules 0.10.0, `weighted_interval_score` of one forecast: the numba backend gives 1.44 (as in Bracher
# et al. 2021); the numpy backend gives 2.64, and 202.64 once 1,000 is added to everything: its central term weighs
# the median itself, not its distance from the truth. Numba is the default where it is installed.
# Why it matters here: a forecast of a large camp scores worse than one of a small camp with the same error, and a
# table of scores changes between two machines. We score from `quantile_score`, which both backends compute alike,
# and test it by hand-worked intervals.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'scoringrules==0.10.0' 'numpy==2.3.5' 'scipy==1.16.3' 'numba==0.63.1'
packages/bin/python -W ignore - <<'PYTHON'
import numpy as np
import scoringrules

truth, median = np.array([10.0]), np.array([8.0])
lower, upper, alpha = np.array([[5.0, 6.0]]), np.array([[9.0, 12.0]]), np.array([0.5, 0.2])

# Bracher et al. (2021), equation 2: |y - m| / 2 and alpha / 2 times each interval score, over K + 1/2.
interval = (upper - lower) + 2 / alpha * (np.maximum(lower - truth, 0) + np.maximum(truth - upper, 0))
by_hand = float((abs(truth - median)[0] / 2 + (alpha / 2 * interval).sum()) / 2.5)


def score(backend: str, shift: float) -> float:
    moved = (truth + shift, median + shift, lower + shift, upper + shift, alpha)
    return float(np.squeeze(scoringrules.weighted_interval_score(*moved, backend=backend)))


for shift in (0.0, 1000.0):
    print(f"moved by {shift:6,.0f}: by hand {by_hand:.2f}, numba {score('numba', shift):.2f}, numpy {score('numpy', shift):.2f}")
for backend in ("numba", "numpy"):
    half = float(np.squeeze(scoringrules.quantile_score(truth, median, 0.5, backend=backend)))
    print(f"quantile_score, {backend}: {half:.2f}")
    assert np.isclose(half, 1.0)
assert np.isclose(by_hand, 1.44) and np.isclose(score("numba", 0), 1.44) and np.isclose(score("numba", 1000), 1.44)
assert np.isclose(score("numpy", 0), 2.64) and np.isclose(score("numpy", 1000), 202.64)
PYTHON

#!/usr/bin/env bash
# libhxl: a sum over a column leaves out every cell with a thousands separator.
#
# Guessed: a library made for humanitarian sheets reads "1,200" and "1 200" as 1,200, or refuses the column.
# Seen: libhxl 5.2.2: 1,200 + 800 = 800 and 1 300 + 2.5 thousand written as 2500 = 2500. The cells are not numbers
# to it (`is_number` is False); a line in the log says so, the result does not.
# Why it matters here: sums of HXL sheets that partners send may be too low by whole camps, so we read the cells
# ourselves, say how each was read and never drop one unsaid.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'libhxl==5.2.2' 'six==1.17.0'
packages/bin/python -W ignore - <<'PYTHON'
import logging

import hxl
from hxl.datatypes import is_number

logging.disable(logging.CRITICAL)
sheet = [
    ["Camp", "People"],
    ["#loc +name", "#affected"],
    ["North", "1,200"],
    ["North", "800"],
    ["South", "1 300"],
    ["South", "2500"],
]
totals = {row.values[0]: row.values[1] for row in hxl.data(sheet).count(["#loc+name"], "sum(#affected) as Total#affected+total")}
print(totals, {text: is_number(text) for text in ("1,200", "1 300", "800")})
assert totals == {"North": 800, "South": 2500}
assert not is_number("1,200") and not is_number("1 300") and is_number("800")
PYTHON

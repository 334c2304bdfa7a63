#!/usr/bin/env bash
# libhxl: a day written in digits only becomes another day, decades away.
#
# Guessed: 20190304 is 4 March 2019, as ISO 8601 writes it in short, and 43528 is the same day as a spreadsheet
# stores it; or neither is taken for a date.
# Seen: libhxl 5.2.2: `is_date` says yes to both; `normalise_date` gives 1970-08-22 for 20190304 (read as seconds
# since 1970) and 2089-03-04 for 43528 (read as days since 1970, not since 1900).
# Why it matters here: a column of arrivals whose days came out of a spreadsheet as numbers is put on days that
# nobody wrote. We read both as what they are, and say that day numbers were counted from 1900.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'libhxl==5.2.2' 'six==1.17.0'
packages/bin/python -W ignore - <<'PYTHON'
from datetime import date, timedelta

from hxl.datatypes import is_date, normalise_date

assert date(1899, 12, 30) + timedelta(43528) == date(2019, 3, 4)  # what a spreadsheet means
for text in ("2019-03-04", "20190304", "43528"):
    print(f"{text:>10}: is a date: {is_date(text)}, normalised: {normalise_date(text)}")
assert is_date("20190304") and is_date("43528")
assert normalise_date("2019-03-04") == "2019-03-04"
assert normalise_date("20190304") == "1970-08-22"
assert normalise_date("43528") == "2089-03-04"
PYTHON

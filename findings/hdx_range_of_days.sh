#!/usr/bin/env bash
# hdx-python-utilities: "4-10 March 2019" is read as 10 March 2004, 20:19.
#
# Guessed: `parse_date_range` gives 4 to 10 March 2019, or raises as it does for words it does not know.
# Seen: hdx-python-utilities 4.2.5: start and end are both 10 March 2004 at 20:19. The first number becomes the year
# and the year becomes the time of day. "4 March 2019" and "March 2019" are read rightly.
# Why it matters here: spans of days are how situation reports name a week ("4-10 March"); the result is a valid
# date and passes every check but one for plausible years. Our reader takes the span as a window and places nothing
# outside the report's own time.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'hdx-python-utilities==4.2.5'
packages/bin/python -W ignore - <<'PYTHON'
from hdx.utilities.dateparse import parse_date_range

for text in ("4 March 2019", "March 2019", "4-10 March 2019"):
    start, end = parse_date_range(text)
    print(f"{text:>16}: {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}")
assert [f"{day:%Y-%m-%d}" for day in parse_date_range("March 2019")] == ["2019-03-01", "2019-03-31"]
assert [f"{day:%Y-%m-%d %H:%M}" for day in parse_date_range("4-10 March 2019")] == ["2004-03-10 20:19"] * 2
PYTHON

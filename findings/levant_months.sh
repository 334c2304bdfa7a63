#!/usr/bin/env bash
# dateparser: the months of Syria, Lebanon, Jordan and Iraq are no months in Arabic.
#
# Guessed: "4 آذار 2019" is 4 March 2019 for `languages=['ar']` and when the language is found from the text, as "4
# مارس 2019" is.
# Seen: dateparser 1.5.0: None for both; only a locale of one of those countries (`locales=['ar-SY']`) knows the
# month, and that locale is never tried by itself. Egyptian and Gulf names are read.
# Why it matters here: reports from the region of our first case use these names only, so that a reader without a
# country set drops every day in them. Our Arabic lexicon has the months of the Levant, the Maghreb and Egypt side
# by side.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'dateparser==1.5.0'
packages/bin/python -W ignore - <<'PYTHON'
import dateparser

levant, egypt = "4 آذار 2019", "4 مارس 2019"
for text in (levant, egypt):
    found = [dateparser.parse(text, languages=["ar"]), dateparser.parse(text), dateparser.parse(text, locales=["ar-SY"])]
    print(text, *("nothing" if day is None else f"{day:%Y-%m-%d}" for day in found), sep=" | ")
assert dateparser.parse(levant, languages=["ar"]) is None and dateparser.parse(levant) is None
assert f"{dateparser.parse(levant, locales=['ar-SY']):%Y-%m-%d}" == "2019-03-04"
assert f"{dateparser.parse(egypt, languages=['ar']):%Y-%m-%d}" == "2019-03-04"
PYTHON

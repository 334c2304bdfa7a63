#!/usr/bin/env bash
# text2num: twenty-one thousand people become one thousand in Spanish, and in Spanish only.
#
# Guessed: "veintiún mil personas" is "21000 personas", as "veintidós mil" is 22000 and "treinta y un mil" is 31000.
# Seen: text2num 3.1.0 writes "veintiún 1000 personas": the form of "one" that stands before a noun is not known in
# this one compound, and what is left of the figure is a figure of its own. French and Portuguese give 21000.
# Why it matters here: a step that turns words into digits before figures are looked for would hand on 1,000 with no
# sign of a doubt. Our own number words hold this form.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'text2num==3.1.0'
packages/bin/python - <<'PYTHON'
from text_to_num import alpha2digit

seen = {}
for language, text in (
    ("es", "veintiún mil personas"), ("es", "veintidós mil personas"), ("es", "treinta y un mil personas"),
    ("fr", "vingt et un mille personnes"), ("pt", "vinte e uma mil pessoas"),
):  # fmt: skip
    seen[text] = alpha2digit(text, language)
    print(f"{language}: {text} -> {seen[text]}")
assert seen.pop("veintiún mil personas") == "veintiún 1000 personas"
assert [each.split()[0] for each in seen.values()] == ["22000", "31000", "21000", "21000"]
PYTHON

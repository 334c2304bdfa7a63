#!/usr/bin/env bash
# pyxform: a form whose column is misspelt by a letter loses the rule, with no warning.
#
# Guessed: a column that XLSForm does not know brings a warning, as a misspelt name of a sheet does.
# Seen: pyxform 4.5.0: with `requird` and `relevent` the form is made, the list of warnings is empty, and neither
# `required` nor `relevant` stands in it; spelt rightly both do.
# Why it matters here: daily counts come in by such forms; the question that must be answered can be left empty, and
# nobody is told. A test looks for each rule of the form we ship in what pyxform makes of it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'pyxform==4.5.0'
packages/bin/python -W ignore - <<'PYTHON'
from pyxform.xls2xform import convert


def form(required: str, relevant: str) -> tuple[bool, bool, list[str]]:
    sheet = f"""
| survey |
|        | type    | name    | label         | {required} | {relevant}       |
|        | integer | open    | Desks open    |            |                  |
|        | integer | arrived | Arrived today | yes        | ${{open}} > 0    |
| settings |
|          | form_title | form_id |
|          | Count      | count   |
"""
    made = convert(xlsform=sheet, file_type=".md")
    return 'required="true()"' in made.xform, "relevant=" in made.xform, list(made.warnings)


print("spelt rightly:", form("required", "relevant"))
print("misspelt:     ", form("requird", "relevent"))
assert form("required", "relevant") == (True, True, [])
assert form("requird", "relevent") == (False, False, [])
PYTHON

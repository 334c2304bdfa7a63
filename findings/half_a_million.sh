#!/usr/bin/env bash
# quantulum3, word2number, PyArabic: half a million is a million and a half, or a million.
#
# Guessed: 500,000 in quantulum3 and PyArabic, and 1,000,000 in word2number, which reads word by word; for "two hundred
# to three hundred" a range, or a refusal.
# Seen: quantulum3 0.10.0 adds the two words: 1,500,000. word2number 1.1 passes over what it does not know: 1,000,000,
# as does PyArabic 0.6.15 with "نصف مليون". "Two hundred to three hundred" is 303 in word2number, and 200 to 300 in
# quantulum3. Nothing is refused and nobody warned.
# Why it matters here: guesses of how many people are left are told in just these words, and each figure is of the
# right kind and size to be believed. Our own grammar of numbers has fractions and ranges in words.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'quantulum3==0.10.0' 'word2number==1.1' 'PyArabic==0.6.15' 'setuptools==80.9.0'
packages/bin/python -W ignore - <<'PYTHON'
from pyarabic.number import text2number
from quantulum3 import parser
from word2number import w2n

half, span = "half a million people", "two hundred to three hundred people"
seen = {
    "quantulum3": [[(q.value, q.uncertainty) for q in parser.parse(text)] for text in (half, span)],
    "word2number": [w2n.word_to_num(text) for text in (half, span)],
    "PyArabic": text2number("نصف مليون"),
}
for name, figures in seen.items():
    print(name, figures, sep=": ")
assert seen["quantulum3"] == [[(1_500_000, None)], [(250, 50)]]
assert seen["word2number"] == [1_000_000, 303]
assert seen["PyArabic"] == 1_000_000
PYTHON

#!/usr/bin/env bash
# pypdf turns Arabic figures round, and three readers of PDF order one Arabic line in three ways.
#
# Guessed: a text layer with a map to Unicode comes out in the order of reading, or the whole of it in the order of
# print, from any reader; digits keep their order in all of them.
# Seen: "يستضيف المخيم ٤٧٠٠٠ نازح" set by matplotlib 3.11.2: pypdf 7.1.1 gives ٠٠٠٧٤ for ٤٧٠٠٠; pdfplumber 0.11.10
# gives all words in the order of print and the figure rightly; PDFium (pypdfium2 5.15.2) gives the figure rightly,
# and one of the four words with its letters turned.
# Why it matters here: a camp of 47,000 becomes 74, in an otherwise readable text. We take letters with their
# places, and apply the rule for right-to-left scripts to the order of print.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'matplotlib==3.11.2' 'pypdf==7.1.1' 'pdfplumber==0.11.10' 'pypdfium2==5.15.2'
packages/bin/python -W ignore - <<'PYTHON'
import matplotlib
import pdfplumber
import pypdf
import pypdfium2
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure

words = "يستضيف المخيم الآن ٤٧٠٠٠ نازح"
matplotlib.rcParams["pdf.fonttype"] = 42
page = Figure(figsize=(6, 2))
page.text(0.1, 0.5, words, family="DejaVu Sans", fontsize=12)
with PdfPages("update.pdf") as file:
    file.savefig(page)

texts = {
    "pypdf": pypdf.PdfReader("update.pdf").pages[0].extract_text(),
    "pdfplumber": pdfplumber.open("update.pdf").pages[0].extract_text(),
    "pdfium": pypdfium2.PdfDocument("update.pdf")[0].get_textpage().get_text_range(),
}
for name, text in texts.items():
    kept = [word for word in words.split() if word in text.split()]
    print(f"{name}: {len(kept)} of 5 words as they are read; ٤٧٠٠٠ {'٤٧٠٠٠' in text}, ٠٠٠٧٤ {'٠٠٠٧٤' in text}")
    assert (len(kept), "٤٧٠٠٠" in text, "٠٠٠٧٤" in text) == {
        "pypdf": (4, False, True), "pdfplumber": (1, True, False), "pdfium": (4, True, False)
    }[name]
PYTHON

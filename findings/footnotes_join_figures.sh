#!/usr/bin/env bash
# Five readers of web pages and Word files: a footnote mark becomes the last digit of the figure.
#
# Guessed: readers made to keep the words drop a raised mark or set it apart; one library gives one text in all its
# formats.
# Seen: 850 with a raised 1 is "8501" in html2text 2025.4.15, inscriptis 2.7.6, markitdown 0.1.9, python-docx 1.2.0
# and in trafilatura 2.3.1's JSON and plain text; trafilatura's text with formatting keeps `<sup>`, so that the same
# call differs by a tenfold figure with the format asked for.
# Why it matters here: agencies raise footnotes on the very figures that planners copy, and the joined number is
# plausible. We read the raised runs of pages, Word files, mail and PDF themselves.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'trafilatura==2.3.1' 'lxml_html_clean==0.4.3' 'html2text==2025.4.15' 'inscriptis==2.7.6' 'markitdown==0.1.9' 'python-docx==1.2.0'
packages/bin/python -W ignore - <<'PYTHON'
import io

import docx
import html2text
import inscriptis
import trafilatura
from markitdown import MarkItDown

page = """<html><body><article><h1>Situation update</h1>
<p>Since Friday some 850<sup>1</sup> people have crossed at the northern post, the provincial office said on Monday,
and most of them went on to the camp on the same day. The desk counts in the evening.</p>
<p><sup>1</sup> Count of the crossing desk, which is open by day only and counts whole families as they pass.</p>
</article></body></html>"""
letter = docx.Document()
paragraph = letter.add_paragraph("Since Friday some 850")
paragraph.add_run("1").font.superscript = True
paragraph.add_run(" people have crossed.")
file = io.BytesIO()
letter.save(file)

texts = {
    "html2text": html2text.html2text(page),
    "inscriptis": inscriptis.get_text(page),
    "markitdown": MarkItDown().convert_stream(io.BytesIO(page.encode()), file_extension=".html").text_content,
    "python-docx": docx.Document(io.BytesIO(file.getvalue())).paragraphs[0].text,
    "trafilatura, plain": trafilatura.extract(page),
    "trafilatura, JSON": trafilatura.extract(page, output_format="json", include_formatting=True),
    "trafilatura, with formatting": trafilatura.extract(page, include_formatting=True),
}
joined = {name: "8501" in text for name, text in texts.items()}
print(*(f"{name}: {'8501' if each else 'kept apart'}" for name, each in joined.items()), sep="\n")
assert [name for name, each in joined.items() if not each] == ["trafilatura, with formatting"]
assert "850<sup>1</sup>" in texts["trafilatura, with formatting"]
PYTHON

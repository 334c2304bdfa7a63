#!/usr/bin/env bash
# python-docx: a figure that was put in under review is missing from the text, where other readers have it.
#
# Guessed: `paragraph.text` has the words as Word shows them, with or without what was put in, and marks neither;
# fields of forms and text boxes are part of the document's text.
# Seen: python-docx 1.2.0: "some 2,300 people", typed with changes tracked, reads "some  people"; the content of a
# field (`w:sdt`) is missing too, in a line and around a whole paragraph. docx2txt 0.9 and mammoth 1.11.0 have the
# figures.
# Why it matters here: drafts of situation reports go round with changes tracked, and templates of agencies are made
# of fields, so that the newest figure of all is the one that is lost, with no error. We bring the text of both to
# where python-docx reads, leave out what was deleted, and say that changes were read as accepted.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv packages
packages/bin/pip install --quiet --disable-pip-version-check \
    'python-docx==1.2.0' 'lxml==6.0.2' 'docx2txt==0.9' 'mammoth==1.11.0'
packages/bin/python -W ignore - <<'PYTHON'
import docx
import docx2txt
import mammoth
from docx.oxml import parse_xml

space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


put_in = f'<w:ins w:id="1" w:author="desk" w:date="2030-01-02T08:00:00Z">{run("2,300")}</w:ins>'
field = f"<w:sdt><w:sdtContent>{run('1,870')}</w:sdtContent></w:sdt>"
block = f"<w:sdt {space}><w:sdtContent><w:p>{run('Some 240 people left.')}</w:p></w:sdtContent></w:sdt>"
document = docx.Document()
document.element.body.insert(0, parse_xml(f"<w:p {space}>{run('Some ')}{put_in}{run(' people came, ')}{field}{run(' in all.')}</w:p>"))
document.element.body.insert(1, parse_xml(block))
document.save("update.docx")

texts = {
    "python-docx": " / ".join(each.text for each in docx.Document("update.docx").paragraphs),
    "docx2txt": docx2txt.process("update.docx"),
}
with open("update.docx", "rb") as file:
    texts["mammoth"] = mammoth.extract_raw_text(file).value
for name, text in texts.items():
    print(f"{name}: {' '.join(text.split())}")
assert texts["python-docx"] == "Some  people came,  in all."
assert all(figure in texts[name] for name in ("docx2txt", "mammoth") for figure in ("2,300", "1,870", "240"))
PYTHON

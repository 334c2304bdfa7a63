"""Word documents as offices send them: changes under review, forms, text boxes and footnotes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from docx import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml

from waystation.claims.reading.intake import Report, read_reports

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_WHO = 'w:id="1" w:author="desk" w:date="2030-01-02T08:00:00Z"'


def _run(words: str, kind: str = "t") -> str:
    return f'<w:r><w:{kind} xml:space="preserve">{words}</w:{kind}></w:r>'


def _report(folder: Path, *body: str) -> Report:
    """A document with these parts of WordprocessingML, read."""
    document = Document()
    for part in body:
        document.element.body.insert(len(document.element.body) - 1, parse_xml(part.replace(">", f" {_SPACES}>", 1)))
    document.save(str(folder / "update.docx"))
    (report,) = read_reports([folder / "update.docx"], published=date(2030, 1, 3)).reports
    return report


def test_changes_under_review_are_read_as_accepted_and_said(tmp_path: Path) -> None:
    changed = (
        f"<w:p>{_run('Some ')}<w:del {_WHO}>{_run('3,200', 'delText')}</w:del><w:ins {_WHO}>{_run('2,300')}</w:ins>"
        f"{_run(' people had arrived by ')}<w:moveFrom {_WHO}>{_run('noon')}</w:moveFrom>"
        f"<w:moveTo {_WHO}>{_run('the evening')}</w:moveTo>{_run('.')}</w:p>"
    )
    report = _report(tmp_path, changed)
    assert report.text == "Some 2,300 people had arrived by the evening."
    assert "It holds changes under review; they are read as if all were accepted." in report.notes


def test_a_row_taken_out_under_review_is_not_read(tmp_path: Path) -> None:
    cells = "<w:tc><w:p>{}</w:p></w:tc><w:tc><w:p>{}</w:p></w:tc>"
    rows = [
        f"<w:tr>{cells.format(_run('Site'), _run('People'))}</w:tr>",
        f"<w:tr><w:trPr><w:del {_WHO}/></w:trPr>{cells.format(_run('North'), _run('410'))}</w:tr>",
        f"<w:tr><w:trPr><w:ins {_WHO}/></w:trPr>{cells.format(_run('South'), _run('95'))}</w:tr>",
    ]
    grid = '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
    report = _report(tmp_path, f"<w:tbl>{grid}{''.join(rows)}</w:tbl>")
    assert report.text == "Site | People\nSouth | 95"


def test_fields_of_a_form_are_read_wherever_they_stand(tmp_path: Path) -> None:
    def form(content: str) -> str:
        return f'<w:sdt><w:sdtPr><w:alias w:val="figure"/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>'

    grid = '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
    cell = f"<w:tc><w:p>{_run('310')}</w:p></w:tc>"
    row = f"<w:tr><w:tc><w:p>{_run('North')}</w:p></w:tc>{form(cell)}</w:tr>"
    report = _report(
        tmp_path,
        f"<w:p>{_run('In all ')}{form(_run('1,870'))}{_run(' people came.')}</w:p>",
        form(f"<w:p>{_run('Some 240 people left.')}</w:p>"),
        f"<w:tbl>{grid}{form(row)}</w:tbl>",
    )
    assert report.text == "In all 1,870 people came.\n\nSome 240 people left.\n\nNorth | 310"
    assert not any("review" in note for note in report.notes)


def test_a_text_box_is_read_once_though_it_is_stored_twice(tmp_path: Path) -> None:
    box = f"<w:txbxContent><w:p>{_run('Key figure: 6,400 people since 1 January.')}</w:p></w:txbxContent>"
    drawn = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    report = _report(tmp_path, f"<w:p>{_run('Situation at the river.')}{drawn}</w:p>", f"<w:p>{_run('The end.')}</w:p>")
    assert report.text == "Situation at the river.\n\nKey figure: 6,400 people since 1 January.\n\nThe end."


def test_footnotes_are_not_read_and_that_is_said(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("Some 850 people came.")
    note = f"<w:footnote><w:p>{_run('Of whom 300 children.')}</w:p></w:footnote>"
    notes = f"<w:footnotes {_SPACES}><w:footnote/>{note}</w:footnotes>"
    package = document.part.package
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, notes.encode(), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(tmp_path / "update.docx"))
    (report,) = read_reports([tmp_path / "update.docx"], published=date(2030, 1, 3)).reports
    assert "Its footnotes are not read: 1." in report.notes

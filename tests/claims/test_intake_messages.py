"""Chats and mails as people export and forward them: days, no senders, attachments; nothing read twice."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from waystation.claims.reading.intake import Report, read_reports
from waystation.claims.reading.intake import mail as mails
from waystation.claims.reading.read import read_report
from waystation.claims.reading.reported import read_each

DAY = date(2019, 3, 4)


def _only(*files: Path | str, **options: object) -> Report:
    (report,) = read_reports(files, **options).reports  # type: ignore[arg-type]
    return report


CHATS = {
    "iphone": "[18/05/2023, 19:42:10] ~ A. Person: 300 people came\nfrom Sur\n"
    "[19/05/2023, 08:10:00] +961 3 123 456: 40 more",
    "android": "18/05/2023, 19:42 - Messages are encrypted.\n18/05/2023, 19:43 - A. Person: 300 people came\n"
    "from Sur\n19/05/2023, 08:10 - B: <Media omitted>\n19/05/2023, 08:10 - B: 40 more",
    "american": "5/18/23, 7:42\u202fPM - A. Person: 300 people came\nfrom Sur\n5/19/23, 8:10\u202fAM - B: 40 more",
    "dots": "18.05.23, 19:42 - A. Person: 300 people came\nfrom Sur\n19.05.23, 08:10 - B: 40 more",
    "browser": "[19:42, 18/05/2023] A. Person: 300 people came\nfrom Sur\n[08:10, 19/05/2023] B: 40 more",
    "arabic": "\u200f[١٨/٥/٢٠٢٣، ٧:٤٢ م] شخص: 300 people came\nfrom Sur\n\u200f[١٩/٥/٢٠٢٣، ٨:١٠ ص] ب: 40 more",
}


@pytest.mark.parametrize("phone", CHATS)
def test_a_chat_export_gives_a_report_a_day_and_no_sender(tmp_path: Path, phone: str) -> None:
    (tmp_path / "chat.txt").write_text(CHATS[phone], encoding="utf-8")
    reports = read_reports([tmp_path / "chat.txt"]).reports
    assert [(each.published, each.text) for each in reports] == [
        (date(2023, 5, 18), "300 people came\nfrom Sur"),
        (date(2023, 5, 19), "40 more"),
    ]
    assert "Person" not in repr(reports)
    assert read_reports([tmp_path / "chat.txt"], published=DAY).reports[0].published == date(2023, 5, 18)


@pytest.mark.parametrize("name", ["chat.txt", "chat.md", None])
def test_a_chat_is_read_the_same_pasted_and_from_a_file(tmp_path: Path, name: str | None) -> None:
    text = "[28/05/2024, 18:20] Ana R: 410 people reached Renk today\n[29/05/2024, 07:45] Ana R: 65 more this morning"
    if name:
        (tmp_path / name).write_text(text, encoding="utf-8")
        read = read_each(read_reports([tmp_path / name], published=date(2024, 6, 2)).reports)
        found = [(each.report.text, reading) for each in read for reading in each.readings]
    else:
        found = [(text, reading) for reading in read_report(text, "2024-06-02")]
    told = [(c.quantity_low, c.unit, c.term, c.about_end) for c in (each.claim for _, each in found)]
    assert told == [
        (410, "people", "arrived", date(2024, 5, 28)),
        (65, "people", "arrived", date(2024, 5, 29)),
    ]
    assert found[0][1].claim.place == "Renk"
    assert [whole[slice(*each.spans["figure"])] for whole, each in found] == ["410", "65"]
    for whole, each in found:
        claim = each.claim
        assert whole[claim.excerpt_start : claim.excerpt_end] == claim.excerpt
        assert "Ana" not in str(claim)


def test_a_chat_whose_days_may_be_months_says_how_they_were_read(tmp_path: Path) -> None:
    (tmp_path / "chat.txt").write_text("[05/06/2023, 19:42] A: 300 people came", encoding="utf-8")
    report = _only(tmp_path / "chat.txt")
    assert report.published == date(2023, 6, 5)
    assert any("read as day/month/year" in note for note in report.notes)


@pytest.mark.parametrize(
    ("stamps", "days"),
    [
        (("3/4/30, 7:42 PM", "3/5/30, 8:01 AM"), (date(2030, 3, 4), date(2030, 3, 5))),
        (("03/04/2030, 19:42", "04/04/2030, 08:01"), (date(2030, 4, 3), date(2030, 4, 4))),
    ],
)
def test_a_chat_goes_on_from_day_to_day_not_from_month_to_month(
    tmp_path: Path, stamps: tuple[str, str], days: tuple[date, date]
) -> None:
    lines = [f"[{stamp}] Desk: {figure} people came" for stamp, figure in zip(stamps, (300, 120), strict=True)]
    (tmp_path / "chat.txt").write_text("\n".join(lines), encoding="utf-8")
    reports = read_reports([tmp_path / "chat.txt"]).reports
    assert tuple(each.published for each in reports) == days
    assert any("lie within one day, not 3" in note for note in reports[0].notes)


def test_a_mail_with_attachments_is_parsed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed, parse = list[bytes](), message_from_bytes

    def counted(data: bytes, **settings: Any) -> Any:
        parsed.append(data)
        return parse(data, **settings)

    monkeypatch.setattr(mails, "message_from_bytes", counted)
    file = tmp_path / "note.eml"
    file.write_bytes(_mail_with(("list.txt", b"310 people arrived.")))
    assert len(read_reports([file]).reports) == 2
    assert len(parsed) == 1


def _mail_with(*attached: tuple[str, bytes], page: str = "") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Date"] = "Desk <desk@relief.example>", "Wed, 02 Jan 2030 19:00:00 +0000"
    mail.set_content("Please find the update attached.")
    if page:
        mail.add_alternative(page, subtype="html")
    for name, data in attached:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def test_what_is_attached_to_a_mail_is_read_with_the_day_of_the_mail(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("About 300 people arrived.")
    document.save(str(tmp_path / "update.docx"))
    attached = [
        ("../up/date.docx", (tmp_path / "update.docx").read_bytes()),
        ("dated.txt", b"Published: 2029-12-30\n\nSome 40 people left."),
        ("sites.csv", b"site,people\nNorth,410\n"),
        ("map.png", b"\x89PNG"),
        ("broken.docx", b"no archive"),
    ]
    (tmp_path / "mail.eml").write_bytes(_mail_with(*attached))
    intake = read_reports([tmp_path / "mail.eml"])
    assert [(each.name, each.published.isoformat()) for each in intake.reports] == [
        ("mail.eml", "2030-01-02"),
        ("mail.eml: date.docx", "2030-01-02"),
        ("mail.eml: dated.txt", "2029-12-30"),
        ("mail.eml: sites.csv", "2030-01-02"),
    ]
    assert [each.publisher for each in intake.reports] == ["relief.example"] * 4
    assert "410" in intake.reports[3].text
    assert any("not read: map.png" in note for note in intake.reports[0].notes)
    (problem,) = intake.problems
    assert "broken.docx" in str(problem)


def test_a_mail_whose_layout_has_figures_that_its_plain_form_lacks_is_read_with_layout(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(_mail_with(page="<p><b>410</b> people arrived on Sunday.</p>"))
    assert _only(tmp_path / "mail.eml").text == "410 people arrived on Sunday."


@pytest.mark.parametrize(
    ("marker", "head"),
    [
        (
            "---------- Forwarded message ---------",
            "From: Desk <d@tarsa.example.org>\nDate: Wed, 27 Feb 2019 at 18:04\nSubject: x\nTo: <a@b.org>",
        ),
        (
            "-----Message d'origine-----",
            "De : Desk <d@tarsa.example.org>\nEnvoyé : mercredi 27 février 2019 18:04\nÀ : x\nObjet : y",
        ),
    ],
)
def test_a_mail_passed_on_has_its_own_day_and_sender(tmp_path: Path, marker: str, head: str) -> None:
    message = EmailMessage()
    message["From"], message["Date"] = "a@belmar.example.org", "Mon, 04 Mar 2019 09:00:00 +0000"
    own_words, passed_on = "Today 12 people arrived in Mosul.\n-- \nA. Person", "Yesterday 310 people arrived in Duhok."
    message.set_content(f"{own_words}\n\n{marker}\n{head}\n\n{passed_on}")
    (tmp_path / "mail.eml").write_bytes(message.as_bytes())
    own, below = read_reports([tmp_path / "mail.eml"]).reports
    assert (own.published, own.publisher) == (DAY, "belmar.example.org")
    assert (below.published, below.publisher) == (date(2019, 2, 27), "tarsa.example.org")
    assert "310" not in own.text
    assert "12 people" not in below.text
    (claim,) = read_report(below.text, below.published, below.publisher)
    assert claim.claim.about_start == date(2019, 2, 26)


def test_a_mail_passed_on_whose_day_can_be_two_days_says_so(tmp_path: Path) -> None:
    message = EmailMessage()
    message["From"], message["Date"] = "a@belmar.example.org", "Mon, 04 Mar 2019 09:00:00 +0000"
    message.set_content("From: Desk <d@tarsa.example.org>\nSent: 02/03/2019 18:04\n\n310 people arrived in Duhok.")
    (tmp_path / "mail.eml").write_bytes(message.as_bytes())
    report = _only(tmp_path / "mail.eml")
    assert report.published == DAY
    assert any("does not tell" in note for note in report.notes)

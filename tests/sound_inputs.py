"""Sound inputs of every kind, to be damaged: folders of `examples`, reports, tables, a ledger, a hub."""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import waystation as ws

__all__ = [
    "EXAMPLES", "confirmed_mapping", "files_of", "fitted", "hub_files", "ledger_bytes", "plan_files", "report_files",
    "table_files",
]  # fmt: skip

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


@cache
def files_of(folder: Path) -> Mapping[str, bytes]:
    """The files of a folder by their path below it."""
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file() and ".waystation" not in each.parts
    }


@cache
def report_files() -> Mapping[str, bytes]:
    """Text, Markdown, a web page, mail, a table of excerpts, a chat, Arabic, a Word document."""
    from docx import Document

    text = (
        "Published: 2030-01-09\nPublisher: Valley Radio\n\nAbout 1,250 people arrived at Lower Camp on 8 January, the "
        "mayor told Radio Sur. Of them, some 300 were children. From 200 to 250 families are expected on Friday.\n\n"
        "| Camp | People |\n|---|---|\n| Lower Camp | 4,200 |\n| Upper Camp | 1,100 |\n"
    )
    mail = (
        "From: desk@example.org\nTo: list@example.org\nSubject: Daily figures\nDate: Wed, 09 Jan 2030 18:00:00 +0300\n"
        f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}"
    )
    page = (
        '<html><head><meta property="article:published_time" content="2030-01-09"><title>Arrivals</title></head>'
        f"<body><article><p>{text}</p><table><tr><th>Camp<th>People<tr><td>Lower Camp<td>4,200</table></article></body>"
    )
    chat = "[09/01/2030, 08:15] A: 300 people arrived at Lower Camp\n[09/01/2030, 09:15] B: now 450 arrived\n"
    excerpts = 'excerpt,published,publisher,name\n"About 300 people arrived at Lower Camp.",2030-01-09,Radio,a\n'
    word, arabic = io.BytesIO(), "نشر في 9 يناير 2030. وصل نحو 300 شخص إلى المخيم يوم 8 يناير.\n"
    document = Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(word)
    return {
        "a.txt": text.encode(), "b.md": text.encode(), "c.html": page.encode(), "d.eml": mail.encode(),
        "e.csv": excerpts.encode(), "f.txt": chat.encode(), "g.txt": f"Published: 2030-01-09\n{arabic}".encode(),
        "h.docx": word.getvalue(),
    }  # fmt: skip


@cache
def table_files() -> Mapping[str, bytes]:
    """One table as text, JSON, a workbook and in an archive."""
    import openpyxl

    head = ["date", "place", "arrivals", "families"]
    rows = [[f"2030-01-{day:02}", place, 40 * day, 9 * day] for day in range(3, 12) for place in ("Upper", "Lower")]
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in [head, *rows]:
        book.active.append(row)
    book.save(file)
    lines = "".join(f"{','.join(map(str, row))}\n" for row in [head, *rows])
    hapi = (
        "location_code,operation,assessment_type,admin1_name,admin2_name,population,reporting_round,"
        "reference_period_start,reference_period_end\n"
    )
    hapi += "".join(f"CAF,Basin,BA,Vakaga,Birao,{50 * n},{n},2030-0{n}-01,2030-0{n}-28\n" for n in range(1, 8))
    days = [{"date": f"2030-01-{day:02}", "individuals": str(day * 100), "year": "2030"} for day in range(1, 9)]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("daily.csv", lines)
    return {
        "a.csv": lines.encode(), "b.csv": lines.replace(",", ";").encode("utf-16"), "c.csv": hapi.encode(),
        "d.json": json.dumps({"data": days}).encode(), "e.xlsx": file.getvalue(), "f.zip": archive.getvalue(),
    }  # fmt: skip


@cache
def confirmed_mapping() -> str:
    """What the columns of the table of places and days mean, as a person confirms it."""
    with tempfile.TemporaryDirectory() as folder:
        sound = Path(folder, "a.csv")
        sound.write_bytes(table_files()["a.csv"])
        proposed = ws.guess_mapping(sound, ws.TakeSettings(term="arrived"))
    return proposed.replace("confirmed = false", "confirmed = true")


@cache
def plan_files() -> Mapping[str, bytes]:
    """Stock, standards, weights and measures of a planner."""
    return {
        "stock.csv": (
            b"place,item,amount,per_day,available,until,source\nLower Camp,water,5000,,2030-01-08,,Desk\n"
            b"Lower Camp,water,,9000,2030-01-09,2030-02-01,Desk\n"
        ),
        "standards.csv": (
            b"item,figure,unit,per,counted,level,phase,rounding,group,default,source,confidence,note\n"
            b"water,20,litres per day,person per day,people there,minimum,any,none,water,yes,Desk,own,Ours\n"
        ),
        "weights.csv": b"item,kg,source,confidence,note\nblankets,1.2,Desk,own,Ours\n",
        "measures.toml": b'[[measures]]\nname = "One more lane"\nset = ["stages.search.lanes=+1"]\ncost = 1\n',
    }


@cache
def ledger_bytes() -> bytes:
    """A ledger with a decision, as the bytes of its file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "l.db")
        with ws.Ledger(file) as ledger:
            ledger.add(ws.read_claims(EXAMPLES / "synthetic" / "claims.csv"))
            ledger.decide(ledger.claims()[0].id, "set aside", "Counts two days.")
        connection = sqlite3.connect(file)
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.close()
        return file.read_bytes()


@cache
def fitted() -> Any:
    """A forecast made up in the form of a real one."""
    from share_fakes import fake_forecast  # of tests/share

    folder = EXAMPLES / "synthetic"
    return fake_forecast(ws.load_scenario(folder), ws.read_claims(folder / "claims.csv"), date(2030, 1, 12), members=50)


@cache
def hub_files() -> Mapping[str, bytes]:
    """A hub folder with one forecast, by path."""
    with tempfile.TemporaryDirectory() as folder:
        ws.write_hub(fitted(), folder)
        return {str(each.relative_to(folder)): each.read_bytes() for each in Path(folder).rglob("*") if each.is_file()}

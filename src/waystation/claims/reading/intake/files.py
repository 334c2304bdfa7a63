"""From files, folders and standard input to reports, or to everything that is wrong with them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from waystation.claims.reading.intake.chats import chat_days, chat_reports
from waystation.claims.reading.intake.report import MOST_BYTES, Draft, Report, finished, headed
from waystation.errors import InputError, Problem
from waystation.world.textfile import decoded, shown

__all__ = ["STANDARD_INPUT", "Intake", "read_reports"]

STANDARD_INPUT = "-"
"""Stands for what is piped or pasted into the command."""

_MOST_FILES = 5_000
_MOST_ATTACHED = 50
_PLAIN = {".txt", ".text", ".md", ".markdown", ""}
_PAGES = {".html", ".htm", ".xhtml"}
_TABLES = {".csv", ".xlsx"}
_READ = "Reports are read from .txt, .md, .html, .eml, .docx, .pdf and, as tables of excerpts, .csv and .xlsx."
_OTHERS = {
    ".doc": "Open it in the word processor and save it as .docx.",
    ".odt": "Open it in the word processor and save it as .docx.",
    ".rtf": "Open it in the word processor and save it as .docx.",
    ".xls": "Open it in the spreadsheet program and save it as .xlsx.",
    ".ods": "Open it in the spreadsheet program and save it as .xlsx.",
    ".msg": "Save the mail as .eml or its text as .txt.",
}


@dataclass(frozen=True)
class Intake:
    """Reports ready to be read.

    Parameters
    ----------
    reports : the reports
    left_out : names of files in folders that are no reports
    problems : what is wrong with the others, each with what to do about it
    """

    reports: list[Report]
    left_out: list[str]
    problems: tuple[Problem, ...] = ()


def read_reports(
    files: Iterable[Path | str],
    *,
    published: date | None = None,
    publisher: str = "",
    standard_input: Callable[[], bytes] | None = None,
) -> Intake:
    """The reports in files and folders, each with its day and publisher.

    A file may be plain text, Markdown, a web page, an e-mail with what is attached to it, a Word document, a PDF
    (with the extra ``waystation[pdf]``), a chat export (each message with its own day, without its sender), or a
    spreadsheet: with a column `text` a report a row (and the columns published, publisher, id), else a table of
    figures. Of a folder every such file is read, in the order of names; others are left out, and so are the tables of
    scenario folders and Flee folders in it. What
    personal data can be told by rule (telephone numbers, e-mail addresses, plates, identity numbers) is struck out.
    A file that cannot be read does not hold up the others: what is wrong with it stands in `problems`.

    Parameters
    ----------
    files : files and folders; "-" is standard input, taken as plain text or as a web page
    published : day the reports came out, over what the files themselves say
    publisher : where they were read, over what the files themselves say
    standard_input : gives the bytes of standard input; default: that of the process

    Raises
    ------
    InputError
        If no report can be read, with everything wrong with every file: not there, not readable, too large, no text,
        no day.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     note = Path(folder, "note.txt")
    ...     _ = note.write_text("Published: 2019-03-04\\n\\nSome 3,000 people left.")
    ...     read_reports([note]).reports[0].text
    'Some 3,000 people left.'
    """
    drafts, problems, left_out = list[Draft](), list[Problem](), list[str]()
    for path, name in _listed(files, problems, left_out):
        try:
            found = _piped(standard_input) if path is None else _drafts(path, name)
        except InputError as error:
            problems += error.problems
            continue
        for each in found:
            (problems if isinstance(each, Problem) else drafts).append(each)  # type: ignore[arg-type]
    reports = list[Report]()
    for draft in drafts:
        made = finished(draft, published, publisher)
        (problems if isinstance(made, Problem) else reports).append(made)  # type: ignore[arg-type]
    if problems and not reports:
        raise InputError(problems)
    return Intake(reports, left_out, tuple(problems))


def _listed(
    files: Iterable[Path | str], problems: list[Problem], left_out: list[str]
) -> Iterator[tuple[Path | None, str]]:
    """Every file to read with the name it goes by; folders opened up."""
    for each in files:
        if str(each) == STANDARD_INPUT:
            yield None, "standard input"
            continue
        path = Path(each)
        try:
            inside = sorted(path.rglob("*")) if path.is_dir() else None
        except OSError as error:
            problems.append(
                Problem(f"The folder cannot be read: {error.strerror}.", "Check its permissions.", str(each))
            )
            continue
        if inside is None:
            yield path, shown(path.name, 100)
            continue
        found = [one for one in inside if one.is_file() and not _hidden(one.relative_to(path))]
        models = _files_of_models(found)
        readable = [one for one in found if _kind(one) is not None and one.suffix and one not in models]
        left_out += [shown(one.relative_to(path).as_posix(), 100) for one in found if one not in set(readable)]
        if not readable:
            problems.append(Problem("There is no report in this folder.", _READ, shown(path, 100)))
        if len(readable) > _MOST_FILES:
            message = f"There are {len(readable):,} files in it; at most {_MOST_FILES:,} are read at once."
            problems.append(Problem(message, "Read parts of it.", shown(path, 100)))
            continue
        yield from ((one, shown(one.relative_to(path).as_posix(), 100)) for one in readable)


def _files_of_models(found: Sequence[Path]) -> set[Path]:
    """The tables of scenario folders and of Flee's: what a model is given, and no reports."""
    scenarios = {each.parent for each in found if each.name == "scenario.toml"}
    flee = {each.parent.parent for each in found if each.parent.name == "input_csv"}
    return {
        each
        for each in found
        if (each.parent in scenarios and each.suffix.lower() == ".csv") or not flee.isdisjoint(each.parents)
    }


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def _kind(path: Path) -> str | None:
    ending = path.suffix.lower()
    for kind, endings in (("plain", _PLAIN), ("page", _PAGES), ("table", _TABLES)):
        if ending in endings:
            return kind
    return {".eml": "mail", ".docx": "word", ".pdf": "pdf"}.get(ending)


def _piped(standard_input: Callable[[], bytes] | None) -> list[Draft | Problem]:
    data = (standard_input or partial(sys.stdin.buffer.read, MOST_BYTES + 1))()
    name = "standard input"
    if len(data) > MOST_BYTES:
        return [Problem(f"It has more than {MOST_BYTES / 1e6:,.0f} MB.", "Give the report alone.", name)]
    begin = data[:200].lstrip().lower()
    page = begin.startswith((b"<!doctype html", b"<html"))
    return [_page(name, data)] if page else _chats(_plain(name, data))


def _drafts(path: Path, name: str) -> list[Draft | Problem]:
    kind = _kind(path)
    if not path.exists():
        return [Problem("The file is missing.", "Check its name and folder.", name)]
    if kind is None:
        fix = _OTHERS.get(path.suffix.lower(), _READ)
        return [Problem(f'Files of the kind "{shown(path.suffix)}" are not read.', fix, name)]
    try:
        if not path.is_file():
            return [Problem("This is not a plain file.", "Name a file or a folder.", name)]
        size = path.stat().st_size
        if size > MOST_BYTES:
            message = f"The file has {size / 1e6:,.4g} MB; at most {MOST_BYTES / 1e6:,.0f} MB are read."
            return [Problem(message, "Keep only the report, or split it.", name)]
        if kind == "table":
            from waystation.claims.reading.intake.excerpts import read_excerpts

            found, problems = read_excerpts(path, name)
            return [*found, *problems]
        data = path.read_bytes()
    except OSError as error:
        return [Problem(f"The file cannot be read: {error.strerror}.", "Check the file and its permissions.", name)]
    return _opened(name, kind, data)


def _opened(name: str, kind: str, data: bytes) -> list[Draft | Problem]:
    """The reports in the bytes of a file of this kind, tables excepted."""
    if kind == "mail":
        return _mail_and_attachments(name, data)
    made = _READERS[kind](name, data)
    return _chats(made) if kind == "plain" else [made]


def _mail_and_attachments(name: str, data: bytes) -> list[Draft | Problem]:
    """An e-mail, the mails below it and the reports attached to it.

    An attachment that names no day or publisher has those of the mail.
    """
    from waystation.claims.reading.intake.mail import mail_report

    mail = mail_report(name, data)
    if isinstance(mail, str):
        return [Problem(mail, "Save the mail again as .eml, or its text as .txt.", name)]
    (made, *below), files = mail
    below = [each for each in below if each.text.strip()]
    attached, unread = list[Draft | Problem](), list[str]()
    for title, content in files[:_MOST_ATTACHED]:
        short = shown(Path(title).name, 100) or "without a name"
        kind = _kind(Path(title)) if Path(title).suffix else None
        if kind is None or kind == "mail":
            unread.append(short)
            continue
        attached += _attached(f"{name}: {short}", Path(title), kind, content)
    for each in attached:
        if isinstance(each, Draft):
            if each.published is None and made.published is not None:
                each.published = made.published
                each.notes.append(f"Its day is that of the mail, {made.published}.")
            each.publisher = each.publisher or made.publisher
    if unread:
        made.notes.append(
            f"Attachments that are not read: {', '.join(unread)}. Save them as text, and read them as files."
        )
    # A mail that says nothing but brings a report is no report itself.
    return [*below, *attached] if (below or attached) and not made.text.strip() else [made, *below, *attached]


def _attached(name: str, path: Path, kind: str, content: bytes) -> list[Draft | Problem]:
    if kind != "table":
        return _opened(name, kind, content)
    from waystation.claims.reading.intake.excerpts import read_excerpts

    with tempfile.TemporaryDirectory() as folder:  # tables are read from files
        file = Path(folder, "table" + path.suffix.lower())
        file.write_bytes(content)
        found, problems = read_excerpts(file, name)
    return [*found, *problems]


def _chats(made: Draft | Problem) -> list[Draft | Problem]:
    """The days of a chat export, each a report; any other text as it is."""
    days = chat_reports(made) if isinstance(made, Draft) else None
    return [*days] if days else [made]


def _plain(name: str, data: bytes) -> Draft | Problem:
    text = decoded(data, name)
    return text if isinstance(text, Problem) else headed(name, text)


def _marked(name: str, data: bytes) -> Draft | Problem:
    draft = _plain(name, data)
    marked = isinstance(draft, Draft) and Path(name).suffix.lower() in {".md", ".markdown"}
    if isinstance(draft, Draft) and marked and not chat_days(draft.text):
        from waystation.claims.reading.intake.web import markdown_report

        return markdown_report(draft)
    return draft


def _page(name: str, data: bytes) -> Draft | Problem:
    from waystation.claims.reading.intake.web import web_report

    if b"\x00" in data[:1000] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        return Problem("This is not a web page but binary data.", "Save the page as HTML again.", name)
    return _said(web_report(name, data), "Save the page again as UTF-8, or copy its text into a .txt file.", name)


def _word(name: str, data: bytes) -> Draft | Problem:
    from waystation.claims.reading.intake.word import word_report

    return _said(word_report(name, data), "Open it in the word processor and save it again as .docx.", name)


def _pdf(name: str, data: bytes) -> Draft | Problem:
    from waystation.claims.reading.intake.pdf import pdf_report

    return _said(pdf_report(name, data), "Or save its text as .txt.", name)


def _said(made: Draft | str, fix: str, name: str) -> Draft | Problem:
    return Problem(made, fix, name) if isinstance(made, str) else made


_READERS: dict[str, Callable[[str, bytes], Draft | Problem]] = {
    "plain": _marked, "page": _page, "word": _word, "pdf": _pdf,
}  # fmt: skip

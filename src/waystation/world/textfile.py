"""Reading a text file written by somebody else's program, or saying why it cannot be read."""

from __future__ import annotations

import codecs
from pathlib import Path

from waystation.errors import Problem

__all__ = ["MISSING_FILE", "SEPARATORS", "decoded", "read_text", "shown"]

MISSING_FILE = "missing-file"
"""Code of the problem of a file that is not there."""

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "upright bar"}
"""What may separate the columns of a table in a text file, and its name."""

_SAVE = 'Save it as UTF-8 (in a spreadsheet: "CSV UTF-8").'
_WIDE = {codecs.BOM_UTF32_LE: "UTF-32", codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def shown(text: object, most: int = 60) -> str:
    """A value as it can be printed in a message: on one line, nothing invisible, not too long.

    Examples
    --------
    >>> shown("Al-Hol\\n camp\\x00")
    'Al-Hol camp?'
    """
    line = " ".join(str(text).split())
    # Joiners belong to the spelling of Persian, Kurdish and Indian names.
    line = "".join(each if each.isprintable() or each in "\u200c\u200d" else "?" for each in line[: most + 1])
    return line if len(line) <= most else f"{line[: most - 3]}..."


def read_text(path: Path, *, most_bytes: int, name: str = "", quoted: bool = False) -> str | Problem:
    """The text of a UTF-8 file (a byte order mark is dropped), or the problem with it.

    Parameters
    ----------
    path : file to read
    most_bytes : larger files are refused unread
    name : the file's name in problems; default: that of the path
    quoted : whether line breaks within ``"`` stay in the same row, as in a CSV table

    Returns
    -------
    the text, or a `Problem` that names the row where there is one
    """
    name = name or path.name
    try:
        if path.is_dir():
            return Problem("There is a folder of this name where a file is needed.", "Move it away.", name)
        if not path.exists():
            return Problem("The file is missing.", f"Add {name} to the folder.", name, code=MISSING_FILE)
        if not path.is_file():
            return Problem("This is not a plain file.", f"Replace it with a file named {name}.", name)
        size = path.stat().st_size
        if size > most_bytes:
            message = f"The file has {size / 1e6:,.4g} MB; at most {most_bytes / 1e6:,.4g} MB are read."
            return Problem(message, "Keep only the rows that are needed.", name)
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return Problem(f"The file cannot be read: {reason}.", "Check the file and its permissions.", name)
    return decoded(data, name, quoted=quoted)


def decoded(data: bytes, name: str, *, quoted: bool = False) -> str | Problem:
    """The text that bytes hold as UTF-8, or the problem with them; parameters as for `read_text`."""
    if data.startswith(_BOOKS):
        fix = f'Open it in the spreadsheet program and save it as "CSV UTF-8" under the name {name}.'
        return Problem("This is a spreadsheet workbook or an archive, not text.", fix, name)
    for mark, encoding in _WIDE.items():
        if data.startswith(mark):
            return Problem(f"The file is {encoding} text, not UTF-8 (from row 1 on).", _SAVE, name, 1)
    begin = data[:1000]
    if begin.count(0) * 4 > len(begin):
        return Problem("The file looks like UTF-16 text, not UTF-8 (from row 1 on).", _SAVE, name, 1)
    if 0 in data:
        row = _row(data[: data.index(0)], quoted)
        fix = "The file is damaged there: save it again from the program it comes from."
        return Problem("The row holds a NUL byte, which no text has.", fix, name, row, value="\\x00")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = error.start + (3 if data.startswith(codecs.BOM_UTF8) else 0)
        byte = data[at : at + 1]
        letter = byte.decode("cp1252", errors="ignore")
        guess = f' (it would be "{letter}" in Windows-1252, also called Latin-1)' if letter else ""
        message = f"The file is not UTF-8: the byte 0x{byte.hex().upper()} cannot be read{guess}."
        return Problem(message, _SAVE, name, _row(data[:at], quoted), value=f"0x{byte.hex().upper()}")


def _row(before: bytes, quoted: bool) -> int:
    """Row at which a file stands after these bytes; breaks between quotation marks do not count."""
    lines = before.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    parts = lines.split(b'"') if quoted else [lines]
    return 1 + sum(part.count(b"\n") for part in parts[::2])

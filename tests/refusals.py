"""What is said of one wrong cell or setting, for every one of them: ``python tests/refusals.py`` writes it anew.

Sound folders and files, of which one cell of the last row, one name of a column, or one setting is something else. What
is said of each stands in ``refusals/``, to be read as a user reads it; a change that moves a word, a row, a column or
a bound says so by the lines that change.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import waystation as ws
from sound_inputs import EXAMPLES, confirmed_mapping, files_of, plan_files
from waystation.errors import InputError

FOLDER = Path(__file__).resolve().parent / "refusals"
_NUMBERS = ("", "x", "-1", "0", "1.5", "181", "1000000000000")
_WORDS = ("", "x")
_DAYS = ("", "x", "2030-02-30", "1899-12-31", "2030-13-01", "01.02.2030", "2101-01-01")
_SETTINGS = ('"x"', "-1", "0", "1000000000000", "[]")


def _flee() -> dict[str, bytes]:
    """The valley, with every table that Flee knows."""
    files = dict(files_of(EXAMPLES / "flee_valley"))
    routes = files["input_csv/routes.csv"].decode().splitlines()
    files["input_csv/routes.csv"] = "\n".join(
        [routes[0] + ",max_move_speed", *routes[1:-1], routes[-1] + ",90"]
    ).encode()
    files["input_csv/location_changes.csv"] = b"#name,type,day\nBridge,camp,4\n"
    return files


def _said_of_flee(where: Path) -> list[str]:
    try:
        case = ws.load_flee(where)
    except InputError as error:
        return [str(each) for each in error.problems]
    return [f"{note.problem} {note.reading}" for note in case.notes if note.loud]


def _said_of_scenario(where: Path) -> list[str]:
    return [str(each) for each in ws.check_folder(where)]


def _said_by(opened: Callable[[Path], object], name: str) -> Callable[[Path], list[str]]:
    def said(where: Path) -> list[str]:
        try:
            opened(where / name)
        except InputError as error:
            return [str(each) for each in error.problems]
        return []

    return said


def _alone(name: str) -> dict[str, bytes]:
    return {name: plan_files()[name]}


DOORS: dict[str, tuple[Callable[[], Mapping[str, bytes]], Callable[[Path], list[str]]]] = {
    "flee": (_flee, _said_of_flee),
    "scenario": (lambda: files_of(EXAMPLES / "synthetic"), _said_of_scenario),
    "claims": (
        lambda: {"claims.csv": files_of(EXAMPLES / "synthetic")["claims.csv"]}, _said_by(ws.read_book, "claims.csv"),
    ),
    "stock": (
        lambda: _alone("stock.csv"),
        _said_by(lambda file: ws.read_stock(file, ["Lower Camp"], ["water"]), "stock.csv"),
    ),
    "standards": (lambda: _alone("standards.csv"), _said_by(ws.read_standards, "standards.csv")),
    "weights": (lambda: _alone("weights.csv"), _said_by(ws.read_weights, "weights.csv")),
    "measures": (lambda: _alone("measures.toml"), _said_by(ws.read_measures, "measures.toml")),
    "mapping": (lambda: {"m.mapping.toml": confirmed_mapping().encode()}, _said_by(ws.read_mapping, "m.mapping.toml")),
}  # fmt: skip


def _in_place_of(cell: str) -> tuple[str, ...]:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
        return _DAYS
    if not cell or re.fullmatch(r"-?\d+(\.\d+)?", cell):
        return _NUMBERS
    return (*_WORDS, cell[:-1]) if len(cell) > 3 else _WORDS  # and a slip: a name that is nearly known


def _wrong_cells(data: bytes) -> Iterator[tuple[str, bytes]]:
    """One cell of the last row, or one name of a column, in the place of another; a row too short, and too long."""
    rows = list(csv.reader(io.StringIO(data.decode())))

    def with_row(at: int, cells: list[str]) -> bytes:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([*rows[:at], cells, *rows[at:][1:]])
        return text.getvalue().encode()

    last = len(rows) - 1
    for k, cell in enumerate(rows[last]):
        for new in _in_place_of(cell):
            if new != cell:
                yield f"{last + 1}:{k + 1} {new!r}", with_row(last, [*rows[last][:k], new, *rows[last][k + 1 :]])
    yield f"{last + 1} short", with_row(last, rows[last][:1])
    yield f"{last + 1} twice", with_row(last, rows[last]) + with_row(last, rows[last]).splitlines(keepends=True)[-1]
    if data.startswith(b"#"):
        yield "1 without its #", data[1:]
    yield f"{last + 1} long", with_row(last, [*rows[last], "7"])
    if last:
        for k, name in enumerate(rows[0]):
            for new in ("", name + "s"):
                yield f"1:{k + 1} {new!r}", with_row(0, [*rows[0][:k], new, *rows[0][k + 1 :]])


def _wrong_settings(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each setting, where it stands first, is another value, is not there, or is called otherwise."""
    lines = data.decode().splitlines()
    seen: set[str] = set()
    for at, line in enumerate(lines):
        found = re.match(r"( *[\w\"-]+ ?[=:] ?)([^#]+)$", line)
        if not found or found[1] in seen:
            continue
        seen.add(found[1])
        for new in _SETTINGS:
            yield f"{at + 1} {new}", "\n".join([*lines[:at], found[1] + new, *lines[at + 1 :], ""]).encode()
        yield f"{at + 1} gone", "\n".join([*lines[:at], *lines[at + 1 :], ""]).encode()
        other = re.sub(r"(\w)( ?[=:])", r"\1s\2", line, count=1)
        yield f"{at + 1} {other.strip()[:20]}", "\n".join([*lines[:at], other, *lines[at + 1 :], ""]).encode()


def told(door: str) -> list[str]:
    """What is said of each wrong cell or setting of a door; nothing where it is taken as it is."""
    files, said = DOORS[door]
    sound, lines = files(), []
    with tempfile.TemporaryDirectory() as top:
        where = Path(top)
        for name, data in sound.items():
            (where / name).parent.mkdir(exist_ok=True)
            (where / name).write_bytes(data)
        assert said(where) == [], "the sound input is refused"
        headers: set[bytes] = set()
        for name, data in sound.items():
            header = data.partition(b"\n")[0]
            if name.endswith(".md") or not data.strip() or header in headers:
                continue  # several files of one kind are asked about once
            headers.add(header)
            for what, wrong in (_wrong_cells if name.endswith(".csv") else _wrong_settings)(data):
                (where / name).write_bytes(wrong)
                lines += [f"{name} {what}: {each}" for each in said(where)]
            (where / name).write_bytes(data)
    return [line.replace(top, "") for line in lines]


def sign() -> None:
    """Write what is said now."""
    FOLDER.mkdir(exist_ok=True)
    for door in DOORS:
        (FOLDER / f"{door}.txt").write_text("\n".join(told(door)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sign()

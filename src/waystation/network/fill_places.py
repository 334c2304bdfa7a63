"""Filling ``places.csv`` with P-codes, coordinates and populations from official lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from waystation.claims.take.words import folded
from waystation.errors import InputError
from waystation.files import write_text
from waystation.network.gazetteers import KnownPlace
from waystation.world import Place
from waystation.world.csv_tables import parse_table

__all__ = ["Filled", "fill_places"]


@dataclass
class Filled:
    """What was filled in, and what could not be.

    Parameters
    ----------
    rows : cells by column, in the order of the file
    columns : of the file
    said : one line a place that was filled
    open : places not found, or found several times, as sentences
    populations : people by place, with their source; for origins and hosts
    """

    columns: list[str]
    rows: list[dict[str, str]]
    said: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    populations: dict[str, tuple[int, str]] = field(default_factory=dict)

    def write(self, path: Path | str) -> None:
        """Write the table whole or not at all.

        Raises
        ------
        InputError
            If it cannot be written.
        """
        text = io.StringIO()
        writer = csv.DictWriter(text, self.columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        write_text(path, text.getvalue())


def fill_places(path: Path | str, known: Iterable[KnownPlace]) -> Filled:
    """The places of a scenario with codes, coordinates and populations from official lists.

    A place is found by its code, else by its name or another of its names. What stands there already is kept; a name
    that several areas bear is not guessed.

    Parameters
    ----------
    path : ``places.csv`` of a scenario
    known : places of official lists

    Raises
    ------
    InputError
        With everything wrong with ``places.csv``.
    """
    path = Path(path)
    table = parse_table(path, Place, rows_needed=True)
    if table.problems:
        raise InputError(table.problems)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(islice(file, table.header_row - 1, None), delimiter=table.separator)
        columns, rows = (
            list(reader.fieldnames or []),
            [{key: value or "" for key, value in row.items() if key} for row in reader],
        )
    for column in ("latitude", "longitude", "pcode"):
        if column not in columns:
            columns.append(column)
    by_code, by_name = _indexed(list(known))
    filled = Filled(columns, rows)
    for row in rows:
        _fill(row, by_code, by_name, filled)
    return filled


def _indexed(known: Sequence[KnownPlace]) -> tuple[dict[str, list[KnownPlace]], dict[str, list[KnownPlace]]]:
    by_code: dict[str, list[KnownPlace]] = {}
    by_name: dict[str, list[KnownPlace]] = {}
    for place in known:
        if place.pcode:
            by_code.setdefault(place.pcode.casefold(), []).append(place)
        for name in dict.fromkeys(folded(each) for each in (place.name, *place.other_names)):
            by_name.setdefault(name, []).append(place)
    return by_code, by_name


def _fill(
    row: dict[str, str], by_code: dict[str, list[KnownPlace]], by_name: dict[str, list[KnownPlace]], filled: Filled
) -> None:
    name = row["name"].strip()
    found = by_code.get(row.get("pcode", "").strip().casefold(), [])
    if not found:
        names = [name, *row.get("other_names", "").split(";")]
        found = next((by_name[folded(each)] for each in names if folded(each) in by_name), [])
        codes = {each.pcode for each in found if each.pcode}
        if len(codes) > 1:
            some = ", ".join(f"{each.pcode} in {each.parent or '?'}" for each in found[:4] if each.pcode)
            filled.open.append(f"{name}: several areas bear the name ({some}). Write the pcode into places.csv.")
            return
        if codes:
            found = [*found, *by_code.get(codes.pop().casefold(), [])]
    if not found:
        filled.open.append(f"{name}: not in the lists.")
        return
    done = []
    code = next((each for each in found if each.pcode), None)
    if code is not None and not row.get("pcode"):
        row["pcode"] = code.pcode
        done.append(f"pcode {code.pcode} ({code.source})")
    centre = next((each for each in found if each.latitude is not None and each.longitude is not None), None)
    if centre is not None and not row.get("latitude") and not row.get("longitude"):
        row["latitude"], row["longitude"] = f"{centre.latitude:.5f}", f"{centre.longitude:.5f}"
        what = f"centre of its area of level {centre.level}" if centre.level else "point"
        done.append(f"coordinates ({what}, {centre.source})")
    counted = next((each for each in found if each.people is not None), None)
    if counted is not None and counted.people is not None:
        filled.populations[name] = counted.people, counted.source
        done.append(f"{counted.people:,} people live there ({counted.source})")
    filled.said.append(f"{name}: {', '.join(done) or 'nothing to add'}")

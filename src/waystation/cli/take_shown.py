"""What was taken from tables, on the screen and as data: first claims of each table, and all that was not taken."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from waystation.claims.take import Taken
    from waystation.claims.take.known_table import TableTaken
    from waystation.claims.take.taking import TakenFile

__all__ = ["not_taken_lines", "taken_data", "taken_lines"]

_SHOWN_ROWS = 8
_SHOWN_CLAIMS = 5


def taken_lines(taken: Taken) -> list[str]:
    """File by file the claims taken, the first of each table, what was not taken and why, and problems."""
    lines = []
    for file in taken.files:
        count = sum(map(len, file.tables)) + len(file.read)
        lines.append(f"{file.name}: {count:,} {'claim' if count == 1 else 'claims'}")
        for table in file.tables:
            if len(table):
                lines.append(f"  {table.match.layout.title}: {len(table):,} claims of {table.rows:,} rows")
                lines += [f"    {line}" for line in _first(table)]
        lines += not_taken_lines(file)
        skipped = [problem for table in file.tables for problem in table.problems if problem not in file.problems]
        lines += [f"  {problem}" for problem in (*file.problems, *skipped)]
    return lines


def _first(table: TableTaken) -> list[str]:
    claims = islice((claim for batch in table.batches for claim in batch.claims()), _SHOWN_CLAIMS)
    shown = [
        f"{claim.about_end or claim.published}  {claim.place}: {claim.figure}, {claim.term.replace('_', ' ')}"
        for claim in claims
    ]
    rest = len(table) - len(shown)
    return [*shown, *([f"... and {rest:,} more"] if rest > 0 else [])]


def not_taken_lines(file: TakenFile) -> list[str]:
    """Notes of a file and its tables, and why rows were not taken."""
    lines = [f"  {note}" for note in file.notes]
    for table in file.tables:
        lines += [f"  {note}" for note in (*table.notes, *table.not_taken(_SHOWN_ROWS))]
    return lines


def taken_data(taken: Taken, written: str) -> dict[str, object]:
    """All of it for ``--json``.

    Parameters
    ----------
    taken : from all files
    written : what was written, as a sentence
    """
    return {
        "claims": len(taken),
        "written": written,
        "files": [
            {
                "file": file.name,
                "claims": sum(map(len, file.tables)) + len(file.read),
                "tables": [
                    {
                        "table": table.match.grid.name, "layout": table.match.layout.name, "rows": table.rows,
                        "claims": len(table), "left_out": table.left_out, "notes": table.notes,
                    }
                    for table in file.tables
                ],
                "notes": file.notes,
                "problems": [problem.as_dict() for problem in file.problems],
            }
            for file in taken.files
        ],
    }  # fmt: skip

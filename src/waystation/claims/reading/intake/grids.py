"""Tables on the way in: every row becomes a line, its cells with a bar between them; merged cells are filled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["as_lines", "single_line"]


def single_line(words: object) -> str:
    """What stands in a cell, on one line and without a bar of its own."""
    return " ".join(str(words if words is not None else "").replace("|", "/").split())


def as_lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows as lines of a text; a row that is one merged cell is a line of its own, empty rows are left out.

    Examples
    --------
    >>> print(as_lines([["By site", "By site"], ["Site", "People"], ["Adre", "300"], ["", ""]]))
    By site
    Site | People
    Adre | 300
    """
    lines = []
    for row in rows:
        cells = [single_line(each) for each in row]
        if not any(cells):
            continue
        same = len(cells) > 1 and len(set(cells)) == 1 and not cells[0].replace(",", "").isdigit()
        lines.append(cells[0] if same else " | ".join(cells))
    return "\n".join(lines)

"""A drawing as a file of its own: SVG or PDF, for a paper or a slide."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from waystation.errors import InputError, Problem, nearest
from waystation.files import write_bytes
from waystation.share.charts.style import WIDE, Draw, Size, rendered

__all__ = ["write_drawing"]


def write_drawing(draw: Draw, path: Path | str, *, height: float = 380, size: Size = WIDE) -> None:
    """Write a drawing.

    Parameters
    ----------
    draw : puts it on an empty figure
    path : ends with ``.svg`` or ``.pdf``
    height : in CSS pixels, of which 96 are an inch
    size : width and letters

    Raises
    ------
    InputError
        If the path ends otherwise, or the file cannot be written.
    """
    path = Path(path)
    form: Literal["svg", "pdf"]
    if path.suffix == ".svg":
        form = "svg"
    elif path.suffix == ".pdf":
        form = "pdf"
    else:
        fix = nearest(path.suffix or path.name, [".svg", ".pdf"])
        raise InputError(Problem(f'A figure is not written as "{path.name}".', fix, str(path), value=path.suffix))
    write_bytes(path, rendered(draw, size, height, form, salt=path.stem))

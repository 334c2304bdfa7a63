"""``waystation report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import AsOf, Folder, Fresh, Json, Members, Quiet, Seed, Standards, Stock, WhatIf, Workers

__all__ = ["report"]


def report(
    folder: Folder,
    as_of: AsOf = None,
    members: Members = 400,
    seed: Seed = 1,
    workers: Workers = None,
    what_if: WhatIf = None,
    standards: Standards = None,
    stock: Stock = None,
    out: Annotated[Path, typer.Option("--out", help="HTML file to write.")] = Path("report.html"),
    site: Annotated[
        list[str] | None,
        typer.Option("--site", help="Show needs of this place only; can be given again.", show_default="all sites"),
    ] = None,
    language: Annotated[str, typer.Option("--language", help="Language of the report: en, fr, es or ar.")] = "en",
    short: Annotated[bool, typer.Option("--short", help="Write the first two pages only.")] = False,
    fresh: Fresh = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Forecast, and write the report alone: one page that needs nothing else.

    The first two pages say what to do and what to prepare; the full report follows them.

    Example: [bold]waystation report examples/baghouz --as-of 2019-03-04 --out report.html[/bold]
    """
    import waystation as ws
    from waystation.cli.evening import assess
    from waystation.cli.screen import print_json, print_lines
    from waystation.files import check_writable
    from waystation.share.language import language as check_language

    # Before anything is computed: a language or a file that cannot be written.
    check_language(language)
    check_writable(out)
    found = assess(
        folder,
        as_of=as_of, members=members, seed=seed, workers=workers, what_if=what_if, fresh=fresh, quiet=quiet or json,
        standards=ws.read_standards(standards), stock=stock,
    )  # fmt: skip
    found.write_report(out, sites=tuple(site or ()), language=language, short=short)
    if json:
        print_json({"as_of": found.view.day.isoformat(), "files": [str(out)]})
    elif not quiet:
        print_lines(*found.notes, f"Wrote {out}")

"""``waystation read``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import Quiet, iso_date
from waystation.errors import InputError, Problem

__all__ = ["read"]

MOST_BYTES = 200_000
MOST_BYTES_OF_EXCERPTS = 100_000_000

Files = Annotated[list[Path] | None, typer.Argument(metavar="[FILE]...", help="Reports as text.", show_default=False)]
Published = Annotated[
    date | None,
    typer.Option("--published", parser=iso_date, metavar="DATE", help="Day they came out.", show_default=False),
]
Publisher = Annotated[str, typer.Option("--publisher", help="Where they were read, as an organisation.")]
Jsonl = Annotated[
    Path | None, typer.Option("--jsonl", help="Excerpts instead: id and text, one JSON a line.", show_default=False)
]
Out = Annotated[Path | None, typer.Option("--out", help="File to write.", show_default=False)]


def _text(path: Path, most_bytes: int = MOST_BYTES) -> str:
    from waystation.world.textfile import read_text

    text = read_text(path, most_bytes=most_bytes, name=str(path))
    if isinstance(text, Problem):
        raise InputError(text)
    return text


def read(
    files: Files = None,
    published: Published = None,
    publisher: Publisher = "",
    jsonl: Jsonl = None,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Read reports: each figure of people or homes becomes a claim with the words that say it.

    Plain text in UTF-8. The claims are drafts: look at each before you use it.

    Example: [bold]waystation read update.txt --published 2019-03-04 --publisher OCHA --out claims.csv[/bold]
    """
    from waystation.claims import write_claims
    from waystation.claims.reading import predictions
    from waystation.claims.reading import read as read_report
    from waystation.cli.screen import print_lines
    from waystation.share.files import write_text

    if jsonl is not None:
        facts = predictions(_text(jsonl, MOST_BYTES_OF_EXCERPTS), str(jsonl))
        if out is None:
            typer.echo(facts, nl=False)
        else:
            write_text(out, facts)
        return
    if not files or published is None:
        raise InputError(Problem("Reports and their day are needed.", "Name files and --published 2019-03-04."))
    claims = [claim for file in files for claim in read_report(_text(file), published, publisher)]
    unique = list({claim.id: claim for claim in claims}.values())
    if not quiet:
        for claim in unique:
            print_lines(f"{claim.figure}, {claim.term.replace('_', ' ')}, {claim.place}: {claim.excerpt}")
        print_lines(f"{len(unique)} claims.")
    if out is not None:
        write_claims(unique, out)

"""Options of ``waystation take``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import iso_date

__all__ = [
    "AllRounds", "DateOrder", "Decimal", "DryRun", "Encoding", "FormTo", "Guess", "Hidden", "LedgerTo", "MappingFile",
    "Out", "PlaceIs", "PlacesFile", "Published", "Publisher", "Since", "SkipBadRows", "Tables", "TermIs",
]  # fmt: skip

Tables = Annotated[
    list[Path] | None,
    typer.Argument(help="Tables: CSV, workbooks, JSON answers, or .zip of these.", show_default=False),
]
Out = Annotated[Path | None, typer.Option("--out", help="Write the claims as CSV to this file.", show_default=False)]
LedgerTo = Annotated[
    str,
    typer.Option("--ledger", help="Add the claims to this ledger: a file, or a database URL.", show_default=False),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be taken and what not; write nothing.")]
MappingFile = Annotated[
    Path | None,
    typer.Option(
        "--mapping",
        help="Mapping file: what the columns mean, where the table has no fixed layout.",
        show_default=False,
    ),
]
Guess = Annotated[
    bool, typer.Option("--guess", help="Write a proposed mapping file beside the table, to check and confirm.")
]
FormTo = Annotated[
    Path | None,
    typer.Option(
        "--form",
        help="Write a ready form for daily arrivals (XLSForm, for KoBo and ODK) to this file.",
        show_default=False,
    ),
]
PlaceIs = Annotated[
    str,
    typer.Option("--place", help="Where, if the table does not say.", show_default=False),
]
PlacesFile = Annotated[
    Path | None,
    typer.Option(
        "--places",
        help="places.csv: places are named as it names them, by P-code or other names.",
        show_default=False,
    ),
]
Publisher = Annotated[str, typer.Option("--publisher", help="Who published the table; an office.", show_default=False)]
Published = Annotated[
    date | None,
    typer.Option(
        "--published",
        parser=iso_date,
        metavar="DATE",
        help="Day the table came out; days without a year are the last ones up to it.",
        show_default=False,
    ),
]
TermIs = Annotated[
    str,
    typer.Option(
        "--term",
        help="What the figures count (overrides the layout): arrived, camp_population ...",
        show_default=False,
    ),
]
Since = Annotated[
    date | None,
    typer.Option("--since", parser=iso_date, metavar="DATE", help="First day of a running total.", show_default=False),
]
Decimal = Annotated[str, typer.Option("--decimal", help='Sign before decimals: "." or ",".', show_default=False)]
DateOrder = Annotated[
    str,
    typer.Option(
        "--dates",
        help="What comes first in dates such as 03/04/2030: dmy (day) or mdy (month).",
        show_default=False,
    ),
]
AllRounds = Annotated[bool, typer.Option("--all-rounds", help="Also take older rounds, each with its own day.")]
Encoding = Annotated[
    str, typer.Option("--encoding", help="Encoding of text files, if it is not detected.", show_default=False)
]
Hidden = Annotated[
    bool,
    typer.Option("--hidden", help="Also read hidden sheets and rows."),
]
SkipBadRows = Annotated[
    bool, typer.Option("--skip-bad-rows", help="Take the other rows; without it one bad row refuses the file.")
]

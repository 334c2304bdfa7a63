"""Claims read from reports on the screen: each with its sentence, the words it was read from marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import waystation as ws
from waystation.cli.screen import print_lines, width

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["as_data", "bracketed", "marked", "show_reports"]

_TABLE_FROM = 100
"""Columns from which a table reads better than one claim below the other."""

STYLES = {
    "figure": "bold reverse", "unit": "bold", "term": "underline", "place": "cyan", "speaker": "magenta",
    "reported_to": "magenta", "about": "green",
}  # fmt: skip


def show_reports(
    reports: Sequence[ws.ReadReport], rows: Mapping[str, str], seconds: Sequence[ws.SecondReading] = ()
) -> None:
    """Print every report with its claims; with colours on a terminal, with brackets elsewhere.

    Parameters
    ----------
    reports : as from `waystation.claims.reading.read_each`
    rows : id of a claim, and the id of the row of the table that holds it already
    seconds : what a second reader says of each report, if there is one
    """
    from rich.console import Console

    console = Console(width=width(), highlight=False, soft_wrap=False)
    for number, each in enumerate(reports):
        report, second = each.report, seconds[number] if seconds else None
        print_lines(
            *([""] if number else []),
            f"{report.name}: {report.publisher or 'publisher not stated'}, {report.published}",
        )
        print_lines(*(f"  {note}" for note in report.notes))
        if not each.readings:
            print_lines("  No count of people or homes was found.")
        elif console.is_terminal and width() >= _TABLE_FROM:
            console.print(_table(each, rows, second))
        else:
            _list(console, each, rows, second)
        print_lines(*(f"  {line}" for line in _not_read(each)))
        if second is not None:
            from waystation.cli.second_shown import of_report

            print_lines(*(f"  {line}" for line in of_report(second, report.text)))
    if console.is_terminal and any(each.readings for each in reports):
        from rich.text import Text

        legend = Text("Marked: ")
        for field in STYLES:
            legend.append(field.replace("_", " "), STYLES[field]).append("  ")
        console.print(legend)


def _not_read(each: ws.ReadReport) -> list[str]:
    """What of a report gave no claim, in sentences."""
    from waystation.claims.reading.figures import in_words, reasons_in_words

    lines = [
        f"A table with {rows} row{'' if rows == 1 else 's'} was not read: nothing in it says whom it counts."
        for _, _, rows in each.unread_tables
    ]
    return [*lines, *(said for said in (in_words(each.unread), reasons_in_words(each.left_out)) if said)]


def _table(each: ws.ReadReport, rows: Mapping[str, str], second: ws.SecondReading | None) -> Any:
    from rich.box import SIMPLE
    from rich.table import Table

    table = Table(box=SIMPLE, pad_edge=False, show_edge=False)
    for column, ratio in (("Figure", 4), ("Where and when", 4), ("Who", 4), ("Words", 10)):
        table.add_column(column, ratio=ratio, overflow="fold")
    for reading in each.readings:
        claim = reading.claim
        table.add_row(
            "\n".join([f"{claim.figure}, {_term(claim)}", *_remarks(reading, each, rows, second)]),
            "\n".join([claim.place, _days(claim)]),
            _who(claim),
            marked(_pieces(each, reading)),
        )
    return table


def _list(console: Any, each: ws.ReadReport, rows: Mapping[str, str], second: ws.SecondReading | None) -> None:
    for reading in each.readings:
        claim = reading.claim
        parts = [f"{claim.figure}, {_term(claim)}", claim.place, _days(claim), _who(claim)]
        parts += _remarks(reading, each, rows, second)
        print_lines(f"  {'; '.join(part for part in parts if part)}", indent="    ")
        if console.is_terminal:
            from rich.padding import Padding

            console.print(Padding(marked(_pieces(each, reading)), (0, 0, 0, 6)))
        else:
            print_lines(f"      {bracketed(_pieces(each, reading))}", indent="")


def _pieces(each: ws.ReadReport, reading: ws.Reading) -> list[ws.Piece]:
    return ws.sentence_pieces(each.report.text, reading)


def marked(found: Iterable[ws.Piece]) -> Text:
    """Pieces of a sentence for a terminal, each field in its own style."""
    from rich.text import Text

    line = Text(overflow="fold")
    for piece in found:
        line.append(piece.words, " ".join(STYLES[field] for field in piece.fields[:1] if field in STYLES))
    return line


def bracketed(found: Sequence[ws.Piece]) -> str:
    """The same without colours: marked words in brackets, neighbours together."""
    line, opened = "", False
    for at, piece in enumerate(found):
        between = not piece.words.strip() and opened and at + 1 < len(found) and bool(found[at + 1].fields)
        wanted = bool(piece.fields) or between
        line += "[" * (wanted and not opened) + "]" * (opened and not wanted) + piece.words
        opened = wanted
    return line + "]" * opened


def _term(claim: ws.Claim) -> str:
    return claim.term.replace("_", " ")


def _days(claim: ws.Claim) -> str:
    if claim.about_end is None and claim.about_start is None:
        return "day not stated"
    if claim.about_start is None or claim.about_start == claim.until:
        return f"{claim.until}"
    return f"{claim.about_start} to {claim.until}"


def _who(claim: ws.Claim) -> str:
    said = claim.speaker or claim.source
    return f"{said}, to {claim.reported_to}" if claim.reported_to else said


def _remarks(
    reading: ws.Reading, each: ws.ReadReport, rows: Mapping[str, str], second: ws.SecondReading | None
) -> list[str]:
    """What a person should know before using the claim."""
    claim = reading.claim
    found = [f"sure: {100 * reading.confidence:.0f} %"]
    if reading.exclusion_reason:
        found.append(f"not counted: {reading.exclusion_reason}")
    if claim.total_id:
        found.append("part of a total")
    if claim.id in each.elsewhere:
        found.append("no place of the scenario")
    if claim.copied_from:
        found.append(f"copies {claim.copied_from}")
    if claim.id in rows:
        found.append(f"in the table as {rows[claim.id]}")
    if second is not None:
        from waystation.cli.second_shown import of_claim

        found += of_claim(second, claim.id)
    return found


def _claim_data(claim: ws.Claim, row: str | None) -> dict[str, object]:
    """What the columns of a claim say; renamed columns stand under both names, for programs that read them."""
    data = claim.model_dump(mode="json", exclude_defaults=True) | {"row": row}
    return data | {former: data[name] for former, name in claim.former_names.items() if name in data}


def as_data(
    reports: Sequence[ws.ReadReport],
    rows: Mapping[str, str],
    left_out: Sequence[str],
    problems: Sequence[ws.Problem] = (),
    seconds: Sequence[ws.SecondReading] = (),
) -> dict[str, object]:
    """The same for machines."""
    from waystation.cli.second_shown import as_data as second_data

    return {
        "reports": [
            {
                "name": each.report.name,
                "published": each.report.published.isoformat(),
                "publisher": each.report.publisher,
                "notes": list(each.report.notes),
                "claims": [_claim_data(reading.claim, rows.get(reading.claim.id)) for reading in each.readings],
                "not_read": [
                    {"words": one.words, "start": one.start, "end": one.end, "language": one.language}
                    for one in each.unread
                ],
                "left_out": [
                    {"words": one.words, "start": one.start, "end": one.end, "why": one.why} for one in each.left_out
                ],
                "tables_not_read": [
                    {"start": start, "end": end, "rows": count} for start, end, count in each.unread_tables
                ],
                **({"second_reader": second_data(seconds[number])} if seconds else {}),
            }
            for number, each in enumerate(reports)
        ],
        "left_out": list(left_out),
        "problems": [each.as_dict() for each in problems],
    }

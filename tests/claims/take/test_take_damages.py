"""A damaged table says the same, or is refused with its row: never another number."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from take_samples import SAMPLES, Sample, claims_of

from waystation.claims.take import TakeSettings, guess_mapping, read_mapping, take_tables
from waystation.claims.take.words import heading_key

Rows = list[list[str]]


class Damaged:
    """A table on its way to a file, and what was done to it."""

    def __init__(self, sample: Sample, chance: random.Random):
        self.chance = chance
        self.sample = sample
        self.header = list(sample.header)
        self.rows = [list(row) for row in sample.rows]
        self.tags = list(sample.tags)
        self.top: Rows = []
        self.bottom: Rows = []
        self.separator, self.encoding, self.line_end, self.nul = ",", "utf-8", "\r\n", False

    def figures(self) -> list[int]:
        """Columns that hold counts or ids: digits only, and no day."""
        return [
            at
            for at in range(len(self.header))
            if all(row[at].isdecimal() or row[at] in {"", "-"} for row in self.rows)
            and any(row[at] for row in self.rows)
        ]

    def days(self) -> list[int]:
        return [at for at in range(len(self.header)) if all(re.match(r"\d{4}-\d\d-\d\d", row[at]) for row in self.rows)]


def separator(table: Damaged) -> None:
    table.separator = table.chance.choice(",;\t|")


def encoding(table: Damaged) -> None:
    table.encoding = table.chance.choice(["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1", "utf-32"])


def nuls(table: Damaged) -> None:
    table.nul = True


def line_ends(table: Damaged) -> None:
    table.line_end = table.chance.choice(["\n", "\r\n", "\r"])


def lines_on_top(table: Damaged) -> None:
    table.top = [["Ministry of made-up affairs"], [], ["Situation of 31 March 2030", "draft"]][
        : table.chance.randint(1, 3)
    ]


def declared(table: Damaged) -> None:
    table.separator = table.chance.choice(";|")
    table.top = [[f"sep={table.separator}"]]


def columns_moved(table: Damaged) -> None:
    order = list(range(len(table.header)))
    table.chance.shuffle(order)
    table.header = [table.header[at] for at in order]
    table.tags = [table.tags[at] for at in order] if table.tags else []
    table.rows = [[row[at] for at in order] for row in table.rows]


def heading_translated(table: Damaged) -> None:
    at = table.chance.randrange(len(table.header))
    table.header[at] = table.chance.choice(
        ["Nombre de personnes déplacées", "عدد الأشخاص", "Количество", "Lugar exacto"]
    )


def headings_in_other_case(table: Damaged) -> None:
    change: Callable[[str], str] = table.chance.choice([str.upper, str.lower, str.title, lambda each: f" {each} "])
    table.header = [change(each) for each in table.header]


def heading_doubled(table: Damaged) -> None:
    at, other = (table.chance.randrange(len(table.header)) for _ in range(2))
    table.header.append(table.header[at])
    table.tags = [*table.tags, ""] if table.tags else []
    table.rows = [[*row, row[other]] for row in table.rows]


def rows_doubled(table: Damaged) -> None:
    table.rows.insert(table.chance.randrange(len(table.rows) + 1), list(table.chance.choice(table.rows)))


def total_added(table: Damaged) -> None:
    sums = ["" for _ in table.header]
    for at in table.figures():
        sums[at] = str(sum(int(row[at]) for row in table.rows if row[at].isdecimal()))
    sums[table.chance.choice([0, *[at for at in range(len(sums)) if not sums[at]]])] = table.chance.choice(
        ["Total", "TOTAL:", "Sous-total", "Итого", "المجموع", "Grand total"]
    )
    table.rows.insert(table.chance.choice([0, len(table.rows)]), sums)


def total_without_a_word(table: Damaged) -> None:
    sums = ["" for _ in table.header]
    for at in table.figures():
        sums[at] = str(sum(int(row[at]) for row in table.rows if row[at].isdecimal()))
    table.rows.append(sums)


def thousands(table: Damaged) -> None:
    sign = table.chance.choice([",", ".", " ", "\u00a0", "'", "\u202f"])
    for at in table.figures():
        for row in table.rows:
            if row[at].isdecimal() and not 1900 <= int(row[at]) <= 2100:
                row[at] = f"{int(row[at]):,}".replace(",", sign)


def footnotes(table: Damaged) -> None:
    if not table.figures():
        return
    at, row = table.chance.choice(table.figures()), table.chance.choice(table.rows)
    if row[at].isdecimal():
        row[at] += table.chance.choice(["*", " †", "²", " (a)", "[1]", "¹⁾", " ²,³"])
    table.bottom = [["* provisional, to be confirmed"]]


def footnote_on_a_heading(table: Damaged) -> None:
    table.header[table.chance.randrange(len(table.header))] += table.chance.choice(["*", "²", " (1)", "[1]"])


def header_repeated(table: Damaged) -> None:
    table.rows.insert(table.chance.randrange(len(table.rows) + 1), list(table.header))


def apostrophes(table: Damaged) -> None:
    for at in table.figures():
        for row in table.rows:
            row[at] = f"'{row[at]}" if row[at].isdecimal() else row[at]


def footnotes_on_any_cell(table: Damaged) -> None:
    row = table.chance.choice(table.rows)
    at = table.chance.randrange(len(row))
    if row[at] not in {"", "-"}:
        row[at] += table.chance.choice(["*", "²", " ¹", " **"])


def blank_rows(table: Damaged) -> None:
    table.rows.insert(table.chance.randrange(len(table.rows) + 1), ["" for _ in table.header])


def unknown(table: Damaged) -> None:
    if not table.figures():
        return
    at, row = table.chance.choice(table.figures()), table.chance.choice(table.rows)
    row[at] = table.chance.choice(["-", "N/A", "n.d.", "…", "غير متوفر", "#REF!"])


def days_of_a_spreadsheet(table: Damaged) -> None:
    form = table.chance.choice(["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%b-%y", "%d %B %Y", "serial"])
    for at in table.days():
        for row in table.rows:
            day = date.fromisoformat(row[at][:10])
            plain = "T" not in row[at] or "T00:00:00" in row[at]
            if plain and len(table.days()) == 1:
                row[at] = str((day - date(1899, 12, 30)).days) if form == "serial" else day.strftime(form)


def decimals(table: Damaged) -> None:
    if not table.figures():
        return
    at = table.chance.choice(table.figures())
    for row in table.rows:
        row[at] = f"{row[at]}.0" if row[at].isdecimal() else row[at]


def cell_lost(table: Damaged) -> None:
    row = table.chance.choice(table.rows)
    del row[table.chance.randrange(len(row))]


DAMAGES = [
    separator, encoding, nuls, line_ends, lines_on_top, declared, columns_moved, heading_translated, headings_in_other_case,
    heading_doubled, rows_doubled, total_added, total_without_a_word, thousands, footnotes, blank_rows, unknown,
    days_of_a_spreadsheet, decimals, cell_lost, footnotes_on_any_cell, footnote_on_a_heading,
    header_repeated, apostrophes,
]  # fmt: skip


def _file(table: Damaged, folder: Path) -> Path:
    text = io.StringIO()
    lines = [*table.top, table.header, *([table.tags] if table.tags else []), *table.rows, *table.bottom]
    csv.writer(text, delimiter=table.separator, lineterminator=table.line_end).writerows(lines)
    data = text.getvalue().encode(table.encoding, errors="replace")
    if table.nul and table.encoding.startswith(("utf-8", "cp", "latin")):
        at = table.chance.randrange(3, len(data))
        data = data[:at] + b"\0" + data[at:]
    path = folder / "table.csv"
    path.write_bytes(data)
    return path


def _check(sample: Sample, damages: list[Callable[[Damaged], None]], seed: int, folder: Path) -> None:
    table = Damaged(sample, random.Random(seed))
    for damage in sorted(damages, key=lambda each: each is cell_lost):
        damage(table)
    taken = take_tables([_file(table, folder)], settings=TakeSettings(**sample.options))
    said = claims_of(taken)
    if taken.problems:
        assert all(str(problem) for problem in taken.problems)
        return
    parts = [part for file in taken.files for part in file.tables]
    lines = [line for part in parts for line in (*part.notes, *part.left_out)]
    told = [line for line in lines if re.search("not known|no column", line)]
    assert said <= sample.says, (said - sample.says, damages)
    # Fewer claims only where a reader is told: a figure that is not known, a heading that is not read.
    assert said == sample.says or told, (sample.says - said, damages)


@pytest.mark.parametrize("heading", ["roundNumber", "admin2Name", "displacementReason", "id"])
def test_a_note_sign_does_not_part_rows_that_are_added_up(heading: str, tmp_path: Path) -> None:
    # Names may end with letters in brackets, numbers of rounds do not.
    for note in ("²", "[1]", "*", *([" (a)"] if heading == "roundNumber" else [])):
        table = Damaged(SAMPLES[0], random.Random(1))
        table.rows[1][table.header.index(heading)] += note
        assert claims_of(take_tables([_file(table, tmp_path)])) == SAMPLES[0].says


def _population() -> Damaged:
    return Damaged(next(each for each in SAMPLES if each.name == "unhcr_population"), random.Random(1))


def test_a_heading_with_the_number_of_a_note_is_the_heading(tmp_path: Path) -> None:
    table = _population()
    table.header[table.header.index("Asylum-seekers")] = "Asylum-seekers [1]"
    assert claims_of(take_tables([_file(table, tmp_path)])) == table.sample.says


def test_counts_under_a_heading_nobody_knows_are_named(tmp_path: Path) -> None:
    table = _population()
    table.header[table.header.index("Asylum-seekers")] = "Those who seek asylum"
    [note] = [each for each in take_tables([_file(table, tmp_path)]).files[0].tables[0].notes if "no column" in each]
    assert note == (
        'There is no column "asylum_seekers", so no claims of it. Columns with numbers that were not read: '
        '"Those who seek asylum", "Stateless persons", "Others of concern", "Host Community".'
    )


def test_rows_above_a_second_header_are_not_lost(tmp_path: Path) -> None:
    table = _population()
    table.rows.insert(1, list(table.header))
    assert claims_of(take_tables([_file(table, tmp_path)])) == table.sample.says
    table.header[table.header.index("Asylum-seekers")] = "Those who seek asylum"
    [problem] = take_tables([_file(table, tmp_path)]).problems
    assert problem.message == "Rows above the header, which is row 3, hold figures too: 2."


def test_a_line_above_the_header_without_a_day_is_no_row(tmp_path: Path) -> None:
    table, mapping = tmp_path / "counts.csv", tmp_path / "counts.mapping.toml"
    rows = "Site,Arrivals,Date\nAdre,40,2025-02-03\nKorr,60,2025-02-03\n"
    table.write_text(rows)
    proposed = guess_mapping(table, TakeSettings()).replace("confirmed = false", "confirmed = true")
    mapping.write_text(proposed.replace('publisher = ""', 'publisher = "Border office"'))
    said = []
    for top in ("Round,12,\n\n", "Adre,12,2025-02-02\n"):
        table.write_text(top + rows)
        said.append([each.message for each in take_tables([table], mapping=read_mapping(mapping)).problems])
    assert said == [[], ["Rows above the header, which is row 2, hold figures too: 1."]]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(SAMPLES), st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=3), st.integers(0, 10**6))
def test_a_damaged_table_says_the_same_or_is_refused(
    tmp_path: Path, sample: Sample, damages: list[Callable[[Damaged], None]], seed: int
) -> None:
    _check(sample, damages, seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_two_hundred_damages_of_each_layout(tmp_path: Path, sample: Sample) -> None:
    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(st.lists(st.sampled_from(DAMAGES), min_size=1, max_size=4), st.integers(0, 10**6))
    def damaged(damages: list[Callable[[Damaged], None]], seed: int) -> None:
        _check(sample, damages, seed, tmp_path)

    damaged()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_table_saved_by_a_spreadsheet_says_the_same(sample: Sample, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Saved again by a colleague"])
    sheet.append(sample.header)
    if sample.tags:
        sheet.append(sample.tags)
    for row in sample.rows:
        sheet.append([_as_typed(heading, cell) for heading, cell in zip(sample.header, row, strict=True)])
    old = book.create_sheet("old")
    old.sheet_state = "hidden"
    old.append(sample.header)
    for row in sample.rows:
        old.append(row)
    book.save(tmp_path / "again.xlsx")
    taken = take_tables([tmp_path / "again.xlsx"], settings=TakeSettings(**sample.options))
    assert taken.problems == []
    assert claims_of(taken) == sample.says
    assert taken.files[0].notes == ['The sheet "old" is hidden and was not read. Read it with --hidden.']


def _as_typed(heading: str, cell: str) -> object:
    """As a spreadsheet keeps it on opening a CSV file: digits as numbers, days as days."""
    if cell.isdecimal():
        return float(cell)
    if len(cell) == 10 and cell[4] == "-" and "iso" not in heading_key(heading):
        return date.fromisoformat(cell)
    return cell or None

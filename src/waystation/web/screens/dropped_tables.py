"""Tables that are dropped: known by their columns, or by a mapping that a person confirms once."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from waystation.claims import read_claims
from waystation.claims.take import (
    TableLayout,
    Taken,
    TakeSettings,
    guess_mapping,
    keep_in_ledger,
    names_of_places,
    read_mapping,
    take_tables,
)
from waystation.errors import InputError, Problem
from waystation.files import write_text
from waystation.web.forms import on_disk, posted, text_of
from waystation.web.pending import Pending
from waystation.web.templating import page
from waystation.web.workspace import Workspace

__all__ = ["ENDINGS", "Asked", "TakenTable", "confirm", "take_table"]

ENDINGS = {".csv", ".tsv", ".xlsx", ".xlsm", ".json", ".zip"}
MAPPINGS = "mappings"
_MOST_SHOWN = 12
_CONFIRMED = re.compile(r"^\s*confirmed\s*=\s*(?:true|false)\s*$", re.MULTILINE)
_PUBLISHER = re.compile(r'^publisher\s*=\s*""', re.MULTILINE)


@dataclass(frozen=True)
class TakenTable:
    """What became of one table: claims that were new, that were there already, and what was not taken, in sentences."""

    name: str
    new: int
    already: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A table whose columns nobody knows yet: a mapping is proposed, for a person to confirm."""

    key: str
    name: str
    mapping: str


def take_table(
    workspace: Workspace, name: str, data: bytes, published: date | None, publisher: str, pending: Pending
) -> TakenTable | Asked:
    """Take a table into the ledger, or ask what its columns mean.

    Parameters
    ----------
    workspace : with the scenario, whose places name those of the table
    name : of the file, shown; only its ending is used
    data : the file
    published, publisher : where the table does not say
    pending : keeps the table while its mapping is asked for

    Raises
    ------
    InputError
        With everything in it that cannot be taken; nothing of it is then kept.
    """
    settings = _settings(workspace, published, publisher)
    with on_disk(name, data) as file:
        own = _own_claims(workspace, file, name)
        if own is not None:
            return own
        taken = take_tables([file], settings=settings)
        if taken.problems or not len(taken):
            for mapping in _mappings(workspace):
                other = take_tables([file], mapping=mapping, settings=settings)
                if len(other) and not other.problems:
                    return _kept(workspace, other, name)
            try:
                proposed = guess_mapping(file, settings)
            except InputError as error:
                sayable = [each for each in taken.problems if "--" not in each.fix]
                raise InputError([_named(each, name) for each in sayable or error.problems]) from None
            proposed = proposed.replace(file.name, name).replace(file.stem, Path(name).stem)
            if publisher:
                proposed = _PUBLISHER.sub(lambda _: f"publisher = {publisher!r}".replace("'", '"'), proposed, count=1)
            return Asked(pending.keep(name, data), name, proposed)
        return _kept(workspace, taken, name)


def _settings(workspace: Workspace, published: date | None, publisher: str) -> TakeSettings:
    places = names_of_places(workspace.situation().scenario.places)
    return TakeSettings(published=published, publisher=publisher, places=places)


def _own_claims(workspace: Workspace, file: Path, name: str) -> TakenTable | None:
    """A table of claims as Waystation writes it, added to the ledger; None if it is another table."""
    head = file.read_bytes()[:2000].decode("utf-8", "replace").lstrip("\ufeff").splitlines()[:1]
    if (
        file.suffix != ".csv"
        or not head
        or not {"quantity_low", "qualifier", "term"} <= set(re.split(r"[,;\t|]", head[0]))
    ):
        return None
    claims = read_claims(file)
    with workspace.ledger() as ledger:
        added = ledger.add(claims)
    return TakenTable(name, len(added.new), len(added.already))


def _kept(workspace: Workspace, taken: Taken, name: str) -> TakenTable:
    with workspace.ledger() as ledger:
        kept = keep_in_ledger(taken, ledger)
    notes = []
    for file in taken.files:
        notes += file.notes
        for table in file.tables:
            notes += [*table.notes, *table.not_taken(_MOST_SHOWN)]
    return TakenTable(name, len(kept.new) + len(kept.revised), len(kept.already), tuple(notes))


def _mappings(workspace: Workspace) -> list[TableLayout]:
    """Mappings confirmed before; of one that cannot be read any more, the table itself is asked about."""
    found = []
    for file in islice(sorted((workspace.folder / MAPPINGS).glob("*.mapping.toml")), 100):
        try:
            found.append(read_mapping(file))
        except InputError:
            continue
    return found


def _named(problem: Problem, name: str) -> Problem:
    return Problem(problem.message, problem.fix, name, problem.row, problem.column, problem.value)


@posted
async def confirm(request: Request, form: FormData) -> Response:
    """Take a table by the mapping that a person has looked over, and keep the mapping for the next one."""
    workspace: Workspace = request.app.state.workspace
    pending: Pending = request.app.state.pending
    key, mapping = text_of(form, "key"), text_of(form, "mapping", 50_000)
    name, data = pending.get(key)
    if text_of(form, "looked") != "yes":
        problem = Problem("Nobody has looked at the mapping.", "Tick that you looked at every line.", column="looked")
        asked = Asked(key, name, mapping)
        return HTMLResponse(page("mapping.html", request, asked=asked, problems=[problem]), 422)
    try:
        done = await run_in_threadpool(_confirmed, workspace, name, data, mapping)
    except InputError as error:
        asked = Asked(key, name, mapping)
        return HTMLResponse(page("mapping.html", request, asked=asked, problems=error.problems), 422)
    return HTMLResponse(
        page("drop.html", request, dropped=[], tables=[done], asked=[], problems=[], given={}, again=[])
    )


def _confirmed(workspace: Workspace, name: str, data: bytes, mapping: str) -> TakenTable:
    text = _CONFIRMED.sub("confirmed = true", mapping) if _CONFIRMED.search(mapping) else f"confirmed = true\n{mapping}"
    words = re.sub(r"[^a-z0-9]+", "-", Path(name).stem.casefold()).strip("-") or "table"
    with tempfile.TemporaryDirectory() as place:
        draft = Path(place) / f"{words}.mapping.toml"
        draft.write_text(text, encoding="utf-8")
        layout = read_mapping(draft)
        with on_disk(name, data) as file:
            taken = take_tables([file], mapping=layout, settings=_settings(workspace, None, ""))
    if taken.problems:
        raise InputError([_named(each, name) for each in taken.problems])
    done = _kept(workspace, taken, name)
    (workspace.folder / MAPPINGS).mkdir(exist_ok=True)
    write_text(workspace.folder / MAPPINGS / f"{words}.mapping.toml", text)
    return done

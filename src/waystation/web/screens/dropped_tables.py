"""Tables that are dropped: known by their columns, or by a mapping that a person confirms once."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    keep_in_ledger,
    names_of_places,
    read_mapping,
    take_tables,
)
from waystation.claims.take.day_cells import DATE_ORDER
from waystation.claims.take.guess import propose
from waystation.claims.take.mapping_text import Proposal, mapping_text
from waystation.errors import InputError, Problem
from waystation.files import write_text
from waystation.web.forms import on_disk, posted, text_of
from waystation.web.pending import Pending, SentFile
from waystation.web.screens.mapping_fields import (
    COUNTED,
    DATES,
    MEANINGS,
    MappingFields,
    as_typed,
    counted_terms,
    counted_units,
    fields_of,
    proposal_from,
)
from waystation.web.templating import page
from waystation.web.workspace import Workspace
from waystation.world.textfile import SEPARATORS

__all__ = ["ENDINGS", "Asked", "TakenTable", "confirm", "shown_name", "take_table"]

ENDINGS = {".csv", ".tsv", ".xlsx", ".xlsm", ".json", ".zip"}
MAPPINGS = "mappings"
_MOST_SHOWN = 12
_CONFIRMED = re.compile(r"^\s*confirmed\s*=\s*(?:true|false)\s*$", re.MULTILINE)


@dataclass(frozen=True)
class TakenTable:
    """What became of one table: claims that were new, that were there already, and what was not taken, in sentences."""

    name: str
    new: int
    already: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A table whose columns nobody knows yet: a mapping is proposed, for a person to correct and confirm."""

    key: str
    name: str
    mapping: str
    fields: MappingFields
    places: tuple[str, ...] = ()
    by_text: bool = False
    units: tuple[str, ...] = field(default_factory=counted_units)
    terms: tuple[str, ...] = field(default_factory=counted_terms)
    meanings = MEANINGS
    counted = COUNTED
    dates = DATES


def shown_name(name: str) -> str:
    """The name of a file as it is shown: without folders and signs that are not seen."""
    return re.sub(r"[\x00-\x1f]", "", Path(name.replace("\\", "/")).name)[:100] or "the file"


def take_table(
    workspace: Workspace, name: str, data: bytes, given: Mapping[str, str], published: date | None, pending: Pending
) -> TakenTable | Asked:
    """Take a table into the ledger, or ask what its columns mean.

    Parameters
    ----------
    workspace : with the scenario, whose places name those of the table
    name : of the file, shown; only its ending is used
    data : the file
    given : fields of the form: ``publisher``, where the table does not say, and ``dates``, what stands first in them
    published : where the table does not say
    pending : keeps the table while its mapping is asked for

    Raises
    ------
    InputError
        With everything in it that cannot be taken; nothing of it is then kept.
    """
    settings = _settings(workspace, published, given)
    with on_disk(name, data) as file:
        own = _own_claims(workspace, file, name)
        if own is not None:
            return own
        taken = take_tables([file], settings=settings)
        _refuse_unclear_order(taken, name)
        if taken.problems or not len(taken):
            for mapping in _mappings(workspace):
                other = take_tables([file], mapping=mapping, settings=settings)
                _refuse_unclear_order(other, name)
                if len(other) and not other.problems:
                    return _kept(workspace, other, name)
            try:
                proposed = _proposal(file, name, settings)
            except InputError as error:
                sayable = [each for each in taken.problems if "--" not in each.fix]
                raise InputError([_named(each, name) for each in sayable or error.problems]) from None
            return _asked(workspace, pending.keep(SentFile(name, data)), name, proposed)
        return _kept(workspace, taken, name)


def _settings(workspace: Workspace, published: date | None, given: Mapping[str, str]) -> TakeSettings:
    places = names_of_places(workspace.situation().scenario.places)
    publisher, dates = given.get("publisher", ""), given.get("dates", "")
    return TakeSettings(published=published, publisher=publisher, places=places, dates=dates if dates in DATES else "")


def _proposal(file: Path, name: str, settings: TakeSettings) -> Proposal:
    """What the columns may mean; the file is called as it was when it was dropped."""
    found = propose(file, settings)
    found.file, found.dates = Path(name), settings.dates
    found.left = [(why, heading.replace(file.name, name)) for why, heading in found.left]
    return found


def _asked(workspace: Workspace, key: str, name: str, proposal: Proposal, *, text: str = "") -> Asked:
    places = tuple(each.name for each in workspace.situation().scenario.places)
    return Asked(key, name, text or mapping_text(proposal), fields_of(proposal, places), places, bool(text))


def _own_claims(workspace: Workspace, file: Path, name: str) -> TakenTable | None:
    """A table of claims as Waystation writes it, added to the ledger; None if it is another table."""
    head = file.read_bytes()[:2000].decode("utf-8", "replace").lstrip("\ufeff").splitlines()[:1]
    if (
        file.suffix != ".csv"
        or not head
        or not {"quantity_low", "qualifier", "term"} <= set(re.split(f"[{''.join(SEPARATORS)}]", head[0]))
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


def _refuse_unclear_order(taken: Taken, name: str) -> None:
    """A table whose columns are known, and whose dates can be read in two ways."""
    if any(each.code == DATE_ORDER for each in taken.problems):
        raise InputError([_about_order(each, name) for each in taken.problems])


def _about_order(problem: Problem, name: str) -> Problem:
    """Of dates that can be read in two ways the form asks which one is meant."""
    asked = problem.code == DATE_ORDER
    fix = "Say below what comes first in its dates, and take it in." if asked else problem.fix
    return replace(problem, fix=fix, file=name)


@posted
async def confirm(request: Request, form: FormData) -> Response:
    """Take a table by the mapping that a person has looked over, and keep the mapping for the next one."""
    workspace: Workspace = request.app.state.workspace
    pending: Pending = request.app.state.pending
    given = {name: text_of(form, name, 50_000) for name in form if name not in {"token", "looked", "again", "others"}}
    again, others = ([each for each in form.getlist(name) if isinstance(each, str)] for name in ("again", "others"))
    looked = text_of(form, "looked") == "yes"
    done = await run_in_threadpool(_answered, workspace, pending, given, looked=looked)
    kept = [(each, pending.get(each)) for each in again if pending.has(each)]
    waiting = [(key, shown_name(file.name), file.asks) for key, file in kept]
    left = await run_in_threadpool(_asked_again, workspace, pending, others, given.get("publisher", ""))
    if isinstance(done, TakenTable):
        shown = page(
            "drop.html", request,
            dropped=[], tables=[done], asked=left, problems=[], given={}, again=waiting, orders=DATES,
        )  # fmt: skip
        return HTMLResponse(shown)
    asked, problems = done
    shown = page("mapping.html", request, asked=asked, problems=problems, tables_asked=left, again=waiting)
    return HTMLResponse(shown, 422)


def _asked_again(workspace: Workspace, pending: Pending, keys: Sequence[str], publisher: str) -> list[Asked]:
    """Other tables that were dropped together with one, and whose columns nobody has said yet."""
    found = []
    for key in keys:
        if pending.has(key):
            name, data = pending.get(key).name, pending.get(key).data
            with on_disk(name, data) as file:
                found.append(_asked(workspace, key, name, _proposal(file, name, TakeSettings(publisher=publisher))))
    return found


def _answered(
    workspace: Workspace, pending: Pending, given: Mapping[str, str], *, looked: bool
) -> TakenTable | tuple[Asked, Sequence[Problem]]:
    """The table taken; or the form once more, as it was filled in, and what is wrong."""
    key = given.get("key", "")
    name, data = pending.get(key).name, pending.get(key).data
    by_text = given.get("by_text") == "yes" or "mean-0" not in given
    with on_disk(name, data) as file:
        proposal = _proposal(file, name, TakeSettings())
    text = given.get("mapping", "") if by_text else ""
    try:
        if not by_text:
            proposal = proposal_from(given, proposal)
        if not looked:
            problem = Problem("Nobody has looked at the columns.", "Tick that you looked at every line.")
            raise InputError(problem)
        return _confirmed(workspace, name, data, text or mapping_text(proposal))
    except InputError as error:
        asked = _asked(workspace, key, name, proposal, text=text)
        if not by_text:
            asked = replace(asked, fields=as_typed(given, asked.fields))
        return asked, [_about_order(each, each.file) for each in error.problems]


def _confirmed(workspace: Workspace, name: str, data: bytes, mapping: str) -> TakenTable:
    text = _CONFIRMED.sub("confirmed = true", mapping) if _CONFIRMED.search(mapping) else f"confirmed = true\n{mapping}"
    words = re.sub(r"[^a-z0-9]+", "-", Path(name).stem.casefold()).strip("-") or "table"
    with tempfile.TemporaryDirectory() as place:
        draft = Path(place) / f"{words}.mapping.toml"
        draft.write_text(text, encoding="utf-8")
        layout = read_mapping(draft)
        with on_disk(name, data) as file:
            taken = take_tables([file], mapping=layout, settings=_settings(workspace, None, {}))
    if taken.problems:
        raise InputError([replace(each, file=name) for each in taken.problems])
    done = _kept(workspace, taken, name)
    (workspace.folder / MAPPINGS).mkdir(exist_ok=True)
    write_text(workspace.folder / MAPPINGS / f"{words}.mapping.toml", text)
    return done

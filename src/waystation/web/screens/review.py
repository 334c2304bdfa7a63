"""Review: figures read from reports, each in its sentence, waiting for a person's decision."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from waystation.claims import Claim, Status, edited
from waystation.claims.decisions import Book
from waystation.claims.reading.highlight import Piece, sentence_pieces
from waystation.claims.vocabulary import vocabulary
from waystation.errors import InputError, Problem
from waystation.share.language import Language
from waystation.share.translation import translate_message
from waystation.web.forms import posted, text_of
from waystation.web.templating import language_of, page
from waystation.web.workspace import Workspace

__all__ = ["correct", "decide", "place", "review", "same", "undo"]

_MOST_SHOWN = 50
_THOUSANDS = re.compile(r"(?<=\d)[,\s](?=\d{3}(?!\d))(?=[\d,\s]*$)")
"""What stands between thousands, in a figure alone."""

REASONS = {"accept": "Looked at in its sentence.", "set aside": "Set aside in review."}
"""Why somebody decided so, where nobody says."""
_FIELDS = {
    "quantity_low": "Figure, or its lower end",
    "quantity_high": "Upper end",
    "qualifier": "Wording",
    "unit": "Unit",
    "term": "What is counted",
    "place": "Where",
    "about_start": "First day",
    "about_end": "Last day",
    "speaker": "Who said it (an office)",
}


async def review(request: Request) -> Response:
    """The queue."""
    return HTMLResponse(await run_in_threadpool(_queue, request))


def _queue(
    request: Request, wrong: Sequence[Problem] = (), corrected: str = "", typed: Mapping[str, str] | None = None
) -> str:
    """The screen; with the correction as it was typed, where something in it is wrong."""
    workspace: Workspace = request.app.state.workspace
    view, drafts = workspace.view(), workspace.drafts()
    readings = workspace.readings()
    others = [claim for claim in view.claims if claim.id not in view.standing.drafts]
    book = workspace.situation().book
    return page(
        "review.html", request,
        drafts=[
            _shown(n, claim, readings, book, typed if typed and claim.id == corrected else {})
            for n, claim in enumerate(drafts[:_MOST_SHOWN])
        ],
        problems=wrong,
        standing=view.standing, others=others[-_MOST_SHOWN:], undo=_last_decided(book, workspace.situation().claims),
        places=[place.name for place in view.scenario.places],
        unplaced={name: len(claims) for name, claims in list(workspace.unplaced().items())[:_MOST_SHOWN]},
    )  # fmt: skip


def _shown(number: int, claim: Claim, readings: dict[str, Any], book: Book, typed: Mapping[str, str]) -> dict[str, Any]:
    pieces = []
    if claim.id in readings:
        report, reading = readings[claim.id]
        pieces = sentence_pieces(report.report.text, reading)
    elif claim.excerpt:
        pieces = [Piece(claim.excerpt)]
    words = vocabulary()
    chosen = {
        "term": sorted(words.terms),
        "unit": sorted({*words.units, claim.unit}),
        "qualifier": sorted(words.qualifiers),
    }
    fields = [
        {
            "name": name,
            "label": label,
            "value": typed.get(name, _written(getattr(claim, name))),
            "choices": chosen.get(name, []),
            "list": "places" if name == "place" else "",
        }
        for name, label in _FIELDS.items()
    ]
    who = claim.source if not claim.speaker or claim.speaker in claim.source else f"{claim.speaker}, {claim.source}"
    return {
        "number": number, "claim": claim, "pieces": pieces, "fields": fields, "who": who,
        "term": claim.term.replace("_", " "), "seen": _version(claim.id, book), "typed": typed,
    }  # fmt: skip


def _written(value: Any) -> str:
    """A value as a field of the form shows it."""
    if value is None:
        return ""
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _version(claim: str, book: Book) -> int:
    """How many decisions there are on a claim: another number means that somebody decided meanwhile."""
    return sum(each.claim == claim for each in book.decisions)


def _last_decided(book: Book, claims: list[Claim]) -> dict[str, object] | None:
    if not book.decisions:
        return None
    last = book.decisions[-1]
    claim = next((each for each in claims if each.id == last.claim), None)
    if claim is None or last.status is Status.NEW:
        return None
    return {"claim": claim, "status": last.status.value}


@posted
async def decide(request: Request, form: FormData) -> Response:
    """Accept or set aside, one figure or several."""
    action = text_of(form, "action")
    if action not in REASONS:
        raise InputError(Problem(f'"{action}" is not a decision.', "Use the buttons.", column="action", value=action))
    ids = [each for each in form.getlist("claim") if isinstance(each, str)]
    if not ids:
        raise InputError(Problem("No figure was ticked.", "Tick one or more.", column="claim"))
    why = text_of(form, "why") or REASONS[action]
    await run_in_threadpool(_decide, request.app.state.workspace, ids, action, why, text_of(form, "seen"))
    return RedirectResponse("/review", 303)


def _decide(workspace: Workspace, ids: list[str], action: str, why: str, seen: str) -> None:
    known = _known(workspace, ids)
    status = Status.ACCEPTED if action == "accept" else Status.SET_ASIDE
    with workspace.ledger() as ledger:
        if len(ids) == 1:
            _refuse_stale(workspace, ids[0], seen)
        ledger.add(known)
        for each in known:
            ledger.decide(each.id, status, why)


@posted
async def correct(request: Request, form: FormData) -> Response:
    """Put a corrected claim in the place of one."""
    values = {name: text_of(form, name, 300) for name in _FIELDS}
    claim, why, seen = (text_of(form, name) for name in ("claim", "why", "seen"))
    try:
        await run_in_threadpool(_correct, request.app.state.workspace, claim, values, why, seen)
    except InputError as error:
        words = Language(language_of(request))
        wrong = [
            Problem(
                f"{words.say(_FIELDS[each.column])}: {translate_message(each.message, words)}",
                each.fix,
                value=each.value,
            )
            if each.column in _FIELDS
            else each
            for each in error.problems
        ]
        shown = await run_in_threadpool(_queue, request, wrong, claim, {**values, "why": why})
        return HTMLResponse(shown, 422)
    return RedirectResponse("/review", 303)


@posted
async def same(request: Request, form: FormData) -> Response:
    """Say that a claim repeats another, so that it counts once."""
    workspace: Workspace = request.app.state.workspace
    other = text_of(form, "other")
    _known(workspace, [other])
    why = "The same story, published twice."
    await run_in_threadpool(
        _correct, workspace, text_of(form, "claim"), {"copied_from": other}, why, text_of(form, "seen")
    )
    return RedirectResponse("/review", 303)


@posted
async def place(request: Request, form: FormData) -> Response:
    """Say which place of the scenario a name means, for all figures that stand under it."""
    name, means = text_of(form, "name"), text_of(form, "means")
    await run_in_threadpool(_place, request.app.state.workspace, name, means)
    return RedirectResponse("/review#places", 303)


def _place(workspace: Workspace, name: str, means: str) -> None:
    known = [each.name for each in workspace.view().scenario.places]
    claims = workspace.unplaced().get(name, [])
    if means not in known:
        raise InputError(Problem(f'"{means}" is not a place of the scenario.', "Choose from the list.", value=means))
    if not claims:
        raise InputError(Problem(f'No figure stands under "{name}" any more.', "Load the page again.", value=name))
    with workspace.ledger() as ledger:
        ledger.add(claims)
        for each in claims:
            ledger.edit(each.id, edited(each, {"place": means}), f"{name} means {means}.")


def _correct(workspace: Workspace, id: str, values: dict[str, str], why: str, seen: str) -> None:
    claim = _known(workspace, [id])[0]
    better = edited(claim, {name: _THOUSANDS.sub("", text) for name, text in values.items()})
    with workspace.ledger() as ledger:
        _refuse_stale(workspace, id, seen)
        ledger.add([claim])
        ledger.edit(id, better, why)


@posted
async def undo(request: Request, form: FormData) -> Response:
    """Take back the last decision on a claim: by another decision, for the ledger forgets nothing."""
    await run_in_threadpool(_undo, request.app.state.workspace, text_of(form, "claim"))
    return RedirectResponse("/review", 303)


def _undo(workspace: Workspace, id: str) -> None:
    with workspace.ledger() as ledger:
        last = workspace.situation(ask=True).book.last.get(id)
        if last is None:
            fix = "Load the page again."
            raise InputError(Problem("There is no decision to take back.", fix, column="claim", value=id))
        if last.replaced_by:
            ledger.decide(last.replaced_by, Status.SET_ASIDE, "The correction was taken back.")
        ledger.decide(id, Status.NEW, "Taken back.")


def _known(workspace: Workspace, ids: list[str]) -> list[Claim]:
    claims = {claim.id: claim for claim in workspace.situation().claims}
    unknown = [each for each in ids if each not in claims]
    if unknown:
        raise InputError(
            [
                Problem("This figure is not here any more.", "Load the page again.", column="claim", value=u)
                for u in unknown
            ]
        )
    return [claims[each] for each in ids]


def _refuse_stale(workspace: Workspace, id: str, seen: str) -> None:
    """Refuse a decision on a row that somebody else has decided on since it was shown; nobody can write meanwhile."""
    book = workspace.situation(ask=True).book
    if seen.isdecimal() and int(seen) != _version(id, book):
        last = book.last[id]
        message = f"Somebody decided on this figure meanwhile: {last.status.value}. {last.why}"
        raise InputError(Problem(message, "Load the page again and look at it once more.", column="claim", value=id))

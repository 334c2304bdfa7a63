"""Ledger: every decision, by whom and why, and the claims as a table to take along."""

from __future__ import annotations

import io
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from waystation.web.templating import page
from waystation.web.workspace import Workspace

__all__ = ["export", "ledger"]

_MOST_SHOWN = 500


async def ledger(request: Request) -> Response:
    """The latest decisions first."""
    return HTMLResponse(await run_in_threadpool(_page, request))


def _page(request: Request) -> str:
    workspace: Workspace = request.app.state.workspace
    situation = workspace.situation()
    claims = {claim.id: claim for claim in situation.claims}
    rows: list[dict[str, Any]] = []
    for each in reversed(situation.book.decisions[-_MOST_SHOWN:]):
        claim = claims.get(each.claim)
        rows.append({"decision": each, "claim": claim, "replaced": claims.get(each.replaced_by)})
    return page("ledger.html", request, rows=rows, total=len(situation.claims), decided=len(situation.book.decisions))


async def export(request: Request) -> Response:
    """Claims as CSV, with their status: it can be read back."""
    text = await run_in_threadpool(_table, request.app.state.workspace)
    headers = {"Content-Disposition": 'attachment; filename="claims.csv"'}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _table(workspace: Workspace) -> str:
    import csv

    situation = workspace.situation()
    last = situation.book.last
    rows = [
        {"id": claim.id, "status": last[claim.id].status.value if claim.id in last else "new", **claim.model_dump(
            mode="json", exclude={"id"})}
        for claim in situation.claims
    ]  # fmt: skip
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else ["id", "status"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()

"""The screens, in the order a morning goes through them."""

from __future__ import annotations

from starlette.routing import Route

from waystation.web.screens import (
    disagreements,
    drop,
    forecast,
    ledger,
    needs,
    review,
    set_up,
    share,
    tables,
    today,
    waits,
    what_if,
)

__all__ = ["ROUTES"]

ROUTES: list[Route] = [
    route
    for screen in (set_up, today, drop, tables, review, disagreements, forecast, waits, needs, what_if, share, ledger)
    for route in screen.ROUTES
]

"""The screens, in the order a morning goes through them."""

from __future__ import annotations

from starlette.routing import Route

from waystation.web.screens import set_up, today

__all__ = ["ROUTES"]

ROUTES: list[Route] = [*today.ROUTES, *set_up.ROUTES]

"""What people send: forms with the page's token, bounded, and files that are kept under names of our own."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from waystation.errors import InputError
from waystation.web.answers import refusal, refusals
from waystation.web.guard import TOKEN_FIELD

__all__ = ["Handler", "posted", "text_of"]

MOST_FILES = 200
MOST_FIELDS = 5000
MOST_PART_BYTES = 5_000_000

Handler = Callable[[Request], Awaitable[Response]]
FormHandler = Callable[[Request, FormData], Awaitable[Response]]


def posted(handler: FormHandler) -> Handler:
    """A handler of a form: checks the page's token, and answers input that cannot be used in sentences."""

    async def answer(request: Request) -> Response:
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=MOST_PART_BYTES) as form:
            given = request.headers.get("x-waystation-token") or form.get(TOKEN_FIELD)
            right = request.app.state.door.form_token
            if not isinstance(given, str) or not hmac.compare_digest(given.encode(), right.encode()):
                return refusal(request, 403, "The form does not come from this page.", "Load the page again.")
            try:
                return await handler(request, form)
            except InputError as error:
                return refusals(request, 422, error.problems)

    answer.__name__ = handler.__name__
    return answer


def text_of(form: FormData, name: str, most: int = 2000) -> str:
    """A text field, without spaces around it; empty if it is missing or a file."""
    value = form.get(name)
    return value.strip()[:most] if isinstance(value, str) else ""

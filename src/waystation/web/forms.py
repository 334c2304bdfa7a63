"""What people send: forms with the page's token, bounded, and files that are kept under names of our own."""

from __future__ import annotations

import hmac
import re
import secrets
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from waystation.errors import InputError
from waystation.web.answers import refusal, refusals
from waystation.web.guard import TOKEN_FIELD

__all__ = ["Handler", "ending_of", "on_disk", "posted", "text_of"]

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


def ending_of(name: str) -> str:
    """The ending of a file's name from outside, in small letters; of its letters, digits and dots only."""
    return re.sub(r"[^a-z0-9.]", "", Path(name.replace("\\", "/")).suffix.lower())[:10]


@contextmanager
def on_disk(name: str, data: bytes, stem: str = "") -> Iterator[Path]:
    """What was sent as a file, for as long as it is read; of its name from outside only the ending is used.

    Parameters
    ----------
    name : as it was sent
    data : what it holds
    stem : name to give it; default: a random one, which stands in no text
    """
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / f"{stem or secrets.token_hex(8)}{ending_of(name)}"
        file.write_bytes(data)
        yield file

"""Who may talk to the page: one machine, one key, one origin, and bodies of a bounded size.

A page on loopback is still reachable by every other page open in the same browser and by every other user of the
machine. So a request must name this host, carry the key's cookie, and, where it changes anything, come from this
page itself and carry the token that only this page knows.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import sha256

from starlette.applications import Starlette
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Message, Receive, Scope, Send

from waystation.web.answers import refusal

__all__ = ["COOKIE", "MOST_FORM_BYTES", "TOKEN_FIELD", "Door", "Guard", "TooMuchError"]

COOKIE = "waystation_key"
TOKEN_FIELD = "token"
"""Name of the form field that holds the page's token; the header is ``X-Waystation-Token``."""

MOST_FORM_BYTES = 200_000
MOST_UPLOAD_BYTES = 30_000_000
"""All files of one drop together."""
MOST_BODY_SECONDS = 60.0

_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# A chart is a document of its own, shown as an image: it styles itself and may load nothing.
_CHART_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with "no-referrer" a browser says "null" as the origin of its own forms
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass
class Door:
    """Keys of one server: made anew each time it starts, and kept in memory only.

    Parameters
    ----------
    hosts : values of the header Host that are answered, such as ``127.0.0.1:8765``
    token : key that can be used again and again, for a page that others reach; default: keys are used once
    """

    hosts: frozenset[str]
    token: str = ""
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _once: set[str] = field(default_factory=set)

    def new_key(self) -> str:
        """A key that opens the page once."""
        key = secrets.token_urlsafe(24)
        self._once.add(key)
        return key

    def opens(self, key: str) -> bool:
        """Whether this key opens the page; a key for one use is used up by asking."""
        if self.token and _same(key, self.token):
            return True
        found = next((each for each in self._once if _same(each, key)), None)
        self._once.discard(found or "")
        return found is not None

    @property
    def session(self) -> str:
        """What the cookie holds."""
        return _digest(self.secret, "session")

    @property
    def form_token(self) -> str:
        """What every form of the page carries."""
        return _digest(self.secret, "form")


class Guard:
    """Checks every request before the application sees it, and every answer before it leaves.

    Parameters
    ----------
    app : the application
    door : hosts and keys
    read_only : refuse whatever would change anything
    """

    def __init__(self, app: Starlette, door: Door, *, read_only: bool = False):
        self.app = app
        self.door = door
        self.read_only = read_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        answer = self._refused(request) or self._entering(request)
        if answer is not None:
            await answer(scope, receive, _with_headers(send))
            return
        body = _Bounded(receive, MOST_UPLOAD_BYTES if _is_upload(request.headers) else MOST_FORM_BYTES)
        await self.app(scope, body, _with_headers(send))

    def _refused(self, request: Request) -> Response | None:
        host = request.headers.get("host", "")
        if host not in self.door.hosts:
            return refusal(request, 421, "This page does not answer to that host name.", "Open the printed address.")
        if request.method in {"GET", "HEAD"}:
            return None if self._allowed(request) else self._no_key(request)
        if request.method != "POST":
            return refusal(request, 405, f"{request.method} is not used here.", "Use the page.")
        origin = request.headers.get("origin", "")
        if origin.partition("://")[2] not in self.door.hosts:
            return refusal(request, 403, "The request does not come from this page.", "Use the page itself.")
        if not self._allowed(request):
            return self._no_key(request)
        length = request.headers.get("content-length", "0")
        most = MOST_UPLOAD_BYTES if _is_upload(request.headers) else MOST_FORM_BYTES
        if not length.isdecimal() or int(length) > most:
            message = f"More than {most / 1e6:g} MB at once is not taken."
            return refusal(request, 413, message, "Send fewer or smaller files.")
        if self.read_only and not request.url.path.startswith("/language"):
            return refusal(request, 403, "This page was opened for reading only.", "Start it without --read-only.")
        return None

    def _allowed(self, request: Request) -> bool:
        free = request.url.path.startswith("/static/") or request.url.path == "/enter"
        return free or _same(request.cookies.get(COOKIE, ""), self.door.session)

    def _no_key(self, request: Request) -> Response:
        fix = "Open the address that the command printed. It holds a key and works once."
        return refusal(request, 401, "This page needs its key.", fix)

    def _entering(self, request: Request) -> Response | None:
        """The answer to the address with the key: a cookie, and the page without the key in its address."""
        if request.url.path != "/enter" or request.method != "GET":
            return None
        if not self.door.opens(request.query_params.get("key", "")):
            return self._no_key(request)
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(COOKIE, self.door.session, httponly=True, samesite="strict", path="/")
        return answer


class TooMuchError(Exception):
    """A body larger or slower than allowed."""


class _Bounded:
    """Hands a body on and stops when it is too large or takes too long."""

    def __init__(self, receive: Receive, most_bytes: int):
        self._receive = receive
        self._left = most_bytes
        self._most = most_bytes
        self._until: float | None = None
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:  # after the body, an application waits here for the visitor to leave, for as long as it takes
            return await self._receive()
        now = asyncio.get_running_loop().time()
        self._until = self._until or now + MOST_BODY_SECONDS
        try:
            message = await asyncio.wait_for(self._receive(), max(self._until - now, 0.001))
        except TimeoutError:
            raise TooMuchError(f"The request took longer than {MOST_BODY_SECONDS:g} seconds to arrive.") from None
        self._left -= len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._left < 0:
            raise TooMuchError(f"More than {self._most / 1e6:g} MB at once is not taken.")
        return message


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            chart = headers.get("content-type", "").startswith("image/svg")
            headers["Content-Security-Policy"] = _CHART_POLICY if chart else _POLICY
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent


def _is_upload(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("multipart/form-data")


def _digest(secret: str, use: str) -> str:
    return hmac.new(secret.encode(), use.encode(), sha256).hexdigest()


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())

"""The one place that opens a connection: an OpenAI-compatible endpoint, only where the user named one."""

from __future__ import annotations

import ipaddress
import json
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from waystation.errors import InputError, Problem

if TYPE_CHECKING:
    import http.client

__all__ = ["KEY", "SecondReader"]

KEY = "WAYSTATION_SECOND_READER_KEY"
"""Environment variable that holds the key of an endpoint which asks for one."""

_MOST_BYTES = 1_000_000
_PIECE = 16_384
_MOST_TOKENS = 4_000
_OK = 200


@dataclass(frozen=True)
class SecondReader:
    """An OpenAI-compatible endpoint for chat completions.

    Parameters
    ----------
    url : its base, such as http://localhost:11434/v1
    model : name of the model; the first that the endpoint lists if empty
    seconds : longest time for one answer, from the first byte sent to the last one read

    Raises
    ------
    InputError
        If the address is not one of http or https.

    Examples
    --------
    >>> SecondReader("http://localhost:11434/v1").local, SecondReader("https://api.example.org/v1").local
    (True, False)
    """

    url: str
    model: str = ""
    seconds: float = 60.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        try:
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            fix = "Give the base of an OpenAI-compatible endpoint, such as http://localhost:11434/v1."
            raise InputError(Problem(f'"{self.url}" is not an address of http or https.', fix, value=self.url))

    @property
    def host(self) -> str:
        """Where the text goes."""
        return urlsplit(self.url).hostname or ""

    @property
    def local(self) -> bool:
        """Whether the text stays on this machine."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def ask(self, instructions: str, text: str) -> str:
        """What the model answers.

        No redirection is followed and no proxy used: the text goes to the host that was named, or nowhere.

        Raises
        ------
        OSError
            If there is no answer in time, or it is too long, or not one of such an endpoint.
        """
        until = time.monotonic() + self.seconds
        model = self.model or self._first_model(until)
        body = {
            "model": model,
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
            "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": text}],
        }
        answer = self._sent("POST", "/chat/completions", json.dumps(body).encode(), until)
        try:
            return str(answer["choices"][0]["message"]["content"])
        except (KeyError, IndexError, TypeError) as error:
            raise OSError("it did not answer as an OpenAI-compatible endpoint does") from error

    def _first_model(self, until: float) -> str:
        listed = self._sent("GET", "/models", None, until)
        try:
            return str(listed["data"][0]["id"])
        except (KeyError, IndexError, TypeError) as error:
            raise OSError("it does not list its models: name one with --second-model") from error

    def _sent(self, method: str, path: str, body: bytes | None, until: float) -> Any:
        import http.client  # loaded only where a second reader is asked
        import ssl

        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        options: dict[str, Any] = {"context": ssl.create_default_context()} if secure else {}
        connection = kind(self.host, parts.port, timeout=_left(until), **options)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if key := os.environ.get(KEY):
            headers["Authorization"] = f"Bearer {key}"
        try:
            connection.request(method, parts.path.rstrip("/") + path, body, headers)
            response = connection.getresponse()
            if response.status != _OK:
                raise OSError(f"it answered with status {response.status}")
            return json.loads(_read(connection, response, until))
        except (http.client.HTTPException, ValueError) as error:
            raise OSError("its answer cannot be read") from error
        finally:
            connection.close()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError("it did not answer in time")
    return left


def _read(connection: http.client.HTTPConnection, response: http.client.HTTPResponse, until: float) -> bytes:
    """The body, piece by piece, so that one that drips is left when the time is over."""
    found = b""
    while True:
        if connection.sock is not None:
            connection.sock.settimeout(_left(until))
        _left(until)
        piece = response.read1(_PIECE)
        if not piece:
            return found
        found += piece
        if len(found) > _MOST_BYTES:
            raise OSError("its answer is too long")

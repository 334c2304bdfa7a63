"""Starting the page: a port, a key, a browser, and loops compiled in the background."""

from __future__ import annotations

import ipaddress
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

from waystation.errors import InputError, Problem
from waystation.web.guard import Door
from waystation.web.small_memory import give_memory_back

if TYPE_CHECKING:
    from waystation.web.workspace import Workspace

__all__ = ["DEFAULT_PORT", "serve"]

DEFAULT_PORT = 8765
_PORTS_TRIED = 20
_LEAST_TOKEN = 16


def serve(
    folder: Path,
    *,
    port: int | None = None,
    host: str = "127.0.0.1",
    token: str = "",
    names: tuple[str, ...] = (),
    read_only: bool = False,
    open_browser: bool = True,
    members: int = 400,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve the page of a scenario folder until it is stopped.

    Parameters
    ----------
    folder : scenario folder; one that does not exist yet is made by the page's questions
    port : to listen on; default: 8765, or the next free one
    host : address to listen on; any but loopback needs a token
    token : key that others use to open the page, 16 characters or more
    names : further host names under which the page is reached, as behind a reverse proxy
    read_only : show, and change nothing
    open_browser : whether the browser is opened
    members : possible futures of a forecast
    tell : takes each line for the person at the terminal

    Raises
    ------
    InputError
        If the address needs a token, or the port is taken.
    """
    loopback = _is_loopback(host)
    if not loopback and len(token) < _LEAST_TOKEN:
        message = f"{host} can be reached from other machines, and there is no token of {_LEAST_TOKEN} characters."
        fix = "Leave out --host, or give --token with a long random text."
        raise InputError(Problem(message, fix, column="--token"))
    give_memory_back()
    listening = _listen(host, port)
    port = int(listening.getsockname()[1])
    shown = f"[{host}]" if ":" in host else host
    hosts = {f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]", shown)} if loopback else set()
    door = Door(frozenset(hosts | {f"{shown}:{port}", *names}), token)
    address = f"http://{shown}:{port}"
    if loopback:
        tell(f"The page: {address}/enter?key={door.new_key()}")
        tell("The address works once, in one browser on this machine. Stop with Ctrl-C.")
    else:
        tell(
            f"Warning: {address} can be reached from other machines. Whoever has the token sees everything in {folder}."
        )
        tell(f"The page: {address}/enter?key=TOKEN")
    from waystation.web.application import make_app  # its libraries take a second to load: the address is told before

    app = make_app(folder, door, read_only=read_only, members=members)
    if open_browser and loopback:
        threading.Timer(0.3, webbrowser.open, [f"{address}/enter?key={door.new_key()}"]).start()
    threading.Thread(target=_warm, args=[app.app.state.workspace], daemon=True, name="warm").start()
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_keep_alive=10,
        timeout_graceful_shutdown=3, limit_concurrency=200, h11_max_incomplete_event_size=16_384, lifespan="off",
    )  # fmt: skip
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        listening.close()
        app.app.state.workspace.end()


def _warm(workspace: Workspace) -> None:
    from waystation.web.screens import load_screens

    workspace.warm()
    load_screens()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        fix = "Give an address such as 127.0.0.1."
        raise InputError(Problem(f'"{host}" is not an address.', fix, column="--host", value=host)) from None


def _listen(host: str, port: int | None) -> socket.socket:
    tried = [port] if port is not None else range(DEFAULT_PORT, DEFAULT_PORT + _PORTS_TRIED)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for each in tried:
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, each))
        except OSError:
            listening.close()
            continue
        listening.listen(128)
        return listening
    shown = f"Port {port} is" if port is not None else f"Ports {DEFAULT_PORT} to {tried[-1]} are"
    raise InputError(Problem(f"{shown} taken.", "Give another with --port.", column="--port"))

"""A server of its own on loopback, and a browser to visit it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from light import HOST, PROGRAM

if TYPE_CHECKING:
    from starlette.testclient import TestClient

    from waystation.web.guard import Door


@pytest.fixture
def door() -> Door:
    from waystation.web.guard import Door

    return Door(frozenset({HOST}))


@pytest.fixture
def visitor(folder: Path, door: Door) -> Iterator[TestClient]:
    """A browser that has the key, on the page of the folder of a test, in this process."""
    from starlette.testclient import TestClient

    from waystation.web.application import make_app
    from waystation.web.guard import COOKIE

    with TestClient(make_app(folder, door), base_url=f"http://{HOST}") as client:
        client.cookies.set(COOKIE, door.session)
        client.headers["origin"] = f"http://{HOST}"
        yield client


class Server:
    """``waystation serve`` as a person starts it."""

    def __init__(self, folder: Path, *options: str):
        self.folder = folder
        self.options = options
        self.process: subprocess.Popen[str] | None = None
        self.address = ""

    def start(self) -> str:
        """Start, and give the address with its key."""
        command = [*PROGRAM, "serve", str(self.folder), "--no-browser", "--members", "50"]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            [*command, *self.options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        assert self.process.stdout is not None
        said = []
        for line in self.process.stdout:
            said.append(line)
            if "/enter?key=" in line:
                self.address = line.split("The page:")[1].strip()
                return self.address
        raise AssertionError(f"the server ended with {self.process.wait()}: {said}")

    @property
    def home(self) -> str:
        """The address without the key."""
        return self.address.split("/enter")[0]

    def end(self, how: int = signal.SIGTERM) -> int | None:
        """Stop it, gently or at once."""
        if self.process is None:
            return None
        self.process.send_signal(how)
        try:
            return self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait(10)
        finally:
            if self.process.stdout:
                self.process.stdout.close()


@pytest.fixture(scope="module")
def serving() -> Iterator[Callable[..., Server]]:
    """Starts servers, and ends them all with the module."""
    started: list[Server] = []

    def start(folder: Path, *options: str) -> Server:
        server = Server(folder, *options)
        started.append(server)
        server.start()
        return server

    yield start
    for each in started:
        if each.process is not None and each.process.poll() is None:
            each.end()

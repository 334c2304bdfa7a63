"""``waystation serve``."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from waystation.cli.options import Members, folder_path
from waystation.errors import InputError, Problem

__all__ = ["serve"]


def serve(
    folder: Annotated[
        Path,
        typer.Argument(
            help="Scenario folder, or a new one to set up.", show_default=False, parser=folder_path, metavar="FOLDER"
        ),
    ],
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="Port.", show_default="8765, or the next free one")
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Show everything and change nothing.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the browser.")] = True,
    members: Members = 400,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on. Any but this machine's own needs --token.")
    ] = "127.0.0.1",
    token: Annotated[
        str, typer.Option("--token", envvar="WAYSTATION_TOKEN", help="Key for others.", show_default=False)
    ] = "",
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="Host name behind a reverse proxy, such as reception.example.org."),
    ] = None,
) -> None:
    """Open the page of a scenario in the browser.

    It runs on this machine alone. Nothing is sent anywhere.

    Example: [bold]waystation serve examples/baghouz[/bold]
    """
    missing = [each for each in ("starlette", "uvicorn", "babel", "python_multipart") if find_spec(each) is None]
    if missing:
        fix = 'Install it: pip install "waystation[web]"'
        raise InputError(Problem(f"The page needs packages that are not installed: {', '.join(missing)}.", fix))
    from waystation.web.server import serve as run

    run(
        folder, port=port, host=host, token=token, names=tuple(name or ()), read_only=read_only, open_browser=browser,
        members=members,         tell=_tell,
    )  # fmt: skip


def _tell(line: str) -> None:
    """At once and on one line: an address that is broken in two opens nothing."""
    typer.echo(line)
    sys.stdout.flush()

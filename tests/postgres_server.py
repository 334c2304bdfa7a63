"""A PostgreSQL of the tests' own: on this machine only, in a folder of its own, gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def _run(command: list[str], folder: Path) -> None:
    # The server refuses to run as root, so that it is handed to the user its package made.
    asked = ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        pytest.skip(f"PostgreSQL would not start: {done.stderr.strip() or done.stdout.strip()}")


@contextmanager
def postgres_server() -> Iterator[str]:
    """URL of a PostgreSQL without its database's name; skips with a reason where none can be started.

    It is the one that WAYSTATION_TEST_POSTGRES_URL names, or one started here on a free port of 127.0.0.1.
    """
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    named = os.environ.get("WAYSTATION_TEST_POSTGRES_URL")
    if named:
        yield named.rpartition("/")[0]
        return
    if not BINARIES or os.name != "posix":
        pytest.skip("no PostgreSQL is installed and WAYSTATION_TEST_POSTGRES_URL is not set")
    if os.geteuid() == 0 and not shutil.which("runuser"):
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    folder = Path(tempfile.mkdtemp(prefix="waystation-pg-"))
    try:
        if os.geteuid() == 0:
            try:
                shutil.chown(folder, "postgres", "postgres")
            except LookupError:
                pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        programs, data = BINARIES[-1].parent, str(folder / "data")
        _run([str(programs / "initdb"), "-D", data, "-U", "tester", "-A", "trust", "--no-sync"], folder)
        options = f"-F -h 127.0.0.1 -p {port} -k {folder}"
        control = [str(programs / "pg_ctl"), "-D", data]
        _run([*control, "-o", options, "-l", str(folder / "log"), "-w", "start"], folder)
        try:
            yield f"postgresql://tester@127.0.0.1:{port}"
        finally:
            _run([*control, "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)

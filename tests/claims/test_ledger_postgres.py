"""The ledger in a real PostgreSQL, started for the test where one is installed."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from waystation.claims import Ledger
from waystation.errors import InputError

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def _run(command: list[str], folder: Path) -> None:
    # The server refuses to run as root, so that it is handed to the user its package made.
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    asked = ["runuser", "-u", "postgres", "--", *command] if root else command
    done = subprocess.run(asked, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        pytest.skip(f"PostgreSQL would not start: {done.stderr.strip() or done.stdout.strip()}")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """URL of a PostgreSQL: the one named by WAYSTATION_TEST_POSTGRES_URL, or one started here."""
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    named = os.environ.get("WAYSTATION_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    if not _BINARIES:
        pytest.skip("no PostgreSQL is installed and WAYSTATION_TEST_POSTGRES_URL is not set")
    if os.name == "posix" and os.geteuid() == 0 and not shutil.which("runuser"):
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    folder = Path(tempfile.mkdtemp(prefix="waystation-pg-"))
    if os.geteuid() == 0:
        try:
            shutil.chown(folder, "postgres", "postgres")
        except LookupError:
            pytest.skip("PostgreSQL does not run as root, and there is no user postgres")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    binaries = _BINARIES[-1].parent
    data = folder / "data"
    try:
        _run([str(binaries / "initdb"), "-D", str(data), "-U", "tester", "-A", "trust", "--no-sync"], folder)
        options = f"-F -h 127.0.0.1 -p {port} -k {folder}"
        start = [
            str(binaries / "pg_ctl"),
            "-D",
            str(data),
            "-o",
            options,
            "-l",
            str(folder / "log"),
            "-w",
            "start",
        ]
        _run(start, folder)
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
        _run([str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"], folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_a_team_keeps_its_ledger_in_postgresql_append_only_to_the_end(url, claim, tmp_path):
    claims = [claim(id="a", note="naïve – “3,000”"), claim(5, id="b")]
    with Ledger(url) as ledger:
        assert ledger.add(claims).new == ["a", "b"]
        assert ledger.add(claims).already == ["a", "b"]
        ledger.decide("a", "accepted", "Checked.")
        ledger.decide("a", "set aside", "Withdrawn.")
        ledger.edit("b", claim(6, id="b2"), "Misread.")
    with Ledger(url) as again:
        assert again.claims() == [*claims, claim(6, id="b2")]
        assert [each.status.value for each in again.history("a")] == ["accepted", "set aside"]
        assert [each.id for each in again.claims("set aside")] == ["a"]
        with pytest.raises(InputError, match='Did you mean "b2"'):
            again.decide("b22", "accepted", "x")
        assert len(again.export(tmp_path)) == 2
        for deed in (
            "UPDATE waystation_claims SET content = ''",
            "DELETE FROM waystation_decisions",
            "TRUNCATE waystation_decisions",
        ):
            with pytest.raises(Exception, match="append-only"), again._engine.begin() as connection:
                connection.execute(text(deed))
        again.destroy()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        left = "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'waystation%'"
        assert connection.scalar(text(left)) == 0
    engine.dispose()


def test_a_server_that_does_not_answer_is_named_without_its_password():
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InputError) as refused:
        Ledger(f"postgresql://somebody:secret@127.0.0.1:{port}/claims", wait_seconds=1)
    assert "The database does not answer. Check the URL and that the server runs." in str(refused.value)
    assert "secret" not in str(refused.value)

"""The ledger in a real PostgreSQL, started for the test where one is installed."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from commands import run
from postgres_server import postgres_server
from waystation.claims import Claim, Ledger
from waystation.claims.database_faults import plainly
from waystation.errors import InputError

MakeClaim = Callable[..., Claim]
_NUMBERS = count(1)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture
def admin(server: str) -> Iterator[Engine]:
    engine = create_engine(
        f"{server}/postgres".replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT"
    )
    yield engine
    engine.dispose()


@pytest.fixture
def url(server: str, admin: Engine) -> str:
    """URL of an empty database."""
    name = f"claims_{next(_NUMBERS)}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return f"{server}/{name}"


def _ask(url: str, *statements: str) -> list[object]:
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            done = [connection.execute(text(each)) for each in statements]
            return [tuple(row) for row in done[-1]] if done[-1].returns_rows else []
    finally:
        engine.dispose()


def test_a_team_keeps_its_ledger_in_postgresql_append_only_to_the_end(
    url: str, claim: MakeClaim, tmp_path: Path
) -> None:
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
            "UPDATE waystation.waystation_claims SET content = ''",
            "DELETE FROM waystation.waystation_decisions",
            "TRUNCATE waystation.waystation_decisions",
        ):
            with pytest.raises(Exception, match="append-only"):
                _ask(url, deed)
        again.destroy()
    assert _ask(url, "SELECT tablename FROM pg_tables WHERE tablename LIKE 'waystation%'") == []
    assert _ask(url, "SELECT nspname FROM pg_namespace WHERE nspname = 'waystation'") == []


def test_twelve_programs_open_one_fresh_database_and_bring_the_same_batch(url: str, claim: MakeClaim) -> None:
    batch = [claim(number, id=f"c{number}") for number in range(1, 40)]

    def bring(_: int) -> tuple[int, int]:
        with Ledger(url, wait_seconds=30) as ledger:
            added = ledger.add(batch)
        return len(added.new), len(added.already)

    with ThreadPoolExecutor(12) as programs:
        assert sorted(programs.map(bring, range(12))) == [(0, 39)] * 11 + [(39, 0)]


def test_the_tables_stand_in_a_schema_of_their_own_or_in_the_one_that_is_named(url: str, claim: MakeClaim) -> None:
    tables = "SELECT DISTINCT schemaname FROM pg_tables WHERE tablename LIKE 'waystation%' ORDER BY 1"
    for target, number in ((url, 1), (f"{url}?schema=al_hol", 2)):
        with Ledger(target) as ledger:
            ledger.add([claim(number, id="a")])
    assert _ask(url, tables) == [("al_hol",), ("waystation",)]
    with Ledger(f"{url}?schema=al_hol") as ledger:
        assert ledger.claim("a").quantity_low == 2
    with pytest.raises(InputError, match=r'"Al-Hol" is not the name of a schema\. Use lower-case letters'):
        Ledger(f"{url}?schema=Al-Hol")


def test_a_ledger_in_the_default_schema_as_made_before_0_2_is_still_used(url: str, claim: MakeClaim) -> None:
    with Ledger(f"{url}?schema=public") as early:
        early.add([claim(id="a")])
    with Ledger(url) as ledger:
        assert ledger.add([claim(5, id="b")]).new == ["b"]
        assert [each.id for each in ledger.claims()] == ["a", "b"]
    assert _ask(url, "SELECT nspname FROM pg_namespace WHERE nspname = 'waystation'") == []


def test_a_lock_held_by_another_is_waited_for_and_then_told(url: str, claim: MakeClaim) -> None:
    Ledger(url).close()
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect() as other, Ledger(url, wait_seconds=0.2) as ledger:
        other.execute(text("LOCK TABLE waystation.waystation_claims IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(InputError, match=r"Another program holds the ledger\. Close it there, or try again"):
            ledger.add([claim()])
        with pytest.raises(InputError, match="Another program holds the ledger"):
            ledger.claims()
        other.rollback()
        with Ledger(url) as writer, writer.transaction():
            with pytest.raises(InputError, match="Another program holds the ledger"):
                ledger.add([claim()])
            assert ledger.claims() == []
        assert ledger.add([claim()]).new
    engine.dispose()


def test_a_role_that_may_only_read_reads_and_is_told_so_when_it_writes(
    url: str, claim: MakeClaim, admin: Engine
) -> None:
    with Ledger(url) as ledger:
        ledger.add([claim(id="a")])
    role = f"reader_{next(_NUMBERS)}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE ROLE {role} LOGIN"))
    theirs = url.replace("tester@", f"{role}@")
    _ask(
        url,
        f"GRANT USAGE ON SCHEMA waystation TO {role}",
        f"GRANT SELECT ON ALL TABLES IN SCHEMA waystation TO {role}",
    )
    with Ledger(theirs) as reader:
        assert [each.id for each in reader.claims()] == ["a"]
        with pytest.raises(InputError, match=r"The ledger can be read but not written to\. Ask for the right"):
            reader.decide("a", "accepted", "Checked.")
    with pytest.raises(InputError, match=rf"run: CREATE SCHEMA elsewhere AUTHORIZATION {role};"):
        Ledger(f"{theirs}?schema=elsewhere")
    with Ledger(url) as ledger:
        assert ledger.history("a") == []


def test_looking_into_a_database_without_a_ledger_makes_none(url: str) -> None:
    said = run("claims", "list", url)
    assert said.code == 2
    assert "There is no such ledger. Check the name, or make a ledger with: waystation claims import" in said.err
    assert _ask(url, "SELECT tablename FROM pg_tables WHERE tablename LIKE 'waystation%'") == []


def test_a_wrong_name_of_the_database_is_told_as_such(server: str) -> None:
    with pytest.raises(InputError, match=r'There is no database "clams" on this server\. Check the name at the end'):
        Ledger(f"{server}/clams")


def test_a_wrong_name_is_told_whatever_the_language_of_the_server(server: str, url: str) -> None:
    said = "FATAL:  la base de données « clams » n'existe pas"
    for name, told in ((f"{server}/clams", 'no database "clams"'), (url, "The database refused: FATAL")):
        engine = create_engine(name.replace("postgresql:", "postgresql+psycopg:"))
        with pytest.raises(InputError, match=told), plainly(engine):
            raise OperationalError("", {}, Exception(said))


def _half_done(ledger: Ledger, claim: MakeClaim) -> None:
    with ledger.transaction():
        ledger.add([claim(id="a")])
        ledger.decide("a", "accepted", "Checked.")
        ledger.decide("zz", "accepted", "Checked.")


def test_adding_and_deciding_in_one_transaction_happen_together_or_not_at_all(url: str, claim: MakeClaim) -> None:
    with Ledger(url) as ledger:
        with pytest.raises(InputError, match="No claim in the ledger"):
            _half_done(ledger, claim)
        assert ledger.claims() == []
        assert ledger.mark == (0, 0)


def test_forecast_takes_a_ledger_by_its_url(url: str, tmp_path: Path) -> None:
    imported = run("claims", "import", "examples/baghouz/claims.csv", "--ledger", url)
    assert "claims added to" in imported.out
    asked = run("forecast", url, "--out", tmp_path / "out")
    assert asked.code == 2
    assert "Claims alone do not say what to forecast. Add --place NAME. Use one of: Al-Hol camp" in asked.err
    said = run("forecast", url, "--place", "Al-Hol camp", "--as-of", "2018-01-01", "--out", tmp_path / "out")
    assert 'No count of "arrived" at "Al-Hol camp" was published by 2018-01-01' in said.err


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InputError) as refused:
        Ledger(f"postgresql://somebody:secret@127.0.0.1:{port}/claims", wait_seconds=1)
    assert "The database does not answer. Check the URL and that the server runs." in str(refused.value)
    assert "secret" not in str(refused.value)

"""Opening the database of a ledger: a file or a URL, its tables, one writer at a time."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from waystation.claims.database_faults import NAME_A_LEDGER, may_not_make, plainly, shown_name
from waystation.claims.tables_of_record import FORMAT, FORMAT_NUMBER, SCHEMA, TABLES, guards, unguard
from waystation.errors import InputError, Problem
from waystation.names import is_url

__all__ = ["drop_tables", "open_engine", "reading", "set_up", "sqlite_file", "writing"]

_DATABASES = {"sqlite", "postgresql"}
_WRITES = "waystation_writes"
# One writer at a time in PostgreSQL, as SQLite has it: what is there is read and added to in one go.
_ONE_WRITER = text("SELECT pg_advisory_xact_lock(hashtext(current_database()), hashtext('waystation'))")


def open_engine(target: str | Path, wait_seconds: float) -> Engine:
    """An engine for a file (SQLite) or a URL (SQLite or PostgreSQL); nothing is read yet."""
    url = _url(target)
    if url.get_backend_name() not in _DATABASES:
        problem = Problem(
            f'A ledger cannot be kept in "{url.get_backend_name()}".',
            "Name a file, or a URL that begins with sqlite:/// or postgresql://.",
            value=shown_name(url),
        )
        raise InputError(problem)
    try:
        return _postgres(url, wait_seconds) if url.get_backend_name() == "postgresql" else _sqlite(url, wait_seconds)
    except ImportError as error:
        fix = "Install it: pip install 'waystation[postgres]'."
        raise InputError(Problem(f'The driver "{error.name or "psycopg"}" is not installed.', fix)) from error


def _url(target: str | Path) -> URL:
    if isinstance(target, str) and is_url(target):
        try:
            url = make_url(target)
            url.get_dialect()
        except (ArgumentError, NoSuchModuleError, ValueError) as error:
            fix = "Name a file, or a URL such as postgresql://host/database."
            raise InputError(Problem("This is not the URL of a known kind of database.", fix)) from error
        # Plain "postgresql://" would ask for an older driver than the extra installs.
        return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url
    return URL.create("sqlite", database=str(Path(target)))


def _postgres(url: URL, wait_seconds: float) -> Engine:
    schema = url.query.get("schema", SCHEMA)
    if not isinstance(schema, str) or not re.fullmatch("[a-z_][a-z0-9_]{0,62}", schema):
        fix = "Use lower-case letters, digits and _, such as ?schema=waystation."
        raise InputError(Problem(f'"{schema}" is not the name of a schema.', fix, value=str(schema)))
    engine = create_engine(
        url.difference_update_query(["schema"]),
        pool_pre_ping=True,
        connect_args={"connect_timeout": max(2, int(wait_seconds))},
    ).execution_options(schema_translate_map={None: schema})

    def limit_waiting(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = {max(1, int(wait_seconds * 1000))}")
        connection.commit()

    event.listen(engine, "connect", limit_waiting)
    return engine


def _sqlite(url: URL, wait_seconds: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": wait_seconds})

    def prepare(connection: Any, _record: Any) -> None:
        # The driver would begin transactions by itself, and not before tables are made.
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("PRAGMA synchronous = FULL")
            _write_ahead(cursor, time.monotonic() + wait_seconds)
        finally:
            cursor.close()

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    return engine


def _write_ahead(cursor: sqlite3.Cursor, until: float) -> None:
    """Switch to the journal that lets others read while one writes; SQLite itself does not wait for the switch."""
    while True:
        try:
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] not in {"wal", "memory"}:
                cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            # A ledger on a read-only disk can still be read.
            if "readonly" in str(error):
                return
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


def sqlite_file(engine: Engine) -> Path | None:
    """The file of an SQLite ledger; None for other databases and for one in memory."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the ledger from beginning to end."""
    with plainly(engine), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection that alone may write; what is done in it happens whole or not at all."""
    with plainly(engine), engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(_ONE_WRITER)
        yield connection


def set_up(engine: Engine, *, make: bool) -> Engine:
    """Check that the tables are those of a ledger of this format, or make them in an empty database.

    Returns
    -------
    the engine to use: a PostgreSQL ledger made before version 0.2 stands in the default schema
    """
    name = shown_name(engine.url)
    file = sqlite_file(engine)
    if file is not None:
        _check_file(file, name, make)
    engine, there = _where(engine)
    if FORMAT.name not in there:
        if there and engine.dialect.name == "sqlite":
            raise InputError(Problem("It is a database, but not a ledger.", NAME_A_LEDGER, name, value=name))
        if not make:
            raise InputError(_no_ledger(name))
        _make(engine)
    with reading(engine) as connection:
        number = connection.scalar(select(FORMAT.c.format))
    if number != FORMAT_NUMBER:
        message = f"The ledger has format {number}; this version reads format {FORMAT_NUMBER}."
        raise InputError(
            Problem(message, "Update waystation, or export the ledger with the version that made it.", name)
        )
    return engine


def _check_file(file: Path, name: str, make: bool) -> None:
    if not file.parent.is_dir():
        raise InputError(Problem(f"There is no folder {file.parent}.", "Make it first.", name, value=name))
    if file.is_dir():
        raise InputError(Problem("It is a folder, not a file.", "Name a file in it.", name, value=name))
    if not make and not file.exists():
        raise InputError(_no_ledger(name))


def _no_ledger(name: str) -> Problem:
    fix = "Check the name, or make a ledger with: waystation claims import FILE.csv --ledger NAME"
    return Problem("There is no such ledger.", fix, name, value=name, code="no-ledger")


def _where(engine: Engine) -> tuple[Engine, set[str]]:
    """The engine whose tables are the ledger's, and the names of the tables that stand there."""
    with plainly(engine), engine.connect() as connection:
        seen = inspect(connection)
        if engine.dialect.name == "sqlite":
            return engine, set(seen.get_table_names())
        there = set(seen.get_table_names(schema=_schema(engine)))
        if FORMAT.name not in there and _schema(engine) == SCHEMA and FORMAT.name in seen.get_table_names():
            return engine.execution_options(schema_translate_map=None), {FORMAT.name}
        return engine, there


def _schema(engine: Engine) -> str | None:
    names = engine.get_execution_options().get("schema_translate_map")
    return names[None] if names else None


def _make(engine: Engine) -> None:
    schema = _schema(engine)
    with may_not_make(engine, schema), writing(engine) as connection:
        # Another program may have made them while this one waited for its turn.
        if FORMAT.name in inspect(connection).get_table_names(schema=schema):
            return
        if schema is not None and not inspect(connection).has_schema(schema):
            connection.execute(text(f"CREATE SCHEMA {schema}"))
        TABLES.create_all(connection)
        for statement in guards(engine.dialect.name, schema):
            connection.execute(text(statement))
        connection.execute(insert(FORMAT).values(format=FORMAT_NUMBER))


def drop_tables(engine: Engine) -> None:
    """Drop the tables with all they hold, and the schema if nothing else stands in it."""
    schema = _schema(engine)
    with writing(engine) as connection:
        TABLES.drop_all(connection)
        for statement in unguard(engine.dialect.name, schema):
            connection.execute(text(statement))
        if schema is not None and not inspect(connection).get_table_names(schema=schema):
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema}"))

"""Opening the database of a ledger, and saying in plain words why it would not open."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, insert, inspect, make_url, select, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from waystation.claims.tables_of_record import FORMAT, FORMAT_NUMBER, TABLES, guards
from waystation.errors import InputError, Problem

__all__ = ["open_engine", "plainly", "set_up", "shown_name", "sqlite_file"]

_DATABASES = {"sqlite", "postgresql"}
_ANOTHER = "Name another file; a new one is made if there is none."
_RIGHTS = "Ask for the right to write there, or work on a copy."


def open_engine(target: str | Path, wait_seconds: float) -> Engine:
    """An engine for a file (SQLite) or a URL (SQLite or PostgreSQL); nothing is read yet."""
    url = _url(target)
    if url.get_backend_name() not in _DATABASES:
        problem = Problem(
            f'A ledger cannot be kept in "{url.get_backend_name()}".',
            "Name a file, or a URL that begins with sqlite:/// or postgresql+psycopg://.",
            value=shown_name(url),
        )
        raise InputError(problem)
    try:
        if url.get_backend_name() == "postgresql":
            return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": max(2, int(wait_seconds))})
        engine = create_engine(url, connect_args={"timeout": wait_seconds})
    except ModuleNotFoundError as error:
        fix = "Install it: pip install 'waystation[postgres]'."
        raise InputError(Problem(f'The driver "{error.name}" is not installed.', fix)) from error
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _url(target: str | Path) -> URL:
    if isinstance(target, str) and "://" in target:
        try:
            url = make_url(target)
            url.get_dialect()
        except (ArgumentError, NoSuchModuleError) as error:
            fix = "Name a file, or a URL such as postgresql+psycopg://host/database."
            raise InputError(Problem("That is not the URL of a database that is known.", fix)) from error
        # Plain "postgresql://" would ask for an older driver than the extra installs.
        return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url
    return URL.create("sqlite", database=str(Path(target)))


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        if cursor.execute("PRAGMA journal_mode").fetchone()[0] not in {"wal", "memory"}:
            cursor.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # A ledger on a read-only disk can still be read.
        if "readonly" not in str(error):
            raise
    finally:
        cursor.close()


def sqlite_file(engine: Engine) -> Path | None:
    """The file of an SQLite ledger; None for other databases and for one in memory."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name)


def shown_name(url: URL) -> str:
    """The name of a ledger as its user knows it, without any password."""
    return url.database or url.drivername if url.drivername == "sqlite" else url.render_as_string(hide_password=True)


def set_up(engine: Engine) -> None:
    """Make the tables and their guards in an empty database, or check that they are the ledger's."""
    name = shown_name(engine.url)
    file = sqlite_file(engine)
    if file is not None and not file.parent.is_dir():
        raise InputError(Problem(f"There is no folder {file.parent}.", "Make it first.", name, value=name))
    if file is not None and file.is_dir():
        raise InputError(Problem("It is a folder, not a file.", "Name a file in it.", name, value=name))
    with plainly(engine), engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
    if FORMAT.name in there:
        _check_format(engine, name)
    elif there and engine.dialect.name == "sqlite":
        raise InputError(Problem("It is a database, but not a ledger.", _ANOTHER, name, value=name))
    else:
        with plainly(engine), engine.begin() as connection:
            TABLES.create_all(connection)
            for statement in guards(engine.dialect.name):
                connection.execute(text(statement))
            connection.execute(insert(FORMAT).values(format=FORMAT_NUMBER))


def _check_format(engine: Engine, name: str) -> None:
    with plainly(engine), engine.connect() as connection:
        number = connection.scalar(select(FORMAT.c.format))
    if number != FORMAT_NUMBER:
        message = f"The ledger has format {number}; this version reads format {FORMAT_NUMBER}."
        raise InputError(
            Problem(message, "Update waystation, or export the ledger with the version that made it.", name)
        )


@contextmanager
def plainly(engine: Engine) -> Iterator[None]:
    """Turns what the database says into a problem with its fix."""
    try:
        yield
    except DBAPIError as error:
        raise InputError(_problem(engine, str(error.orig))) from error


def _problem(engine: Engine, said: str) -> Problem:
    name = shown_name(engine.url)
    told = (
        ("not a database", "It is not a ledger: the file is no database.", _ANOTHER),
        ("readonly", "The ledger can be read but not written to.", _RIGHTS),
        ("locked", "Another program holds the ledger.", "Close it there, or try again in a moment."),
        ("unable to open", "The file cannot be opened.", "Check that the folder may be written to."),
        ("disk is full", "The disk is full.", "Free some space; nothing was changed."),
        ("malformed", "The file is damaged.", "Restore it from a copy or from an export."),
        ("append-only", "A ledger only grows: no row is changed or removed.", "Add a decision instead."),
        ("connection", "The database does not answer.", "Check the URL and that the server runs."),
    )  # fmt: skip
    for sign, message, fix in told:
        if sign in said:
            return Problem(message, fix, name, value=name)
    return Problem(f"The database refused: {said.splitlines()[0]}.", "Check the ledger's place.", name, value=name)

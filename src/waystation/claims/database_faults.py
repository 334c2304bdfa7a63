"""What a database says when it refuses, in plain words and with what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Engine, column, create_engine, func, select, table
from sqlalchemy.exc import DBAPIError

from waystation.errors import InputError, Problem

__all__ = ["NAME_A_LEDGER", "may_not_make", "plainly", "shown_name"]

_HELD = ("Another program holds the ledger.", "Close it there, or try again in a moment.")
_READ_ONLY = (
    "The ledger can be read but not written to.",
    "Ask for the right to write there, or work on a copy.",
)
_FULL = ("The disk is full.", "Free some space; nothing was changed.")
_SILENT = ("The database does not answer.", "Check the URL and that the server runs.")
_GROWS = ("A ledger only grows: rows are not changed or removed.", "Add a decision instead.")

NAME_A_LEDGER = (
    "Name a ledger (.db) or a table of claims (.csv). A report is read with waystation read, a table of counts with "
    "waystation take."
)

_SQLITE = (
    ("not a database", "It is not a ledger: the file is not a database.", NAME_A_LEDGER),
    ("readonly", *_READ_ONLY),
    ("locked", *_HELD),
    ("unable to open", "The file cannot be opened.", "Check that the folder may be written to."),
    ("disk is full", *_FULL),
    ("disk I/O error", "The disk cannot be read or written.", "Check the disk; nothing was changed."),
    ("malformed", "The file is damaged.", "Restore it from a copy or from an export."),
    ("no such table", "The file is damaged.", "Restore it from a copy or from an export."),
    ("no such column", "The file is damaged.", "Restore it from a copy or from an export."),
    ("append-only", *_GROWS),
)  # fmt: skip

_ASKING_SECONDS = 5

# By SQLSTATE: the sentences of a server may be in any language.
_POSTGRES = {
    "55P03": _HELD,  # lock_timeout
    "40P01": _HELD,  # deadlock
    "40001": _HELD,  # serialization failure
    "25006": _READ_ONLY,  # read-only transaction, as on a standby
    "42501": _READ_ONLY,  # insufficient privilege
    "53100": _FULL,
    "53300": ("The server has too many connections.", "Try again in a moment."),
    "57P01": _SILENT,  # the server is stopped
    "57P03": ("The server is starting or stopping.", "Try again in a moment."),
    "P0001": _GROWS,  # raised by the ledger's own triggers
}

# A refused connection has no SQLSTATE, only words.
_REFUSED = (
    ("Connection refused", *_SILENT),
    ("timeout expired", *_SILENT),
    ("could not translate host name", *_SILENT),
    ("failed to resolve host", *_SILENT),
    ("No route to host", *_SILENT),
    ("unreachable", *_SILENT),
    ("server closed the connection", *_SILENT),
    ("password authentication failed", "The server refuses the user or the password.", "Check both, and ~/.pgpass."),
    ("no password supplied", "The server asks for a password.", "Put it in ~/.pgpass or in PGPASSWORD."),
    ("no pg_hba.conf entry", "The server does not accept this user from this machine.", "Ask whoever keeps it."),
    ("starting up", *_POSTGRES["57P03"]),
    ("shutting down", *_POSTGRES["57P03"]),
    ("too many clients", *_POSTGRES["53300"]),
)


def shown_name(url: URL) -> str:
    """The name of a ledger as its user knows it, without any password."""
    return url.database or url.drivername if url.drivername == "sqlite" else url.render_as_string(hide_password=True)


@contextmanager
def plainly(engine: Engine) -> Iterator[None]:
    """Turns what the database says into a problem with its fix."""
    try:
        yield
    except DBAPIError as error:
        raise InputError(_problem(engine.url, error)) from error
    except UnicodeError as error:
        name = shown_name(engine.url)
        raise InputError(Problem("The text is not valid Unicode.", "Type it again.", name, value=name)) from error


@contextmanager
def may_not_make(engine: Engine, schema: str | None) -> Iterator[None]:
    """Tells a user who may not make the tables of a ledger what to ask for."""
    try:
        yield
    except InputError as error:
        cause = error.__cause__
        if schema is not None and isinstance(cause, DBAPIError) and _state(cause) == "42501":
            name, user = shown_name(engine.url), engine.url.username or "USER"
            message = "There is no ledger in this database, and this user may not make one."
            fix = f"Ask whoever keeps the database to run: CREATE SCHEMA {schema} AUTHORIZATION {user};"
            raise InputError(Problem(message, fix, name, value=name)) from cause
        raise


def _state(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _problem(url: URL, error: DBAPIError) -> Problem:
    name, said = shown_name(url), str(error.orig)
    server = url.get_backend_name() == "postgresql"
    told = _POSTGRES.get(_state(error)) if server else None
    if told is None:
        signs = _REFUSED if server else _SQLITE
        told = next(((message, fix) for sign, message, fix in signs if sign in said), None)
    if told is None and server and not _state(error) and _missing_database(url):
        told = (
            f'There is no database "{url.database}" on this server.',
            "Check the name at the end of the URL, or create the database.",
        )
    if told is None:
        first = next(iter(said.splitlines()), "no reason given").strip().rstrip(".")
        told = (f"The database refused: {first}.", "Check the URL and the database.")
    return Problem(told[0], told[1], name, value=name)


def _missing_database(url: URL) -> bool:
    """Whether a server answers, and has no database of this name.

    A refused connection carries no SQLSTATE (this one would be 3D000), and its words are in the server's language: so
    the server is asked, in the database that PostgreSQL keeps for such questions.
    """
    server = create_engine(url.set(database="postgres"), connect_args={"connect_timeout": _ASKING_SECONDS})
    try:
        with server.connect() as connection:
            names = select(func.count()).select_from(table("pg_database", column("datname")))
            return not connection.scalar(names.where(column("datname") == (url.database or url.username)))
    except DBAPIError:
        return False
    finally:
        server.dispose()

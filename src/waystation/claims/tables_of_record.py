"""The tables of the ledger, and the triggers that let rows only be added."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text

__all__ = ["CLAIMS", "DECISIONS", "FORMAT", "FORMAT_NUMBER", "SCHEMA", "TABLES", "guards", "unguard"]

SCHEMA = "waystation"
"""Where the tables stand in PostgreSQL, apart from those of others, unless the URL names another schema."""

FORMAT_NUMBER = 1
"""Version of the ledger's tables."""

TABLES = MetaData()

FORMAT = Table("waystation_ledger", TABLES, Column("format", Integer, primary_key=True, autoincrement=False))

CLAIMS = Table(
    "waystation_claims",
    TABLES,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", String(200), nullable=False, unique=True),
    Column("content", Text, nullable=False),
    Column("added", String(40), nullable=False),
)

DECISIONS = Table(
    "waystation_decisions",
    TABLES,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("claim", String(200), ForeignKey(CLAIMS.c.id), nullable=False, index=True),
    Column("status", String(20), nullable=False),
    Column("why", Text, nullable=False),
    Column("decided", String(40), nullable=False),
    Column("role", String(200), nullable=False),
    Column("replaced_by", String(200), ForeignKey(CLAIMS.c.id), nullable=True),
)

_REFUSAL = "the ledger is append-only"
_FUNCTION = "waystation_append_only"


def guards(dialect: str, schema: str | None = None) -> list[str]:
    """Statements that make the database itself refuse to change or remove a row."""
    names = [table.name for table in TABLES.sorted_tables]
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            for name in names
            for verb in ("UPDATE", "DELETE")
        ]
    if dialect == "postgresql":
        within = f"{schema}." if schema else ""
        body = f"BEGIN RAISE EXCEPTION '{_REFUSAL}'; END"
        function = f"CREATE OR REPLACE FUNCTION {within}{_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        triggers = [
            f"CREATE OR REPLACE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {within}{name} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {within}{_FUNCTION}()"
            for name in names
        ]
        return [function, *triggers]
    return []


def unguard(dialect: str, schema: str | None = None) -> list[str]:
    """Statements that remove what `guards` left behind, once the tables are gone."""
    within = f"{schema}." if schema else ""
    return [f"DROP FUNCTION IF EXISTS {within}{_FUNCTION}()"] if dialect == "postgresql" else []

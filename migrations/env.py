"""How Alembic meets our databases: one transaction for everything, one process at a time."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection

from goodword.db import WRITING, UtcDateTime, db


def migrate(connection: Connection) -> None:
    """Runs what is missing, all or nothing."""
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Batch mode replaces tables; with foreign keys on, dropping the old one would delete the rows that
        # refer to it. SQLite ignores this inside a transaction, so it comes before.
        set_foreign_keys(connection, "OFF")
    options = current_app.extensions["migrate"].configure_args
    context.configure(connection=connection, target_metadata=db.metadata, render_item=render, **options)
    with context.begin_transaction():
        if not sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7049155)")
        context.run_migrations()
        if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
            raise RuntimeError(f"After the migrations rows refer to nothing: {broken[:5]}")
    if sqlite:
        set_foreign_keys(connection, "ON")


def render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Migrations outlive our classes: they name what the database knows."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


def set_foreign_keys(connection: Connection, state: str) -> None:
    """Past SQLAlchemy, which would open a transaction first."""
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute(f"PRAGMA foreign_keys={state}")


with db.engine.connect().execution_options(**{WRITING: True}) as connection:
    migrate(connection)

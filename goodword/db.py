"""The database: SQLite set up to lose nothing, PostgreSQL as it is, and one way to write to either."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session

from goodword.config import Settings

WRITING = "goodword_writing"
PATIENCE = "goodword_patience"
USUAL_PATIENCE = 10.0
PRAGMAS = (
    f"busy_timeout={USUAL_PATIENCE * 1000:.0f}",
    "foreign_keys=ON",
    "journal_mode=WAL",
    "secure_delete=ON",  # who is forgotten is not left in free pages
    "synchronous=FULL",
)

# Seconds until a server is given up that takes no connection; milliseconds until one is whose machine is gone without
# a word: else a connection waits for it for a quarter of an hour (tcp(7), TCP_USER_TIMEOUT).
ON_POSTGRES = {"connect_timeout": 3, "tcp_user_timeout": 10_000}


NOT_UNICODE = "it is in {}; make one in UTF-8: createdb --encoding=UTF8 --template=template0"


class Base(DeclarativeBase):
    """What all tables share: names for constraints, so that a migration can change them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always with its zone. SQLite forgets zones, so all are kept in UTC and given it back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC for the database; refuses a moment without a zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC from the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


def init_app(app: Flask, settings: Settings) -> None:
    """Connects ``app``: its engine and its session. Opens no connection yet."""
    sqlite = settings.database_url.startswith("sqlite")
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {} if sqlite else {"pool_pre_ping": True, "connect_args": ON_POSTGRES}
    db.init_app(app)
    with app.app_context():
        (_set_up_sqlite if sqlite else _set_up_postgres)(db.engine)


@contextmanager
def writing(patience: float | None = None) -> Iterator[Session]:
    """A transaction that may change data: committed at the end of the block, rolled back on an exception.

    On SQLite it waits its turn before it reads (BEGIN IMMEDIATE): what it read is still true when it writes.
    On PostgreSQL lock what is read and then changed with ``with_for_update()``; SQLite ignores that.
    With ``patience``, in seconds, it raises OperationalError rather than wait longer than that for others.
    """
    session: Session = db.session()
    if WRITING in session.info:
        raise RuntimeError("writing() inside writing(): hand the session on, do not open another block.")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Something was changed before writing(): read and change it inside the block.")
    session.rollback()  # ends a read that is under way: its view of the data may be old by now
    session.info[WRITING] = True
    try:
        session.connection(execution_options={WRITING: True, PATIENCE: patience})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info[WRITING]


@contextmanager
def reading(patience: float) -> Iterator[Session]:
    """A transaction that only reads, and raises OperationalError rather than wait longer than ``patience`` seconds."""
    session: Session = db.session()
    session.rollback()
    session.connection(execution_options={PATIENCE: patience})
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def looking(engine: Engine, patience: float) -> Iterator[Session]:
    """The same in a session of its own, for where there is no request of Flask's."""
    with Session(engine) as session:
        session.connection(execution_options={PATIENCE: patience})
        yield session


def inserting(session: Session, table: type[Base]) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT into ``table`` in this database's own words, which have ON CONFLICT, alike in both."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return insert(table)


def _set_up_sqlite(engine: Engine) -> None:
    """Python's driver opens transactions by rules of its own, too late for us: it is told to leave that."""

    @event.listens_for(engine, "do_connect")
    def make(_dialect: Dialect, _record: Any, place: Sequence[Any], _options: Any) -> None:
        """Its owner alone may read the file, wherever VAR is; what SQLite puts beside it is as the file is."""
        with suppress(OSError):  # it is there, or SQLite itself says what is wrong
            os.close(os.open(place[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))

    @event.listens_for(engine, "connect")
    def connect(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        patience = options.get(PATIENCE) or USUAL_PATIENCE
        if connection.info.get(PATIENCE, USUAL_PATIENCE) != patience:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={patience * 1000:.0f}")
            connection.info[PATIENCE] = patience
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(WRITING) else "BEGIN")


def _set_up_postgres(engine: Engine) -> None:
    """Patience ends with its transaction. Times are told as they are kept: in a zone of its own a server sends the last
    hours of the year 9999, or the first of the year 1, as moments that Python has not, and whoever asks gets nothing.

    A database that cannot hold all of Unicode counts as one that is away: what is reported waits in the journal, and
    nothing is set aside because of how somebody is called.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        if (encoding := connection.info.parameter_status("server_encoding")) != "UTF8":
            connection.close()
            raise connection.OperationalError(NOT_UNICODE.format(encoding))
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if patience := connection.get_execution_options().get(PATIENCE):
            for limit in ("lock_timeout", "statement_timeout"):
                connection.exec_driver_sql(f"SET LOCAL {limit} = '{patience * 1000:.0f}ms'")


@event.listens_for(Session, "before_flush")
def _refuse_stray_changes(session: Session, *_: Any) -> None:
    _refuse_outside(session)


@event.listens_for(Session, "do_orm_execute")
def _refuse_stray_statements(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        _refuse_outside(state.session)


def _refuse_outside(session: Session) -> None:
    """Without this a forgotten writing() works for weeks and then loses what two people saved at once."""
    if WRITING not in session.info:
        raise RuntimeError("A change outside goodword.db.writing(): put it inside such a block.")

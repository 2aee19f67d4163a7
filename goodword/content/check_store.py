"""What checks remember, in one SQLite file of VAR: nothing in it is needed, all of it saves looking again.

Facts and groups belong to the code that made them and go when that changes. What outlives it: which version of each
file was there, and what a source said when its translation was written. VAR is ours alone, so what is pickled here can
be unpickled.
"""

import logging
import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

LAYOUT = 1
TABLES = """
CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (path TEXT PRIMARY KEY, signature TEXT NOT NULL, digest TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE groups (kind TEXT, slug TEXT, key TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (kind, slug));
CREATE TABLE told (path TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE translations (path TEXT PRIMARY KEY, digest TEXT, head TEXT, whole TEXT, parts BLOB) WITHOUT ROWID;
"""
Rows = Mapping[tuple[str, ...], tuple[object, ...] | None]


@dataclass(slots=True)
class Changes:
    """table → key → the other columns, or None for a row that goes."""

    tables: dict[str, dict[tuple[str, ...], tuple[object, ...] | None]] = field(default_factory=dict)

    def put(self, table: str, key: tuple[str, ...], row: tuple[object, ...] | None) -> None:
        self.tables.setdefault(table, {})[key] = row

    def keep_only(self, table: str, known: Iterable[tuple[str, ...]], used: Iterable[tuple[str, ...]]) -> None:
        for key in set(known) - set(used):
            self.put(table, key, None)


class CheckStore:
    """Whatever is wrong with the file, a check goes on without it."""

    def __init__(self, var: Path, fingerprint: str) -> None:
        self._path, self._fingerprint = var / "checks.sqlite", fingerprint

    def rows(self, table: str) -> list[tuple[Any, ...]]:
        """Every row of a table; none of a table whose rows other code made."""
        try:
            with self._open() as db:
                return db.execute(f"SELECT * FROM {table}").fetchall()
        except sqlite3.Error as error:
            self._give_up(error)
            return []

    def value(self, name: str, default: Any) -> Any:
        return next((pickle.loads(value) for key, value in self.rows("state") if key == name), default)

    def change(self, changes: Changes) -> None:
        """All of it, or nothing."""
        if not changes.tables:
            return
        try:
            with self._open() as db, db:
                db.execute("BEGIN IMMEDIATE")
                for table, rows in changes.tables.items():
                    _put(db, table, rows)
        except sqlite3.Error as error:
            self._give_up(error)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self._path, timeout=30, isolation_level=None)) as db:
            self._path.chmod(0o600)
            if db.execute("PRAGMA user_version").fetchone()[0] != LAYOUT:
                _lay_out(db)
            found = db.execute("SELECT value FROM state WHERE name = 'fingerprint'").fetchone()
            if found is None or found[0] != self._fingerprint:
                with db:
                    db.execute("BEGIN IMMEDIATE")
                    for table in ("state", "facts", "groups"):
                        db.execute(f"DELETE FROM {table}")
                    db.execute("INSERT INTO state VALUES ('fingerprint', ?)", (self._fingerprint,))
            yield db

    def _give_up(self, error: sqlite3.Error) -> None:
        """A file that is no database goes; one that is only busy or full stays."""
        if not isinstance(error, sqlite3.OperationalError):
            log.warning("%s is damaged (%s) and made anew.", self._path, error)
            self._path.unlink(missing_ok=True)


def _lay_out(db: sqlite3.Connection) -> None:
    with db:
        db.execute("BEGIN IMMEDIATE")
        for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            db.execute(f"DROP TABLE {name}")
        for statement in filter(str.strip, TABLES.split(";")):
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {LAYOUT}")


def _put(db: sqlite3.Connection, table: str, rows: Rows) -> None:
    names = [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")]
    keys = len(next(iter(rows)))
    where = " AND ".join(f"{name} = ?" for name in names[:keys])
    db.executemany(f"DELETE FROM {table} WHERE {where}", [key for key, row in rows.items() if row is None])
    marks = ",".join("?" * len(names))
    kept = [(*key, *row) for key, row in rows.items() if row is not None]
    db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", kept)

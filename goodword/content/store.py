"""What is kept of content across restarts and shared by all workers: one SQLite file in VAR.

It holds files as parsed and rendered, the last good source of each, and the entries that are live. One process at a
time writes (``shelf`` sees to that by a lock), any number read; a killed writer leaves the state before its
transaction. VAR is ours alone, so what is pickled here can be unpickled.
"""

import logging
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import Any

log = logging.getLogger(__name__)

LAYOUT = 1
TABLES = """
CREATE TABLE cache (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY, signature TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE good (path TEXT PRIMARY KEY, digest TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE entries (kind TEXT, slug TEXT, key TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (kind, slug));
CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
"""
AT_ONCE = 500
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What one publication changes; None as a value means gone."""

    state: Mapping[str, bytes]
    files: Mapping[str, tuple[str, str] | None]
    good: Mapping[str, tuple[str, bytes] | None]
    entries: Mapping[Name, tuple[str, bytes] | None]


class Store:
    def __init__(self, var: Path) -> None:
        self._path = var / "content.sqlite"
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0
        self._inherited: list[sqlite3.Connection | None] = []

    def state(self) -> dict[str, bytes]:
        """``fingerprint`` of the code that wrote, ``stamp`` of the publication, ``revision``, ``problems``."""
        return dict(self._rows("SELECT name, value FROM state"))

    def stamp(self) -> bytes:
        """Changes with every publication."""
        found = self._rows("SELECT value FROM state WHERE name = 'stamp'")
        return bytes(found[0][0]) if found else b""

    def files(self) -> dict[str, tuple[str, str]]:
        """path → (signature, digest), as of the last publication."""
        rows = self._rows("SELECT path, signature, digest FROM files")
        return {path: (signature, digest) for path, signature, digest in rows}

    def good(self) -> dict[str, str]:
        """path → digest of its last good version; of a picture the hash under which that is served."""
        return dict(self._rows("SELECT path, digest FROM good"))

    def good_source(self, path: str) -> bytes | None:
        """The file as it was when it was last good."""
        found = self._rows("SELECT data FROM good WHERE path = ?", (path,))
        return zlib.decompress(found[0][0]) if found else None

    def entries(self) -> dict[Name, str]:
        """(kind, slug) → key, which changes whenever the entry does."""
        return {(kind, slug): key for kind, slug, key in self._rows("SELECT kind, slug, key FROM entries")}

    def entry_data(self, names: Iterable[Name]) -> Iterator[tuple[Name, str, bytes]]:
        """The entries of these names, with their keys."""
        wanted = set(names)
        query = "SELECT kind, slug, key, data FROM entries"
        if len(wanted) < AT_ONCE:
            rows = [row for name in wanted for row in self._rows(f"{query} WHERE kind = ? AND slug = ?", name)]
        else:
            rows = self._rows(query)
        return (((kind, slug), key, data) for kind, slug, key, data in rows if (kind, slug) in wanted)

    def cached(self, keys: Iterable[str]) -> dict[str, bytes]:
        """What is kept under these keys, where anything is."""
        wanted = list(keys)
        found: dict[str, bytes] = {}
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            marks = ",".join("?" * len(part))
            found.update(self._rows(f"SELECT key, data FROM cache WHERE key IN ({marks})", part))
        return found

    def cache(self, items: Mapping[str, bytes]) -> None:
        """Keeps these at once: a first start that is killed goes on where it was."""
        with self._writing() as db:
            db.executemany("INSERT OR REPLACE INTO cache VALUES (?, ?)", items.items())

    def prune(self, keys: Iterable[str]) -> None:
        """Forgets whatever is cached under other keys, once that is more than what is in use."""
        used = set(keys)
        kept = {key for (key,) in self._rows("SELECT key FROM cache")}
        if len(kept - used) > len(used) + AT_ONCE:
            with self._writing() as db:
                db.executemany("DELETE FROM cache WHERE key = ?", [(key,) for key in kept - used])

    def publish(self, change: Change) -> None:
        """All of the change, or nothing of it."""
        good = {p: (v[0], zlib.compress(v[1], 1)) if v else None for p, v in change.good.items()}
        with self._writing() as db:
            _put(db, "state", 1, {(name,): (value,) for name, value in change.state.items()})
            _put(db, "files", 1, {(path,): value for path, value in change.files.items()})
            _put(db, "good", 1, {(path,): value for path, value in good.items()})
            _put(db, "entries", 2, change.entries)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """All that is read inside belongs to one publication."""
        with self._lock:
            db = self._open()
            db.execute("BEGIN")
            try:
                yield
            finally:
                db.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            if self._connection and self._process == os.getpid():
                self._connection.close()
            self._connection = None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            db = self._open()
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.rollback()
                raise
            db.commit()

    def _rows(self, query: str, values: Iterable[str] = ()) -> list[Any]:
        with self._lock:
            return self._open().execute(query, tuple(values)).fetchall()

    def _open(self) -> sqlite3.Connection:
        """The connection of this process; one inherited by fork is left alone."""
        if self._process != os.getpid():
            self._inherited.append(self._connection)
            self._connection, self._process = None, os.getpid()
        if self._connection is None:
            try:
                self._connection = _connect(self._path)
            except sqlite3.OperationalError:
                raise
            except sqlite3.DatabaseError as error:
                aside = self._path.with_suffix(".damaged")
                log.error("%s is damaged (%s); it is now %s and a new one is made.", self._path, error, aside)
                self._path.replace(aside)
                for rest in ("-wal", "-shm"):
                    Path(f"{self._path}{rest}").unlink(missing_ok=True)
                self._connection = _connect(self._path)
        return self._connection


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        path.chmod(0o600)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("BEGIN IMMEDIATE")
        if db.execute("PRAGMA user_version").fetchone()[0] != LAYOUT:
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                db.execute(f"DROP TABLE {name}")
            for statement in filter(str.strip, TABLES.split(";")):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {LAYOUT}")
        db.execute("COMMIT")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _put(db: sqlite3.Connection, table: str, keys: int, rows: Mapping[Any, tuple[object, ...] | None]) -> None:
    names = [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")]
    where = " AND ".join(f"{name} = ?" for name in names[:keys])
    marks = ",".join("?" * len(names))
    db.executemany(f"DELETE FROM {table} WHERE {where}", [key for key, row in rows.items() if row is None])
    written = [(*key, *row) for key, row in rows.items() if row is not None]
    db.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", written)

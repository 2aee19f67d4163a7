"""What every application of a test process would do again, though it comes to the same each time."""

from gettext import NullTranslations
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

from goodword import db, languages

STATEMENTS = 2_000
"""How many a process keeps: about as many as there are."""


def catalogs(patch: pytest.MonkeyPatch) -> None:
    """All read the same interface words: a file that is as it was is not read again."""
    known: dict[tuple[object, ...], NullTranslations] = {}
    read = languages.catalog

    def catalog(code: str, folders: tuple[Path, ...]) -> NullTranslations:
        files = [file for folder in folders for file in sorted((folder / code).glob("*.po"))]
        key = (code, *((file, file.stat().st_mtime_ns, file.stat().st_size) for file in files))
        if key not in known:
            known[key] = read(code, folders)
        return known[key]

    patch.setattr(languages, "catalog", catalog)


def statements(patch: pytest.MonkeyPatch) -> None:
    """All put the same questions to databases of two kinds: what SQLAlchemy compiled for one engine holds for others.

    It keeps what it compiled by engine, and by dialect, of which each engine has one of its own. All SQLite of a
    process is one version, as is all PostgreSQL.
    """
    compiled, init_app = LRUCache(STATEMENTS), db.db.init_app

    def init(app: Flask) -> None:
        app.config["SQLALCHEMY_ENGINE_OPTIONS"]["execution_options"] = {"compiled_cache": compiled}
        init_app(app)

    patch.setattr(db.db, "init_app", init)
    patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
    patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))

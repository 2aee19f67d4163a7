"""What every application of a test process would do again, though it comes to the same each time."""

from gettext import NullTranslations
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

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


def templates(patch: pytest.MonkeyPatch) -> None:
    """All render the same templates: one whose text is as it was is not compiled again."""
    kept, init = Templates(), Environment.__init__

    def initiated(environment: Environment, *given: Any, **options: Any) -> None:
        init(environment, *given, **options)
        environment.bytecode_cache = environment.bytecode_cache or kept

    patch.setattr(Environment, "__init__", initiated)


class Templates(BytecodeCache):
    """In memory, by name, text, and what an environment makes of text."""

    def __init__(self) -> None:
        self._codes: dict[tuple[object, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get(_text_of(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code:
            self._codes[_text_of(bucket)] = bucket.code


def _text_of(bucket: Bucket) -> tuple[object, ...]:
    its = bucket.environment
    kind = type(its), its.trim_blocks, its.lstrip_blocks, its.autoescape is True, *sorted(its.extensions)
    return bucket.key, bucket.checksum, *kind


def routes(patch: pytest.MonkeyPatch) -> None:
    """All have the same routes: Werkzeug writes two functions for each, which say nothing of the application."""
    made: dict[tuple[object, ...], Any] = {}
    make = Rule._compile_builder

    def builder(rule: Rule, append_unknown: bool = True) -> Any:
        converters = [(name, type(one)) for name, one in rule._converters.items()]
        key = rule.rule, *rule._trace, repr(rule.defaults), *converters, append_unknown
        if key not in made:
            made[key] = make(rule, append_unknown)
        return made[key]

    patch.setattr(Rule, "_compile_builder", builder)

"""Migrations: they lead from nothing to the models and back, on both databases."""

from pathlib import Path

import flask_migrate
import pytest
from conftest import close
from flask import Flask
from sqlalchemy import inspect

import goodword.app  # noqa: F401 - with it every table is known
from goodword import config, db


@pytest.fixture
def blank(blank_database_url: str, tmp_path: Path) -> Flask:
    app = Flask("goodword")
    db.init_app(app, config.load({}, var=tmp_path / "var", database_url=blank_database_url))
    return app


def test_they_lead_to_the_models_and_back(blank: Flask) -> None:
    with blank.app_context():
        flask_migrate.upgrade()
        flask_migrate.check()
        flask_migrate.downgrade(revision="base")
        assert inspect(db.db.engine).get_table_names() == ["alembic_version"]
    close(blank)


def test_a_second_upgrade_changes_nothing(blank: Flask) -> None:
    with blank.app_context():
        flask_migrate.upgrade()
        flask_migrate.upgrade()
        assert inspect(db.db.engine).has_table("outbox")
    close(blank)

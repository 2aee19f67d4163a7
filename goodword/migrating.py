"""Brings a database to the tables that the code knows.

Apart from ``db``: to load Alembic takes a sixth of a start, and whoever serves or sends mail never asks for it.
"""

from flask import Flask
from flask_migrate import Migrate, upgrade

from goodword.config import REPOSITORY
from goodword.db import db

__all__ = ["init_app", "upgrade"]

migrate = Migrate(directory=str(REPOSITORY / "migrations"), render_as_batch=True, compare_type=True)


def init_app(app: Flask) -> None:
    """Gives ``app``, whose database is set up, ``flask db`` and what ``upgrade()`` wants in its context."""
    migrate.init_app(app, db)

"""The only place where rooms are joined."""

import os
from pathlib import Path

from flask import Flask

from goodword import cli, config, db, security
from goodword.referrals import directory


def create_app(root: Path | str | None = None, **overrides: object) -> Flask:
    """The application for the material in ``root``; starts no thread. Raises GoodwordError."""
    if root is not None:
        overrides["root"] = root
    settings = config.load(os.environ, **overrides)
    app = Flask("goodword", template_folder=str(config.REPOSITORY / "templates"), static_folder=None)
    app.secret_key = settings.secret_key
    app.extensions["goodword.settings"] = settings
    db.init_app(app, settings)
    security.init_app(app, settings)
    directory.init_app(app, settings)
    cli.init_app(app)
    return app


def start_threads(app: Flask) -> None:
    """What runs beside requests, once per worker."""
    directory.of(app).start_refreshing()

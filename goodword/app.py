"""The only place where rooms are joined."""

import os
from pathlib import Path

from flask import Flask

from goodword import cli, config, db, security
from goodword.accounts import guarding
from goodword.check import checks_of
from goodword.content import hooks
from goodword.content.branches import Branches
from goodword.content.commands import EXTENSION as CHECKS
from goodword.content.library import Terms
from goodword.content.pull_starting import start_pulling
from goodword.content.shelf import Shelf
from goodword.content.source import content_root
from goodword.content.watching import start_watching
from goodword.material.last_good import LastGood
from goodword.partners import portal
from goodword.plain import NoSessions
from goodword.referrals import click_rows, day_key_agreeing, directory, lead_rows, sale_rows  # noqa: F401 - with them every table is known
from goodword.referrals.api import routes as api
from goodword.referrals.draining_recorders import recorders
from goodword.referrals.draining_thread import start_draining, stop_draining
from goodword.referrals.programs import NAME as PROGRAMS
from goodword.referrals.programs import Programs
from goodword.site.brand import read_brand
from goodword.site.opening import open_site
from goodword.site.preparing import prepare
from goodword.team import desktop
from goodword.team import routes as team
from goodword.worker import start_minding

SHELF = "goodword.shelf"


def create_app(root: Path | str | None = None, **overrides: object) -> Flask:
    """The application for the material in ``root``; starts no thread. Raises GoodwordError."""
    if root is not None:
        overrides["root"] = root
    settings = config.load(os.environ, **overrides)
    app = Flask("goodword", template_folder=None, static_folder=None)
    app.session_interface = NoSessions()
    app.secret_key = settings.secret_key
    app.extensions["goodword.settings"] = settings
    db.init_app(app, settings)
    security.init_app(app, settings)
    guarding.init_app(app)
    hooks.init_app(app)
    directory.init_app(app, settings)

    kept = LastGood(settings.var)
    brand, _ = read_brand(settings.root, kept)
    terms = Terms(brand.site_languages().codes, brand.zone)
    shelf = app.extensions[SHELF] = Shelf(content_root(settings), settings.var, terms, prepare)
    if "FLASK_RUN_FROM_CLI" not in os.environ:  # a command reads the library if it asks for it
        shelf.load()
    app.extensions["goodword.branches"] = Branches(settings, terms) if settings.content_git else None
    programs = app.extensions[PROGRAMS] = Programs(settings.root, terms.languages, kept)
    partners = directory.of(app)
    open_site(app, settings, brand, lambda: shelf.library, partners.cards, programs)
    portal.init_app(app)
    team.init_app(app, settings)
    api.init_app(app)
    app.extensions[CHECKS] = checks_of(app, settings, brand, programs, lambda: shelf.library)
    cli.init_app(app)
    security.add_headers(app, settings)
    return app


def start_threads(app: Flask) -> None:
    """What runs beside requests, once per worker."""
    directory.of(app).start_refreshing()
    day_key_agreeing.start(app)
    start_watching(app.extensions[SHELF])
    start_pulling(app)
    start_minding(app.extensions["goodword.settings"])
    desktop.start(app)
    start_draining(app, recorders(app))


def stop_threads(app: Flask) -> None:
    """Before a worker ends: what must not wait for another one."""
    stop_draining(app)

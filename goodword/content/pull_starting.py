"""What `flask content pull` and the server have in common: a puller of the application, and telling how it went."""

import logging
from dataclasses import replace
from pathlib import Path

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from goodword.config import Settings
from goodword.content.checking import Checks, Report
from goodword.content.commands import EXTENSION
from goodword.content.pull_state import PullState
from goodword.content.pull_telling import tell
from goodword.content.pull_thread import PullThread, pull_apart
from goodword.content.pulling import Puller
from goodword.content.shelf import Shelf
from goodword.db import now

log = logging.getLogger(__name__)


def puller_of(app: Flask) -> Puller:
    """The one of ``app``. Raises UsageError if no repository is set."""
    settings: Settings = app.extensions["goodword.settings"]
    shelf: Shelf = app.extensions["goodword.shelf"]

    def check(folder: Path) -> Report:
        checks: Checks = app.extensions[EXTENSION]
        return replace(checks, root=folder, more=()).report()

    return Puller(settings, check, shelf.refresh, now)


def told(app: Flask, state: PullState) -> bool:
    """Tells how it went; False if that has to wait for the database."""
    try:
        with app.app_context():
            tell(app.extensions["goodword.settings"], state)
    except SQLAlchemyError as error:
        log.warning("Nobody could be told of the last pull yet: %s", str(error).partition("\n")[0])
        return False
    return True


def start_pulling(app: Flask) -> PullThread | None:
    """Starts the thread that keeps content up to date with its repository, where one is set. Call it after fork."""
    settings: Settings = app.extensions["goodword.settings"]
    if settings.content_git is None:
        return None
    return PullThread(puller_of(app), settings.var, pull_apart, lambda state: told(app, state)).start()

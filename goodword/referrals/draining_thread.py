"""The drain beside requests: a thread in each process that serves, which ends with it."""

import logging
import time
from collections.abc import Mapping
from threading import Event, Thread

from flask import Flask

from goodword import journal
from goodword.journal import Journals
from goodword.referrals.draining import Draining
from goodword.referrals.draining_steps import Away, Record

log = logging.getLogger(__name__)

NAME = "goodword.draining"
PAUSE = 0.5
BETWEEN = 0.005
"""Seconds between turns while more is waiting: others can write."""
WHILE_AWAY = 1.0
AFTER_BUG = 5.0
GRACE = 5.0
PATIENCE = 5.0
"""Seconds to wait for others, or for one statement, before it lets go and tries again."""


class DrainThread:
    """Drains until it is stopped; waits while the database is away."""

    def __init__(self, app: Flask, journals: Journals, draining: Draining) -> None:
        self._app, self._journals, self._draining = app, journals, draining
        self._stopping = Event()
        self._away = False
        self._thread = Thread(target=self._run, name="drain", daemon=True)

    def start(self) -> None:
        self._journals.start()
        self._thread.start()

    def stop(self, seconds: float = GRACE) -> None:
        """Gives up what this process appends to and drains what it can in that time; the rest is left for others."""
        until = time.monotonic() + seconds
        self._stopping.set()
        self._thread.join(seconds)
        self._journals.stop()
        while not self._thread.is_alive() and time.monotonic() < until:
            if self._look(until) != BETWEEN:
                return

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = self._look()

    def _look(self, until: float = float("inf")) -> float:
        """One turn; for how many seconds to rest then."""
        try:
            with self._app.app_context():
                through = self._draining.turn(until)
        except Away as error:
            if not self._away:
                log.warning("The journal waits for the database: %s", error)
            self._away = True
            return WHILE_AWAY
        except Exception:
            log.exception("The journal could not be drained; trying again.")
            return AFTER_BUG
        if self._away:
            log.warning("The journal has its database back.")
        self._away = False
        return PAUSE if through else BETWEEN


def start_draining(app: Flask, recorders: Mapping[str, Record]) -> None:
    """Begins to append and to drain in this process. A second call does nothing."""
    if NAME not in app.extensions:
        journals = journal.of(app)
        app.extensions[NAME] = DrainThread(app, journals, Draining(journals, recorders, PATIENCE))
        app.extensions[NAME].start()


def stop_draining(app: Flask) -> None:
    """Ends it, in a few seconds at most."""
    thread: DrainThread | None = app.extensions.pop(NAME, None)
    if thread:
        thread.stop()

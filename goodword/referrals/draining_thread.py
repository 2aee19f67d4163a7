"""The drain beside other work: a thread in the worker, which drains as long as it lives, and one in each process that
serves, which does so only while nobody else does. Work in the same process costs each visitor time."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Event, Thread

from flask import Flask

from goodword import journal
from goodword.journal import Journals
from goodword.journal.asking import asked_to_finish
from goodword.referrals.draining import Draining
from goodword.referrals.draining_lock import DrainLock
from goodword.referrals.draining_steps import Away, Record

log = logging.getLogger(__name__)

NAME = "goodword.draining"
WHILE_AWAY = 1.0
AFTER_BUG = 5.0
GRACE = 5.0
OFTEN = 0.05
PATIENCE = 5.0
"""Seconds to wait for others, or for one statement, before it lets go and tries again."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a process drains. One that ``serves`` appends as well, and gives the lock back after each turn.

    In seconds: ``between`` turns while more is waiting, so that others can write, or take over; until it looks again
    whether somebody else still ``drains``; and how long it ``rests`` when nothing is left. Many clicks in one step cost
    half as much each as few, and totals may lag by two seconds.
    """

    name: str
    serves: bool
    between: float
    drains: float
    rests: float


SERVING = Manner("server", serves=True, between=0.25, drains=0.5, rests=0.5)
WORKING = Manner("worker", serves=False, between=0.005, drains=0.1, rests=0.75)


class DrainThread:
    """Drains, while nobody else does or whoever does hangs, until it is stopped; waits while the database is away."""

    def __init__(self, app: Flask, journals: Journals, recorders: Mapping[str, Record], manner: Manner) -> None:
        self._app, self._journals, self._manner = app, journals, manner
        self._lock = DrainLock(journals.var, manner.name)
        self._draining = Draining(journals, recorders, PATIENCE, self._lock.beat)
        self._stopping = Event()
        self._away = False
        self._thread = Thread(target=self._run, name="drain", daemon=True)

    def start(self) -> None:
        if self._manner.serves:
            self._journals.start()
        self._thread.start()

    def stop(self, seconds: float = GRACE) -> None:
        """Gives up what this process appends to. By then that, and all else if nobody else drains, is in the database,
        unless it takes longer; the rest is left for others."""
        until = time.monotonic() + seconds
        self._stopping.set()
        self._thread.join(seconds)
        own = [path for journal in self._journals if (path := journal.open_segment)]
        self._journals.stop()
        while not self._thread.is_alive() and time.monotonic() < until:
            if self._lock.take():
                if self._look(until) != self._manner.between:
                    break
            elif not any(path.exists() for path in own):  # whoever drains has put them away
                break
            else:
                time.sleep(OFTEN)
        self._lock.give_back()

    def _run(self) -> None:
        pause = 0.0
        while not self._stopping.wait(pause):
            pause = self._once()

    def _once(self) -> float:
        """What is to be done now; for how many seconds to rest then."""
        try:
            before = asked_to_finish(self._journals.var)
            for journal in self._journals:
                journal.finish_if_due(before)
            if not self._lock.take():
                return self._manner.drains
        except Exception:
            log.exception("Whether the journal is to be drained could not be found out; trying again.")
            return AFTER_BUG
        pause = self._look()
        if self._manner.serves or pause == AFTER_BUG:  # others may fare better
            self._lock.give_back()
        return pause

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
        return self._manner.rests if through else self._manner.between


def start_draining(app: Flask, recorders: Mapping[str, Record], manner: Manner = SERVING) -> None:
    """Begins to drain in this process, and to append if it serves. A second call does nothing."""
    if NAME not in app.extensions:
        app.extensions[NAME] = DrainThread(app, journal.of(app), recorders, manner)
        app.extensions[NAME].start()


def stop_draining(app: Flask, seconds: float = GRACE) -> None:
    """Ends it, in so many seconds at most."""
    thread: DrainThread | None = app.extensions.pop(NAME, None)
    if thread:
        thread.stop(seconds)

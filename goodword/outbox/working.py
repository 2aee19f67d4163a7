"""The loop of `flask worker`: does what is due, tidies up now and then, and outlives a database that is away."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Event

from sqlalchemy import select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from goodword.db import db, now, writing
from goodword.outbox import leasing, limits
from goodword.outbox.rows import Due
from goodword.outbox.topics import Job, Topic

log = logging.getLogger(__name__)

SECONDS = 0.5
AFTER_ERROR = 5.0
TIDYING = timedelta(hours=1)

Chore = Callable[[Session, datetime], object]
"""One transaction of tidying up; it is called again at once where it returns True: there is more."""


class Worker:
    """Does what is due until ``stopping`` is set; call it inside an application context."""

    def __init__(self, topics: Mapping[str, Topic], chores: Iterable[Chore], stopping: Event) -> None:
        self._topics, self._chores, self._stopping = topics, tuple(chores), stopping
        self._tidied: datetime | None = None
        self._away = False
        self._held: set[str] = set()

    def run(self) -> None:
        """Until it is told to stop; what it is doing then is finished first."""
        while not self._stopping.is_set():
            self._stopping.wait(SECONDS if self._look() else AFTER_ERROR)

    def once(self) -> int:
        """Everything that is due now; how many pieces of work that was. Raises if the database is away."""
        count = 0
        while not self._stopping.is_set() and self._one():
            count += 1
        self._tidy()
        return count

    def _look(self) -> bool:
        """Whether the database answered."""
        try:
            self.once()
        except SQLAlchemyError as error:
            if not self._away:
                log.warning("The worker waits for the database: %s", str(error).partition("\n")[0])
            self._away = True
            db.session.remove()
            return False
        if self._away:
            log.warning("The worker has its database back.")
        self._away = False
        return True

    def _one(self) -> bool:
        taken = self._take()
        if taken is None:
            return False
        job, lease = taken
        topic = self._topics[job.topic]
        try:
            topic.run(job)
        except OperationalError:
            raise  # the database is away: the lease runs out, and the work is done again
        except Exception as error:
            log.warning("%s %s failed at try %s: %s", job.topic, job.id, job.tries, error)
            with writing() as session:
                leasing.fail(session, job, lease, error, now())
        else:
            with writing() as session:
                leasing.finish(session, job, lease, topic.keep, now())
        return True

    def _take(self) -> tuple[Job, str] | None:
        """Looks before it locks: an idle worker keeps nobody from writing."""
        db.session.remove()
        free = limits.free(db.session(), self._topics, now())
        nothing = db.session.scalar(select(Due.id).where(*leasing.waiting(free, now())).limit(1)) is None
        self._tell_held(free)
        if nothing:
            db.session.remove()
            return None
        with writing() as session:
            return leasing.take(session, self._topics, now())

    def _tell_held(self, free: Sequence[str]) -> None:
        """Once when work begins to wait for its hour to pass, and once when nothing of its kind waits any more."""
        for name in (name for name, topic in self._topics.items() if topic.hourly is not None):
            if name not in free and name not in self._held:
                if count := limits.held(db.session(), name, self._topics[name].hourly, now()):
                    self._held.add(name)
                    most = self._topics[name].hourly
                    log.warning("%s pieces of work (%s) wait: no more than %s are done in an hour.", count, name, most)
            elif name in self._held and not db.session.scalar(
                select(Due.id).where(*leasing.waiting([name], now())).limit(1)
            ):
                self._held.discard(name)
                log.warning("Nothing waits for its hour any more (%s).", name)

    def _tidy(self) -> None:
        if self._tidied is not None and now() - self._tidied < TIDYING:
            return
        for chore in self._chores:
            while not self._stopping.is_set():
                with writing() as session:
                    more = chore(session, now())
                if more is not True:
                    break
        self._tidied = now()

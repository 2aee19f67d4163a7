"""One step of the drain: a chunk of the journal becomes rows, and the place behind it is noted, in one transaction.

Whoever reads whichever segment, also two at once: the noted place, locked for the length of the step, decides. A step
that begins anywhere else writes nothing.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session

from goodword.db import db, inserting, now, writing
from goodword.journal.reading import Chunk
from goodword.referrals.click_rows import JournalPosition
from goodword.referrals.draining_refused import Refused

log = logging.getLogger(__name__)

FEWEST, MOST = 500, 2_000
SECONDS = 0.05
Record = Callable[[Sequence[Mapping[str, Any]]], Callable[[Session], object]]
"""Reads records, while others may write; what it returns makes rows of them, inside ``db.writing()``. One that is known
already changes nothing. Either raises for what is none."""
Beat = Callable[[], None]
"""Called by whoever works, often: it still moves."""
NOT_READY = ("25006", "42501", "42703", "42P01")
"""PostgreSQL's codes for: only to be read, not allowed, no such column, no such table."""


class Away(Exception):
    """The database does not answer, is locked, full, or not migrated yet. Nothing is wrong with any record."""


@dataclass(frozen=True, slots=True)
class Step:
    """A chunk of one segment, whose ``key`` is ``clicks/<name>`` or ``facts/<name>``."""

    key: str
    chunk: Chunk

    @property
    def journal(self) -> str:
        return self.key.partition("/")[0]

    def halves(self) -> tuple["Step", "Step"]:
        start, end, found, damage = self.chunk.start, self.chunk.end, self.chunk.found, self.chunk.damage
        half = len(found) // 2
        middle = found[half].start
        return Step(self.key, Chunk(start, middle, found[:half], ())), Step(
            self.key, Chunk(middle, end, found[half:], damage)
        )


@dataclass(slots=True)
class Drained:
    """What was done, in numbers."""

    clicks: int = 0
    facts: int = 0
    refused: int = 0
    damaged: int = 0
    archived: int = 0


class Pace:
    """How many records the next step should take: so many that others, who want to write as well, wait no longer than
    SECONDS for it. What we ourselves wait for others does not count."""

    def __init__(self) -> None:
        self.most = MOST // 4

    def taken(self, records: int, seconds: float) -> None:
        """A step of so many records held the database for so long."""
        if records:
            self._set(min(2 * self.most, int(records * SECONDS / max(seconds, 1e-6))))

    def failed(self) -> None:
        """It took too long, perhaps."""
        self._set(self.most // 2)

    def _set(self, most: int) -> None:
        self.most = max(FEWEST, min(MOST, most))


class Steps:
    """``recorders`` by the journal's name; what they cannot record goes to ``refused``; ``done`` counts."""

    def __init__(self, recorders: Mapping[str, Record], refused: Refused, patience: float, beat: Beat) -> None:
        self._recorders, self._refused, self._patience, self._beat = recorders, refused, patience, beat
        self.done = Drained()
        self.pace = Pace()

    def take(self, step: Step) -> int:
        """The noted place afterwards: the end of the chunk, or where somebody else has got to. Raises Away."""
        self._beat()
        try:
            return self._record(step)
        except Exception as error:
            if is_away(error):
                raise Away(reason(error)) from error
            if not step.chunk.found:
                raise
            if len(step.chunk.found) == 1:
                return self._refuse(step, error)
        first, second = step.halves()
        reached = self.take(first)
        return self.take(second) if reached == second.chunk.start else reached

    def _record(self, step: Step) -> int:
        found = [each.record() for each in step.chunk.found]
        record = self._recorders[step.journal](found) if found else None
        with writing(self._patience) as session:
            if (place := noted(session, step.key)) != step.chunk.start:
                return place
            begun = time.monotonic()
            if record:
                record(session)
            note(session, step)
        self.pace.taken(len(found), time.monotonic() - begun)
        setattr(self.done, step.journal, getattr(self.done, step.journal) + len(found))
        self._tell_damage(step)
        return step.chunk.end

    def _refuse(self, step: Step, error: Exception) -> int:
        """Sets the only record of the chunk aside, so that it stops no other."""
        with writing(self._patience) as session:
            if (place := noted(session, step.key)) != step.chunk.start:
                return place
            self._refused.add(step.key, step.chunk.found[0], reason(error), now())
            note(session, step)
        # What a database says of an error shows the values, which are persons'.
        bug = None if isinstance(error, DBAPIError) else error
        log.error("A record of %s could not be recorded: %s", step.key, reason(error), exc_info=bug)
        self.done.refused += 1
        self._tell_damage(step)
        return step.chunk.end

    def _tell_damage(self, step: Step) -> None:
        if damage := step.chunk.damage:
            self.done.damaged += len(damage)
            where = (step.key, damage[0].start, damage[-1].end)
            log.warning("What is no record was left out of %s, between bytes %s and %s.", *where)


POSITION: Any = JournalPosition.__table__
THIS = POSITION.c.segment == bindparam("key")
PLACE = select(POSITION.c.offset).where(THIS).with_for_update()
NOTE = update(POSITION).where(THIS).values(offset=bindparam("place"), at=bindparam("now"))


def noted(session: Session, key: str) -> int:
    """The place up to which a segment is in the database, locked until the transaction ends."""
    connection = session.connection()
    place = connection.execute(PLACE, {"key": key}).scalar()
    if place is None:
        row = {"segment": key, "offset": 0, "at": now()}
        connection.execute(inserting(session, JournalPosition).values(row).on_conflict_do_nothing())
        place = connection.execute(PLACE, {"key": key}).scalar_one()
    return int(place)


def note(session: Session, step: Step) -> None:
    session.connection().execute(NOTE, {"key": step.key, "place": step.chunk.end, "now": now()})


def is_away(error: Exception) -> bool:
    """Whether it is the database, and not what it was given."""
    driver = db.engine.dialect.loaded_dbapi
    raised = error.orig if isinstance(error, DBAPIError) else error
    theirs = (driver.OperationalError, driver.InterfaceError, driver.InternalError)
    plain = type(raised) is driver.DatabaseError  # SQLite's word for a file that is damaged, or is none of its own
    return plain or isinstance(raised, (*theirs, NoConnection)) or getattr(raised, "sqlstate", "") in NOT_READY


def reason(error: Exception) -> str:
    """In one line, without the values that SQLAlchemy would show."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    return f"{type(raised).__name__}: {raised}".partition("\n")[0][:500]

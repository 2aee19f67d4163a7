"""Taking work and giving it back. Every step is one transaction, so that any number of workers may do it at once."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from goodword.outbox import limits
from goodword.outbox.rows import Due
from goodword.outbox.topics import Hopeless, Job, Topic

MOST_TRIES = 8
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=6)


def waiting(topics: Iterable[str], at: datetime) -> tuple[ColumnElement[bool], ...]:
    """What is true of rows that somebody may take."""
    free = or_(Due.lease_until.is_(None), Due.lease_until < at)
    return Due.done_at.is_(None), Due.dead_at.is_(None), Due.due_at <= at, free, Due.topic.in_(topics)


def take(session: Session, topics: Mapping[str, Topic], at: datetime) -> tuple[Job, str] | None:
    """The next piece of work that is due and nobody has, with the lease it is held by; None if there is none.

    A lease that ran out belonged to a worker that died. Work that has killed its worker each time is given up.
    """
    usual = [name for name, topic in topics.items() if topic.hourly is None]
    if taken := _take(session, topics, usual, (Due.due_at, Due.id), at):
        return taken
    if len(usual) == len(topics) or session.scalar(select(Due.id).where(*waiting(topics, at)).limit(1)) is None:
        return None
    limits.take_turn(session)
    free = [name for name in limits.free(session, topics, at) if name not in usual]
    return _take(session, topics, free, (Due.created_at.desc(), Due.id.desc()), at)


def _take(
    session: Session,
    topics: Mapping[str, Topic],
    names: Sequence[str],
    order: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]],
    at: datetime,
) -> tuple[Job, str] | None:
    first = select(Due).where(*waiting(names, at)).order_by(*order).limit(1)
    first = first.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    while (row := session.scalar(first)) is not None:
        if row.tries < MOST_TRIES:
            row.lease, row.lease_until = secrets.token_hex(16), at + topics[row.topic].lease
            row.tries += 1
            return Job(row.id, row.topic, row.payload, row.created_at, row.tries), row.lease
        row.dead_at, row.error = at, "its worker ended in the middle of it each time"
        session.flush()
    return None


def finish(session: Session, job: Job, lease: str, keep: tuple[str, ...], at: datetime) -> bool:
    """Notes that the work is done, and forgets all of the payload but ``keep``. False if another took it over."""
    payload = {name: value for name, value in job.payload.items() if name in keep}
    return _give_back(session, job, lease, done_at=at, payload=payload, error="")


def fail(session: Session, job: Job, lease: str, error: Exception, at: datetime) -> bool:
    """Notes what went wrong: tried again later, or given up. False if another took it over."""
    said = f"{type(error).__name__}: {error}"[:500]
    if isinstance(error, Hopeless) or job.tries >= MOST_TRIES:
        return _give_back(session, job, lease, dead_at=at, error=str(error)[:500] or said)
    return _give_back(session, job, lease, due_at=at + wait(job.tries), error=said)


def wait(tries: int) -> timedelta:
    """How long to wait after that many tries: 15 s, 1 min, 4 min, and so on up to 6 hours."""
    return min(FIRST_WAIT * (1 << 2 * (tries - 1)), LONGEST_WAIT)


def _give_back(session: Session, job: Job, lease: str, **values: object) -> bool:
    mine = update(Due).where(Due.id == job.id, Due.lease == lease)
    statement = mine.values(lease=None, lease_until=None, **values).returning(Due.id)
    return session.scalar(statement.execution_options(synchronize_session=False)) is not None

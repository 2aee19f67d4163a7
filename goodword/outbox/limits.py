"""How much of one kind may be done in an hour, over all workers."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from goodword.outbox.rows import Due
from goodword.outbox.topics import Topic

HOUR = timedelta(hours=1)
NUMBER = 4_711_2027
"""Of an advisory lock: any that nothing else in this database takes."""


def free(session: Session, topics: Mapping[str, Topic], at: datetime) -> list[str]:
    """The names of those of which something may be done now."""
    return [name for name, topic in topics.items() if not full(session, name, topic.hourly, at)]


def full(session: Session, name: str, hourly: int | None, at: datetime) -> bool:
    """Whether ``hourly`` of them were done within the hour before ``at``, or are being done."""
    if hourly is None:
        return False
    those = select(func.count()).where(Due.topic == name)
    done = session.scalar(those.where(Due.done_at > at - HOUR)) or 0
    return (
        done >= hourly
        or done + (session.scalar(those.where(Due.done_at.is_(None), Due.lease_until >= at)) or 0) >= hourly
    )


def held(session: Session, name: str, hourly: int | None, at: datetime) -> int:
    """How many wait for nothing but the hour to pass; 0 while the limit is not reached."""
    if not full(session, name, hourly, at):
        return 0
    wait = select(func.count()).where(Due.topic == name, Due.done_at.is_(None), Due.dead_at.is_(None))
    return session.scalar(wait.where(Due.due_at <= at, Due.lease.is_(None))) or 0


def take_turn(session: Session) -> None:
    """Nobody else counts and takes until the transaction ends. On SQLite ``db.writing()`` has that turn already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": NUMBER})

"""Several pieces of work that become one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.outbox.rows import Due
from goodword.outbox.topics import Job


def gather(session: Session, job: Job, same: str, at: datetime) -> list[Mapping[str, Any]]:
    """The payloads of all work of the job's topic that is due and says the same under ``same``, the job's own among
    it: done with this transaction, in which the caller does it. Nothing if somebody else has gathered it."""
    due = select(Due).where(Due.topic == job.topic, Due.done_at.is_(None), Due.dead_at.is_(None), Due.due_at <= at)
    # All of them, in one order: two who gather at once wait for each other, and the second finds nothing.
    locked = due.order_by(Due.id).with_for_update().execution_options(populate_existing=True)
    rows = [row for row in session.scalars(locked) if row.payload.get(same) == job.payload[same]]
    if job.id not in {row.id for row in rows}:
        return []
    for row in rows:
        row.done_at, row.error = at, ""
    return [row.payload for row in rows]


def close(session: Session, keys: Sequence[str], at: datetime) -> None:
    """Work under these keys needs not be done any more: something else that the caller does has done it."""
    for row in session.scalars(select(Due).where(Due.key.in_(keys), Due.done_at.is_(None)).with_for_update()):
        row.done_at = at

"""How long rows stay once nobody needs them, and what operators do with dead ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from goodword.db import db
from goodword.errors import UsageError
from goodword.outbox.rows import Due

DONE = timedelta(days=30)
DEAD = timedelta(days=90)


def forget_old(session: Session, at: datetime) -> None:
    """Removes what was done 30 days ago, or given up 90 days ago."""
    session.execute(delete(Due).where(or_(Due.done_at < at - DONE, Due.dead_at < at - DEAD)))


def unfinished() -> Sequence[Due]:
    """What is not done: dead rows first, then by when they are due."""
    rows = select(Due).where(Due.done_at.is_(None)).order_by(Due.dead_at.is_(None), Due.due_at, Due.id)
    return db.session.scalars(rows).all()


def revive(session: Session, number: int, at: datetime) -> Due:
    """Has a dead row tried again, now. Raises UsageError if there is no such row, or it is not dead."""
    row = session.get(Due, number, with_for_update=True)
    if row is None or row.dead_at is None:
        raise UsageError(f"{number} is not the number of a dead letter; `flask outbox list` shows them.")
    row.dead_at, row.due_at, row.tries, row.error = None, at, 0, ""
    return row

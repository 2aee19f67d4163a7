"""Putting work into the outbox, in the transaction that makes it necessary."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from goodword.db import inserting, now
from goodword.outbox.rows import Due


def put(session: Session, topic: str, payload: Mapping[str, Any], *, at: datetime, key: str | None = None) -> bool:
    """Work for the handler of ``topic``, due ``at``; call it inside ``db.writing()``.

    Of rows with one ``key`` there is ever only one: False where it was put before. ``payload`` is kept as JSON.
    """
    row = {"topic": topic, "payload": dict(payload), "key": key, "created_at": now(), "due_at": at, "tries": 0}
    statement = inserting(session, Due).values(**row, error="").on_conflict_do_nothing(index_elements=["key"])
    return session.scalar(statement.returning(Due.id)) is not None

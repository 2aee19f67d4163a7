"""The table of what is due later."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from goodword.db import Base, UtcDateTime

OPEN = text("done_at IS NULL AND dead_at IS NULL")


class Due(Base):
    """One piece of work. Open until it is done, or dead: given up, and waiting for somebody to look."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_open", "due_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_outbox_topic", "topic", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic: Mapped[str] = mapped_column(String(63))
    key: Mapped[str | None] = mapped_column(String(255), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease: Mapped[str | None] = mapped_column(String(32))
    """Which worker has it; another value than one's own means that it was taken over."""
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(500), default="")
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    dead_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

"""What the product says again, and otherwise than before: which report counts, and what stands against it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    add_what_counts()
    add_what_was_typed()


def downgrade() -> None:
    drop_what_was_typed()
    drop_what_counts()


def add_what_counts() -> None:
    op.add_column("sale", text("api_key", 63))
    op.add_column("refund", text("event", 40))
    op.add_column("refund", sa.Column("counted", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("refund", text("named", 255))
    op.add_column("refund", text("api_key", 63))
    op.add_column("conflict", text("why", 32, "key"))
    op.add_column("conflict", text("subject", 255))
    op.create_index("ix_conflict_subject", "conflict", ["subject"])


def drop_what_counts() -> None:
    op.drop_index("ix_conflict_subject", "conflict")
    for table, columns in (
        ("conflict", ("subject", "why")),
        ("refund", ("api_key", "named", "counted", "event")),
        ("sale", ("api_key",)),
    ):
        for column in columns:
            op.drop_column(table, column)


def add_what_was_typed() -> None:
    op.add_column("lead_event", sa.Column("said", sa.JSON(), nullable=False, server_default="{}"))
    op.create_index("ix_outbox_topic", "outbox", ["topic", "done_at"])


def drop_what_was_typed() -> None:
    op.drop_index("ix_outbox_topic", "outbox")
    op.drop_column("lead_event", "said")


def text(name: str, length: int, usual: str = "") -> sa.Column[str]:
    """Rows that are there have the ``usual`` one."""
    return sa.Column(name, sa.String(length), nullable=False, server_default=usual)

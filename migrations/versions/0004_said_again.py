"""What the product says again, and otherwise than before: which report counts, and what stands against it."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    add_what_counts()
    add_what_was_typed()
    add_addresses()
    condition = sa.text("class = '' AND click_id != ''")
    op.create_index("ix_touch_awaited", "touch", ["click_id"], sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    op.drop_index("ix_touch_awaited", "touch")
    drop_addresses()
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


def add_addresses() -> None:
    """A lead of a customer's address may say who sent the customer."""
    op.create_table(
        "customer_address",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("customer_id", sa.String(40), sa.ForeignKey("customer.id"), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_customer_address_customer_id", "customer_address", ["customer_id"])
    op.create_index("ix_customer_address_email", "customer_address", ["email"])
    op.add_column("touch", text("lead_id", 40))
    op.create_index("ix_touch_lead_id", "touch", ["lead_id"])
    op.add_column("credit", text("touch_id", 40))


def drop_addresses() -> None:
    op.drop_column("credit", "touch_id")
    op.drop_index("ix_touch_lead_id", "touch")
    op.drop_column("touch", "lead_id")
    op.drop_table("customer_address")


def text(name: str, length: int, usual: str = "") -> sa.Column[str]:
    """Rows that are there have the ``usual`` one."""
    return sa.Column(name, sa.String(length), nullable=False, server_default=usual)

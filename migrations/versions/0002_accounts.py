"""The team, signing in, and what is due later."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

HASH = sa.String(64)
OPEN = sa.text("done_at IS NULL AND dead_at IS NULL")


def upgrade() -> None:
    create_team()
    create_sign_in()
    create_session()
    create_outbox()
    op.create_table(
        "throttle",
        sa.Column("key", HASH, primary_key=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    for table in ("throttle", "outbox", "session", "sign_in", "team_event", "team_member"):
        op.drop_table(table)


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def create_team() -> None:
    op.create_table(
        "team_member",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        moment("created_at"),
        moment("ended_at", nullable=True),
        sa.CheckConstraint("role IN ('manager', 'editor')", name="role"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "team_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("member_id", sa.Integer(), sa.ForeignKey("team_member.id"), nullable=False),
        moment("at"),
        sa.Column("what", sa.String(255), nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
    )
    op.create_index("ix_team_event_member_id", "team_event", ["member_id"])


def create_sign_in() -> None:
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("code_hash", HASH),
        sa.Column("link_hash", HASH, nullable=False),
        sa.Column("browser_hash", HASH),
        sa.Column("wanted", sa.String(2000), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        moment("created_at"),
        moment("expires_at"),
        moment("used_at", nullable=True),
        sa.UniqueConstraint("link_hash"),
    )
    op.create_index("ix_sign_in_browser_hash", "sign_in", ["browser_hash"])
    op.create_index("ix_sign_in_expires_at", "sign_in", ["expires_at"])


def create_session() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("token_hash", HASH, nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("agent", sa.String(64), nullable=False),
        moment("created_at"),
        moment("seen_at"),
        moment("expires_at"),
        moment("ended_at", nullable=True),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index("ix_session_email", "session", ["email"])
    op.create_index("ix_session_expires_at", "session", ["expires_at"])


def create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("topic", sa.String(63), nullable=False),
        sa.Column("key", sa.String(255)),
        sa.Column("payload", sa.JSON(), nullable=False),
        moment("created_at"),
        moment("due_at"),
        sa.Column("lease", sa.String(32)),
        moment("lease_until", nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(500), nullable=False),
        moment("done_at", nullable=True),
        moment("dead_at", nullable=True),
        sa.UniqueConstraint("key"),
    )
    op.create_index("ix_outbox_open", "outbox", ["due_at"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index("ix_outbox_done_at", "outbox", ["done_at"])

"""Partners, their people, and the programs they are in."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_partner()
    create_partner_text()
    create_member()
    create_enrollment()
    create_partner_event()
    counts = op.create_table(
        "revision",
        sa.Column("name", sa.String(63), primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.bulk_insert(counts, [{"name": "partners", "number": 0}])


def downgrade() -> None:
    for table in ("revision", "partner_event", "enrollment", "member", "partner_text", "partner"):
        op.drop_table(table)


def of_partner(**options: bool) -> sa.Column[int]:
    key = sa.ForeignKey("partner.id", ondelete="CASCADE")
    return sa.Column("partner_id", sa.Integer(), key, **options)


def create_partner() -> None:
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("public_id", sa.String(64), nullable=False),
        sa.Column("slug", sa.String(63), nullable=False),
        sa.Column("external_id", sa.String(255)),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('affiliate', 'customer', 'reseller')", name="kind"),
        sa.CheckConstraint("status IN ('active', 'suspended')", name="status"),
        sa.UniqueConstraint("public_id"),
        sa.UniqueConstraint("slug"),
        sa.UniqueConstraint("external_id"),
    )
    op.create_index("ix_partner_revision", "partner", ["revision"])


def create_partner_text() -> None:
    op.create_table(
        "partner_text",
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("language", sa.String(35), primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("company", sa.String(255), nullable=False),
        sa.Column("intro", sa.String(2000), nullable=False),
        sa.Column("photo", sa.String(255), nullable=False),
        sa.Column("logo", sa.String(255), nullable=False),
    )


def create_member() -> None:
    op.create_table(
        "member",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id", ondelete="CASCADE"), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("email"),
    )
    op.create_index("ix_member_partner_id", "member", ["partner_id"])


def create_enrollment() -> None:
    op.create_table(
        "enrollment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id", ondelete="CASCADE"), nullable=False),
        sa.Column("program", sa.String(255), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("status IN ('pending', 'approved', 'rejected', 'invited', 'suspended')", name="status"),
        sa.UniqueConstraint("partner_id", "program"),
    )
    op.create_index("ix_enrollment_program", "enrollment", ["program"])


def create_partner_event() -> None:
    op.create_table(
        "partner_event",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(255), nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
    )
    op.create_index("ix_partner_event_partner_id", "partner_event", ["partner_id"])

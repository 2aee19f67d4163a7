"""Links, clicks, leads, sales: who sent whom, and who reports it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_links_and_clicks()
    create_customers()
    create_leads()
    create_api()


def downgrade() -> None:
    for table in (
        "lead_event",
        "sale",
        "lead",
        "touch",
        "customer",
        "credit",
        "click",
        "link",
        "tombstone",
        "rollup_partner",
        "rollup_page",
        "refund",
        "journal_position",
        "day_key",
        "sealed",
        "key_seen",
        "conflict",
        "churn",
        "api_key",
        "answered",
    ):
        op.drop_table(table)


def moment(name: str, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def create_links_and_clicks() -> None:
    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("public_id", sa.String(64), nullable=False),
        sa.Column("code", sa.String(63), nullable=False),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id"), nullable=False),
        sa.Column("program", sa.String(255), nullable=False),
        sa.Column("path", sa.String(2000), nullable=False),
        sa.Column("niche", sa.String(255), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("campaign", sa.String(120), nullable=False),
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
        moment("created_at"),
        moment("ended_at", nullable=True),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_index("ix_link_partner_id", "link", ["partner_id"])
    op.create_index("ix_link_revision", "link", ["revision"])
    op.create_table(
        "click",
        sa.Column("id", sa.String(36), primary_key=True),
        moment("at"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id")),
        sa.Column("link_id", sa.Integer(), sa.ForeignKey("link.id")),
        sa.Column("sid", sa.String(64), nullable=False),
        sa.Column("unknown", sa.String(255), nullable=False),
        sa.Column("referrer", sa.String(255), nullable=False),
        sa.Column("page", sa.String(255), nullable=False),
        sa.Column("niche", sa.String(255), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("plan", sa.String(32), nullable=False),
        sa.Column("agent", sa.String(256), nullable=False),
        sa.Column("visitor", sa.String(16), nullable=False),
        sa.Column("parent", sa.String(36), nullable=False),
        sa.Column("class", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(255), nullable=False),
        sa.Column("more", sa.JSON(), nullable=False),
        sa.CheckConstraint("class IN ('self', 'bot', 'prefetch', 'duplicate', 'human')", name="class"),
    )
    op.create_index("ix_click_day_visitor", "click", ["day", "visitor"])
    op.create_index("ix_click_partner_id_day", "click", ["partner_id", "day"])
    op.create_table(
        "rollup_partner",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("partner_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("link_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("class", sa.String(16), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_table(
        "rollup_page",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("page", sa.String(255), primary_key=True),
        sa.Column("niche", sa.String(255), primary_key=True),
        sa.Column("language", sa.String(35), primary_key=True),
        sa.Column("class", sa.String(16), primary_key=True),
        sa.Column("count", sa.Integer(), nullable=False),
    )
    op.create_table(
        "journal_position",
        sa.Column("segment", sa.String(160), primary_key=True),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        moment("at"),
    )
    op.create_table(
        "day_key",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("key", sa.String(64), nullable=False),
    )
    op.create_table(
        "sealed",
        sa.Column("what", sa.String(16), primary_key=True),
        sa.Column("before", sa.Date(), nullable=False),
    )


def create_customers() -> None:
    op.create_table(
        "customer",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("external_id", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("avatar", sa.String(2000), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        moment("created_at"),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id")),
        sa.Column("program", sa.String(255), nullable=False),
        sa.Column("click_id", sa.String(36), nullable=False),
        sa.Column("link_id", sa.Integer(), sa.ForeignKey("link.id")),
        moment("bound_at", nullable=True),
        moment("churned_at", nullable=True),
        moment("erased_at", nullable=True),
        sa.UniqueConstraint("external_id"),
    )
    op.create_index("ix_customer_email", "customer", ["email"])
    op.create_index("ix_customer_partner_id", "customer", ["partner_id"])
    op.create_table(
        "sale",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("event", sa.String(40), nullable=False),
        moment("at"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("customer_id", sa.String(40), sa.ForeignKey("customer.id")),
        sa.Column("external_id", sa.String(255), nullable=False),
        sa.Column("invoice_id", sa.String(255)),
        sa.Column("event_name", sa.String(255), nullable=False),
        sa.Column("lead_event_name", sa.String(255), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("processor", sa.String(255), nullable=False),
        sa.Column("more", sa.JSON(), nullable=False),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id")),
        sa.Column("program", sa.String(255), nullable=False),
        sa.Column("link_id", sa.Integer(), sa.ForeignKey("link.id")),
        sa.CheckConstraint("amount >= 0", name="amount"),
        sa.UniqueConstraint("invoice_id"),
    )
    op.create_index("ix_sale_at", "sale", ["at"])
    op.create_index("ix_sale_customer_id", "sale", ["customer_id"])
    op.create_index("ix_sale_partner_id", "sale", ["partner_id"])
    op.create_table(
        "refund",
        sa.Column("id", sa.String(40), primary_key=True),
        moment("at"),
        sa.Column("invoice_id", sa.String(255), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_refund_invoice_id", "refund", ["invoice_id"])
    op.create_table(
        "churn",
        sa.Column("id", sa.String(40), primary_key=True),
        moment("at"),
        sa.Column("external_id", sa.String(255), nullable=False),
        moment("churned_at"),
    )
    op.create_index("ix_churn_external_id", "churn", ["external_id"])
    op.create_table(
        "conflict",
        sa.Column("id", sa.String(40), primary_key=True),
        moment("at"),
        sa.Column("what", sa.String(255), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        moment("settled_at", nullable=True),
        sa.Column("settled_by", sa.String(255), nullable=False),
    )
    op.create_table(
        "key_seen",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("body", sa.String(64), nullable=False),
        sa.Column("event", sa.String(40), nullable=False),
        moment("at"),
    )
    op.create_index("ix_key_seen_at", "key_seen", ["at"])


def create_leads() -> None:
    op.create_table(
        "lead",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("kind", sa.String(16), nullable=False),
        moment("at"),
        sa.Column("day", sa.Date(), nullable=False),
        moment("changed_at"),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("suspicion", sa.String(255), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("company", sa.String(255), nullable=False),
        sa.Column("phone", sa.String(64), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("heard_from", sa.String(255), nullable=False),
        sa.Column("consent", sa.String(64), nullable=False),
        sa.Column("marketing", sa.String(64), nullable=False),
        moment("marketing_at", nullable=True),
        sa.Column("page", sa.String(255), nullable=False),
        sa.Column("niche", sa.String(255), nullable=False),
        sa.Column("plan", sa.String(32), nullable=False),
        sa.Column("blocks", sa.JSON(), nullable=False),
        sa.Column("referrer_email", sa.String(254), nullable=False),
        sa.Column("referrer", sa.JSON(), nullable=False),
        sa.Column("customer_id", sa.String(40), sa.ForeignKey("customer.id")),
        sa.Column("event_name", sa.String(255), nullable=False),
        sa.Column("more", sa.JSON(), nullable=False),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id")),
        sa.Column("program", sa.String(255), nullable=False),
        sa.Column("link_id", sa.Integer(), sa.ForeignKey("link.id")),
        moment("erased_at", nullable=True),
        sa.CheckConstraint("kind IN ('form', 'referred', 'reported')", name="kind"),
        sa.CheckConstraint("status IN ('new', 'qualified', 'meeting', 'won', 'lost', 'suspect')", name="status"),
    )
    op.create_index("ix_lead_at", "lead", ["at"])
    op.create_index("ix_lead_customer_id", "lead", ["customer_id"])
    op.create_index("ix_lead_email", "lead", ["email"])
    op.create_index("ix_lead_partner_id", "lead", ["partner_id"])
    op.create_index("ix_lead_referrer_email", "lead", ["referrer_email"])
    op.create_table(
        "lead_event",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("lead_id", sa.String(40), sa.ForeignKey("lead.id"), nullable=False),
        moment("at"),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
    )
    op.create_index("ix_lead_event_lead_id", "lead_event", ["lead_id"])
    op.create_table(
        "touch",
        sa.Column("id", sa.String(40), primary_key=True),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(40), nullable=False),
        sa.Column("evidence", sa.String(16), nullable=False),
        sa.Column("click_id", sa.String(36), nullable=False),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id")),
        sa.Column("link_id", sa.Integer(), sa.ForeignKey("link.id")),
        sa.Column("value", sa.String(255), nullable=False),
        moment("at"),
        moment("given_at"),
        sa.Column("class", sa.String(16), nullable=False),
        sa.Column("doubted", sa.Boolean(), nullable=False),
        sa.CheckConstraint("subject IN ('lead', 'customer', 'sale')", name="subject"),
    )
    op.create_index("ix_touch_click_id", "touch", ["click_id"])
    op.create_index("ix_touch_subject", "touch", ["subject", "subject_id"])
    op.create_table(
        "credit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(40), nullable=False),
        moment("at"),
        sa.Column("partner_id", sa.Integer(), sa.ForeignKey("partner.id")),
        sa.Column("program", sa.String(255), nullable=False),
        sa.Column("click_id", sa.String(36), nullable=False),
        sa.Column("link_id", sa.Integer(), sa.ForeignKey("link.id")),
        sa.Column("evidence", sa.String(16), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(32), nullable=False),
        sa.CheckConstraint("subject IN ('lead', 'customer', 'sale')", name="subject"),
    )
    op.create_index("ix_credit_partner_id", "credit", ["partner_id"])
    op.create_index("ix_credit_subject", "credit", ["subject", "subject_id"])
    op.create_table(
        "tombstone",
        sa.Column("key", sa.String(64), primary_key=True),
        moment("at"),
    )


def create_api() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(63), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        moment("created_at"),
        moment("revoked_at", nullable=True),
        sa.UniqueConstraint("hash"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "answered",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("body", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("answer", sa.JSON()),
        sa.Column("subject", sa.String(64), nullable=False),
        moment("lease_until"),
        moment("at"),
    )
    op.create_index("ix_answered_at", "answered", ["at"])
    op.create_index("ix_answered_subject", "answered", ["subject"])

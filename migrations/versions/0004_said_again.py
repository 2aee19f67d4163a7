"""What the product says again, and otherwise than before: which report counts, and what stands against it.

After a downgrade and an upgrade, most is worked out again from what is there: which refunds count, and by which report
as far as it is known; why each conflict is one, and against what; the touches that decided; customers' addresses.
What cannot come back: what was typed beside the message of each sending, except the last one; which API key reported a
sale or a refund; a refund's own id, where nothing contradicted it, and which report of it counts, where all of it does;
of addresses that only sales told of a customer, those before the newest, and when that one was told first.
"""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
MOMENT = sa.DateTime(timezone=True)
ERASED = "erased:"
WHY = {
    "The same invoice was reported with another amount, currency or customer.": "invoice",
    "The same refundId was reported with another invoice or amount.": "refund-id",
    "The same refund was reported again, without a refundId.": "refund-again",
    "The refunds of an invoice come to more than its sale.": "refund-beyond",
}


def upgrade() -> None:
    add_what_counts()
    add_what_was_typed()
    add_addresses()
    condition = sa.text("class = '' AND click_id != ''")
    op.create_index("ix_touch_awaited", "touch", ["click_id"], sqlite_where=condition, postgresql_where=condition)
    know_what_was_credited()
    know_what_counts()
    know_what_contradicts()
    know_addresses()


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


def know_what_was_credited() -> None:
    """Credits know the touch that decided, so that it stays who was credited, and customers can follow leads."""
    sale, lead = "SELECT customer_id FROM sale WHERE id = credit.subject_id", "SELECT customer_id FROM lead WHERE id = "
    for subject, whose in (
        ("lead", "t.subject = 'lead' AND t.subject_id = credit.subject_id"),
        ("lead", f"t.subject = 'customer' AND t.subject_id = ({lead} credit.subject_id)"),
        ("customer", "t.subject = 'customer' AND t.subject_id = credit.subject_id"),
        ("sale", f"t.subject = 'customer' AND t.subject_id = ({sale})"),
    ):
        op.execute(
            f"UPDATE credit SET touch_id = COALESCE((SELECT t.id FROM touch t WHERE {whose}"
            " AND t.evidence = credit.evidence AND t.click_id = credit.click_id AND t.partner_id = credit.partner_id"
            " AND COALESCE(t.link_id, 0) = COALESCE(credit.link_id, 0) ORDER BY t.given_at, t.id LIMIT 1), '')"
            f" WHERE subject = '{subject}' AND touch_id = '' AND evidence != '' AND partner_id IS NOT NULL"
        )


def know_what_counts() -> None:
    """Each refund was its own report; all of one invoice take off no more than its sale, the earliest first."""
    op.execute("UPDATE refund SET event = id")
    to = op.get_bind()
    rows = "SELECT r.id, r.amount, s.id, s.amount FROM refund r JOIN sale s ON s.invoice_id = r.invoice_id"
    left: dict[str, int] = {}
    counted = []
    for refund, amount, sale, paid in to.execute(sa.text(f"{rows} ORDER BY r.at, r.id")):
        share = min(amount, left.setdefault(sale, paid))
        left[sale] -= share
        counted.append({"refund": refund, "share": share})
    if counted:
        to.execute(sa.text("UPDATE refund SET counted = :share WHERE id = :refund"), counted)


def know_what_contradicts() -> None:
    """Conflicts say why in words, and what was reported; that is enough to know why, and against what. Those of an
    idempotency key are against nothing."""
    to = op.get_bind()
    refunds = to.execute(sa.text("SELECT id, invoice_id, amount FROM refund ORDER BY id DESC")).all()
    beyond = {derived("refund-beyond", refund, prefix="cfl"): refund for refund, _, _ in refunds}
    alike = {(invoice, amount): refund for refund, invoice, amount in refunds}
    ids = {refund for refund, _, _ in refunds}
    rows = to.execute(sa.text("SELECT id, what, record FROM conflict").columns(record=sa.JSON()))
    for number, what, record in rows.all():
        if not (why := WHY.get(what)):
            continue
        subject = beyond.get(number) or subject_of(why, record)
        if why == "refund-again" and subject not in ids:  # its invoice's id held an address
            subject = alike.get((record.get("invoice_id"), record.get("amount")), subject)
        said = {"id": number, "why": why, "subject": subject}
        to.execute(sa.text("UPDATE conflict SET why = :why, subject = :subject WHERE id = :id"), said)
        if why == "refund-id" or (why == "refund-beyond" and record.get("refund_id")):
            named = {"named": record["refund_id"], "id": subject}
            to.execute(sa.text("UPDATE refund SET named = :named WHERE id = :id"), named)
        if why == "refund-beyond":
            to.execute(
                sa.text("UPDATE refund SET event = :event WHERE id = :id"), {"event": record["id"], "id": subject}
            )


def subject_of(why: str, record: dict[str, Any]) -> str:
    """The sale or refund that a report contradicts, by its id."""
    invoice = record.get("invoice_id", "")
    if why == "invoice":
        erased = invoice.startswith(ERASED)
        return invoice.removeprefix(ERASED) if erased else derived("invoice", invoice, prefix="sale")
    if why == "refund-id":
        return derived("refund", "named", record.get("refund_id", ""), prefix="evt")
    return derived("refund", "amount", invoice, str(record.get("amount", "")), prefix="evt")


def know_addresses() -> None:
    """Of customers who are there: what their leads and sales told, else what is known of them."""
    to = op.get_bind()
    rows: dict[str, dict[str, Any]] = {}
    leads = "SELECT id, customer_id, email, at FROM lead WHERE kind = 'reported' AND customer_id IS NOT NULL"
    for lead, customer, email, at in to.execute(sa.text(leads).columns(at=MOMENT)):
        keep(rows, derived(lead, "lead"), customer, email, at)
    sales = "SELECT customer_id, more FROM sale WHERE customer_id IS NOT NULL"
    known = "SELECT id, email, told FROM customer WHERE email != ''"
    for customer, more in to.execute(sa.text(sales).columns(more=sa.JSON())):
        at, email = more.get("customer", {}).get("email", ("", ""))
        keep(rows, by_address(customer, email), customer, email, at)
    there = {(row["customer_id"], row["email"]) for row in rows.values()}
    for customer, email, told in to.execute(sa.text(known).columns(told=sa.JSON())):
        if (customer, email) not in there:
            keep(rows, by_address(customer, email), customer, email, told.get("email", ""))
    columns = *map(sa.column, ("id", "customer_id", "email")), sa.column("at", MOMENT)
    made = list(rows.values())
    for start in range(0, len(made), 1_000):
        to.execute(sa.insert(sa.table("customer_address", *columns)), made[start : start + 1_000])


def keep(rows: dict[str, dict[str, Any]], name: str, customer: str, email: str, at: datetime | str) -> None:
    """The earliest moment counts."""
    if not (email and at):
        return
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    row = rows.setdefault(name, {"id": name, "customer_id": customer, "email": email, "at": moment})
    row["at"] = min(row["at"], moment)


def by_address(customer: str, email: str) -> str:
    return derived("customer", customer, "lead", "", "", "", email)


def derived(*natural: str, prefix: str = "tch") -> str:
    """The id that records of the journal give it: recorded again, it is the same."""
    return f"{prefix}_{sha256(chr(0).join(natural).encode()).hexdigest()[:32]}"


def text(name: str, length: int, usual: str = "") -> sa.Column[str]:
    """Rows that are there have the ``usual`` one."""
    return sa.Column(name, sa.String(length), nullable=False, server_default=usual)

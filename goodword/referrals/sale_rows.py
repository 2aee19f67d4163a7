"""Tables of what the product reports: customers, their sales, refunds and leaving; and who may report."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from goodword.db import Base, UtcDateTime, now

HASH = String(64)


class Customer(Base):
    """The referred organization in the product, by its external id; bound to one partner, once."""

    __tablename__ = "customer"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Derived from ``external_id``."""
    external_id: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(255), default="")
    email: Mapped[str] = mapped_column(String(254), default="", index=True)
    avatar: Mapped[str] = mapped_column(String(2000), default="")
    told: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """When name, email and avatar were reported, ISO 8601: the newest report of each is the one that stands. What
    ``deferred`` ones told stands beside, until a report that counts turns out to be earlier; and so does what ``sales``
    told, also by reports of an invoice that is somebody else's."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    """The binding: that of the first credited lead or sale. It stays."""
    program: Mapped[str] = mapped_column(String(255), default="")
    click_id: Mapped[str] = mapped_column(String(36), default="")
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    bound_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    churned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CustomerAddress(Base):
    """An address that was told of a customer: leads of the same address may say who sent them."""

    __tablename__ = "customer_address"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Derived from customer and address; where a reported lead told it, from that lead."""
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    """In the form in which addresses are compared."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Of the first report that told it."""


class Sale(Base):
    """Money that the product reports; ``invoice_id`` makes it count once."""

    __tablename__ = "sale"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount"),)

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Derived from ``invoice_id``, else from the event's id."""
    event: Mapped[str] = mapped_column(String(40))
    """The id of the report that counts: the first one of this sale."""
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    day: Mapped[date] = mapped_column(Date)
    """Of ``at``, in UTC."""
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customer.id"), index=True)
    """None where nothing is known of the customer."""
    external_id: Mapped[str] = mapped_column(String(255))
    invoice_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    event_name: Mapped[str] = mapped_column(String(255))
    lead_event_name: Mapped[str] = mapped_column(String(255), default="")
    amount: Mapped[int] = mapped_column(BigInteger)
    """In minor units of ``currency``."""
    currency: Mapped[str] = mapped_column(String(3))
    processor: Mapped[str] = mapped_column(String(255))
    api_key: Mapped[str] = mapped_column(String(63), default="")
    """The name of the key by which the report that counts came."""
    more: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    program: Mapped[str] = mapped_column(String(255), default="")
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))


class Refund(Base):
    """Money given back for a sale, which may be reported before the sale is."""

    __tablename__ = "refund"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Derived from the natural key: see ``natural_ids.refund_id``."""
    event: Mapped[str] = mapped_column(String(40), default="")
    """The id of the report that counts: the first one of this refund."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    invoice_id: Mapped[str] = mapped_column(String(255), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    """As reported, in minor units of the sale's currency."""
    counted: Mapped[int] = mapped_column(BigInteger, default=0)
    """What totals take off the sale for it: never more, all refunds together, than the sale; 0 until there is one."""
    named: Mapped[str] = mapped_column(String(255), default="")
    """The ``refundId``, where it had one."""
    api_key: Mapped[str] = mapped_column(String(63), default="")


class Churn(Base):
    """A customer left."""

    __tablename__ = "churn"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    external_id: Mapped[str] = mapped_column(String(255), index=True)
    churned_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Conflict(Base):
    """A report that contradicts what counts: it was accepted, is not counted, and people are to look at it."""

    __tablename__ = "conflict"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    why: Mapped[str] = mapped_column(String(32), default="key")
    """``key``: another body under one idempotency key; else one of ``recording.conflicts.WHAT``."""
    subject: Mapped[str] = mapped_column(String(255), default="", index=True)
    """The sale or refund that counts, by its id; empty for ``key``."""
    what: Mapped[str] = mapped_column(String(255))
    """The same in words, without anybody's data."""
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The report, or as much of it as says what differs; ``counted`` is what counts instead."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[str] = mapped_column(String(255), default="")
    settled_why: Mapped[str] = mapped_column(Text, default="", server_default="")
    """What whoever settled it found."""


class KeySeen(Base):
    """An idempotency key under which something was recorded: what comes under it later is a repeat, or a conflict."""

    __tablename__ = "key_seen"

    key: Mapped[str] = mapped_column(HASH, primary_key=True)
    """Of API key, path and key."""
    body: Mapped[str] = mapped_column(HASH)
    event: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ApiKey(Base):
    """Who may report. The key itself was shown once."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(63), unique=True)
    hash: Mapped[str] = mapped_column(HASH, unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Answered(Base):
    """What a request with an ``Idempotency-Key`` was answered, or that it is being answered until ``lease_until``."""

    __tablename__ = "answered"

    key: Mapped[str] = mapped_column(HASH, primary_key=True)
    """A keyed hash of API key, path and the key given."""
    body: Mapped[str] = mapped_column(HASH)
    """Of what was sent, to know another body by."""
    status: Mapped[int | None]
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    subject: Mapped[str] = mapped_column(HASH, default="", index=True)
    """A keyed hash of the e-mail address in it, by which it is found when that person is erased."""
    lease_until: Mapped[datetime] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

"""Tables of leads: who asked, what was done about it, and who is credited."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from goodword.db import Base, UtcDateTime
from goodword.mailboxes import compared
from goodword.referrals.models import one_of

LEAD_KINDS = ("form", "referred", "reported")
STATUSES = ("new", "qualified", "meeting", "won", "lost", "suspect")
SUBJECTS = ("lead", "customer", "sale")


class Lead(Base):
    """A person who asked for something: by the form, through a colleague, or as the product reports it."""

    __tablename__ = "lead"
    __table_args__ = (one_of("kind", LEAD_KINDS), one_of("status", STATUSES))

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Derived from the natural key: address and day; or customer and event."""
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    day: Mapped[date] = mapped_column(Date)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When somebody moved it on, or the person said something new: a repeat changes nothing."""
    status: Mapped[str] = mapped_column(String(16), default="new")
    suspicion: Mapped[str] = mapped_column(String(255), default="")
    """Why it is suspect: the honeypot, the limit that was passed, or that somebody of the desk says so."""
    language: Mapped[str] = mapped_column(String(35), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    """As it was said, in lower case."""
    address: Mapped[str] = mapped_column(String(254), default="", index=True)
    """The same in the form in which addresses are compared; it follows ``email`` by itself."""
    name: Mapped[str] = mapped_column(String(255), default="")
    company: Mapped[str] = mapped_column(String(255), default="")
    phone: Mapped[str] = mapped_column(String(64), default="")
    channel: Mapped[str] = mapped_column(String(16), default="")
    """How to answer: ``email``, ``phone``, ``whatsapp``, or empty."""
    message: Mapped[str] = mapped_column(Text, default="")
    heard_from: Mapped[str] = mapped_column(String(255), default="")
    consent: Mapped[str] = mapped_column(String(64), default="")
    """The version of the text that was agreed to."""
    marketing: Mapped[str] = mapped_column(String(64), default="")
    """The same for marketing mail; empty where it was not asked for."""
    marketing_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    page: Mapped[str] = mapped_column(String(255), default="")
    niche: Mapped[str] = mapped_column(String(255), default="")
    plan: Mapped[str] = mapped_column(String(32), default="")
    blocks: Mapped[list[str]] = mapped_column(JSON, default=list)
    """What the page showed, as ``kind/slug``."""
    referrer_email: Mapped[str] = mapped_column(String(254), default="", index=True)
    referrer: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Of a referred colleague: ``name``, ``company``, ``relation``, ``why``."""
    customer_id: Mapped[str | None] = mapped_column(ForeignKey("customer.id"), index=True)
    event_name: Mapped[str] = mapped_column(String(255), default="")
    more: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Of a reported lead: ``metadata``, ``quantity``, ``mode``, ``click``, ``avatar`` of the report that counts."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    """Who is credited now, as the newest row of ``credit`` says."""
    program: Mapped[str] = mapped_column(String(255), default="")
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @validates("email")
    def _told(self, _: str, email: str) -> str:
        self.address = compared(email)[:254]
        return email


class LeadEvent(Base):
    """What happened to a lead. Only ever added to; ``id`` is the journal's where the journal brought it."""

    __tablename__ = "lead_event"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    lead_id: Mapped[str] = mapped_column(ForeignKey("lead.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    what: Mapped[str] = mapped_column(String(32))
    """``given``, ``given-again``, ``status``, ``note``, ``credited``, ``colleague-mailed``, ``erased``."""
    status: Mapped[str] = mapped_column(String(16), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    by: Mapped[str] = mapped_column(String(255), default="")
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    """Of a sending: what was typed beside the message, as far as something was: ``name``, ``company``, ``phone``,
    ``channel``, ``heard_from``; ``referrer``, as in `Lead`; ``marketing``, where it agreed to that; and where it came
    from: ``page``, ``niche``, ``plan``, ``blocks``, ``language``. The lead has these of the first honest sending."""


AWAITED = "class = '' AND click_id != ''"
"""Of touches: its click has not come."""


class Touch(Base):
    """Something that says who sent a person: evidence, as it was given, for a lead or a customer."""

    __tablename__ = "touch"
    __table_args__ = (
        one_of("subject", SUBJECTS),
        Index("ix_touch_subject", "subject", "subject_id"),
        Index("ix_touch_awaited", "click_id", sqlite_where=text(AWAITED), postgresql_where=text(AWAITED)),
    )

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    """Derived from subject, evidence, click and value: the same touch is one row."""
    subject: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(40))
    evidence: Mapped[str] = mapped_column(String(16))
    """As in ``crediting``: ``click``, ``cookie``, ``key``, ``code``, ``lead``, ``heard-from``, ``colleague``."""
    click_id: Mapped[str] = mapped_column(String(36), default="", index=True)
    """Its click may come later; then who is credited is worked out again."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    value: Mapped[str] = mapped_column(String(255), default="")
    """What was typed or given, where that is the evidence."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """The click's, as soon as it is known; else when the evidence was given."""
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Of the first lead or sale that brought it: it says nothing about those before."""
    kind: Mapped[str] = mapped_column("class", String(16), default="")
    """How its click is classed; empty until the click is known."""
    doubted: Mapped[bool] = mapped_column(default=False)
    """Only suspect sendings brought it."""
    lead_id: Mapped[str] = mapped_column(String(40), default="", index=True)
    """Of a customer's ``lead``: the lead of the same address. Click, partner, link, ``at`` and class are those it is
    credited by, and change with that; ``given_at`` is when the customer's address was told."""


class Credit(Base):
    """Who is credited for something, and why. Only ever added to: of one subject the newest row is in force."""

    __tablename__ = "credit"
    __table_args__ = (one_of("subject", SUBJECTS), Index("ix_credit_subject", "subject", "subject_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"), index=True)
    program: Mapped[str] = mapped_column(String(255), default="")
    click_id: Mapped[str] = mapped_column(String(36), default="")
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    evidence: Mapped[str] = mapped_column(String(16), default="")
    flags: Mapped[list[str]] = mapped_column(JSON, default=list)
    """``self-referral``, ``weak``, ``late`` …"""
    why: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Every rule tried, in order, with its input and its outcome."""
    touch_id: Mapped[str] = mapped_column(String(40), default="")
    """The touch that decided; empty where nobody is credited, or where the binding decided."""
    basis: Mapped[str] = mapped_column(String(32))
    """A hash of the touches or the binding it rests on: while that is the same, it is not judged again."""


class Tombstone(Base):
    """A person who was erased: a keyed hash of the address, so that no copy brings it back."""

    __tablename__ = "tombstone"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

"""Tables of clicks, of what is counted of them, and of how far the journal was read."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from goodword.db import Base, UtcDateTime
from goodword.referrals.models import one_of

CLASSES = ("self", "bot", "prefetch", "duplicate", "human")
NOBODY = 0
"""Stands in totals for "no partner" and "no link": a key cannot hold NULL."""


class Click(Base):
    """One arrival with a referral, as judged by the rules of the day it was judged. Who it was is not known."""

    __tablename__ = "click"
    __table_args__ = (
        one_of("class", CLASSES),
        Index("ix_click_partner_id_day", "partner_id", "day"),
        Index("ix_click_day_visitor", "day", "visitor"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    """Of ``at``, in UTC."""
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("link.id"))
    sid: Mapped[str] = mapped_column(String(64), default="")
    unknown: Mapped[str] = mapped_column(String(255), default="")
    """``key=value`` of a referral that names no partner."""
    referrer: Mapped[str] = mapped_column(String(255), default="")
    page: Mapped[str] = mapped_column(String(255))
    niche: Mapped[str] = mapped_column(String(255), default="")
    language: Mapped[str] = mapped_column(String(35))
    plan: Mapped[str] = mapped_column(String(32), default="")
    agent: Mapped[str] = mapped_column(String(256), default="")
    visitor: Mapped[str] = mapped_column(String(16), default="")
    """Empty where visitors cannot be told apart: such clicks are never duplicates."""
    parent: Mapped[str] = mapped_column(String(36), default="")
    kind: Mapped[str] = mapped_column("class", String(16))
    reason: Mapped[str] = mapped_column(String(255))
    more: Mapped[dict[str, Any]] = mapped_column(JSON)
    """``utm``, ``click_ids``, ``others``, ``headers``: as in the record."""


class PartnerTotal(Base):
    """How many a day, per partner, link and class. Classes are those of clicks, and ``lead`` and ``sale``."""

    __tablename__ = "rollup_partner"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    partner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    link_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column("class", String(16), primary_key=True)
    count: Mapped[int]


class PageTotal(Base):
    """How many a day, per page, niche, language and class."""

    __tablename__ = "rollup_page"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    page: Mapped[str] = mapped_column(String(255), primary_key=True)
    niche: Mapped[str] = mapped_column(String(255), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    kind: Mapped[str] = mapped_column("class", String(16), primary_key=True)
    count: Mapped[int]


class JournalPosition(Base):
    """How many bytes of a segment are in the database, written with what they say."""

    __tablename__ = "journal_position"

    segment: Mapped[str] = mapped_column(String(160), primary_key=True)
    offset: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Sealed(Base):
    """From which day on the rows of a kind are all there. Totals of the days before it cannot be counted again."""

    __tablename__ = "sealed"

    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    """``clicks``."""
    before: Mapped[date] = mapped_column(Date)


class DayKey(Base):
    """The key by which visitors are told apart on one day, where several machines must agree on it."""

    __tablename__ = "day_key"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    key: Mapped[str] = mapped_column(String(64))

"""Tables of partners, their people, the programs they are in, and their links."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.orm.collections import attribute_keyed_dict

from goodword.db import Base, UtcDateTime, now

KINDS = ("affiliate", "customer", "reseller")
PARTNER_STATUSES = ("active", "suspended")
ENROLLMENT_STATUSES = ("pending", "approved", "rejected", "invited", "suspended")


def new_partner_id() -> str:
    """An id that other systems may keep; it tells nothing about the partner."""
    return f"pn_{token_hex(12)}"


def new_link_id() -> str:
    """An id that other systems may keep."""
    return f"lnk_{token_hex(12)}"


def new_event_id() -> str:
    """An id for something that happened, which nothing else has."""
    return f"evt_{token_hex(16)}"


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A constraint both databases hold; unlike an enum type it can be widened by an ordinary migration."""
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, values))})", name=column)


class Partner(Base):
    """The organization or person who refers."""

    __tablename__ = "partner"
    __table_args__ = (one_of("kind", KINDS), one_of("status", PARTNER_STATUSES))

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(64), unique=True, default=new_partner_id)
    slug: Mapped[str] = mapped_column(String(63), unique=True)
    external_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    """What the company calls this partner in its own systems."""
    kind: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16), default="active")
    language: Mapped[str] = mapped_column(String(35))
    """The language whose texts stand in where another language has none."""
    revision: Mapped[int] = mapped_column(index=True)
    """The number of the last change, of those that ``Revision`` counts."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    texts: Mapped[dict[str, "PartnerText"]] = relationship(
        collection_class=attribute_keyed_dict("language"), cascade="all, delete-orphan"
    )
    members: Mapped[list["Member"]] = relationship(order_by="Member.id", cascade="all, delete-orphan")
    enrollments: Mapped[list["Enrollment"]] = relationship(order_by="Enrollment.id", cascade="all, delete-orphan")

    @property
    def shown(self) -> bool:
        """Whether pages may show this partner."""
        return self.status == "active" and any(each.status == "approved" for each in self.enrollments)


class PartnerText(Base):
    """How a partner is introduced in one language. Empty means: as in the partner's own language."""

    __tablename__ = "partner_text"

    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), primary_key=True)
    language: Mapped[str] = mapped_column(String(35), primary_key=True)
    name: Mapped[str] = mapped_column(String(255), default="")
    company: Mapped[str] = mapped_column(String(255), default="")
    intro: Mapped[str] = mapped_column(String(2000), default="")
    photo: Mapped[str] = mapped_column(String(255), default="")
    """``<hash>/<name>`` under VAR/media, as is ``logo``."""
    logo: Mapped[str] = mapped_column(String(255), default="")


class Member(Base):
    """A person who signs in for a partner; known by e-mail address, kept in lower case."""

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    language: Mapped[str] = mapped_column(String(35))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Enrollment(Base):
    """A partner in a program. The oldest approved one is what a link belongs to if it does not say."""

    __tablename__ = "enrollment"
    __table_args__ = (UniqueConstraint("partner_id", "program"), one_of("status", ENROLLMENT_STATUSES))

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"))
    program: Mapped[str] = mapped_column(String(255), index=True)
    status: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Link(Base):
    """A partner's tracked link. Its code is never given to another one: rows stay, and an ended link leads home."""

    __tablename__ = "link"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(64), unique=True, default=new_link_id)
    code: Mapped[str] = mapped_column(String(63), unique=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), index=True)
    partner: Mapped[Partner] = relationship()
    program: Mapped[str] = mapped_column(String(255), default="")
    """Empty means: the partner's oldest approved enrollment, whichever that is when somebody is credited."""
    path: Mapped[str] = mapped_column(String(2000))
    """The destination, root-relative, with language and query but without the partner."""
    niche: Mapped[str] = mapped_column(String(255), default="")
    language: Mapped[str] = mapped_column(String(35))
    campaign: Mapped[str] = mapped_column(String(120), default="")
    sid: Mapped[str] = mapped_column(String(64), default="")
    revision: Mapped[int] = mapped_column(index=True)
    by: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PartnerEvent(Base):
    """What happened to a partner: when, what, by whom, why. Only ever added to."""

    __tablename__ = "partner_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id", ondelete="CASCADE"), index=True)
    partner: Mapped[Partner] = relationship()
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    what: Mapped[str] = mapped_column(String(255))
    by: Mapped[str] = mapped_column(String(255))
    reason: Mapped[str] = mapped_column(String(2000), default="")


class Revision(Base):
    """A count that grows with every change of a kind of thing: asking "anything new?" costs one row."""

    __tablename__ = "revision"

    name: Mapped[str] = mapped_column(String(63), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)

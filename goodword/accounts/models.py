"""Tables of the team and of signing in. What could be used to come in is kept as a keyed hash only."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from goodword.accounts.persons import ROLES
from goodword.db import Base, UtcDateTime, now

HASH = String(64)


class TeamMember(Base):
    """A person of the team; known by e-mail address, kept in lower case. Who was removed keeps the row."""

    __tablename__ = "team_member"
    __table_args__ = (CheckConstraint(f"role IN ({', '.join(map(repr, ROLES))})", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    language: Mapped[str] = mapped_column(String(35))
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TeamEvent(Base):
    """What happened to a member of the team: when, what, by whom. Only ever added to."""

    __tablename__ = "team_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("team_member.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    what: Mapped[str] = mapped_column(String(255))
    by: Mapped[str] = mapped_column(String(255))


class SignIn(Base):
    """Somebody asked to be let in. A row is made for unknown addresses too: they must look the same from outside."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    code_hash: Mapped[str | None] = mapped_column(HASH)
    """None where only a link was made, at the command line."""
    link_hash: Mapped[str] = mapped_column(HASH, unique=True)
    browser_hash: Mapped[str | None] = mapped_column(HASH, index=True)
    """Of the browser that asked; None until the first browser opens a link from the command line."""
    wanted: Mapped[str] = mapped_column(String(2000), default="")
    """Where to go once in."""
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KeptSession(Base):
    """A browser in which somebody is signed in."""

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_email", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(HASH, unique=True)
    email: Mapped[str] = mapped_column(String(254))
    agent: Mapped[str] = mapped_column(String(64))
    """Browser and system in short form, such as "Firefox, Linux"."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Throttle(Base):
    """How often somebody did something within a span of time. ``key`` is a keyed hash of who and what."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(HASH, primary_key=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    count: Mapped[int]

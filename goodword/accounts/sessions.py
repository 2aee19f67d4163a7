"""Sessions on the server's side: a browser holds a token, the database its hash, and each can be ended at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from goodword.accounts.hashing import keyed, new_token
from goodword.accounts.models import KeptSession, TeamMember
from goodword.accounts.persons import Person
from goodword.accounts.team import person_of
from goodword.db import db, writing

IDLE = timedelta(days=30)
"""Who does not come for so long has to sign in again."""
LONGEST = timedelta(days=90)
"""So has everybody after so long."""
KEPT = timedelta(days=30)
"""How long it can be seen in the database that there was a session."""
NOTED = timedelta(minutes=10)
"""How exactly it is kept when a session was last used: a write for each request would be dear."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that a request brought, and who it is of."""

    id: int
    person: Person
    csrf: str = field(repr=False)


def begin(session: Session, email: str, agent: str, at: datetime, replaced: str | None = None) -> str:
    """A new session; its token, for the cookie. The one this browser had before, if any, ends."""
    if replaced:
        end_token(session, replaced, at)
    token = new_token()
    row = KeptSession(token_hash=keyed("session", token), email=email, agent=agent)
    row.created_at, row.seen_at, row.expires_at = at, at, at + IDLE
    session.add(row)
    return token


def look_up(token: str, at: datetime) -> Opened | None:
    """Whose session this is, if it is one and has not ended: one query, and now and then a note that it was used."""
    hashed = keyed("session", token)
    same_address = TeamMember.email == KeptSession.email
    live = (KeptSession.token_hash == hashed, KeptSession.ended_at.is_(None), KeptSession.expires_at > at)
    rows = select(KeptSession, TeamMember).join(TeamMember, same_address).where(*live, TeamMember.ended_at.is_(None))
    with Session(db.engine, expire_on_commit=False) as session:  # its own: the page's reads begin with the page
        found = session.execute(rows).first()
    if found is None:
        return None
    row, member = found
    opened = Opened(row.id, person_of(member), keyed("csrf", hashed))
    if at - row.seen_at >= NOTED:
        _note_use(row.id, row.created_at, at)
    return opened


def live_of(email: str, at: datetime) -> Sequence[KeptSession]:
    """Sessions of one address that have not ended, the last used first."""
    live = (KeptSession.email == email, KeptSession.ended_at.is_(None), KeptSession.expires_at > at)
    return db.session.scalars(select(KeptSession).where(*live).order_by(KeptSession.seen_at.desc())).all()


def end_one(session: Session, number: int, email: str, at: datetime) -> bool:
    """Ends one session of this address; False where there is none of that number, or it is somebody else's."""
    own = (KeptSession.id == number, KeptSession.email == email, KeptSession.ended_at.is_(None))
    return session.scalar(update(KeptSession).where(*own).values(ended_at=at).returning(KeptSession.id)) is not None


def end_others(session: Session, email: str, kept: str, at: datetime) -> None:
    """Ends every session of this address but the one of the token ``kept``."""
    others = (KeptSession.email == email, KeptSession.ended_at.is_(None))
    but = KeptSession.token_hash != keyed("session", kept)
    session.execute(update(KeptSession).where(*others, but).values(ended_at=at))


def is_of(row: KeptSession, token: str) -> bool:
    """Whether this is the session of that token."""
    return row.token_hash == keyed("session", token)


def end_token(session: Session, token: str, at: datetime) -> None:
    """Ends the session of this token, whoever's it is."""
    own = (KeptSession.token_hash == keyed("session", token), KeptSession.ended_at.is_(None))
    session.execute(update(KeptSession).where(*own).values(ended_at=at))


def forget_old(session: Session, at: datetime) -> None:
    """Removes sessions that ended 30 days ago."""
    past = at - KEPT
    session.execute(delete(KeptSession).where(or_(KeptSession.expires_at < past, KeptSession.ended_at < past)))


def _note_use(number: int, created: datetime, at: datetime) -> None:
    until = min(at + IDLE, created + LONGEST)
    with writing() as session:
        session.execute(update(KeptSession).where(KeptSession.id == number).values(seen_at=at, expires_at=until))

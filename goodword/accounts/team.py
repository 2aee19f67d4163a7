"""The team: who belongs to it, and every change of that, with its event, in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from goodword.accounts.models import KeptSession, TeamEvent, TeamMember
from goodword.accounts.persons import Person, Role
from goodword.db import db, now, writing
from goodword.errors import UsageError
from goodword.languages import N_
from goodword.saying import Said

ADDED: Mapping[Role, str] = {"manager": N_("added as manager"), "editor": N_("added as editor")}
MADE: Mapping[Role, str] = {"manager": N_("made manager"), "editor": N_("made editor")}
REMOVED, LEFT = N_("removed from the team"), N_("signed out everywhere")
DESCRIBED, LINKED = N_("name or language changed"), N_("sign-in link made")


def everyone() -> tuple[Person, ...]:
    """Everybody of the team, by address."""
    return tuple(person_of(member) for member in members())


def members() -> Sequence[TeamMember]:
    """The rows of everybody who is on the team now, by address."""
    rows = select(TeamMember).where(TeamMember.ended_at.is_(None)).order_by(TeamMember.email)
    return db.session.scalars(rows).all()


def person_of(member: TeamMember) -> Person:
    role: Role = "manager" if member.role == "manager" else "editor"
    return Person(member.email, member.name, member.language, role)


def find(email: str) -> TeamMember | None:
    """The member with this address, if somebody of the team has it now."""
    row = select(TeamMember).where(TeamMember.email == email, TeamMember.ended_at.is_(None))
    return db.session.scalar(row)


def numbered(number: int) -> TeamMember | None:
    """The member of this number, if they are on the team now."""
    member = db.session.get(TeamMember, number)
    return member if member and member.ended_at is None else None


def history(member: TeamMember) -> Sequence[TeamEvent]:
    """What happened to a member, the newest first."""
    rows = select(TeamEvent).where(TeamEvent.member_id == member.id)
    return db.session.scalars(rows.order_by(TeamEvent.id.desc()).limit(50)).all()


def add(session: Session, person: Person, by: str, at: datetime) -> None:
    """A new member, or one who comes back. Raises UsageError if they are on the team already."""
    member = session.scalar(select(TeamMember).where(TeamMember.email == person.email).with_for_update())
    if member and member.ended_at is None:
        raise UsageError(Said("%(email)s is on the team already.", email=person.email))
    if member is None:
        member = TeamMember(email=person.email, created_at=at)
        session.add(member)
    member.name, member.language, member.role, member.ended_at = person.name, person.language, person.role, None
    session.flush()
    note(session, member, ADDED[person.role], by, at)


def change_role(session: Session, email: str, role: Role, by: str, at: datetime) -> bool:
    """Whether the role was another before. Raises UsageError if nobody could manage the team any more."""
    managers = lock_managers(session)
    member = found(session, email)
    if member.role == role:
        return False
    if role != "manager":
        refuse_last(member, managers)
    member.role = role
    note(session, member, MADE[role], by, at)
    return True


def remove(session: Session, email: str, by: str, at: datetime) -> None:
    """Takes somebody off the team and signs them out everywhere. Raises UsageError for the last manager."""
    managers = lock_managers(session)
    member = found(session, email)
    refuse_last(member, managers)
    member.ended_at = at
    note(session, member, REMOVED, by, at)
    end_sessions(session, email, at)


def sign_out(session: Session, email: str, by: str, at: datetime) -> int:
    """Ends every session of a member; how many that were."""
    member = found(session, email)
    count = end_sessions(session, email, at)
    if count:
        note(session, member, LEFT, by, at)
    return count


def describe(email: str, name: str, language: str) -> None:
    """A member's own choice of name and language."""
    with writing() as session:
        member = found(session, email)
        if (member.name, member.language) != (name, language):
            member.name, member.language = name, language
            note(session, member, DESCRIBED, email, now())


def found(session: Session, email: str) -> TeamMember:
    """The member, locked for a change. Raises UsageError."""
    rows = select(TeamMember).where(TeamMember.email == email, TeamMember.ended_at.is_(None))
    member = session.scalar(rows.with_for_update().execution_options(populate_existing=True))
    if member is None:
        raise UsageError(Said("Nobody on the team has the address %(email)s.", email=email))
    return member


def lock_managers(session: Session) -> set[int]:
    """Who manages now. Locked, in one order: two who remove each other at once would leave nobody."""
    rows = select(TeamMember.id).where(TeamMember.role == "manager", TeamMember.ended_at.is_(None))
    return set(session.scalars(rows.order_by(TeamMember.id).with_for_update()))


def refuse_last(member: TeamMember, managers: set[int]) -> None:
    if managers == {member.id}:
        raise UsageError(Said("%(email)s is the last manager: make somebody else a manager first.", email=member.email))


def end_sessions(session: Session, email: str, at: datetime) -> int:
    live = (KeptSession.email == email, KeptSession.ended_at.is_(None), KeptSession.expires_at > at)
    count = session.scalar(select(func.count()).select_from(KeptSession).where(*live)) or 0
    session.execute(update(KeptSession).where(*live).values(ended_at=at))
    return count


def note(session: Session, member: TeamMember, what: str, by: str, at: datetime) -> None:
    session.add(TeamEvent(member_id=member.id, what=what, by=by, at=at))

"""Adding, approving, suspending partners: each change with its event and its revision, in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, selectinload

from goodword.db import db, now, writing
from goodword.errors import UsageError
from goodword.material.problem import did_you_mean, sentence_end
from goodword.referrals.entries import Entry, faults
from goodword.referrals.models import Enrollment, Link, Member, Partner, PartnerEvent, PartnerText
from goodword.referrals.revision import next_revision

WAITING = ("pending", "invited", "suspended")


def add(entry: Entry, by: str) -> Partner:
    """A new, approved partner with a first member. Raises UsageError if slug or address are taken."""
    for fault in faults(entry):
        raise UsageError(sentence_end(f"{fault[0].upper()}{fault[1:]}"))
    with changing() as (session, revision):
        if session.scalar(select(Partner.id).where(Partner.slug == entry.slug)):
            raise UsageError(f"There is a partner {entry.slug} already; approve, suspend or import change it.")
        if owner := owner_of(session, entry.email):
            raise UsageError(f"{entry.email} belongs to the partner {owner} already.")
        if owner := coded(session).get(entry.slug):
            raise UsageError(sentence_end(looks_like(entry.slug, owner)))
        return new_partner(session, entry, by, revision)


def approve(slug: str, by: str, reason: str = "", program: str = "") -> list[str]:
    """Restores a suspended partner, else approves what waits, or only ``program``. Says what was done."""
    with changing() as (session, revision):
        partner = found(session, slug)
        done = []
        if partner.status == "suspended":
            partner.status = "active"
            done.append("restored")
        if program or not any(each.status == "approved" for each in partner.enrollments):
            done += [f"approved in {each.program}" for each in _waiting(partner, program) if _approve(each)]
        return record(session, partner, revision, done, by, reason)


def suspend(slug: str, by: str, reason: str = "") -> list[str]:
    """Takes a partner off all pages at once; its enrollments stay as they are for the day it is restored."""
    with changing() as (session, revision):
        partner = found(session, slug)
        done = ["suspended"] if partner.status != "suspended" else []
        partner.status = "suspended"
        return record(session, partner, revision, done, by, reason)


def all_partners() -> Sequence[Partner]:
    """Every partner with its texts, members and enrollments, by slug."""
    everything = (
        selectinload(Partner.texts),
        selectinload(Partner.members),
        selectinload(Partner.enrollments),
    )
    return db.session.scalars(select(Partner).options(*everything).order_by(Partner.slug)).all()


def known_slugs() -> frozenset[str] | None:
    """The slug of every partner, shown or not; None while the database cannot say."""
    try:
        # The column of the table: for the model's, all models would be put in relation first, which takes a while.
        return frozenset(db.session.scalars(select(Partner.__table__.c.slug)))
    except SQLAlchemyError:
        return None


@contextmanager
def changing() -> Iterator[tuple[Session, int]]:
    """A transaction that may change partners, and the number of its change, taken before anything else."""
    with writing() as session:
        yield session, next_revision(session)


def new_partner(session: Session, entry: Entry, by: str, revision: int) -> Partner:
    """The rows of a new partner, approved in its program."""
    partner = Partner(slug=entry.slug, kind=entry.kind, language=entry.language, revision=revision)
    partner.external_id = entry.external_id or None
    partner.texts = {code: PartnerText(language=code, **texts) for code, texts in entry.texts.items()}
    partner.members = [new_member(entry)]
    partner.enrollments = [new_enrollment(entry.program)]
    session.add_all([partner, _event(partner, "added", by), _event(partner, f"approved in {entry.program}", by)])
    return partner


def new_member(entry: Entry) -> Member:
    """The row of the person whom ``entry`` names."""
    return Member(email=entry.email, name=entry.member or entry.name, language=entry.language)


def new_enrollment(program: str) -> Enrollment:
    """The row of an approved enrollment."""
    return Enrollment(program=program, status="approved", approved_at=now())


def record(session: Session, partner: Partner, revision: int, done: list[str], by: str, reason: str = "") -> list[str]:
    """Notes what was done, if anything was; returns it."""
    if done:
        partner.revision = revision
    session.add_all(_event(partner, what, by, reason) for what in done)
    return done


def owner_of(session: Session, email: str) -> str | None:
    """The slug of the partner whose member has this address."""
    return session.scalar(select(Partner.slug).join(Member).where(Member.email == email))


def looks_like(slug: str, owner: str) -> str:
    """Why nobody new is called so."""
    return f"{slug} is the code of a link of {owner}'s, who would lose its visitors to whoever is new; choose another"


def coded(session: Session) -> dict[str, str]:
    """By the code of each link, ended or not, the slug of its partner."""
    return dict(session.execute(select(Link.code, Partner.slug).join(Partner)).all())


def found(session: Session, slug: str) -> Partner:
    """The partner of this slug, or a UsageError that names the nearest."""
    partner = session.scalar(select(Partner).where(Partner.slug == slug))
    if partner is None:
        known = session.scalars(select(Partner.slug)).all()
        raise UsageError(f"There is no partner {slug!r}; {sentence_end(_nearest(slug, known))}")
    return partner


def _nearest(slug: str, known: Sequence[str]) -> str:
    if not known:
        return "there are none yet: `flask partners add` makes one"
    hint = did_you_mean(slug, known)
    return hint if len(known) < 10 or hint.startswith("did") else "`flask partners list` shows all"


def _waiting(partner: Partner, program: str) -> list[Enrollment]:
    if not program:
        return [each for each in partner.enrollments if each.status in WAITING]
    own = {each.program: each for each in partner.enrollments}
    if program not in own:
        raise UsageError(f"{partner.slug} is not in a program {program!r}; {sentence_end(did_you_mean(program, own))}")
    return [own[program]]


def _approve(enrollment: Enrollment) -> bool:
    """Whether it was not approved before."""
    if enrollment.status == "approved":
        return False
    enrollment.status, enrollment.approved_at = "approved", now()
    return True


def _event(partner: Partner, what: str, by: str, reason: str = "") -> PartnerEvent:
    return PartnerEvent(partner=partner, what=what, by=by, reason=reason)

"""Leads as people work with them: found, counted, moved on. Who is credited is not decided here."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from goodword.mailboxes import spellings
from goodword.referrals.lead_rows import STATUSES, Lead, LeadEvent
from goodword.referrals.models import Partner, PartnerText, new_event_id

LONGEST_NOTE = 5_000
MOST_WORDS = 8
SOME = 500
"""Ids in one question to the database."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which leads; what is empty narrows nothing. ``words`` are looked for in name, address and company.

    Suspects are left out unless they are asked for.
    """

    status: str = ""
    partner: str = ""
    language: str = ""
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        yield Lead.status == self.status if self.status else Lead.status != "suspect"
        if self.partner:
            yield Partner.slug == self.partner
        if self.language:
            yield Lead.language == self.language
        if self.since:
            yield Lead.at >= self.since
        if self.until:
            yield Lead.at < self.until
        yield from holding(self.words, Lead.name, Lead.email, Lead.company)


@dataclass(frozen=True, slots=True)
class Found:
    """A lead and whom it is credited to: slug and name, both empty where it is nobody."""

    lead: Lead
    partner: str
    partner_name: str


def listed(session: Session, wanted: Wanted, offset: int = 0, most: int | None = None) -> list[Found]:
    """The newest first."""
    rows = joined().where(*wanted.conditions()).order_by(Lead.at.desc(), Lead.id).offset(offset).limit(most)
    return [Found(lead, slug or "", name or "") for lead, slug, name in session.execute(rows)]


def count(session: Session, wanted: Wanted) -> int:
    rows = select(func.count()).select_from(Lead).outerjoin(Partner, Partner.id == Lead.partner_id)
    return session.scalar(rows.where(*wanted.conditions())) or 0


def counts(session: Session) -> Mapping[str, int]:
    """How many there are of each status, none included."""
    found = dict(session.execute(select(Lead.status, func.count()).group_by(Lead.status)).all())
    return {status: found.get(status, 0) for status in STATUSES}


def one(session: Session, lead_id: str) -> Found | None:
    row = session.execute(joined().where(Lead.id == lead_id)).one_or_none()
    return Found(row[0], row[1] or "", row[2] or "") if row else None


def joined() -> Select[Lead, str, str]:
    own = and_(PartnerText.partner_id == Partner.id, PartnerText.language == Partner.language)
    rows = select(Lead, Partner.slug, PartnerText.name).outerjoin(Partner, Partner.id == Lead.partner_id)
    return rows.outerjoin(PartnerText, own)


def move(session: Session, lead: Lead, status: str, note: str, by: str, at: datetime) -> bool:
    """A new status, or only a note; inside ``db.writing()``. False where nothing would change."""
    note = note.strip()[:LONGEST_NOTE]
    changed = status in STATUSES and status != lead.status
    if not changed and not note:
        return False
    what = "status" if changed else "note"
    new = status if changed else ""
    session.add(LeadEvent(id=new_event_id(), lead_id=lead.id, at=at, what=what, status=new, note=note, by=by))
    if changed:
        lead.status, lead.changed_at = status, at
    return True


def history(session: Session, lead_id: str) -> list[LeadEvent]:
    """What happened to a lead, the newest first."""
    rows = select(LeadEvent).where(LeadEvent.lead_id == lead_id).order_by(LeadEvent.at.desc(), LeadEvent.id)
    return list(session.scalars(rows))


def sendings(session: Session, lead_id: str) -> list[LeadEvent]:
    """What the person sent, as far as nothing speaks against it, in order."""
    sent = LeadEvent.lead_id == lead_id, LeadEvent.what.in_(("given", "given-again")), LeadEvent.status != "suspect"
    return list(session.scalars(select(LeadEvent).where(*sent).order_by(LeadEvent.at, LeadEvent.id)))


def told_of(session: Session, ids: Collection[str]) -> list[Found]:
    """Those of the leads that people are told of, the newest first."""
    named, found = sorted(ids), []
    for start in range(0, len(named), SOME):
        wanted = Lead.id.in_(named[start : start + SOME]), Lead.status != "suspect", Lead.erased_at.is_(None)
        found += [Found(lead, slug or "", name or "") for lead, slug, name in session.execute(joined().where(*wanted))]
    return sorted(found, key=lambda each: (each.lead.at, each.lead.id), reverse=True)


def holding(words: str, *columns: "InstrumentedAttribute[Any]") -> Iterator[ColumnElement[bool]]:
    """That each of the words, the first MOST_WORDS of them, stands in one of the columns: as typed, in any case, an
    address in each of its spellings."""
    for word in words.split()[:MOST_WORDS]:
        forms = sorted({word, *spellings(word)}) if "@" in word else [word]
        yield or_(*(column.icontains(form, autoescape=True) for column in columns for form in forms))

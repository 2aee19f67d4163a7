"""Sales as people look at them: found, counted, with what was given back. Who is credited is not decided here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from goodword.referrals.lead_rows import Lead
from goodword.referrals.leads import holding
from goodword.referrals.models import Partner, PartnerText
from goodword.referrals.recording.spelled import ERASED
from goodword.referrals.sale_rows import Conflict, Customer, Refund, Sale

STATES = ("credited", "nobody", "refunded", "conflict")
"""What sales can be narrowed to: somebody is credited, or nobody; something was given back; a report contradicts."""
ABOUT_IT = or_(Refund.invoice_id == Sale.invoice_id, Refund.invoice_id == ERASED + Sale.id)
"""A refund of the sale, also where the invoice's id held an address."""


def given_back() -> ScalarSelect[int]:
    """How much of a sale was given back, as far as it counts."""
    rows = select(func.coalesce(func.sum(Refund.counted), 0)).where(ABOUT_IT)
    return rows.correlate(Sale).scalar_subquery()


def against() -> ColumnElement[bool]:
    """Reports that contradict a sale or one of its refunds."""
    of_refunds = select(Refund.id).where(ABOUT_IT).correlate(Sale)
    return or_(Conflict.subject == Sale.id, Conflict.subject.in_(of_refunds))


def open_conflicts() -> ScalarSelect[int]:
    """How many of them wait for somebody to settle them."""
    rows = select(func.count()).select_from(Conflict).where(against(), Conflict.settled_at.is_(None))
    return rows.correlate(Sale).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sales; what is empty narrows nothing. ``words`` are looked for in invoice, external id and customer."""

    state: str = ""
    partner: str = ""
    currency: str = ""
    words: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        if self.state:
            yield STATED[self.state]
        if self.partner:
            yield Partner.slug == self.partner
        if self.currency:
            yield Sale.currency == self.currency
        if self.since:
            yield Sale.at >= self.since
        if self.until:
            yield Sale.at < self.until
        yield from holding(self.words, Sale.invoice_id, Sale.external_id, Customer.name, Customer.email)


STATED = {
    "credited": Sale.partner_id.is_not(None),
    "nobody": Sale.partner_id.is_(None),
    "refunded": given_back() > 0,
    "conflict": open_conflicts() > 0,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A sale, its customer where anything is known of them, whom it is credited to (slug and name, empty for nobody),
    how much of it was given back, in minor units, and how many reports contradict it that nobody settled."""

    sale: Sale
    customer: Customer | None
    partner: str
    partner_name: str
    refunded: int
    conflicts: int

    @property
    def left(self) -> int:
        return self.sale.amount - self.refunded


def listed(session: Session, wanted: Wanted, offset: int = 0, most: int | None = None) -> list[Found]:
    """The newest first."""
    rows = joined().where(*wanted.conditions()).order_by(Sale.at.desc(), Sale.id).offset(offset).limit(most)
    return [found(*row) for row in session.execute(rows)]


def count(session: Session, wanted: Wanted) -> int:
    rows = select(func.count()).select_from(Sale).outerjoin(Partner, Partner.id == Sale.partner_id)
    rows = rows.outerjoin(Customer, Customer.id == Sale.customer_id)
    return session.scalar(rows.where(*wanted.conditions())) or 0


def currencies(session: Session) -> list[str]:
    """Those in which something was sold."""
    return sorted(session.scalars(select(Sale.currency).distinct()))


def one(session: Session, sale_id: str) -> Found | None:
    row = session.execute(joined().where(Sale.id == sale_id)).one_or_none()
    return found(*row) if row else None


def refunds_of(session: Session, sale: Sale) -> Sequence[Refund]:
    """In the order in which they take something off the sale."""
    rows = select(Refund).join(Sale, ABOUT_IT).where(Sale.id == sale.id)
    return session.scalars(rows.order_by(Refund.at, Refund.event)).all()


def conflicts_of(session: Session, sale: Sale) -> Sequence[Conflict]:
    """Also what came with its invoice under a key that was used before. Those to settle first, then the oldest."""
    by_key = and_(Conflict.why == "key", Conflict.record["invoice_id"].as_string() == Sale.invoice_id)
    rows = select(Conflict).join(Sale, or_(against(), by_key)).where(Sale.id == sale.id)
    return session.scalars(rows.order_by(Conflict.settled_at.is_not(None), Conflict.at, Conflict.id)).all()


def leads_of(session: Session, sale: Sale) -> Sequence[Lead]:
    """What the product reported of the customer as leads, in order."""
    if not sale.customer_id:
        return ()
    return session.scalars(select(Lead).where(Lead.customer_id == sale.customer_id).order_by(Lead.at, Lead.id)).all()


def joined() -> Select[Sale, Customer | None, str, str, int, int]:
    own = and_(PartnerText.partner_id == Partner.id, PartnerText.language == Partner.language)
    rows = select(Sale, Customer, Partner.slug, PartnerText.name, given_back(), open_conflicts())
    rows = rows.select_from(Sale).outerjoin(Customer, Customer.id == Sale.customer_id)
    return rows.outerjoin(Partner, Partner.id == Sale.partner_id).outerjoin(PartnerText, own)


def found(
    sale: Sale, customer: Customer | None, slug: str | None, name: str | None, refunded: int, conflicts: int
) -> Found:
    return Found(sale, customer, slug or "", name or "", int(refunded), conflicts)

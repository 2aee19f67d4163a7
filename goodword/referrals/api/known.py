"""What is known of customers, leads and sales, for an answer: read from rows, or from records on their way to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.referrals.click_rows import Click
from goodword.referrals.lead_rows import Lead, Touch
from goodword.referrals.models import Link
from goodword.referrals.recording.spelled import sale_of
from goodword.referrals.records import LeadReported, SaleReported
from goodword.referrals.sale_rows import Customer, Refund, Sale


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a customer, or of one report about them; what is not known is empty."""

    name: str = ""
    email: str = ""
    avatar: str = ""
    click: str = ""

    def before(self, other: "Facts") -> "Facts":
        """These, and where they say nothing the ``other`` ones."""
        return Facts(
            self.name or other.name, self.email or other.email, self.avatar or other.avatar, self.click or other.click
        )


NOTHING = Facts()


@dataclass(frozen=True, slots=True)
class Deal:
    """A sale, as its first report gave it."""

    external_id: str
    event_name: str
    amount: int
    currency: str
    processor: str
    invoice_id: str
    metadata: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Back:
    """A refund, as its first report gave it."""

    invoice_id: str
    amount: int


@dataclass(frozen=True, slots=True)
class Known:
    """What was known before a report: of its customer, and what the same lead, sale or refund said when it came first.
    None where nothing is known, or nothing came before."""

    customer: Facts | None = None
    lead: Facts | None = None
    deal: Deal | None = None
    back: Back | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    """Public ids of links, by the click that came by them."""

    def before(self, other: "Known") -> "Known":
        """What this knows, else what the ``other`` does."""
        customer = self.customer.before(other.customer or NOTHING) if self.customer else other.customer
        links = {**other.links, **self.links}
        return Known(customer, self.lead or other.lead, self.deal or other.deal, self.back or other.back, links)


def facts_of(record: LeadReported | SaleReported) -> Facts:
    """What the report itself says of the customer."""
    return Facts(record.name, record.email, record.avatar, record.click)


def makes_known(record: LeadReported | SaleReported) -> bool:
    """Whether a customer is known by this report: a lead is reason enough, a sale if it says who sent them, or their
    address."""
    return isinstance(record, LeadReported) or bool(record.click or record.partner_key or record.email)


def deal_of(record: SaleReported) -> Deal:
    return Deal(
        record.external_id,
        record.event_name,
        record.amount,
        record.currency,
        record.processor,
        record.invoice_id,
        dict(record.metadata),
    )


def in_rows(
    session: Session, customer: str = "", lead: str = "", sale: str = "", refund: str = "", click: str = ""
) -> Known:
    """What the database knows of these ids; of an empty one nothing."""
    back = _back(session.get(Refund, refund)) if refund else None
    known = Known(
        _customer(session, session.get(Customer, customer)) if customer else None,
        _first(session.get(Lead, lead)) if lead else None,
        _deal(session.get(Sale, sale_of(back.invoice_id) if back else sale)) if sale else None,
        back,
    )
    clicks = {click, *(facts.click for facts in (known.customer, known.lead) if facts)} - {""}
    return replace(known, links=_links(session, clicks)) if lead and clicks else known


def _links(session: Session, clicks: set[str]) -> dict[str, str]:
    rows = select(Click.id, Link.public_id).join(Link, Click.link_id == Link.id).where(Click.id.in_(clicks))
    return {click: link for click, link in session.execute(rows)}


def _customer(session: Session, row: Customer | None) -> Facts | None:
    """The click is the one that bound the customer; before that, the first that was reported of them. A click that is
    known from a form was not reported: whoever asks again is answered as before."""
    if row is None:
        return None
    of_row = Touch.subject == "customer", Touch.subject_id == row.id, Touch.click_id != "", Touch.evidence != "lead"
    clicks = session.scalars(select(Touch.click_id).where(*of_row).order_by(Touch.at, Touch.id)).all()
    click = row.click_id if row.click_id in clicks else next(iter(clicks), "")
    return Facts(row.name, row.email, row.avatar, click)


def _first(row: Lead | None) -> Facts | None:
    return Facts(row.name, row.email, row.more.get("avatar", ""), row.more.get("click", "")) if row else None


def _back(row: Refund | None) -> Back | None:
    return Back(row.invoice_id, row.amount) if row else None


def _deal(row: Sale | None) -> Deal | None:
    if row is None:
        return None
    metadata = row.more.get("metadata", {})
    return Deal(
        row.external_id, row.event_name, row.amount, row.currency, row.processor, row.invoice_id or "", metadata
    )

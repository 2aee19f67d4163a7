"""Rows without the person: leads, their events and touches, customers. What they count for stays."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.mailboxes import compared
from goodword.referrals.lead_rows import Lead, LeadEvent, Touch
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.counting import Counting
from goodword.referrals.recording.customers import DETAILS, TOLD
from goodword.referrals.recording.erased import PERSON
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.settling import settle
from goodword.referrals.recording.spelled import nameless
from goodword.referrals.sale_rows import Churn, Customer, Sale

OF_PERSONS = ("metadata", "avatar", TOLD)
"""Keys of ``more`` that say something of a person, or may."""


def blank_leads(session: Session, leads: Sequence[Lead], at: datetime) -> None:
    """Takes the person out of leads, with what was written in their history and typed as evidence."""
    ids = {each.id for each in leads}
    for lead in leads:
        for name in (*PERSON[:-1], "referrer_email"):
            setattr(lead, name, "")
        lead.referrer, lead.more, lead.erased_at = {}, impersonal(lead.more), at
    for event in session.scalars(select(LeadEvent).where(among(session, LeadEvent.lead_id, ids))):
        event.note, event.said = "", {}
    _blank_touches(session, ids)
    customers = {each.customer_id for each in leads if each.customer_id}
    named = select(Customer.id, Customer.external_id).where(among(session, Customer.id, customers))
    rest_on_less(session, ids, dict(session.execute(named).all()), at)


def blank_customers(session: Session, customers: Sequence[Customer], external: str, at: datetime) -> None:
    """The same for customers, their sales and touches. An external id that is the address, however spelled, becomes a
    name that says nothing."""
    for customer in customers:
        sales = session.scalars(select(Sale).where(Sale.customer_id == customer.id)).all()
        churned = session.scalars(select(Churn).where(Churn.external_id == customer.external_id)).all()
        moment = at.astimezone(UTC).isoformat()
        customer.told = dict.fromkeys(DETAILS, moment)  # an older report, should one come, tells nothing
        customer.name = customer.email = customer.avatar = ""
        customer.erased_at = at
        if compared(customer.external_id) == external:
            rows: tuple[Customer | Sale | Churn, ...] = (customer, *sales, *churned)
            for row in rows:
                row.external_id = nameless(customer.id)
        for sale in sales:
            sale.more = impersonal(sale.more)
    _blank_touches(session, {each.id for each in customers})
    rest_on_less(session, set(), {each.id: each.external_id for each in customers}, at)


def rest_on_less(session: Session, leads: set[str], customers: Mapping[str, str], at: datetime) -> None:
    """Credit rested on an address as well, for who refers themselves: it stays, and rests on the rest."""
    settle(session, Judging({}, at), Counting(), leads, customers, rebasing=True)


def impersonal(more: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in more.items() if name not in OF_PERSONS}


def _blank_touches(session: Session, subjects: set[str]) -> None:
    for touch in session.scalars(select(Touch).where(among(session, Touch.subject_id, subjects))):
        touch.value = ""

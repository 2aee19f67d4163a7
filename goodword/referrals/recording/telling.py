"""What leads tell of their customers. A repeat changes nothing: neither details nor evidence.

Of the reports of one lead the first that counts tells, and every deferred one before it. Which one is the first may
turn out later; what the others told is then taken back, and the customer's details are put together anew.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from goodword.referrals.lead_rows import Lead
from goodword.referrals.recording.books import Books
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.customers import DETAILS, SALES, TOLD, Told, give, learn, newest, told_by
from goodword.referrals.records import LeadReported
from goodword.referrals.sale_rows import Customer, Sale

DEFERRED = "deferred"
"""In ``customer.told``: by event, when it was reported, of which lead, and what it told."""
MOST = 50
"""Deferred reports of one customer that can tell something: the earliest ones."""
Moment = tuple[datetime, str]


def lead_tells(books: Books, report: LeadReported, before: Moment | None) -> None:
    """The report counts, as the first of its lead; ``before`` is the one that counted until now."""
    customer = books.customers[report.customer]
    learn(customer, told_by(report))
    give(books, report, report.lead)
    if before is not None:
        books.taken_back.add(report.lead)
        books.to_learn_anew.add(customer.id)
    later = {
        event: kept
        for event, kept in _deferred(customer).items()
        if kept["lead"] == report.lead and _moment(event, kept) > (report.at, report.id)
    }
    _take_back(books, customer, later)


def deferred_tells(books: Books, report: LeadReported, first: Moment | None) -> None:
    """Nothing counts yet. Behind the ``first`` report of the lead that counts it is a repeat."""
    customer = books.customers[report.customer]
    kept = _deferred(customer)
    again = kept.get(report.id)
    if again and datetime.fromisoformat(again["at"]) <= report.at:
        return
    if first is not None and (report.at, report.id) > first:
        return
    if again:
        books.to_learn_anew.add(customer.id)
    told = {name: value for name, (_, value) in told_by(report).items()}
    kept = kept | {report.id: {"at": report.at.astimezone(UTC).isoformat(), "lead": report.lead, "told": told}}
    customer.told = customer.told | {DEFERRED: kept}
    too_many = sorted(kept, key=lambda event: _moment(event, kept[event]))[MOST:]
    _take_back(books, customer, too_many)
    if report.id not in too_many:
        learn(customer, told_by(report))
        give(books, report, _evidence_of(report.lead, report.id))


def learn_anew(session: Session, customers: Iterable[str]) -> None:
    """Puts the details of these customers together from all that tells of them. Call it once all rows are written."""
    wanted = set(customers)
    if not wanted:
        return
    leads = session.scalars(select(Lead).where(among(session, Lead.customer_id, wanted))).all()
    sales = session.scalars(select(Sale).where(among(session, Sale.customer_id, wanted))).all()
    for customer in session.scalars(select(Customer).where(among(session, Customer.id, wanted))):
        told: Told = customer.told.get(SALES, {})
        for kept in _deferred(customer).values():
            told = newest(told, {name: [kept["at"], value] for name, value in kept["told"].items()})
        for lead in leads:
            if lead.customer_id == customer.id:
                told = newest(told, _told_in(lead))
        for sale in sales:  # those from before `SALES` was there keep it themselves
            if sale.customer_id == customer.id:
                told = newest(told, sale.more.get(TOLD, {}))
        _start_over(customer)
        learn(customer, told)


def _start_over(customer: Customer) -> None:
    """As if nothing had been told since the person was erased, if ever."""
    kept = {name: customer.told[name] for name in (DEFERRED, SALES) if name in customer.told}
    erased = customer.erased_at
    customer.told = kept | (dict.fromkeys(DETAILS, erased.astimezone(UTC).isoformat()) if erased else {})
    customer.name = customer.email = customer.avatar = ""


def _told_in(lead: Lead) -> Told:
    values = {"name": lead.name, "email": lead.email, "avatar": lead.more.get("avatar", "")}
    return {name: [lead.at.astimezone(UTC).isoformat(), value] for name, value in values.items() if value}


def _take_back(books: Books, customer: Customer, events: Iterable[str]) -> None:
    kept = dict(_deferred(customer))
    for event in events:
        books.taken_back.add(_evidence_of(kept.pop(event)["lead"], event))
        books.to_learn_anew.add(customer.id)
    others = {name: value for name, value in customer.told.items() if name != DEFERRED}
    if kept != _deferred(customer):
        customer.told = others | ({DEFERRED: kept} if kept else {})


def _deferred(customer: Customer) -> dict[str, dict[str, Any]]:
    kept: dict[str, dict[str, Any]] = customer.told.get(DEFERRED, {})
    return kept


def _moment(event: str, kept: dict[str, Any]) -> Moment:
    return datetime.fromisoformat(kept["at"]), event


def _evidence_of(lead: str, event: str) -> str:
    """What a deferred report says can be told apart from what others say, and taken back."""
    return f"{lead}:{event}"

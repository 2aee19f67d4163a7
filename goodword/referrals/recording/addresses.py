"""Who wrote to us before signing up: leads of a customer's address are evidence of who sent the customer.

Such a touch follows its lead. It is there while the lead is honest and somebody is credited for it, and says what that
credit says; so it is made anew whenever the lead or the customer is judged. Where one of the two was erased nobody can
compare addresses any more: what was there then stays, and still follows its lead.

All customers who follow a lead are judged with it, in one transaction: of an address that very many share, only the
``MOST`` that it was told of first follow leads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from goodword.referrals.lead_rows import Credit, Lead, Touch
from goodword.referrals.natural_ids import derived
from goodword.referrals.recording.bulk import among
from goodword.referrals.sale_rows import Customer, CustomerAddress

EVIDENCE = "lead"
SENT = ("form", "referred")
"""Kinds of leads by which somebody wrote to us, or was recommended to us."""
MOST = 100
"""Customers of one address who follow its leads."""


@dataclass(frozen=True, slots=True)
class Told:
    """An address that a report told of a customer; ``id`` is the same for whatever tells the same."""

    id: str
    customer: str
    email: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """What a lead is credited by: the touch that decided, given by an honest sending at ``touch.given_at``."""

    touch: Touch
    program: str


def keep_addresses(session: Session, told: Iterable[Told]) -> None:
    """Adds what is new; of what is there the earliest moment counts."""
    by_id: dict[str, list[Told]] = {}
    for each in told:
        by_id.setdefault(each.id, []).append(each)
    if not by_id:
        return
    there = select(CustomerAddress).where(among(session, CustomerAddress.id, by_id))
    rows = {row.id: row for row in session.scalars(there.execution_options(populate_existing=True))}
    for name, some in by_id.items():
        first = min(some, key=lambda each: each.at)
        if (row := rows.get(name)) is None:
            session.add(CustomerAddress(id=name, customer_id=first.customer, email=first.email, at=first.at))
        else:
            row.at = min(row.at, first.at)
    session.flush()


def take_addresses_back(session: Session, names: Iterable[str]) -> set[str]:
    """The addresses that were told by these rows."""
    those = among(session, CustomerAddress.id, names)
    emails = set(session.scalars(select(CustomerAddress.email).where(those)))
    session.execute(delete(CustomerAddress).where(those), execution_options={"synchronize_session": "fetch"})
    return emails


def crowded(session: Session, emails: Iterable[str]) -> dict[str, str]:
    """Where so many share an address that others may be the first of them now: those who follow its leads, and those
    who did until now. External ids by ids."""
    shared = select(CustomerAddress.email).where(among(session, CustomerAddress.email, emails))
    several = func.count(CustomerAddress.customer_id.distinct()) >= MOST
    crowds = set(session.scalars(shared.group_by(CustomerAddress.email).having(several)))
    if not crowds:
        return {}
    leads = session.scalars(select(Lead.id).where(among(session, Lead.address, crowds), Lead.kind.in_(SENT)))
    return customers_of(session, leads)


def forget_addresses(session: Session, email: str, customers: Iterable[str]) -> dict[str, str]:
    """Removes the address, and all that were told of these customers; the touches that were found by them stay. Whose
    it was: external ids by ids."""
    theirs = or_(CustomerAddress.email == email, among(session, CustomerAddress.customer_id, customers))
    owners = select(CustomerAddress.customer_id).where(theirs)
    found = dict(session.execute(select(Customer.id, Customer.external_id).where(Customer.id.in_(owners))).all())
    session.execute(delete(CustomerAddress).where(theirs), execution_options={"synchronize_session": "fetch"})
    return found


def customers_of(session: Session, leads: Iterable[str]) -> dict[str, str]:
    """Customers with the address of one of these leads, or with a touch that follows one: external ids by ids."""
    leads = set(leads)
    if not leads:
        return {}
    emails = select(Lead.address).where(among(session, Lead.id, leads), Lead.kind.in_(SENT), Lead.address != "")
    ids = {
        *(customer for _, customer in _first(session, set(session.scalars(emails)))),
        *session.scalars(select(Touch.subject_id).where(among(session, Touch.lead_id, leads))),
    }
    found = select(Customer.id, Customer.external_id).where(among(session, Customer.id, ids))
    return dict(session.execute(found).all()) if ids else {}


def told_of(session: Session, customers: Iterable[str]) -> dict[str, list[CustomerAddress]]:
    """All addresses that were told of these customers, by customer."""
    told: dict[str, list[CustomerAddress]] = {}
    for row in session.scalars(select(CustomerAddress).where(among(session, CustomerAddress.customer_id, customers))):
        told.setdefault(row.customer_id, []).append(row)
    return told


def sources(session: Session, leads: Iterable[str]) -> dict[str, Source]:
    """By lead; those for which nobody is credited are left out."""
    leads = set(leads)
    if not leads:
        return {}
    credits = select(Credit).where(Credit.subject == "lead", among(session, Credit.subject_id, leads))
    newest = {row.subject_id: row for row in session.scalars(credits.order_by(Credit.id))}
    decided = {row.touch_id for row in newest.values() if row.partner_id is not None}
    touches = {row.id: row for row in session.scalars(select(Touch).where(among(session, Touch.id, decided)))}
    known = ((lead, row) for lead, row in newest.items() if row.partner_id is not None and row.touch_id in touches)
    return {lead: Source(touches[row.touch_id], row.program) for lead, row in known}


def follow(session: Session, customers: Iterable[str]) -> None:
    """Makes the touches of these customers what their leads say now."""
    session.flush()
    customers = set(customers)
    wanted = _wanted(session, customers)
    own = Touch.subject == "customer", among(session, Touch.subject_id, customers), Touch.evidence == EVIDENCE
    rows = {row.id: row for row in session.scalars(select(Touch).where(*own))}
    wanted |= _of_erased(session, [row for name, row in rows.items() if name not in wanted])
    found = sources(session, {lead for _, lead, _ in wanted.values()})
    for name, row in rows.items():
        if name not in wanted or wanted[name][1] not in found:
            session.delete(row)
    for name, (customer, lead, at) in wanted.items():
        if lead in found:
            row = rows.get(name) or Touch(id=name, subject="customer", subject_id=customer, evidence=EVIDENCE)
            session.add(row)
            _say(row, found[lead].touch, lead, at)
    session.flush()


Wanted = Mapping[str, tuple[str, str, datetime]]


def _wanted(session: Session, customers: set[str]) -> dict[str, tuple[str, str, datetime]]:
    """By the touch's id: customer, lead, and when the address was told first."""
    first: dict[tuple[str, str], datetime] = {}
    for row in (each for some in told_of(session, customers).values() for each in some):
        key = row.email, row.customer_id
        first[key] = min(first.get(key, row.at), row.at)
    if not first:
        return {}
    among_first = _first(session, {email for email, _ in first})
    first = {key: at for key, at in first.items() if key in among_first}
    honest = Lead.suspicion == "", Lead.kind.in_(SENT)
    leads = select(Lead.id, Lead.address).where(among(session, Lead.address, {email for email, _ in first}), *honest)
    by_email: dict[str, list[str]] = {}
    for lead, email in session.execute(leads):
        by_email.setdefault(email, []).append(lead)
    pairs = ((customer, lead, at) for (email, customer), at in first.items() for lead in by_email.get(email, ()))
    return {derived("tch", "customer", customer, EVIDENCE, lead): (customer, lead, at) for customer, lead, at in pairs}


def _first(session: Session, emails: set[str]) -> set[tuple[str, str]]:
    """Of each address the ``MOST`` customers whom it was told of first: addresses, with customers' ids."""
    if not emails:
        return set()
    email, customer = CustomerAddress.email, CustomerAddress.customer_id
    place = func.row_number().over(partition_by=email, order_by=(func.min(CustomerAddress.at), customer)).label("place")
    of_them = select(email, customer, place).where(among(session, email, emails)).group_by(email, customer).subquery()
    found = select(of_them.c.email, of_them.c.customer_id).where(of_them.c.place <= MOST)
    return {(email, customer) for email, customer in session.execute(found)}


def _of_erased(session: Session, rows: Sequence[Touch]) -> dict[str, tuple[str, str, datetime]]:
    """Those whose lead or customer was erased, though not called suspect since."""
    if not rows:
        return {}
    leads, customers = {row.lead_id for row in rows}, {row.subject_id for row in rows}
    honest = session.execute(
        select(Lead.id, Lead.erased_at).where(among(session, Lead.id, leads), Lead.suspicion == "")
    )
    gone = select(Customer.id).where(among(session, Customer.id, customers), Customer.erased_at.is_not(None))
    at, erased = dict(honest.all()), set(session.scalars(gone))
    stay = [row for row in rows if row.lead_id in at and (at[row.lead_id] or row.subject_id in erased)]
    return {row.id: (row.subject_id, row.lead_id, row.given_at) for row in stay}


def _say(row: Touch, source: Touch, lead: str, told: datetime) -> None:
    row.lead_id, row.given_at, row.doubted, row.value = lead, told.astimezone(UTC), False, ""
    row.click_id, row.partner_id, row.link_id = source.click_id, source.partner_id, source.link_id
    row.at, row.kind = source.at, source.kind

"""Who is credited for leads and sales whose evidence changed, and which partner customers belong to.

A lead's honest sendings are gone through in order; the first that credits somebody decides. So is everything of a
customer, in the order in which it happened, whenever it was recorded. An event knows the evidence that it or an earlier
one brought; the first that is credited binds the customer. So the binding stays with whatever comes later, be it
events, evidence or rules; it moves only when a report of an earlier event, the click that an earlier event named, or
the lead whose address it has, reaches the database after that of a later one, or such a lead is called suspect. The new
row of ``credit`` is then ``late``. It goes only where the report that brought its evidence turns out to be a repeat of
an earlier one, which counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from goodword.referrals.evidence import Binding
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Touch
from goodword.referrals.recording.addresses import customers_of, follow, sources, told_of
from goodword.referrals.recording.books import SENDINGS
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.counting import Counting
from goodword.referrals.recording.judged import Bound, Judge, Occasion
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.partners import Known
from goodword.referrals.sale_rows import Customer, CustomerAddress, Sale
from goodword.referrals.touch_rules import LATE, REPORTED

Event = Lead | Sale
NEVER = datetime.max.replace(tzinfo=UTC)
Row = TypeVar("Row")


def settle(
    session: Session,
    judging: Judging,
    counting: Counting,
    leads: set[str],
    customers: Mapping[str, str],
    rebasing: bool = False,
) -> None:
    """Judges these leads, all that there is of these customers (external ids by customers' ids), and all of customers
    whose evidence these leads are."""
    session.flush()
    if leads:
        matters = Matters(session, leads, {})
        judge = matters.judge(session, judging, counting, rebasing)
        for lead in matters.leads:
            if not lead.suspicion:
                _settle_lead(judge, lead, matters)
        session.flush()
    if not rebasing:
        customers = {**customers_of(session, leads), **customers}
    if customers:
        if not rebasing:
            follow(session, customers)
        matters = Matters(session, set(), customers)
        judge = matters.judge(session, judging, counting, rebasing)
        for number in sorted(customers):
            _settle_customer(judge, number, matters)
        session.flush()


class Matters:
    """Everything that the credit of some leads and customers can depend on."""

    def __init__(self, session: Session, leads: set[str], customers: Mapping[str, str]) -> None:
        self.leads: Sequence[Lead] = ()
        self.sent: dict[str, list[LeadEvent]] = {}
        self.customers: dict[str, Customer] = {}
        self.events: dict[str, list[Event]] = {}
        self.told: Mapping[str, Sequence[CustomerAddress]] = {}
        if leads:
            self._read_leads(session, leads)
        if customers:
            self._read_customers(session, customers)
        self.touches: dict[tuple[str, str], list[Touch]] = {}
        for touch in _all(session, select(Touch).where(among(session, Touch.subject_id, {*leads, *customers}))):
            self.touches.setdefault((touch.subject, touch.subject_id), []).append(touch)

    def judge(self, session: Session, judging: Judging, counting: Counting, rebasing: bool) -> Judge:
        follows = {each.lead_id for some in self.touches.values() for each in some} - {""}
        wrote = sources(session, follows)
        return Judge(session, judging, self.known(session), wrote, self.last(session), counting, rebasing)

    def known(self, session: Session) -> Known:
        touches = [each for some in self.touches.values() for each in some]
        bound = self.customers.values()
        partners = {each.partner_id for each in touches} | {each.partner_id for each in bound}
        return Known.read(session, partners, {each.link_id for each in touches})

    def last(self, session: Session) -> dict[tuple[str, str], Credit]:
        """The newest credit of each."""
        ids = {each.id for some in self.events.values() for each in some} | {each.id for each in self.leads}
        ids |= set(self.customers)
        rows = _all(session, select(Credit).where(among(session, Credit.subject_id, ids)).order_by(Credit.id))
        return {(row.subject, row.subject_id): row for row in rows}

    def _read_leads(self, session: Session, leads: set[str]) -> None:
        self.leads = _all(session, select(Lead).where(among(session, Lead.id, leads)).order_by(Lead.id))
        for event in _all(session, select(LeadEvent).where(among(session, LeadEvent.lead_id, leads))):
            if event.what in SENDINGS:
                self.sent.setdefault(event.lead_id, []).append(event)

    def _read_customers(self, session: Session, customers: Mapping[str, str]) -> None:
        rows = _all(session, select(Customer).where(among(session, Customer.id, customers)))
        self.customers = {each.id: each for each in rows}
        of_customer = among(session, Sale.customer_id, customers)
        strangers = among(session, Sale.external_id, customers.values())
        for lead in _all(session, select(Lead).where(among(session, Lead.customer_id, customers))):
            self.events.setdefault(lead.customer_id or "", []).append(lead)
        number = {external: number for number, external in customers.items()}
        for sale in _all(session, select(Sale).where(or_(of_customer, strangers))):
            self.events.setdefault(sale.customer_id or number[sale.external_id], []).append(sale)
        self.told = told_of(session, customers)


def _settle_lead(judge: Judge, lead: Lead, matters: Matters) -> None:
    """A suspect sending says nothing of who sent an honest one; it counts where somebody of the desk believes it."""
    touches = matters.touches.get(("lead", lead.id), [])
    sent = matters.sent[lead.id]
    if honest := [each for each in sent if each.status != "suspect"]:
        sent, touches = honest, [each for each in touches if not each.doubted]
    judge.judge(lead, [Occasion(at, _given(touches, at), (lead.email,)) for at, _ in sorted(map(_moment, sent))])


def _settle_customer(judge: Judge, number: str, matters: Matters) -> None:
    customer = matters.customers.get(number)
    touches = matters.touches.get(("customer", number), [])
    bound: Bound | None = None
    binding: Credit | None = None
    for event in sorted(matters.events.get(number, ()), key=_moment):
        told = matters.told.get(number, ())
        occasions = (
            [Occasion(event.at, (), _known(told, event.at))] if bound else _occasions(judge, event, touches, told)
        )
        credited = judge.judge(event, list(occasions), bound)
        slug = judge.known.slugs.get(credited.partner_id, "") if credited.partner_id else ""
        if bound is None and slug:
            bound = Bound(Binding(slug, credited.program), credited.click_id, credited.link_id)
            binding = credited
            at = event.at
    last = judge.last.get(("customer", number))
    if customer is None or (binding is None and (last is None or last.partner_id is None)):
        return
    if last is not None and judge.rebasing:
        last.basis = binding.basis if binding else last.basis
    elif binding is None:
        _bind(judge, customer, judge.nobody(), None)
    elif last is None or last.basis != binding.basis:
        _bind(judge, customer, binding, at)


def _occasions(
    judge: Judge, event: Event, touches: Sequence[Touch], told: Sequence[CustomerAddress]
) -> Iterator[Occasion]:
    """First what was known when it happened; then, report by report, what we were told soon after of before."""
    wrote = {lead: source.touch.given_at for lead, source in judge.sources.items()}
    before = [each for each in touches if not each.lead_id or wrote.get(each.lead_id, NEVER) <= event.at]
    yield Occasion(event.at, _given(before, event.at), _known(told, event.at))
    after = [each for each in before if event.at < each.given_at <= event.at + REPORTED and each.at <= event.at + LATE]
    for given_at in sorted({each.given_at for each in after}):
        yield Occasion(event.at, [each for each in after if each.given_at == given_at], _known(told, given_at))


def _given(touches: Sequence[Touch], at: datetime) -> list[Touch]:
    return [each for each in touches if each.given_at <= at]


def _known(told: Sequence[CustomerAddress], at: datetime) -> list[str]:
    """The customer's addresses that were told by then, the newest first."""
    known = sorted((each for each in told if each.at <= at), key=lambda each: (each.at, each.email), reverse=True)
    return list(dict.fromkeys(each.email for each in known))


def _bind(judge: Judge, customer: Customer, credited: Credit, at: datetime | None) -> None:
    customer.partner_id, customer.program = credited.partner_id, credited.program
    customer.click_id, customer.link_id, customer.bound_at = credited.click_id, credited.link_id, at
    own = Credit(subject="customer", subject_id=customer.id, at=credited.at, basis=credited.basis)
    for name in ("partner_id", "program", "click_id", "link_id", "evidence", "touch_id", "flags", "why"):
        setattr(own, name, getattr(credited, name))
    judge.keep(own)


def _moment(event: Event | LeadEvent) -> tuple[datetime, str]:
    return event.at, event.id


def _all(session: Session, statement: Select[Row]) -> Sequence[Row]:
    return session.scalars(statement.execution_options(populate_existing=True)).all()

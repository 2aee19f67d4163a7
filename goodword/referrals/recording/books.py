"""What is known of everything that a batch of facts touches, read in a few queries and then changed in memory."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from goodword.db import Base
from goodword.outbox import put
from goodword.referrals.lead_rows import Lead, LeadEvent
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.conflicts import Conflicts
from goodword.referrals.recording.counting import Counting
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.spelled import customer_of
from goodword.referrals.recording.touches import Given
from goodword.referrals.records import LeadReported, Record, RefundReported, SaleReported
from goodword.referrals.sale_rows import Churn, Customer, Refund, Sale

Row = TypeVar("Row", bound=Base)
SENDINGS = ("given", "given-again")


class Books:
    """Rows by id, as they are and as they become. Whoever adds a row to a book adds it with ``add``."""

    def __init__(self, session: Session, facts: Iterable[Record], judging: Judging) -> None:
        self.session, self.judging = session, judging
        self.counting = Counting()
        self.given: list[Given] = []
        self.due: list[tuple[str, str, str]] = []
        """Topic and lead of what people are to be told, and the sending where it is about one."""
        self.taken_back: set[str] = set()
        """Reported leads of which a repeat counted until now, and deferred reports that turned out to be repeats."""
        self.to_learn_anew: set[str] = set()
        """Customers of whom something that was told does not stand any more."""
        self.leads_to_settle: set[str] = set()
        self.customers_to_settle: dict[str, str] = {}
        """External ids by the customers' ids."""
        facts = list(facts)
        self.leads = self._book(Lead, Lead.id, _ids(facts, "lead"))
        self.sales = self._book(Sale, Sale.id, _ids(facts, "sale"))
        payers = {customer_of(each.external_id): each.external_id for each in self.sales.values()}
        self.customers = self._book(Customer, Customer.id, {*_ids(facts, "customer"), *payers})
        own = {each.id for each in facts}
        self.others = set(self._book(Churn, Churn.id, own))
        """Ids of churns that are there."""
        refunds = {each.refund or each.id for each in facts if isinstance(each, RefundReported)}
        self.refunds = self._book(Refund, Refund.id, refunds)
        self.refunded: set[str] = set()
        """Invoices of which a sale or refund is new, or says something else."""
        self.conflicts = Conflicts(session, {*_ids(facts, "sale"), *refunds})
        self._new: list[Base] = []
        reports = [each for each in facts if isinstance(each, LeadReported | SaleReported)]
        payers |= {each.customer: each.external_id for each in reports}
        external = {name for number, name in payers.items() if number not in self.customers}
        self._of_strangers: dict[str, list[Sale | Churn]] = {}
        for sale in (*self._book(Sale, Sale.external_id, external).values(), *self.sales.values()):
            self._keep_for(sale)
        for churn in self._book(Churn, Churn.external_id, external).values():
            self._keep_for(churn)
        self._sendings: dict[str, dict[str, LeadEvent]] = {}
        self._moves: dict[str, list[datetime]] = {}
        for event in self._book(LeadEvent, LeadEvent.lead_id, set(self.leads)).values():
            if event.what in SENDINGS:
                self.sendings(event.lead_id)[event.id] = event
            elif event.what == "status":
                self._moves.setdefault(event.lead_id, []).append(event.at)

    def sendings(self, lead: str) -> dict[str, LeadEvent]:
        """The sendings of a lead by their id."""
        return self._sendings.setdefault(lead, {})

    def moves(self, lead: str) -> list[datetime]:
        """When somebody of the desk moved the lead on."""
        return self._moves.get(lead, [])

    def new_lead(self, lead: Lead) -> Lead:
        self.leads[lead.id] = lead
        self.counting.new(lead)
        return self.add(lead)

    def new_sale(self, sale: Sale) -> Sale:
        self.sales[sale.id] = sale
        self.counting.new(sale)
        self._keep_for(sale)
        return self.add(sale)

    def new_customer(self, customer: Customer) -> Customer:
        self.customers[customer.id] = customer
        return self.add(customer)

    def add(self, row: Row) -> Row:
        """A new row, to be written with all the others."""
        self._new.append(row)
        if isinstance(row, Churn):
            self._keep_for(row)
        return row

    def of_stranger(self, external_id: str) -> list[Sale | Churn]:
        """What was reported of somebody who was no customer when the batch began."""
        return self._of_strangers.get(external_id, [])

    def write(self) -> None:
        """All new rows, those that others refer to first."""
        for kinds in ((Customer,), (Lead,), (Base,)):
            self.session.add_all(row for row in self._new if isinstance(row, kinds))
            self.session.flush()
            self._new = [row for row in self._new if not isinstance(row, kinds)]
        for topic, lead, sending in self.due:
            about = {"lead": lead, "event": sending} if sending else {"lead": lead}
            put(self.session, topic, about, at=self.judging.at, key=f"{topic}:{sending or lead}")

    def _keep_for(self, row: Sale | Churn) -> None:
        its = self._of_strangers.setdefault(row.external_id, [])
        if row not in its:
            its.append(row)

    def _book(self, table: type[Row], key: InstrumentedAttribute[str], wanted: set[str]) -> dict[str, Row]:
        if not wanted:
            return {}
        rows = select(table).where(among(self.session, key, wanted)).execution_options(populate_existing=True)
        return {_id(row): row for row in self.session.scalars(rows)}


def _ids(facts: Iterable[Record], name: str) -> set[str]:
    return {value for each in facts if (value := getattr(each, name, ""))}


def _id(row: Any) -> str:
    return str(row.id)

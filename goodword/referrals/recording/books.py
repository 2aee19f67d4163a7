"""What is known of everything that a batch of facts touches, read in a few queries and then changed in memory."""

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from goodword.db import Base
from goodword.referrals.lead_rows import Lead, LeadEvent
from goodword.referrals.recording.bulk import among
from goodword.referrals.recording.counting import Counting
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.touches import Given
from goodword.referrals.records import Record
from goodword.referrals.sale_rows import Churn, Customer, Refund, Sale

Row = TypeVar("Row", bound=Base)
SENDINGS = ("given", "given-again")


class Books:
    """Rows by id, as they are and as they become. Whoever adds a row to a book adds it with ``add``."""

    def __init__(self, session: Session, facts: Iterable[Record], judging: Judging) -> None:
        self.session, self.judging = session, judging
        self.counting = Counting()
        self.given: list[Given] = []
        self.leads_to_settle: set[str] = set()
        self.customers_to_settle: dict[str, str] = {}
        """External ids by the customers' ids."""
        facts = list(facts)
        self.leads = self._book(Lead, Lead.id, _ids(facts, "lead"))
        self.customers = self._book(Customer, Customer.id, _ids(facts, "customer"))
        self.sales = self._book(Sale, Sale.id, _ids(facts, "sale"))
        own = {each.id for each in facts}
        self.others = set(self._book(Refund, Refund.id, own)) | set(self._book(Churn, Churn.id, own))
        """Ids of refunds and churns that are there."""
        self._sendings: dict[str, dict[str, LeadEvent]] = {}
        for event in self._book(LeadEvent, LeadEvent.lead_id, set(self.leads)).values():
            if event.what in SENDINGS:
                self.sendings(event.lead_id)[event.id] = event

    def sendings(self, lead: str) -> dict[str, LeadEvent]:
        """The sendings of a lead by their id."""
        return self._sendings.setdefault(lead, {})

    def new_lead(self, lead: Lead) -> Lead:
        self.leads[lead.id] = lead
        self.counting.new(lead)
        return self.add(lead)

    def new_sale(self, sale: Sale) -> Sale:
        self.sales[sale.id] = sale
        self.counting.new(sale)
        return self.add(sale)

    def new_customer(self, customer: Customer) -> Customer:
        self.customers[customer.id] = customer
        return self.add(customer)

    def add(self, row: Row) -> Row:
        """Adds a new row; those that others refer to are in the database before them."""
        self.session.add(row)
        if isinstance(row, Customer | Lead):
            self.session.flush()
        return row

    def _book(self, table: type[Row], key: InstrumentedAttribute[str], wanted: set[str]) -> dict[str, Row]:
        if not wanted:
            return {}
        rows = select(table).where(among(self.session, key, wanted)).execution_options(populate_existing=True)
        return {_id(row): row for row in self.session.scalars(rows)}


def _ids(facts: Iterable[Record], name: str) -> set[str]:
    return {value for each in facts if (value := getattr(each, name, ""))}


def _id(row: Any) -> str:
    return str(row.id)

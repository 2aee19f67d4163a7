"""Customers: known from the first report that says who sent them, what their address is, or that they are a lead."""

from datetime import UTC, datetime

from goodword.mailboxes import compared
from goodword.referrals.recording.books import Books
from goodword.referrals.recording.naming import clipped
from goodword.referrals.recording.spelled import customer_of
from goodword.referrals.recording.touches import Given
from goodword.referrals.records import ChurnReported, Evidence, LeadReported, SaleReported
from goodword.referrals.sale_rows import Churn, Customer, Sale

DETAILS = {"name": 255, "email": 254, "avatar": 2000}
TOLD = "customer"
"""Where a sale keeps what it told of its customer until they become known."""
SALES = "sales"
"""In ``Customer.told``: what sales told, of each detail what was told last, with the moment."""
Told = dict[str, list[str]]


def customer_reported(
    books: Books, report: LeadReported | SaleReported, erased: datetime | None, claimed: bool = False
) -> Customer | None:
    """The customer of a report, made now if the report is reason enough; None where nothing is known of them.

    ``claimed``: the invoice was reported for somebody else too, which is reason enough.
    """
    customer = books.customers.get(report.customer)
    if isinstance(report, LeadReported) or report.click or report.partner_key or report.email or claimed:
        customer = met(books, report.external_id, report.at)
    if customer is None:
        return None
    if erased is not None and customer.erased_at is None and not customer.email:
        customer.erased_at = erased
    if isinstance(report, SaleReported):  # what leads tell is decided in `telling`
        _sale_tells(customer, told_by(report))
        give(books, report)
    return customer


def met(books: Books, external_id: str, at: datetime) -> Customer:
    """The customer, who is known from then on; with what was reported of them before anybody knew them: sales, and
    perhaps that they left."""
    number = customer_of(external_id)
    if customer := books.customers.get(number):
        customer.created_at = min(customer.created_at, at)
        return customer
    customer = Customer(id=number, external_id=external_id, created_at=at, told={})
    customer.name = customer.email = customer.avatar = customer.program = customer.click_id = ""
    books.new_customer(customer)
    for known in books.of_stranger(external_id):
        if isinstance(known, Churn):
            _left(customer, known.churned_at)
        elif known.external_id == external_id:  # an invoice may have become another customer's
            adopt(customer, known)
    return customer


def give(books: Books, report: LeadReported | SaleReported, lead: str = "") -> None:
    """What the report says of who sent its customer; ``lead`` is the lead it counts for, if it does."""
    for evidence in _evidence(report):
        books.given.append(Given(evidence, "customer", report.customer, report.at, lead=lead))


def told_by(report: LeadReported | SaleReported) -> Told:
    """The details that a report tells, each with the moment it was told."""
    moment = report.at.astimezone(UTC).isoformat()
    values = {name: clipped(getattr(report, name), most) for name, most in DETAILS.items()}
    values["email"] = values["email"].strip().lower()
    return {name: [moment, value] for name, value in values.items() if value}


def newest(told: Told, more: Told) -> Told:
    """Of each detail what was told last."""
    return told | {name: max(told.get(name, ["", ""]), said) for name, said in more.items()}


def learn(customer: Customer, told: Told) -> None:
    """What the newest report says stands; what it leaves out, stands as before."""
    for name, (moment, value) in told.items():
        if (moment, value) > (customer.told.get(name, ""), getattr(customer, name)):
            setattr(customer, name, value)
            customer.told = customer.told | {name: moment}


def adopt(customer: Customer, sale: Sale) -> None:
    """The sale's customer is known now, and so is what it said of them."""
    sale.customer_id = customer.id
    _sale_tells(customer, sale.more.get(TOLD, {}))
    sale.more = {name: value for name, value in sale.more.items() if name != TOLD}


def churn_reported(books: Books, churn: ChurnReported) -> None:
    """Kept, and noted with the customer: now, or when the customer becomes known."""
    if churn.id in books.others:
        return
    books.others.add(churn.id)
    at = datetime.fromisoformat(churn.churned_at)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    books.add(Churn(id=churn.id, at=churn.at, external_id=churn.external_id, churned_at=at))
    if customer := books.customers.get(churn.customer):
        _left(customer, at)


def _sale_tells(customer: Customer, told: Told) -> None:
    if told:
        customer.told = customer.told | {SALES: newest(customer.told.get(SALES, {}), told)}
    learn(customer, told)


def _left(customer: Customer, at: datetime) -> None:
    customer.churned_at = max(customer.churned_at or at, at)


def _evidence(report: LeadReported | SaleReported) -> list[Evidence]:
    at, email = report.at.isoformat(), clipped(compared(report.email), 254)
    said = {"click": {"click": report.click}, "key": {"value": report.partner_key}, "lead": {"value": email}}
    return [Evidence(kind=kind, at=at, **what) for kind, what in said.items() if any(what.values())]

"""Sales count once, by invoice or by report."""

from datetime import UTC, datetime

from goodword.referrals.recording.books import Books
from goodword.referrals.recording.conflicts import Said
from goodword.referrals.recording.customers import TOLD, adopt, customer_reported, met, newest, told_by
from goodword.referrals.recording.naming import clipped
from goodword.referrals.recording.spelled import customer_of
from goodword.referrals.records import SaleReported
from goodword.referrals.sale_rows import Sale

METADATA = "metadata"


def sale_reported(books: Books, report: SaleReported, erased: datetime | None) -> None:
    """Money came in. The first report of an invoice counts; the others may still tell who the customer is.

    An invoice that is reported for two customers is the first report's. What another report of it says of customer or
    money is kept, for people to look at; so that they see whom it is about, both customers are known from then on, and
    what each report says of its own one is learned. What contradicts is who paid, not what anybody is called.
    """
    sale = books.sales.get(report.sale)
    claimed = sale is not None and customer_of(sale.external_id) != report.customer
    if sale is not None and claimed:
        adopt(met(books, sale.external_id, sale.at), sale)
        books.customers_to_settle[customer_of(sale.external_id)] = sale.external_id
    customer = customer_reported(books, report, erased, claimed)
    if sale is None:
        sale = Sale(id=report.sale, more={}, program="", customer_id=None)
        _fill(sale, report)
        books.new_sale(sale)
    elif (report.at, report.id) < (sale.at, sale.event):
        before = _said(sale, sale.event, sale.api_key)
        books.counting.changing(sale)
        _fill(sale, report)
        books.conflicts.against("invoice", sale.id, _said(sale, sale.event, sale.api_key), before)
    else:
        said = _said(report, report.id, report.asked.api_key)
        books.conflicts.against("invoice", sale.id, _said(sale, sale.event, sale.api_key), said)
    if customer_of(sale.external_id) == report.customer:
        sale.customer_id = customer.id if customer else None
        if customer is None:
            told = newest(sale.more.get(TOLD, {}), told_by(report))
            sale.more = sale.more | ({TOLD: told} if told else {})
    books.customers_to_settle[report.customer] = report.external_id
    if sale.invoice_id:
        books.refunded.add(sale.invoice_id)


def _said(what: Sale | SaleReported, event: str, api_key: str) -> Said:
    facts = {"invoice_id": what.invoice_id or "", "amount": what.amount, "currency": what.currency}
    return Said("sale", event, what.at, api_key, facts | {"external_id": what.external_id})


def _fill(sale: Sale, report: SaleReported) -> None:
    sale.at, sale.event, sale.external_id = report.at, report.id, report.external_id
    sale.api_key = report.asked.api_key
    sale.day = report.at.astimezone(UTC).date()
    sale.invoice_id = report.invoice_id or None
    sale.event_name = clipped(report.event_name, 255)
    sale.lead_event_name = clipped(report.lead_event_name, 255)
    sale.amount, sale.currency, sale.processor = report.amount, report.currency, clipped(report.processor, 255)
    others = {name: value for name, value in sale.more.items() if name != METADATA}
    sale.more = others | ({METADATA: dict(report.metadata)} if report.metadata else {})

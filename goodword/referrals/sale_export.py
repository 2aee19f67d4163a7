"""Sales as a table that other programs read: CSV as RFC 4180 has it, and JSON. Pure."""

import json
from collections.abc import Iterable, Iterator

from goodword.referrals.lead_export import harmless, line
from goodword.referrals.sales import Found

COLUMNS = (
    "id", "at", "invoice", "customer", "customer_name", "customer_email", "event", "processor", "amount", "currency",
    "refunded", "left", "partner", "program", "conflicts",
)  # fmt: skip


def row(found: Found) -> dict[str, str | int]:
    """Money in minor units of the currency."""
    sale, customer = found.sale, found.customer
    return {
        "id": sale.id,
        "at": sale.at.isoformat(timespec="seconds"),
        "invoice": sale.invoice_id or "",
        "customer": sale.external_id,
        "customer_name": customer.name if customer else "",
        "customer_email": customer.email if customer else "",
        "event": sale.event_name,
        "processor": sale.processor,
        "amount": sale.amount,
        "currency": sale.currency,
        "refunded": found.refunded,
        "left": found.left,
        "partner": found.partner,
        "program": sale.program,
        "conflicts": found.conflicts,
    }


def as_csv(sales: Iterable[Found]) -> Iterator[str]:
    """Lines with their ends, the names of the columns first."""
    yield line(COLUMNS)
    for found in sales:
        cells = row(found)
        yield line([harmless(str(cells[name])) for name in COLUMNS])


def as_json(sales: Iterable[Found]) -> Iterator[str]:
    """One object a line."""
    for found in sales:
        yield json.dumps(row(found), ensure_ascii=False) + "\n"

"""What the desk calls reports that contradict what counts, as interface words."""

from collections.abc import Mapping
from typing import Any

from goodword.languages import N_

REPORTS = {
    "reported-lead": N_("lead"),
    "sale": N_("sale"),
    "refund": N_("refund"),
    "churn": N_("customer left"),
}
WHY = {
    "key": N_("It came under an idempotency key that came before with other contents."),
    "invoice": N_("This invoice was reported before with another amount, currency or customer."),
    "refund-id": N_("This refund was reported before with another invoice or amount."),
    "refund-again": N_("The same refund again. If it was a second one, have it sent with a refundId."),
    "refund-beyond": N_("The refunds of this invoice come to more than its sale, and count up to that."),
}
NOT_SHOWN = ("id", "kind", "at", "asked", "lead", "sale", "customer", "refund", "counted")


def facts(record: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What the report said, by its own names, and what counts instead, where that is known."""
    counted = record.get("counted", {})
    said = {name: value for name, value in record.items() if name not in NOT_SHOWN and value not in ("", None, {}, [])}
    return [(name, str(value), str(counted.get(name, ""))) for name, value in said.items()]

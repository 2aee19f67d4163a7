"""Ids that follow from what a thing is by nature: whoever makes one, whenever, makes the same. Pure."""

from datetime import UTC, datetime
from hashlib import sha256

from goodword.mailboxes import compared


def derived(prefix: str, *natural: str) -> str:
    """The id that follows from a natural key: 128 bits of SHA-256, the same wherever and whenever it is made."""
    return f"{prefix}_{sha256(chr(0).join(natural).encode()).hexdigest()[:32]}"


def lead_id(email: str, at: datetime, referrer: str = "") -> str:
    """Same person, same day (UTC): one lead. What ``referrer``, an address, says of a colleague is a lead of its own:
    nobody changes by it what that person wrote."""
    key = ("given", compared(email), at.astimezone(UTC).date().isoformat(), compared(referrer))
    return derived("lead", *(key if referrer else key[:-1]))


def reported_lead_id(external_id: str, event_name: str) -> str:
    return derived("lead", "reported", external_id, event_name)


def customer_id(external_id: str) -> str:
    return derived("cus", external_id)


def sale_id(invoice_id: str, event: str) -> str:
    """By the invoice where there is one, else by the event that reports it."""
    return derived("sale", "invoice", invoice_id) if invoice_id else derived("sale", "event", event)


def refund_id(named: str, invoice_id: str, amount: int, event: str = "") -> str:
    """By the product's own id of it; else by its ``event``, where that follows from an idempotency key; else by invoice
    and amount: the same amount of one invoice again is taken for a retry."""
    if named:
        return derived("evt", "refund", "named", named)
    return event or derived("evt", "refund", "amount", invoice_id, str(amount))

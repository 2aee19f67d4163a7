"""What was sent, as the journal's records. Pure."""

from datetime import datetime
from typing import Any

from goodword.referrals.api.bodies import ChurnBody, LeadBody, Person, RefundBody, SaleBody
from goodword.referrals.natural_ids import customer_id, derived, refund_id, reported_lead_id, sale_id
from goodword.referrals.records import Asked, ChurnReported, LeadReported, RefundReported, SaleReported

Reported = LeadReported | SaleReported | RefundReported | ChurnReported


def lead_of(body: LeadBody, event: str, at: datetime, asked: Asked) -> LeadReported:
    """``event`` is the id of this report; the lead's own follows from customer and event name."""
    return LeadReported(
        id=event,
        at=at,
        asked=asked,
        lead=reported_lead_id(body.customer_external_id, body.event_name),
        event_name=body.event_name,
        mode=body.mode or "async",
        quantity=body.event_quantity or 1,
        **_person(body),
    )


def sale_of(body: SaleBody, event: str, at: datetime, asked: Asked) -> SaleReported:
    return SaleReported(
        id=event,
        at=at,
        asked=asked,
        sale=sale_id(body.invoice_id or "", event),
        amount=body.amount,
        currency=body.currency,
        event_name=body.event_name or "Purchase",
        processor=body.payment_processor or "custom",
        invoice_id=body.invoice_id or "",
        lead_event_name=body.lead_event_name or "",
        **_person(body),
    )


def refund_of(body: RefundBody, event: str, at: datetime, asked: Asked) -> RefundReported:
    """What is one refund follows from its own id, the idempotency key, or invoice and amount."""
    named = body.refund_id or ""
    return RefundReported(
        id=event,
        at=at,
        asked=asked,
        invoice_id=body.invoice_id,
        amount=body.amount,
        refund=refund_id(named, body.invoice_id, body.amount, event if asked.key else ""),
        named=named,
    )


def churn_of(body: ChurnBody, event: str, at: datetime, asked: Asked) -> ChurnReported:
    """A customer leaves at a moment once, however often that is reported."""
    churned = body.churned_at.isoformat()
    return ChurnReported(
        id=derived("evt", "churn", body.customer_external_id, churned),
        at=at,
        asked=asked,
        customer=customer_id(body.customer_external_id),
        external_id=body.customer_external_id,
        churned_at=churned,
    )


def event_id(asked: Asked, fresh: str) -> str:
    """The same for every request with one idempotency key and one body; ``fresh`` for one that has no key."""
    return derived("evt", asked.key, asked.body) if asked.key else fresh


def _person(body: Person) -> dict[str, Any]:
    return {
        "customer": customer_id(body.customer_external_id),
        "external_id": body.customer_external_id,
        "click": body.click_id or "",
        "partner_key": body.partner_key or "",
        "name": body.customer_name or "",
        "email": body.customer_email or "",
        "avatar": body.customer_avatar or "",
        "metadata": body.metadata or {},
    }

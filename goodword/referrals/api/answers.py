"""What is answered: the shapes that client libraries of the field expect, every name always there. Pure."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Answer(BaseModel):
    """What all answers share."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True, extra="forbid")

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return self.model_dump(mode="json", by_alias=True)


class Click(Answer):
    """The visit that led here; ``id`` is empty where none is known."""

    id: str


class Link(Answer):
    """The partner's link that the visit came by."""

    id: str
    domain: str
    key: str
    short_link: str
    url: str
    partner_id: str | None
    program_id: str | None
    tenant_id: str | None
    external_id: str | None


class LeadCustomer(Answer):
    """What is known of the customer."""

    name: str | None
    email: str | None
    avatar: str | None
    external_id: str | None


class Customer(LeadCustomer):
    """The same with our own id."""

    id: str


class Sale(Answer):
    """The sale as it is kept."""

    amount: int
    currency: str
    payment_processor: str
    invoice_id: str | None
    metadata: Mapping[str, Any] | None


class LeadAnswer(Answer):
    """The lead is kept."""

    click: Click
    link: Link | None
    customer: LeadCustomer


class SaleAnswer(Answer):
    """The sale is kept. ``customer`` is null where nothing is known of them."""

    event_name: str
    customer: Customer | None
    sale: Sale


class Refund(Answer):
    id: str
    invoice_id: str
    amount: int


class RefundAnswer(Answer):
    """The refund is kept. ``sale`` is null where it is not known yet."""

    refund: Refund
    sale: Sale | None


class Churn(Answer):
    id: str
    churned_at: str


class ChurnAnswer(Answer):
    """It is kept that the customer left. ``customer`` is null where nothing is known of them."""

    churn: Churn
    customer: Customer | None

"""What a report is answered: what it says, and where it came before what the first one said. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from goodword.referrals.api.answers import (
    Churn,
    ChurnAnswer,
    Click,
    Customer,
    LeadAnswer,
    LeadCustomer,
    Link,
    Refund,
    RefundAnswer,
    Sale,
    SaleAnswer,
)
from goodword.referrals.api.known import NOTHING, Back, Deal, Facts, Known, deal_of, facts_of, makes_known
from goodword.referrals.link_cards import LinkCard
from goodword.referrals.natural_ids import customer_id
from goodword.referrals.records import ChurnReported, LeadReported, RefundReported, SaleReported


@dataclass(frozen=True, slots=True)
class Links:
    """How a link's public id becomes what is said of it. ``young`` tells the link of a click that is not in the
    database yet; ``program`` is a partner's usual one, for links without."""

    find: Callable[[str], LinkCard | None]
    young: Callable[[str], LinkCard | None]
    program: Callable[[str], str]
    origin: str

    def answer(self, link: str, click: str) -> Link | None:
        """The link with this id; without one, that of the click."""
        card = self.find(link) if link else self.young(click)
        if card is None:
            return None
        return Link(
            id=card.id,
            domain=self.origin.partition("//")[2],
            key=card.code,
            short_link=f"{self.origin}/r/{card.code}",
            url=f"{self.origin}{card.path}",
            partner_id=card.partner_id,
            program_id=card.program or self.program(card.partner) or None,
            tenant_id=None,
            external_id=None,
        )


def lead_answer(record: LeadReported, known: Known, links: Links) -> LeadAnswer:
    facts = (known.lead or facts_of(record)).before(known.customer or NOTHING)
    return LeadAnswer(
        click=Click(id=facts.click),
        link=links.answer(known.links.get(facts.click, ""), facts.click),
        customer=LeadCustomer(
            name=facts.name or None,
            email=facts.email or None,
            avatar=facts.avatar or None,
            external_id=record.external_id,
        ),
    )


def sale_answer(record: SaleReported, known: Known) -> SaleAnswer:
    if known.deal is None:
        there = known.customer is not None or makes_known(record)
        facts = facts_of(record).before(known.customer or NOTHING) if there else None
        customer, deal = _customer(record.external_id, facts), deal_of(record)
    else:
        customer, deal = _of_deal(known.deal, record, known.customer), known.deal
    return SaleAnswer(event_name=deal.event_name, customer=customer, sale=_sale(deal))


def refund_answer(record: RefundReported, known: Known) -> RefundAnswer:
    back = known.back or Back(record.invoice_id, record.amount)
    refund = Refund(id=record.refund, invoice_id=back.invoice_id, amount=back.amount)
    return RefundAnswer(refund=refund, sale=_sale(known.deal) if known.deal else None)


def churn_answer(record: ChurnReported, known: Known) -> ChurnAnswer:
    customer = _customer(record.external_id, known.customer)
    return ChurnAnswer(churn=Churn(id=record.id, churned_at=record.churned_at), customer=customer)


def _of_deal(deal: Deal, again: SaleReported, known: Facts | None) -> Customer | None:
    """The customer of a sale that is reported again, perhaps by mistake for another customer."""
    if deal.external_id != again.external_id:
        return _customer(deal.external_id, NOTHING)
    return _customer(deal.external_id, known)


def _customer(external_id: str, facts: Facts | None) -> Customer | None:
    if facts is None:
        return None
    return Customer(
        id=customer_id(external_id),
        name=facts.name or None,
        email=facts.email or None,
        avatar=facts.avatar or None,
        external_id=external_id,
    )


def _sale(deal: Deal) -> Sale:
    return Sale(
        amount=deal.amount,
        currency=deal.currency,
        payment_processor=deal.processor,
        invoice_id=deal.invoice_id or None,
        metadata=deal.metadata or None,
    )

"""What the API answered, without a person who is erased: a repeat stays a repeat, and is told nothing of them."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.orm import Session

from goodword.mailboxes import compared
from goodword.referrals.natural_ids import customer_id
from goodword.referrals.persons import person_keys
from goodword.referrals.recording.spelled import holds, nameless, rough
from goodword.referrals.sale_rows import Answered, Customer, Sale

CUSTOMER = ("name", "email", "avatar")


@dataclass(frozen=True, slots=True)
class Theirs:
    """By what an answer is known to be about a person: ``email`` as addresses are compared, external ids, invoices."""

    email: str
    external: Collection[str]
    invoices: Collection[str]

    def says(self, answer: Mapping[str, Any]) -> bool:
        external = (answer.get("customer") or {}).get("externalId", "")
        return self.is_address(external) or external in self.external or self._of_sale(answer)

    def is_address(self, external: str) -> bool:
        return compared(external) == self.email

    def _of_sale(self, answer: Mapping[str, Any]) -> bool:
        return (answer.get("sale") or {}).get("invoiceId") in self.invoices

    def may_say(self) -> ColumnElement[bool]:
        """The same as the database can tell it; a refund is answered with its sale, and names no customer."""
        words = [json.dumps(each) for each in self.external] + ['"refund"']
        text = cast(Answered.answer, Text)
        return or_(text.ilike(rough(self.email)), *(text.icontains(word, autoescape=True) for word in words))


def blank_answers(session: Session, email: str, customers: Collection[Customer]) -> int:
    """Takes the person out of every stored answer, while rows still tell whose they are; how many that were."""
    sold = select(Sale.invoice_id).where(Sale.customer_id.in_([each.id for each in customers]))
    invoices = {
        each for each in (*session.scalars(sold), *(sale.invoice_id for sale in telling(session, email))) if each
    }
    theirs = Theirs(email, {each.external_id for each in customers}, invoices)
    own = Answered.subject.in_(keys := person_keys(email))
    found = session.scalars(select(Answered).where(or_(own, theirs.may_say()))).all()
    about = [each for each in found if each.subject in keys or theirs.says(each.answer or {})]
    for answered in about:
        answered.answer, answered.subject = _less(answered.answer or {}, theirs) or None, ""
    return len(about)


def telling(session: Session, email: str) -> list[Sale]:
    """Sales that were reported with the address, and perhaps are no known customer's."""
    may = or_(cast(Sale.more, Text).ilike(rough(email)), Sale.external_id.ilike(rough(email)))
    rows = session.scalars(select(Sale).where(may))
    return [each for each in rows if holds(each.more, email) or compared(each.external_id) == email]


def _less(answer: Mapping[str, Any], theirs: Theirs) -> dict[str, Any]:
    less = dict(answer)
    if customer := less.get("customer"):
        less["customer"] = {**customer, **dict.fromkeys(CUSTOMER)}
        if theirs.is_address(external := customer.get("externalId", "")):
            less["customer"]["externalId"] = nameless(customer_id(external))
    if sale := less.get("sale"):
        less["sale"] = {**sale, "metadata": None}
    return less

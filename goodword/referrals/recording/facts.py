"""Leads, sales, refunds and leaving: recorded in the order in which they happened, then credited."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from goodword.referrals.recording.books import Books
from goodword.referrals.recording.customers import churn_reported, customer_reported
from goodword.referrals.recording.erased import Erased
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.keys import Keys, Reported
from goodword.referrals.recording.leads import lead_given, lead_reported
from goodword.referrals.recording.sales import refund_reported, sale_reported
from goodword.referrals.recording.settling import settle
from goodword.referrals.recording.totals import Totals
from goodword.referrals.recording.touches import keep_touches
from goodword.referrals.recording.turns import take_turn
from goodword.referrals.records import ChurnReported, LeadGiven, LeadReported, RefundReported, SaleReported

Fact = LeadGiven | Reported


def record_facts(session: Session, facts: Sequence[Fact], judging: Judging) -> None:
    """Records what is not there yet, credits it, counts it and puts what follows from it into the outbox.

    Call it inside ``db.writing()``, after the clicks of the same batch.
    """
    take_turn(session)
    ordered = sorted(facts, key=lambda fact: (fact.at, fact.id))
    erased = Erased(session, ordered)
    keys = Keys(session, [fact for fact in ordered if not isinstance(fact, LeadGiven)])
    books = Books(session, ordered, judging)
    for fact in ordered:
        if isinstance(fact, LeadGiven) or keys.counts(fact):
            _record(books, fact, erased)
    keep_touches(session, books.given)
    totals = Totals()
    settle(session, judging, books.counting, books.leads_to_settle, books.customers_to_settle)
    books.counting.close(totals)
    totals.add(session)


def _record(books: Books, fact: Fact, erased: Erased) -> None:
    known, at = erased.without(fact)
    match known:
        case LeadGiven():
            lead_given(books, known, at)
        case LeadReported():
            customer_reported(books, known, at)
            lead_reported(books, known)
            books.customers_to_settle[known.customer] = known.external_id
        case SaleReported():
            sale_reported(books, known, at)
        case RefundReported():
            refund_reported(books, known)
        case ChurnReported():
            churn_reported(books, known)

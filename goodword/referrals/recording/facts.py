"""Leads, sales, refunds and leaving: recorded in the order in which they happened, then credited."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from goodword.referrals.recording.addresses import crowded
from goodword.referrals.recording.books import Books
from goodword.referrals.recording.customers import churn_reported, customer_reported
from goodword.referrals.recording.erased import Erased, Fact
from goodword.referrals.recording.judging import Judging
from goodword.referrals.recording.keys import Keys
from goodword.referrals.recording.leads import lead_given, lead_reported
from goodword.referrals.recording.refunds import refund_reported, share_out
from goodword.referrals.recording.sales import sale_reported
from goodword.referrals.recording.settling import settle
from goodword.referrals.recording.telling import learn_anew
from goodword.referrals.recording.totals import Totals
from goodword.referrals.recording.touches import keep_touches, take_back
from goodword.referrals.recording.turns import take_turn
from goodword.referrals.records import ChurnReported, LeadGiven, LeadReported, RefundReported, SaleReported


def record_facts(session: Session, facts: Sequence[Fact], judging: Judging) -> None:
    """Records what is not there yet, credits it, counts it and puts what follows from it into the outbox.

    Call it inside ``db.writing()``, after the clicks of the same batch.
    """
    take_turn(session)
    ordered = sorted(facts, key=lambda fact: (fact.at, fact.id))
    erased = Erased(session, ordered)
    keys = Keys(session, [fact for fact in ordered if not isinstance(fact, LeadGiven)])
    books = Books(session, ordered, judging)
    with session.no_autoflush:
        for fact in ordered:
            known, at = erased.without(fact)
            if isinstance(known, LeadGiven) or keys.counts(known):
                _record(books, known, at)
    books.write()
    share_out(session, books.refunded, books.conflicts)
    learn_anew(session, books.to_learn_anew)
    emails = take_back(session, books.taken_back) | keep_touches(session, books.given)
    customers = {**crowded(session, emails), **books.customers_to_settle}
    totals = Totals()
    settle(session, judging, books.counting, books.leads_to_settle, customers)
    books.counting.close(totals)
    totals.add(session)
    books.conflicts.tell()


def _record(books: Books, fact: Fact, erased: datetime | None) -> None:
    match fact:
        case LeadGiven():
            lead_given(books, fact, erased)
        case LeadReported():
            customer_reported(books, fact, erased)
            lead_reported(books, fact)
            books.customers_to_settle[fact.customer] = fact.external_id
        case SaleReported():
            sale_reported(books, fact, erased)
        case RefundReported():
            refund_reported(books, fact)
        case ChurnReported():
            churn_reported(books, fact)

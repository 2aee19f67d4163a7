"""Customers and sales in the database: what counts once, whom a customer belongs to, and what may come first."""

import pytest
from flask import Flask
from recording import add_partners, at, churn, click, credited, lead, record, refund, sale, totals
from sqlalchemy import select

from goodword.db import db
from goodword.referrals import partners
from goodword.referrals.lead_rows import Credit, Touch
from goodword.referrals.models import Partner
from goodword.referrals.records import Asked
from goodword.referrals.sale_rows import Churn, Conflict, Customer, Refund, Sale


@pytest.fixture(autouse=True)
def cast(bare: Flask) -> None:
    add_partners("ada", "ben")


def customer() -> Customer:
    return db.session.execute(select(Customer)).scalar_one()


def bound_to() -> str:
    number = customer().partner_id
    return db.session.execute(select(Partner.slug).where(Partner.id == number)).scalar_one() if number else ""


def amounts() -> list[int]:
    return sorted(db.session.scalars(select(Sale.amount)))


def test_a_sale_to_a_referred_customer_is_credited() -> None:
    record(click("one"), lead("signed", 10, click="one"), sale("paid", 30, metadata={"plan": "pro"}))
    assert credited() == {"signed": "ada", "paid": "ada"}
    assert totals() == {("ada", "human"): 1, ("ada", "lead"): 1, ("ada", "sale"): 1}
    kept = db.session.execute(select(Sale)).scalar_one()
    assert (kept.amount, kept.currency, kept.customer_id, kept.more) == (
        4900, "eur", customer().id, {"metadata": {"plan": "pro"}},
    )  # fmt: skip


def test_the_first_credited_event_binds_the_customer_and_the_binding_stays() -> None:
    record(click("one", partner="ada"), click("two", 5, partner="ben"))
    record(lead("first", 10, click="one"))
    record(sale("second", 20, click="two"))
    assert credited() == {"first": "ada", "second": "ada"}
    assert (bound_to(), customer().bound_at, customer().click_id) == ("ada", at(10), "clk_one")


def test_a_customer_stays_bound_when_programs_and_partners_change() -> None:
    record(click("one"), lead("signed", 10, click="one"))
    partners.suspend("ada", "test")
    record(sale("paid", 30))
    assert credited() == {"signed": "ada", "paid": ""} and bound_to() == "ada"
    partners.approve("ada", "test")
    record(sale("again", 40))
    assert credited() == {"signed": "ada", "paid": "", "again": "ada"}


def test_an_earlier_lead_that_comes_late_binds_and_says_so() -> None:
    record(click("one", partner="ada"), click("two", 5, partner="ben"))
    record(sale("later", 20, click="two"))
    assert bound_to() == "ben"
    record(lead("earlier", 10, click="one"))
    assert credited() == {"earlier": "ada", "later": "ada"} and bound_to() == "ada"
    assert totals()["ada", "sale"] == 1 and ("ben", "sale") not in totals()
    newest = db.session.scalars(select(Credit).where(Credit.subject == "sale").order_by(Credit.id.desc())).first()
    assert newest and "late" in newest.flags


def test_a_sale_of_an_unknown_customer_is_kept_uncredited() -> None:
    record(sale("paid"))
    assert credited() == {"paid": ""} and totals() == {("", "sale"): 1}
    assert db.session.execute(select(Customer)).first() is None


def test_a_click_on_a_sale_makes_the_customer_known() -> None:
    record(click("one"), sale("paid", click="one", name="Acme", email="Cy@Example.com"))
    assert credited() == {"paid": "ada"}
    assert (customer().name, customer().email, bound_to()) == ("Acme", "cy@example.com", "ada")


def test_a_click_that_comes_after_lead_and_sale_is_credited_for_both() -> None:
    record(lead("signed", 10, click="one"), sale("paid", 30))
    record(click("one", link="ada-link"))
    assert credited() == {"signed": "ada", "paid": "ada"} and bound_to() == "ada"
    assert totals() == {("ada", "human"): 1, ("ada", "lead"): 1, ("ada", "sale"): 1}


def test_an_invoice_counts_once_by_its_first_report() -> None:
    record(sale("second", 30, invoice="in_1", amount=200))
    record(sale("first", 20, invoice="in_1", amount=100))
    record(sale("third", 40, invoice="in_1", amount=300))
    assert amounts() == [100] and totals() == {("", "sale"): 1}


def test_sales_without_an_invoice_count_each() -> None:
    record(sale("one"), sale("two"), sale("one"))
    assert totals() == {("", "sale"): 2}


def test_what_is_told_of_a_customer_last_stands_and_what_is_left_out_stays() -> None:
    record(lead("one", 10, name="Old", email="old@example.com"), lead("three", 30, event="Demo", avatar="/a.png"))
    record(lead("two", 20, event="Trial", name="New"))
    assert (customer().name, customer().email, customer().avatar) == ("New", "old@example.com", "/a.png")


def test_what_a_sale_told_before_anybody_knew_the_customer_is_known_then() -> None:
    record(sale("paid", 10, name="Acme"))
    record(lead("signed", 20))
    assert (customer().name, db.session.execute(select(Sale.customer_id)).scalar_one()) == ("Acme", customer().id)


KEYS = {"ada": "ada", "ADA": "ada", "ben-link": "ben", "nobody": ""}


@pytest.mark.parametrize("key", KEYS)
def test_a_partners_key_is_evidence(key: str) -> None:
    record(lead("signed", partner_key=key))
    assert credited() == {"signed": KEYS[key]}
    assert db.session.execute(select(Touch.evidence)).scalar_one() == "key"


def test_a_click_is_better_evidence_than_a_key() -> None:
    record(click("one", partner="ada"), lead("signed", click="one", partner_key="ben"))
    assert credited() == {"signed": "ada"}


def test_a_refund_may_come_before_its_sale_and_counts_once() -> None:
    record(refund("back", 10, "in_1"))
    record(sale("paid", 5, invoice="in_1"), refund("back", 10, "in_1"))
    assert list(db.session.scalars(select(Refund.invoice_id))) == ["in_1"]


@pytest.mark.parametrize("first", ["churn", "lead"])
def test_leaving_is_noted_with_the_customer_whatever_comes_first(first: str) -> None:
    both = [churn("left", 50), lead("signed", 20)]
    for each in both if first == "churn" else reversed(both):
        record(each)
    assert customer().churned_at == at(50)
    assert len(list(db.session.scalars(select(Churn)))) == 1


def under(key: str, body: str) -> Asked:
    return Asked(api_key="crm", path="/track/sale", key=key, body=body)


def test_another_body_under_one_key_is_a_conflict_and_not_counted() -> None:
    record(sale("one", 10, asked=under("k1", "a")))
    record(sale("two", 20, asked=under("k1", "b"), amount=99), sale("three", 30, asked=under("k2", "b"), amount=1))
    assert amounts() == [1, 4900]
    conflict = db.session.execute(select(Conflict)).scalar_one()
    assert (conflict.id, conflict.record["amount"]) == ("evt_two", 99)
    assert conflict.what == "The same idempotency key came with another body: /track/sale, from crm."
    record(sale("two", 20, asked=under("k1", "b"), amount=99))
    assert len(list(db.session.scalars(select(Conflict)))) == 1 and amounts() == [1, 4900]


def test_the_same_body_under_one_key_is_a_repeat() -> None:
    record(sale("one", 10, asked=under("k1", "a")), sale("two", 20, asked=under("k1", "a")))
    assert totals() == {("", "sale"): 1} and db.session.execute(select(Conflict)).first() is None


def test_an_invoice_of_two_customers_is_the_first_reports() -> None:
    record(click("one", partner="ada"), click("two", partner="ben"))
    record(sale("later", 20, "c2", "in_1", click="two", amount=2))
    record(sale("first", 10, "c1", "in_1", click="one", amount=1))
    record(sale("third", 30, "c2", "in_1", click="two", amount=3))
    assert amounts() == [1] and credited() == {"first": "ada"}

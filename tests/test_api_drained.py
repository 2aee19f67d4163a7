"""Answers once the journal is in the database: a repeat is still answered as the first."""

import json
from typing import Any, TypeVar

import pytest
from apis import LEAD, SALE, Api
from drained import drain
from flask import Flask
from recording import MORNING, add_partners, by_click, click, form, record
from sqlalchemy import delete, select

from goodword.db import Base, db, now, writing
from goodword.referrals.api.idempotency import LEASE
from goodword.referrals.api.recent import Recent
from goodword.referrals.lead_rows import Lead
from goodword.referrals.natural_ids import customer_id
from goodword.referrals.sale_rows import Answered, Churn, Conflict, Customer, Refund, Sale

Row = TypeVar("Row", bound=Base)
CLICK = "clk_" + "a" * 32
PERSON = {"customerName": "Cy", "customerEmail": "cy@example.com", "customerAvatar": "https://example.com/cy.png"}


@pytest.fixture
def api(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Api:
    """The journal tells this API nothing: what it knows, it has from the database."""
    monkeypatch.setattr(Recent, "_read_on", lambda self: None)
    return Api(app)


def recorded(api: Api, call: str, body: dict[str, Any]) -> dict[str, Any]:
    """What the report is answered; it is in the database then."""
    answer = api.post(call, json.dumps(body, ensure_ascii=False).encode())
    assert answer.status_code == 200 and answer.json
    drain(api.app)
    return dict(answer.json)


def rows(table: type[Row]) -> list[Row]:
    db.session.rollback()
    return list(db.session.scalars(select(table)))


def test_a_lead_that_is_reported_again_is_answered_as_the_first(api: Api) -> None:
    first = recorded(api, "lead", {**LEAD, **PERSON, "clickId": CLICK})
    recorded(api, "lead", {**LEAD, "eventName": "Demo", "customerName": "Cy Noone", "clickId": "clk_" + "b" * 32})
    assert recorded(api, "lead", {**LEAD, "customerName": "Somebody else"}) == first


def test_a_repeat_has_the_click_of_its_own_lead_and_not_the_customers(api: Api) -> None:
    recorded(api, "lead", {**LEAD, "clickId": CLICK})
    first = recorded(api, "lead", {**LEAD, "eventName": "Demo", "clickId": "clk_" + "b" * 32})
    assert recorded(api, "lead", {**LEAD, "eventName": "Demo"}) == first


def test_a_repeat_knows_no_click_that_only_a_form_told(api: Api) -> None:
    """Whoever wrote to us before from the same address is credited by that form's click; nobody reported it."""
    minute = (now() - MORNING).total_seconds() / 60
    add_partners("ada")
    record(click("one", minute - 9), form("wrote", minute - 5, touches=(by_click("one", minute - 9),)))
    first = recorded(api, "lead", {**LEAD, **PERSON})
    assert [row.click_id for row in rows(Customer)] == ["clk_one"]
    assert recorded(api, "lead", {**LEAD, **PERSON}) == first


def test_a_sale_of_one_invoice_is_answered_as_the_first(api: Api) -> None:
    recorded(api, "lead", {**LEAD, **PERSON})
    first = recorded(api, "sale", {**SALE, "invoiceId": "in_1", "metadata": {"seats": 3}})
    assert first["customer"]["email"] == "cy@example.com"
    assert recorded(api, "sale", {**SALE, "invoiceId": "in_1", "amount": 1, "currency": "usd"}) == first


def test_a_refund_that_is_reported_again_is_answered_as_the_first(api: Api) -> None:
    recorded(api, "sale", {**SALE, "invoiceId": "in_1"})
    first = recorded(api, "refund", {"invoiceId": "in_1", "amount": 100, "refundId": "re_1"})
    assert first["sale"]["amount"] == 4900
    assert recorded(api, "refund", {"invoiceId": "in_2", "amount": 1, "refundId": "re_1"}) == first
    assert [(row.invoice_id, row.amount, row.counted) for row in rows(Refund)] == [("in_1", 100, 100)]


def test_a_refund_that_is_tried_again_counts_once(api: Api) -> None:
    recorded(api, "sale", {**SALE, "invoiceId": "in_1"})
    answers = [recorded(api, "refund", {"invoiceId": "in_1", "amount": 100}) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert ([row.counted for row in rows(Refund)], [row.why for row in rows(Conflict)]) == ([100], ["refund-again"] * 2)


def test_a_lead_without_click_is_answered_with_the_customers(api: Api) -> None:
    recorded(api, "lead", {**LEAD, "clickId": CLICK})
    assert recorded(api, "lead", {**LEAD, "eventName": "Demo"})["click"] == {"id": CLICK}


def test_a_deferred_lead_is_counted_by_the_later_call(api: Api) -> None:
    recorded(api, "lead", {**LEAD, **PERSON, "clickId": CLICK, "mode": "deferred"})
    assert rows(Lead) == []
    answer = recorded(api, "lead", LEAD)
    assert (answer["click"]["id"], answer["customer"]["name"]) == (CLICK, "Cy")
    assert [lead.event_name for lead in rows(Lead)] == ["Sign up"]


@pytest.mark.parametrize("reason", [{"clickId": CLICK}, {"partnerKey": "ada"}, {}])
def test_a_sale_that_says_who_sent_them_or_their_address_makes_its_customer_known(
    api: Api, reason: dict[str, str]
) -> None:
    answer = recorded(api, "sale", {**SALE, **reason, **PERSON})
    known = [(row.id, row.name) for row in rows(Customer)]
    assert known == [(answer["customer"]["id"], "Cy")] == [(customer_id("cy"), "Cy")]


def test_a_sale_alone_makes_nobody_known(api: Api) -> None:
    assert recorded(api, "sale", {**SALE, "customerName": "Cy"})["customer"] is None
    assert rows(Customer) == []


def test_what_is_as_long_as_may_be_is_recorded(api: Api) -> None:
    long = "é" * 255
    recorded(api, "lead", {"clickId": "c" * 255, "eventName": long, "customerExternalId": long, "customerName": long})
    sale = {**SALE, "amount": 999_999_999_999_999, "invoiceId": long, "paymentProcessor": long, "partnerKey": long}
    recorded(api, "sale", {**sale, "eventName": long, "leadEventName": long, "metadata": {"a": "é" * 9_992}})
    recorded(api, "refund", {"invoiceId": long, "amount": 999_999_999_999_999})
    recorded(api, "churn", {"customerExternalId": long, "churnedAt": "0001-01-02T00:00:00+10:00"})
    assert [len(rows(table)) for table in (Lead, Sale, Refund, Churn)] == [1, 1, 1, 1]


def test_a_key_is_remembered_when_only_the_drain_has_seen_it(api: Api) -> None:
    """As after an outage: nobody could note the answer."""
    first = api.post("sale", Idempotency_Key="k1")
    drain(api.app)
    with writing() as session:
        session.execute(delete(Answered))
    other = api.post("sale", {**SALE, "amount": 1}, Idempotency_Key="k1")
    assert other.status_code == 422 and other.json and other.json["type"].endswith("#key-reused")
    assert api.post("sale", Idempotency_Key="k1").data == first.data
    drain(api.app)
    assert len(rows(Sale)) == 1


def test_an_answer_that_was_blanked_is_still_a_replay(api: Api) -> None:
    api.post("lead", {**LEAD, **PERSON}, Idempotency_Key="k1")
    drain(api.app)
    with writing() as session:
        session.scalars(select(Answered)).one().answer = None
    with writing() as session:
        session.scalars(select(Answered)).one().lease_until -= LEASE
    assert api.post("lead", {**LEAD, **PERSON}, Idempotency_Key="k1").status_code == 200

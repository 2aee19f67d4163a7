"""The calls: what is sent is in the journal before it is answered, and what the answer says."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from apis import BODIES, CHURN, LEAD, REFUND, SALE, Api
from flask import Flask

from goodword.db import now, writing
from goodword.journal import segments as journal_segments
from goodword.referrals import directory
from goodword.referrals.api import routes
from goodword.referrals.click_rows import Click
from goodword.referrals.models import Enrollment, Link, Partner
from goodword.referrals.natural_ids import customer_id, reported_lead_id, sale_id

CLICK = "clk_" + "a" * 32
NOBODY = {"name": None, "email": None, "avatar": None, "externalId": "cy"}


@pytest.fixture
def api(make_bare: Callable[..., Flask], sqlite_url: str) -> Api:
    """What does not depend on the database is asked on one."""
    return served(make_bare(database_url=sqlite_url))


def served(app: Flask) -> Api:
    routes.init_app(app)
    return Api(app)


def test_a_lead_is_written_down_and_answered(api: Api) -> None:
    answer = api.post("lead", {**LEAD, "customerName": "Cy Noone", "customerEmail": "Cy@example.com", "mode": "wait"})
    assert (answer.status_code, answer.content_type) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    customer = {"name": "Cy Noone", "email": "cy@example.com", "avatar": None, "externalId": "cy"}
    assert answer.json == {"click": {"id": ""}, "link": None, "customer": customer}
    (record,) = api.records()
    assert (record["kind"], record["lead"], record["customer"]) == (
        "reported-lead",
        reported_lead_id("cy", "Sign up"),
        customer_id("cy"),
    )
    assert (record["asked"], record["mode"]) == ({"api_key": "billing", "path": "/api/v1/track/lead"}, "wait")


def test_a_sale_is_written_down_and_answered(api: Api) -> None:
    answer = api.post("sale", {**SALE, "invoiceId": "in_1", "metadata": {"seats": 3}})
    sale = {"amount": 4900, "currency": "eur", "paymentProcessor": "custom", "invoiceId": "in_1"}
    assert answer.json == {"eventName": "Purchase", "customer": None, "sale": {**sale, "metadata": {"seats": 3}}}
    (record,) = api.records()
    assert (record["kind"], record["sale"]) == ("sale", sale_id("in_1", ""))


def test_a_refund_is_written_down_and_answered(api: Api) -> None:
    answer = api.post("refund")
    (record,) = api.records()
    assert answer.json == {"refund": {"id": record["refund"], **REFUND}, "sale": None}
    assert record["kind"] == "refund"


def test_churn_is_written_down_and_answered(api: Api) -> None:
    answer = api.post("churn")
    (record,) = api.records()
    churn = {"id": record["id"], "churnedAt": "2026-11-22T05:30:00+00:00"}
    assert answer.json == {"churn": churn, "customer": None}
    assert (record["kind"], record["churned_at"]) == ("churn", churn["churnedAt"])


def test_a_customer_leaves_at_a_moment_once(api: Api) -> None:
    api.post("churn")
    api.post("churn", {**CHURN, "churnedAt": "2026-11-22T05:30:00Z"})
    first, second = api.records()
    assert first["id"] == second["id"]


@pytest.mark.parametrize("call", BODIES)
def test_it_is_on_disk_before_the_answer(api: Api, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = journal_segments.data_sync
    monkeypatch.setattr(journal_segments, "data_sync", lambda file: (synced.append(file), real(file)))
    assert api.post(call).status_code == 200
    assert len(synced) == 1 and len(api.records()) == 1


@pytest.mark.parametrize("call", BODIES)
def test_what_cannot_be_written_down_is_not_acknowledged(api: Api, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal_segments, "data_sync", fail)
    answer = api.post(call)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json and answer.json["type"] == "/api/v1/problems#not-kept"
    assert "/" not in answer.json["detail"], "where our files lie is nobody's business"


def test_a_lead_that_is_reported_again_is_answered_as_the_first(api: Api) -> None:
    first = api.post("lead", {**LEAD, "clickId": CLICK, "customerName": "Cy"})
    again = api.post("lead", {**LEAD, "clickId": "clk_" + "b" * 32, "customerName": "Somebody else"})
    assert again.data == first.data


@pytest.mark.parametrize("mode", ["async", "deferred"])
def test_nothing_is_learned_from_a_repeat(api: Api, mode: str) -> None:
    api.post("lead", {**LEAD, "customerName": "Cy"})
    api.post("lead", {**LEAD, "customerName": "Somebody else", "customerEmail": "else@example.com", "mode": mode})
    answer = api.post("sale").json
    assert answer and (answer["customer"]["name"], answer["customer"]["email"]) == ("Cy", None)


def test_a_sale_of_one_invoice_is_answered_as_the_first(api: Api) -> None:
    first = api.post("sale", {**SALE, "invoiceId": "in_1", "customerName": "Cy"})
    again = api.post("sale", {**SALE, "invoiceId": "in_1", "amount": 1, "currency": "usd", "customerName": "Else"})
    assert again.data == first.data


def test_sales_without_invoice_are_sales_of_their_own(api: Api) -> None:
    api.post("sale")
    api.post("sale")
    first, second = api.records()
    assert first["sale"] != second["sale"]


def test_a_sale_knows_the_customer_of_a_lead_before_it(api: Api) -> None:
    api.post("lead", {**LEAD, "customerName": "Cy", "customerEmail": "cy@example.com"})
    answer = api.post("sale").json
    assert answer and answer["customer"] == {**NOBODY, "name": "Cy", "email": "cy@example.com", "id": customer_id("cy")}


def test_a_refund_knows_its_sale(api: Api) -> None:
    sale = api.post("sale", {**SALE, "invoiceId": "in_1"}).json
    refund = api.post("refund").json
    assert sale and refund and refund["sale"] == sale["sale"]


def test_a_refund_that_is_reported_again_is_answered_as_the_first(api: Api) -> None:
    first = api.post("refund", {**REFUND, "refundId": "re_1"})
    again = api.post("refund", {"invoiceId": "in_2", "amount": 1, "refundId": "re_1"})
    assert again.data == first.data
    one, two = (api.post("refund").json for _ in range(2))
    assert one and two and one == two and one != first.json


@pytest.mark.parametrize(
    "changed", [{"refundId": "re_2"}, {"amount": 1}, {"invoiceId": "in_2"}, {"refundId": None, "Idempotency_Key": "k"}]
)
def test_another_id_key_amount_or_invoice_is_another_refund(api: Api, changed: dict[str, Any]) -> None:
    said = {**REFUND, **changed}
    key = {"Idempotency_Key": said.pop("Idempotency_Key")} if "Idempotency_Key" in said else {}
    first, other = api.post("refund").json, api.post("refund", said, **key).json
    assert first and other and first["refund"]["id"] != other["refund"]["id"]


def test_a_lead_without_click_is_answered_with_the_customers(api: Api) -> None:
    api.post("lead", {**LEAD, "clickId": CLICK})
    answer = api.post("lead", {**LEAD, "eventName": "Demo", "clickId": None}).json
    assert answer and answer["click"] == {"id": CLICK}


def test_a_deferred_lead_counts_with_a_later_call(api: Api) -> None:
    api.post("lead", {**LEAD, "clickId": CLICK, "customerName": "Cy", "mode": "deferred"})
    answer = api.post("lead", {**LEAD, "customerName": "Cy Noone"}).json
    assert answer == {"click": {"id": CLICK}, "link": None, "customer": {**NOBODY, "name": "Cy Noone"}}


def linked_click(app: Flask) -> Link:
    """Ada's link, and a click by it."""
    with writing() as session:
        ada = Partner(slug="ada", kind="affiliate", language="en", revision=1, created_at=now())
        ada.enrollments.append(Enrollment(program="affiliates", status="approved", created_at=now()))
        link = Link(code="ada-1", partner=ada, path="/for/x?a=1", language="en", revision=1, by="Mina")
        session.add(link)
        session.flush()
        facts: dict[str, Any] = {"page": "/", "language": "en", "kind": "human", "reason": "", "more": {}}
        session.add(Click(id=CLICK, at=now(), day=now().date(), partner_id=ada.id, link_id=link.id, **facts))
    directory.of(app).refresh()
    return link


def test_a_link_is_answered_whole(bare: Flask) -> None:
    link = linked_click(bare)
    answer = served(bare).post("lead", {**LEAD, "clickId": CLICK}).json
    assert answer and answer["link"] == {
        "id": link.public_id,
        "domain": "localhost",
        "key": "ada-1",
        "shortLink": "http://localhost/r/ada-1",
        "url": "http://localhost/for/x?a=1",
        "partnerId": link.partner.public_id,
        "programId": "affiliates",
        "tenantId": None,
        "externalId": None,
    }


def test_a_repeat_with_another_click_is_answered_with_the_link_of_the_first(bare: Flask) -> None:
    linked_click(bare)
    api = served(bare)
    first = api.post("lead", {**LEAD, "clickId": CLICK})
    assert first.json and first.json["link"]
    assert api.post("lead", {**LEAD, "clickId": "clk_" + "b" * 32}).data == first.data


def test_nothing_that_was_sent_is_lost(api: Api) -> None:
    body = {
        **SALE, "customerName": "Cy", "customerEmail": "cy@example.com", "customerAvatar": "https://example.com/a.png",
        "clickId": CLICK, "partnerKey": "ada", "invoiceId": "in_1", "eventName": "Invoice paid",
        "leadEventName": "Sign up", "paymentProcessor": "stripe", "metadata": {"a": ["é", 1]}, "other": 1,
    }  # fmt: skip
    api.post("sale", json.dumps(body).encode())
    (record,) = api.records()
    kept = {key: value for key, value in record.items() if key not in ("id", "at", "asked", "kind", "sale", "customer")}
    assert kept == {
        "external_id": "cy", "name": "Cy", "email": "cy@example.com", "avatar": "https://example.com/a.png",
        "click": CLICK, "partner_key": "ada", "invoice_id": "in_1", "event_name": "Invoice paid",
        "lead_event_name": "Sign up", "processor": "stripe", "metadata": {"a": ["é", 1]},
        "amount": 4900, "currency": "eur",
    }  # fmt: skip

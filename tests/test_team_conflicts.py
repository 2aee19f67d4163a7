"""`/team/leads/conflicts`: reports under one key with two contents, until somebody settles them."""

from datetime import UTC

import pytest
from flask import Flask
from flask.testing import FlaskClient
from people import MINA, sign_in
from recording import add_partners, record, refund, sale

from goodword.db import db
from goodword.referrals.records import Asked
from goodword.referrals.sale_rows import Conflict

SECOND = "evt_b"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """With one conflict: the same key came with 49 and, a minute later, with 94 euros."""
    add_partners("ada")
    for name, minute, amount in (("a", 1, 4900), ("b", 2, 9400)):
        asked = Asked(api_key="crm", path="/track/sale", key="k" * 64, body=name * 64)
        record(sale(name, minute, invoice=f"in_{name}", amount=amount, asked=asked))
    return app.test_client()


def test_today_leads_to_what_was_reported_and_does_not_count(client: FlaskClient) -> None:
    sign_in(client)
    assert "1 report contradicts an earlier one" in client.get("/team").text
    text = client.get("/team/leads/conflicts").text
    assert "9400" in text and "in_b" in text and "crm" in text and "in_a" not in text


def test_who_settles_it_and_when_is_kept(client: FlaskClient) -> None:
    token = sign_in(client)
    assert client.post(f"/team/leads/conflicts/{SECOND}", data={"csrf_token": token}).status_code == 303
    row = db.session.get(Conflict, SECOND)
    assert row and row.settled_by == MINA and row.settled_at and row.settled_at.tzinfo is UTC
    text = client.get("/team/leads/conflicts").text
    assert "Nothing contradicts anything" in text and MINA in text
    assert "contradicts" not in client.get("/team").text


def test_the_first_to_settle_it_stays(client: FlaskClient) -> None:
    for who in (MINA, "ada@spokewise.example"):
        client.post(f"/team/leads/conflicts/{SECOND}", data={"csrf_token": sign_in(client, who)})
    row = db.session.get(Conflict, SECOND)
    assert row and row.settled_by == MINA


def test_a_conflict_that_is_not_there_is_404(client: FlaskClient) -> None:
    token = sign_in(client)
    assert client.post("/team/leads/conflicts/evt_0", data={"csrf_token": token}).status_code == 404


def test_what_counts_stands_beside_what_was_said_and_why_it_does_not_count(client: FlaskClient) -> None:
    record(sale("c", 3, invoice="in_a", amount=0), refund("d", 4, "in_a", 5000), refund("e", 5, "in_a", 5000))
    sign_in(client)
    text = client.get("/team/leads/conflicts").text
    assert "This invoice was reported before with another amount, currency or customer." in text
    assert "<bdi>0</bdi>" in text and "what counts: <bdi>4900</bdi>" in text
    assert "come to more than its sale" in text and "have it sent with a refundId" in text

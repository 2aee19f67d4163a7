"""`/team/leads/conflicts`: reports under one key with two contents, until somebody settles them."""

import re
from collections.abc import Mapping
from datetime import UTC
from typing import Any

import pytest
from factories import NOON
from flask import Flask
from flask.testing import FlaskClient
from people import MINA, sign_in
from recording import add_partners, record, refund, sale
from sqlalchemy import select

from goodword.db import db, writing
from goodword.referrals.recording.forgetting import erase
from goodword.referrals.recording.settled import outcome_of, seen_of
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


def values(client: FlaskClient) -> dict[str, str]:
    """What the form sends for each conflict, by its id."""
    text = client.get("/team/leads/conflicts").text
    return {value.partition(".")[0]: value for value in re.findall(r'name="conflict" value="([^"]+)"', text)}


def shown(client: FlaskClient) -> list[str]:
    """The ids of those to settle, in order."""
    sign_in(client)
    return list(values(client))


def settle(
    client: FlaskClient,
    *numbers: str,
    who: str = MINA,
    why: str = "a <test> of ours",
    seen: Mapping[str, str] | None = None,
) -> Any:
    token = sign_in(client, who)
    known = values(client) | (seen or {})
    chosen = [known.get(number, f"{number}.before") for number in numbers]
    return client.post("/team/leads/conflicts", data={"csrf_token": token, "conflict": chosen, "why": why})


def the_conflict() -> Conflict:
    db.session.rollback()
    row = db.session.get(Conflict, SECOND)
    assert row
    return row


def test_today_leads_to_what_was_reported_and_does_not_count(client: FlaskClient) -> None:
    sign_in(client)
    assert "1 report contradicts an earlier one" in client.get("/team").text
    text = client.get("/team/leads/conflicts").text
    assert "€94.00" in text and "in_b" in text and "crm" in text and "in_a" not in text


def test_who_settles_it_when_and_why_is_kept(client: FlaskClient) -> None:
    answer = settle(client, SECOND)
    assert answer.status_code == 303 and answer.headers["Location"] == "/team/leads/conflicts?settled=1#main"
    row = the_conflict()
    assert (row.settled_by, row.settled_why) == (MINA, "a <test> of ours")
    assert row.settled_at and row.settled_at.tzinfo is UTC
    text = client.get("/team/leads/conflicts?settled=1").text
    assert "Nothing contradicts anything" in text and MINA in text and "a &lt;test&gt; of ours" in text
    assert "1 report is settled." in text and "contradicts" not in client.get("/team").text


def test_several_are_settled_with_one_form_and_the_others_stay(client: FlaskClient) -> None:
    record(sale("c", 3, invoice="in_a", amount=1), sale("d", 4, invoice="in_a", amount=2))
    first, second, third = shown(client)
    answer = settle(client, first, third)
    assert answer.headers["Location"] == "/team/leads/conflicts?settled=2#main"
    rows = db.session.scalars(select(Conflict)).all()
    assert {row.id: (row.settled_by, row.settled_why) for row in rows} == {
        first: (MINA, "a <test> of ours"),
        second: ("", ""),
        third: (MINA, "a <test> of ours"),
    }


def test_the_first_to_settle_it_stays_and_the_other_one_is_told(client: FlaskClient) -> None:
    record(sale("c", 3, invoice="in_a", amount=1))
    sign_in(client)
    seen = shown(client)
    settle(client, SECOND)
    answer = settle(client, *seen, who="ada@spokewise.example", why="another reason")
    assert answer.headers["Location"] == "/team/leads/conflicts?settled=1&before=1#main"
    assert (the_conflict().settled_by, the_conflict().settled_why) == (MINA, "a <test> of ours")
    assert "was settled by somebody else meanwhile" in client.get("/team/leads/conflicts?before=1").text


def test_one_that_says_something_else_by_now_is_left_to_be_looked_at_again(client: FlaskClient) -> None:
    record(sale("c", 3, invoice="in_a", amount=1))
    sign_in(client)
    (number,) = set(shown(client)) - {SECOND}
    before = values(client)[number]
    record(sale("d", 0, invoice="in_a", amount=2))
    answer = settle(client, number, seen={number: before})
    assert answer.headers["Location"] == "/team/leads/conflicts?changed=1#main"
    row = db.session.get(Conflict, number)
    assert row and row.settled_at is None


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"why": "because"}, "Choose at least one report."),
        ({"conflict": f"{SECOND}.x"}, "Write what you found"),
        ({"conflict": f"{SECOND}.x", "why": " \0 "}, "Write what you found"),
    ],
)
def test_what_is_missing_is_said_and_what_was_given_is_kept(
    client: FlaskClient, fields: Mapping[str, str], said: str
) -> None:
    token = sign_in(client)
    answer = client.post("/team/leads/conflicts", data={"csrf_token": token, **fields})
    assert answer.status_code == 422 and said in answer.text
    assert ("checked aria" in answer.text) is ("conflict" in fields)
    assert (">because<" in answer.text) is (fields.get("why") == "because")
    assert the_conflict().settled_at is None


def test_without_the_token_nothing_is_settled(client: FlaskClient) -> None:
    sign_in(client)
    assert client.post("/team/leads/conflicts", data={"conflict": SECOND, "why": "x"}).status_code == 403
    assert the_conflict().settled_at is None


def conflict(**more: Any) -> Conflict:
    return Conflict(why="invoice", record={"id": "evt_a", "amount": 1}, **more)


OUTCOMES = {
    "as it was seen": (conflict(), True, "settled"),
    "otherwise than it was seen": (conflict(), False, "changed"),
    "settled meanwhile": (conflict(settled_at=NOON), True, "before"),
    "settled and changed": (conflict(settled_at=NOON), False, "before"),
    "gone": (None, False, "gone"),
}


@pytest.mark.parametrize("case", OUTCOMES)
def test_what_becomes_of_one_that_is_settled(case: str) -> None:
    row, as_seen, expected = OUTCOMES[case]
    assert outcome_of(row, seen_of(row) if row and as_seen else "no") == expected


def test_a_settlement_goes_with_the_person_it_names(client: FlaskClient) -> None:
    settle(client, SECOND, why="asked cy@example.com")
    with writing() as session:
        erase(session, "cy@example.com", NOON)
    assert the_conflict().settled_why == "asked [erased]" and the_conflict().settled_by == MINA


def test_what_counts_stands_beside_what_was_said_and_why_it_does_not_count(client: FlaskClient) -> None:
    record(sale("c", 3, invoice="in_a", amount=0), refund("d", 4, "in_a", 5000), refund("e", 5, "in_a", 5000))
    sign_in(client)
    text = client.get("/team/leads/conflicts").text
    assert "This invoice was reported before with another amount, currency or customer." in text
    assert "<bdi>€0.00</bdi>" in text and "what counts: <bdi>€49.00</bdi>" in text
    assert "come to more than its sale" in text and "have it sent with a refundId" in text

"""An invoice that is reported again: what was said first counts, and what differs is kept for people to look at."""

import logging
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from recording import add_partners, at, record, refund, sale
from sqlalchemy import delete, select

from goodword.db import db, writing
from goodword.referrals.recording import conflicts
from goodword.referrals.records import Record
from goodword.referrals.sale_rows import Conflict, Customer, Sale

FIRST: Mapping[str, Any] = {"invoice": "in_1", "who": "c1", "amount": 4900, "currency": "eur"}
Kept = Mapping[str, Mapping[str, Any]]


def paid(name: str, /, minute: float, **more: Any) -> Record:
    return sale(name, minute, **{**FIRST, **more})


CASES: Mapping[str, tuple[Sequence[Record], Kept]] = {
    "the same again": ([paid("a", 1), paid("b", 2)], {}),
    "with other words": ([paid("a", 1, name="Cy"), paid("b", 2, name="Mo", metadata={"a": 1}, event_name="Other")], {}),
    "another amount": ([paid("a", 1), paid("b", 2, amount=1)], {"b": {"amount": 4900}}),
    "another currency": ([paid("a", 1), paid("b", 2, currency="usd")], {"b": {"currency": "eur"}}),
    "another customer": ([paid("a", 1), paid("b", 2, who="c2")], {"b": {"external_id": "c1"}}),
    "everything": (
        [paid("a", 1), paid("b", 2, who="c2", amount=1, currency="usd")],
        {"b": {"amount": 4900, "currency": "eur", "external_id": "c1"}},
    ),
    "the same contradiction twice": (
        [paid("a", 1), paid("b", 2, amount=1), paid("c", 3, amount=1)],
        {"b": {"amount": 4900}},
    ),
    "two contradictions": (
        [paid("a", 1), paid("b", 2, amount=1), paid("c", 3, amount=2)],
        {"b": {"amount": 4900}, "c": {"amount": 4900}},
    ),
    "there and back": ([paid("a", 1), paid("b", 2, amount=1), paid("c", 3)], {"b": {"amount": 4900}}),
    "back and there": ([paid("a", 1, amount=1), paid("b", 2), paid("c", 3, amount=1)], {"b": {"amount": 1}}),
    "two invoices": ([paid("a", 1), paid("b", 2, invoice="in_2", amount=1)], {}),
    "no invoice": ([paid("a", 1, invoice=""), paid("b", 2, invoice="", amount=1)], {}),
}  # fmt: skip


@pytest.fixture(autouse=True)
def cast(bare: Flask) -> None:
    add_partners("ada")


def kept() -> Kept:
    """What counts instead of what was said, by the event that said it."""
    rows = db.session.scalars(select(Conflict))
    return {row.record["id"].removeprefix("evt_"): row.record["counted"] for row in rows}


def test_what_was_said_first_counts_and_what_differs_is_kept_whatever_comes_first() -> None:
    for name, (records, expected) in CASES.items():
        for order in permutations(records):
            for each in order:
                record(each)
            record(*order)
            assert kept() == expected, (name, [one.id for one in order])
            (first,) = [row for row in db.session.scalars(select(Sale)) if row.event == "evt_a"]
            assert first.at == at(1), name
            with writing() as session:
                for table in (Sale, Conflict, Customer):
                    session.execute(delete(table))


def test_a_conflict_says_what_was_said_when_and_by_which_key() -> None:
    record(paid("a", 1), paid("b", 2, amount=1))
    row = db.session.execute(select(Conflict)).scalar_one()
    assert row.record == {
        "kind": "sale",
        "id": "evt_b",
        "asked": {"api_key": "crm", "path": "/api/v1/track/sale"},
        "invoice_id": "in_1",
        "amount": 1,
        "currency": "eur",
        "external_id": "c1",
        "counted": {"amount": 4900},
    }
    assert (row.why, row.at, row.settled_at) == ("invoice", at(2), None)


def test_the_log_is_told_once_and_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            record(
                paid("a", 1, who="cy@example.com"), paid("b", 2, who="mo@example.com", invoice="in_1", email="x@y.zz")
            )
    (message,) = [each.getMessage() for each in caplog.records]
    number = db.session.scalars(select(Conflict.id)).one()
    assert "another amount, currency or customer" in message and "crm" in message and number in message
    assert "@" not in message and "in_1" not in message


def test_of_very_many_contradictions_the_first_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conflicts, "MOST", 3)
    said = [paid(f"b{number}", number, amount=number) for number in range(2, 8)]
    record(*reversed(said))
    record(paid("a", 1))
    for each in said:
        record(each)
    assert sorted(kept()) == ["b2", "b3", "b4"]


def test_what_somebody_settled_stays_as_they_saw_it() -> None:
    record(paid("b", 2, amount=1), paid("c", 3))
    with writing() as session:
        session.scalars(select(Conflict)).one().settled_at = at(10)
    record(paid("a", 1))
    rows = db.session.scalars(select(Conflict).order_by(Conflict.at)).all()
    assert [(row.record["amount"], row.record["counted"]) for row in rows] == [
        (1, {"amount": 4900}),
        (4900, {"amount": 1}),
    ]


def test_a_refund_counts_for_the_sale_that_counts() -> None:
    record(paid("b", 2, amount=1), refund("back", 3, amount=100))
    record(paid("a", 1))
    assert {row.why: row.record["id"] for row in db.session.scalars(select(Conflict))} == {"invoice": "evt_b"}

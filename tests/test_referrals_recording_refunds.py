"""Refunds in the database: which are one, how much of them counts, and what is kept for people to look at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from flask import Flask
from recording import add_partners, orders, record, refund, sale
from sqlalchemy import delete, select

from goodword.db import db, writing
from goodword.referrals.recording.refunds import shares
from goodword.referrals.records import Record
from goodword.referrals.sale_rows import Conflict, KeySeen, Refund, Sale

PAID = sale("paid", 5, invoice="in_1", amount=4900)


@dataclass(frozen=True, slots=True)
class Case:
    """``counted`` by the event of each refund that is one; ``conflicts`` by the event that is not counted, or not all
    of it, with the reason."""

    records: Sequence[Record]
    counted: Mapping[str, int]
    conflicts: Mapping[str, str] = field(default_factory=dict)


def back(name: str, minute: float, amount: int = 1000, **more: str) -> Record:
    return refund(name, minute, amount=amount, **more)


CASES: Mapping[str, Case] = {
    "one refund": Case([PAID, back("a", 10)], {"a": 1000}),
    "all of the sale": Case([PAID, back("a", 10, 4900)], {"a": 4900}),
    "nothing was given back": Case([PAID, back("a", 10, 0)], {"a": 0}),
    "the same amount again is a retry": Case([PAID, back("a", 10), back("b", 20)], {"a": 1000}, {"b": "refund-again"}),
    "and again": Case(
        [PAID, back("a", 10), back("b", 20), back("c", 30)], {"a": 1000}, {"b": "refund-again", "c": "refund-again"}
    ),
    "another amount is another refund": Case([PAID, back("a", 10), back("b", 20, 900)], {"a": 1000, "b": 900}),
    "another invoice's is another refund": Case(
        [PAID, back("a", 10), back("b", 20, invoice="in_2")], {"a": 1000, "b": 0}
    ),
    "two ids, two refunds": Case(
        [PAID, back("a", 10, named="re_1"), back("b", 20, named="re_2")], {"a": 1000, "b": 1000}
    ),
    "one id, one refund": Case([PAID, back("a", 10, named="re_1"), back("b", 20, named="re_1")], {"a": 1000}),
    "one id under two keys is one refund": Case(
        [PAID, back("a", 10, named="re_1", key="k1"), back("b", 20, named="re_1", key="k2")], {"a": 1000}
    ),
    "one id with two amounts": Case(
        [PAID, back("a", 10, named="re_1"), back("b", 20, 900, named="re_1")], {"a": 1000}, {"b": "refund-id"}
    ),
    "one id of two invoices": Case(
        [PAID, back("a", 10, named="re_1"), back("b", 20, named="re_1", invoice="in_2")],
        {"a": 1000},
        {"b": "refund-id"},
    ),
    "what contradicts and comes three times is one conflict": Case(
        [PAID, back("a", 10, named="re_1"), *(back(name, 20, 900, named="re_1") for name in "bcd")],
        {"a": 1000},
        {"b": "refund-id"},
    ),
    "two keys, two refunds": Case([PAID, back("a", 10, key="k1"), back("b", 20, key="k2")], {"a": 1000, "b": 1000}),
    "a second one with an id beside one without": Case(
        [PAID, back("a", 10), back("b", 20, named="re_2")], {"a": 1000, "b": 1000}
    ),
    "more than the sale": Case(
        [PAID, back("a", 10, 4000), back("b", 20, 1000)], {"a": 4000, "b": 900}, {"b": "refund-beyond"}
    ),
    "nothing is left to take off": Case(
        [PAID, back("a", 10, 4900), back("b", 20, 1000)], {"a": 4900, "b": 0}, {"b": "refund-beyond"}
    ),
    "one refund of more than the sale": Case([PAID, back("a", 10, 5000)], {"a": 4900}, {"a": "refund-beyond"}),
    "of a sale of nothing": Case(
        [sale("paid", 5, invoice="in_1", amount=0), back("a", 10, 1)], {"a": 0}, {"a": "refund-beyond"}
    ),
    "of an invoice that nobody knows": Case([back("a", 10)], {"a": 0}),
    "the sale is reported after it": Case([sale("paid", 30, invoice="in_1"), back("a", 10)], {"a": 1000}),
    "of a sale reported twice the first amount counts": Case(
        [PAID, sale("again", 6, invoice="in_1", amount=100), back("a", 10)], {"a": 1000}, {"again": "invoice"}
    ),
}


@pytest.fixture(autouse=True)
def cast(bare: Flask) -> None:
    add_partners("ada")


def clear() -> None:
    with writing() as session:
        for table in (Sale, Refund, Conflict, KeySeen):
            session.execute(delete(table))


def counted() -> dict[str, int]:
    return {row.event.removeprefix("evt_"): row.counted for row in db.session.scalars(select(Refund))}


def conflicts() -> dict[str, str]:
    return {row.record["id"].removeprefix("evt_"): row.why for row in db.session.scalars(select(Conflict))}


def earned() -> list[int]:
    """What totals have of each sale: never less than nothing."""
    off = Counter[str]()
    for row in db.session.scalars(select(Refund)):
        off[row.invoice_id] += row.counted
    return [row.amount - off[row.invoice_id or ""] for row in db.session.scalars(select(Sale))]


def test_what_counts_and_what_is_shown_whatever_comes_first() -> None:
    """Cases in one test: a database for each of so many would take longer than all of them."""
    for name, case in CASES.items():
        for order in orders(case.records, 6):
            for each in order:
                record(each)
            record(*order)
            assert (counted(), conflicts()) == (case.counted, case.conflicts), (name, [one.id for one in order])
            assert all(left >= 0 for left in earned()), name
            clear()


def test_a_conflict_says_what_was_said_and_what_counts() -> None:
    record(PAID, back("a", 10, named="re_1"), back("b", 20, 900, named="re_1"))
    row = db.session.execute(select(Conflict)).scalar_one()
    assert row.record == {
        "kind": "refund",
        "id": "evt_b",
        "asked": {"api_key": "crm", "path": "/api/v1/track/refund"},
        "invoice_id": "in_1",
        "amount": 900,
        "refund_id": "re_1",
        "counted": {"amount": 1000},
    }


def test_what_no_longer_goes_beyond_the_sale_is_no_conflict_any_more() -> None:
    """The sale was reported before, with more."""
    record(PAID, back("a", 10, 5000))
    record(sale("before", 4, invoice="in_1", amount=5000))
    assert (counted(), conflicts()) == ({"a": 5000}, {"paid": "invoice"})


def test_the_shares_of_refunds() -> None:
    assert shares(100, [60, 60, 1]) == [60, 40, 0]
    assert shares(0, [1]) == [0] and shares(100, []) == []

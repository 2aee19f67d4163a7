"""A repeat of a reported lead changes nothing: what the first report told stands, whichever was recorded first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from flask import Flask
from recording import add_partners, at, click, credited, everything, lead, orders, record, sale
from sqlalchemy import delete, select

from goodword.db import db, writing
from goodword.referrals.click_rows import Click
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Touch
from goodword.referrals.recording import telling
from goodword.referrals.records import Record
from goodword.referrals.sale_rows import Customer, CustomerAddress, Sale

ONE, TWO, THREE = ({"name": name, "email": f"{name}@example.com"} for name in ("one", "two", "three"))
LATER = {"mode": "deferred"}
CASES: Mapping[str, tuple[Sequence[Record], str]] = {
    "a repeat says otherwise": ([lead("a", 1, **ONE), lead("b", 2, **TWO)], "one"),
    "a repeat says what the first left out": ([lead("a", 1), lead("b", 2, **TWO)], ""),
    "two repeats": ([lead("a", 1, **ONE), lead("b", 2, **TWO), lead("c", 3, **THREE)], "one"),
    "another event is no repeat": ([lead("a", 1, **ONE), lead("b", 2, event="Demo", **TWO)], "two"),
    "a sale may tell": ([lead("a", 1, **ONE), sale("b", 2, **TWO)], "two"),
    "a repeat after a sale": ([lead("a", 1, **ONE), sale("b", 2, **TWO), lead("c", 3, **THREE)], "two"),
    "deferred, then counted": ([lead("a", 1, **ONE, **LATER), lead("b", 2)], "one"),
    "deferred, then counted with other words": ([lead("a", 1, **ONE, **LATER), lead("b", 2, **TWO)], "two"),
    "only deferred, twice": ([lead("a", 1, **ONE, **LATER), lead("b", 2, **TWO, **LATER)], "two"),
    "deferred once it counted": ([lead("a", 1, **ONE), lead("b", 2, **TWO, **LATER)], "one"),
    "deferred, counted, deferred": ([lead("a", 1, **ONE, **LATER), lead("b", 2), lead("c", 3, **TWO, **LATER)], "one"),
    "deferred for another event": ([lead("a", 1, **ONE), lead("b", 2, event="Demo", **TWO, **LATER)], "two"),
    "deferred beyond what is kept": (
        [lead("a", 1, **ONE, **LATER), lead("b", 2, **TWO, **LATER), lead("c", 3, **THREE, **LATER)],
        "two",
    ),
}
TABLES = Credit, Touch, LeadEvent, Lead, Sale, CustomerAddress, Customer


@pytest.fixture(autouse=True)
def cast(bare: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "MOST", 2)
    add_partners("ada", "ben")


def clear() -> None:
    with writing() as session:
        for table in TABLES:
            session.execute(delete(table))


def test_what_is_known_of_a_customer_whatever_comes_first() -> None:
    for name, (records, known) in CASES.items():
        for order in orders(records):
            for each in order:
                record(each)
            record(*order)
            customer = db.session.execute(select(Customer)).scalar_one()
            found = customer.name, customer.email
            assert found == (known, known and f"{known}@example.com"), (name, [one.id for one in order])
            clear()


EVIDENCE: Mapping[str, tuple[Sequence[Record], Mapping[str, str]]] = {
    "a repeat's click": (
        [lead("a", 1, click="one"), lead("b", 2, click="two"), sale("c", 3)],
        {"a": "ada", "c": "ada"},
    ),
    "a repeat's click where the first had none": (
        [lead("a", 1), lead("b", 2, click="two"), sale("c", 3)],
        {"a": "", "c": ""},
    ),
    "deferred before": ([lead("a", 1, click="one", **LATER), lead("b", 2)], {"b": "ada"}),
    "deferred once it counted": (
        [lead("a", 1), lead("b", 2, click="two", **LATER), sale("c", 3)],
        {"a": "", "c": ""},
    ),
    "deferred before and after": (
        [lead("a", 1, click="one", **LATER), lead("b", 2), lead("c", 3, click="two", **LATER), sale("d", 4)],
        {"b": "ada", "d": "ada"},
    ),
}  # fmt: skip


def test_who_is_credited_whatever_comes_first() -> None:
    record(click("one", partner="ada"), click("two", partner="ben"))
    for name, (records, expected) in EVIDENCE.items():
        for order in orders(records):
            for each in order:
                record(each)
            assert credited() == expected, (name, [one.id for one in order])
            clear()
    assert len(list(db.session.scalars(select(Click)))) == 2


def test_what_was_told_before_a_person_was_erased_does_not_come_back() -> None:
    record(lead("b", 2, **TWO))
    with writing() as session:
        customer = session.scalars(select(Customer)).one()
        lead_ = session.scalars(select(Lead)).one()
        customer.erased_at = lead_.erased_at = lead_.at
        customer.name = customer.email = lead_.name = lead_.email = ""
    record(lead("a", 1))
    customer = db.session.execute(select(Customer)).scalar_one()
    assert (customer.name, customer.email) == ("", "")


def test_a_report_that_is_sent_again_with_its_key_was_made_when_it_came_first() -> None:
    """The second sending may lie in another process's journal, and be recorded before the first."""
    record(click("one", partner="ada"))
    for mode in ({}, LATER):
        first, *others = lead("a", 1, click="one", **ONE, **mode), lead("b", 5), sale("c", 2)
        again = replace(first, at=at(24 * 60))
        record(first, *others)
        expected = rows()
        clear()
        for each in (again, *others, first, again):
            record(each)
        assert rows() == expected, mode
        clear()


def rows() -> Mapping[str, Sequence[object]]:
    """But for totals, which are not cleared."""
    return {name: found for name, found in everything().items() if not name.startswith("rollup")}

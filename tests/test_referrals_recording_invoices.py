"""An invoice that is reported again: what was said first counts, and what differs is kept for people to look at."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from flask import Flask
from recording import add_partners, at, everything, lead, orders, record, refund, sale
from sqlalchemy import delete, select

from goodword.db import db, writing
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Touch
from goodword.referrals.recording import conflicts
from goodword.referrals.recording.forgetting import erase
from goodword.referrals.records import Record
from goodword.referrals.sale_rows import Conflict, Customer, CustomerAddress, Sale

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
        for order in orders(records):
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


ONE, TWO = ({"name": name, "email": f"{name}@example.com"} for name in ("one", "two"))
CLAIMED: Mapping[str, tuple[Sequence[Record], Mapping[str, str]]] = {
    "for nobody known": ([paid("a", 1, name="one"), paid("b", 2, who="c2", name="two")], {"c1": "one", "c2": "two"}),
    "with addresses": ([paid("a", 1, **ONE), paid("b", 2, who="c2", **TWO)], {"c1": "one", "c2": "two"}),
    "without a name": ([paid("a", 1), paid("b", 2, who="c2")], {"c1": "", "c2": ""}),
    "there and back": (
        [paid("a", 1), paid("b", 2, who="c2", name="two"), paid("c", 3, name="one")],
        {"c1": "one", "c2": "two"},
    ),
    "and known by a lead": (
        [paid("a", 1, name="one"), paid("b", 2, who="c2", name="two"), lead("c", 3, name="lead")],
        {"c1": "lead", "c2": "two"},
    ),
    "and known by a lead before": (
        [paid("a", 2, name="one"), paid("b", 3, who="c2", name="two"), lead("c", 1, who="c2", name="lead")],
        {"c1": "one", "c2": "two"},
    ),
    "and leads that are repeated": (
        [paid("a", 2), paid("b", 3, who="c2", name="two"), lead("c", 4, who="c2"), lead("d", 5, who="c2", name="no")],
        {"c1": "", "c2": "two"},
    ),
    "for three": (
        [paid(name, n, who=f"c{n}", name=name) for n, name in enumerate(("a", "b", "c"), 1)],
        {"c1": "a", "c2": "b", "c3": "c"},
    ),
    "and another of one": (
        [paid("a", 1, who="c2", name="two"), paid("b", 2), paid("c", 3, invoice="in_2", name="one")],
        {"c1": "one", "c2": "two"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("together", [False, True], ids=["one by one", "in one drain"])
@pytest.mark.parametrize("case", CLAIMED)
def test_whoever_an_invoice_is_claimed_for_is_called_what_was_said_last_whatever_comes_first(
    case: str, together: bool
) -> None:
    records, names = CLAIMED[case]
    found = []
    for order in orders(records):
        for batch in [order[:1], order[1:]] if together else [[each] for each in order]:
            record(*batch)
        record(*order)
        rows = db.session.scalars(select(Customer)).all()
        assert {row.external_id: row.name for row in rows} == names, [each.id for each in order]
        found.append(everything())
        with writing() as session:
            for table in (Credit, Touch, LeadEvent, Lead, Sale, Conflict, CustomerAddress, Customer):
                session.execute(delete(table))
    for name in ("customer", "sale", "conflict", "lead"):
        assert all(each[name] == found[0][name] for each in found), name


def test_what_a_contradicting_report_says_goes_with_the_person() -> None:
    record(paid("a", 1, **ONE), paid("b", 2, who="c2", **TWO))
    with writing() as session:
        erase(session, "two@example.com", at(10))
    record(lead("c", 3, who="c2"), lead("d", 0, who="c2"))
    rows = db.session.scalars(select(Customer)).all()
    assert {row.external_id: (row.name, row.email) for row in rows} == {
        "c1": ("one", "one@example.com"),
        "c2": ("", ""),
    }
    assert "two@" not in repr(everything())

"""The law of recording: the same records come to the same rows, in any order, in any batches, however often."""

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from recording import add_partners, by_click, churn, click, everything, form, lead, record, refund, sale
from sqlalchemy import delete

from goodword.db import Base, writing
from goodword.outbox import Due
from goodword.referrals.click_rows import Click, PageTotal, PartnerTotal
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Touch
from goodword.referrals.recording.recounting import one_moment, recount
from goodword.referrals.records import Record
from goodword.referrals.sale_rows import Churn, Conflict, Customer, CustomerAddress, KeySeen, Refund, Sale

TABLES: Sequence[type[Base]] = (
    Credit, Touch, LeadEvent, Lead, Sale, Refund, Churn, Conflict, KeySeen, CustomerAddress, Customer, Click,
    PartnerTotal, PageTotal, Due,
)  # fmt: skip
MINUTES = st.sampled_from([0, 1, 2, 3, 5, 700, 1_500])
"""Within what crediting forgives two clocks, within the day for which reports may come late, and beyond."""
NAMES = st.sampled_from("pqrs")


def clicks() -> st.SearchStrategy[Record]:
    made = st.tuples(NAMES, st.sampled_from(["ada", "ben", ""]), st.sampled_from(["", "v1", "v2"]), MINUTES)
    agents = st.sampled_from([{}, {"agent": "curl/8"}, {"own": "member"}])
    return st.tuples(made, agents).map(lambda one: click(*(one[0][0], one[0][3], one[0][1], one[0][2]), **one[1]))


def forms() -> st.SearchStrategy[Record]:
    touches = st.lists(st.builds(by_click, NAMES, MINUTES), max_size=2).map(tuple)
    said = {"email": st.sampled_from(["cy@example.com", "mo@example.com"]), "touches": touches}
    said |= {"suspicion": st.sampled_from(["", "", "honeypot"]), "marketing": st.sampled_from(["", "v1", "v2"])}
    said |= {"page": st.sampled_from(["/", "/for/shops"]), "message": st.sampled_from(["one", "two"])}
    said |= {"heard_from": st.sampled_from(["", "ben", "a friend"]), "how": st.sampled_from(["form", "referred"])}
    return st.builds(form, NUMBERS, MINUTES, **said)


def reports() -> st.SearchStrategy[Record]:
    who = st.sampled_from(["c1", "c2"])
    said: dict[str, Any] = {"who": who, "click": st.sampled_from(["", "p", "q", "r"])}
    said |= {"email": st.sampled_from(["", "cy@example.com", "mo@example.com"])}
    said |= {"name": st.sampled_from(["", "One", "Two"]), "avatar": st.sampled_from(["", "/a.png"])}
    said |= {"partner_key": st.sampled_from(["", "", "ada", "ben-link"])}
    leads = st.builds(lead, NUMBERS, MINUTES, mode=st.sampled_from(["", "deferred"]), **said)
    invoices = st.sampled_from(["", "in_1", "in_2"])
    amounts = st.sampled_from([4900, 9900])
    sales = st.builds(one_sale, NUMBERS, MINUTES, invoice=invoices, amount=amounts, **said)
    return st.one_of(leads, sales, st.builds(churn, NUMBERS, MINUTES, who=who), refunds())


def one_sale(name: str, /, minute: int, invoice: str, who: str, **said: Any) -> Record:
    """One invoice is of one customer, the other claimed for both."""
    return sale(name, minute, who, f"{invoice}-{who}" if invoice == "in_1" else invoice, **said)


def refunds() -> st.SearchStrategy[Record]:
    invoices, amounts = st.sampled_from(["in_1-c1", "in_2"]), st.sampled_from([900, 4900])
    return st.builds(refund, NUMBERS, MINUTES, invoice=invoices, amount=amounts, named=st.sampled_from(["", "re_1"]))


NUMBERS = st.integers(0, 10**9).map(str)
RECORDS = st.lists(st.one_of(clicks(), forms(), reports(), reports()), min_size=1, max_size=14)
QUICK = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),  # shrinking takes minutes; ask for it by hand
)


def one_each(records: Sequence[Record]) -> list[Record]:
    """An id belongs to one record: what has the same is left out."""
    return list({each.id: each for each in records}.values())


@pytest.fixture
def cast(bare: Flask) -> Flask:
    add_partners("ada", "ben")
    return bare


@QUICK
@given(records=RECORDS, data=st.data())
def test_the_same_records_come_to_the_same_rows(cast: Flask, records: list[Record], data: st.DataObject) -> None:
    records = one_each(records)
    clear()
    record(*sorted(records, key=lambda each: each.at))
    expected = everything()
    clear()
    again = data.draw(st.lists(st.sampled_from(records), max_size=5), label="repeated")
    for batch in batches(data.draw(st.permutations([*records, *again]), label="order"), data.draw):
        record(*batch)
    assert unlike(everything(), expected) == []
    assert difference() == 0


@given(records=RECORDS, data=st.data())
@settings(QUICK, max_examples=4)
def test_two_drains_at_once_come_to_the_same_rows(cast: Flask, records: list[Record], data: st.DataObject) -> None:
    records = one_each(records)
    clear()
    record(*records)
    expected = everything()
    clear()
    orders = [data.draw(st.permutations(records), label=name) for name in ("one drain", "the other")]
    drains = [Drain(cast, batches(order, data.draw)) for order in orders]
    for drain in drains:
        drain.start()
    for drain in drains:
        drain.join(300)
    assert [drain.failure for drain in drains] == [None, None]
    assert unlike(everything(), expected) == []
    assert difference() == 0


class Drain(threading.Thread):
    """Records batches in an application context of its own, as a process that serves does."""

    def __init__(self, app: Flask, its: Sequence[Sequence[Record]]) -> None:
        super().__init__()
        self._app, self._batches = app, its
        self.failure: Exception | None = None

    def run(self) -> None:
        try:
            with self._app.app_context():
                for batch in self._batches:
                    record(*batch)
        except Exception as error:
            self.failure = error


def unlike(found: Mapping[str, Sequence[Any]], expected: Mapping[str, Sequence[Any]]) -> list[Any]:
    """The rows that are not as expected, with their table."""
    missing = [("missing", name, row) for name, rows in expected.items() for row in rows if row not in found[name]]
    return missing + [
        ("too many", name, row) for name, rows in found.items() for row in rows if row not in expected[name]
    ]


def difference() -> int:
    """By how much totals differ from what they count."""
    with one_moment() as session:
        return recount(session).difference


def batches(records: Sequence[Record], draw: Callable[..., Any]) -> list[Sequence[Record]]:
    cuts = sorted(draw(st.lists(st.integers(0, len(records)), max_size=4), label="cuts"))
    return [records[start:end] for start, end in zip([0, *cuts], [*cuts, len(records)], strict=True)]


def clear() -> None:
    with writing() as session:
        for table in TABLES:
            session.execute(delete(table))

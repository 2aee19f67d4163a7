"""Parts of the API by themselves: what the journal tells, turns, limits."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from goodword.journal import Journal
from goodword.journal.finished import segments
from goodword.referrals.api import limits, recent
from goodword.referrals.api.known import Facts
from goodword.referrals.api.limits import Limits
from goodword.referrals.api.recent import Recent
from goodword.referrals.api.turns import STRIPES, Turns
from goodword.referrals.api.young import code_of_link
from goodword.referrals.click_ids import key_of, new_id
from goodword.referrals.records import Asked, ClickSeen, LeadReported, RefundReported, SaleReported, encoded

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
COMMON: dict[str, Any] = {"id": "evt_1", "at": AT, "customer": "cus_1", "external_id": "cy"}


def lead(name: str = "", **given: Any) -> LeadReported:
    return LeadReported(
        **COMMON | {"lead": "lead_1", "event_name": "Sign up", "asked": Asked(api_key="a"), "name": name} | given
    )


def sale(**given: Any) -> SaleReported:
    money = {"sale": "sale_1", "amount": 1, "currency": "eur", "event_name": "Purchase", "processor": "custom"}
    return SaleReported(**COMMON | money | {"asked": Asked(api_key="a")} | given)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path, "facts")


def test_a_repeat_of_a_lead_changes_nothing(journal: Journal) -> None:
    for record in (lead("Cy", click="clk_1"), lead("Cy Noone", email="cy@example.com", click="clk_2")):
        journal.append(encoded(record))
    known = Recent(journal.folder).known(customer="cus_1", lead="lead_1")
    assert known.lead == known.customer == Facts("Cy", click="clk_1")


def test_of_a_customer_what_was_reported_last_stands(journal: Journal) -> None:
    for record in (lead("Cy", click="clk_1"), lead("Cy Noone", email="cy@example.com", click="clk_2", lead="lead_2")):
        journal.append(encoded(record))
    known = Recent(journal.folder).known(customer="cus_1", lead="lead_1")
    assert known.lead == Facts("Cy", click="clk_1")
    assert known.customer == Facts("Cy Noone", "cy@example.com", click="clk_2")


def test_of_two_reports_of_a_sale_the_first_counts(journal: Journal) -> None:
    for amount in (1, 2):
        journal.append(encoded(sale(amount=amount)))
    deal = Recent(journal.folder).known(sale="sale_1").deal
    assert deal and deal.amount == 1


@pytest.mark.parametrize(("reason", "known"), [({}, False), ({"click": "clk_1"}, True), ({"partner_key": "ada"}, True)])
def test_a_sale_makes_a_customer_known_if_it_says_who_sent_them(
    journal: Journal, reason: dict[str, str], known: bool
) -> None:
    journal.append(encoded(sale(name="Cy", **reason)))
    assert (Recent(journal.folder).known(customer="cus_1").customer is not None) is known


def test_a_deferred_lead_is_no_lead_yet(journal: Journal) -> None:
    journal.append(encoded(lead(mode="deferred", click="clk_1")))
    known = Recent(journal.folder).known(customer="cus_1", lead="lead_1")
    assert (known.lead, known.customer) == (None, Facts(click="clk_1"))


def test_the_first_body_under_a_key_is_known_of_every_kind_of_report(journal: Journal) -> None:
    for body in ("b1", "b2"):
        asked = Asked(api_key="a", path="/p", key="k1", body=body)
        journal.append(encoded(RefundReported(id="evt_1", at=AT, invoice_id="in_1", amount=1, asked=asked)))
    assert (Recent(journal.folder).body_of("k1"), Recent(journal.folder).body_of("k2")) == ("b1", None)


def test_it_reads_on_where_it_stopped(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Recent(journal.folder)
    journal.append(encoded(lead("Cy")))
    assert kept.known(customer="cus_1").customer == Facts("Cy")
    read: list[int] = []
    real = recent.chunk_of
    monkeypatch.setattr(recent, "chunk_of", lambda path, start, most: (read.append(start), real(path, start, most))[1])
    kept.known(customer="cus_1")
    journal.append(encoded(sale(name="Cy Noone")))
    assert kept.known(customer="cus_1").customer == Facts("Cy Noone")
    assert len(read) == 1 and read[0] > 0


def rewritten(path: Path) -> None:
    """As when a person is erased from it."""
    other = path.with_suffix(".new")
    other.write_bytes(b"")
    other.replace(path)


@pytest.mark.parametrize("change", [rewritten, Path.unlink])
def test_what_is_no_longer_in_the_journal_is_forgotten(journal: Journal, change: Callable[[Path], None]) -> None:
    kept = Recent(journal.folder)
    journal.append(encoded(lead("Cy")))
    assert kept.known(customer="cus_1").customer
    change(segments(journal.folder)[0])
    assert kept.known(customer="cus_1").customer is None


def test_it_knows_so_many_and_no_more(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "MOST", 3)
    for number in range(5):
        journal.append(encoded(lead("Cy", customer=f"cus_{number}", lead=f"lead_{number}")))
    kept = Recent(journal.folder)
    known = [number for number in range(5) if kept.known(customer=f"cus_{number}").customer]
    assert known == [2, 3, 4]


def test_what_cannot_be_read_is_left_out(journal: Journal) -> None:
    journal.append(encoded(lead("Cy")))
    (path,) = segments(journal.folder)
    with path.open("ab") as file:
        file.write(b"garbage\n00000000 {}\n")
    journal.append({"kind": "another", "asked": {"api_key": "a"}})
    journal.append(encoded(sale(name="Cy Noone")))
    assert Recent(journal.folder).known(customer="cus_1").customer == Facts("Cy Noone")


def clicked(at: datetime) -> str:
    return new_id(key_of("secret"), at, b"abcde", "ada", "visitor")


@pytest.mark.parametrize(
    ("age", "link"), [(timedelta(seconds=1), "ada-1"), (timedelta(hours=2), "")], ids=["young", "old"]
)
def test_the_link_of_a_young_click_is_in_the_journal(tmp_path: Path, age: timedelta, link: str) -> None:
    journal, click = Journal(tmp_path, "clicks"), clicked(AT - age)
    for id_, code, parent in ((clicked(AT - age * 2), "ben-1", ""), (click, "ada-1", ""), ("clk_2", "ben-2", click)):
        seen = ClickSeen(id=id_, at=AT, page="/", language="en", link=code, parent=parent)
        journal.append(encoded(seen))
    journal.finish()
    journal.append({"kind": "click", "id": "clk_3"})
    assert code_of_link(journal.folder, click, AT) == link


@pytest.mark.parametrize("click", ["", "clk_1", "dub_1", clicked(AT)])
def test_a_click_that_is_not_in_the_journal_has_no_link(tmp_path: Path, click: str) -> None:
    (tmp_path / "journal" / "clicks").mkdir(parents=True)
    (tmp_path / "journal" / "clicks" / "20261122T090000-1-a.log").touch()
    assert code_of_link(tmp_path / "journal" / "clicks", click, AT) == ""
    assert code_of_link(tmp_path / "nowhere", click, AT) == ""


def test_turns_are_taken_one_after_the_other(tmp_path: Path) -> None:
    """Each thread opens the file itself, as each process does."""
    inside, go_on, order = Event(), Event(), []

    def first() -> None:
        with Turns(tmp_path / "turns").of("00000001ab"):
            inside.set()
            go_on.wait(120)
            order.append("first")

    def second() -> None:
        with Turns(tmp_path / "turns").of("00000001ab"):
            order.append("second")

    threads = [Thread(target=first), Thread(target=second)]
    threads[0].start()
    inside.wait()
    threads[1].start()
    with Turns(tmp_path / "turns").of("00000002ab"):
        order.append("another key")
    go_on.set()
    for thread in threads:
        thread.join()
    assert order == ["another key", "first", "second"]


def test_locks_are_few(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "turns")
    for number in range(300):
        with turns.of(f"{number * 7_919:08x}"):
            pass
    assert len(list((tmp_path / "turns").iterdir())) <= STRIPES


def test_a_limit_fills_again_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(limits, "monotonic", lambda: clock[0])
    bucket = Limits(most=60)
    assert [bucket.wait("a") for _ in range(60)] == [0.0] * 60
    assert (bucket.wait("a"), bucket.wait("b")) == (1.0, 0.0)
    clock[0] = 0.5
    assert bucket.wait("a") == 0.5
    clock[0] = 1.0
    assert (bucket.wait("a"), bucket.wait("a")) == (0.0, 1.0)

"""One lead of several sendings: what was typed adds up, where it came from stays, in whichever order they come."""

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import pytest
from flask import Flask
from recording import at, everything, form, orders, record
from sqlalchemy import delete, select

from goodword.db import db, writing
from goodword.outbox import Due
from goodword.referrals.click_rows import PageTotal, PartnerTotal
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Touch
from goodword.referrals.recording.sendings import come_to, said_last
from goodword.referrals.records import LeadGiven

FULL = {"name": "Cy", "company": "Wheels", "phone": "+39 02 1", "channel": "whatsapp", "heard_from": "a friend"}
HERE = {"page": "/it/for/shops", "niche": "shops", "plan": "0123456789abcdef", "language": "it"}
THERE = {"page": "/with/ada", "niche": "", "plan": "fedcba9876543210", "language": "en"}
EMPTY = {"company": "", "phone": "", "channel": "email", "heard_from": ""}
SUSPECT = {"suspicion": "honeypot"}

Sent = Sequence[Mapping[str, Any]]
CASES: Mapping[str, tuple[Sent, Mapping[str, Any]]] = {
    "alone": ([FULL | {"message": "Hi"}], FULL | {"message": "Hi"}),
    "a postscript takes nothing": ([FULL | {"message": "Hi"}, {"message": "PS"}], FULL | {"message": "PS"}),
    "an empty form takes nothing": ([FULL | {"message": "Hi"}, EMPTY | {"message": ""}], FULL | {"message": "Hi"}),
    "the newest of three": ([{"phone": "1"}, {"phone": "2"}, {"phone": ""}], {"phone": "2"}),
    "each field for itself": ([{"phone": "1"}, {"company": "Co"}], {"phone": "1", "company": "Co"}),
    "another name": ([{"name": "Cy"}, {"name": "Cyrus"}], {"name": "Cyrus"}),
    "the usual channel takes none back": ([{"channel": "phone"}, {"channel": "email"}], {"channel": "phone"}),
    "the usual channel where there was none": ([{"channel": ""}, {"channel": "email"}], {"channel": "email"}),
    "a chosen channel": ([{"channel": "email"}, {"channel": "phone"}], {"channel": "phone"}),
    "another chosen channel": (
        [{"channel": "phone"}, {"channel": "whatsapp"}, {"channel": "email"}],
        {"channel": "whatsapp"},
    ),
    "where it came from stays": ([HERE | {"blocks": ("page/a",)}, THERE], HERE | {"blocks": ["page/a"]}),
    "where nothing was known stays, too": ([{"page": ""}, HERE], {"page": "", "niche": "", "blocks": []}),
    "suspect behind honest": ([FULL | HERE, {"phone": "0", "company": "X"} | THERE | SUSPECT], FULL | HERE),
    "suspect says what is missing": ([{"phone": ""}, {"phone": "0"} | SUSPECT], {"phone": ""}),
    "honest behind suspect": (
        [FULL | HERE | SUSPECT, THERE | {"message": "Hi"}],
        dict.fromkeys(EMPTY, "") | THERE | {"message": "Hi"},
    ),
    "suspect between": ([FULL | HERE, {"phone": "0"} | SUSPECT, {"message": "PS"}], FULL | HERE | {"message": "PS"}),
    "suspect alone": ([FULL | HERE | SUSPECT, {"message": "PS"} | SUSPECT], FULL | HERE | {"message": "PS"}),
    "a referrer adds": (
        [{"referrer": {"name": "Ada", "why": "one", "company": "Co"}}, {"referrer": {"name": "Ada M.", "why": ""}}],
        {"referrer": {"name": "Ada M.", "why": "one", "company": "Co"}},
    ),
    "the newest text that was agreed to": (
        [{"consent": "en-1"}, {"consent": "en-2"}, {"consent": "en-3"} | SUSPECT],
        {"consent": "en-2", "suspicion": ""},
    ),
    "the newest suspicion": ([SUSPECT, {"suspicion": "email-limit"}], {"suspicion": "email-limit"}),
    "suspect agrees to nothing": ([{"marketing": ""}, {"marketing": "v1"} | SUSPECT], {"marketing": ""}),
    "honest after a suspect yes": ([{"marketing": "v1"} | SUSPECT, {"marketing": ""}], {"marketing": ""}),
}


def sent(each: Sent) -> list[LeadGiven]:
    return [form(f"{number}", 10 + number, **{"message": "", **said}) for number, said in enumerate(each)]


def clear() -> None:
    with writing() as session:
        for table in (Credit, Touch, LeadEvent, Lead, PartnerTotal, PageTotal, Due):
            session.execute(delete(table))


@pytest.mark.parametrize("case", CASES)
def test_a_lead_is_what_its_honest_sendings_come_to(bare: Flask, case: str) -> None:
    said, expected = CASES[case]
    record(*sent(said))
    lead = db.session.execute(select(Lead)).scalar_one()
    assert {name: getattr(lead, name) for name in expected} == expected


@pytest.mark.parametrize("case", [name for name, (said, _) in CASES.items() if len(said) > 1])
def test_neither_order_nor_the_number_of_drains_changes_a_lead(bare: Flask, case: str) -> None:
    records = sent(CASES[case][0])
    record(*records)
    together = everything()
    for order in orders(records):
        clear()
        for each in order:
            record(each)
        assert everything() == together, [each.id for each in order]


def test_where_a_later_sending_came_from_is_kept_with_it(bare: Flask) -> None:
    record(form("first", 10, **HERE, blocks=("page/a",)), form("second", 20, **THERE, blocks=("page/b", "faq/c")))
    said = dict(db.session.execute(select(LeadEvent.id, LeadEvent.said)).all())["evt_second"]
    kept = {name: value for name, value in said.items() if name in THERE}
    assert kept == {name: value for name, value in THERE.items() if value}
    assert said["blocks"] == ["page/b", "faq/c"]


def sending(name: str, minute: float, note: str = "", status: str = "new", **said: Any) -> LeadEvent:
    return LeadEvent(id=name, lead_id="lead_1", at=at(minute), what="given", status=status, note=note, said=said)


CHANGES: Mapping[str, tuple[Sequence[LeadEvent], float]] = {
    "what is left empty": ([sending("a", 1, "Hi", phone="1"), sending("b", 2, "Hi")], 1),
    "the usual channel": ([sending("a", 1, channel="phone"), sending("b", 2, channel="email")], 1),
    "another channel": ([sending("a", 1, channel="email"), sending("b", 2, channel="phone")], 2),
    "another page": ([sending("a", 1, page="/"), sending("b", 2, page="/with/ada")], 1),
    "a suspect yes": ([sending("a", 1), sending("b", 2, status="suspect", marketing="v1")], 1),
    "an honest yes": ([sending("a", 1), sending("b", 2, marketing="v1")], 2),
    "one more word": ([sending("a", 1, phone="1"), sending("b", 2, company="Co"), sending("c", 3, phone="1")], 2),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_lead_changes_when_what_it_comes_to_does(case: str) -> None:
    sendings, minute = CHANGES[case]
    assert {said_last(order) for order in permutations(sendings)} == {at(minute)}


def test_of_two_sendings_in_one_moment_the_ids_decide() -> None:
    both = [sending("a", 1, "one"), sending("b", 1, "two")]
    assert {come_to(order).typed["message"] for order in permutations(both)} == {"two"}

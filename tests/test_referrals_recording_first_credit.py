"""The first that is credited stays: of a lead's sendings, and of a sale that was reported before its lead."""

import pytest
from flask import Flask
from people import MINA
from recording import JUDGING, add_partners, at, by_click, click, credited, form, lead, record, sale, totals
from sqlalchemy import select

from goodword.db import db, writing
from goodword.referrals import links, partners
from goodword.referrals.lead_rows import Credit
from goodword.referrals.natural_ids import lead_id
from goodword.referrals.recording.by_hand import Move, move
from goodword.referrals.records import Evidence, Record

DAY = 24 * 60
ADA, BEN = click("one", 0, "ada"), click("two", 5, "ben")
BY_ADA, BY_BEN = (by_click("one", partner="ada"),), (by_click("two", partner="ben"),)


@pytest.fixture(autouse=True)
def cast(bare: Flask) -> None:
    add_partners("ada", "ben")


def marks(subject: str = "lead") -> set[str]:
    """Of the newest credit."""
    return set(
        db.session.scalars(select(Credit.flags).where(Credit.subject == subject).order_by(Credit.id.desc())).first()
        or ()
    )


def credits() -> int:
    return len(list(db.session.scalars(select(Credit))))


SENDINGS: dict[str, tuple[tuple[Record, ...], str, str]] = {
    "the first credits somebody": ((form("first", 10, touches=BY_ADA), form("second", 20, touches=BY_BEN)), "ada", ""),
    "the first credits nobody": ((form("first", 10), form("second", 20, touches=BY_BEN)), "ben", ""),
    "the first says weak things": (
        (form("first", 10, heard_from="ada"), form("second", 20, touches=BY_BEN)),
        "ada",
        "weak",
    ),
    "the first is suspect": (
        (form("first", 10, touches=BY_ADA, suspicion="limit"), form("second", 20, touches=BY_BEN)),
        "ben",
        "",
    ),
    "what a suspect one said first, an honest one said last": (
        (
            form("first", 10, touches=BY_ADA, suspicion="limit"),
            form("second", 20, touches=BY_BEN),
            form("third", 30, touches=BY_ADA),
        ),
        "ben",
        "",
    ),
    "a suspect one and an honest one bring the same": (
        (form("first", 10, touches=BY_ADA, suspicion="limit"), form("second", 20, touches=BY_ADA)),
        "ada",
        "",
    ),
    "what only a suspect one had said by then": (
        (
            form("first", 10, touches=BY_ADA, suspicion="limit"),
            form("second", 20),
            form("third", 30, touches=BY_BEN),
            form("fourth", 40, touches=BY_ADA),
        ),
        "ben",
        "",
    ),
    "both bring the same": ((form("first", 10, touches=BY_ADA), form("second", 20, touches=BY_ADA)), "ada", ""),
    "the second brings more": (
        (form("first", 10, touches=BY_ADA), form("second", 20, touches=BY_ADA + BY_BEN)),
        "ada",
        "",
    ),
    "the third credits somebody": (
        (form("first", 10), form("second", 20, heard_from="my sister"), form("third", 30, touches=BY_ADA)),
        "ada",
        "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SENDINGS)
def test_the_first_sending_that_credits_somebody_decides(name: str) -> None:
    sendings, expected, flags = SENDINGS[name]
    record(ADA, BEN)
    for each in sendings:
        record(each)
    assert (credited()["first"], marks()) == (expected, set(flags.split()))
    assert totals() == {("ada", "human"): 1, ("ben", "human"): 1, (expected, "lead"): 1}


@pytest.mark.parametrize("name", SENDINGS)
def test_an_earlier_sending_that_comes_late_decides_all_the_same(name: str) -> None:
    sendings, expected, _ = SENDINGS[name]
    record(ADA, BEN)
    for each in reversed(sendings):
        record(each)
    assert credited()["first"] == expected


def test_credit_that_an_earlier_sending_changed_is_marked() -> None:
    record(ADA, BEN, form("second", 20, touches=BY_BEN))
    assert marks() == set()
    record(form("first", 10, touches=BY_ADA))
    assert (credited()["first"], marks()) == ("ada", {"late"})


def test_a_second_sending_is_no_reason_to_judge_the_first_again() -> None:
    record(ADA, BEN, form("first", 10, touches=BY_ADA))
    partners.suspend("ada", "test")
    record(form("second", 20, touches=BY_BEN), form("third", 30, touches=BY_BEN))
    assert credited() == {"first": "ada"} and credits() == 1


def test_a_partner_who_was_credited_and_is_suspended_keeps_it_when_more_comes_late() -> None:
    record(form("sent", 10, touches=BY_ADA), lead("signed", 20, click="one"))
    record(BEN, lead("other", 30, "c2", click="two"))
    partners.suspend("ada", "test")
    partners.suspend("ben", "test")
    record(ADA, form("earlier", 5, heard_from="my sister"), lead("tried", 25, "c2", "Trial", email="cy@example.com"))
    assert credited() == {"earlier": "ada", "signed": "", "other": "ben", "tried": ""}


def test_nobody_credited_for_the_first_stays_so_when_that_partner_is_back() -> None:
    partners.suspend("ada", "test")
    record(ADA, BEN, form("first", 10, touches=BY_ADA))
    assert credited() == {"first": ""}
    partners.approve("ada", "test")
    record(form("second", 20, touches=BY_BEN))
    assert credited() == {"first": "ben"} and marks() == set()


RACES: dict[str, tuple[tuple[Record, ...], dict[str, str], str]] = {
    "the sale overtook its lead": (
        (sale("paid", 20, email="cy@example.com"), lead("signed", 21, click="one")),
        {"paid": "ada", "signed": "ada"},
        "reported-after",
    ),
    "of a customer nobody knew": (
        (sale("paid", 20), lead("signed", 21, click="one")),
        {"paid": "ada", "signed": "ada"},
        "reported-after",
    ),
    "by a day": ((sale("paid", 20), lead("signed", 20 + DAY, click="one")), {"paid": "ada"}, "reported-after"),
    "by more than a day": ((sale("paid", 20), lead("signed", 21 + DAY, click="one")), {"paid": ""}, ""),
    "the click came after the sale": (
        (sale("paid", 20), click("late", 26, "ben"), lead("signed", 30, click="late")),
        {"paid": "", "signed": "ben"},
        "",
    ),
    "the product's word came a moment after": (
        (sale("paid", 20), lead("signed", 20.1, partner_key="ben")),
        {"paid": "ben"},
        "reported-after weak",
    ),
    "the product's word came an hour after": (
        (sale("paid", 20), lead("signed", 80, partner_key="ben")),
        {"paid": ""},
        "",
    ),
    "somebody was credited without it": (
        (sale("paid", 20, click="one"), lead("signed", 21, click="two")),
        {"paid": "ada", "signed": "ada"},
        "",
    ),
    "the customer was bound": (
        (lead("tried", 10, click="one", event="Trial"), sale("paid", 20), lead("signed", 21, click="two")),
        {"paid": "ada", "signed": "ada"},
        "bound",
    ),
    "of two reports after it the first decides": (
        (sale("paid", 20), lead("signed", 21, click="one"), lead("other", 22, click="two", event="Demo")),
        {"paid": "ada", "signed": "ada", "other": "ada"},
        "reported-after",
    ),
}  # fmt: skip


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "the other way round"])
@pytest.mark.parametrize("name", RACES)
def test_what_was_reported_just_after_a_sale(name: str, turned: bool) -> None:
    records, expected, flags = RACES[name]
    record(ADA, BEN)
    for each in reversed(records) if turned else records:
        record(each)
    assert {event: partner for event, partner in credited().items() if event in expected} == expected
    if not turned:
        assert marks("sale") == set(flags.split())


@pytest.mark.parametrize("apart", [True, False])
def test_what_was_tried_in_vain_is_told_with_what_was_reported_after(apart: bool) -> None:
    old = click("old", -40 * DAY)
    reports = [
        ADA,
        BEN,
        old,
        sale("paid", 20, click="old"),
        lead("signed", 21, click="one"),
        lead("x", 21, click="two", event="Trial"),
    ]
    for some in [[each] for each in reports] if apart else [reports]:
        record(*some)
    row = db.session.scalars(select(Credit).where(Credit.subject == "sale").order_by(Credit.id.desc())).first()
    assert row
    named = [(each["touch"], each["given"]["partner"]) for each in row.why if each["rule"] == "named"]
    told = [(each["rule"], each["touch"], each["outcome"]) for each in row.why if each["rule"] in ("window", "result")]
    assert (named[0], told[0]) == ((1, "ada"), ("window", 1, "outside"))
    assert named[1:] == [(2, "ada"), (3, "ben")] and told[1:] == [
        ("window", 2, "inside"),
        ("window", 3, "inside"),
        ("result", 3, "credited"),
    ]
    assert [each["given"]["of"] for each in row.why if each["rule"] == "touch"] == [[2, 3]]


def test_a_report_after_a_sale_that_nobody_was_credited_for_judges_only_itself() -> None:
    partners.suspend("ada", "test")
    record(ADA, BEN, sale("paid", 20, click="one"))
    partners.approve("ada", "test")
    record(lead("signed", 21, event="Trial"))
    assert credited()["paid"] == ""
    record(lead("other", 22, click="two"))
    assert credited()["paid"] == "ben"


def invented(partner: str) -> Evidence:
    """A click as a form may say it, of which nothing was ever seen."""
    return by_click("invented", partner=partner)


def test_a_click_that_nobody_saw_goes_behind_any_that_was_seen() -> None:
    record(ADA, form("sent", 10, touches=(invented("ben"), *BY_ADA)))
    assert credited() == {"sent": "ada"} and marks() == set()


def test_a_click_that_nobody_saw_is_marked_until_it_comes() -> None:
    record(form("sent", 10, touches=BY_ADA))
    assert credited() == {"sent": "ada"} and marks() == {"click-unknown", "weak"}
    record(ADA)
    assert credited() == {"sent": "ada"} and marks() == set()


def test_whose_a_click_is_that_nobody_saw_the_first_form_says() -> None:
    record(form("second", 20, touches=(invented("ada"),)))
    record(form("first", 10, touches=(invented("ben"),)))
    assert credited() == {"first": "ben"}


def test_a_link_that_ended_still_sent_who_came_before() -> None:
    record(click("one", link="ada-link"))
    links.end("ada-link", "test")
    record(form("sent", 10, touches=(by_click("one"),)))
    assert credited() == {"sent": "ada"} and marks() == set()


def test_the_code_of_a_link_that_ended_is_no_more_than_a_word() -> None:
    links.end("ada-link", "test")
    record(form("sent", 10, heard_from="ada-link"))
    assert credited() == {"sent": "ada"} and marks() == {"weak"}


def test_what_somebody_of_the_desk_believed_stays_believed() -> None:
    record(ADA, form("first", 10, touches=BY_ADA, suspicion="limit"))
    with writing() as session:
        assert move(session, lead_id("cy@example.com", at(10)), Move("new", "", MINA, at(15)), JUDGING)
    db.session.remove()
    record(form("second", 20))
    assert credited() == {"first": "ada"} and credits() == 1

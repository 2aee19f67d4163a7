"""Leads in the database: one for each person and day, or customer and event; what they say, and who is credited."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest
from flask import Flask
from recording import (
    JUDGING,
    MORNING,
    add_partners,
    at,
    by_click,
    click,
    credited,
    form,
    lead,
    orders,
    record,
    sale,
    totals,
)
from sqlalchemy import delete, func, select

from goodword.db import db, writing
from goodword.outbox import Due
from goodword.referrals import partners
from goodword.referrals.click_rows import PageTotal
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Touch
from goodword.referrals.natural_ids import lead_id
from goodword.referrals.recording.by_hand import Move, move
from goodword.referrals.recording.forgetting import erase
from goodword.referrals.recording.recounting import one_moment, recount
from goodword.referrals.records import Evidence, Record
from goodword.referrals.sale_rows import Customer, CustomerAddress


@pytest.fixture(autouse=True)
def cast(bare: Flask) -> None:
    add_partners("ada", "ben")


def the_lead() -> Lead:
    return db.session.execute(select(Lead)).scalar_one()


def due() -> list[str]:
    return sorted(db.session.scalars(select(Due.topic)))


def events() -> list[tuple[str, str, str]]:
    rows = db.session.scalars(select(LeadEvent).order_by(LeadEvent.at))
    return [(row.id, row.what, row.status) for row in rows]


def test_a_lead_is_kept_credited_counted_and_told() -> None:
    record(click("one"), form("sent", touches=(by_click("one", partner="ada"),), page="/for/shops", niche="shops"))
    kept = the_lead()
    assert (kept.kind, kept.status, kept.email, kept.message) == ("form", "new", "cy@example.com", "Hello sent")
    assert credited() == {"sent": "ada"}
    assert totals() == {("ada", "human"): 1, ("ada", "lead"): 1}
    page = db.session.execute(select(PageTotal).where(PageTotal.kind == "lead")).scalar_one()
    assert (page.page, page.niche, page.count) == ("/for/shops", "shops", 1)
    told = db.session.execute(select(Due)).scalar_one()
    assert (told.topic, told.payload, told.key) == ("lead.given", {"lead": kept.id}, f"lead.given:{kept.id}")


def test_credit_says_why() -> None:
    record(click("one"), form("sent", touches=(by_click("one"),)))
    credit = db.session.execute(select(Credit)).scalar_one()
    assert (credit.program, credit.click_id, credit.evidence, credit.flags) == ("friends", "clk_one", "click", [])
    assert [each["rule"] for each in credit.why][:2] == ["named", "partner"]


def test_nobody_is_credited_for_a_lead_that_nobody_sent_and_it_is_counted_all_the_same() -> None:
    record(form("sent"))
    assert credited() == {"sent": ""} and totals() == {("", "lead"): 1}
    assert db.session.execute(select(Credit)).scalar_one().partner_id is None


def test_a_referred_colleague_is_told_of_apart() -> None:
    record(form("sent", how="referred", referrer_email="mo@example.com", referrer={"name": "Mo"}))
    assert (the_lead().kind, the_lead().referrer, due()) == ("referred", {"name": "Mo"}, ["lead.referred"])


def test_who_is_a_member_is_the_colleague_of_a_partner() -> None:
    record(form("sent", how="referred", referrer_email="Ada@example.com"))
    assert credited() == {"sent": "ada"}
    assert db.session.execute(select(Touch)).scalar_one().value == ""


TYPED = {
    "a partner's slug": (Evidence(kind="code", at="", value="ADA"), "ada"),
    "a link's code": (Evidence(kind="code", at="", value="ben-link"), "ben"),
    "as somebody says it": (Evidence(kind="heard-from", at="", value=" Ada "), "ada"),
    "somebody else": (Evidence(kind="heard-from", at="", value="my sister"), ""),
    "whom the form made out": (Evidence(kind="heard-from", at="", value="Ben S.", partner="ben"), "ben"),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_was_typed_may_name_a_partner(name: str) -> None:
    evidence, expected = TYPED[name]
    record(form("sent", touches=(evidence,)))
    assert credited() == {"sent": expected}


def test_the_same_person_on_the_same_day_is_one_lead_with_the_newest_words() -> None:
    record(form("first", 10, message="one", phone="1"), form("second", 20, email="CY@example.com ", message="two"))
    assert (the_lead().message, the_lead().phone, the_lead().at, the_lead().changed_at) == ("two", "1", at(10), at(20))
    assert events() == [("evt_first", "given", "new"), ("evt_second", "given-again", "new")]
    assert totals() == {("", "lead"): 1} and due() == ["lead.again", "lead.given"]


CHANGED: Mapping[str, tuple[Sequence[Record], float]] = {
    "once": ([form("a", 10, message="one")], 10),
    "the same again": ([form("a", 10, message="one"), form("b", 20, message="one")], 10),
    "other words": ([form("a", 10, message="one"), form("b", 20, message="two")], 20),
    "there and back": ([form(n, m, message=w) for n, m, w in (("a", 10, "1"), ("b", 20, "2"), ("c", 30, "1"))], 30),
    "another name": ([form("a", 10, message="one"), form("b", 20, message="one", name="Cyrus")], 20),
    "suspect behind honest": ([form("a", 10, message="one"), form("b", 20, message="two", suspicion="x")], 10),
    "honest behind suspect": ([form("a", 10, message="one", suspicion="x"), form("b", 20, message="one")], 20),
    "agrees to marketing": ([form("a", 10, message="one"), form("b", 20, message="one", marketing="v1")], 20),
    "agrees again": ([form(name, at, message="one", marketing="v1") for name, at in (("a", 10), ("b", 20))], 10),
    "leaves the box empty": ([form("a", 10, message="1", marketing="v1"), form("b", 20, message="1")], 10),
    "reported again": ([lead("a", 10), lead("b", 20, name="Cy", email="cy@example.com", click="one")], 10),
    "reported again and again": ([lead("a", 10), lead("b", 20), lead("c", 30, mode="deferred")], 10),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGED)
def test_a_lead_changes_when_something_new_is_said_whatever_comes_first(case: str) -> None:
    records, minute = CHANGED[case]
    for order in orders(records):
        for each in order:
            record(each)
        record(*order)
        assert the_lead().changed_at == at(minute), [each.id for each in order]
        with writing() as session:
            for table in (Credit, Touch, LeadEvent, Lead, CustomerAddress, Customer):
                session.execute(delete(table))


def test_a_repeat_takes_nothing_from_the_day_on_which_somebody_moved_the_lead_on() -> None:
    record(form("a", 10, message="one"))
    with writing() as session:
        assert move(session, the_lead().id, Move("meeting", "", "mina", at(15)), JUDGING)
    record(form("b", 20, message="one"))
    assert the_lead().changed_at == at(15)
    record(form("c", 30, message="two"))
    assert the_lead().changed_at == at(30)


def test_what_was_typed_with_each_sending_is_kept_with_it() -> None:
    first = {"name": "Cy", "company": "Cy & Sons", "phone": "+39 02 1", "channel": "phone", "heard_from": "a friend"}
    record(form("first", 10, **first))
    record(form("second", 20, name="Cyrus"), form("doubted", 30, phone="0", suspicion="limit"))
    said = db.session.execute(select(LeadEvent.id, LeadEvent.said))
    kept = {"evt_first": first, "evt_second": {"name": "Cyrus"}, "evt_doubted": {"name": "Cy", "phone": "0"}}
    place = {"page": "/", "language": "en"}
    assert {name: dict(typed) for name, typed in said} == {name: typed | place for name, typed in kept.items()}


def test_what_each_referrer_wrote_is_kept_with_it() -> None:
    mo = {"how": "referred", "referrer_email": "mo@example.com"}
    record(form("first", 10, referrer={"why": "one"}, **mo), form("second", 20, referrer={"why": "two"}, **mo))
    said = db.session.scalars(select(LeadEvent.said).order_by(LeadEvent.at))
    assert [typed["referrer"]["why"] for typed in said] == ["one", "two"]


def test_every_honest_sending_after_the_first_is_told_of_once() -> None:
    second, doubted = form("second", 20), form("doubted", 30, suspicion="limit")
    record(form("first", 10))
    assert due() == ["lead.given"]
    for _ in range(2):
        record(second, doubted)
    again = db.session.scalars(select(Due).where(Due.topic == "lead.again")).one()
    assert (again.payload, again.key) == ({"lead": the_lead().id, "event": "evt_second"}, "lead.again:evt_second")


def test_on_another_day_it_is_another_lead() -> None:
    record(form("first"), form("second", 24 * 60))
    assert totals() == {("", "lead"): 2}


def test_a_lead_is_counted_where_it_came_from_first_whichever_sending_is_recorded_first() -> None:
    record(form("second", 20, page="/b"))
    record(form("first", 10, page="/a"), form("third", 30, page="/c"))
    counted = db.session.execute(select(PageTotal.page, PageTotal.count).where(PageTotal.count != 0))
    assert [tuple(each) for each in counted] == [("/a", 1)]


def test_a_suspect_lead_is_kept_and_counts_nowhere() -> None:
    record(click("one"), form("sent", suspicion="honeypot", touches=(by_click("one"),)))
    assert (the_lead().status, the_lead().suspicion) == ("suspect", "honeypot")
    assert totals() == {("ada", "human"): 1} and due() == []
    assert db.session.execute(select(Credit)).first() is None


def test_an_honest_sending_makes_a_suspect_lead_new() -> None:
    record(form("first", 10, suspicion="limit", message="one"))
    record(form("second", 20, message="two"))
    assert (the_lead().status, the_lead().suspicion, the_lead().message) == ("new", "", "two")
    assert totals() == {("", "lead"): 1} and due() == ["lead.again", "lead.given"]


def test_a_suspect_sending_changes_nothing_of_an_honest_lead() -> None:
    record(click("one", partner="ada"), click("two", partner="ben"))
    record(form("first", 10, message="one", touches=(by_click("one"),)))
    record(form("second", 20, message="two", suspicion="limit", touches=(by_click("two"),)))
    assert (the_lead().status, the_lead().message, credited()) == ("new", "one", {"first": "ada"})


HONEST = form("first", 10, name="Cyrus", company="Nobody", page="/a")
DOUBTED = form(
    "second", 20, name="", company="Nobody & Co", phone="050 1", message="two", marketing="v3", suspicion="limit"
)
BEFORE = form("before", 5, page="/b", niche="shops", blocks=("faq/price",), message="", name="", suspicion="limit")


def moved_by_hand(*statuses: str) -> Lead:
    for minute, status in enumerate(statuses):
        with writing() as session:
            assert move(session, the_lead().id, Move(status, "", "mina", at(40 + minute)), JUDGING)
        db.session.remove()
    return the_lead()


def shown(lead: Lead) -> tuple[object, ...]:
    names = "name", "company", "phone", "message", "marketing", "marketing_at", "page", "niche", "blocks", "referrer"
    return tuple(getattr(lead, name) for name in names)


def test_a_lead_that_is_believed_again_says_at_once_what_was_sent() -> None:
    record(HONEST, DOUBTED, BEFORE)
    assert shown(the_lead())[:4] == ("Cyrus", "Nobody", "", "Hello first")
    lead = moved_by_hand("suspect", "new")
    assert shown(lead) == ("Cyrus", "Nobody & Co", "050 1", "two", "v3", at(20), "/b", "shops", ["faq/price"], {})
    with one_moment() as session:
        assert recount(session).difference == 0


def test_what_it_says_is_what_it_says_after_the_next_sending_too() -> None:
    record(HONEST, DOUBTED, BEFORE)
    before = shown(moved_by_hand("suspect", "meeting"))
    record(form("third", 30, name="", message=""))
    assert shown(the_lead()) == before


def test_calling_a_lead_suspect_takes_no_words_from_it() -> None:
    record(HONEST, DOUBTED)
    before = shown(the_lead())
    assert shown(moved_by_hand("suspect")) == before


def test_of_sendings_of_which_less_was_kept_the_lead_says_what_it_said() -> None:
    record(HONEST)
    with writing() as session:
        session.scalars(select(LeadEvent)).one().said = {}
    before = shown(the_lead())
    assert shown(moved_by_hand("suspect", "new")) == before


def test_a_reported_lead_that_is_believed_again_says_what_was_reported() -> None:
    record(lead("l", name="Cyrus"))
    assert shown(moved_by_hand("suspect", "new"))[0] == "Cyrus"


def test_who_was_erased_stays_so_when_the_lead_is_believed_again() -> None:
    record(HONEST, DOUBTED)
    with writing() as session:
        erase(session, "cy@example.com", at(35))
    assert shown(moved_by_hand("suspect", "new"))[:5] == ("", "", "", "", "")


def test_a_consent_to_marketing_is_not_taken_back_by_a_box_left_empty() -> None:
    record(form("first", 10, marketing="v3"), form("second", 20))
    assert (the_lead().marketing, the_lead().marketing_at) == ("v3", at(10))


def test_what_the_desk_decided_stays() -> None:
    record(form("first", 10))
    with writing() as session:
        session.get_one(Lead, the_lead().id).status = "meeting"
    record(form("second", 20))
    assert the_lead().status == "meeting"


def test_a_click_that_comes_late_is_credited_then() -> None:
    record(form("sent", touches=(by_click("one"),)))
    assert totals() == {("", "lead"): 1}
    record(click("one", link="ada-link"))
    assert credited() == {"sent": "ada"} and totals() == {("ada", "human"): 1, ("ada", "lead"): 1}
    newest = db.session.scalars(select(Credit).order_by(Credit.id.desc())).first()
    assert newest and (newest.click_id, "late" in newest.flags) == ("clk_one", True)


def test_credit_that_was_given_stays_when_its_partner_is_suspended() -> None:
    record(click("one"), form("sent", touches=(by_click("one"),)))
    partners.suspend("ada", "test")
    record(form("again", 20, touches=(by_click("one"),)), judging=JUDGING)
    assert credited() == {"sent": "ada"}


def test_a_reported_lead_counts_once_for_a_customer_and_event_forever() -> None:
    record(click("one"), lead("first", click="one", metadata={"plan": "pro"}))
    record(lead("second", 24 * 60 * 400, click="one"), lead("other", event="Trial"))
    assert credited() == {"first": "ada", "other": "ada"}
    kept = db.session.execute(select(Lead).where(Lead.event_name == "Sign up")).scalar_one()
    assert (kept.kind, kept.at, kept.more["metadata"]) == ("reported", at(20), {"plan": "pro"})
    assert due() == []


def test_a_deferred_lead_counts_when_it_is_reported_again() -> None:
    record(click("one"), lead("first", 10, click="one", mode="deferred"))
    assert totals() == {("ada", "human"): 1}
    record(lead("second", 20))
    assert credited() == {"second": "ada"} and totals() == {("ada", "human"): 1, ("ada", "lead"): 1}


def test_a_lead_without_a_click_is_credited_by_what_is_known_of_the_customer() -> None:
    record(click("one"), lead("first", 10, event="Sign up", click="one"), lead("second", 20, event="Demo"))
    assert credited() == {"first": "ada", "second": "ada"}


def test_a_window_that_is_over_gives_no_credit() -> None:
    old = MORNING - timedelta(days=31)
    record(click("one", (old - MORNING).total_seconds() / 60), form("sent", touches=(by_click("one"),)))
    assert credited() == {"sent": ""}


@pytest.mark.parametrize("turned", [False, True])
def test_a_repeat_of_a_reported_lead_brings_nobody_credit(turned: bool) -> None:
    record(click("one", partner="ada"), click("two", 5, partner="ben"))
    reports = [lead("signed", 10), lead("again", 20, click="two", partner_key="ben")]
    for each in reversed(reports) if turned else reports:
        record(each)
    record(sale("paid", 30))
    assert credited() == {"signed": "", "paid": ""}


def test_a_colleagues_word_changes_nothing_of_what_the_person_wrote() -> None:
    record(form("own", phone="+39 051 1", consent="en-1"))
    record(form("told", 20, how="referred", referrer_email="mo@example.com", consent="en-2", name="Cyril"))
    own = db.session.get(Lead, lead_id("cy@example.com", at(10)))
    assert own and (own.kind, own.phone, own.consent, own.name) == ("form", "+39 051 1", "en-1", "Cy")
    assert db.session.scalar(select(func.count()).select_from(Lead)) == 2

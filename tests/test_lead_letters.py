"""The mails of a lead: who gets which, in which language, and what never goes out."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from people import MINA, make_member
from sqlalchemy import select

from goodword import mail, outbox
from goodword.db import db, now, writing
from goodword.mail import Letter
from goodword.outbox.rows import Due
from goodword.outbox.topics import Job
from goodword.referrals.lead_rows import Lead
from goodword.referrals.models import Partner, PartnerText
from goodword.site.inside import inside
from goodword.site.lead_letters import TOPIC, addressed, given_topic
from goodword.site.letters import Letters

CY = "cy@example.com"


def lead(**facts: Any) -> str:
    """A lead of Cy's."""
    at = datetime.now(UTC)
    usual = {
        "kind": "form", "email": CY, "name": "Cy", "language": "en", "page": "/for/shops", "message": "What is it?",
        "at": at, "changed_at": at, "day": at.date(),
    }  # fmt: skip
    with writing() as session:
        made = Lead(**{"id": "lead_1"} | usual | facts)
        session.add(made)
        return made.id


def told(app: Flask, times: int = 1) -> dict[str, Letter]:
    """Who is sent what, once the worker has seen to the lead."""
    topic = given_topic(app.extensions["goodword.settings"], Letters(inside().furniture))
    for _ in range(times):
        topic.run(Job(1, TOPIC, {"lead": "lead_1"}, now(), 0))
    rows = db.session.scalars(select(Due).where(Due.topic.in_(mail.TOPICS))).all()
    letters = [Letter(**{name: row.payload[name] for name in Letter.__slots__}) for row in rows]
    found = {letter.to: letter for letter in letters}
    assert len(found) == len(letters)
    return found


def test_the_company_is_told_and_the_person_who_asked(app: Flask) -> None:
    lead()
    found = told(app)
    assert set(found) == {"hello@spokewise.example", CY}
    ours, theirs = found["hello@spokewise.example"], found[CY]
    assert (ours.subject, ours.reply_to) == ("New lead: Cy", CY)
    assert "What is it?" in ours.text and "/for/shops" in ours.text and "What is it?" in ours.html
    assert (theirs.subject, theirs.reply_to) == ("We have your message", "hello@spokewise.example")
    assert (
        "Hello Cy,\n\nthank you" in theirs.text
        and "2 days" in theirs.text
        and "https://go.spokewise.example/meet" in theirs.html
    )


def test_where_the_page_is_not_known_the_mail_names_none(app: Flask) -> None:
    lead(page="")
    assert "Page" not in told(app)["hello@spokewise.example"].text


def test_a_lead_in_italian_goes_to_the_italians_and_is_answered_in_italian(app: Flask) -> None:
    lead(language="it")
    found = told(app)
    assert set(found) == {"ciao@spokewise.example", "officina@spokewise.example", CY}
    assert found[CY].language == "it" and "2 giorni" in found[CY].text


def test_a_programs_people_are_told_of_its_leads_with_the_partner(app: Flask) -> None:
    with writing() as session:
        partner = Partner(slug="ada", kind="customer", language="en", revision=1)
        partner.texts = {"en": PartnerText(language="en", name="Ada Moreno")}
        session.add(partner)
        session.flush()
        number = partner.id
    lead(partner_id=number, program="friends")
    found = told(app)
    assert set(found) == {"friends@spokewise.example", CY}
    assert found["friends@spokewise.example"].subject == "New lead: Cy, sent by Ada Moreno"


def test_who_is_on_the_team_reads_their_own_language(app: Flask) -> None:
    make_member("hello@spokewise.example", language="ar")
    lead()
    assert told(app)["hello@spokewise.example"].language == "ar"
    assert MINA not in told(app)


def test_each_letter_goes_out_once_however_often_the_work_is_done(app: Flask) -> None:
    lead()
    assert len(told(app, times=3)) == 2


@pytest.mark.parametrize("facts", [{"status": "suspect"}, {"erased_at": datetime.now(UTC)}, {"id": "lead_2"}])
def test_nobody_is_told_of_what_is_suspect_or_erased_or_gone(app: Flask, facts: dict[str, Any]) -> None:
    lead(**facts)
    assert told(app) == {}


def test_a_referred_colleague_is_not_mailed(app: Flask) -> None:
    lead(kind="referred", referrer_email="ada@example.com")
    assert set(told(app)) == {"hello@spokewise.example"}


def test_what_was_typed_is_not_carried_to_an_address_that_may_be_somebody_elses(app: Flask) -> None:
    lead(name="Win at casino.example now", message="Cheap watches: https://watches.example")
    theirs = told(app)[CY]
    assert "casino" not in theirs.text + theirs.html and "watches" not in theirs.text + theirs.html
    assert "Hello," in theirs.text


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Ada Moreno", True),
        ("Jean-Luc O'Neil", True),
        ("Dr. Li", True),
        ("نُور حسن", True),
        ("李小龍", True),
        ("www.evil.example", False),
        ("http://evil.example", False),
        ("Ada 50% off", False),
        ("a" * 61, False),
        ("Ada\nMoreno", False),
        ("", True),
    ],
)
def test_a_greeting_takes_nothing_but_a_name(name: str, greeted: bool) -> None:
    assert addressed(name) == (name if greeted else "")


def test_a_confirmation_is_of_use_for_a_week(app: Flask) -> None:
    lead()
    told(app)
    (row,) = [row for row in db.session.scalars(select(Due)) if row.payload["to"] == CY]
    assert (datetime.fromisoformat(row.payload["until"]) - now()).days == 6


def test_the_outbox_keeps_no_more_than_which_lead_it_was(app: Flask) -> None:
    topic = given_topic(app.extensions["goodword.settings"], Letters(inside().furniture))
    assert topic.keep == ("lead",)
    assert outbox.Topic is type(topic)

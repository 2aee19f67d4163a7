"""The mails of a recommendation: who gets which, and what never goes out."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from recording import JUDGING
from sqlalchemy import select

from goodword import mail
from goodword.db import db, now, writing
from goodword.mail import Letter
from goodword.outbox.rows import Due
from goodword.outbox.topics import Job
from goodword.referrals.lead_rows import Lead, Tombstone
from goodword.referrals.natural_ids import lead_id
from goodword.referrals.persons import person_key
from goodword.referrals.recording import record_facts
from goodword.referrals.records import LeadGiven
from goodword.site.brand import Refer
from goodword.site.inside import inside
from goodword.site.letters import Letters
from goodword.site.refer_letters import TOPIC, referred_topic
from goodword.site.refer_tokens import token_of
from goodword.welcome import note_address

ADA, DORA, HELLO = "ada.moreno@example.com", "dora@example.com", "hello@spokewise.example"
SITE = "https://spokewise.example"
AT = datetime.now(UTC)


def refer(colleague: str = DORA, number: int = 1, **facts: Any) -> str:
    """The lead by which Ada refers a colleague, recorded as the drain does it."""
    usual: dict[str, Any] = {"how": "referred", "language": "en", "page": "/refer", "name": "Dora", "email": colleague}
    usual |= {"referrer_email": ADA, "referrer": {"name": "Ada Moreno", "relation": "customer", "why": "She asked."}}
    lead = lead_id(colleague, AT, ADA)
    with writing() as session:
        record_facts(session, [LeadGiven(id=f"evt_{number}", at=AT, lead=lead, **{**usual, **facts})], JUDGING)
    return lead


def told(app: Flask, lead: str, colleague: bool = False, times: int = 1, site: str | None = SITE) -> dict[str, Letter]:
    """Who is sent what, once the worker has seen to the lead."""
    furniture = inside().furniture
    brand = furniture.brand.model_copy(update={"refer": Refer(mail_colleague=colleague)})
    settings = replace(app.extensions["goodword.settings"], base_url=site)
    topic = referred_topic(settings, Letters(replace(furniture, brand=brand)))
    db.session.rollback()
    before = len(letters())
    for _ in range(times):
        topic.run(Job(1, TOPIC, {"lead": lead}, now(), 0))
    return {letter.to: letter for letter in letters()[before:]}


def letters() -> list[Letter]:
    rows = db.session.scalars(select(Due).where(Due.topic.in_(mail.TOPICS)).order_by(Due.id)).all()
    return [Letter(**{name: row.payload[name] for name in Letter.__slots__}) for row in rows]


def test_recording_asks_for_these_mails_and_no_others(app: Flask) -> None:
    lead = refer()
    assert list(db.session.scalars(select(Due.key))) == [f"lead.referred:{lead}"]


def test_the_company_is_told_who_recommends_whom_and_why(app: Flask) -> None:
    ours = told(app, refer())[HELLO]
    assert ours.subject == "New lead: Dora" and ours.reply_to == DORA
    for text in (ours.text, ours.html):
        assert "Ada Moreno" in text and ADA in text and "She asked." in text and "I am a customer" in text
        assert "Recommended by" in text and "Sent by" not in text and "nobody" not in text


def test_of_who_knows_us_otherwise_the_company_is_told_where_they_work(app: Flask) -> None:
    ours = told(app, refer(referrer={"name": "Ada Moreno", "relation": "other", "company": "Northlight"}))[HELLO]
    for text in (ours.text, ours.html):
        assert ", Northlight" in text and "Otherwise" not in text


def test_the_referrer_gets_a_receipt_and_the_colleague_nothing(app: Flask) -> None:
    lead = refer()
    found = told(app, lead, times=3)
    assert set(found) == {HELLO, ADA} and len(letters()) == 2
    assert found[ADA].subject == "Thank you for recommending us"
    assert f"https://spokewise.example/refer/{token_of(lead)}" in found[ADA].text
    assert "Hello Ada Moreno,\n\nthank you" in found[ADA].text and "Dora" not in found[ADA].text + found[ADA].html


@pytest.mark.parametrize(("language", "greeting"), [("it", "Ciao"), ("ar", "مرحبًا")])
def test_the_receipt_speaks_the_language_of_the_form(app: Flask, language: str, greeting: str) -> None:
    found = told(app, lead := refer(language=language))[ADA]
    assert found.language == language and greeting in found.text
    assert f"https://spokewise.example/{language}/refer/{token_of(lead)}" in found.html


def test_who_tries_it_out_is_led_to_where_the_site_is_served(app: Flask) -> None:
    note_address(app.extensions["goodword.settings"].var, "0.0.0.0", 8123)
    found = told(app, lead := refer(), site=None)
    for text in (found[ADA].text, found[ADA].html):
        assert f"http://127.0.0.1:8123/refer/{token_of(lead)}" in text
    for text in (found[HELLO].text, found[HELLO].html):
        assert f"http://127.0.0.1:8123/team/leads/{lead}" in text


def test_what_was_typed_goes_to_no_address_that_is_unproven(app: Flask) -> None:
    spam = {"name": "Win at casino.example", "why": "https://watches.example", "company": "Cheap pills"}
    found = told(app, refer(referrer=spam, name="Buy watches.example now"), colleague=True)
    assert set(found) == {HELLO, ADA}
    theirs = found[ADA].text + found[ADA].html + found[ADA].subject
    assert not any(word in theirs for word in ("casino", "watches", "pills"))


def test_the_colleague_is_mailed_where_the_company_wants_it(app: Flask) -> None:
    theirs = told(app, refer(), colleague=True)[DORA]
    assert theirs.subject == "Ada Moreno recommended us to you" and theirs.reply_to == HELLO
    assert "Hello Dora," in theirs.text and "the only mail" in theirs.text
    assert ADA not in theirs.text + theirs.html and "She asked" not in theirs.text + theirs.html


def test_the_colleague_is_never_mailed_twice(app: Flask) -> None:
    assert DORA in told(app, refer(), colleague=True, times=2)
    assert [letter.to for letter in letters()].count(DORA) == 1
    with writing() as session:
        session.add(Lead(**next_day()))
    assert set(told(app, "lead_2", colleague=True)) == {HELLO, ADA}


def next_day() -> dict[str, Any]:
    """Dora, referred again."""
    usual = {"id": "lead_2", "kind": "referred", "at": AT, "day": AT.date(), "changed_at": AT, "email": DORA}
    return usual | {"referrer_email": ADA, "referrer": {"name": "Ada Moreno"}, "language": "en"}


def test_who_was_erased_is_not_mailed_when_referred_again(app: Flask) -> None:
    with writing() as session:
        session.add(Tombstone(key=person_key(DORA), at=datetime(2026, 1, 1, tzinfo=UTC)))
    assert set(told(app, refer(), colleague=True)) == {HELLO, ADA}


@pytest.mark.parametrize(
    "change", [lambda lead: setattr(lead, "status", "suspect"), lambda lead: setattr(lead, "erased_at", AT)]
)
def test_nobody_is_told_of_what_is_suspect_or_erased(app: Flask, change: Callable[[Lead], None]) -> None:
    lead = refer()
    with writing() as session:
        row = session.get(Lead, lead)
        assert row
        change(row)
    assert told(app, lead, colleague=True) == {}


def test_a_suspect_one_asks_for_no_mail(app: Flask) -> None:
    refer(suspicion="honeypot")
    assert list(db.session.scalars(select(Due.key))) == []

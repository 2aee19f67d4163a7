"""What the company is told when somebody writes again, or very many write at once, and what strangers are sent then."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import pytest
import time_machine
from flask import Flask
from people import make_member
from recording import form, record
from sqlalchemy import select

from goodword import mail
from goodword.db import db, writing
from goodword.mail import Letter
from goodword.outbox import Due
from goodword.outbox.working import Worker
from goodword.referrals.lead_rows import Lead, LeadEvent
from goodword.referrals.recording.sendings import come_to
from goodword.site import lead_letters_team
from goodword.site.inside import inside
from goodword.site.lead_letters_again import changed, worth_telling
from goodword.worker import topics

EVENING = datetime(2026, 11, 22, 21, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEAM, CY = "hello@spokewise.example", "cy@example.com"


@pytest.fixture(autouse=True)
def languages(app: Flask) -> None:
    make_member(TEAM, language="en")


def work(app: Flask, at: datetime = EVENING) -> list[Letter]:
    """The letters that a worker writes at a moment; none of them is sent."""
    writers = {
        name: topic for name, topic in topics(settings(app), inside().furniture).items() if name not in mail.TOPICS
    }
    known = set(db.session.scalars(select(Due.id).where(Due.topic.in_(mail.TOPICS))))
    with time_machine.travel(at, tick=False):
        Worker(writers, (), Event()).once()
    db.session.rollback()
    rows = db.session.scalars(select(Due).where(Due.topic.in_(mail.TOPICS)).order_by(Due.id)).all()
    return [Letter(**{name: row.payload[name] for name in Letter.__slots__}) for row in rows if row.id not in known]


def settings(app: Flask) -> Any:
    return app.extensions["goodword.settings"]


def subjects(letters: list[Letter]) -> list[tuple[str, str]]:
    return [(letter.to, letter.subject) for letter in letters]


def test_a_second_message_reaches_the_team_and_the_person_gets_no_second_confirmation(app: Flask) -> None:
    record(form("first", 10, message="What is it?", phone="+39 02 1"))
    assert subjects(work(app)) == [(TEAM, "New lead: Cy"), (CY, "We have your message")]
    record(form("second", 20, message="It is urgent", phone="+39 02 2", channel="phone"))
    (letter,) = work(app, EVENING + MINUTE)
    assert (letter.to, letter.subject, letter.reply_to) == (TEAM, "Cy wrote again", CY)
    for text in (letter.text, letter.html):
        assert "It is urgent" in text and "+39 02 2" in text and "+39 02 1" in text and "by phone" in text
        assert "What is it?" not in text
    assert work(app, EVENING + 2 * MINUTE) == []


def test_what_was_written_before_anybody_was_told_stands_in_the_one_mail(app: Flask) -> None:
    record(form("first", 10, message="What is it?"), form("second", 20, message="It is urgent"))
    ours, theirs = work(app)
    assert (ours.subject, theirs.to) == ("New lead: Cy", CY)
    for text in (ours.text, ours.html):
        assert "It is urgent" in text and "What is it?" in text and "Written shortly before" in text
    assert work(app, EVENING + MINUTE) == []


@pytest.mark.parametrize(
    "facts", [{"suspicion": "email-limit"}, {"message": "Hello first"}], ids=["suspect", "the same"]
)
def test_of_what_is_suspect_or_says_nothing_new_nobody_is_told(app: Flask, facts: dict[str, str]) -> None:
    record(form("first", 10))
    work(app)
    record(form("second", 20, **facts))
    assert work(app, EVENING + MINUTE) == []


def test_nobody_is_told_that_a_lead_wrote_again_that_was_called_suspect_or_erased(app: Flask) -> None:
    record(form("first", 10), form("other", 10, "mo@example.com"))
    work(app)
    record(form("second", 20), form("another", 20, "mo@example.com"))
    with writing() as session:
        for lead in session.scalars(select(Lead)):
            lead.status, lead.erased_at = ("suspect", None) if lead.email == CY else (lead.status, EVENING)
    assert work(app, EVENING + MINUTE) == []


def test_of_one_lead_and_day_there_are_three_such_mails_at_most(app: Flask) -> None:
    record(form("0", 10))
    work(app)
    record(*(form(str(number), 10 + number) for number in range(1, 6)))
    assert subjects(work(app, EVENING + MINUTE)) == [(TEAM, "Cy wrote again")] * 3


def test_a_form_that_comes_back_half_empty_tells_nobody(app: Flask) -> None:
    record(form("first", 10, phone="+39 02 1", heard_from="Ada"))
    work(app)
    record(form("second", 20, message="Hello first", phone="+39 02 1"))
    assert work(app, EVENING + MINUTE) == []


def test_a_colleague_who_is_recommended_again_did_not_write(app: Flask) -> None:
    usual = {"how": "referred", "message": "", "referrer_email": "ada@example.com"}
    record(form("first", 10, **usual, referrer={"name": "Ada", "why": "She asked."}))
    work(app)
    record(form("second", 20, **usual, referrer={"name": "Ada", "why": "She is in a hurry."}))
    (letter,) = work(app, EVENING + MINUTE)
    assert (letter.to, letter.subject) == (TEAM, "Cy was recommended again")
    for text in (letter.text, letter.html):
        assert "She is in a hurry." in text and "before: " in text and "She asked." in text
    assert "See the lead at the desk" in letter.html and "they wrote" not in letter.html


def sending(name: str, note: str, **said: Any) -> LeadEvent:
    return LeadEvent(id=name, lead_id="lead_1", at=EVENING, what="given-again", status="new", note=note, said=said)


SENDINGS = [
    sending("a", "one"),
    sending("b", "one"),
    sending("c", "one", phone="1"),
    sending("d", "two"),
    sending("e", "one"),
    sending("f", "one", phone="1", marketing="en-1"),
    sending("g", "two", phone="1"),
    sending("h", "", referrer={"name": "Ada", "why": "She asked."}),
]
WORTH = {
    "the first": ("a", True),
    "the same": ("b", False),
    "a telephone number": ("c", True),
    "another message": ("d", True),
    "an earlier message": ("e", False),
    "nothing that the mail shows": ("f", False),
    "two earlier words": ("g", False),
    "a reason": ("h", True),
    "one that is not there": ("not there", False),
}


@pytest.mark.parametrize("case", WORTH)
def test_which_sending_is_worth_a_mail(case: str) -> None:
    event, worth = WORTH[case]
    told = worth_telling(SENDINGS, event)
    assert (told and told.id) == (event if worth else None)


def test_the_usual_channel_behind_a_chosen_one_is_nothing_new() -> None:
    chosen, usual, other = (sending(name, "one", channel=name) for name in ("whatsapp", "email", "phone"))
    assert worth_telling([chosen, usual], "email") is None
    assert worth_telling([usual, chosen], "whatsapp") is chosen
    assert worth_telling([chosen, usual, other], "phone") is other


CHANGED: Mapping[str, tuple[Sequence[Mapping[str, Any]], list[tuple[str, str, str]]]] = {
    "another number": ([{"phone": "1"}, {"phone": "2"}], [("phone", "2", "1")]),
    "the one before the last": ([{"phone": "1"}, {"company": "Co"}, {"phone": "2"}], [("phone", "2", "1")]),
    "what stands already": ([{"phone": "1"}, {"company": "Co"}, {"phone": "1"}], []),
    "what is left empty": ([{"phone": "1", "company": "Co"}, {"company": "Inc"}], [("company", "Inc", "Co")]),
    "the usual channel": ([{"channel": "whatsapp"}, {"channel": "email"}], []),
    "a reason": ([{"referrer": {"why": "one"}}, {"referrer": {"why": "two"}}], [("why", "two", "one")]),
}


@pytest.mark.parametrize("case", CHANGED)
def test_the_mail_says_what_is_otherwise_on_the_lead_now(case: str) -> None:
    said, changes = CHANGED[case]
    sendings = [sending(str(number), "Hi", **each) for number, each in enumerate(said)]
    assert list(changed(come_to(sendings[:-1]), come_to(sendings))) == changes


def test_the_one_mail_of_two_sendings_says_what_both_said(app: Flask) -> None:
    full = {"company": "Wheels", "phone": "+39 02 1", "channel": "whatsapp", "heard_from": "a friend"}
    record(form("first", 10, message="What is it?", blocks=("page/shops",), page="/for/shops", **full))
    record(form("second", 20, message="PS", channel="email"))
    ours, _ = work(app)
    for text in (ours.text, ours.html):
        said = ("PS", "What is it?", "Wheels", "+39 02 1", "by WhatsApp", "a friend", "page/shops", "/for/shops")
        assert [word for word in said if word not in text] == []


def many(count: int, start: int = 0) -> None:
    record(
        *(
            form(str(n), n / 10, f"n{n}@example.com", name=f"N{n}", company=f"Co {n}")
            for n in range(start, start + count)
        )
    )


def test_over_the_limit_leads_are_gathered_into_one_mail_when_the_hour_is_full(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lead_letters_team, "MOST", 3)
    many(16)
    ours = [letter for letter in work(app) if letter.to == TEAM]
    assert [letter.subject for letter in ours] == [f"New lead: N{n}" for n in (0, 1, 2)]
    many(1, 16)
    assert [letter.to for letter in work(app, EVENING + 20 * MINUTE)] == ["n16@example.com"]
    (letter,) = work(app, EVENING + 50 * MINUTE)
    assert (letter.to, letter.subject) == (TEAM, "14 more leads")
    assert "N16" in letter.text and "N7," in letter.text and "N6," not in letter.text and "and 4 others" in letter.text
    assert "n16@example.com" in letter.html and "Co 16" in letter.html
    assert work(app, EVENING + 51 * MINUTE) == []


def test_after_a_quiet_hour_leads_are_told_of_one_by_one_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead_letters_team, "MOST", 2)
    many(3)
    work(app)
    work(app, EVENING + 50 * MINUTE)
    many(1, 3)
    assert (TEAM, "New lead: N3") in subjects(work(app, EVENING + 121 * MINUTE))


def test_what_is_suspect_or_erased_by_then_is_not_gathered(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead_letters_team, "MOST", 1)
    many(4)
    work(app)
    with writing() as session:
        for lead in session.scalars(select(Lead).where(Lead.name.in_(("N1", "N2")))):
            lead.status, lead.erased_at = ("suspect", None) if lead.name == "N1" else ("new", EVENING)
    (letter,) = work(app, EVENING + 50 * MINUTE)
    assert letter.subject == "1 more lead" and "N3" in letter.text


def test_a_gathered_mail_speaks_the_readers_language(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead_letters_team, "MOST", 1)
    make_member(TEAM, language="it")
    many(4)
    work(app)
    assert work(app, EVENING + 50 * MINUTE)[0].subject == "Altri 3 contatti"


def test_letters_to_strangers_are_limited_and_those_to_the_team_are_not(app: Flask) -> None:
    made = topics(settings(app), inside().furniture)
    assert (made[mail.STRANGERS].hourly, made[mail.TOPIC].hourly) == (200, None)
    record(form("first", 10), form("asked", 10, "mo@example.com", how="referred", referrer_email="ada@example.com"))
    work(app)
    rows = db.session.execute(select(Due.payload, Due.topic).where(Due.topic.in_(mail.TOPICS)))
    assert {(payload["to"], topic) for payload, topic in rows} == {
        (TEAM, mail.TOPIC), (CY, mail.STRANGERS), ("ada@example.com", mail.STRANGERS)
    }  # fmt: skip

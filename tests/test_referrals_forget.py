"""`flask referrals forget`: a person is erased everywhere, and what they count for stays."""

import gzip
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from apis import Api
from click.testing import Result
from flask import Flask
from journaling import left_behind
from recording import MORNING, add_partners, by_click, click, credited, form, lead, record, sale, totals
from sqlalchemy import select

from goodword import journal
from goodword.config import Settings
from goodword.db import Base, db, writing
from goodword.outbox import Due, put
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Tombstone
from goodword.referrals.persons import person_key
from goodword.referrals.recording.recounting import one_moment, recount
from goodword.referrals.records import Asked, Record, encoded
from goodword.referrals.sale_rows import Answered, Conflict

CY = "cy@example.com"
SECRETS = (CY, "Cyrus", "Zanzibar")
"""Whatever stands in these is of the person."""
SEGMENT = f"{MORNING:%Y%m%d}T080000-000000-1-dead"
ASKED = Asked(api_key="crm", path="/track/sale", key="k", body="a")
PERSON: Mapping[str, Any] = {"name": "Cyrus", "email": CY, "metadata": {"city": "Zanzibar"}}
RECORDS: tuple[Record, ...] = (
    click("one"),
    form("sent", touches=(by_click("one"),), name="Cyrus", message="Zanzibar", heard_from="Cyrus himself"),
    form("colleague", email="mo@example.com", how="referred", referrer_email=CY, referrer={"name": "Cyrus"}),
    lead("signed", click="one", avatar="/cyrus.png?Zanzibar", **PERSON),
    sale("paid", asked=ASKED, **PERSON),
    sale("clash", 31, asked=Asked(api_key="crm", path="/track/sale", key="k", body="b"), **PERSON),
    sale("mailed", who="CY@example.com", click="one", name="Cyrus"),
    sale("unknown", who="nobody", **PERSON),
)


@pytest.fixture(autouse=True)
def cast(app: Flask) -> None:
    add_partners("ada", "ben")


def forget(app: Flask, email: str = CY) -> Result:
    db.session.remove()
    done = app.test_cli_runner().invoke(args=["referrals", "forget", email])
    db.session.remove()
    return done


def secrets_in_rows() -> list[str]:
    rows = [
        f"{table.name}: {row}" for table in Base.metadata.sorted_tables for row in db.session.execute(select(table))
    ]
    return [row for row in rows if any(secret.lower() in row.lower() for secret in SECRETS)]


def secrets_in_files(var: Path) -> list[str]:
    texts = {}
    for path in (each for folder in ("journal", "archive", "outbox") for each in (var / folder).rglob("*")):
        if path.is_file():
            texts[path.name] = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [name for name, text in texts.items() if any(secret.encode() in text for secret in SECRETS)]


def settings_of(app: Flask) -> Settings:
    settings: Settings = app.extensions["goodword.settings"]
    return settings


def test_a_person_is_erased_from_every_row_and_totals_stay(app: Flask) -> None:
    record(*RECORDS)
    before = totals(), credited()
    assert len(secrets_in_rows()) > 8
    done = forget(app)
    assert done.exit_code == 0, done.output
    assert secrets_in_rows() == []
    assert (totals(), credited()) == before
    with one_moment() as session:
        assert recount(session).difference == 0


def test_nothing_is_left_in_the_files_of_the_database(make_app: Callable[..., Flask], sqlite_url: str) -> None:
    app = make_app(database_url=sqlite_url)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    with app.app_context():
        record(*RECORDS)
        assert [secret for secret in SECRETS if secret in texts_of(file)] == [*SECRETS]
        forget(app)
    assert [secret for secret in SECRETS if secret in texts_of(file)] == []


def texts_of(file: Path) -> str:
    """What stands in the database's file and in its log."""
    log = file.with_name(f"{file.name}-wal")
    return (file.read_bytes() + (log.read_bytes() if log.exists() else b"")).decode("latin-1")


def test_it_says_what_it_found(app: Flask) -> None:
    record(*RECORDS)
    said = forget(app).output.splitlines()
    assert said[:3] == ["Erased in leads: 2.", "Erased in leads that they referred: 1.", "Erased in customers: 3."]
    assert said[-1] == "What was recorded before this moment will not bring the person back; totals are as they were."


@pytest.mark.parametrize("drained", [True, False], ids=["archived", "not yet drained"])
def test_a_person_is_erased_from_the_journal(app: Flask, drained: bool) -> None:
    journals = journal.of(app)
    facts = [encoded(each) for each in RECORDS[1:]]
    left_behind(journals.facts.folder, facts, SEGMENT)
    left_behind(journals.clicks.folder, [encoded(RECORDS[0])], SEGMENT)
    if drained:
        assert app.test_cli_runner().invoke(args=["referrals", "drain"]).exit_code == 0
    assert forget(app).exit_code == 0
    assert secrets_in_rows() == [] and secrets_in_files(settings_of(app).var) == []
    assert credited()["sent"] == "ada" and credited()["signed"] == "ada"


def test_what_was_erased_does_not_come_back(app: Flask) -> None:
    record(*RECORDS)
    forget(app)
    before = totals(), credited()
    record(*RECORDS)
    assert secrets_in_rows() == [] and (totals(), credited()) == before


@pytest.mark.parametrize("late", [False, True], ids=["recorded", "recorded later"])
def test_nothing_is_left_of_what_each_sending_said_and_of_its_page(app: Flask, late: bool) -> None:
    pages = {"page": "/for/shops", "niche": "shops", "plan": "0123456789abcdef", "blocks": ("page/home",)}
    sent = form("one", 10, phone="1", **pages), form("two", 20, company="Zanzibar Ltd", **pages)
    record(*(sent[:1] if late else sent))
    forget(app)
    record(*sent)
    assert [(each.note, each.said) for each in db.session.scalars(select(LeadEvent))] == [("", {})] * 2
    lead = db.session.execute(select(Lead)).scalar_one()
    assert (lead.phone, lead.company, lead.email, lead.page) == ("", "", "", "/for/shops")


def test_records_that_come_after_their_person_was_erased_count_without_them(app: Flask) -> None:
    forget(app)
    record(*RECORDS)
    assert secrets_in_rows() == []
    assert credited()["sent"] == "ada" and credited()["signed"] == "ada"
    erased = db.session.execute(select(Lead).where(Lead.kind == "form")).scalar_one()
    assert (erased.email, erased.message, erased.erased_at is not None) == ("", "", True)
    assert [each.payload for each in db.session.scalars(select(Due).where(Due.topic == "lead.given"))] == []


def test_who_comes_back_later_is_welcome(app: Flask) -> None:
    record(*RECORDS)
    forget(app)
    later = (datetime.now(UTC) + timedelta(minutes=5) - MORNING).total_seconds() / 60
    record(form("again", later, name="Cyrus"))
    again = db.session.execute(select(Lead).where(Lead.email == CY)).scalar_one()
    assert (again.name, again.erased_at) == ("Cyrus", None)


def test_credit_is_not_judged_again_because_a_person_is_gone(app: Flask) -> None:
    record(click("one"), lead("signed", click="one", email="ada@example.com"), form("sent", email="ada@example.com"))
    count = len(list(db.session.scalars(select(Credit))))
    forget(app, "ada@example.com")
    record(sale("paid"))
    assert len(list(db.session.scalars(select(Credit)))) == count + 1


def test_letters_to_the_person_and_about_them_are_gone(app: Flask) -> None:
    with writing() as session:
        at = datetime.now(UTC)
        put(session, "mail", {"to": CY, "subject": "Hello"}, at=at)
        put(session, "mail", {"to": "mina@example.com", "text": f"A lead: {CY.upper()}"}, at=at)
        put(session, "mail", {"to": "mo@example.com", "text": "Hello"}, at=at)
    folder = settings_of(app).var / "outbox"
    folder.mkdir(exist_ok=True)
    (folder / "1.eml").write_text(f"To: {CY}\n\nHello")
    (folder / "2.eml").write_text("To: mo@example.com\n\nHello")
    assert "Erased in letters in a folder: 1." in forget(app).output
    assert [each.payload["to"] for each in db.session.scalars(select(Due))] == ["mo@example.com"]
    assert [path.name for path in folder.glob("*.eml")] == ["2.eml"]


def test_what_is_kept_of_a_letter_about_the_person_is_gone(app: Flask) -> None:
    """Its subject may name them, and nothing in it the address."""
    record(*RECORDS)
    with writing() as session:
        for each in session.scalars(select(Lead)).all():
            about = {"to": "mina@example.com", "subject": f"New lead: {each.name or 'somebody'}"}
            put(session, "mail", about, at=datetime.now(UTC), key=f"lead.given {each.id} mina@example.com")
        put(session, "mail", {"to": "mina@example.com", "subject": "Hello"}, at=datetime.now(UTC), key="other")
    forget(app)
    assert secrets_in_rows() == []
    assert [each.key for each in db.session.scalars(select(Due).where(Due.topic == "mail"))] == ["other"]


def test_a_stored_answer_stays_without_the_person(app: Flask) -> None:
    with writing() as session:
        at = datetime.now(UTC)
        answer = {"click": {"id": ""}, "customer": {"name": "Cyrus", "email": CY, "externalId": "c1"}}
        session.add(
            Answered(key="k", body="b", status=200, answer=answer, subject=person_key(CY), lease_until=at, at=at)
        )
    forget(app)
    kept = db.session.execute(select(Answered)).scalar_one()
    assert kept.answer == {
        "click": {"id": ""},
        "customer": {"name": None, "email": None, "avatar": None, "externalId": "c1"},
    }
    assert (kept.body, kept.subject) == ("b", "")


def test_no_stored_answer_tells_of_the_person(app: Flask) -> None:
    """Also those given before the address was known, those of their sales, and where the address is the id."""
    api, person = Api(app), {"customerName": "Cyrus", "metadata": {"city": "Zanzibar"}}
    sold = {"amount": 4900, "currency": "eur", "metadata": {"city": "Zanzibar"}}
    asked: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("lead", {"customerExternalId": "c1", "eventName": "Trial", **person}),
        ("lead", {"customerExternalId": "c1", "eventName": "Sign up", "customerEmail": CY}),
        ("sale", {"customerExternalId": "c1", "invoiceId": "in_1", **sold}),
        ("refund", {"invoiceId": "in_1", "amount": 1}),
        ("lead", {"customerExternalId": CY.upper(), "eventName": "Sign up", **person}),
        ("sale", {"customerExternalId": CY, **sold}),
        ("sale", {"customerExternalId": "nobody", "customerEmail": CY, "invoiceId": "in_2", **sold}),
        ("refund", {"invoiceId": "in_2", "amount": 1}),
        ("churn", {"customerExternalId": CY, "churnedAt": "2026-11-22T09:30:00Z"}),
        ("lead", {"customerExternalId": "mo", "eventName": "Sign up", "customerEmail": "mo@example.com"}),
    )
    for number, (call, body) in enumerate(asked):
        assert api.post(call, body, Idempotency_Key=f"key {number}").status_code == 200
    assert f"Erased in stored answers: {len(asked) - 1}." in forget(app).output
    answers = [str(each.answer) for each in db.session.scalars(select(Answered))]
    assert [each for each in answers if any(secret.lower() in each.lower() for secret in SECRETS)] == []
    assert len(answers) == len(asked) and "mo@example.com" in "".join(answers)


def test_a_conflict_stays_without_the_person(app: Flask) -> None:
    record(*RECORDS)
    forget(app)
    assert db.session.execute(select(Conflict)).scalar_one().record["amount"] == 4900


def test_somebody_unknown_leaves_a_tombstone_too(app: Flask) -> None:
    done = forget(app, " MO@example.com")
    assert (done.exit_code, done.output.splitlines()[0]) == (0, "mo@example.com is not known here.")
    assert db.session.execute(select(Tombstone.key)).scalar_one() == person_key("mo@example.com")


def test_others_stay(app: Flask) -> None:
    record(form("other", email="mo@example.com", name="Mo"), lead("two", who="c2", email="bo@example.com"), *RECORDS)
    forget(app)
    assert {each.email for each in db.session.scalars(select(Lead))} == {"", "mo@example.com", "bo@example.com"}


def test_what_is_no_address_is_refused(app: Flask) -> None:
    done = forget(app, "cyrus")
    assert (done.exit_code, done.output) == (2, "Error: 'cyrus' is no e-mail address.\n")

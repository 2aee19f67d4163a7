"""An address with a domain of letters is one person, whichever way each of those who told of it spelled it."""

from datetime import UTC, datetime
from itertools import permutations
from urllib.parse import quote

import flask_migrate
import pytest
from flask import Flask
from recording import MORNING, add_partners, by_click, click, credited, form, lead, record, sale
from sqlalchemy import select, update
from test_referrals_forget import forget, settings_of

from goodword import journal
from goodword.accounts.hashing import keyed
from goodword.db import Base, db, writing
from goodword.journal.reading import records_of
from goodword.outbox import put
from goodword.referrals.lead_rows import Credit, Lead, LeadEvent, Tombstone
from goodword.referrals.leads import Wanted, listed
from goodword.referrals.models import Member
from goodword.referrals.natural_ids import lead_id
from goodword.referrals.persons import person_key
from goodword.referrals.recording.spelled import holds, swept
from goodword.referrals.records import Record, encoded
from goodword.referrals.sale_rows import Answered, Customer, CustomerAddress
from goodword.site.refer_letters import MAILED, was_mailed

LETTERS, CODED = "müller@bücher.example", "müller@xn--bcher-kva.example"
MARKED = "Mu\u0308ller@BU\u0308CHER.example"
PAIRS = list(permutations((LETTERS, CODED, MARKED), 2))
AT = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(autouse=True)
def cast(app: Flask) -> None:
    add_partners("ada", "ben")


def is_of(partner: str, address: str) -> None:
    with writing() as session:
        session.scalars(select(Member).where(Member.email == f"{partner}@example.com")).one().email = address


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=ascii)
def test_who_wrote_and_who_bought_are_one(one: str, other: str) -> None:
    record(click("a"), form("f", 10, one, touches=(by_click("a"),)))
    record(lead("l", 20, email=other), sale("s", 30, email=other))
    assert credited() == {"f": "ada", "l": "ada", "s": "ada"}


def test_what_was_said_is_what_is_shown() -> None:
    record(form("f", 10, LETTERS), lead("l", 20, email=CODED))
    assert set(db.session.scalars(select(Lead.email))) == {LETTERS, CODED}
    assert set(db.session.scalars(select(Lead.address))) == {CODED}
    assert db.session.scalars(select(Customer.email)).one() == CODED


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=ascii)
def test_the_same_person_on_the_same_day_is_one_lead(one: str, other: str) -> None:
    assert lead_id(one, AT) == lead_id(other, AT)
    assert lead_id("dora@example.com", AT, one) == lead_id("dora@example.com", AT, other)


def test_the_lead_of_a_form_is_the_one_that_it_always_was() -> None:
    assert lead_id(LETTERS, AT) == "lead_2fb2131901e2107caa938a1e51b46106"


@pytest.mark.parametrize("said", [LETTERS, CODED, "müller+list@bücher.example"])
def test_who_refers_themselves_is_known(said: str) -> None:
    is_of("ada", CODED)
    record(click("a"), form("f", 10, said, touches=(by_click("a"),)))
    assert "self-referral" in db.session.scalars(select(Credit)).one().flags


@pytest.mark.parametrize("said", [LETTERS, CODED])
def test_a_member_who_recommends_a_colleague_is_known(said: str) -> None:
    is_of("ben", CODED)
    record(form("f", 10, "dora@example.com", how="referred", referrer_email=said, referrer={"name": "Müller"}))
    assert credited()["f"] == "ben"


@pytest.mark.parametrize("said", [LETTERS, CODED])
def test_words_find_each_spelling(said: str) -> None:
    record(form("f", 10, said))
    assert len(listed(db.session(), Wanted(words=LETTERS))) == len(listed(db.session(), Wanted(words=CODED))) == 1


@pytest.mark.parametrize(("one", "other"), PAIRS, ids=ascii)
def test_nobody_is_mailed_a_second_time_under_another_spelling(one: str, other: str) -> None:
    record(form("f", 10, one))
    with writing() as session:
        lead = session.scalars(select(Lead)).one()
        session.add(LeadEvent(id="evt_m", lead_id=lead.id, at=AT, what=MAILED, status="", note="", by=""))
    assert was_mailed(db.session(), other) and not was_mailed(db.session(), "müller@bucher.example")


EVERYWHERE: tuple[Record, ...] = (
    click("one"),
    form("letters", 10, LETTERS, touches=(by_click("one"),), name="Zanzibar"),
    form("coded", 1500, CODED, name="Zanzibar"),
    form("referred", 11, "mo@example.com", how="referred", referrer_email=MARKED, referrer={"name": "Zanzibar"}),
    form(
        "words",
        12,
        "mo@example.com",
        message=f"Ask {LETTERS} or {CODED}, {quote(LETTERS)} or {quote(LETTERS.upper())}.",
    ),
    lead("signed", who="c1", email=LETTERS, name="Zanzibar"),
    lead("again", who="c2", email=CODED, name="Zanzibar"),
    sale("named", who=LETTERS, name="Zanzibar"),
    sale("coded", who=CODED.upper(), name="Zanzibar"),
    sale("unknown", who="nobody", email=MARKED, name="Zanzibar"),
)


def left(app: Flask) -> list[str]:
    """What rows and files still say of the person."""
    var = settings_of(app).var
    rows = [(table.name, row) for table in Base.metadata.sorted_tables for row in db.session.execute(select(table))]
    files = [path for path in var.rglob("*") if path.suffix in (".log", ".gz") and path.is_file()]
    kept = [*rows, *((path.name, each) for path in files for each in records_of(path))]
    words = (LETTERS, CODED, MARKED, "bücher", "bcher", "zanzibar")
    return [f"{name}: {each}" for name, each in kept if any(word.lower() in str(each).lower() for word in words)]


@pytest.mark.parametrize("said", [LETTERS, CODED, MARKED], ids=ascii)
def test_both_spellings_are_forgotten_in_rows_archive_and_outbox(app: Flask, said: str) -> None:
    journals = journal.of(app)
    for each in EVERYWHERE[1:]:
        journals.facts.append(encoded(each))
    record(*EVERYWHERE)
    outbox = settings_of(app).var / "outbox"
    outbox.mkdir()
    for number, to in enumerate((LETTERS, CODED, "mo@example.com")):
        (outbox / f"{number}.eml").write_text(f"To: {to}\n\nHello")
    with writing() as session:
        for to in (LETTERS, CODED, "mo@example.com"):
            put(session, "mail", {"to": to, "subject": "Hello"}, at=AT)
        for key in (LETTERS, CODED):
            answer = {"click": {"id": ""}, "customer": {"email": key, "name": "Zanzibar", "externalId": key}}
            subject = keyed("person", key)  # as it was while each spelling had a key of its own
            session.add(Answered(key=str(len(key)), body="b", answer=answer, subject=subject, lease_until=AT, at=AT))
    assert len(left(app)) > 20
    done = forget(app, said)
    assert done.exit_code == 0, done.output
    assert left(app) == []
    assert [path.name for path in outbox.glob("*.eml")] == ["2.eml"]
    record(*EVERYWHERE)
    assert left(app) == [], "what was recorded before brings nobody back"


@pytest.mark.parametrize("mark", [LETTERS, CODED])
@pytest.mark.parametrize("said", [LETTERS, CODED])
def test_a_tombstone_from_when_each_spelling_had_its_own_still_holds(mark: str, said: str) -> None:
    with writing() as session:
        session.add(Tombstone(key=keyed("person", mark), at=MORNING.replace(day=23)))
    record(form("f", 10, said, name="Zanzibar"))
    assert db.session.scalars(select(Lead)).one().erased_at is not None
    assert was_mailed(db.session(), said)


@pytest.mark.parametrize(
    "text", ["mueller@bücher.example", "müller@bucher.example", "müller@bücher.example.com", "xmüller@bücher.example"]
)
def test_other_addresses_stay(text: str) -> None:
    assert not holds(text, LETTERS) and swept(text, CODED) == text
    assert person_key(text) != person_key(LETTERS)


def test_rows_from_before_0006_are_compared_in_one_form(bare: Flask) -> None:
    record(click("a"), lead("l", 20, email=LETTERS), sale("s", 30, who="c2", email="info@example.com"))
    with writing() as session:
        session.execute(update(CustomerAddress).where(CustomerAddress.email == CODED).values(email=LETTERS))
    db.session.remove()
    flask_migrate.downgrade(revision="0005")
    flask_migrate.upgrade()
    kept = db.session.execute(select(Lead.email, Lead.address).where(Lead.email != "")).all()
    assert [tuple(each) for each in kept] == [(LETTERS, CODED)]
    assert set(db.session.scalars(select(CustomerAddress.email))) == {CODED, "info@example.com"}
    record(form("f", 10, CODED, touches=(by_click("a"),)))
    assert credited()["l"] == "ada"

"""`flask referrals forget`: afterwards the address stands nowhere, however and wherever it was written."""

import time
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from journaling import left_behind
from recording import add_partners, by_click, churn, click, form, lead, record, refund, sale, totals
from sqlalchemy import delete, select
from test_referrals_forget import CY, SEGMENT, forget, settings_of

from goodword import journal
from goodword.db import Base, db, writing
from goodword.journal.reading import records_of
from goodword.referrals.lead_rows import Lead
from goodword.referrals.recording.erased import mentioned
from goodword.referrals.recording.spelled import holds, swept
from goodword.referrals.records import Evidence, Record, encoded
from goodword.referrals.sale_rows import Refund, Sale

FOUND = (
    "cy@example.com", "CY@Example.COM", "cy%40example.com", "Cy%40EXAMPLE.com", "mailto:cy@example.com",
    "<cy@example.com>", "Write to cy@example.com.", "a=b&email=cy%40example.com&c", "email%3Dcy%40example.com",
    "crm:cy@example.com", "cy&#64;example.com", "عنواني cy@example.com", "cy%2540example.com", "cy@example%2Ecom",
)  # fmt: skip
NOT_FOUND = (
    "", "cy", "example.com", "icy@example.com", "mo.cy@example.com", "mo+cy@example.com", "cy@example.com.au",
    "cy@example.community", "cy@example-com", "mo%2Bcy%40example.com", "cy at example.com", "cy+1@example.com",
)  # fmt: skip


@pytest.mark.parametrize("text", FOUND)
def test_the_address_is_found(text: str) -> None:
    assert holds(text, CY) and holds({"a": [{"b": text}]}, CY) and holds({text: 1}, CY)
    assert not holds(swept({"a": [text], text: text, "external_id": text, "invoice_id": text}, CY), CY)


@pytest.mark.parametrize("text", NOT_FOUND)
def test_other_addresses_stay(text: str) -> None:
    assert not holds(text, CY) and swept({"a": text, "external_id": text}, CY) == {"a": text, "external_id": text}


BRIEN = "o'brien@example.com"


@pytest.mark.parametrize(
    "text",
    [BRIEN, "O'BRIEN@example.com", "o%27brien%40example.com", "o%2527brien%2540example.com", "o&#39;brien@example.com",
     "o&#x27;brien@example.com", "'o'brien@example.com'", "to=o'brien@example.com"],
)  # fmt: skip
def test_an_address_with_an_apostrophe_is_found_and_is_not_that_of_a_namesake(text: str) -> None:
    assert holds(text, BRIEN) and not holds(swept(text, BRIEN), BRIEN)
    assert not holds(text, "brien@example.com")


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("o'brien@example.com", {"o'brien@example.com", "brien@example.com"}),
        ("'cy@example.com'", {"'cy@example.com", CY}),
        ("?to=cy%40example.com&x", {CY, "to=cy@example.com", "?to=cy@example.com"}),
        ("a@b.example/c@d.example", {"a@b.example", "b.example/c@d.example", "c@d.example"}),
        ("cy at example.com", set()),
    ],
)
def test_where_it_is_not_clear_how_an_address_begins_each_is_looked_for(text: str, addresses: set[str]) -> None:
    assert mentioned(form("f", email="", message=text)) == addresses


@pytest.mark.parametrize(
    "text", ["'cy@example.com'", "%27cy%40example.com%27", "a['cy@example.com']", "=cy@example.com", "''cy@example.com"]
)
def test_quotes_and_signs_around_an_address_are_none_of_it(text: str) -> None:
    assert holds(text, CY) and not holds(swept(text, CY), CY)


@pytest.mark.parametrize("text", ["a" * 9_990 + "@a", "%40" * 3_000, "='" * 5_000 + "@b.example", "@b.example" * 1_000])
def test_no_words_of_others_keep_a_process_busy(text: str) -> None:
    begun = time.process_time()
    mentioned(form("f", email="", message=text))
    assert time.process_time() - begun < 2


def test_an_address_with_signs_is_found_percent_encoded() -> None:
    assert all(holds(f"x={text}", "c+y_é@example.com") for text in (quote("c+y_é@example.com"), "C+Y_É@example.com"))


SPELLINGS = st.sampled_from(FOUND)
IDS = st.sampled_from(("", "c1", *FOUND))


def records() -> st.SearchStrategy[list[Record]]:
    """Everything that people and products may say, and the address in any of it."""
    text = st.sampled_from(["", "Zanzibar", *FOUND])
    key = st.sampled_from(["c1", *FOUND])
    who: dict[str, Any] = {"who": key, "partner_key": text, "metadata": st.dictionaries(text, text, max_size=2)}
    who |= {
        "name": text,
        "email": st.sampled_from(["", CY, "mo@example.com"]),
        "mode": st.sampled_from(["", "deferred"]),
    }
    bought = {name: value for name, value in who.items() if name != "mode"}
    said: dict[str, Any] = {"message": text, "heard_from": text, "name": text, "company": text}
    said |= {"email": st.sampled_from([CY, "mo@example.com"]), "touches": touches(text)}
    said |= {
        "referrer_email": st.sampled_from(["", CY, "mo@example.com"]),
        "how": st.sampled_from(["form", "referred"]),
    }
    said |= {"referrer": st.fixed_dictionaries({"name": text, "why": text})}
    sales = st.builds(sale, st.just("s"), invoice=IDS, processor=st.just("custom"), lead_event_name=text, **bought)
    refunds = st.builds(refund, st.just("r"), invoice=key, named=text)
    leads = st.builds(lead, st.just("l"), event=key, click=text, **who)
    again = st.builds(sale, st.just("t"), invoice=IDS, amount=st.just(1), **bought)
    forms = st.builds(form, st.just("f"), **said)
    return st.tuples(forms, leads, sales, again, refunds, st.builds(churn, st.just("c"), who=key)).map(list)


def touches(text: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[Evidence, ...]]:
    typed = st.builds(Evidence, kind=st.sampled_from(["code", "key", "heard-from"]), at=st.just(""), value=text)
    return st.lists(typed, max_size=2).map(lambda some: (*some, by_click("one")))


def rows_with_it() -> list[str]:
    """Tables and rows; what their ids were derived from cannot be read from them."""
    every = [(table.name, row) for table in Base.metadata.sorted_tables for row in db.session.execute(select(table))]
    return [f"{name}: {row}" for name, row in every if holds([str(value) for value in row], CY)]


def files_with_it(app: Flask) -> list[str]:
    var = settings_of(app).var
    paths = [path for path in var.rglob("*") if path.suffix in (".log", ".gz") and path.is_file()]
    return [f"{path.name}: {each}" for path in paths for each in records_of(path) if holds(each, CY)]


@given(said=records(), late=st.booleans())
@settings(
    max_examples=8,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.generate),
)
def test_the_address_stands_in_no_row_and_no_file(app_with_partners: Flask, said: list[Record], late: bool) -> None:
    """``late``: what was reported before reaches the database only afterwards."""
    app = app_with_partners
    clear()
    journals = journal.of(app)
    left_behind(journals.facts.folder, [encoded(each) for each in said], f"{SEGMENT}{next(NUMBERS)}")
    if not late:
        record(*said)
    before = totals()
    done = forget(app)
    assert done.exit_code == 0, done.output
    assert rows_with_it() == [] and files_with_it(app) == []
    assert late or totals() == before
    record(*said)
    assert rows_with_it() == []


NUMBERS = iter(range(10**6))
SAID = (
    "credit", "touch", "lead_event", "lead", "sale", "refund", "churn", "conflict", "customer_address", "customer",
    "outbox", "tombstone", "rollup_partner", "rollup_page",
)  # fmt: skip


def clear() -> None:
    """As if nobody had said anything yet."""
    with writing() as session:
        for name in SAID:
            session.execute(delete(Base.metadata.tables[name]))


@pytest.fixture
def app_with_partners(app: Flask) -> Flask:
    add_partners("ada", "ben")
    record(click("one"))
    return app


def test_refunds_stay_with_their_sale(app_with_partners: Flask) -> None:
    invoice = f"{CY}/1"
    record(sale("paid", 1, invoice=invoice), refund("back", 2, invoice, 100))
    forget(app_with_partners)
    record(refund("more", 3, invoice, 200))
    (sold,) = db.session.scalars(select(Sale))
    refunds = db.session.scalars(select(Refund)).all()
    assert {each.invoice_id for each in refunds} == {sold.invoice_id}
    assert sorted(each.counted for each in refunds) == [100, 200]


def test_words_of_others_stay_but_for_the_address(app_with_partners: Flask) -> None:
    record(form("mo", email="mo@example.com", name="Mo", message=f"Ask {CY}, he knows."))
    assert "Erased in mentions by others: " in forget(app_with_partners).output
    (other,) = db.session.scalars(select(Lead))
    assert (other.email, other.name, other.message) == ("mo@example.com", "Mo", "Ask [erased], he knows.")


def test_letters_are_read_as_people_read_them(app_with_partners: Flask) -> None:
    folder = settings_of(app_with_partners).var / "outbox"
    folder.mkdir(exist_ok=True)
    for name, text in (("his", f"Ø {CY.upper()}"), ("other", "Ø mo@example.com")):
        letter = EmailMessage()
        letter["To"], letter["Subject"] = "mina@example.com", "Hello"
        letter.set_content(text, cte="base64")
        (folder / f"{name}.eml").write_bytes(bytes(letter))
    forget(app_with_partners)
    assert [path.name for path in folder.glob("*.eml")] == ["other.eml"]

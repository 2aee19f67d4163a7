"""`/team/sales`: which sales are found, and what is told of one: money, credit with its reasons, refunds, conflicts."""

import re
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from people import sign_in
from recording import add_partners, by_click, churn, click, form, lead, record, refund, sale
from sqlalchemy import select

from goodword.db import db
from goodword.referrals.minor_units import written
from goodword.referrals.natural_ids import sale_id
from goodword.referrals.records import Asked
from goodword.referrals.sale_rows import Conflict
from goodword.team import paging


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    add_partners("ada", "ben")
    return app.test_client()


def listed(client: FlaskClient, query: str = "") -> list[str]:
    """The customers in the list, in its order."""
    answer = client.get(f"/team/sales{query}")
    assert answer.status_code == 200
    table = answer.text.partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r'<a href="/team/sales/sale_[0-9a-f]{32}"><bdi>([^<]*)</bdi>', table)


def told(client: FlaskClient, invoice: str) -> str:
    answer = client.get(f"/team/sales/{sale_id(invoice, '')}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", answer.text))


def test_sales_are_listed_the_newest_first(client: FlaskClient) -> None:
    sign_in(client)
    record(sale("a", 1, "c1", "in_1"), lead("l", 2, "c2", name="Bo & Sons"), sale("b", 3, "c2", "in_2"))
    assert listed(client) == ["Bo &amp; Sons", "c1"]


NARROWED = {
    "": ["c4", "c3", "Acme", "c1"],
    "?state=credited": ["Acme"],
    "?state=nobody": ["c4", "c3", "c1"],
    "?state=refunded": ["Acme", "c1"],
    "?state=conflict": ["c3", "c1"],
    "?state=nonsense": ["c4", "c3", "Acme", "c1"],
    "?partner=ada": ["Acme"],
    "?partner=ben": [],
    "?partner=%00": ["c4", "c3", "Acme", "c1"],
    "?currency=jpy": ["c3"],
    "?currency=gbp": ["c4", "c3", "Acme", "c1"],
    "?q=acme": ["Acme"],
    "?q=IN_4": ["c4"],
    "?q=cy%40example": ["Acme"],
    "?q=%25": [],
    "?currency=eur&state=conflict": ["c1"],
}


def test_what_is_asked_for_narrows_the_list(client: FlaskClient) -> None:
    sign_in(client)
    record(click("1"), sale("a", 1, "c1", "in_1"), refund("r", 5, "in_1", 5000))
    record(sale("b", 2, "c2", "in_2", click="1", name="Acme", email="cy@example.com"), refund("s", 6, "in_2", 900))
    record(sale("c", 3, "c3", "in_3", currency="jpy"), sale("x", 9, "c3", "in_3", currency="jpy", amount=1))
    record(sale("d", 4, "c4", "in_4"), refund("t", 7, "in_9", 900))
    assert {query: listed(client, query) for query in NARROWED} == NARROWED


def test_a_long_list_has_pages(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "SIZE", 2)
    sign_in(client)
    record(*(sale(str(number), number, f"c{number}", f"in_{number}") for number in range(5)))
    assert [listed(client, f"?q=c&page={page}") for page in (1, 3)] == [["c4", "c3"], ["c0"]]
    assert listed(client, "?page=99") == ["c0"] and listed(client, "?page=x") == ["c4", "c3"]
    assert 'href="/team/sales?q=c&amp;page=2"' in client.get("/team/sales?q=c").text


def test_a_sale_tells_what_was_paid_by_whom_and_how(client: FlaskClient) -> None:
    sign_in(client)
    record(lead("l", 1, name="Acme", email="cy@example.com"), churn("left", 50))
    record(sale("a", 2, invoice="in_1", processor="stripe", event_name="Renewal", lead_event_name="Sign up"))
    text = told(client, "in_1")
    for shown in ("€49.00 from Acme", "in_1", "cy@example.com", "stripe", "Renewal", "Sign up", "c1", "crm", "Left"):
        assert shown in text, shown
    assert f'href="/team/leads/{lead("l").lead}"' in client.get(f"/team/sales/{sale_id('in_1', '')}").text


def test_who_is_credited_is_told_with_every_rule_and_the_marks(client: FlaskClient) -> None:
    sign_in(client)
    record(click("1", page="/with/ada"), form("f", 10, touches=(by_click("1"),)))
    record(lead("l", 20, email="cy@example.com"), sale("a", 30, invoice="in_1"))
    record(sale("b", 31, "c2", "in_2", partner_key="ben"))
    assert "Ada is credited, in the program friends." in (text := told(client, "in_1"))
    assert "bound before" in text and "This customer belongs to Ada in friends since the first credit" in text
    assert "what they wrote" in text and "/with/ada" in text
    text = told(client, "in_2")
    assert "Evidence 1" in text and "The product named Ben on 2026-11-22." in text and "weaker evidence" in text


def test_nobody_s_sale_says_what_is_missing(client: FlaskClient) -> None:
    sign_in(client)
    record(sale("a", 1, invoice="in_1"))
    text = told(client, "in_1")
    assert "Nobody is credited." in text and "Nobody has told us who sent them" in text
    assert "Nothing is known of them yet" in text


def test_refunds_count_up_to_the_sale_and_what_is_left_is_told(client: FlaskClient) -> None:
    sign_in(client)
    record(sale("a", 1, invoice="in_1"), refund("b", 2, amount=900, named="re_1"))
    text = told(client, "in_1")
    assert "€49.00 sold" in text and "€9.00 given back" in text and "€40.00 left" in text and "re_1" in text
    record(refund("c", 3, amount=9900))
    text = told(client, "in_1")
    assert "€49.00 given back" in text and "€0.00 left" in text and "€99.00 €40.00" in text


def test_reports_against_the_invoice_stand_with_it(client: FlaskClient) -> None:
    sign_in(client)
    for name, minute, amount in (("a", 1, 4900), ("k", 2, 1)):
        asked = Asked(api_key="crm", path="/track/sale", key="k" * 64, body=name * 64)
        record(sale(name, minute, invoice="in_1", amount=amount, asked=asked))
    record(sale("c", 3, invoice="in_1", amount=2), refund("d", 4, amount=5000), sale("e", 5, invoice="in_2"))
    text = told(client, "in_1")
    for why in (
        "came under an idempotency key",
        "was reported before with another amount",
        "come to more than its sale",
    ):
        assert why in text, why
    assert "Reports that contradict it" not in told(client, "in_2")
    links = re.findall(r'href="/team/leads/conflicts#(\w+)"', client.get(f"/team/sales/{sale_id('in_1', '')}").text)
    assert sorted(links) == sorted(db.session.scalars(select(Conflict.id)))
    page = client.get("/team/leads/conflicts").text
    assert all(f'id="{link}"' in page for link in links)
    assert f'href="/team/sales/{sale_id("in_1", "")}"' in page


@pytest.mark.parametrize("number", ["sale_" + "0" * 32, "sale_0", "x", "%00", "sale_" + "A" * 32])
def test_a_sale_that_is_not_there_is_404_whatever_is_asked_for(client: FlaskClient, number: str) -> None:
    sign_in(client)
    assert client.get(f"/team/sales/{number}").status_code == 404


def test_only_the_team_sees_sales(client: FlaskClient) -> None:
    record(sale("a", 1, invoice="in_1"))
    for path in ("/team/sales", f"/team/sales/{sale_id('in_1', '')}", "/team/sales/sale_" + "0" * 32):
        answer = client.get(path)
        assert answer.status_code == 303 and "/portal/sign-in" in answer.headers["Location"]


def test_sales_speak_the_readers_language(client: FlaskClient) -> None:
    record(sale("a", 1, invoice="in_1", name="شركة", email="cy@example.com"), refund("b", 2, amount=900))
    for language, word in (("it", "Vendite"), ("ar", "المبيعات")):
        sign_in(client, language=language)
        for path in ("/team/sales", f"/team/sales/{sale_id('in_1', '')}", "/team/leads/conflicts"):
            text = client.get(path).text
            assert word in text and "Given back" not in text and "Nobody" not in text


WRITTEN = {
    (4900, "eur"): "49.00",
    (5, "EUR"): "0.05",
    (0, "usd"): "0.00",
    (1580, "jpy"): "1580",
    (1234, "kwd"): "1.234",
    (1234, "iqd"): "1.234",
    (300, "isk"): "300",
    (12345, "clf"): "1.2345",
    (2**63 - 1, "eur"): "92233720368547758.07",
}


@pytest.mark.parametrize(("minor", "currency"), WRITTEN)
def test_an_amount_has_as_many_digits_as_its_currency(minor: int, currency: str) -> None:
    assert written(minor, currency) == Decimal(WRITTEN[minor, currency])
    assert str(written(minor, currency)) == WRITTEN[minor, currency]

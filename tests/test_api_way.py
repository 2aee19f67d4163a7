"""The whole way: a partner's link, a visit, a sign-up in the product, a sale; who is credited, and what the product is
answered on the way."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from apis import LEAD, SALE, Api
from drained import drain
from factories import add_partner
from flask import Flask
from sqlalchemy import select

from goodword.db import db
from goodword.referrals import directory, links
from goodword.referrals.lead_rows import Lead
from goodword.referrals.models import Partner
from goodword.referrals.sale_rows import Customer, Sale

PHONE = "Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile"


@pytest.fixture
def api(app: Flask) -> Api:
    add_partner(app, "ada")
    links.add(links.NewLink(partner="ada", path="/", language="en", code="spring"), "Mina")
    directory.of(app).refresh()
    return Api(app)


def arrived(api: Api) -> str:
    """The click's id, of somebody who followed Ada's link."""
    answer = api.app.test_client().get("/r/spring", headers={"User-Agent": PHONE, "Accept": "text/html"})
    return parse_qs(urlsplit(answer.headers["Location"]).query)["gw_id"][0]


def credited(table: Any) -> list[str]:
    """The slugs that the rows are credited to."""
    db.session.rollback()
    return list(db.session.scalars(select(Partner.slug).join(table, table.partner_id == Partner.id)))


@pytest.mark.parametrize("drained_first", [True, False], ids=["later", "at once"])
def test_who_came_by_a_link_and_signs_up_is_answered_with_the_link_and_credited(api: Api, drained_first: bool) -> None:
    click = arrived(api)
    if drained_first:
        drain(api.app)
    answer = api.post("lead", {**LEAD, "clickId": click}).json
    assert answer and answer["click"] == {"id": click}
    assert (answer["link"]["key"], answer["link"]["programId"]) == ("spring", "friends")
    api.post("sale", {**SALE, "invoiceId": "in_1"})
    drain(api.app)
    assert credited(Lead) == credited(Customer) == credited(Sale) == ["ada"]
    assert api.post("lead", {**LEAD, "clickId": click}).json == answer


def test_a_partners_key_is_enough(api: Api) -> None:
    api.post("sale", {**SALE, "partnerKey": "ada"})
    drain(api.app)
    assert credited(Customer) == credited(Sale) == ["ada"]


def test_nobody_is_credited_for_who_came_alone(api: Api) -> None:
    api.post("lead")
    api.post("sale")
    drain(api.app)
    assert credited(Lead) == credited(Sale) == []


def test_a_customers_click_is_the_one_that_bound_them(api: Api) -> None:
    click = arrived(api)
    api.post("lead", {**LEAD, "eventName": "Trial", "clickId": "clk_" + "a" * 32})
    api.post("lead", {**LEAD, "clickId": click})
    drain(api.app)
    without_journal = api.post("lead", {**LEAD, "eventName": "Demo"}).json
    assert without_journal and without_journal["click"] == {"id": click}

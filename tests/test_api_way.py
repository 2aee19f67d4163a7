"""The whole way: a partner's link, a visit, a sign-up in the product, a sale; who is credited, and what the product is
answered on the way."""

from typing import Any

import pytest
from apis import LEAD, PHONE, SALE, Api, arrived, with_link
from drained import drain
from flask import Flask
from sqlalchemy import select

from goodword.db import db
from goodword.referrals.lead_rows import Lead
from goodword.referrals.models import Partner
from goodword.referrals.sale_rows import Customer, Sale


@pytest.fixture
def api(app: Flask) -> Api:
    return with_link(app)


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


@pytest.mark.parametrize(
    ("address", "partners"),
    [(" CY@Example.com\n", ["ada"]), ("cy@example", []), ("<cy@example.com>", []), ("cy@example.com,", []), ("", [])],
)
def test_who_wrote_before_is_credited_by_an_address_and_never_by_what_is_none(
    api: Api, address: str, partners: list[str]
) -> None:
    form = {"name": "Cy", "email": "cy@example.com", "consent": "yes", "via": "ada", "gw_id": arrived(api)}
    assert api.app.test_client().post("/leads", data=form, headers={"User-Agent": PHONE}).status_code == 303
    for _ in range(2):
        answer = api.post("lead", {**LEAD, "customerEmail": address})
        assert answer.status_code == 200
        drain(api.app)
    assert credited(Customer) == partners
    assert list(db.session.scalars(select(Customer.email))) == (["cy@example.com"] if partners else [""])


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

"""A client library, unchanged, reports people who came by a partner's link."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from apis import Api, arrived, with_link
from client_library import library
from drained import drain
from dub import Dub
from flask import Flask
from sqlalchemy import select

from goodword.db import Base, db
from goodword.referrals.lead_rows import Lead
from goodword.referrals.models import Link, Partner
from goodword.referrals.sale_rows import Customer, Sale

LEAD: dict[str, Any] = {"event_name": "Sign up", "customer_external_id": "cy"}


@pytest.fixture
def api(app: Flask) -> Api:
    return with_link(app)


@pytest.fixture
def client(api: Api) -> Iterator[Dub]:
    with library(api) as client:
        yield client


def credited(api: Api, table: type[Base]) -> list[str]:
    """The slugs that the rows are credited to, once all of them are there."""
    drain(api.app)
    db.session.rollback()
    return list(db.session.scalars(select(Partner.slug).join(table, table.partner_id == Partner.id)))  # type: ignore[attr-defined]


@pytest.mark.parametrize("drained_first", [True, False], ids=["later", "at once"])
def test_a_lead_is_answered_with_the_whole_link(api: Api, client: Dub, drained_first: bool) -> None:
    click = arrived(api)
    if drained_first:
        drain(api.app)
    answer = client.track.lead(request={**LEAD, "click_id": click})  # type: ignore[typeddict-item]
    link, partner = answer.link, db.session.scalars(select(Partner)).one()
    assert answer.click.id == click and link
    assert link.id == db.session.scalars(select(Link.public_id)).one() and link.id.startswith("lnk_")
    assert (link.key, link.partner_id, link.program_id) == ("spring", partner.public_id, "friends")
    assert link.short_link.endswith("/r/spring") and urlsplit(link.short_link).netloc == link.domain
    assert link.url == link.short_link.removesuffix("r/spring")
    assert (link.tenant_id, link.external_id) == (None, None)


def test_a_deferred_lead_counts_with_the_report_that_follows_and_keeps_its_click(api: Api, client: Dub) -> None:
    click = arrived(api)
    first = client.track.lead(request={**LEAD, "click_id": click, "mode": "deferred"})  # type: ignore[typeddict-item]
    assert first.click.id == click and first.link and first.link.key == "spring"
    assert credited(api, Lead) == []
    second = client.track.lead(request={**LEAD, "click_id": ""})  # type: ignore[typeddict-item]
    assert (second.click, second.link) == (first.click, first.link)
    assert credited(api, Lead) == credited(api, Customer) == ["ada"]


def test_a_sale_without_a_lead_is_credited_by_its_click(api: Api, client: Dub) -> None:
    sale = {"customer_external_id": "cy", "customer_name": "Cy", "amount": 4900, "invoice_id": "in_1"}
    answer = client.track.sale(request={**sale, "click_id": arrived(api), "metadata": None})  # type: ignore[typeddict-item]
    assert answer.customer and (answer.customer.external_id, answer.customer.name) == ("cy", "Cy")
    assert credited(api, Sale) == credited(api, Customer) == ["ada"]

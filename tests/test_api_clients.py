"""A client library written for these calls, unchanged, pointed at this API."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from apis import Api, listening
from dub import Dub
from dub.models import errors
from flask import Flask

from goodword.referrals.api import routes
from goodword.referrals.api.patience import Asking, Away

LEAD: dict[str, Any] = {"click_id": "", "event_name": "Sign up", "customer_external_id": "cy"}
SALE: dict[str, Any] = {"customer_external_id": "cy", "amount": 4900, "currency": "EUR"}


@pytest.fixture
def api(make_bare: Callable[..., Flask], sqlite_url: str) -> Api:
    app = make_bare(database_url=sqlite_url)
    routes.init_app(app)
    return Api(app)


@pytest.fixture
def client(api: Api) -> Iterator[Dub]:
    # It closes clients of its own whenever they are collected, in a loop that it starts: here that may be anywhere.
    with listening(api.app) as site, httpx.Client() as own:
        yield Dub(token=api.key, server_url=f"{site}/api/v1", client=own, async_client=httpx.AsyncClient())


def test_a_lead(client: Dub) -> None:
    person = {"customer_name": "Cy", "customer_email": "cy@example.com"}
    answer = client.track.lead(request={**LEAD, **person, "mode": "wait", "event_quantity": 2, "metadata": {"a": 1}})
    assert (answer.click.id, answer.link) == ("", None)
    assert (answer.customer.name, answer.customer.email, answer.customer.external_id) == ("Cy", "cy@example.com", "cy")


def test_a_sale(client: Dub) -> None:
    client.track.lead(request=LEAD)
    answer = client.track.sale(request={**SALE, "payment_processor": "stripe", "invoice_id": "in_1"})
    assert answer.customer and answer.customer.external_id == "cy" and answer.customer.id.startswith("cus_")
    assert answer.sale and (answer.sale.amount, answer.sale.currency, answer.sale.invoice_id) == (4900, "eur", "in_1")


def test_a_sale_of_a_customer_nobody_knows(client: Dub) -> None:
    assert client.track.sale(request=SALE).customer is None


def test_a_refusal_is_an_error_of_the_client_with_our_words(client: Dub) -> None:
    with pytest.raises(errors.DubError) as raised:
        client.track.sale(request={**SALE, "customer_external_id": ""})
    assert raised.value.status_code == 422 and "customerExternalId" in raised.value.body


def test_an_idempotency_key_goes_along(client: Dub) -> None:
    headers = {"Idempotency-Key": "k1"}
    answers = [client.track.sale(request=SALE, http_headers=headers) for _ in range(2)]
    assert answers[0] == answers[1]


def test_all_of_it_while_the_database_is_away(client: Dub, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(self: Asking, question: object) -> None:
        raise Away

    client.track.lead(request={**LEAD, "customer_external_id": "before"})
    monkeypatch.setattr(Asking, "read", gone)
    monkeypatch.setattr(Asking, "write", gone)
    assert client.track.lead(request=LEAD).customer.external_id == "cy"
    answer = client.track.sale(request=SALE, http_headers={"Idempotency-Key": "k1"})
    assert answer.customer and answer.sale and answer.sale.amount == 4900

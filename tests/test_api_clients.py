"""A client library written for these calls, unchanged, pointed at this API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apis import Api
from client_library import library
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
    with library(api) as client:
        yield client


def test_a_lead(client: Dub) -> None:
    person = {"customer_name": "Cy", "customer_email": "cy@example.com"}
    answer = client.track.lead(request={**LEAD, **person, "mode": "wait", "event_quantity": 2, "metadata": {"a": 1}})
    assert (answer.click.id, answer.link) == ("", None)
    assert (answer.customer.name, answer.customer.email, answer.customer.external_id) == ("Cy", "cy@example.com", "cy")


NICE_TO_KNOW: dict[str, tuple[dict[str, Any], str | None]] = {
    "an empty picture": ({"customer_avatar": ""}, None),
    "a picture of the product's own site": ({"customer_avatar": "/img/a.png"}, None),
    "a picture as data": ({"customer_avatar": "data:image/png;base64,iVBORw0KGgo="}, None),
    "an empty address": ({"customer_email": ""}, None),
    "an address with spaces around": ({"customer_email": " a@b.example "}, "a@b.example"),
    "an address of this machine": ({"customer_email": "a@localhost"}, None),
    "a quantity of nothing": ({"event_quantity": 0}, None),
    "nothing said of anything": (
        {"customer_name": None, "customer_email": None, "customer_avatar": None, "event_quantity": None,
         "metadata": None},
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NICE_TO_KNOW)
def test_a_sign_up_is_kept_whatever_is_said_beside_it(client: Dub, api: Api, name: str) -> None:
    said, email = NICE_TO_KNOW[name]
    first, second = (client.track.lead(request={**LEAD, **said}) for _ in range(2))  # type: ignore[typeddict-item]
    assert first == second
    assert (first.customer.external_id, first.customer.email, first.customer.avatar) == ("cy", email, None)
    record = api.records()[0]
    assert (record.get("email"), record.get("avatar"), record.get("quantity", 1)) == (email, None, 1)
    assert "metadata" not in record


def test_a_sale(client: Dub) -> None:
    client.track.lead(request=LEAD)
    answer = client.track.sale(request={**SALE, "payment_processor": "stripe", "invoice_id": "in_1"})
    assert answer.customer and answer.customer.external_id == "cy" and answer.customer.id.startswith("cus_")
    assert answer.sale and (answer.sale.amount, answer.sale.currency, answer.sale.invoice_id) == (4900, "eur", "in_1")


def test_a_sale_in_the_currency_that_the_library_takes_if_none_is_named(client: Dub) -> None:
    answer = client.track.sale(request={"customer_external_id": "cy", "amount": 4900, "metadata": None})
    assert answer.sale and (answer.sale.currency, answer.sale.metadata) == ("usd", None)


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

"""What may be sent: each field, taken or refused with a sentence."""

from typing import Any

import pytest
from apis import BODIES
from pydantic import ValidationError

from goodword.referrals.api.bodies import Body
from goodword.referrals.api.calls import CALLS
from goodword.referrals.api.problems import unfit

MODELS: dict[str, type[Body]] = {call.name: call.body for call in CALLS}
LEFT_OUT = object()


def taken(call: str, field: str, value: Any) -> Any:
    """The field as its model keeps it. Raises ValidationError."""
    body = {**BODIES[call], field: value}
    return MODELS[call].model_validate(body).model_dump(by_alias=True)[field]


@pytest.mark.parametrize("call", BODIES)
def test_what_is_needed_is_enough(call: str) -> None:
    MODELS[call].model_validate(BODIES[call])


TAKEN: dict[str, tuple[str, str, Any, Any]] = {
    "an id of one character": ("lead", "customerExternalId", "1", "1"),
    "an id of 255 characters": ("lead", "customerExternalId", "é" * 255, "é" * 255),
    "an id with spaces as it is": ("lead", "customerExternalId", " a  b ", " a  b "),
    "an id in Arabic": ("sale", "invoiceId", "فاتورة-1", "فاتورة-1"),
    "an empty click id": ("lead", "clickId", "", ""),
    "a click id that is null": ("lead", "clickId", None, None),
    "a click id of another system": ("lead", "clickId", "dub_x7", "dub_x7"),
    "a partner's key": ("lead", "partnerKey", "ada", "ada"),
    "a name that is null": ("lead", "customerName", None, None),
    "a name on one line": ("lead", "customerName", " Cy\tA.\r\nNoone ", "Cy A. Noone"),
    "a name that cannot be seen as none": ("lead", "customerName", " \n", None),
    "an address in lower case": ("lead", "customerEmail", "Cy@Example.COM", "cy@example.com"),
    "an address of another script": ("lead", "customerEmail", "çy@bücher.example", "çy@bücher.example"),
    "a picture": ("lead", "customerAvatar", "https://example.com/a.png?s=1", "https://example.com/a.png?s=1"),
    "a mode": ("lead", "mode", "deferred", "deferred"),
    "a mode that is null": ("lead", "mode", None, None),
    "a quantity": ("lead", "eventQuantity", 1, 1),
    "metadata": ("lead", "metadata", {"a": {"b": [1, 2.5, None, True]}}, {"a": {"b": [1, 2.5, None, True]}}),
    "metadata of 10,000 characters": ("lead", "metadata", {"a": "é" * 9_992}, {"a": "é" * 9_992}),
    "no money": ("sale", "amount", 0, 0),
    "much money": ("sale", "amount", 999_999_999_999_999, 999_999_999_999_999),
    "a currency in any case": ("sale", "currency", "eUr", "eur"),
    "a currency of yesterday": ("sale", "currency", "DEM", "dem"),
    "an invoice that is null": ("sale", "invoiceId", None, None),
    "an event that is null": ("sale", "eventName", None, None),
    "another processor": ("sale", "paymentProcessor", "our-own", "our-own"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_taken(name: str) -> None:
    call, field, value, kept = TAKEN[name]
    assert taken(call, field, value) == kept


PICTURE = "https://example.com/a.png"
NICE_TO_KNOW: dict[str, tuple[str, Any, Any]] = {
    "no characters for an address": ("customerEmail", "", None),
    "nothing to be seen for an address": ("customerEmail", " \t\n", None),
    "an address with spaces around": ("customerEmail", " a@b.example ", "a@b.example"),
    "an address with a line end behind": ("customerEmail", "Cy@example.com\r\n", "cy@example.com"),
    "an address with a space that does not break": ("customerEmail", "\u00a0cy@example.com\u3000", "cy@example.com"),
    "a longest address with spaces around": ("customerEmail", f" {'c' * 249}@e.co ", f"{'c' * 249}@e.co"),
    "an address that is too long": ("customerEmail", f"{'c' * 250}@e.co", None),
    "an address of this machine": ("customerEmail", "a@localhost", None),
    "a word for an address": ("customerEmail", "cy", None),
    "an address without a name": ("customerEmail", "@example.com", None),
    "two addresses": ("customerEmail", "a@example.com,b@example.com", None),
    "an address with a name before it": ("customerEmail", "Cy <cy@example.com>", None),
    "an address with a comma behind": ("customerEmail", "cy@example.com,", None),
    "an address in brackets": ("customerEmail", "<cy@example.com>", None),
    "an address of somebody Irish": ("customerEmail", "o'cy+x@example.com", "o'cy+x@example.com"),
    "an address with a header behind": ("customerEmail", "cy@example.com\nBcc: x", None),
    "an address with NUL": ("customerEmail", "cy@example.com\0", None),
    "an address with half a surrogate pair": ("customerEmail", "c\ud800@example.com", None),
    "no characters for a picture": ("customerAvatar", "", None),
    "a picture with spaces around": ("customerAvatar", f" {PICTURE}\n", PICTURE),
    "a picture of the product's own site": ("customerAvatar", "/img/a.png", None),
    "a picture without its protocol": ("customerAvatar", "//example.com/a.png", None),
    "a picture as data": ("customerAvatar", "data:image/png;base64,iVBORw0KGgo=", None),
    "a picture that is a script": ("customerAvatar", "javascript:alert(1)", None),
    "a picture with a space": ("customerAvatar", "https://example.com/a b", None),
    "a picture with a longest address": ("customerAvatar", PICTURE.ljust(2_000, "a"), PICTURE.ljust(2_000, "a")),
    "a picture with too long an address": ("customerAvatar", PICTURE.ljust(2_001, "a"), None),
    "a quantity of nothing": ("eventQuantity", 0, None),
    "a quantity below nothing": ("eventQuantity", -3, None),
    "a quantity with a fraction": ("eventQuantity", 1.5, None),
    "a whole quantity with a point": ("eventQuantity", 2.0, 2),
    "a largest quantity": ("eventQuantity", 1_000_000_000, 1_000_000_000),
    "a quantity that is too large": ("eventQuantity", 1_000_000_001, None),
    "a quantity of more digits than a fraction has": ("eventQuantity", 1e300, None),
}  # fmt: skip


@pytest.mark.parametrize("name", NICE_TO_KNOW)
def test_what_is_only_nice_to_know_refuses_no_report(name: str) -> None:
    field, value, kept = NICE_TO_KNOW[name]
    for call in ("lead", "sale") if field != "eventQuantity" else ("lead",):
        found = taken(call, field, value)
        assert (found, type(found)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-22T09:30:00Z", "2026-11-22T09:30:00+00:00"),
        ("2026-11-22T09:30:00.123456+04:00", "2026-11-22T05:30:00.123456+00:00"),
        ("2026-11-22 09:30-01", "2026-11-22T10:30:00+00:00"),
        ("20261122T093000Z", "2026-11-22T09:30:00+00:00"),
    ],
)
def test_moments_are_kept_in_utc(text: str, utc: str) -> None:
    assert taken("churn", "churnedAt", text).isoformat() == utc


REFUSED: dict[str, tuple[str, str, Any, str]] = {
    "a name of ours for who was erased": ("sale", "customerExternalId", "erased:cus_1", "who were erased"),
    "a name of ours for an invoice": ("refund", "invoiceId", "erased:sale_1", "who were erased"),
    "a refund's id of no characters": ("refund", "refundId", "", "too short"),
    "no customer": ("lead", "customerExternalId", LEFT_OUT, "is needed"),
    "a customer that is null": ("lead", "customerExternalId", None, "no text"),
    "a customer that is a number": ("lead", "customerExternalId", 7, "no text"),
    "an empty customer": ("lead", "customerExternalId", "", "too short; 1"),
    "a long customer": ("lead", "customerExternalId", "x" * 256, "too long; 255"),
    "an id with a line end": ("lead", "customerExternalId", "a\n", "characters"),
    "an id with NUL": ("lead", "customerExternalId", "a\0", "characters"),
    "half a surrogate pair": ("lead", "customerExternalId", "a\ud800", "surrogate"),
    "no event": ("lead", "eventName", LEFT_OUT, "is needed"),
    "an empty event": ("lead", "eventName", "", "too short"),
    "a long click id": ("lead", "clickId", "c" * 256, "too long"),
    "a click id that is a list": ("lead", "clickId", ["c"], "no text"),
    "an empty partner's key": ("lead", "partnerKey", "", "too short"),
    "an empty name": ("lead", "customerName", "", "too short"),
    "a long name": ("lead", "customerName", "x" * 256, "too long"),
    "a name with NUL": ("lead", "customerName", "Cy\0", "characters"),
    "an address that is a number": ("lead", "customerEmail", 7, "no text"),
    "a picture that is a list": ("sale", "customerAvatar", ["https://example.com/a.png"], "no text"),
    "another mode": ("lead", "mode", "sync", "'async', 'wait' or 'deferred'"),
    "a quantity that is text": ("lead", "eventQuantity", "2", "no integer"),
    "a quantity that is true": ("lead", "eventQuantity", True, "no integer"),
    "metadata that is a list": ("lead", "metadata", [], "no JSON object"),
    "metadata that is text": ("lead", "metadata", "{}", "no JSON object"),
    "metadata of 10,001 characters": ("lead", "metadata", {"a": "é" * 9_993}, "has 10001 characters"),
    "metadata with NUL in a name": ("sale", "metadata", {"a": {"\0": 1}}, "NUL"),
    "metadata with half a pair": ("sale", "metadata", {"a": ["\udc00"]}, "surrogate"),
    "no amount": ("sale", "amount", LEFT_OUT, "is needed"),
    "an amount below nothing": ("sale", "amount", -1, "too small; 0"),
    "an amount above all": ("sale", "amount", 10**15, "too large"),
    "an amount that is true": ("sale", "amount", True, "no integer"),
    "an amount with a point": ("sale", "amount", 49.0, "no integer"),
    "an amount in quotation marks": ("sale", "amount", "4900", "no integer"),
    "no currency": ("sale", "currency", LEFT_OUT, "is needed"),
    "a currency that is null": ("sale", "currency", None, "no text"),
    "a currency by its name": ("sale", "currency", "Euro", "form"),
    "a currency that is none": ("sale", "currency", "QQQ", "ISO 4217"),
    "the currency for none": ("sale", "currency", "XXX", "ISO 4217"),
    "an empty invoice": ("sale", "invoiceId", "", "too short"),
    "a refund of nothing known": ("refund", "invoiceId", LEFT_OUT, "is needed"),
    "a refund that is null": ("refund", "amount", None, "no integer"),
    "no moment": ("churn", "churnedAt", LEFT_OUT, "is needed"),
    "a moment without zone": ("churn", "churnedAt", "2026-11-22T09:30:00", "zone"),
    "a day": ("churn", "churnedAt", "2026-11-22", "zone"),
    "a moment that is a number": ("churn", "churnedAt", 1_795_340_000, "no text"),
    "a moment that never was": ("churn", "churnedAt", "2026-02-30T00:00:00Z", "ISO 8601"),
    "a moment before all years": ("churn", "churnedAt", "0001-01-01T00:00:00+10:00", "ISO 8601"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    call, field, value, sentence = REFUSED[name]
    body = {key: each for key, each in {**BODIES[call], field: value}.items() if each is not LEFT_OUT}
    with pytest.raises(ValidationError) as raised:
        MODELS[call].model_validate(body)
    errors = unfit(raised.value).errors
    assert [error.field for error in errors] == [field]
    assert sentence in errors[0].message


@pytest.mark.parametrize("value", [[], "text", 7, None])
def test_what_is_no_object_is_refused(value: Any) -> None:
    with pytest.raises(ValidationError) as raised:
        MODELS["lead"].model_validate(value)
    assert [tuple(vars(each).values()) for each in unfit(raised.value).errors] == [("", "is no JSON object; send one")]


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(ValidationError) as raised:
        MODELS["sale"].model_validate({"amount": -1, "currency": "?"})
    assert unfit(raised.value).detail == "Look at customerExternalId, amount, currency."


def test_names_that_are_not_known_are_passed_over() -> None:
    made = MODELS["refund"].model_validate({**BODIES["refund"], "currency": 7, "invoice_id": "other"})
    assert made.model_dump() == {"invoice_id": "in_1", "amount": 4900, "refund_id": None}

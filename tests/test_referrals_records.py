"""Records: what is written can be read again, and ids follow from natural keys."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from goodword.referrals.natural_ids import customer_id, lead_id, reported_lead_id, sale_id
from goodword.referrals.records import (
    Asked,
    ChurnReported,
    ClickSeen,
    Evidence,
    LeadGiven,
    LeadReported,
    Record,
    RefundReported,
    SaleReported,
    decoded,
    encoded,
)

AT = datetime(2026, 11, 22, 10, 30, 0, 123_000, tzinfo=UTC)
ASKED = Asked(api_key="crm", path="/track/sale", key="k" * 64, body="b" * 64)
COMMON: dict[str, Any] = {"id": "evt_1", "at": AT, "asked": ASKED}
RECORDS: dict[str, Record] = {
    "click": ClickSeen(
        id="clk_1", at=AT, page="/with/ada", language="en", partner="ada", utm={"source": "news"}, click_ids=("gclid",)
    ),
    "lead": LeadGiven(
        id="evt_1", at=AT, lead="lead_1", how="form", email="cy@example.com", language="ar", page="/ar",
        blocks=("faq/a",),
        touches=(Evidence(kind="click", at=AT.isoformat(), partner="ada", click="clk_1"),),
    ),
    "lead of no page": LeadGiven(id="evt_1", at=AT, lead="lead_1", how="form", email="cy@example.com", language="en"),
    "reported lead": LeadReported(**COMMON, lead="lead_1", customer="cus_1", external_id="1", event_name="Sign up"),
    "sale": SaleReported(
        **COMMON, sale="sale_1", customer="cus_1", external_id="1", amount=0, currency="eur", event_name="Purchase",
        processor="custom", metadata={"plan": {"seats": 3}},
    ),
    "refund": RefundReported(**COMMON, invoice_id="in_1", amount=4900),
    "churn": ChurnReported(**COMMON, customer="cus_1", external_id="1", churned_at=AT.isoformat()),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDS)
def test_what_is_written_can_be_read_again(name: str) -> None:
    assert decoded(encoded(RECORDS[name])) == RECORDS[name]


def test_what_is_empty_takes_no_room() -> None:
    assert encoded(ClickSeen(id="clk_1", at=AT, page="/", language="en")) == {
        "kind": "click",
        "id": "clk_1",
        "at": "2026-11-22T10:30:00.123+00:00",
        "page": "/",
        "language": "en",
    }


def test_an_amount_of_nothing_is_an_amount() -> None:
    assert encoded(RECORDS["sale"])["amount"] == 0


def test_a_key_of_a_later_version_is_left_out() -> None:
    assert decoded(encoded(RECORDS["click"]) | {"mood": "good"}) == RECORDS["click"]


@pytest.mark.parametrize("change", [{"kind": "riddle"}, {"at": "yesterday"}, {"at": None}])
def test_what_is_no_record_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        decoded(encoded(RECORDS["click"]) | change)


def test_one_person_on_one_day_is_one_lead() -> None:
    evening = AT.replace(hour=23)
    assert lead_id("Cy@Example.com ", AT) == lead_id("cy@example.com", evening)
    assert lead_id("cy@example.com", AT) != lead_id("cy@example.com", AT + timedelta(days=1))
    assert lead_id("cy@example.com", AT) != lead_id("ada@example.com", AT)


def test_what_somebody_says_of_a_colleague_is_a_lead_of_its_own() -> None:
    own, by_ada = lead_id("cy@example.com", AT), lead_id("cy@example.com", AT, "Ada@example.com")
    assert own != by_ada == lead_id("cy@example.com", AT, "ada@example.com") != lead_id("cy@example.com", AT, "b@c.de")


def test_the_day_is_that_of_utc() -> None:
    late = datetime(2026, 11, 23, 1, 0, tzinfo=timezone(timedelta(hours=4)))
    assert lead_id("cy@example.com", late) == lead_id("cy@example.com", AT)


def test_ids_of_the_api_follow_from_natural_keys() -> None:
    assert reported_lead_id("1", "Sign up") == reported_lead_id("1", "Sign up") != reported_lead_id("1", "Trial")
    assert customer_id("1").startswith("cus_") and customer_id("1") != customer_id("2")
    assert sale_id("in_1", "evt_1") == sale_id("in_1", "evt_2")
    assert sale_id("", "evt_1") != sale_id("", "evt_2")
    assert sale_id("evt_1", "") != sale_id("", "evt_1")


def test_parts_of_a_natural_key_do_not_run_together() -> None:
    assert reported_lead_id("1", "2 3") != reported_lead_id("1 2", "3")

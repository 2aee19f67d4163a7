"""What a program gives, in words: only what its file says."""

from functools import cache
from typing import Any

import pytest
from factories import COMPANY
from markupsafe import Markup

from goodword.site.brand import parse_brand
from goodword.site.furniture import furnish
from goodword.site.refer_rewards import gifts
from goodword.site.tongue import Tongue

CREDIT = {"event": "sale", "side": "company", "type": "credit", "amount": 50, "currency": "EUR"}


@cache
def tongue(code: str) -> Tongue:
    brand, _ = parse_brand((COMPANY / "site" / "brand.toml").read_bytes())
    assert brand
    return furnish(COMPANY, brand, lambda name: "", {}).tongue(code)


def told(code: str = "en", **reward: Any) -> list[str]:
    """The first gift as plain texts: for whom, what, and the rest."""
    (gift,) = gifts([reward], tongue(code))
    return [gift.side, gift.what.striptags(), *(Markup(each).striptags() for each in gift.more)]


ROWS = {
    "credit": (CREDIT, ["For your company", "€50 credit", "once your colleague has become a customer"]),
    "flat": (
        {"side": "person", "type": "flat", "amount": 12.5, "currency": "usd", "event": "lead"},
        ["For you", "a reward of US$12.50", "as soon as your colleague has written to us"],
    ),
    "percentage": (
        {"side": "person", "type": "percentage", "amount": 20, "duration_months": 12},
        ["For you", "20% of what your colleague pays", "for 12 months"],
    ),
    "discount by share": ({"side": "referred", "type": "discount", "amount": 10}, ["For your colleague", "10% off"]),
    "discount in money": (
        {"side": "referred", "type": "discount", "amount": 10, "currency": "EUR"},
        ["For your colleague", "€10 off"],
    ),
    "free months": (
        {"side": "referred", "type": "free-months", "amount": 2},
        ["For your colleague", "free time: 2 months"],
    ),
    "feature": ({"side": "company", "type": "feature", "choices": ["Maps"]}, ["For your company", "a feature: Maps"]),
    "gift": ({"side": "person", "type": "gift", "choices": ["a bell", "<b>"]}, ["For you", "a gift: a bell · <b>"]),
    "donation": (
        {"side": "person", "type": "donation", "amount": 20, "currency": "EUR", "choices": ["trees", "wells"]},
        ["For you", "a donation of €20", "your choice: trees · wells"],
    ),
    "so many a year": (
        {**CREDIT, "event": "qualified", "cap": {"count": 5, "per": "year"}},
        ["For your company", "€50 credit", "as soon as we have talked and it fits", "at most 5 rewards a year"],
    ),
    "so much in all": (
        {"side": "person", "type": "flat", "amount": 5, "currency": "EUR", "cap": {"amount": 500, "per": "all"}},
        ["For you", "a reward of €5", "at most €500 in all"],
    ),
    "part of an invoice": (
        {"side": "company", "type": "credit", "amount": 50, "currency": "EUR", "cap": {"percent_of_invoice": 30}},
        ["For your company", "€50 credit", "at most 30% of an invoice"],
    ),
    "conditions": (
        {"side": "person", "type": "flat", "amount": 5, "currency": "EUR", "when": {"plan": "pro"}},
        ["For you", "a reward of €5", "under the conditions of the program"],
    ),
}


@pytest.mark.parametrize(("reward", "texts"), ROWS.values(), ids=ROWS)
def test_a_reward_is_said_as_its_file_has_it(reward: dict[str, Any], texts: list[str]) -> None:
    assert told(**reward) == texts


UNSAID = {
    "nothing": {},
    "for nobody": {"type": "flat", "amount": 5, "currency": "EUR"},
    "of no kind": {"side": "person", "type": "fame"},
    "without an amount": {"side": "person", "type": "flat", "currency": "EUR"},
    "without a currency": {"side": "person", "type": "flat", "amount": 5},
    "in no currency": {"side": "person", "type": "flat", "amount": 5, "currency": "euros"},
    "of an amount that is none": {"side": "person", "type": "flat", "amount": "much", "currency": "EUR"},
    "of yes": {"side": "person", "type": "flat", "amount": True, "currency": "EUR"},
    "of less than nothing": {"side": "person", "type": "flat", "amount": -5, "currency": "EUR"},
    "of no number": {"side": "person", "type": "flat", "amount": float("nan"), "currency": "EUR"},
    "without end": {"side": "person", "type": "flat", "amount": float("inf"), "currency": "EUR"},
    "a gift without a name": {"side": "person", "type": "gift"},
    "lists where words belong": {"side": ["person"], "type": {"a": 1}, "amount": [5]},
}


@pytest.mark.parametrize("reward", UNSAID.values(), ids=UNSAID)
def test_what_cannot_be_said_is_not_made_up(reward: dict[str, Any]) -> None:
    assert gifts([reward, CREDIT], tongue("en")) == gifts([CREDIT], tongue("en"))


def test_money_is_written_as_the_language_writes_it() -> None:
    assert told("it", **CREDIT)[1].replace("\u00a0", " ") == "credito: 50 €"
    assert "٥٠" in told("ar", **CREDIT)[1]

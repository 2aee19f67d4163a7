"""What is made of "how did you hear of us", and how often a form may come."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from factories import NOON

from goodword.referrals.cards import Card
from goodword.referrals.link_cards import LinkCard
from goodword.site import lead_limits
from goodword.site.lead_evidence import heard
from goodword.site.lead_limits import FOR_EMAIL, FROM_ADDRESS, LIMITS, Counting


def card(slug: str, **names: str) -> Card:
    given: dict[str, Any] = {"companies": {}, "intros": {}, "photos": {}, "logos": {}}
    given |= {"companies": {"en": names.pop("company")}} if "company" in names else {}
    return Card(slug, "affiliate", "v", "en", names, **given, program="friends")


CARDS = {
    "ada": card("ada", en="Ada Bright", ar="آدا برايت", company="Bright & Co"),
    "ben": card("ben", en="Ben", company="Twin"),
    "dot": card("dot", en="Dot", company="Twin"),
}
LINK = LinkCard("lnk_1", "k7mq2", "ben", "pn_1", "friends", "/", "", "", "", "", False)
LINKS = {"k7mq2": LINK, "spring": replace(LINK, code="spring", ended=True)}


@pytest.mark.parametrize(
    ("typed", "kind", "partner", "link"),
    [
        pytest.param("ada", "code", "ada", "", id="a slug"),
        pytest.param("ADA", "code", "ada", "", id="a slug in capitals"),
        pytest.param("k7mq2", "code", "ben", "k7mq2", id="a link's code"),
        pytest.param("K7MQ2", "code", "ben", "k7mq2", id="a link's code in capitals"),
        pytest.param("spring", "heard-from", "", "", id="the code of a link that ended"),
        pytest.param("ada bright", "heard-from", "ada", "", id="a name"),
        pytest.param("آدا برايت", "heard-from", "ada", "", id="a name in Arabic"),
        pytest.param("BRIGHT & CO", "heard-from", "ada", "", id="a company"),
        pytest.param("Twin", "heard-from", "", "", id="a company of two"),
        pytest.param("Ada Bright told me", "heard-from", "", "", id="a story"),
        pytest.param("a podcast", "heard-from", "", "", id="something else"),
    ],
)
def test_what_was_heard_is_evidence(typed: str, kind: str, partner: str, link: str) -> None:
    (found,) = heard(typed, CARDS, LINKS.get, NOON)
    assert (found.kind, found.partner, found.link, found.value) == (kind, partner, link, typed)


def test_nothing_typed_is_no_evidence() -> None:
    assert heard("", CARDS, {}.get, NOON) == ()


@pytest.mark.parametrize("limit", [FROM_ADDRESS, FOR_EMAIL])
def test_up_to_the_limit_one_may_and_then_not_until_the_span_is_over(limit: str) -> None:
    counting, most, span = Counting(), LIMITS[limit].most, LIMITS[limit].span
    assert [counting.over(limit, "cy", NOON) for _ in range(most + 1)] == [False] * most + [True]
    assert counting.over(limit, "cy", NOON + span - timedelta(seconds=1))
    assert not counting.over(limit, "cy", NOON + span)


def test_one_s_limit_is_not_another_s() -> None:
    counting = Counting()
    for _ in range(LIMITS[FOR_EMAIL].most):
        counting.over(FOR_EMAIL, "cy", NOON)
    assert not counting.over(FOR_EMAIL, "ada", NOON)
    assert not counting.over(FROM_ADDRESS, "cy", NOON)
    assert counting.over(FOR_EMAIL, "cy", NOON)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lead_limits, "MOST_KEPT", 3)
    counting = Counting()
    for number in range(10):
        counting.over(FROM_ADDRESS, str(number), NOON)
    assert len(counting._seen) == 3

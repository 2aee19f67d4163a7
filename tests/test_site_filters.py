"""What never shows, however well it would fit: drafts, other days, other partners, what no consent covers."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from factories import DUBAI, LABS, MIDNIGHT, TREE, case, chosen, consent, entry, faqs, who

from goodword.site.visitor import Visitor

OPEN = consent()
ANONYMOUS = consent("quote", "metrics")


@pytest.mark.parametrize(
    ("front", "visitor", "there"),
    [
        pytest.param({}, who(), True, id="nothing against it"),
        pytest.param({"status": "draft"}, who(), False, id="a draft"),
        pytest.param({"publish_at": "2026-07-01T12:00"}, who(), True, id="published this minute"),
        pytest.param({"publish_at": "2026-07-01T12:01"}, who(), False, id="published in a minute"),
        pytest.param({"expires_at": "2026-07-01T12:01"}, who(), True, id="gone in a minute"),
        pytest.param({"expires_at": "2026-07-01T12:00"}, who(), False, id="gone this minute"),
        pytest.param({"publish_at": "2026-07-01"}, who(now=MIDNIGHT), True, id="local midnight"),
        pytest.param({"publish_at": "2026-07-01"}, who(now=MIDNIGHT - timedelta(minutes=1)), False, id="before"),
        pytest.param({"partners": ["ada"]}, who(), False, id="Ada's, nobody's visitor"),
        pytest.param({"partners": ["ada"]}, who(partner="ada"), True, id="Ada's, her visitor"),
        pytest.param({"partners": ["ada"]}, who(partner="ben"), False, id="Ada's, Ben's visitor"),
        pytest.param({"partners": ["ada", "ben"]}, who(partner="ben"), True, id="Ada's and Ben's"),
        pytest.param({"niches": ["labs"]}, who(niche="bikes"), False, id="for others"),
        pytest.param({"niches": ["labs"]}, who(), True, id="for others, of no niche"),
        pytest.param({"niches": ["labs", "bikes"]}, who(niche="bikes"), True, id="for them too"),
    ],
)
def test_hard_filters(front: Any, visitor: Visitor, there: bool) -> None:
    assert chosen([*TREE, LABS, *faqs("one", **front)], "faqs", visitor) == (["one"] if there else [])


@pytest.mark.parametrize(
    ("front", "day", "there"),
    [
        pytest.param({}, 1, True, id="always"),
        pytest.param({"valid_from": date(2026, 7, 1)}, 1, True, id="from today"),
        pytest.param({"valid_from": date(2026, 7, 2)}, 1, False, id="from tomorrow"),
        pytest.param({"valid_through": date(2026, 7, 1)}, 1, True, id="through today"),
        pytest.param({"valid_through": date(2026, 6, 30)}, 1, False, id="through yesterday"),
    ],
)
def test_an_offer_counts_its_days(front: Any, day: int, there: bool) -> None:
    for hour in (0, 23):
        moment = datetime(2026, 7, day, hour, tzinfo=DUBAI)
        assert bool(chosen([entry("offer", "bay", **front)], "offer", who(now=moment))) == there


@pytest.mark.parametrize(
    ("section_name", "scope", "there"),
    [
        ("results", ("metrics",), True),
        ("results", ("quote", "name", "logo"), False),
        ("hero", ("metrics",), True),
        ("hero", ("quote", "name", "logo"), False),
        ("quotes", ("quote",), True),
        ("quotes", ("metrics", "name"), False),
        ("logos", ("name", "logo"), True),
        ("logos", ("logo",), False),
        ("logos", ("name",), False),
        ("case-studies", ("name",), True),
        ("case-studies", ("metrics",), True),
        ("case-studies", ("quote",), False),
        ("case-studies", ("logo", "photo"), False),
    ],
)
def test_each_section_shows_what_consent_covers(section_name: str, scope: tuple[str, ...], there: bool) -> None:
    assert bool(chosen([case("fell", consent(*scope))], section_name)) == there


@pytest.mark.parametrize("section_name", ["results", "quotes", "case-studies"])
def test_without_name_and_without_another_word_for_it_nothing_shows(section_name: str) -> None:
    assert chosen([case("fell", ANONYMOUS)], section_name)
    assert not chosen([case("fell", ANONYMOUS, anonymous_as=None)], section_name)


def test_a_quote_that_says_the_name_needs_the_name() -> None:
    quotes = [{"id": "a", "text": "At Molaria it is quiet."}, {"id": "b", "text": "Quiet."}]
    assert chosen([case("molaria", ANONYMOUS, quotes=quotes)], "quotes") == ["molaria#b"]
    assert chosen([case("molaria", ANONYMOUS, quotes=quotes[:1])], "quotes") == []
    assert chosen([case("molaria", OPEN, quotes=quotes)], "quotes") == ["molaria#a"]


@pytest.mark.parametrize(
    ("channel", "partner", "website", "there"),
    [
        ("website", None, False, True),
        ("website", "ada", False, False),
        ("website", "ada", True, True),
        ("partner-pages", "ada", False, True),
        ("partner-pages", "ada", True, False),
        ("partner-pages", None, False, False),
    ],
)
def test_which_channel_a_page_is(channel: str, partner: str | None, website: bool, there: bool) -> None:
    """A partner's landing page is a partner page; the company's own content is the website, whoever sent one."""
    found = chosen([case("fell", consent(channels=channel))], "case-studies", who(partner=partner), website=website)
    assert bool(found) == there


def test_what_the_page_excludes_never_comes() -> None:
    assert chosen(faqs("one", "two"), {"faqs": {"exclude": ["one"]}}) == ["two"]
    assert chosen(faqs("one", "two"), {"faqs": {"exclude": ["one"], "pin": ["one"]}}) == ["two"]


def test_one_result_may_be_excluded_alone() -> None:
    results = [{"id": "a", "metric": "a", "value": 1}, {"id": "b", "metric": "b", "value": 2}]
    assert chosen([case("fell", results=results)], {"results": {"exclude": ["fell#a"]}}) == ["fell#b"]


def test_a_page_does_not_recommend_itself() -> None:
    fell, molaria = case("fell"), case("molaria")
    assert chosen([fell, molaria], "case-studies", entry=fell) == ["molaria"]
